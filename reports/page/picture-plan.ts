/** The plan of the picture of an access: holders of grants on the left, roles with their target accounts on the right. */
import type { Grantee, Group, Role, TargetAccount } from "../../access";
import { isGrantee, subjectText } from "../../access/subject";
import { byCodePoint } from "../../iam/policy-document";
import { accountColor, type ColorName, stageOf } from "../account-color";
import { permissionNames } from "../permissions";
import { listedMembers, type Report } from "../report";
import { isExternal } from "../report-filter";

export interface Plan {
  readonly holders: readonly PlannedHolder[];
  readonly boxes: readonly PlannedBox[];
  readonly edges: readonly PlannedEdge[];
  /** Whether accounts are only counted, and who reaches least is lumped together. */
  readonly summary: boolean;
}

export interface PlannedHolder {
  readonly name: string;
  /** What it is, and who is in it. */
  readonly note: string;
  /** How many accounts it reaches. */
  readonly count: string;
  /** Whether it is not of the identity account. */
  readonly outside: boolean;
}

/** A role. */
export interface PlannedBox {
  readonly name: string;
  readonly note: string;
  /** Its accounts, those that the same holders reach together. */
  readonly rows: readonly PlannedRow[];
}

export interface PlannedRow {
  /** Names of accounts with their colours, or what stands for them. */
  readonly titles: readonly { readonly text: string; readonly color?: ColorName }[];
}

export interface PlannedEdge {
  readonly holder: number;
  readonly box: number;
  readonly row: number;
  readonly title: string;
}

/** As much as still can be told apart on a screen. */
const most = { holders: 24, rows: 32, edges: 120, summaryHolders: 12, summaryRoles: 20, titles: 9 };

interface Holder extends Omit<PlannedHolder, "count"> {
  /** Role -> the accounts it is granted in. */
  readonly reaches: ReadonlyMap<Role, ReadonlySet<TargetAccount>>;
}

interface TrustedHolder extends Holder {
  readonly reaches: Map<Role, Set<TargetAccount>>;
}

/** The plan of the picture. */
export function picturePlan(report: Report): Plan {
  const holders = holdersOf(report);
  if (holders.length > most.holders) return summaryPlan(report, holders);
  const detailed = detailedPlan(report, holders);
  const rows = detailed.boxes.reduce((sum, box) => sum + box.rows.length, 0);
  return rows <= most.rows && detailed.edges.length <= most.edges ? detailed : summaryPlan(report, holders);
}

function holdersOf({ access, entrances }: Report): Holder[] {
  const trusted = new Map<string, TrustedHolder>();
  for (const { subject, place } of entrances) {
    if (isGrantee(subject)) continue;
    const name = subjectText(subject, access.identityAccount.id);
    const holder = trusted.get(name) ?? {
      name,
      note: "by the trust policy",
      outside: isExternal(access, subject),
      reaches: new Map<Role, Set<TargetAccount>>(),
    };
    trusted.set(name, holder);
    holder.reaches.set(place.role, (holder.reaches.get(place.role) ?? new Set()).add(place.account));
  }
  const inside = [...trusted.values()].filter(({ outside }) => !outside);
  return [
    ...access.groups.map((group) =>
      holder(
        group,
        membersText(
          group,
          listedMembers(access, group).map(({ name }) => name),
        ),
      ),
    ),
    ...access.users.map((user) => holder(user, "user")),
    ...access.principals.map((principal) => holder(principal, "role of the identity account")),
    ...inside,
    ...[...trusted.values()].filter(({ outside }) => outside),
  ].filter(({ reaches }) => reaches.size > 0);
}

function holder({ name, grants }: Grantee, note: string): Holder {
  return {
    name,
    note,
    outside: false,
    reaches: new Map(grants.map(({ role, places }) => [role, new Set(places.map(({ account }) => account))])),
  };
}

function withCount(holder: Holder): PlannedHolder {
  const { size } = new Set([...holder.reaches.values()].flatMap((accounts) => [...accounts]));
  return { ...holder, count: `${size} account${size === 1 ? "" : "s"}` };
}

/** The listed members of a group. Others may manage more: see `GroupMembers`. */
function membersText({ existing }: Group, members: readonly string[]): string {
  if (members.length === 0)
    return existing ? "group: members managed elsewhere" : "group: members that others add";
  const names = members.slice(0, 3).join(", ");
  const more = members.length <= 3 ? "" : ` and ${members.length - 3} more`;
  return `group: ${names}${more}${existing ? ", and others managed elsewhere" : ""}`;
}

