import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import { IamGroupPolicy } from "@cdktf/provider-aws/lib/iam-group-policy";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { IamUserGroupMembership } from "@cdktf/provider-aws/lib/iam-user-group-membership";
import { IamUserLoginProfile } from "@cdktf/provider-aws/lib/iam-user-login-profile";
import { IamUserPolicy } from "@cdktf/provider-aws/lib/iam-user-policy";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { type Access, type Grant, grantedArns, managedPolicyArn, type User } from "../access";
import { assumeRolePolicy } from "../iam/assume-role-policy";
import { type PolicyDocument, policyJson } from "../iam/policy-document";
import { denyWithoutMfaPolicy, selfServicePolicy } from "../iam/self-service";
import { addressed } from "./addressed";
import { literal, literalMap } from "./literal";

/** Names of the policies that this project makes in the identity account. */
const policyNames = {
  grants: "assume-cross-account-roles",
  selfService: "self-service",
  denyWithoutMfa: "deny-without-mfa",
} as const;

/** Makes everything of the identity account. Returns the login profiles by user. */
export function addIdentityAccount(
  scope: Construct,
  above: readonly string[],
  access: Access,
  provider: TerraformProvider,
): ReadonlyMap<string, IamUserLoginProfile> {
  const policyName = (name: string) => [...above, name].join("-");
  const userNames = new Map<string, string>();
  const groupNames = new Map<string, string>();
  const loginProfiles = new Map<string, IamUserLoginProfile>();
  const grantPolicy = (grants: readonly Grant[]) => ({
    provider,
    name: policyName(policyNames.grants),
    policy: literal(policyJson(assumeRolePolicy(grantedArns(access, grants)))),
  });
  const { id: accountId, passwordPolicy } = access.identityAccount;

  if (passwordPolicy)
    addressed(scope, IamAccountPasswordPolicy, [...above, "identity"], { provider, ...passwordPolicy });

  for (const { name, path, existing, grants } of access.groups) {
    const names = [...above, name];
    // References order what Terraform makes and deletes; what exists already is known by its name.
    const group = existing
      ? name
      : addressed(scope, IamGroup, names, { provider, name, path: literal(path) }).name;
    groupNames.set(name, group);
    if (grants.length > 0) addressed(scope, IamGroupPolicy, names, { ...grantPolicy(grants), group });
  }

  for (const user of access.users) {
    const names = [...above, user.name];
    const userName = user.existing ? user.name : addUser(scope, names, access, user, provider).name;
    userNames.set(user.name, userName);
    if (user.groups.length > 0)
      // Not aws_iam_group_membership: that one throws out the members it does not know.
      addressed(scope, IamUserGroupMembership, names, {
        provider,
        user: userName,
        groups: user.groups.map((group) => groupNames.get(group) as string),
      });
    if (user.consoleAccess) {
      const { passwordResetRequired, passwordLength, pgpKey } = user.consoleAccess;
      const profile = addressed(scope, IamUserLoginProfile, names, {
        provider,
        user: userName,
        passwordResetRequired,
        passwordLength,
        pgpKey,
        // After the user's first reset these differ, and each would replace the login profile.
        // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile
        lifecycle: { ignoreChanges: ["password_length", "password_reset_required", "pgp_key"] },
      });
      loginProfiles.set(user.name, profile);
    }
    if (user.grants.length > 0)
      addressed(scope, IamUserPolicy, names, { ...grantPolicy(user.grants), user: userName });
  }

  for (const { name, roleName, grants } of access.principals)
    if (grants.length > 0)
      addressed(scope, IamRolePolicy, [...above, name], { ...grantPolicy(grants), role: roleName });

  /** One policy for all the users it concerns: it speaks of whoever is signed in. */
  const attachToUsers = (name: string, document: PolicyDocument, users: readonly User[]) => {
    if (users.length === 0) return;
    const { arn: policyArn } = addressed(scope, IamPolicy, [...above, name], {
      provider,
      name: policyName(name),
      policy: literal(policyJson(document)),
    });
    for (const user of users)
      addressed(scope, IamUserPolicyAttachment, [...above, user.name, name], {
        provider,
        user: userNames.get(user.name) as string,
        policyArn,
      });
  };
  attachToUsers(
    policyNames.selfService,
    selfServicePolicy(access.partition, accountId),
    access.users.filter((user) => user.selfService),
  );
  if (access.identityAccount.denyWithoutMfa)
    attachToUsers(
      policyNames.denyWithoutMfa,
      denyWithoutMfaPolicy(),
      access.users.filter((user) => !user.existing),
    );
  return loginProfiles;
}

function addUser(
  scope: Construct,
  names: readonly string[],
  access: Access,
  { name, path, tags, forceDestroy, permissionsBoundary }: User,
  provider: TerraformProvider,
): IamUser {
  return addressed(scope, IamUser, names, {
    provider,
    name,
    path: literal(path),
    forceDestroy: forceDestroy || undefined,
    permissionsBoundary:
      permissionsBoundary &&
      managedPolicyArn(access.partition, access.identityAccount.id, permissionsBoundary),
    tags: literalMap(tags),
  });
}
