import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, grantPolicies, type User } from "../access";
import { denyWithoutMfaPolicy, selfServicePolicy } from "../iam/self-service";
import { IdentityGroup } from "./identity-group";
import { IdentityUser } from "./identity-user";
import { childId, makeResource, type Origin } from "./resource";
import { RoleGrants } from "./role-grants";
import { UsersPolicy } from "./users-policy";

/** @internal */
export interface IdentityResourcesProps {
  readonly origin: Origin;
  readonly access: Access;
  readonly provider: TerraformProvider;
}

/** Everything in the identity account: users, groups, their grants and policies. `CrossAccountAccess` makes it. */
export class IdentityResources extends Construct {
  /** Name -> user. */
  readonly users: Readonly<Record<string, IdentityUser>>;
  /** Name -> group. */
  readonly groups: Readonly<Record<string, IdentityGroup>>;
  /** Name of a principal -> what that role may assume. */
  readonly principals: Readonly<Record<string, RoleGrants>>;
  /** The account's password policy. `undefined`: it is not declared. */
  readonly passwordPolicy?: IamAccountPasswordPolicy;
  /** Lets users manage their own credentials. `undefined`: no user does. */
  readonly selfService?: UsersPolicy;
  /** Denies users everything without MFA. `undefined`: it is not declared. */
  readonly denyWithoutMfa?: UsersPolicy;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, access, provider }: IdentityResourcesProps) {
    super(scope, id);
    const { identityAccount } = access;
    if (identityAccount.passwordPolicy)
      this.passwordPolicy = makeResource(this, "password-policy", {
        type: IamAccountPasswordPolicy,
        origin,
        provider,
        names: ["identity"],
        settings: identityAccount.passwordPolicy,
      });
    this.groups = Object.fromEntries(
      access.groups.map((group) => [
        group.name,
        new IdentityGroup(this, childId("group", group.name), { origin, access, group, provider }),
      ]),
    );
    const { groups } = this;
    this.users = Object.fromEntries(
      access.users.map((user) => [
        user.name,
        new IdentityUser(this, childId("user", user.name), { origin, access, user, provider, groups }),
      ]),
    );
    this.principals = Object.fromEntries(
      access.principals.map((principal) => {
        const grants = new RoleGrants(this, childId("principal", principal.name), {
          grantee: principal,
          provider,
        });
        const policies = grantPolicies(access, principal);
        grants.pack({ origin, granteeName: principal.roleName, policies });
        return [principal.name, grants];
      }),
    );
    const textOf = (users: readonly User[]) =>
      new Map(users.flatMap(({ name }) => (this.users[name] ? [[name, this.users[name].userName]] : [])));
    const selfService = access.users.filter((user) => user.selfService);
    if (selfService.length > 0)
      this.selfService = new UsersPolicy(this, "self-service", {
        origin,
        provider,
        document: selfServicePolicy(access.partition, identityAccount.id),
        users: textOf(selfService),
      });
    const denied = identityAccount.denyWithoutMfa ? access.users.filter(({ existing }) => !existing) : [];
    if (denied.length > 0)
      this.denyWithoutMfa = new UsersPolicy(this, "deny-without-mfa", {
        origin,
        provider,
        document: denyWithoutMfaPolicy(),
        users: textOf(denied),
      });
  }
}
