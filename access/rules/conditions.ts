/** Rules about the conditions of a trust policy, and of other statements. */
import { BlockList, isIP, isIPv6 } from "node:net";
import { conditionHolds, conditionsOf } from "../../iam/condition";
import { mayBeConditionKey, conditionKeys as nameableKeys } from "../../iam/condition-key";
import { addressProblem } from "../../iam/condition-problem";
import { type Context, requestContext } from "../../iam/context";
import { containsRange, ipRange } from "../../iam/ip-range";
import type { PolicyDocument } from "../../iam/policy-document";
import { every } from "../../iam/truth";
import { waysIn } from "../../iam/ways-in";
import { statementsIn, writtenDocuments, writtenStatements } from "../documents";
import type { Written } from "../each";
import { listed } from "../listed";
import { nearestHint } from "../nearest";
import { itemsOf, type Readable } from "../readable";
import { type AccessFile, conditionKeys } from "../schema";
import { conditionsOfKind, writtenTrusts } from "../trust";
import { kindOf, type TrustedKind } from "../trusted-entity";
import { isUnknown } from "../unknown";
import { errorRule, warningRule } from "./rule";
import { trustedKinds, writtenConditions, writtenEntities, writtenSettings } from "./written";

/** What to do about a condition that a kind of trusted entity cannot meet. */
const instead: Readonly<Record<TrustedKind, string>> = {
  identityAccount: "does not apply to the identity account; remove it",
  awsAccount: "does not apply to another account; remove it",
  principals: "does not apply to users and roles of another account; remove it",
  organizationalUnits: "does not apply to organizational units; remove it",
  service: "does not apply to a service; remove it",
  webIdentity: "does not apply to a web identity; write it into its subjects, or into a custom trust policy",
  saml: "does not apply to a SAML federation; write a custom trust policy",
  custom: "is not added to a custom trust policy; write the condition there",
};

export const impossibleCondition = errorRule("impossible-condition", function* (declared) {
  const { declaration } = declared;
  for (const written of writtenSettings(declaration)) {
    const { path, own } = written;
    const kinds = trustedKinds(declared, written);
    for (const key of kinds ? conditionKeys : [])
      if (isSet(own[key]) && kinds?.every((kind) => !conditionsOfKind[kind].includes(key)))
        yield { path: [...path, key], message: `${key} ${instead[kinds[0] as TrustedKind]}`, data: { key } };
    const key = "trustGrantedOnly";
    const others = kinds?.find((kind) => !["service", "webIdentity", "saml", "custom"].includes(kind));
    const message = others
      ? `${key} works for the identity account only; remove it, because this file grants nothing in another account`
      : `${key} ${instead[kinds?.[0] ?? "identityAccount"]}`;
    if (isSet(own[key]) && kinds && !kinds.includes("identityAccount"))
      yield { path: [...path, key], message, data: { key } };
  }
  for (const { path, entry } of writtenEntities(declaration))
    for (const key of conditionKeys) {
      const kind = kindOf(entry);
      if (isSet(entry[key]) && !conditionsOfKind[kind].includes(key))
        yield { path: [...path, key], message: `${key} ${instead[kind]}`, data: { key } };
    }
});

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false;
}

export const mfaAgeWithoutMfa = errorRule("mfa-age-without-mfa", function* ({ declaration }) {
  const message = "mfaMaxAge requires MFA, and requireMfa is false; remove one of them";
  for (const { path, own, all } of writtenSettings(declaration)) {
    const places = [
      { path, own, all },
      ...writtenTrusts(own, path).flatMap(({ path: at, entry }) =>
        entry ? [{ path: at, own: entry, all: { ...all, ...entry } }] : [],
      ),
    ];
    for (const { path: at, own: here, all: both } of places)
      if (both.requireMfa === false && both.mfaMaxAge !== undefined) {
        if (here.mfaMaxAge !== undefined) yield { path: [...at, "mfaMaxAge"], message };
        else if (here.requireMfa === false) yield { path: [...at, "requireMfa"], message };
      }
  }
});

/** A custom trust policy is the whole document: nothing can be added to it. */
export const customTrustNotAlone = errorRule("custom-trust-not-alone", function* ({ declaration }) {
  const message =
    "custom is the whole trust policy, and nothing is added to it; write the other trusted entities into it, or all of them as entries without custom";
  for (const { path, own } of writtenSettings(declaration)) {
    const entries = writtenTrusts(own, path);
    const custom = entries.find(({ entry }) => entry?.custom !== undefined);
    if (custom && entries.length > 1) yield { path: [...custom.path, "custom"], message };
  }
});

