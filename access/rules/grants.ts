/** Rules about grants, and about those who have none. */
import { firstPrincipals, type Grant, grantsOf, settingsOf, trustsIdentityAccount } from "../access";
import { each } from "../each";
import { forbidsAssuming } from "../grant-boundary";
import type { Path } from "../problem";
import type { Readable } from "../readable";
import { grantParts, membershipParts } from "../references";
import { isSameInAllAccounts } from "../role-name";
import type { CanAssume } from "../schema";
import { writtenTrusts } from "../trust";
import { type TrustedKind, trustedEntitiesOf, trustedEntityText } from "../trusted-entity";
import { type Declared, errorRule, ofAccess, warningRule } from "./rule";
import { knowsGrants, trustedKinds, writtenSettings } from "./written";

const entries = [
  "groups.*.canAssume.*",
  "users.*.canAssume.*",
  "principals.*.canAssume.*",
  "roles.*.canAssume.*",
] as const;

/** The kinds of trusted entity that can be, or hold, users and roles of the identity account. */
const mayBeIdentityAccount: readonly TrustedKind[] = [
  "identityAccount",
  "principals",
  "organizationalUnits",
  "custom",
];

export const grantOfForeignRole = errorRule("grant-of-foreign-role", function* (declared) {
  const { declaration } = declared;
  const settings = [...writtenSettings(declaration)].filter(
    ({ path, own }) => path.length === 2 || own.trustedEntity !== undefined,
  );
  for (const { path, value } of each(declaration, ...entries)) {
    // The trust in a role of another account comes with the grant.
    if (path[0] === "roles" || declaration.principals?.[String(path[1])]?.account !== undefined) continue;
    const { role = "" } = grantParts(value);
    const granted = grantedAccounts(declared, path, value);
    const ofRole = settings.filter(({ roleName }) => roleName === role);
    const overridden = new Set(ofRole.map((written) => written.path[3]));
    const foreign = ofRole.find((written) => {
      const account = written.path[3];
      const isGranted =
        granted === undefined ||
        (account === undefined
          ? granted.some((name) => !overridden.has(name))
          : granted.includes(String(account)));
      const kinds = isGranted ? trustedKinds(declared, written) : undefined;
      return kinds && !kinds.some((kind) => mayBeIdentityAccount.includes(kind));
    });
    if (!foreign) continue;
    const trusted = writtenTrusts(foreign.all, foreign.path)
      .flatMap(({ entry }) => trustedEntitiesOf(entry, ""))
      .map(trustedEntityText)
      .join(", ");
    const account = foreign.path[3];
    const [where, there, other] =
      account === undefined
        ? ["", "", ""]
        : [` in "${account}"`, " there", " or grant it in other accounts only,"];
    const message = `the role "${role}" trusts ${trusted} and not the identity account${where}, so nobody in this file could assume it${there}; remove the grant,${other} or add identityAccount: true to the role's trustedEntity`;
    yield { path, message, data: { role } };
  }
});

/** The accounts in which an entry of `canAssume` grants a role. `undefined`: the identity account cannot be read. */
function grantedAccounts({ access }: Declared, [map, name]: Path, entry: Readable<CanAssume>) {
  if (!access) return undefined;
  const { role, accounts } = grantParts(entry);
  const holders: readonly Holder[] = access[map as "groups" | "users" | "principals"];
  const granted = (holders.find((holder) => holder.name === name)?.grants ?? [])
    .filter((grant) => grant.role.name === role)
    .flatMap(({ places }) => places.map(({ account }) => account.name));
  // What several entries grant of a role is one grant.
  return Array.isArray(accounts) && accounts.every((one) => typeof one === "string")
    ? granted.filter((account) => accounts.includes(account))
    : granted;
}

export const grantWithoutOrganization = errorRule("grant-without-organization", function* (declared) {
  const { declaration, isReadable } = declared;
  const message = "needs organization: { id: <id of the organization> } in this file";
  for (const { path, value } of each(declaration, ...entries))
    if (
      grantParts(value).accounts === "organization" &&
      !declaration.organization &&
      isReadable(["organization"])
    )
      yield { path: [...path, "accounts"], message };
});

