/** A difference in rows, for people: what is alike is one row, the most dangerous first. */

import { durationText, type TargetAccount } from "../../access";
import { findingLevels } from "../../access/finding-levels";
import { groupBy } from "../../access/group-by";
import { trustsOf } from "../../access/role-place";
import { byCodePoint } from "../../iam/policy-document";
import { type Mergeable, mergeAlike } from "../merge";
import { permissionsText } from "../permissions";
import { waysText } from "../requirements";
import type { Change, Difference } from "./difference";
import type { Entry } from "./entry";
import { levelText } from "./entry-findings";
import { type Finding, type FindingId, finding, rank, worstLevel } from "./findings";
import type { OtherChange } from "./other-changes";
import type { Renames } from "./renames";

export interface DifferenceRows {
  readonly renamed: readonly RenameRow[];
  readonly entries: readonly EntryRow[];
  /** Changes that are nobody's access to a role. */
  readonly others: readonly OtherRow[];
  /** The target accounts that the entries name, after the change where they are still there. */
  readonly accounts: readonly TargetAccount[];
  /** How many entries are given, changed and taken. */
  readonly counts: Readonly<Record<Change["kind"], number>>;
}

/** The entries of one role that are given, changed or taken alike. */
export interface EntryRow {
  readonly change: Change["kind"];
  /** In words: `alex`, `pipeline (role)`, `(service ec2.amazonaws.com)`. */
  readonly callers: readonly string[];
  /** One role; several where selectors bring them to a new account. */
  readonly roles: readonly RoleOfRow[];
  readonly accounts: readonly string[];
  /** At least one, the most dangerous first. */
  readonly findings: readonly Finding[];
  /** The role's permissions and requirements, where access is given or taken; else empty. */
  readonly description: string;
}

export interface RoleOfRow {
  readonly name: string;
  /** What its policies come to, in words: `administrator`, `read`. */
  readonly level: string;
}

export interface RenameRow {
  readonly kind: "target account" | "role" | "group" | "user" | "principal";
  readonly from: string;
  readonly to: string;
  readonly findings: readonly Finding[];
}

/** Other changes that are alike. */
export interface OtherRow {
  readonly kind: string;
  /** None for what has no name, such as the identity account. */
  readonly names: readonly string[];
  /** At least one, the most dangerous first. */
  readonly findings: readonly Finding[];
}

/** The rows of a difference. */
export function differenceRows(difference: Difference): DifferenceRows {
  const { changes, others } = difference;
  const entries = mergeAlike(changes.map(row)).map(({ callers, rows }): EntryRow => {
    const [{ change, role, findings, description }] = rows;
    const accounts = rows.map(({ account }) => account);
    return {
      change,
      callers: [...callers].sort(byCodePoint),
      roles: [role],
      accounts,
      findings,
      description,
    };
  });
  const accounts = new Map(changes.map(({ entry }) => [entry.account, entry.place.account]));
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  return {
    renamed: renameRows(difference),
    entries: mergeFollowing(entries).sort(byDanger),
    others: otherRows(others),
    accounts: [...accounts.values()].sort((a, b) => byCodePoint(a.name, b.name)),
    counts: { given: count("given"), changed: count("changed"), taken: count("taken") },
  };
}

/** Every finding of a difference. */
export function findingsOf({ renamed, entries, others }: DifferenceRows): Finding[] {
  return [...renamed, ...entries, ...others].flatMap(({ findings }) => findings);
}

/** Every id that occurs in a difference. */
export function findingIdsOf(rows: DifferenceRows): Set<FindingId> {
  return new Set(findingsOf(rows).map(({ id }) => id));
}

/** Every level that occurs in a difference. */

interface Row extends Mergeable, Pick<EntryRow, "change" | "findings" | "description"> {
  readonly role: RoleOfRow;
}

function row({ kind: change, entry, findings }: Change): Row {
  const { caller, account, place } = entry;
  const requires = requirements(entry).join(", ") || "nothing";
  const description =
    change === "changed" || caller.kind === "nobody" ? "" : `${permissionsText(place)}; requires ${requires}`;
  const role = { name: entry.role, level: levelText(entry.level) };
  const alike = JSON.stringify([change, role, findings, description]);
  return { caller: caller.text, account, alike, change, role, findings, description };
}

