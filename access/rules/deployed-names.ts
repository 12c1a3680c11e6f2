/** Rules about entries with another name or path than what is deployed. To Terraform, that is a deletion and a creation. */
import type { Deployed } from "../deployed";
import { renamedFrom } from "../deployed";
import { groupBy } from "../group-by";
import { type NewNames, renamesBetween, renamesOfSame } from "../renames";
import { type Change, type Finding, ofDeployed, warningRule } from "./rule";

const kinds = {
  targetAccounts: {
    what: "account",
    loss: "Terraform would create its roles again, which fails because they exist",
  },
  roles: { what: "role", loss: "Terraform would delete the one and create the other, in no certain order" },
  groups: { what: "group", loss: "Terraform would delete it with its memberships, and create another" },
  users: {
    what: "user",
    loss: "Terraform would delete it with its password, access keys and MFA devices, and create another",
  },
} as const;

export const renamed = warningRule(
  "renamed",
  ofDeployed(function* (change) {
    const { access } = change;
    for (const [map, renames] of Object.entries(renamesIn(change)) as [keyof typeof kinds, NewNames][]) {
      const { what, loss } = kinds[map];
      const entries = new Map<string, Parameters<typeof renamedFrom>[0]>(
        access[map].map((entry) => [entry.name, entry]),
      );
      for (const [from, to] of renames) {
        const entry = entries.get(to);
        if (!entry || renamedFrom(entry) === from) continue;
        const iamName = "roleName" in entry ? entry.roleName : to;
        const isCertain = map === "targetAccounts" || from.toLowerCase() === iamName.toLowerCase();
        const keep =
          map === "roles" && iamName !== from ? `, with roleName: ${from} to keep the role in IAM` : "";
        const otherwise = isCertain
          ? ""
          : `, or ignore: [renamed] if it is not the same ${what === "user" ? "person" : what}`;
        yield {
          path: [map, to],
          aboutKey: true,
          message: `${isCertain ? "is" : "seems to be"} the deployed ${what} "${from}" under another name: ${loss}; write renamedFrom: ${from}${keep}${otherwise}`,
          data: { from, to },
        };
      }
    }
  }),
);

function renamesIn({ deployed, access, next }: Change): Record<keyof typeof kinds, NewNames> {
  const accounts = deployed.things.flatMap(({ account, accountId }) =>
    account !== undefined && accountId !== undefined ? [{ name: account, id: accountId }] : [],
  );
  const deployedNames = new Set(accounts.map(({ name }) => name));
  const accountRenames = renamesOfSame(accounts, access.targetAccounts, ({ id }) => id);
  // An `existing` user or group keeps everything but its grants.
  const made = new Set(deployed.things.flatMap((each) => (each.made ? [`${each.kind} ${each.name}`] : [])));
  const ofMade = (kind: "user" | "group", renames: NewNames) =>
    new Map([...renames].filter(([from]) => made.has(`${kind} ${from}`)));
  const { roles, groups, users } = renamesBetween(deployed, next());
  return {
    // Where the new name is that of another deployed account, the ids of both have changed.
    targetAccounts: new Map([...accountRenames].filter(([, to]) => !deployedNames.has(to))),
    roles,
    groups: ofMade("group", groups),
    users: ofMade("user", users),
  };
}

export const rolePathChanged = warningRule(
  "role-path-changed",
  ofDeployed(function* ({ deployed, next }): Iterable<Finding> {
    const key = (accountId: string | undefined, name: string) => `${accountId} ${name}`;
    const before = new Map(rolesOf(deployed).map((role) => [key(role.accountId, role.name), role.path]));
    for (const [name, places] of groupBy(rolesOf(next()), (role) => role.name)) {
      const moved = places.filter(
        ({ accountId, path }) => (before.get(key(accountId, name)) ?? path) !== path,
      );
      const [first] = moved;
      if (!first) continue;
      const path = before.get(key(first.accountId, name)) ?? "/";
      const accounts = moved.map(({ account }) => account).join(", ");
      yield {
        path: ["roles", name, "path"],
        message: `was ${path} in ${accounts}: IAM cannot change the path of a role, so Terraform deletes the role and creates another with a new ARN and unique id; its sessions end, and what others attached to it or granted to its ARN is lost; write path: ${path} to keep the role, or ignore: [role-path-changed] to replace it`,
        data: { path, accounts: moved.map(({ account }) => account) },
      };
    }
  }),
);

function rolesOf({ things }: Deployed) {
  return things.filter(({ kind, made }) => kind === "role" && made);
}