/** For each role a row for the accounts that the same holders reach as it. */
function detailedPlan({ access }: Report, holders: readonly Holder[]): Plan {
  const edges: PlannedEdge[] = [];
  const boxes = access.roles
    .filter((role) => role.places.length > 0)
    .map((role, box): PlannedBox => {
      const alike = new Map<string, { by: number[]; accounts: TargetAccount[] }>();
      for (const { account } of role.places) {
        const by = holders.flatMap(({ reaches }, index) => (reaches.get(role)?.has(account) ? [index] : []));
        const same = alike.get(by.join());
        if (same) same.accounts.push(account);
        else alike.set(by.join(), { by, accounts: [account] });
      }
      const rows = [...alike.values()];
      for (const [row, { by, accounts }] of rows.entries())
        for (const holder of by)
          edges.push({ holder, box, row, title: edgeTitle(holders[holder], role, accounts) });
      return {
        name: role.name,
        note: roleNote(role),
        rows: rows.map(({ accounts }) => ({ titles: accountTitles(accounts, access.targetAccounts.length) })),
      };
    });
  return { summary: false, holders: holders.map(withCount), boxes, edges };
}

function edgeTitle(holder: Holder | undefined, role: Role, accounts: readonly TargetAccount[]): string {
  const [first] = accounts;
  return `${holder?.name}: ${role.name} in ${accounts.length === 1 ? first?.name : `${accounts.length} accounts`}`;
}

/** What the role may do, where that is the same in all its accounts. */
function roleNote({ places }: Role): string {
  const texts = new Set(places.map(({ settings }) => permissionNames(settings).join(", ")));
  return texts.size === 1 ? ([...texts][0] ?? "") : "";
}

/** A few accounts by name, many by stage. */
function accountTitles(accounts: readonly TargetAccount[], total: number): PlannedRow["titles"] {
  if (accounts.length <= most.titles)
    return accounts.map((account) => ({ text: account.name, color: accountColor(account).name }));
  const stages = new Map<string, { count: number; color: ColorName }>();
  for (const account of accounts) {
    const stage = stageOf(account);
    if (stage === "") continue;
    const known = stages.get(stage) ?? { count: 0, color: accountColor(account).name };
    stages.set(stage, known);
    known.count++;
  }
  return [
    { text: accounts.length === total ? `all ${total} accounts` : `${accounts.length} of ${total} accounts` },
    ...[...stages]
      .sort(([a], [b]) => byCodePoint(a, b))
      .slice(0, most.titles)
      .map(([stage, { count, color }]) => ({ text: `${count} ${stage}`, color })),
  ];
}

/** For each role one row with the number of its accounts; of many holders, those that reach most. */
function summaryPlan({ access }: Report, holders: readonly Holder[]): Plan {
  const roles = access.roles.filter((role) => role.places.length > 0);
  const shownRoles = roles.length <= most.summaryRoles ? roles : roles.slice(0, most.summaryRoles);
  const reach = ({ reaches }: Holder) => [...reaches.values()].reduce((sum, { size }) => sum + size, 0);
  const byReach = [...holders].sort((a, b) => reach(b) - reach(a) || byCodePoint(a.name, b.name));
  const shown = byReach.slice(0, most.summaryHolders);
  const others = byReach.slice(most.summaryHolders);
  const rest: Holder[] =
    others.length === 0
      ? []
      : [
          {
            name: `and ${others.length} more`,
            note: "groups, users and others that reach less",
            outside: false,
            reaches: union(others),
          },
        ];
  // The frame of the identity account is around the first of them.
  const all = [
    ...shown.filter(({ outside }) => !outside),
    ...rest,
    ...shown.filter(({ outside }) => outside),
  ];
  const accounts = (count: number) => `${count} of ${access.targetAccounts.length} accounts`;
  return {
    summary: true,
    holders: all.map(withCount),
    boxes: shownRoles.map((role) => ({
      name: role.name,
      note: roleNote(role),
      rows: [
        {
          titles: accountTitles(
            role.places.map(({ account }) => account),
            access.targetAccounts.length,
          ),
        },
      ],
    })),
    edges: shownRoles.flatMap((role, box) =>
      all.flatMap(({ name, reaches }, holder) => {
        const reached = reaches.get(role);
        return reached
          ? [{ holder, box, row: 0, title: `${name}: ${role.name} in ${accounts(reached.size)}` }]
          : [];
      }),
    ),
  };
}

function union(holders: readonly Holder[]): Map<Role, Set<TargetAccount>> {
  const all = new Map<Role, Set<TargetAccount>>();
  for (const { reaches } of holders)
    for (const [role, accounts] of reaches) {
      const known = all.get(role) ?? new Set<TargetAccount>();
      all.set(role, known);
      for (const account of accounts) known.add(account);
    }
  return all;
}
