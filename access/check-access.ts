/** What only shows when everything is resolved: documents that outgrow IAM's limits, and trust that reaches nobody. */
import { trustNames } from "../iam/custom-trust";
import { groupOrPolicyName, policyCharacters, trustPolicyCharacters } from "../iam/limits";
import { policyJson } from "../iam/policy-document";
import { type Access, granteeArns, type Role, roleTrustPolicy } from "./access";
import { grantHolders, grantPolicies, grantPolicyName } from "./grant-policies";
import { error, type Problem } from "./problem";
import { settingsPath } from "./settings";

/**
 * All errors of an access whose declaration is right by itself. `whole`: whether nothing was left out of it, so that what is
 * not there does not exist.
 */
export function checkAccess(access: Access, whole = true): Problem[] {
  return [...checkGrantPolicies(access), ...access.roles.flatMap((role) => checkTrust(access, role, whole))];
}

/** Grants that fit in no number of policies, or whose policies would have too long a name. */
function checkGrantPolicies(access: Access): Problem[] {
  return grantHolders(access).flatMap((holder) => {
    const { managed, tooMany } = grantPolicies(access, holder);
    const path = [`${holder.kind}s`, holder.name];
    if (tooMany)
      return [
        error(
          [...path, "canAssume"],
          `may assume ${tooMany.arns} roles; their ARNs need ${tooMany.policies} managed policies, and ${holder.attachments} can be attached: spread them over groups, or grant { role: <role>, accounts: organization }, the role of that name in any account of the organization`,
        ),
      ];
    const tooLong = managed
      .map(({ key }) => grantPolicyName(holder, key))
      .filter((name) => !groupOrPolicyName.test(name));
    return tooLong.slice(0, 1).map((name) =>
      error(
        path,
        `its grants need managed policies with names such as "${name}", over 128 characters; choose a shorter name`,
        {
          aboutKey: true,
        },
      ),
    );
  });
}

function checkTrust(access: Access, role: Role, whole: boolean): Problem[] {
  const problems: Problem[] = [];
  let seen = false;
  for (const at of role.in) {
    // The accounts without an override share one policy, unless it names the granted, who differ from account to account.
    if (seen && !at.overridden && !at.settings.trustGrantedOnly) continue;
    seen ||= !at.overridden;
    const characters = policyCharacters(policyJson(roleTrustPolicy(access, role, at)));
    const path = settingsPath(role, at);
    if (characters > trustPolicyCharacters.default)
      problems.push(
        error(
          path,
          `the trust policy in "${at.account.name}" has ${characters} characters; IAM takes ${trustPolicyCharacters.default}: ${at.settings.trustGrantedOnly ? "drop trustGrantedOnly (the identity account's policies still decide who gets in), or split the role" : "make it shorter"}`,
        ),
      );
    if (whole && at.settings.trustGrantedOnly && granteeArns(access, role, at.account).length === 0)
      problems.push(
        error(
          path,
          `trustGrantedOnly, and nobody is granted the role in "${at.account.name}": grant it, drop the account from targetAccounts, or drop trustGrantedOnly`,
        ),
      );
  }
  return [...problems, ...(whole ? checkStackSetTrust(access, role) : []), ...checkCustomTrust(access, role)];
}

/** A stack set has one template for all its accounts, and so one trust policy. */
function checkStackSetTrust(access: Access, role: Role): Problem[] {
  if (!role.stackSet || !role.in.some(({ settings }) => settings.trustGrantedOnly)) return [];
  const granted = role.in.map(({ account }) => granteeArns(access, role, account).sort().join(" "));
  if (new Set(granted).size <= 1) return [];
  return [
    error(
      ["roles", role.name, "trustGrantedOnly"],
      "a stack set is the same in all its accounts, and this role is granted to others in one than in another; grant it in all its accounts, drop trustGrantedOnly, or use rollout: provider",
    ),
  ];
}

/** A grant of a role whose own trust policy does not let the grantee in would be a promise that AWS does not keep. */
function checkCustomTrust(access: Access, role: Role): Problem[] {
  const { trustedEntity } = role;
  if (trustedEntity.kind !== "custom") return [];
  const refused = new Set<string>();
  for (const { account } of role.in)
    for (const arn of granteeArns(access, role, account))
      if (!trustNames(trustedEntity.document, access.identityAccount.id, arn)) refused.add(arn);
  return [...refused].map((arn) =>
    error(
      ["roles", role.name, "trustedEntity", "custom"],
      `does not let ${arn} in, which is granted the role; trust the identity account here, or drop the grant`,
    ),
  );
}
