/** Renames between two accesses. Without them, a rename would read as everything taken and everything given. */
import type { Access } from "../../access";
import { deployedBy, renamedFrom } from "../../access/deployed";
import * as deployed from "../../access/renames";

import { newName } from "../../access/renames";

export { type NewNames, newName } from "../../access/renames";

export interface Renames extends deployed.Renames {
  /** An account is the same by its id. */
  readonly accounts: deployed.NewNames;
  /** A principal is the same by its role. */
  readonly principals: deployed.NewNames;
}

/** The renames from `before` to `after`. */
export function renamesBetween(before: Access, after: Access): Renames {
  const things = deployed.renamesBetween(deployedBy(before), deployedBy(after));
  const accounts = deployed.renamesOfSame(before.targetAccounts, after.targetAccounts, ({ id }) => id);
  const madeElsewhere = ({ principals }: Access) => principals.filter(({ place }) => !place);
  const principals = deployed.renamesOfSame(
    madeElsewhere(before),
    madeElsewhere(after),
    ({ path, roleName, targetAccount }) => `${targetAccount?.id} ${path}${roleName}`,
  );
  // The name of a role in an account changes with both.
  const ofRoles = before.principals.flatMap(({ name, place }) => {
    const now =
      place && `${newName(things.roles, place.role.name)} in ${newName(accounts, place.account.name)}`;
    return now === undefined || now === name ? [] : [[name, now] as const];
  });
  return { ...things, accounts, principals: new Map([...principals, ...ofRoles]) };
}

/** The renames that an access declares with `renamedFrom`. */
export function declaredRenames({ targetAccounts, roles, groups, users, principals }: Access): Renames {
  const declared = (entries: readonly (Parameters<typeof renamedFrom>[0] & { readonly name: string })[]) =>
    new Map(
      entries.flatMap((entry) => {
        const from = renamedFrom(entry);
        return from === undefined ? [] : [[from, entry.name] as const];
      }),
    );
  return {
    accounts: declared(targetAccounts),
    roles: declared(roles),
    groups: declared(groups),
    users: declared(users),
    principals: declared(principals),
    // IAM cannot rename a policy, and nothing is moved.
    policies: new Map(),
  };
}
