/** What the difference between two entries means. */
import {
  durationText,
  grantedBy,
  type ManagedPolicy,
  managedPolicyArn,
  placeTrustPolicy,
  type RolePlace,
  type RoleSettings,
} from "../../access";
import type { RoleLevel } from "../../access/role-level";
import { roleLevels } from "../../iam/level";
import { canonicalJson, policyJson, toList } from "../../iam/policy-document";
import { contentOf } from "../../iam/role-policy";
import { firstWider, isWithin } from "./coverage";
import type { Entry } from "./entry";
import { type Finding, type FindingId, finding, mostDangerousFirst, only } from "./findings";
import { policyChanges, statementTexts, trustTexts } from "./policy-changes";

/** The findings of an entry that is given, most dangerous first. */
export function findingsOfGiven({ caller, granted, level, organizationId }: Entry): Finding[] {
  if (caller.kind === "nobody") return [finding("role-added", "nobody can assume it yet")];
  const isOpen = caller.kind === "open";
  return mostDangerousFirst([
    ...ofLevel(undefined, level),
    ...only(caller.kind === "external", "grant-external", "external: not in the identity account"),
    ...only(
      granted.organization,
      "grant-organization",
      `in any account of the organization ${organizationId}`,
    ),
    ...only(isOpen, "role-open", "this file grants it to nobody; other policies of the identity account can"),
    ...only(!isOpen, "grant"),
  ]);
}

/**
 * The findings of an entry that a selector brings to a new account: the caller has the same role in other accounts.
 * A person who gains administrator access there is told as any other.
 */
export function findingsOfFollowing(entry: Entry): Finding[] {
  const { caller, level } = entry;
  const isPerson = caller.kind === "user" || caller.kind === "members";
  const gains = isPerson ? ofLevel(undefined, level) : [];
  return [...gains, finding("account-added", "a new account, with the same role as in other accounts")];
}

/** The findings of an entry that is taken. */
export const findingsOfTaken: readonly Finding[] = [finding("take")];

/** The findings of an entry that is changed, most dangerous first; at least one. */
export function findingsOfChanged(before: Entry, after: Entry): Finding[] {
  const settings = { before: before.place.settings, after: after.place.settings };
  const found = mostDangerousFirst([
    ...ofCaller(before, after),
    ...ofGrant(before, after),
    ...ofPlace(before.place, after.place),
    ...ofMfa(before, after),
    ...conditions.flatMap((findingsOfCondition) => findingsOfCondition(settings)),
    ...ofOtherSettings(settings),
    ...ofLevel(before.level, after.level),
    ...ofPolicies(before.place, after.place),
    ...ofBoundary(settings),
  ]);
  return found.length > 0 ? found : [finding("setting-changed", "another setting of the role")];
}

type ChangedSettings = Readonly<Record<"before" | "after", RoleSettings>>;

/** The level of a role in words: `administrator`, `unknown, at least read`. */
export function levelText({ level, atLeast }: RoleLevel): string {
  return level === "unknown" && atLeast !== undefined && atLeast !== "none"
    ? `unknown, at least ${atLeast}`
    : level;
}

function ofLevel(before: RoleLevel | undefined, after: RoleLevel): Finding[] {
  const was = before && (before.level === "unknown" ? (before.atLeast ?? "none") : before.level);
  const is = after.level === "unknown" ? (after.atLeast ?? "none") : after.level;
  const [from, to] = [
    was === undefined ? roleLevels.length : roleLevels.indexOf(was),
    roleLevels.indexOf(is),
  ];
  const wasText = before ? ` (was ${levelText(before)})` : "";
  if (to >= from) {
    const isNews = before && before.level !== "unknown" && after.level === "unknown";
    return only(Boolean(isNews), "level-raised", `${levelText(after)}${wasText}`);
  }
  if (is === "administrator") return [finding("grant-admin", `administrator access${wasText}`)];
  if (is === "escalates")
    return [
      finding(
        "grant-escalates",
        `can become administrator${after.path ? ` (${after.path.id})` : ""}${wasText}`,
      ),
    ];
  return before ? [finding("level-raised", `${levelText(after)}${wasText}`)] : [];
}

function ofCaller({ caller: was }: Entry, { caller: is }: Entry): Finding[] {
  if (was.arn === is.arn || was.arn === undefined || is.arn === undefined) return [];
  const [[, from, fromName], [, to, toName]] = [arnParts(was.arn), arnParts(is.arn)];
  return [
    ...only(from !== to, "identity-account-changed", `users and principals of account ${to} (was ${from})`),
    ...only(
      fromName !== toName,
      is.kind === "principal" ? "principal-changed" : "moved",
      `now ${toName} (was ${fromName})`,
    ),
  ];
}