/** The address ranges of all roles, overrides and trusted entities. */
function addressRanges(declaration: Readable<AccessFile>): Written<string>[] {
  return [...writtenConditions(declaration)].flatMap(({ path, own }) =>
    itemsOf(own.sourceIps).map(([index, value]) => ({ path: [...path, "sourceIps", index], value })),
  );
}

export const invalidAddressRange = errorRule("invalid-address-range", function* ({ declaration }) {
  for (const { path, value } of addressRanges(declaration)) {
    const problem = isUnknown(value) ? undefined : addressProblem(value);
    if (problem?.severity === "error") yield { path, message: problem.message };
  }
});

function isCidr(range: string): boolean {
  const [address = "", bits, ...rest] = range.split("/");
  const version = isIP(address);
  if (version === 0 || address.includes("%") || rest.length > 0) return false;
  return (
    bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/**
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-private-ip-address
 */
export const privateSourceIp = warningRule("private-source-ip", function* ({ declaration }) {
  const ranges = addressRanges(declaration);
  for (const { statement, path } of writtenStatements(declaration))
    for (const { key, operator, values } of conditionsOf(statement))
      if (key === "aws:sourceip")
        ranges.push(...values.map((value) => ({ path: [...path, "Condition", operator], value })));
  for (const { path, value: range } of ranges) {
    const message = `${range} is a private range, and aws:SourceIp is always a public address, so no request matches it; write the public addresses of your network, or for requests through a VPC endpoint a custom trust policy with aws:VpcSourceIp`;
    if (isCidr(range) && isPrivate(range)) yield { path, message, data: { range } };
  }
});

/**
 * Sources: RFC 1918 (private), RFC 6598 (shared), RFC 1122 (loopback), RFC 3927 and 4291 (link-local), RFC 4193 (unique
 * local).
 */
const privateRanges = new BlockList();
for (const [address, bits] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
] as const)
  privateRanges.addSubnet(address, bits, "ipv4");
for (const [address, bits] of [
  ["::1", 128],
  ["fe80::", 10],
  ["fc00::", 7],
] as const)
  privateRanges.addSubnet(address, bits, "ipv6");

function isPrivate(range: string): boolean {
  const [address = ""] = range.split("/");
  return privateRanges.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/**
 * Requests of a user: with MFA, with MFA long ago, from a session without MFA, and by a plain access key, which has no key
 * about MFA at all.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
const mfaRequests = {
  fresh: requestContext({ "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "1" }),
  old: requestContext({ "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "129600" }),
  session: requestContext({ "aws:MultiFactorAuthPresent": "false" }),
  accessKey: requestContext({}),
};

export const mfaSlipsThrough = warningRule("mfa-slips-through", function* ({ declaration, isReadable }) {
  for (const { kind, document, path: documentPath } of writtenDocuments(declaration)) {
    // Other statements of a trust policy may require MFA all the same.
    if (kind === "trust" && isReadable(documentPath) && mfaIsRequired(document as PolicyDocument)) continue;
    for (const { statement, path } of statementsIn(document, documentPath)) {
      const conditions = conditionsOf(statement).filter(({ key }) => key.startsWith("aws:multifactorauth"));
      if (conditions.length === 0) continue;
      const holds = (request: Context) => every(conditions, (one) => conditionHolds(one, request)) === true;
      const [fresh, old, session, accessKey] = Object.values(mfaRequests).map(holds);
      const at = {
        path: [...path, "Condition", conditions[0]?.operator ?? ""],
        aboutKey: true,
      };
      const { operator = "" } = conditions[0] ?? {};
      const without = [
        session && "sessions without MFA",
        accessKey && "plain access keys, which have no MFA key",
      ];
      const missed = [
        !session && "sessions without MFA",
        !accessKey && "plain access keys, which have no MFA key",
      ];
      const strict = operator.replace(/IfExists$|^ForAllValues:/, "");
      const remedy = conditions.some(({ key }) => key.endsWith("age"))
        ? `NumericLessThan: { aws:MultiFactorAuthAge: <seconds> }`
        : `Bool: { aws:MultiFactorAuthPresent: "true" }`;
      if (statement.Effect === "Allow" && fresh && (session || accessKey))
        yield {
          ...at,
          message: `${operator} admits ${without.filter(Boolean).join(" and ")}; write ${strict === operator ? remedy : strict}`,
        };
      else if (
        statement.Effect === "Deny" &&
        !fresh &&
        (old || session || accessKey) &&
        !(session && accessKey)
      )
        yield {
          ...at,
          message: `${operator} does not deny ${missed.filter(Boolean).join(" and ")}; write ${
            conditions.some(({ key }) => key.endsWith("age"))
              ? 'NumericGreaterThanIfExists, and deny BoolIfExists: { aws:MultiFactorAuthPresent: "false" } too'
              : "BoolIfExists in a Deny, with the value false"
          }`,
        };
    }
  }
});

function mfaIsRequired(document: PolicyDocument): boolean {
  const ways = waysIn({ trust: document }, { kind: "anybody" });
  return ways.length > 0 && ways.every(({ mfa }) => mfa === "required");
}

/** Addresses all over the internet. */
const addresses = Array.from({ length: 14 }, (_, index) => `${index * 16 + 1}.2.3.4`);
const addresses6 = ["2001:4860::1", "2400:cb00::1", "2600:1f00::1", "2a00:1450::1", "2c0f:fb50::1"];

/** Keys that every request has: a pattern that matches every value requires nothing. */
const alwaysThere =
  /^(aws:(principalarn|principalaccount|principaltype|userid|sourceip)|sts:rolesessionname|saml:aud|.+:(sub|aud))$/;
/** Keys with several values, which ForAllValues is for. */
const severalValues = /^(aws:tagkeys|sts:transitivetagkeys|aws:multifactorauth.*)$/;

/**
 * Conditions that every request meets.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export const conditionDoesNotBind = warningRule("condition-does-not-bind", function* ({ declaration }) {
  for (const { path, own } of writtenConditions(declaration)) {
    const ranges = itemsOf(own.sourceIps).map(([, range]) => range);
    const message = `${listed(ranges)} is every address, so the condition limits nothing; list the addresses of your network, or remove sourceIps`;
    if (coversInternet(ranges)) yield { path: [...path, "sourceIps"], message };
  }
  for (const { kind, statement, path } of writtenStatements(declaration))
    for (const { operator, key, name, values } of kind === "trust" ? conditionsOf(statement) : []) {
      if (statement.Effect !== "Allow") continue;
      const at = { path: [...path, "Condition", operator, name], aboutKey: true };
      const like = /^(ForAnyValue:)?(StringLike|ArnLike|ArnEquals)/.test(operator);
      const positive = /^(ForAnyValue:)?(String(Equals(IgnoreCase)?|Like)|Arn(Equals|Like))/.test(operator);
      if (operator.startsWith("ForAllValues:") && !severalValues.test(key))
        yield {
          ...at,
          message: `${operator} holds where a request has no ${name}; write ${operator.slice("ForAllValues:".length)}`,
        };
      else if (positive && values.some((value) => value.toLowerCase() === `\${${key}}`))
        yield {
          ...at,
          message: `compares ${name} with itself, so every request meets it; write the values that you expect`,
        };
      else if (like && alwaysThere.test(key) && values.some((value) => /^\*+$/.test(value)))
        yield {
          ...at,
          message: `every ${name} matches "*", so the condition limits nothing; write the values that you expect`,
        };
      else if (operator.startsWith("IpAddress") && key === "aws:sourceip" && coversInternet(values))
        yield {
          ...at,
          message: `${listed(values)} is every address, so the condition limits nothing; list the addresses of your network`,
        };
    }
});

function coversInternet(texts: readonly string[]): boolean {
  const ranges = texts.flatMap((text) => ipRange(text) ?? []);
  const isCovered = (address: string) => {
    const one = ipRange(address);
    return one !== undefined && ranges.some((range) => containsRange(range, one));
  };
  return addresses.every(isCovered) || addresses6.every(isCovered);
}

/** AWS has no list of the keys of identity providers and services here; global keys and those of AWS STS are checked. */
export const unknownConditionKey = warningRule("unknown-condition-key", function* ({ declaration }) {
  for (const { statement, path } of writtenStatements(declaration))
    for (const { operator, name } of conditionsOf(statement)) {
      if (mayBeConditionKey(name)) continue;
      const message = `AWS has no condition key ${name}, so no request has it${nearestHint(name, nameableKeys, "the keys are", 5)}`;
      yield { path: [...path, "Condition", operator, name], aboutKey: true, message, data: { key: name } };
    }
});
