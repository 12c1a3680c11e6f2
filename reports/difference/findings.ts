/** What there is to say of each part of a difference, and how much it matters. */
import { administratorBy, durationText, grantedBy, type RoleSettings } from "../../access";
import { policyJson } from "../../iam/policy-document";
import type { ChangedHolding } from "./difference";
import type { Facts, Holding, PlaceFacts } from "./holding";

/**
 * Everything that a difference can say, most dangerous first. The ids are what `--fail-on` takes, and part of the
 * contract; docs/reports.md explains each.
 */
export const findingIds = [
  "grant-admin",
  "mfa-dropped",
  "external-id-dropped",
  "boundary-dropped",
  "trust-changed",
  "grant-outside",
  "grant-organization",
  "policy-added",
  "policy-changed",
  "boundary-changed",
  "condition-dropped",
  "session-longer",
  "account-changed",
  "grant",
  "user-renamed",
  "renamed",
  "granted-otherwise",
  "moved",
  "restricted",
  "take",
] as const;
export type FindingId = (typeof findingIds)[number];

/** Something that a difference says of a holding. */
export interface Finding {
  readonly id: FindingId;
  /** Empty where the id says it all. */
  readonly text: string;
}

/** How dangerous a finding is: 0 is worst. */
export function rank(id: FindingId): number {
  return findingIds.indexOf(id);
}

/** What to say of access that is given. */
export function findingsOfGiven({ who, facts }: Holding): Finding[] {
  return mostDangerousFirst([
    ...(isAdministrator(facts.place.settings) ? [finding("grant-admin", "may do everything there")] : []),
    ...(who.kind === "external" ? [finding("grant-outside", "is not of the identity account")] : []),
    ...(facts.granted.organization
      ? [finding("grant-organization", "in any account of the organization")]
      : []),
    finding("grant"),
  ]);
}

/** What to say of access that is taken. */
export function findingsOfTaken(): Finding[] {
  return [finding("take")];
}

/** What to say of access that stays, but not as it was. */
export function findingsOfChanged({ who, before, facts }: ChangedHolding): Finding[] {
  return mostDangerousFirst([
    ...ofGrant(before, facts, who.kind === "external"),
    ...ofPlace(before.place, facts.place),
    ...ofConditions(before, facts),
    ...ofPermissions(before.place.settings, facts.place.settings),
  ]);
}

function mostDangerousFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => rank(a.id) - rank(b.id));
}

function finding(id: FindingId, text = ""): Finding {
  return { id, text };
}

/** Whether a role may do everything, as the linter has it. */
export function isAdministrator(settings: RoleSettings): boolean {
  return administratorBy(settings) !== undefined;
}

function ofGrant(before: Facts, after: Facts, external: boolean): Finding[] {
  const how = ({ granted }: Facts) => grantedBy(granted);
  if (external || how(before) === how(after)) return [];
  if (after.granted.organization && !before.granted.organization)
    return [finding("grant-organization", "granted in any account of the organization")];
  return [finding("granted-otherwise", `granted ${how(after)}, no longer ${how(before)}`)];
}

function ofPlace(before: PlaceFacts, after: PlaceFacts): Finding[] {
  return [
    ...(before.partition !== after.partition || before.accountId !== after.accountId
      ? [finding("account-changed", `the account is ${after.accountId}, no longer ${before.accountId}`)]
      : []),
    ...(before.path !== after.path
      ? [finding("moved", `the role's path is ${after.path}, no longer ${before.path}`)]
      : []),
    ...(before.trusts !== after.trusts
      ? [finding("trust-changed", "the role trusts somebody else, or on other terms")]
      : []),
  ];
}

