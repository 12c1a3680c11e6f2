/** What the difference between two entries means. */
import {
  durationText,
  type Granted,
  grantedBy,
  placeTrustPolicy,
  type RolePlace,
  type RoleSettings,
  trustedEntityText,
} from "../../access";
import { laterTime, type RoleTrust } from "../../access/access";
import { endTexts, policySourceText, timeText } from "../../access/matrix";
import type { RoleLevel } from "../../access/role-level";
import { customTrustOf } from "../../access/trusted-entity";
import { roleLevels } from "../../iam/level";
import { canonicalJson, toList } from "../../iam/policy-document";
import type { TrustConditions, TrustedEntity } from "../../iam/trust-policy";
import { firstWider, isWithin } from "./coverage";
import { type Entry, isRenamedInIam } from "./entry";
import { type Finding, type FindingId, finding, mostDangerousFirst, only } from "./findings";
import { policyChanges, trustTexts } from "./policy-changes";
import { boundaryFindings, type Holder, policyFindings } from "./policy-findings";

/** The findings of an entry that is given, most dangerous first. */
export function findingsOfGiven({ caller, granted, level, organizationId, place }: Entry): Finding[] {
  if (caller.kind === "nobody")
    return [finding("role-added", place.role.existing ? "managed elsewhere" : "nobody can assume it yet")];
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
    ...only(
      !isOpen,
      "grant",
      [...endTexts(granted.end), ...(granted.policies ?? []).map(policySourceText)].join(", "),
    ),
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
  const ofEither = [
    ...ofCaller(before, after),
    ...ofGrant(before, after),
    ...ofPlace(before.place, after.place),
    ...(before.deniedByOwnPolicies || after.deniedByOwnPolicies
      ? ofDenial(before, after)
      : ofMfa(before, after)),
  ];
  // What a role made elsewhere requires and allows is unknown.
  if (before.place.role.existing || after.place.role.existing)
    return mostDangerousFirst([...ofEither, ...ofExisting(before, after)]);
  const found = mostDangerousFirst([
    ...ofEither,
    ...ofConditions(settings),
    ...ofOtherSettings(settings),
    ...ofLevel(before.level, after.level),
    ...policyFindings(holderOf(before.place), holderOf(after.place)),
    ...ofBoundary(settings),
  ]);
  return found.length > 0 ? found : [finding("setting-changed", "a setting of the role changed")];
}

/** Policies of its own that keep a caller out, or no longer do. */
function ofDenial({ deniedByOwnPolicies: was }: Entry, { deniedByOwnPolicies: is }: Entry): Finding[] {
  return [
    ...only(was && !is, "grant", "no longer denied by its own policies"),
    ...only(!was && is, "restricted", "denied by its own policies"),
  ];
}

type ChangedSettings = Readonly<Record<"before" | "after", RoleSettings>>;
type ChangedConditions = Readonly<Record<"before" | "after", TrustConditions>>;

/** The level of a role in words: `administrator`, `unknown, at least read`. */
export function levelText({ level, atLeast }: RoleLevel): string {
  return level === "unknown" && atLeast !== undefined && atLeast !== "none"
    ? `unknown, at least ${atLeast}`
    : level;
}

