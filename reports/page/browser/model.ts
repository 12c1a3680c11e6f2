import type { SignIn } from "../../clients/sign-in";
import type {
  PageAccount,
  PageAccountText,
  PageData,
  PageEnd,
  PageGrant,
  PageMembership,
  PageOver,
  PageOwnPolicies,
  PagePrincipal,
  PageRole,
  PageSettings,
  PageUser,
} from "../page-data-format";

/** A role in an account, as the page shows it. */
export interface Place {
  readonly account: PageAccount;
  readonly accountIndex: number;
  readonly role: PageRole;
  readonly settings: PageSettings;
  readonly arn: string;
  /** The name in IAM, where it is not the role's name in the access file. */
  readonly roleName: string;
  /** Empty where there is none. */
  readonly link: string;
  /** Why there is no link. */
  readonly reason: string;
  readonly profile: string;
  /** What a search looks into, in lower case. */
  readonly text: string;
}

/** Somebody with grants, and in which places. */
export interface Holder {
  readonly kind: "group" | "user" | "principal";
  readonly name: string;
  /** One byte a place: 1 where it is granted. */
  readonly reaches: Uint8Array;
  /** Place -> when its grant ends; nothing for one that does not end. */
  readonly ends: ReadonlyMap<number, PageEnd>;
  readonly ownPolicies?: PageOwnPolicies;
}

/** A membership of a group. */
export interface Membership {
  readonly group: Holder;
  /** `undefined`: it does not end. */
  readonly end?: PageEnd;
}

/** A user or principal with all that they reach: by grants of their own and through groups. */
export interface Person extends Holder {
  /** Its place in the list of users and principals. */
  readonly index: number;
  readonly signIn: SignIn;
  /** As the access file has it. `undefined`: a principal. */
  readonly user?: PageUser;
  /** Whether it is a role of the access file in one of its accounts. */
  readonly isPlace: boolean;
  /** Place -> the roles over which it is reached, where it is not granted itself. */
  readonly over: ReadonlyMap<number, Over>;
  readonly groups: readonly Membership[];
  readonly own: Uint8Array;
}

/** The roles before another one. */
export interface Over {
  /** In words. */
  readonly text: string;
  /** The place of the last of them. */
  readonly before: number;
}

export interface ListedGroup extends Holder {
  /** The members that the access file lists. */
  readonly members: readonly string[];
  /** The other members, as the places name them. */
  readonly others: string;
}

export interface Model {
  readonly data: PageData;
  readonly accounts: readonly PageAccount[];
  readonly roles: readonly PageRole[];
  readonly places: readonly Place[];
  readonly groups: readonly ListedGroup[];
  readonly people: readonly Person[];
}

