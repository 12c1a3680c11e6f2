/** Rules about whom a role trusts. */
import { BlockList, isIPv6 } from "node:net";
import {
  accountsNamed,
  asksForExternalId,
  bindsCallers,
  letsAccountsIn,
  namesEverybody,
} from "../../iam/custom-trust";
import type { Statement } from "../../iam/policy-document";
import { toList } from "../../iam/policy-document";
import { conditionsOf, coversAction, demandsItsKey } from "../../iam/statement";
import { webIdentityKeys } from "../../iam/trust-policy";
import type { Access } from "../access";
import type { Path } from "../problem";
import { declaredSettings } from "./declared-settings";
import { writtenStatements } from "./documents";
import type { Finding, LintRule } from "./rule";

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous */
export const wildcardPrincipal: LintRule = {
  id: "wildcard-principal",
  severity: "error",
  *check({ file }) {
    for (const { kind, roleName, statement, path } of writtenStatements(file))
      if (
        kind === "trust" &&
        letsAccountsIn(statement) &&
        namesEverybody(statement) &&
        !bindsCallers(statement)
      )
        yield {
          path: [...path, statement.NotPrincipal === undefined ? "Principal" : "NotPrincipal"],
          message: `lets anybody with an AWS account assume "${roleName}"; name the accounts, or bind the callers, such as by StringEquals: { aws:PrincipalOrgID: <id of your organization> }`,
        };
  },
};

/**
 * Whoever works for others too could be brought to act on this account for one of them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const thirdPartyWithoutExternalId: LintRule = {
  id: "third-party-without-external-id",
  severity: "warning",
  needsWholeFile: true,
  *check({ access, file }) {
    const ours = accountsOf(access);
    const remedy =
      "agree with its owner on an external ID and ask for it, or name your organization if the account is in it";
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const { trustedEntity: entity } = role;
      if (entity.kind !== "account" || isOurs(ours, entity.accountId)) continue;
      const { externalId, organizationId } = settings.conditions;
      if (externalId === undefined && organizationId === undefined && sets("externalId", "organizationId"))
        yield {
          path:
            where === "" ? [...settings.declared.at, "trustedEntity", "awsAccount"] : settings.declared.at,
          aboutKey: where !== "",
          message: `account ${entity.accountId} is none of this file's and needs no external ID to assume "${role.name}"${where}; ${remedy} (externalId, organizationId)`,
        };
    }
    for (const { kind, roleName, statement, path } of writtenStatements(file)) {
      if (kind !== "trust" || !letsAccountsIn(statement) || asksForExternalId(statement)) continue;
      if (
        conditionsOf(statement).some(
          (condition) => condition.key.startsWith("aws:principalorg") && demandsItsKey(condition),
        )
      )
        continue;
      for (const id of new Set(accountsNamed(statement)))
        if (!isOurs(ours, id))
          yield {
            path: [...path, "Principal"],
            message: `account ${id} is none of this file's and needs no external ID to assume "${roleName}"; ${remedy} (sts:ExternalId, aws:PrincipalOrgID)`,
          };
    }
  },
};

function accountsOf(access: Access): ReadonlySet<string | undefined> {
  return new Set([
    access.identityAccount.id,
    access.organization?.accountId,
    ...access.targetAccounts.map(({ id }) => id),
  ]);
}

/** An id that Terraform alone knows may be any account's. */
function isOurs(ours: ReadonlySet<string | undefined>, id: string): boolean {
  return ours.has(id) || !/^\d{12}$/.test(id);
}

/**
 * A provider such as GitHub's gives tokens to everybody; whose they are stands in the subject alone.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub
 */
