import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { IamUserGroupMembership } from "@cdktf/provider-aws/lib/iam-user-group-membership";
import { IamUserLoginProfile } from "@cdktf/provider-aws/lib/iam-user-login-profile";
import { IamUserPolicy } from "@cdktf/provider-aws/lib/iam-user-policy";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, grantPolicies, managedPolicyArn, type User } from "../access";
import { lastingGroups } from "../access/access";
import { formerNames } from "../access/renamed";
import { policyJson } from "../iam/policy-document";
import { type AccountPolicies, attachmentName, policyArnText } from "./account-policies";
import { AdoptedPolicies, ExclusivePolicies } from "./exclusive-policies";
import { ExistingUsers } from "./existing";
import type { IdentityGroup } from "./identity-group";
import { childId, letGo, makeResource, nonEmpty, type Origin } from "./resource";
import { RoleGrants } from "./role-grants";
import { Reference, type Text } from "./text";

/** @internal */
export interface IdentityUserProps {
  readonly origin: Origin;
  readonly access: Access;
  readonly user: User;
  readonly provider: TerraformProvider;
  /** The declared policies that are made in the identity account, by name. */
  readonly policies: AccountPolicies;
  /** All groups of the access, by name. */
  readonly groups: Readonly<Record<string, IdentityGroup>>;
}

/** A user of the identity account, with its memberships, console access and grants. `CrossAccountAccess` makes it. */
export class IdentityUser extends Construct {
  /** The IAM user. `undefined`: it is made elsewhere. */
  readonly resource?: IamUser;
  /** Its groups. `undefined`: none. */
  readonly membership?: IamUserGroupMembership;
  /** Its password. `undefined`: no console access. */
  readonly loginProfile?: IamUserLoginProfile;
  /** What it may assume itself, as opposed to its groups. */
  readonly grants: RoleGrants;
  /** Name of each managed policy of its own -> its attachment. Its grants have others. */
  readonly managedPolicies: Readonly<Record<string, IamUserPolicyAttachment>>;
  /** Name of each inline policy of its own -> the policy. Its grants have another. */
  readonly inlinePolicies: Readonly<Record<string, IamUserPolicy>>;
  /** Removes all other policies of the user. `undefined`: others are left. */
  readonly exclusive?: ExclusivePolicies;
  /** @internal How its policies are imported. `undefined`: the user is not adopted. */
  readonly adopted?: AdoptedPolicies;
  /** @internal How resources name the user. */
  readonly userName: Text;
  /** @internal The first password, or the PGP message that holds it. `undefined`: no console access. */
  readonly firstPassword?: Reference;

