/** What a difference means: how dangerous each change is, and why. */
import {
  durationText,
  type Granted,
  grantedBy,
  levelOf,
  type ManagedPolicy,
  type RolePlace,
  type RoleSettings,
} from "../../access";
import { canonicalJson, type PolicyDocument, policyDocument, policyJson } from "../../iam/policy-document";
import type { Entry } from "./entry";
import { policyChanges, statementTexts, trustTexts } from "./policy-changes";

/**
 * All findings, most dangerous first. The ids are what `--fail-on` takes, and part of the contract; docs/reports.md
 * explains each.
 */
export const findingIds = [
  "grant-admin",
  "mfa-dropped",
  "external-id-dropped",
  "boundary-dropped",
  "trust-changed",
  "grant-external",
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

export interface Finding {
  readonly id: FindingId;
  /** Empty where the id says it all. */
  readonly text: string;
}

/** How dangerous a finding is: 0 is worst. */
export function rank(id: FindingId): number {
  return findingIds.indexOf(id);
}

/** The findings of an entry that is given, most dangerous first. */
export function findingsOfGiven({ caller, granted, place }: Entry): Finding[] {
  return mostDangerousFirst([
    ...only(isAdministrator(place), "grant-admin", "administrator access"),
    ...only(caller.kind === "external", "grant-external", "external: not in the identity account"),
    ...only(granted.organization, "grant-organization", "in any account of the organization"),
    finding("grant"),
  ]);
}

/** The findings of an entry that is taken. */
export const findingsOfTaken: readonly Finding[] = [finding("take")];

/** The findings of an entry that is changed, most dangerous first; at least one. */
export function findingsOfChanged(before: Entry, after: Entry): Finding[] {
  const settings = { before: before.place.settings, after: after.place.settings };
  return mostDangerousFirst([
    ...ofGrant(before.granted, after.granted),
    ...ofPlace(before.place, after.place),
    ...ofMfa(before, after),
    ...conditions.flatMap((findingsOfCondition) => findingsOfCondition(settings)),
    ...ofOtherSettings(settings),
    ...only(
      !isAdministrator(before.place) && isAdministrator(after.place),
      "grant-admin",
      "administrator access",
    ),
    ...ofPolicies(settings),
    ...ofBoundary(settings),
  ]);
}

function mostDangerousFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => rank(a.id) - rank(b.id));
}

type ChangedSettings = Readonly<Record<"before" | "after", RoleSettings>>;

function finding(id: FindingId, text = ""): Finding {
  return { id, text };
}

function only(condition: boolean, id: FindingId, text: string): Finding[] {
  return condition ? [finding(id, text)] : [];
}

/** Whether a role has administrator access, as the lint rules have it. */
export function isAdministrator(place: RolePlace): boolean {
  const { level, boundaryUnknown } = levelOf(place);
  return level === "administrator" && !boundaryUnknown;
}

function ofGrant(before: Granted, after: Granted): Finding[] {
  const [was, is] = [grantedBy(before), grantedBy(after)];
  if (was === is) return [];
  return after.organization && !before.organization
    ? [finding("grant-organization", "granted in any account of the organization")]
    : [finding("granted-otherwise", `granted: ${is} (was: ${was})`)];
}

function ofPlace({ role: oldRole, account: old }: RolePlace, { role, account }: RolePlace): Finding[] {
  const [was, is] = [oldRole.trustedEntity, role.trustedEntity];
  return [
    ...only(
      old.partition !== account.partition || old.id !== account.id,
      "account-changed",
      `account ${account.id} (was ${old.id})`,
    ),
    ...only(oldRole.path !== role.path, "moved", `path ${role.path} (was ${oldRole.path})`),
    ...only(
      canonicalJson(was) !== canonicalJson(is),
      "trust-changed",
      `trust policy changed${policyChanges(trustTexts(was), trustTexts(is))}`,
    ),
  ];
}

function ofMfa(before: Entry, after: Entry): Finding[] {
  if (before.requireMfa !== after.requireMfa)
    return after.requireMfa
      ? [finding("restricted", "MFA is required")]
      : [finding("mfa-dropped", "MFA is no longer required")];
  const [was, is] = [before, after].map(({ place }) => place.settings.conditions.requireMfa);
  if (!after.requireMfa || was === is) return [];
  return is
    ? [finding("restricted", "the role itself requires MFA")]
    : [finding("condition-dropped", "the role itself no longer requires MFA; the identity account does")];
}

