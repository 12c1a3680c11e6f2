import type { PageAccount, PageData, PageGrant, PageRole, PageSettings } from "../page-data-format";

/** A role in an account, as the page shows it. */
export interface Place {
  readonly account: PageAccount;
  readonly accountIndex: number;
  readonly role: PageRole;
  readonly settings: PageSettings;
  readonly arn: string;
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
}

/** A user or principal with all that they reach: by grants of their own and through groups. */
export interface Person extends Holder {
  readonly groups: readonly Holder[];
  readonly own: Uint8Array;
}

export interface ListedGroup extends Holder {
  /** The members that the access file lists. */
  readonly members: readonly string[];
  /** The other members, as the places name them. */
  readonly others: string;
}

export interface Model {
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
      const arn = role.arn[0] + account.id + role.arn[1];
      found.set(accountIndex, places.length);
      places.push({
        account,
        accountIndex,
        role,
        settings,
        arn,
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
    for (const [role, accounts] of grants)
      for (const account of accounts ?? placeOf[role]?.keys() ?? []) {
        const index = placeOf[role]?.get(account);
        if (index !== undefined) reached[index] = 1;
      }
    return reached;
  };
  const groups = data.groups.map(({ name, grants, others }, index) => ({
    kind: "group" as const,
    name,
    reaches: reaches(grants),
    others,
    members: data.users.filter((user) => user.groups.includes(index)).map((user) => user.name),
  }));
  const person = (
    kind: "user" | "principal",
    name: string,
    grants: readonly PageGrant[],
    memberships: readonly number[],
  ): Person => {
    const own = reaches(grants);
    const all = own.slice();
    const through = memberships.flatMap((index) => groups[index] ?? []);
    for (const group of through)
      for (let place = 0; place < all.length; place++) all[place] ||= group.reaches[place] ?? 0;
    return { kind, name, reaches: all, own, groups: through };
  };
  return {
    accounts: data.accounts,
    roles: data.roles,
    places,
    groups,
    people: [
      ...data.users.map((user) => person("user", user.name, user.grants, user.groups)),
      ...data.principals.map(({ name, grants }) => person("principal", name, grants, [])),
    ],
  };
}
