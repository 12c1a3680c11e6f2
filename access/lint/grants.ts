/** Rules about what is declared and reaches nobody. */
import type { Grant } from "../access";
import type { LintRule } from "./rule";

type Holder = { readonly name: string; readonly grants: readonly Grant[] };

export const nothingGranted: LintRule = {
  id: "nothing-granted",
  severity: "warning",
  *check({ access, file, whole }) {
    // Of a file with errors, an entry that names something may be granted it when the errors are mended.
    const isGranted = (map: "users" | "groups" | "principals", { name, grants }: Holder) =>
      grants.length > 0 || (!whole && (file[map]?.[name]?.canAssume ?? []).length > 0);
    const without = new Set(
      access.groups.filter((group) => !isGranted("groups", group)).map(({ name }) => name),
    );
    for (const user of access.users)
      if (
        !isGranted("users", user) &&
        user.groups.every(({ name }) => without.has(name)) &&
        (whole || user.groups.length === (file.users?.[user.name]?.groups ?? []).length)
      )
        yield {
          path: ["users", user.name],
          aboutKey: true,
          message: `nothing is granted to user "${user.name}"; name a role in canAssume, or a group that may assume one`,
        };
    for (const map of ["groups", "principals"] as const)
      for (const holder of access[map])
        if (!isGranted(map, holder))
          yield {
            path: [map, holder.name],
            aboutKey: true,
            message: `nothing is granted to ${map.slice(0, -1)} "${holder.name}"; name a role in canAssume`,
          };
  },
};

export const nobodyMayAssume: LintRule = {
  id: "nobody-may-assume",
  severity: "warning",
  needsWholeFile: true,
  *check({ access }) {
    const granted = new Set(
      [...access.users, ...access.groups, ...access.principals].flatMap(({ grants }) =>
        grants.map(({ role }) => role),
      ),
    );
    for (const role of access.roles) {
      const { trustedEntity: entity } = role;
      // Whoever else is trusted needs no grant of ours.
      if (entity.kind !== "account" || entity.accountId !== access.identityAccount.id) continue;
      if (!granted.has(role))
        yield {
          path: ["roles", role.name],
          aboutKey: true,
          message: `nobody may assume the role "${role.name}"; name it in the canAssume of a user or group`,
        };
    }
  },
};