const conditions = [
  condition({
    name: "MFA within",
    value: (given) => given.mfaMaxAge,
    text: durationText,
    isLooser: (from, to) => to > from,
  }),
  condition({ name: "an external ID", value: (given) => given.externalId, dropped: "external-id-dropped" }),
  condition({
    name: "an address in",
    value: (given) => given.sourceIps,
    text: (ranges) => ranges.join(", "),
    isLooser: (from, to) => to.some((range) => !from.includes(range)),
  }),
  condition({
    name: "the organization",
    value: (given) => given.organizationId,
    text: String,
    isLooser: () => true,
  }),
  condition({
    name: "a session named as the user",
    value: (given) => given.requireUserSessionName || undefined,
  }),
];

interface Condition<Value> {
  readonly name: string;
  readonly value: (conditions: RoleSettings["conditions"]) => Value | undefined;
  /** Default: the value is not shown. */
  readonly text?: (value: Value) => string;
  /** Whether another value lets more callers in. Default: no. */
  readonly isLooser?: (from: Value, to: Value) => boolean;
  /** The finding where the condition goes. */
  readonly dropped?: FindingId;
}

/** The findings about one condition of the trust policy. */
function condition<Value>(of: Condition<Value>): (settings: ChangedSettings) => Finding[] {
  const { name, value, text, isLooser = () => false, dropped = "condition-dropped" } = of;
  const shown = (content: Value) => (text ? `${name} ${text(content)}` : name);
  return ({ before, after }) => {
    const [was, is] = [value(before.conditions), value(after.conditions)];
    if (canonicalJson(was) === canonicalJson(is)) return [];
    if (was === undefined) return [finding("restricted", `requires ${shown(is as Value)}`)];
    if (is === undefined) return [finding(dropped, `no longer requires ${shown(was)}`)];
    const change = text ? `was ${text(was)}` : "another value than before";
    return [
      finding(isLooser(was, is) ? "condition-dropped" : "restricted", `requires ${shown(is)} (${change})`),
    ];
  };
}

function ofOtherSettings({ before, after }: ChangedSettings): Finding[] {
  const [was, is] = [before.maxSessionDuration, after.maxSessionDuration];
  const limited = "limited to the granted users (trustGrantedOnly)";
  return [
    ...only(after.trustGrantedOnly && !before.trustGrantedOnly, "restricted", limited),
    ...only(before.trustGrantedOnly && !after.trustGrantedOnly, "condition-dropped", `no longer ${limited}`),
    ...only(
      was !== is,
      is > was ? "session-longer" : "restricted",
      `maximum session duration ${durationText(is)} (was ${durationText(was)})`,
    ),
  ];
}

function ofPolicies({ before, after }: ChangedSettings): Finding[] {
  const [was, is] = [policiesOf(before), policiesOf(after)];
  return [
    ...[...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
      const [old, now] = [was.get(name), is.get(name)];
      if (old === undefined) return [finding("policy-added", `${name} added`)];
      if (now === undefined) return [finding("restricted", `${name} removed`)];
      const changes = policyChanges(statementTexts(old), statementTexts(now));
      return only(policyJson(old) !== policyJson(now), "policy-changed", `${name} changed${changes}`);
    }),
  ];
}

/** The name of each policy of a role -> what the access file says of it: nothing, for a managed policy. */
function policiesOf({ managedPolicies, inlinePolicies }: RoleSettings): Map<string, PolicyDocument> {
  return new Map([
    ...managedPolicies.map((policy) => [`policy ${policyName(policy)}`, policyDocument()] as const),
    ...inlinePolicies.map(({ name, document }) => [`inline policy "${name}"`, document] as const),
  ]);
}

/** With its path or ARN, as a customer managed policy may have the name of an AWS managed one. */
function policyName(policy: ManagedPolicy): string {
  if (policy.kind === "arn") return policy.arn;
  return policy.kind === "customer" ? policy.path + policy.name : policy.name;
}

function ofBoundary({ before, after }: ChangedSettings): Finding[] {
  const [was, is] = [before, after].map(({ permissionsBoundary: policy }) => policy && policyName(policy));
  if (was === is) return [];
  if (is === undefined) return [finding("boundary-dropped", `permissions boundary ${was} removed`)];
  if (was === undefined) return [finding("restricted", `permissions boundary ${is} added`)];
  return [finding("boundary-changed", `permissions boundary ${is} (was ${was})`)];
}
