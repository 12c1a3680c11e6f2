/** Rules about the conditions of a trust policy, and of other statements. */
import { BlockList, isIP, isIPv6 } from "node:net";
import { addressProblem } from "../../iam/condition-problem";
import { conditionsOf } from "../../iam/statement";
import { writtenStatements } from "../documents";
import { each } from "../each";
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
 * Plain access keys have no key about MFA at all, so a condition that is met without the key is met by them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
export const mfaSlipsThrough = warningRule("mfa-slips-through", function* ({ declaration }) {
  const admits = "plain access keys, which have no MFA key";
  for (const { statement, path } of writtenStatements(declaration))
    for (const { key, operator, values } of conditionsOf(statement)) {
      if (key !== "aws:multifactorauthpresent" && key !== "aws:multifactorauthage") continue;
      const at = { path: [...path, "Condition", operator], aboutKey: true };
      const strict = operator.replace(/IfExists$|^ForAllValues:/, "");
      if (statement.Effect === "Allow" && strict !== operator)
        yield { ...at, message: `${operator} admits ${admits}; write ${strict}` };
      else if (statement.Effect === "Deny" && operator === "Bool" && values.includes("false"))
        yield { ...at, message: `Bool does not deny ${admits}; write BoolIfExists in a Deny` };
    }
});
