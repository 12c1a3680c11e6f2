/** Rules about grants, and about those who have none. */
import { type Grant, grantsOf, trustsIdentityAccount } from "../access";
import { each } from "../each";
import { forbidsAssuming } from "../grant-boundary";
import { grantParts } from "../references";
import type { TrustedEntityDeclaration } from "../schema";
import { trustedEntityOf, trustedEntityText } from "../trusted-entity";
import { errorRule, ofAccess, warningRule } from "./rule";
import { knowsGrants, trustedKind } from "./written";

const entries = ["groups.*.canAssume.*", "users.*.canAssume.*", "principals.*.canAssume.*"] as const;

export const grantOfForeignRole = errorRule("grant-of-foreign-role", function* (declared) {
  const { declaration } = declared;
  for (const { path, value } of each(declaration, ...entries)) {
    const { role = "" } = grantParts(value);
    const kind = trustedKind(declared, role);
    // A custom trust policy may trust the identity account as well.
    if (kind === undefined || kind === "identityAccount" || kind === "custom") continue;
    const entity = declaration.roles?.[role]?.trustedEntity as TrustedEntityDeclaration;
    const message = `the role "${role}" trusts ${trustedEntityText(trustedEntityOf(entity, ""))} and not the identity account, so nobody in this file could assume it; remove the grant, or the role's trustedEntity`;
    yield { path, message, data: { role } };
  }
});

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

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export const grantBeyondBoundary = errorRule(
  "grant-beyond-boundary",
  ofAccess(function* (access, { isReadable }) {
    for (const user of access.users) {
      const path = ["users", user.name, "permissionsBoundary"];
      const { permissionsBoundary: boundary } = user;
      if (boundary === undefined || !isReadable(path)) continue;
      const [place] = grantsOf(user).flatMap(({ places }) => places);
      if (place === undefined || !forbidsAssuming(access.identityAccount, boundary, place)) continue;
      const message = `the permissions boundary "${boundary.name}" does not allow sts:AssumeRole, so "${user.name}" could not assume "${place.role.name}", nor any other role that is granted; set a boundary that allows it, or remove the grants`;
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
      const inGroups = !isReadable([...path, "groups"]) || memberships.some((name) => !without.has(name));
      const message = `nothing is granted to user "${user.name}"; name a role in canAssume, or a group that may assume one`;
      if (!isGranted("users", user) && !inGroups) yield { path, aboutKey: true, message };
    }
    for (const map of ["groups", "principals"] as const)
      for (const holder of access[map]) {
        const message = `nothing is granted to ${map.slice(0, -1)} "${holder.name}"; name a role in canAssume`;
        // Others decide about an existing group; it is here because users are put into it.
        const existing = holder.kind === "group" && holder.existing;
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
      if (granted.has(role) || namesNobody || !trustsIdentityAccount(access, role)) continue;
      const message = `nobody may assume the role "${role.name}"; name it in the canAssume of a user or group`;
      yield { path: ["roles", role.name], aboutKey: true, message };
    }
  }),
);
