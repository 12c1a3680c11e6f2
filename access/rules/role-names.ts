/** Rules about the names of roles in IAM, which may have the account in them. */
import { reservedRoleName, roleOrUserNameLength } from "../../iam/limits";
import type { Role } from "../access";
import { isUnknown } from "../unknown";
import { errorRule, ofAccess } from "./rule";

export const reservedNameOfRole = errorRule("reserved-role-name", function* ({ declaration }) {
  for (const [key, role] of Object.entries(declaration.roles ?? {})) {
    const name = role?.roleName ?? key;
    if (!reservedRoleName.test(name)) continue;
    const message = `AWS itself makes the roles named ${name.slice(0, 15)}...; choose another name`;
    yield { ...whereNamed(key, role?.roleName !== undefined), message };
  }
});

export const roleNameTooLong = errorRule(
  "role-name-too-long",
  ofAccess(function* ({ roles }) {
    const limit = roleOrUserNameLength;
    for (const role of roles) {
      const tooLong = role.places.filter(({ roleName }) => roleName.length > limit && !isUnknown(roleName));
      const [first] = tooLong;
      if (!first || role.roleName === role.name) continue;
      const actual = first.roleName.length;
      const more = tooLong.length === 1 ? "" : `, and is too long in ${tooLong.length - 1} more`;
      const message = `is "${first.roleName}" in "${first.account.name}", which has ${actual} characters${more}; IAM allows ${limit}`;
      yield { path: ["roles", role.name, "roleName"], message, data: { limit, actual } };
    }
  }),
);

/** IAM treats names that differ in case only as equal. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const sameRoleTwice = errorRule(
  "same-role-twice",
  ofAccess(function* ({ roles }, { isReadable }) {
    const inAccounts = roles.flatMap(({ places }) =>
      places.map(({ role, roleName, account }) => ({
        ...{ role, roleName, in: account.id },
        where: `in account ${account.id} ("${account.name}")`,
        remedy: "give one of them another roleName",
      })),
    );
    // A stack set makes its role in all accounts of its units, also in those that are not its target accounts.
    const inUnits = roles.flatMap((role) =>
      (role.stackSet?.organizationalUnits ?? []).map((unit) => ({
        ...{ role, roleName: role.roleName, in: unit },
        where: `in every account of ${unit}, by a stack set each`,
        remedy: "give one of them another roleName, or other units in stackSet.organizationalUnits",
      })),
    );
    const makers = new Map<string, Role>();
    const told = new Set<Role>();
    for (const { role, roleName, in: place, where, remedy } of [...inAccounts, ...inUnits]) {
      const key = `${place} ${roleName.toLowerCase()}`;
      const first = makers.get(key);
      makers.set(key, first ?? role);
      if (!first || told.has(role) || !isReadable(["roles", first.name, "roleName"])) continue;
      // Another rule refuses keys that differ in case only.
      if (role.name.toLowerCase() === first.name.toLowerCase()) continue;
      told.add(role);
      const message = `"${first.name}" and "${role.name}" are both the role ${roleName} ${where}; ${remedy}`;
      yield { ...whereNamed(role.name, role.roleName !== role.name), message, data: { other: first.name } };
    }
  }),
);

function whereNamed(key: string, hasRoleName: boolean) {
  return hasRoleName ? { path: ["roles", key, "roleName"] } : { path: ["roles", key], aboutKey: true };
}
