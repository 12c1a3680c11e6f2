/** The plan of the picture of an access: holders of grants on the left, roles with their target accounts on the right. */
import type { Grantee, Group, Principal, Role, TargetAccount } from "../../access";
import { levelOf } from "../../access/role-level";
import { isGrantee, subjectText } from "../../access/subject";
import { byCodePoint } from "../../iam/policy-document";
import { accountColor, type ColorName, stageOf } from "../account-color";
import { mayBePowerful } from "../level-text";
import { permissionNames } from "../permissions";
import { listedMembers, type Report } from "../report";
import { isExternal } from "../report-filter";

export interface Plan {
  readonly holders: readonly PlannedHolder[];
  readonly boxes: readonly PlannedBox[];
  readonly edges: readonly PlannedEdge[];
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
  /** Whether the role is administrator in one of the accounts, or may become it. */
  readonly powerful: boolean;
}

/** As much as still can be told apart on a screen. */
const most = { holders: 24, rows: 32, edges: 120, titles: 9 };

interface Holder extends Omit<PlannedHolder, "count"> {
  /** Role -> the accounts it is granted in. */
  readonly reaches: ReadonlyMap<Role, ReadonlySet<TargetAccount>>;
}

interface TrustedHolder extends Holder {
  readonly reaches: Map<Role, Set<TargetAccount>>;
}

/** The plan of the picture. `undefined`: there is nothing to show, or too much for a picture. */
export function picturePlan(report: Report): Plan | undefined {
  const holders = holdersOf(report);
  if (holders.length === 0 || holders.length > most.holders) return undefined;
  const plan = planOf(report, holders);
  const rows = plan.boxes.reduce((sum, box) => sum + box.rows.length, 0);
  return rows <= most.rows && plan.edges.length <= most.edges ? plan : undefined;
}

function holdersOf({ access, entrances }: Report): Holder[] {
  const trusted = new Map<string, TrustedHolder>();
  const withoutGrant = reachesWithoutGrant(entrances);
  const holder = ({ kind, name, grants }: Grantee, note: string): Holder => {
    const reaches = withoutGrant.get(`${kind} ${name}`) ?? new Map<Role, Set<TargetAccount>>();
    for (const { role, places } of grants) for (const { account } of places) add(reaches, role, account);
    return { name, note, outside: false, reaches };
  };
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
    add(holder.reaches, place.role, place.account);
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
    ...access.principals.map((principal) => holder(principal, principalText(principal))),
    ...inside,
    ...[...trusted.values()].filter(({ outside }) => outside),
  ].filter(({ reaches }) => reaches.size > 0);
}

type Reaches = Map<Role, Set<TargetAccount>>;

function add(reaches: Reaches, role: Role, account: TargetAccount): void {
  reaches.set(role, (reaches.get(role) ?? new Set()).add(account));
}

/** `user alex` or `group ops` -> what it reaches by declared policies or by the trust policy alone. */
function reachesWithoutGrant(entrances: Report["entrances"]): ReadonlyMap<string, Reaches> {
  const found = new Map<string, Reaches>();
  for (const { subject, place, granted } of entrances) {
    if (!isGrantee(subject)) continue;
    const owner = `${subject.kind === "members" ? "group" : subject.kind} ${subject.name}`;
    const sources = granted?.policies?.map(({ group }) => (group === undefined ? owner : `group ${group}`));
    for (const holder of sources ?? (granted ? [] : [owner])) {
      const reaches: Reaches = found.get(holder) ?? new Map();
      found.set(holder, reaches);
      add(reaches, place.role, place.account);
    }
  }
  return found;
}

function principalText({ permissionSet, place, targetAccount }: Principal): string {
  if (permissionSet !== undefined) return `permission set ${permissionSet}`;
  if (place) return "a session of the role";
  return targetAccount ? `role of ${targetAccount.name}` : "role of the identity account";
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
function planOf({ access }: Report, holders: readonly Holder[]): Plan {
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
          edges.push({
            holder,
            box,
            row,
            title: edgeTitle(holders[holder], role, accounts),
            powerful: role.places.some(
              (place) => accounts.includes(place.account) && mayBePowerful(levelOf(place)),
            ),
          });
      return {
        name: role.name,
        note: roleNote(role),
        rows: rows.map(({ accounts }) => ({ titles: accountTitles(accounts, access.targetAccounts.length) })),
      };
    });
  return { holders: holders.map(withCount), boxes, edges };
}

function edgeTitle(holder: Holder | undefined, role: Role, accounts: readonly TargetAccount[]): string {
  const [first] = accounts;
  return `${holder?.name}: ${role.name} in ${accounts.length === 1 ? first?.name : `${accounts.length} accounts`}`;
}

/** What the role may do, where that is the same in all its accounts. */
function roleNote({ places }: Role): string {
  const texts = new Set(places.map((place) => permissionNames(place).join(", ")));
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