/** Partition, account, and kind with path and name: `role/ci`. */
function arnParts(arn: string): readonly [string, string, string] {
  const [, partition = "", , , account = "", ...rest] = arn.split(":");
  return [partition, account, rest.join(":")];
}

function ofGrant(before: Entry, after: Entry): Finding[] {
  const [was, is] = [grantedBy(before.granted), grantedBy(after.granted)];
  const organization = after.granted.organization;
  if (organization && before.granted.organization) {
    const [old, now] = [before, after].map(
      ({ organizationId, place: { role } }) => `${role.path}${role.name} in any account of ${organizationId}`,
    );
    if (old !== now) return [finding("grant-organization", `${now} (was ${old})`)];
  }
  if (was === is) return [];
  return organization && !before.granted.organization
    ? [finding("grant-organization", `in any account of the organization ${after.organizationId}`)]
    : [finding("granted-otherwise", `granted: ${is || byTrust} (was: ${was || byTrust})`)];
}

const byTrust = "by the trust policy alone";

function ofPlace(before: RolePlace, after: RolePlace): Finding[] {
  const [{ role: oldRole, account: old }, { role, account }] = [before, after];
  const [was, is] = [oldRole.trustedEntity, role.trustedEntity];
  const isChanged = canonicalJson(was) !== canonicalJson(is);
  const changes = isChanged ? policyChanges(trustTexts(was), trustTexts(is)) : "";
  return [
    ...only(
      old.partition !== account.partition,
      "partition-changed",
      `partition ${account.partition} (was ${old.partition})`,
    ),
    ...only(old.id !== account.id, "account-changed", `account ${account.id} (was ${old.id})`),
    ...only(oldRole.path !== role.path, "moved", `path ${role.path} (was ${oldRole.path})`),
    ...(isChanged
      ? [
          finding(
            isTrustWider(before, after) ? "trust-changed" : "restricted",
            `trust policy changed${changes}`,
          ),
        ]
      : []),
  ];
}

/** Whether the trust lets more in. Generated conditions are compared as of today: their changes have findings. */
function isTrustWider(before: RolePlace, after: RolePlace): boolean {
  const statements = (place: RolePlace) => toList(placeTrustPolicy(place).Statement);
  const { settings, trustedArns, account } = after;
  const isCustom = [before, after].some(({ role }) => role.trustedEntity.kind === "custom");
  const was = isCustom ? before : { ...before, settings, trustedArns, account };
  return firstWider(statements(was), statements(after)) !== undefined;
}

const strictness = { "not asked": 0, unknown: 1, required: 2 } as const;

function ofMfa(before: Entry, after: Entry): Finding[] {
  const [was, is] = [strictness[before.mfa], strictness[after.mfa]];
  if (is < was)
    return [finding("mfa-dropped", is === 0 ? "MFA is no longer required" : "MFA may no longer be required")];
  if (is > was) return [finding("restricted", is === 2 ? "MFA is required" : "MFA may be required")];
  const [old, now] = [before, after].map(({ place }) => place.settings.conditions.requireMfa);
  if (after.place.role.trustedEntity.kind === "custom" || old === now) return [];
  if (now) return [finding("restricted", "the role itself requires MFA")];
  return after.mfa === "required"
    ? [finding("condition-dropped", "the role itself no longer requires MFA; the identity account does")]
    : [finding("mfa-dropped", "the role no longer requires MFA")];
}

const conditions = [
  condition({
    name: "MFA within",
    value: (given) => given.mfaMaxAge,
    text: durationText,
    changed: (from, to) => (to > from ? "condition-dropped" : "restricted"),
  }),
  condition({
    name: "an external ID",
    value: (given) => given.externalId,
    dropped: "external-id-dropped",
    changed: (_from, to) => (isGuessable(to) ? "external-id-guessable" : "external-id-changed"),
  }),
  condition({
    name: "an address in",
    value: (given) => given.sourceIps,
    text: (ranges) => ranges.join(", "),
    changed: (from, to) =>
      to.every((range) => from.some((outer) => range === outer || isWithin(range, outer)))
        ? "restricted"
        : "condition-dropped",
  }),
  condition({
    name: "the organization",
    value: (given) => given.organizationId,
    text: String,
    changed: () => "condition-dropped",
  }),
  condition({
    name: "a session named as the user",
    value: (given) => given.requireUserSessionName || undefined,
  }),
];

/** Shorter than this, an external ID can be tried out. */
const shortExternalId = 8;

function isGuessable(externalId: string): boolean {
  return externalId.length < shortExternalId || /^\d{12}$/.test(externalId);
}