export function ofLevel(before: RoleLevel | undefined, after: RoleLevel): Finding[] {
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

function ofExisting(
  { level: oldLevel, place: { role: was } }: Entry,
  { level, place: { role: is } }: Entry,
): Finding[] {
  if (was.existing === is.existing) return [];
  return [
    ...ofLevel(oldLevel, level),
    is.existing
      ? finding("setting-changed", "the role is managed elsewhere: what it trusts and allows is unknown")
      : finding("setting-changed", "the role is made here"),
  ];
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
  return [...ofEnd(before.granted, after.granted), ...ofWayOfGrant(before, after)];
}

function ofWayOfGrant(before: Entry, after: Entry): Finding[] {
  const [was, is] = [before, after].map(({ granted: { end, ...granted } }) =>
    grantedBy({ ...granted, end: { reason: end.reason } }),
  ) as [string, string];
  const organization = after.granted.organization;
  if (organization && before.granted.organization) {
    const [old, now] = [before, after].map(
      ({ organizationId, place: { role } }) =>
        `${role.path}${role.roleName} in any account of ${organizationId}`,
    );
    if (old !== now) return [finding("grant-organization", `${now} (was ${old})`)];
  }
  if (was === is) return [];
  return organization && !before.granted.organization
    ? [finding("grant-organization", `in any account of the organization ${after.organizationId}`)]
    : [finding("granted-otherwise", `granted: ${is || byTrust} (was: ${was || byTrust})`)];
}

/** An end that comes, goes or moves. */
function ofEnd(before: Granted, after: Granted): Finding[] {
  // A declared policy that allows the role goes on after the end of the grants.
  const [was, is] = [before, after].map(({ end, policies }) => (policies ? undefined : end.until));
  const isGranted = ({ directly, groups, policies }: Granted) =>
    directly || groups.length > 0 || policies !== undefined;
  if (was === is || !isGranted(before) || !isGranted(after)) return [];
  const [old, now] = [was, is].map((time) =>
    time === undefined ? "without an end" : `until ${timeText(time)}`,
  );
  const change = `granted ${now} (was ${old})`;
  return [finding(laterTime(was, is) === is ? "grant-prolonged" : "restricted", change)];
}

const byTrust = "by the trust policy alone";

function ofPlace(before: RolePlace, after: RolePlace): Finding[] {
  const [{ role: oldRole, account: old }, { role, account }] = [before, after];
  const [was, is] = [before, after].map(({ settings }) => settings.trust.map(({ entity }) => entity)) as [
    TrustedEntity[],
    TrustedEntity[],
  ];
  const isKnown = !oldRole.existing && !role.existing;
  const isChanged = isKnown && canonicalJson(was) !== canonicalJson(is);
  const changes = isChanged ? policyChanges(trustTexts(was), trustTexts(is)) : "";
  return [
    ...only(
      old.partition !== account.partition,
      "partition-changed",
      `partition ${account.partition} (was ${old.partition})`,
    ),
    ...only(old.id !== account.id, "account-changed", `account ${account.id} (was ${old.id})`),
    ...only(oldRole.path !== role.path, "moved", `path ${role.path} (was ${oldRole.path})`),
    ...only(isRenamedInIam(before, after), "moved", `name in IAM ${after.roleName} (was ${before.roleName})`),
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

/**
 * Whether the trust lets more entities in. Generated conditions are left out, because their changes have findings; except
 * beside a custom trust policy, which has conditions of its own.
 */
function isTrustWider(before: RolePlace, after: RolePlace): boolean {
  const isCustom = [before, after].some(({ settings }) => customTrustOf(settings.trust));
  const statements = ({ settings }: RolePlace) => {
    const trust = isCustom
      ? settings.trust
      : settings.trust.map((one) => ({ ...one, conditions: noConditions }));
    const place = { account: after.account, settings: { ...settings, trust }, trustedRoles: [] };
    return toList(placeTrustPolicy(place).Statement);
  };
  return firstWider(statements(before), statements(after)) !== undefined;
}

const noConditions: TrustConditions = { requireMfa: false, requireUserSessionName: false };

const strictness = { "not asked": 0, unknown: 1, required: 2 } as const;

function ofMfa(before: Entry, after: Entry): Finding[] {
  const [was, is] = [strictness[before.mfa], strictness[after.mfa]];
  if (is < was)
    return [finding("mfa-dropped", is === 0 ? "MFA is no longer required" : "MFA may no longer be required")];
  if (is > was) return [finding("restricted", is === 2 ? "MFA is required" : "MFA may be required")];
  const changed = sharedTrusts(before.place.settings, after.place.settings).filter(
    ([old, now]) => now.entity.kind !== "custom" && old.conditions.requireMfa !== now.conditions.requireMfa,
  );
  if (changed.length === 0) return [];
  if (changed.every(([, now]) => now.conditions.requireMfa))
    return [finding("restricted", "the role itself requires MFA")];
  return after.mfa === "required"
    ? [finding("condition-dropped", "the role itself no longer requires MFA; the identity account does")]
    : [finding("mfa-dropped", "the role no longer requires MFA")];
}

type SharedTrust = readonly [before: RoleTrust, after: RoleTrust];

/** The entities that settings trust before and after. One entity that replaces the only other is compared with it. */
function sharedTrusts(before: RoleSettings, after: RoleSettings): SharedTrust[] {
  const [old, now] = [before.trust[0], after.trust[0]];
  if (old && now && before.trust.length === 1 && after.trust.length === 1) return [[old, now]];
  return after.trust.flatMap((is): SharedTrust[] => {
    const same = before.trust.find((was) => canonicalJson(was.entity) === canonicalJson(is.entity));
    return same ? [[same, is]] : [];
  });
}

/** The findings about the conditions, of each entity that is trusted before and after. Those of all need no name. */
function ofConditions({ before, after }: ChangedSettings): Finding[] {
  const shared = sharedTrusts(before, after);
  const found = shared.map(([was, is]) =>
    conditions.flatMap((findingsOfCondition) =>
      findingsOfCondition({ before: was.conditions, after: is.conditions }),
    ),
  );
  const isOfAll = (one: Finding) =>
    found.every((own) => own.some((other) => canonicalJson(other) === canonicalJson(one)));
  const ofAll = (found[0] ?? []).filter(isOfAll);
  const ofSome = shared.flatMap(([, is], index) =>
    (found[index] ?? [])
      .filter((one) => !isOfAll(one))
      .map(({ id, text }) => finding(id, `for ${trustedEntityText(is.entity)}: ${text}`)),
  );
  return [...ofAll, ...ofSome];
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
  condition({
    name: "session tags",
    value: (given) => (given.sessionTags?.length ? given.sessionTags : undefined),
    text: (tags) => tags.join(", "),
    changed: (from, to) => (from.every((tag) => to.includes(tag)) ? "restricted" : "condition-dropped"),
  }),
  condition({
    name: "a source identity of",
    value: (given) => (given.sourceIdentities?.length ? given.sourceIdentities : undefined),
    text: (identities) => identities.join(", "),
    changed: (from, to) => (to.every((one) => from.includes(one)) ? "restricted" : "condition-dropped"),
  }),
];

/** Shorter than this, an external ID can be tried out. */
const shortExternalId = 8;

function isGuessable(externalId: string): boolean {
  return externalId.length < shortExternalId || /^\d{12}$/.test(externalId);
}

interface Condition<Value> {
  readonly name: string;
  readonly value: (conditions: TrustConditions) => Value | undefined;
  /** Default: the value is not shown. */
  readonly text?: (value: Value) => string;
  /** The finding for another value. Default: `restricted`. */
  readonly changed?: (from: Value, to: Value) => FindingId;
  /** The finding where the condition goes. */
  readonly dropped?: FindingId;
}

/** The findings about one condition of the trust policy. */
function condition<Value>(of: Condition<Value>): (conditions: ChangedConditions) => Finding[] {
  const { name, value, text, changed = () => "restricted", dropped = "condition-dropped" } = of;
  const shown = (content: Value) => (text ? `${name} ${text(content)}` : name);
  return ({ before, after }) => {
    const [was, is] = [value(before), value(after)];
    if (canonicalJson(was) === canonicalJson(is)) return [];
    if (was === undefined) return [finding("restricted", `requires ${shown(is as Value)}`)];
    if (is === undefined) return [finding(dropped, `no longer requires ${shown(was)}`)];
    const id = changed(was, is);
    const change = text ? `was ${text(was)}` : "the value changed";
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
    ...only(
      before.instanceProfile !== after.instanceProfile,
      "setting-changed",
      `has ${after.instanceProfile ? "an" : "no"} instance profile`,
    ),
  ];
}

function holderOf({ account, settings }: RolePlace): Holder {
  return { ...settings, account };
}

function ofBoundary({ before, after }: ChangedSettings): Finding[] {
  return boundaryFindings(before.permissionsBoundary, after.permissionsBoundary);
}
