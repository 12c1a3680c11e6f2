/** What only shows when everything is resolved: documents that outgrow IAM's limits, and trust that reaches nobody. */
import { assumeRolePolicy } from "../iam/assume-role-policy";
import { trustNames } from "../iam/custom-trust";
import * as limits from "../iam/limits";
import { policyJson } from "../iam/policy-document";
import { type Access, type Grant, granteeArns, type Role, roleArn, roleTrustPolicy } from "./access";
import { error, type Problem } from "./problem";
import { settingsPath } from "./settings";

/** All errors of an access whose declaration is right by itself. */
export function checkAccess(access: Access): Problem[] {
  return [...checkGrantPolicies(access), ...access.roles.flatMap((role) => checkTrust(access, role))];
}

/** The ARNs that a user, group or principal may assume. */
export function grantedArns(access: Access, grants: readonly Grant[]): string[] {
  return grants.flatMap(({ role, accounts }) => accounts.map((account) => roleArn(access, role, account)));
}

function checkGrantPolicies(access: Access): Problem[] {
  const { user, group, role } = limits.inlinePolicyCharacters;
  const holders = [
    ...access.users.map((holder) => ({ path: ["users", holder.name], holder, what: "a user", limit: user })),
    ...access.groups.map((holder) => ({
      path: ["groups", holder.name],
      holder,
      what: "a group",
      limit: group,
    })),
    ...access.principals.map((holder) => ({
      path: ["principals", holder.name],
      holder,
      what: "a role",
      limit: role,
    })),
  ];
  return holders.flatMap(({ path, holder, what, limit }) => {
    const arns = grantedArns(access, holder.grants);
    const characters = limits.policyCharacters(policyJson(assumeRolePolicy(arns)));
    return arns.length === 0 || characters <= limit
      ? []
      : [
          error(
            [...path, "canAssume"],
            `the permission to assume these ${arns.length} roles has ${characters} characters; IAM takes ${limit} in the inline policies of ${what}: spread the grants over groups`,
          ),
        ];
  });
}

function checkTrust(access: Access, role: Role): Problem[] {
  const problems: Problem[] = [];
  let seen = false;
  for (const at of role.in) {
    // The accounts without an override share one policy, unless it names the granted, who differ from account to account.
    if (seen && !at.overridden && !at.settings.trustGrantedOnly) continue;
    seen ||= !at.overridden;
    const characters = limits.policyCharacters(policyJson(roleTrustPolicy(access, role, at)));
    const path = settingsPath(role, at);
    if (characters > limits.trustPolicyCharacters.default)
      problems.push(
        error(
          path,
          `the trust policy in "${at.account.name}" has ${characters} characters; IAM takes ${limits.trustPolicyCharacters.default}: ${at.settings.trustGrantedOnly ? "drop trustGrantedOnly (the identity account's policies still decide who gets in), or split the role" : "make it shorter"}`,
        ),
      );
    if (at.settings.trustGrantedOnly && granteeArns(access, role, at.account).length === 0)
      problems.push(
        error(
          path,
          `trustGrantedOnly, and nobody is granted the role in "${at.account.name}": grant it, drop the account from targetAccounts, or drop trustGrantedOnly`,
        ),
      );
  }
  return [...problems, ...checkCustomTrust(access, role)];
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
