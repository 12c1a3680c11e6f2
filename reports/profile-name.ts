import type { Access, Role, TargetAccount } from "../access";

/** The name of the AWS CLI profile for a role in an account. */
export type ProfileNames = (role: Role, account: TargetAccount) => string;

/**
 * `<account>.<role>`, as in `aws --profile account-b.CrossAccount-B`. Accounts and roles may have dots in their names: of
 * those that would get one name for two roles, each is `<account>/<role>`, and no name has a slash.
 */
export function profileNames(access: Access): ProfileNames {
  const roles = new Map<string, number>();
  for (const role of access.roles)
    for (const { account } of role.in) {
      const name = dotted(role, account);
      roles.set(name, (roles.get(name) ?? 0) + 1);
    }
  return (role, account) => {
    const name = dotted(role, account);
    return roles.get(name) === 1 ? name : `${account.name}/${role.name}`;
  };
}

function dotted(role: Role, account: TargetAccount): string {
  return `${account.name}.${role.name}`;
}
