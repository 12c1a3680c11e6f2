/** The grants to permission sets: AWS lets nobody attach a policy to their roles, so people put it into the permission set. */
import type { Access } from "../access";
import { permissionSetPolicies } from "../access/grant-policies";
import { canonicalJson } from "../iam/policy-document";
import { userFolder } from "./clients/folder";

const folder = "permission-sets";

/** Files with the inline policies, one for each principal: `permission-sets/<principal>.json`. */
export function* permissionSetFiles(access: Access) {
  for (const { principal, document } of permissionSetPolicies(access)) {
    const json = JSON.stringify(JSON.parse(canonicalJson(document)), null, 2);
    yield { path: `${folder}/${userFolder(principal.name)}.json`, pieces: [`${json}\n`] };
  }
}

/** Says which permission sets need their policies from these files; `undefined` if none does. */
export function permissionSetsText(access: Access): string | undefined {
  const sets = permissionSetPolicies(access).map(({ permissionSet }) => permissionSet);
  if (sets.length === 0) return undefined;
  return `Permission sets: ${sets.join(", ")}. Put the policies in access/${folder}/ into them as their inline policies, or the grants have no effect; AWS lets nobody attach a policy to the role of a permission set.`;
}
