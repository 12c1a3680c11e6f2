import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { IamUserGroupMembership } from "@cdktf/provider-aws/lib/iam-user-group-membership";
import { IamUserLoginProfile } from "@cdktf/provider-aws/lib/iam-user-login-profile";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, grantPolicies, managedPolicyArn, type User } from "../access";
import type { IdentityGroup } from "./identity-group";
import { makeResource, nonEmpty, type Origin } from "./resource";
import { RoleGrants } from "./role-grants";
import { Reference, type Text } from "./text";

/** @internal */
export interface IdentityUserProps {
  readonly origin: Origin;
  readonly access: Access;
  readonly user: User;
  readonly provider: TerraformProvider;
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
  /** @internal How resources name the user. */
  readonly userName: Text;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, access, user, provider, groups }: IdentityUserProps) {
    super(scope, id);
    const common = { origin, provider, names: [user.name] };
    if (!user.existing)
      this.resource = makeResource(this, "Resource", {
        type: IamUser,
        ...common,
        settings: {
          name: user.name,
          path: user.path,
          forceDestroy: user.forceDestroy || undefined,
          permissionsBoundary:
            user.permissionsBoundary && managedPolicyArn(access.identityAccount, user.permissionsBoundary),
          tags: nonEmpty(user.tags),
        },
        importId: user.adopt ? user.name : undefined,
      });
    this.userName = this.resource ? Reference.to(this.resource, "name") : user.name;
    if (user.groups.length > 0)
      // Not aws_iam_group_membership: that one removes the members that it does not know.
      this.membership = makeResource(this, "membership", {
        type: IamUserGroupMembership,
        ...common,
        settings: {
          user: this.userName,
          groups: user.groups.map(({ name }) => groups[name]?.groupName ?? name),
        },
      });
    if (user.consoleAccess) {
      const { passwordResetRequired, passwordLength, pgpKey, adopt } = user.consoleAccess;
      this.loginProfile = makeResource(this, "login-profile", {
        type: IamUserLoginProfile,
        ...common,
        settings: { user: this.userName, passwordResetRequired, passwordLength, pgpKey },
        // These differ after the user's first reset, and each difference would replace the login profile.
        // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile
        lifecycle: { ignoreChanges: ["password_length", "password_reset_required", "pgp_key"] },
        importId: adopt ? user.name : undefined,
      });
    }
    this.grants = new RoleGrants(this, "grants", { grantee: user, provider });
    this.grants.pack({ origin, granteeName: this.userName, policies: grantPolicies(access, user) });
  }
}
