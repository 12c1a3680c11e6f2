/** Rules about what is declared and reaches nobody. */
import type { LintRule } from "./rule";

export const nothingGranted: LintRule = {
  id: "nothing-granted",
  severity: "warning",
  *check({ access }) {
    const granting = new Set(
      access.groups.filter((group) => group.grants.length > 0).map((group) => group.name),
    );
    for (const user of access.users)
      if (user.grants.length === 0 && !user.groups.some((group) => granting.has(group)))
        yield {
          path: ["users", user.name],
          aboutKey: true,
          message: `nothing is granted to user "${user.name}"; name a role in canAssume, or a group that may assume one`,
        };
    for (const holder of [
      ...access.groups.map((group) => ({ map: "groups", what: "group", ...group })),
      ...access.principals.map((principal) => ({ map: "principals", what: "principal", ...principal })),
    ])
      if (holder.grants.length === 0)
        yield {
          path: [holder.map, holder.name],
          aboutKey: true,
          message: `nothing is granted to ${holder.what} "${holder.name}"; name a role in canAssume`,
        };
  },
};

export const nobodyMayAssume: LintRule = {
  id: "nobody-may-assume",
  severity: "warning",
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
