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
import { each } from "../each";
import { nearestHint } from "../nearest";
import { itemsOf } from "../readable";
import { isUnknown } from "../unknown";
import { errorRule, warningRule } from "./rule";
import { type TrustedKind, trustedKind, writtenSettings } from "./written";

const conditionKeys = [
  "requireMfa",
  "mfaMaxAge",
  "externalId",
  "sourceIps",
  "organizationId",
  "requireUserSessionName",
  "trustGrantedOnly",
] as const;

/** For each kind of trusted entity, the conditions that it can meet, and what to do about the others. */
const possible: Record<TrustedKind, { readonly keys: readonly string[]; readonly others: string }> = {
  identityAccount: { keys: conditionKeys, others: "" },
  awsAccount: {
    keys: conditionKeys.filter((key) => key !== "trustGrantedOnly"),
    others:
      "goes only with the identity account as the trusted entity: this file grants nothing in another account",
  },
  service: { keys: [], others: "cannot be required of a service" },
  webIdentity: {
    keys: ["sourceIps"],
    others: "cannot be required of a web identity: write it into its subjects, or into a custom trust policy",
  },
  saml: {
    keys: ["sourceIps"],
    others: "cannot be required of a SAML federation: write a custom trust policy",
  },
  custom: { keys: [], others: "is not added to a custom trust policy: write the condition there" },
};

export const impossibleCondition = errorRule("impossible-condition", function* (declared) {
  for (const { roleName, path, own } of writtenSettings(declared.declaration)) {
    const { keys, others } = possible[trustedKind(declared, roleName) ?? "identityAccount"];
    for (const key of conditionKeys)
      if (own[key] !== undefined && own[key] !== false && !keys.includes(key))
        yield { path: [...path, key], message: `${key} ${others}`, data: { key } };
  }
});

export const mfaAgeWithoutMfa = errorRule("mfa-age-without-mfa", function* ({ declaration }) {
  const message = "mfaMaxAge requires MFA, and requireMfa is false; remove one of them";
  for (const { path, own, all } of writtenSettings(declaration))
    if (all.requireMfa === false && all.mfaMaxAge !== undefined) {
      if (own.mfaMaxAge !== undefined) yield { path: [...path, "mfaMaxAge"], message };
      else if (own.requireMfa === false) yield { path: [...path, "requireMfa"], message };
    }
});

const addressRanges = ["roles.*.sourceIps.*", "roles.*.overrides.*.sourceIps.*"] as const;

export const invalidAddressRange = errorRule("invalid-address-range", function* ({ declaration }) {
  for (const { path, value } of each(declaration, ...addressRanges)) {
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
  const ranges = each(declaration, ...addressRanges);
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

/** Keys that every request has: a pattern that matches every value asks for nothing. */
const alwaysThere =
  /^(aws:(principalarn|principalaccount|principaltype|userid|sourceip)|sts:rolesessionname|saml:aud|.+:(sub|aud))$/;
/** Keys with several values, which ForAllValues is for. */
const severalValues = /^(aws:tagkeys|sts:transitivetagkeys|aws:multifactorauth.*)$/;

/**
 * Conditions that every request meets.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export const conditionDoesNotBind = warningRule("condition-does-not-bind", function* ({ declaration }) {
  for (const { path, own } of writtenSettings(declaration)) {
    const ranges = itemsOf(own.sourceIps).map(([, range]) => range);
    const message = `${ranges.join(", ")} is every address, so the condition limits nothing; list the addresses of your network, or remove sourceIps`;
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
          message: `${values.join(", ")} is every address, so the condition limits nothing; list the addresses of your network`,
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