export const webIdentitySubject: LintRule = {
  id: "web-identity-subject",
  severity: "warning",
  *check({ access, file }) {
    const whose = "list subjects of your own, such as repo:acme/infra:ref:refs/heads/main";
    for (const { name, trustedEntity: entity } of access.roles) {
      if (entity.kind !== "webIdentity" || !subjectMatters(entity.provider)) continue;
      const path = ["roles", name, "trustedEntity", "webIdentity"];
      if (entity.subjects.length === 0)
        yield {
          path,
          aboutKey: true,
          message: `lets every token of ${entity.provider} for ${entity.audiences.join(", ")} assume "${name}", whoever it was given to; ${whose}`,
        };
      // In the order of the file, which is not that of the access.
      const subjects = file.roles[name]?.trustedEntity?.webIdentity?.subjects ?? [];
      for (const [index, subject] of subjects.entries())
        if (isAnybody(entity.provider, subject))
          yield {
            path: [...path, "subjects", index],
            message: `"${subject}" lets tokens of ${entity.provider} assume "${name}" that were given to anybody; ${whose}`,
          };
    }
    for (const { kind, roleName, statement, path } of writtenStatements(file)) {
      if (kind !== "trust" || statement.Effect !== "Allow") continue;
      const provider = webIdentityProvidersOf(statement).find((known) => !bindsSubject(statement, known));
      if (provider !== undefined)
        yield {
          path: [...path, "Principal"],
          message: `lets every token of ${provider} assume "${roleName}", whoever it was given to; add a condition on ${provider}:${webIdentityKeys(provider).sub} with subjects of your own`,
        };
    }
  },
};

/** The audience of an identity pool is the pool, and so one's own. */
function subjectMatters(provider: string): boolean {
  return provider !== "cognito-identity.amazonaws.com";
}

function isAnybody(provider: string, subject: string): boolean {
  if (/^[*?]*$/.test(subject)) return true;
  // GitHub's subjects begin with the organization; the rest anybody can choose.
  return provider.endsWith("token.actions.githubusercontent.com") && /^[^/]*[*?]/.test(subject);
}

/** The hosts (and paths) of the OpenID Connect providers whose tokens a statement lets in. */
function webIdentityProvidersOf(statement: Statement): string[] {
  if (!coversAction(statement, "sts:AssumeRoleWithWebIdentity")) return [];
  const federated = typeof statement.Principal === "object" ? toList(statement.Principal.Federated) : [];
  return federated
    .filter((provider) => !provider.includes(":saml-provider/"))
    .map((provider) => provider.replace(/^arn:.*:oidc-provider\//, ""))
    .filter(subjectMatters);
}

function bindsSubject(statement: Statement, provider: string): boolean {
  const key = `${provider}:${webIdentityKeys(provider).sub}`.toLowerCase();
  return conditionsOf(statement).some(
    (condition) =>
      condition.key === key &&
      demandsItsKey(condition) &&
      !condition.values.some((value) => isAnybody(provider, value)),
  );
}

/**
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-private-ip-address
 */
export const privateSourceIp: LintRule = {
  id: "private-source-ip",
  severity: "warning",
  *check({ file }) {
    for (const [name, role] of Object.entries(file.roles)) {
      const path = ["roles", name];
      yield* privateRangesIn(path, role.sourceIps);
      for (const [account, { sourceIps }] of Object.entries(role.overrides ?? {}))
        yield* privateRangesIn([...path, "overrides", account], sourceIps);
    }
    for (const { statement, path } of writtenStatements(file))
      for (const { key, operator, values } of conditionsOf(statement))
        if (key === "aws:sourceip")
          for (const range of values.filter(isPrivate))
            yield { path: [...path, "Condition", operator], message: privateRangeMessage(range) };
  },
};

function* privateRangesIn(path: Path, sourceIps: readonly string[] = []): Iterable<Finding> {
  for (const [index, range] of sourceIps.entries())
    if (isPrivate(range)) yield { path: [...path, "sourceIps", index], message: privateRangeMessage(range) };
}

function privateRangeMessage(range: string): string {
  return `${range} is a private range, and aws:SourceIp is always a public address: nobody calls from there; write the public addresses of your network, or for calls through a VPC endpoint a custom trust policy with aws:VpcSourceIp`;
}

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
export const mfaSlipsThrough: LintRule = {
  id: "mfa-slips-through",
  severity: "warning",
  *check({ file }) {
    for (const { statement, path } of writtenStatements(file))
      for (const { key, operator, values } of conditionsOf(statement)) {
        if (key !== "aws:multifactorauthpresent" && key !== "aws:multifactorauthage") continue;
        if (statement.Effect === "Allow" && /IfExists$|^ForAllValues:/.test(operator))
          yield {
            path: [...path, "Condition", operator],
            aboutKey: true,
            message: `${operator} lets plain access keys in, which know no MFA; write ${operator.replace(/IfExists$|^ForAllValues:/, "")}`,
          };
        else if (statement.Effect === "Deny" && operator === "Bool" && values.includes("false"))
          yield {
            path: [...path, "Condition", operator],
            aboutKey: true,
            message: "Bool does not deny plain access keys, which know no MFA; write BoolIfExists in a Deny",
          };
      }
  },
};
