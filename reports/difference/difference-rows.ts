/** A difference in rows, for people: what is alike is one row, the most dangerous first. */
import { byCodePoint } from "../../iam/policy-document";
import { type Mergeable, mergeAlike } from "../merge";
import { permissionsText } from "../permissions";
import { requirementsText } from "../requirements";
import type { Change, Difference } from "./difference";
import type { EntryCaller } from "./entry";
import { type Finding, type FindingId, isAdministrator, rank } from "./findings";
import type { NewNames } from "./renames";

export interface DifferenceRows {
  readonly renamed: readonly RenameRow[];
  readonly entries: readonly EntryRow[];
}

/** The entries of one role that are given, changed or taken alike. */
export interface EntryRow {
  readonly change: Change["kind"];
  /** In words: `alex`, `pipeline (role)`, `(the service ec2.amazonaws.com)`. */
  readonly callers: readonly string[];
  readonly role: string;
  readonly accounts: readonly string[];
  /** At least one, the most dangerous first. */
  readonly findings: readonly Finding[];
  /** The role's permissions and requirements, where access is given or taken; else empty. */
  readonly description: string;
}

export interface RenameRow {
  readonly kind: "target account" | "role" | "group" | "user" | "principal";
  readonly from: string;
  readonly to: string;
  readonly findings: readonly Finding[];
}

/** The rows of a difference. */
export function differenceRows(difference: Difference): DifferenceRows {
  const entries = mergeAlike(difference.changes.map(row)).map(({ callers, rows }): EntryRow => {
    const [{ change, role, findings, description }] = rows;
    const accounts = rows.map(({ account }) => account);
    return { change, callers: [...callers].sort(byCodePoint), role, accounts, findings, description };
  });
  return { renamed: renameRows(difference), entries: entries.sort(byDanger) };
}

/** Every id that occurs in a difference. */
export function findingIdsOf({ renamed, entries }: DifferenceRows): Set<FindingId> {
  return new Set([...renamed, ...entries].flatMap(({ findings }) => findings.map(({ id }) => id)));
}

interface Row extends Mergeable, Pick<EntryRow, "change" | "role" | "findings" | "description"> {}

function row({ kind: change, entry, findings }: Change): Row {
  const { caller, account, role, requireMfa, place } = entry;
  const requires = requirementsText(place.settings, requireMfa);
  const description = change === "changed" ? "" : `${permissionsText(place.settings)}; requires ${requires}`;
  const alike = JSON.stringify([change, role, findings, description]);
  return { caller: callerText(caller), account, alike, change, role, findings, description };
}

function callerText({ kind, name }: EntryCaller): string {
  return { user: name, principal: `${name} (role)`, external: `(${name})` }[kind];
}

function byDanger(a: EntryRow, b: EntryRow): number {
  // Of rows whose findings begin alike, the one with more of them is first.
  const ranks = ({ findings }: EntryRow) => [...findings.map(({ id }) => rank(id)), Number.POSITIVE_INFINITY];
  const others = ranks(b);
  const pairs = ranks(a).map((each, index) => [each, others[index] ?? 0] as const);
  const [one, other] = pairs.find(([each, another]) => each !== another) ?? [0, 0];
  return (
    one - other ||
    byCodePoint(a.role, b.role) ||
    byCodePoint(a.accounts.join(), b.accounts.join()) ||
    byCodePoint(a.callers.join(), b.callers.join())
  );
}

function renameRows({ renames, after }: Difference): RenameRow[] {
  const administrators = new Set(
    (renames.users.size > 0 ? after : [])
      .filter(({ caller, place }) => caller.kind === "user" && isAdministrator(place))
      .map(({ caller }) => caller.name),
  );
  const rows = (kind: RenameRow["kind"], names: NewNames, findings: (to: string) => readonly Finding[]) =>
    [...names].map(([from, to]) => ({ kind, from, to, findings: findings(to) }));
  const renamed = () => [{ id: "renamed", text: "" } as const];
  return [
    ...rows("user", renames.users, (name) => [
      ...(administrators.has(name) ? [renamedAdministrator] : []),
      renamedUser,
    ]),
    ...rows("principal", renames.principals, renamed),
    ...rows("group", renames.groups, renamed),
    ...rows("role", renames.roles, renamed),
    ...rows("target account", renames.accounts, renamed),
  ];
}

// In AWS this is another user: the new name has a password and access keys of its own.
const renamedUser: Finding = { id: "user-renamed", text: "the same access under another name" };
const renamedAdministrator: Finding = {
  id: "grant-admin",
  text: "administrator access in at least one account",
};