interface Condition<Value> {
  readonly name: string;
  readonly value: (conditions: RoleSettings["conditions"]) => Value | undefined;
  /** Default: the value is not shown. */
  readonly text?: (value: Value) => string;
  /** The finding for another value. Default: `restricted`. */
  readonly changed?: (from: Value, to: Value) => FindingId;
  /** The finding where the condition goes. */
  readonly dropped?: FindingId;
}

/** The findings about one condition of the trust policy. */
function condition<Value>(of: Condition<Value>): (settings: ChangedSettings) => Finding[] {
  const { name, value, text, changed = () => "restricted", dropped = "condition-dropped" } = of;
  const shown = (content: Value) => (text ? `${name} ${text(content)}` : name);
  return ({ before, after }) => {
    const [was, is] = [value(before.conditions), value(after.conditions)];
    if (canonicalJson(was) === canonicalJson(is)) return [];
    if (was === undefined) return [finding("restricted", `requires ${shown(is as Value)}`)];
    if (is === undefined) return [finding(dropped, `no longer requires ${shown(was)}`)];
    const id = changed(was, is);
    const change = text ? `was ${text(was)}` : "another value than before";
    const guessable = id === "external-id-guessable" ? ", which is easy to guess" : "";
    return [finding(id, `requires ${shown(is)} (${change}${guessable})`)];
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

function ofPolicies(before: RolePlace, after: RolePlace): Finding[] {
  const managed = (place: RolePlace) =>
    new Map(place.settings.managedPolicies.map((policy) => [policyName(policy), { place, policy }]));
  const inline = ({ settings }: RolePlace) =>
    new Map(settings.inlinePolicies.map(({ name, document }) => [name, document]));
  const statements = ({ settings }: RolePlace) =>
    settings.inlinePolicies.flatMap(({ document }) => toList(document.Statement));
  const wider = firstWider(statements(before), statements(after));
  const [managedBefore, managedAfter] = [managed(before), managed(after)];
  const [was, is] = [inline(before), inline(after)];
  return [
    ...[...managedAfter.keys()]
      .filter((name) => !managedBefore.has(name))
      .map((name) => finding("policy-added", `policy ${name} added`)),
    ...[...managedBefore]
      .filter(([name]) => !managedAfter.has(name))
      .map(([name, { place, policy }]) => {
        const denies = managedPolicyDenies(place, policy);
        if (denies === true) return finding("deny-removed", `policy ${name} removed, which denies actions`);
        if (denies === false) return finding("restricted", `policy ${name} removed`);
        return finding(
          "policy-changed",
          `policy ${name} removed; if it denies actions, they are no longer denied`,
        );
      }),
    ...[...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
      const [old, now] = [was.get(name), is.get(name)];
      if (old && now && policyJson(old) === policyJson(now)) return [];
      const changes = policyChanges(old ? statementTexts(old) : [], now ? statementTexts(now) : []);
      const what = `inline policy "${name}" ${old === undefined ? "added" : now === undefined ? "removed" : "changed"}${changes}`;
      const own = firstWider(toList(old?.Statement), toList(now?.Statement));
      // A statement may have gone to another policy of the role.
      if (!wider || !own) return [finding("restricted", what)];
      if (own.kind === "deny removed") return [finding("deny-removed", what)];
      return [finding(old ? "policy-changed" : "policy-added", what)];
    }),
  ];
}

/** Whether a managed policy denies anything; `undefined`: its content is not known. */
export function managedPolicyDenies({ account }: RolePlace, policy: ManagedPolicy): boolean | undefined {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(managedPolicyArn(account, policy))?.[1];
  return name === undefined
    ? undefined
    : contentOf({ kind: "aws", name })?.rules.some(({ allows }) => !allows);
}

/** With its path or ARN, as a customer managed policy may have the name of an AWS managed one. */
export function policyName(policy: ManagedPolicy): string {
  if (policy.kind === "arn") return policy.arn;
  return policy.kind === "customer" ? policy.path + policy.name : policy.name;
}

function ofBoundary({ before, after }: ChangedSettings): Finding[] {
  return boundaryFindings(before.permissionsBoundary, after.permissionsBoundary);
}

/** The findings of the permissions boundary of a role or a user. */
export function boundaryFindings(
  before: ManagedPolicy | undefined,
  after: ManagedPolicy | undefined,
): Finding[] {
  const [was, is] = [before, after].map((policy) => policy && policyName(policy));
  if (was === is) return [];
  if (is === undefined) return [finding("boundary-dropped", `permissions boundary ${was} removed`)];
  if (was === undefined) return [finding("restricted", `permissions boundary ${is} added`)];
  return [finding("boundary-changed", `permissions boundary ${is} (was ${was})`)];
}