/** The grant names the role in every account, also in those that this file does not list. */
export const grantInOrganizationByAccount = errorRule(
  "grant-in-organization-by-account",
  function* ({ declaration }) {
    for (const { path, value } of each(declaration, ...entries)) {
      const { role = "", accounts } = grantParts(value);
      const roleName = declaration.roles?.[role]?.roleName ?? role;
      if (accounts !== "organization" || isSameInAllAccounts(roleName)) continue;
      const message = `needs a role with one name in all accounts, and the name of "${role}" is ${roleName}; grant it in named accounts, or remove {account} and {accountId} from its roleName`;
      yield { path: [...path, "accounts"], message, data: { role, roleName } };
    }
  },
);

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export const grantBeyondBoundary = errorRule(
  "grant-beyond-boundary",
  ofAccess(function* (access, { isReadable }) {
    const bounded = [
      ...access.users.map((user) => ({
        name: user.name,
        at: ["users", user.name],
        account: access.identityAccount,
        boundary: user.permissionsBoundary,
        grants: grantsOf(user),
      })),
      ...firstPrincipals(access).flatMap(({ place: own, grants }) =>
        own
          ? settingsOf(own.role).map((settings) => ({
              name: own.role.name,
              at: settings.declared.keys.has("permissionsBoundary")
                ? settings.declared.at
                : ["roles", own.role.name],
              account: own.account,
              boundary: settings.permissionsBoundary,
              grants,
            }))
          : [],
      ),
    ];
    for (const { name, at, account, boundary, grants } of bounded) {
      const path = [...at, "permissionsBoundary"];
      if (boundary === undefined || !isReadable(path)) continue;
      const [place] = grants.flatMap(({ places }) => places);
      if (place === undefined || !forbidsAssuming(account, boundary, place)) continue;
      const message = `the permissions boundary "${boundary.name}" does not allow sts:AssumeRole, so "${name}" could not assume "${place.role.name}", nor any other role that is granted; set a boundary that allows it, or remove the grants`;
      yield { path, message, data: { role: place.role.name } };
    }
  }),
);

type Holder = { readonly name: string; readonly grants: readonly Grant[] };

export const nothingGranted = warningRule(
  "nothing-granted",
  ofAccess(function* (access, { declaration, isReadable }) {
    const isWhole = isReadable([]);
    // In a declaration with errors, an entry that names something may be granted it when they are corrected.
    const isGranted = (map: "users" | "groups" | "principals", { name, grants }: Holder) =>
      grants.length > 0 ||
      !isReadable([map, name, "canAssume"]) ||
      (!isWhole && (declaration[map]?.[name]?.canAssume ?? []).length > 0);
    const groups = access.groups.filter((group) => !isGranted("groups", group));
    const without = new Set<string | undefined>(groups.map(({ name }) => name));
    for (const user of access.users) {
      const path = ["users", user.name];
      const memberships = declaration.users?.[user.name]?.groups ?? [];
      const inGroups =
        !isReadable([...path, "groups"]) ||
        !isReadable(["groups", "*", "members"]) ||
        memberships.some((entry) => !without.has(entry && membershipParts(entry).group)) ||
        user.groups.some(({ name }) => !without.has(name));
      const message = `nothing is granted to user "${user.name}"; name a role in canAssume, or a group that may assume one`;
      if (!isGranted("users", user) && !inGroups) yield { path, aboutKey: true, message };
    }
    for (const map of ["groups", "principals"] as const)
      for (const holder of access[map]) {
        const message = `nothing is granted to ${map.slice(0, -1)} "${holder.name}"; name a role in canAssume`;
        // Others decide about an existing group; it is here because users are put into it. A role need not assume others.
        const existing = holder.kind === "group" ? holder.existing : holder.place !== undefined;
        if (!existing && !isGranted(map, holder)) yield { path: [map, holder.name], aboutKey: true, message };
      }
  }),
);

export const nobodyMayAssume = warningRule(
  "nobody-may-assume",
  ofAccess(function* (access, declared) {
    const holders: readonly Holder[] = [...access.users, ...access.groups, ...access.principals];
    const granted = new Set(holders.flatMap(({ grants }) => grants.map(({ role }) => role)));
    for (const role of knowsGrants(declared) ? access.roles : []) {
      // Other entities need no grant. A trust policy that names nobody is an error.
      const namesNobody = role.places.some(({ trustedArns }) => trustedArns?.length === 0);
      if (
        granted.has(role) ||
        namesNobody ||
        !role.places.every((place) => trustsIdentityAccount(access, place))
      )
        continue;
      const message = `nobody may assume the role "${role.name}"; name it in the canAssume of a user or group`;
      yield { path: ["roles", role.name], aboutKey: true, message };
    }
  }),
);