/** The data, with everything that filters and cards need at hand. */
export function model(data: PageData): Model {
  const places: Place[] = [];
  // Role -> account -> index of the place.
  const placeOf = data.roles.map((role) => {
    const found = new Map<number, number>();
    for (const [accountIndex, settingsIndex, rest, profile] of role.in) {
      const account = data.accounts[accountIndex] as PageAccount;
      const settings = role.settings[settingsIndex] as PageSettings;
      const arn = textOf(role.arn, account);
      found.set(accountIndex, places.length);
      places.push({
        account,
        accountIndex,
        role,
        settings,
        arn,
        roleName: textOf(role.roleName, account),
        link: typeof rest === "string" ? role.link + rest : "",
        reason: typeof rest === "number" ? (role.reasons[rest] ?? "") : "",
        profile: profile ?? `${account.name}.${role.name}`,
        text: [
          account.name,
          ...account.tags,
          role.description,
          arn,
          settings.levelText,
          ...settings.permissions,
          ...settings.others,
        ]
          .join("\n")
          .toLowerCase(),
      });
    }
    return found;
  });
  const reaches = (grants: readonly PageGrant[]) => {
    const reached = new Uint8Array(places.length);
    const ends = new Map<number, PageEnd>();
    const over = new Map<number, Over>();
    const overOf = ([text, role, account]: PageOver): Over => ({
      text,
      before: placeOf[role]?.get(account) as number,
    });
    for (const [role, accounts, end, roles] of grants)
      for (const account of accounts ?? placeOf[role]?.keys() ?? []) {
        const index = placeOf[role]?.get(account);
        if (index === undefined) continue;
        reached[index] = 1;
        if (end !== undefined) ends.set(index, end);
        if (roles !== undefined) over.set(index, overOf(roles));
      }
    return { reached, ends, over };
  };
  const groups = data.groups.map(({ name, grants, others, own: ownPolicies }, index) => {
    const { reached, ends } = reaches(grants);
    const members = data.users.flatMap((user) =>
      user.groups
        .filter(([group]) => group === index)
        .map(([, end]) => (end === undefined ? user.name : `${user.name} (${end[0]})`)),
    );
    return { kind: "group" as const, name, reaches: reached, ends, others, members, ownPolicies };
  });
  const person = (
    holder: PageUser | PagePrincipal,
    index: number,
    signIn: SignIn,
    memberships: readonly PageMembership[],
  ): Person => {
    const { reached: own, ends, over } = reaches(holder.grants);
    const all = own.slice();
    const through = memberships.flatMap(([index, end]) => {
      const group = groups[index];
      return group ? [{ group, end }] : [];
    });
    for (const { group } of through)
      for (let place = 0; place < all.length; place++) all[place] ||= group.reaches[place] ?? 0;
    const user = "groups" in holder ? holder : undefined;
    return {
      kind: signIn.kind,
      name: holder.name,
      index,
      signIn,
      user,
      isPlace: "isPlace" in holder,
      reaches: all,
      own,
      ends,
      over,
      groups: through,
      ownPolicies: user?.own,
    };
  };
  return {
    data,
    accounts: data.accounts,
    roles: data.roles,
    places,
    groups,
    people: [
      ...data.users.map((user, index) => {
        const { name, arn, console, selfService, groups: memberships } = user;
        const login = console === true && selfService;
        return person(user, index, { kind: "user", name, arn, login }, memberships);
      }),
      ...data.principals.map((principal, index) => {
        const { name, roleName, permissionSet } = principal;
        const signIn = { kind: "principal", name, roleName, permissionSet } as const;
        return person(principal, data.users.length + index, signIn, []);
      }),
    ],
  };
}

/** The ways of a person to a place: by its own grants, over other roles, through groups; each with its ends. */
export function waysOf(person: Person, index: number): Way[] {
  const { own, over, ends, groups } = person;
  const before = over.get(index);
  return [
    ...(own[index] ? [{ text: before ? `over ${before.text}` : "directly", ends: [ends.get(index)] }] : []),
    ...groups
      .filter(({ group }) => group.reaches[index])
      .map(({ group, end }) => ({ text: `through group ${group.name}`, ends: [group.ends.get(index), end] })),
  ].map(({ text, ends: all }) => ({ text, ends: all.filter((end) => end !== undefined) }));
}

/** A way of a person to a place, and when it ends. No end: it does not. */
export interface Way {
  readonly text: string;
  readonly ends: readonly PageEnd[];
}

/** Whether the role refuses a person that is granted it. */
export function isRefused({ settings }: Place, { index }: Person): boolean {
  return settings.refused.includes(index);
}

/** Whether a person needs MFA on the way to a place, or may need it. The session of a role has none. */
export function mayNeedMfa(place: Place, placeIndex: number, { user, index, over }: Person): boolean {
  const { mfa } = place.settings;
  return (
    user !== undefined && !over.has(placeIndex) && (typeof mfa === "boolean" ? mfa : mfa.includes(index))
  );
}

function textOf(parts: readonly PageAccountText[], account: PageAccount): string {
  return parts.map((part) => (typeof part === "string" ? part : account[part.account])).join("");
}

/** Everybody who has a view: not the roles of the access file, which nobody is. */
export function viewers({ people }: Model): Person[] {
  return people.filter(({ isPlace }) => !isPlace);
}