/** The conditions that the caller must meet, in words. The external ID itself is not shown. */
export function requirements({ mfa, place, ways }: Entry): string[] {
  const [trust, ...others] = trustsOf(place);
  if (!trust || others.length > 0) return [waysText({ ways, mfa })].filter((text) => text !== "nothing");
  const { mfaMaxAge, externalId, sourceIps, organizationId, requireUserSessionName } = trust.conditions;
  const needsMfa = mfaMaxAge === undefined ? "MFA" : `MFA within ${durationText(mfaMaxAge)}`;
  const isCustom = trust.entity.kind === "custom";
  return [
    ...(mfa === "required" ? [needsMfa] : []),
    ...(isCustom ? ["the conditions of the custom trust policy"] : []),
    ...(externalId === undefined ? [] : ["external ID"]),
    ...(sourceIps ? [`address in ${sourceIps.join(" or ")}`] : []),
    ...(organizationId === undefined ? [] : [`organization ${organizationId}`]),
    ...(requireUserSessionName ? ["session named as the user"] : []),
  ];
}

/** All roles that follow selectors into the same new accounts are one row. */
function mergeFollowing(rows: readonly EntryRow[]): EntryRow[] {
  const follows = ({ findings: [first] }: EntryRow) => first?.id === "account-added";
  const merged = groupBy(rows.filter(follows), ({ accounts }) => accounts.join()).values();
  return [
    ...rows.filter((each) => !follows(each)),
    ...[...merged].map((same): EntryRow => {
      const roles = new Map(same.flatMap((each) => each.roles).map((role) => [JSON.stringify(role), role]));
      const callers = new Set(same.flatMap((each) => each.callers));
      return {
        ...same[0],
        callers: [...callers].sort(byCodePoint),
        roles: [...roles.values()].sort((a, b) => byCodePoint(a.name, b.name)),
        description: "",
      };
    }),
  ];
}

function otherRows(others: readonly OtherChange[]): OtherRow[] {
  const alike = groupBy(others, ({ kind, findings }) => JSON.stringify([kind, findings]));
  return [...alike.values()].map((same) => ({
    kind: same[0].kind,
    names: same.flatMap(({ name }) => name ?? []),
    findings: same[0].findings,
  }));
}

function byDanger(a: EntryRow, b: EntryRow): number {
  const level = ({ findings }: EntryRow) => findingLevels.indexOf(worstLevel(findings));
  // Of rows whose findings begin alike, the one with more of them is first.
  const ranks = ({ findings }: EntryRow) => [...findings.map(rank), Number.POSITIVE_INFINITY];
  const others = ranks(b);
  const pairs = ranks(a).map((each, index) => [each, others[index] ?? 0] as const);
  const [one, other] = pairs.find(([each, another]) => each !== another) ?? [0, 0];
  const names = ({ roles }: EntryRow) => roles.map(({ name }) => name).join();
  return (
    level(a) - level(b) ||
    one - other ||
    byCodePoint(names(a), names(b)) ||
    byCodePoint(a.accounts.join(), b.accounts.join()) ||
    byCodePoint(a.callers.join(), b.callers.join())
  );
}

function renameRows({ renames, declaredRenames, after }: Difference): RenameRow[] {
  const administrators = new Set(
    (renames.users.size > 0 ? after : [])
      .filter(
        ({ caller, level }) => caller.kind === "user" && /^(administrator|escalates)$/.test(level.level),
      )
      .map(({ caller }) => caller.name),
  );
  const rows = (
    kind: RenameRow["kind"],
    map: keyof Renames,
    findings: (to: string, undeclared: string) => readonly Finding[],
  ) =>
    [...renames[map]].map(([from, to]) => {
      const isDeclared = declaredRenames[map].get(from) === to;
      const undeclared = isDeclared
        ? ""
        : `write renamedFrom: ${from}, or Terraform deletes the one and creates the other`;
      return { kind, from, to, findings: findings(to, undeclared) };
    });
  const renamed = (_to: string, undeclared: string) => [finding("renamed", undeclared)];
  return [
    ...rows("user", "users", (name, undeclared) => [
      ...(administrators.has(name) ? [renamedAdministrator] : []),
      // In AWS this is another user: the new name has a password and access keys of its own.
      finding("user-renamed", ["the same access under another name", undeclared].filter(Boolean).join("; ")),
    ]),
    ...rows("principal", "principals", renamed),
    ...rows("group", "groups", renamed),
    ...rows("role", "roles", renamed),
    ...rows("target account", "accounts", renamed),
  ];
}

const renamedAdministrator = finding("grant-admin", "administrator access in at least one account");