function ofConditions(before: Facts, after: Facts): Finding[] {
  const [was, is] = [before.place.settings, after.place.settings];
  const [old, now] = [was.conditions, is.conditions];
  const mfaAsked = before.requireMfa || after.requireMfa;
  return [
    ...(before.requireMfa === after.requireMfa
      ? []
      : [
          after.requireMfa
            ? finding("restricted", "MFA is required")
            : finding("mfa-dropped", "MFA is no longer required"),
        ]),
    ...(mfaAsked && old.requireMfa !== now.requireMfa && before.requireMfa === after.requireMfa
      ? [
          now.requireMfa
            ? finding("restricted", "the role itself requires MFA")
            : finding(
                "condition-dropped",
                "the role itself no longer requires MFA; the identity account does",
              ),
        ]
      : []),
    ...compared(
      old.mfaMaxAge,
      now.mfaMaxAge,
      (age) => `MFA within ${durationText(age)}`,
      (from, to) => to > from,
      "condition-dropped",
    ),
    ...compared(
      old.externalId,
      now.externalId,
      () => "an external ID",
      () => false,
      "external-id-dropped",
    ),
    ...compared(
      old.sourceIps && [...old.sourceIps].sort().join(", "),
      now.sourceIps && [...now.sourceIps].sort().join(", "),
      (ranges) => `an address in ${ranges}`,
      (from, to) => to.split(", ").some((range) => !from.split(", ").includes(range)),
      "condition-dropped",
    ),
    ...compared(
      old.organizationId,
      now.organizationId,
      (id) => `the organization ${id}`,
      () => true,
      "condition-dropped",
    ),
    ...compared(
      old.requireUserSessionName || undefined,
      now.requireUserSessionName || undefined,
      () => "a session named as the user",
      () => false,
      "condition-dropped",
    ),
    ...compared(
      was.trustGrantedOnly || undefined,
      is.trustGrantedOnly || undefined,
      () => "to be one whom the trust policy names",
      () => false,
      "condition-dropped",
    ),
    ...(was.maxSessionDuration === is.maxSessionDuration
      ? []
      : [
          finding(
            is.maxSessionDuration > was.maxSessionDuration ? "session-longer" : "restricted",
            `a session may last ${durationText(is.maxSessionDuration)}, no longer ${durationText(was.maxSessionDuration)}`,
          ),
        ]),
  ];
}

/** A condition that came, went or became another. */
function compared<Value extends string | number | boolean>(
  before: Value | undefined,
  after: Value | undefined,
  text: (value: Value) => string,
  looser: (from: Value, to: Value) => boolean,
  dropped: FindingId,
): Finding[] {
  if (before === after) return [];
  if (before === undefined) return [finding("restricted", `asks for ${text(after as Value)}`)];
  if (after === undefined) return [finding(dropped, `no longer asks for ${text(before)}`)];
  const change =
    text(before) === text(after)
      ? `asks for ${text(after)}, and another one`
      : `asks for ${text(after)}, no longer ${text(before)}`;
  return [finding(looser(before, after) ? "condition-dropped" : "restricted", change)];
}

function ofPermissions(before: RoleSettings, after: RoleSettings): Finding[] {
  const [old, now] = [policiesOf(before), policiesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const [was, is] = [before.permissionsBoundary, after.permissionsBoundary];
  return [
    ...(isAdministrator(after) && !isAdministrator(before)
      ? [finding("grant-admin", "may do everything there")]
      : []),
    ...names.flatMap((name) => {
      if (old.get(name) === now.get(name)) return [];
      if (!old.has(name)) return [finding("policy-added", `has the policy ${name}`)];
      if (!now.has(name)) return [finding("restricted", `no longer has the policy ${name}`)];
      return [finding("policy-changed", `the policy ${name} is another`)];
    }),
    ...(policyId(was) === policyId(is)
      ? []
      : [
          is === undefined
            ? finding("boundary-dropped", `is no longer within the boundary ${was?.name}`)
            : was === undefined
              ? finding("restricted", `is within the boundary ${is.name}`)
              : finding("boundary-changed", `is within the boundary ${is.name}, no longer ${was.name}`),
        ]),
  ];
}

type ManagedPolicy = RoleSettings["managedPolicies"][number];

/** Name of each policy, as people are told it -> what tells whether it is the same. */
function policiesOf({ managedPolicies, inlinePolicies }: RoleSettings): Map<string, string> {
  return new Map([
    ...managedPolicies.map((policy) => [policyName(policy), policyId(policy) ?? ""] as const),
    ...inlinePolicies.map(({ name, document }) => [`${name} (inline)`, policyJson(document)] as const),
  ]);
}

/** A customer's policy may have the name of one of AWS's. */
function policyName(policy: ManagedPolicy): string {
  return policy.kind === "aws"
    ? policy.name
    : policy.kind === "arn"
      ? policy.arn
      : `${policy.path}${policy.name}`;
}

function policyId(policy: ManagedPolicy | undefined): string | undefined {
  return policy && `${policy.kind} ${policyName(policy)}`;
}
