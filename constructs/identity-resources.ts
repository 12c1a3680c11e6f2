import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import { IamGroupPolicy } from "@cdktf/provider-aws/lib/iam-group-policy";
import { IamGroupPolicyAttachment } from "@cdktf/provider-aws/lib/iam-group-policy-attachment";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { IamUserGroupMembership } from "@cdktf/provider-aws/lib/iam-user-group-membership";
import { IamUserLoginProfile } from "@cdktf/provider-aws/lib/iam-user-login-profile";
import { IamUserPolicy } from "@cdktf/provider-aws/lib/iam-user-policy";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import {
  type Access,
  type Grantee,
  granteesOf,
  grantPolicies,
  grantPolicyName,
  managedPolicyArn,
  type User,
} from "../access";
import { type PolicyDocument, policyJson } from "../iam/policy-document";
import { denyWithoutMfaPolicy, selfServicePolicy } from "../iam/self-service";
import { addressed } from "./addressed";
import { literal, literalMap } from "./literal";
import { ImportBlock } from "./state-blocks";

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
  const roleNames = new Map(access.principals.map(({ name, roleName }) => [name, roleName]));
  const loginProfiles = new Map<string, IamUserLoginProfile>();
  const { id: accountId, passwordPolicy } = access.identityAccount;

  if (passwordPolicy)
    addressed(scope, IamAccountPasswordPolicy, [...above, "identity"], { provider, ...passwordPolicy });

  for (const { name, path, existing, adopt } of access.groups) {
    const names = [...above, name];
    // References order what Terraform makes and deletes; what exists already is known by its name.
    const group = existing
      ? undefined
      : addressed(scope, IamGroup, names, { provider, name, path: literal(path) });
    if (group && adopt) new ImportBlock(scope, group, name, provider);
    groupNames.set(name, group?.name ?? name);
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
        groups: user.groups.map(({ name }) => groupNames.get(name) as string),
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
      if (user.consoleAccess.adopt) new ImportBlock(scope, profile, user.name, provider);
      loginProfiles.set(user.name, profile);
    }
  }

  const holderNames = { user: userNames, group: groupNames, principal: roleNames };
  for (const holder of granteesOf(access))
    addGrants(scope, above, access, holder, holderNames[holder.kind].get(holder.name) as string, provider);

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
  // Few users differ from the others: they have the same two policies in another form.
  for (const enrolMfaWithAccessKey of [false, true]) {
    const named = (name: string) => (enrolMfaWithAccessKey ? `${name}-enrol-with-access-key` : name);
    const users = access.users.filter((user) => user.enrolMfaWithAccessKey === enrolMfaWithAccessKey);
    attachToUsers(
      named(policyNames.selfService),
      selfServicePolicy(access.partition, accountId, { enrolMfaWithAccessKey }),
      users.filter(({ selfService }) => selfService),
    );
    if (access.identityAccount.denyWithoutMfa)
      attachToUsers(
        named(policyNames.denyWithoutMfa),
        denyWithoutMfaPolicy({ enrolMfaWithAccessKey }),
        users.filter(({ existing }) => !existing),
      );
  }
  return loginProfiles;
}

/** The permission to assume what is granted: an inline policy while it fits, customer managed policies beyond that. */
function addGrants(
  scope: Construct,
  above: readonly string[],
  access: Access,
  holder: Grantee,
  holderName: string,
  provider: TerraformProvider,
): void {
  const { inline, managed } = grantPolicies(access, holder);
  const names = [...above, holder.name];
  if (inline) {
    const config = {
      provider,
      name: [...above, policyNames.grants].join("-"),
      policy: literal(policyJson(inline)),
    };
    if (holder.kind === "user") addressed(scope, IamUserPolicy, names, { ...config, user: holderName });
    else if (holder.kind === "group")
      addressed(scope, IamGroupPolicy, names, { ...config, group: holderName });
    else addressed(scope, IamRolePolicy, names, { ...config, role: holderName });
  }
  for (const { key, document } of managed) {
    // Users, groups and principals may have equal names, and their policies are all in one account.
    const { arn: policyArn } = addressed(scope, IamPolicy, [...above, holder.kind, holder.name, key], {
      provider,
      name: [...above, grantPolicyName(holder, key)].join("-"),
      policy: literal(policyJson(document)),
    });
    const attached = [...names, key];
    if (holder.kind === "user")
      addressed(scope, IamUserPolicyAttachment, attached, { provider, user: holderName, policyArn });
    else if (holder.kind === "group")
      addressed(scope, IamGroupPolicyAttachment, attached, { provider, group: holderName, policyArn });
    else addressed(scope, IamRolePolicyAttachment, attached, { provider, role: holderName, policyArn });
  }
}

function addUser(
  scope: Construct,
  names: readonly string[],
  access: Access,
  { name, path, tags, forceDestroy, permissionsBoundary, adopt }: User,
  provider: TerraformProvider,
): IamUser {
  const user = addressed(scope, IamUser, names, {
    provider,
    name,
    path: literal(path),
    forceDestroy: forceDestroy || undefined,
    permissionsBoundary: permissionsBoundary && managedPolicyArn(access.identityAccount, permissionsBoundary),
    tags: literalMap(tags),
  });
  if (adopt) new ImportBlock(scope, user, name, provider);
  return user;
}