  /** @internal */
  constructor(
    scope: Construct,
    id: string,
    { origin, access, user, provider, policies, groups }: IdentityUserProps,
  ) {
    super(scope, id);
    const former = formerNames(user);
    const common = { origin, provider, names: [user.name], formerNames: former };
    const isRenamed = former.length > 0;
    const ifExists =
      user.adopt || user.consoleAccess?.adopt || isRenamed
        ? new ExistingUsers(scope, { origin, provider, account: "identity" }).user(user.name)
        : undefined;
    if (!user.existing)
      this.resource = makeResource(this, "Resource", {
        type: IamUser,
        ...common,
        settings: {
          name: user.name,
          path: user.path,
          forceDestroy: user.forceDestroy || undefined,
          permissionsBoundary:
            user.permissionsBoundary &&
            policyArnText(user.permissionsBoundary, access.identityAccount, policies),
          tags: nonEmpty(user.tags),
        },
        importBy: user.adopt ? { id: user.name, ifAmong: ifExists } : undefined,
        // A setting of Terraform alone, as that of roles.
        lifecycle: user.adopt ? { ignoreChanges: ["force_destroy"] } : undefined,
      });
    else letGo(this, origin, [IamUser, IamUserLoginProfile], user);
    this.userName = this.resource ? Reference.to(this.resource, "name") : user.name;
    this.exclusive = ExclusivePolicies.make(this, {
      kind: "user",
      exclusive: user.exclusive || user.adopt,
      adopt: user.adopt,
      holder: this.userName,
      ...common,
      forgetsFormer: true,
      importBy: user.adopt ? { id: user.name, ifAmong: ifExists } : undefined,
      // The lists of a user that does not exist yet would be made before its policies.
      onceAmong: user.adopt ? ifExists : undefined,
    });
    this.adopted =
      user.adopt && this.exclusive
        ? new AdoptedPolicies(user.name, access.identityAccount, this.exclusive)
        : undefined;
    const lasting = lastingGroups(user);
    if (lasting.length > 0)
      // Not aws_iam_group_membership: that one removes the members that it does not know.
      this.membership = makeResource(this, "membership", {
        type: IamUserGroupMembership,
        ...common,
        forgetsFormer: true,
        settings: {
          user: this.userName,
          groups: lasting.map(({ name }) => groups[name]?.groupName ?? name),
        },
        importBy: user.adopt
          ? { id: [user.name, ...lasting.map(({ name }) => name)].join("/"), ifAmong: ifExists }
          : undefined,
      });
    if (user.consoleAccess) {
      const { passwordResetRequired, passwordLength, pgpKey, adopt } = user.consoleAccess;
      const loginProfile = makeResource(this, "login-profile", {
        type: IamUserLoginProfile,
        ...common,
        forgetsFormer: true,
        settings: { user: this.userName, passwordResetRequired, passwordLength, pgpKey },
        // These differ after the user's first reset, and each difference would replace the login profile.
        // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile
        lifecycle: { ignoreChanges: ["password_length", "password_reset_required", "pgp_key"] },
        importBy: adopt || isRenamed ? { id: user.name, ifAmong: ifExists } : undefined,
        // IAM renames it with the user. The plan after that finds it under the new name.
        onceAmong: isRenamed ? ifExists : undefined,
      });
      const attribute = pgpKey === undefined ? "password" : "encrypted_password";
      this.loginProfile = loginProfile;
      this.firstPassword = isRenamed
        ? Reference.toOptional(loginProfile, attribute)
        : Reference.to(loginProfile, attribute);
    }
    const { identityAccount } = access;
    this.managedPolicies = Object.fromEntries(
      user.managedPolicies.map((policy) => {
        const policyName = attachmentName(policy, origin, this);
        const attachment = makeResource(this, childId("managed-policy", policyName), {
          type: IamUserPolicyAttachment,
          origin,
          provider,
          names: [user.name, "policy", policyName],
          formerNames: former.map((list) => [...list, "policy", policyName]),
          forgetsFormer: true,
          settings: { user: this.userName, policyArn: policyArnText(policy, identityAccount, policies) },
          importBy: this.adopted?.attachment(managedPolicyArn(identityAccount, policy)),
        });
        return [policyName, attachment];
      }),
    );
    this.inlinePolicies = Object.fromEntries(
      user.inlinePolicies.map(({ name, document }) => {
        const policy = makeResource(this, childId("inline-policy", name), {
          type: IamUserPolicy,
          origin,
          provider,
          names: [user.name, name],
          formerNames: former.map((list) => [...list, name]),
          forgetsFormer: true,
          settings: { user: this.userName, name, policy: policyJson(document) },
          importBy: this.adopted?.inline(name),
        });
        return [name, policy];
      }),
    );
    this.grants = new RoleGrants(this, "grants", { grantee: user, provider });
    this.grants.pack({
      origin,
      granteeName: this.userName,
      policies: grantPolicies(access, user),
      adopted: this.adopted,
    });
    this.exclusive?.keep(this, [
      ...Object.values(this.inlinePolicies),
      ...Object.values(this.managedPolicies),
      ...this.grants.ofGrantee,
    ]);
  }
}
