/** The trusted entity of a role in an account, in words. */
import { type Access, type RolePlace, trustedEntityText } from "../access";
import { isIdentityAccount } from "../access/access";

/** One sentence about the entities that a role in an account trusts. */
export function trustText(access: Access, { role, account, settings, trustedRoles }: RolePlace): string {
  if (role.existing)
    return `${role.name} in ${account.name} is managed elsewhere: what it trusts is unknown here.`;
  const it = `${role.name} in ${account.name} trusts`;
  const entities = settings.trust.map((trust) => {
    if (!isIdentityAccount(access, trust)) return trustedEntityText(trust.entity);
    return trust.grantedOnly
      ? "only the users and roles of the identity account that are granted it (trustGrantedOnly)"
      : "the identity account: any user or role there whose policies allow sts:AssumeRole on it";
  });
  const granted = trustedRoles.map(({ entity }) => `${trustedEntityText(entity)}, by a grant of this file`);
  const all = [...entities, ...granted];
  return all.length === 1 ? `${it} ${all[0]}.` : `${it}: ${all.join("; ")}.`;
}
