/** The trusted entity of a role in an account, in words. */
import { type Access, type RolePlace, trustedEntityText, trustsIdentityAccount } from "../access";

/** One sentence about the entity that a role in an account trusts. */
export function trustText(access: Access, { role, account, trustedArns }: RolePlace): string {
  const it = `${role.name} in ${account.name}`;
  if (!trustsIdentityAccount(access, role)) return `${it} trusts ${trustedEntityText(role.trustedEntity)}.`;
  if (trustedArns)
    return `${it} trusts only the users and roles of the identity account that are granted it (trustGrantedOnly).`;
  return `${it} trusts the identity account: any user or role there whose policies allow sts:AssumeRole on it.`;
}
