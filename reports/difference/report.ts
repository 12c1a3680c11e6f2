/** A difference as rows for people and programs: what is alike is one row, the most dangerous first. */
import { byCodePoint } from "../../iam/policy-document";
import { asksFor } from "../asks-for";
import { type Mergeable, mergeAlike } from "../merge";
import { permissionsText } from "../permissions";
import type { Difference } from "./difference";
import {
  type Finding,
  type FindingId,
  findingsOfChanged,
  findingsOfGiven,
  findingsOfTaken,
  isAdministrator,
  rank,
} from "./findings";
import type { Holding, Who } from "./holding";

export type Verb = "gives" | "takes" | "changes";

export interface DifferenceRow {
  readonly verb: Verb;
  /** In words: `alex`, `pipeline (role)`, `(the service ec2.amazonaws.com)`. */
  readonly who: readonly string[];
  readonly role: string;
  readonly accounts: readonly string[];
  /** At least one, the most dangerous first. */
  readonly findings: readonly Finding[];
  /** What the role is, for access that is given or taken. */
  readonly about: string;
}

/** One rename. */
export interface RenameRow {
  readonly what: "target account" | "role" | "group" | "user" | "principal";
  readonly from: string;
  readonly to: string;
  readonly findings: readonly Finding[];
}

export interface DifferenceReport {
  readonly renamed: readonly RenameRow[];
  readonly rows: readonly DifferenceRow[];
}

/** The difference in rows. */
export function differenceReport(difference: Difference, current: Iterable<Holding>): DifferenceReport {
  const rows = mergeAlike(items(difference)).map(({ who, items: [first, ...more] }) => {
    const { verb, findings, about } = first;
    const accounts = [first, ...more].map(({ account }) => account);
    return { verb, who: [...who].sort(byCodePoint), role: first.role, accounts, findings, about };
  });
  return { renamed: renameRows(difference, current), rows: rows.sort(byDanger) };
}

/** Every id that occurs in a difference. */
export function findingIdsOf({ renamed, rows }: DifferenceReport): Set<FindingId> {
  return new Set([...renamed, ...rows].flatMap(({ findings }) => findings.map(({ id }) => id)));
}

interface Item extends Mergeable {
  readonly verb: Verb;
  readonly role: string;
  readonly findings: readonly Finding[];
  readonly about: string;
}

function* items({ given, taken, changed }: Difference): Generator<Item> {
  for (const holding of given) yield item("gives", holding, findingsOfGiven(holding));
  for (const holding of changed) yield item("changes", holding, findingsOfChanged(holding));
  for (const holding of taken) yield item("takes", holding, findingsOfTaken());
}

function item(verb: Verb, { who, account, role, facts }: Holding, findings: readonly Finding[]): Item {
  const { settings } = facts.place;
  const asked = asksFor(settings, facts.requireMfa).join(", ");
  const about = verb === "changes" ? "" : `${permissionsText(settings)}; asks for ${asked || "nothing"}`;
  return {
    who: whoText(who),
    account,
    alike: JSON.stringify([verb, role, findings, about]),
    verb,
    role,
    findings,
    about,
  };
}

function whoText({ kind, name }: Who): string {
  return { user: name, principal: `${name} (role)`, external: `(${name})` }[kind];
}

function byDanger(a: DifferenceRow, b: DifferenceRow): number {
  const dangers = a.findings.map(({ id }) => rank(id));
  const others = b.findings.map(({ id }) => rank(id));
  for (const [index, danger] of dangers.entries()) {
    const other = others[index];
    if (other === undefined) return -1;
    if (danger !== other) return danger - other;
  }
  return (
    dangers.length - others.length ||
    byCodePoint(a.role, b.role) ||
    byCodePoint(a.accounts.join(), b.accounts.join()) ||
    byCodePoint(a.who.join(), b.who.join())
  );
}

function renameRows({ renames }: Difference, current: Iterable<Holding>): RenameRow[] {
  const row =
    (what: RenameRow["what"], findings: (to: string) => readonly Finding[] = () => [renamed]) =>
    ([from, to]: readonly [string, string]): RenameRow => ({ what, from, to, findings: findings(to) });
  const administrators = new Set<string>();
  if (renames.users.size > 0)
    for (const { who, facts } of current)
      if (who.kind === "user" && isAdministrator(facts.place.settings)) administrators.add(who.name);
  return [
    ...[...renames.users].map(row("user", (name) => (administrators.has(name) ? [admin, user] : [user]))),
    ...[...renames.principals].map(row("principal")),
    ...[...renames.groups].map(row("group")),
    ...[...renames.roles].map(row("role")),
    ...[...renames.accounts].map(row("target account")),
  ];
}

const renamed: Finding = { id: "renamed", text: "" };
/** In AWS this is another user: whoever bears the new name signs in with a password and keys of their own. */
const user: Finding = { id: "user-renamed", text: "the same access under another name" };
const admin: Finding = { id: "grant-admin", text: "may do everything somewhere" };
