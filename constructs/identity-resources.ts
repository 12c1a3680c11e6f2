import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import { IamGroupMembership } from "@cdktf/provider-aws/lib/iam-group-membership";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, grantPolicies, type User } from "../access";
import { lastingGroups } from "../access/access";
import { usersPolicyNames } from "../access/own-policy-names";
import { formerNames } from "../access/renamed";
import type { PolicyDocument } from "../iam/policy-document";
import { denyWithoutMfaPolicy, selfServicePolicy } from "../iam/self-service";
import type { AccountPolicies } from "./account-policies";
import { IdentityGroup } from "./identity-group";
import { IdentityUser } from "./identity-user";
import { childId, letGo, makeResource, type Origin } from "./resource";
import { RoleGrants } from "./role-grants";
import { UsersPolicy } from "./users-policy";

/** @internal */
export interface IdentityResourcesProps {
  readonly origin: Origin;
  readonly access: Access;
  readonly provider: TerraformProvider;
  /** The declared policies that are made in the identity account, by name. */
  readonly policies: AccountPolicies;
}

/** Everything in the identity account: users, groups, their grants and policies. `CrossAccountAccess` makes it. */
export class IdentityResources extends Construct {
  /** Name -> user. */
  readonly users: Readonly<Record<string, IdentityUser>>;
  /** Name -> group. */
  readonly groups: Readonly<Record<string, IdentityGroup>>;
  /**
   * Name of a principal of the identity account -> what that role may assume. Without those of permission sets: AWS attaches
   * nothing to their roles.
   */
  readonly principals: Readonly<Record<string, RoleGrants>>;
  /** Name of each declared policy that users, groups or roles of the account name -> the policy. */
  readonly policies: AccountPolicies;
  /** Name of each group whose members are those of the declaration and no others -> its members. */
  readonly exclusiveMembers: Readonly<Record<string, IamGroupMembership>>;
  /** The account's password policy. `undefined`: it is not declared. */
  readonly passwordPolicy?: IamAccountPasswordPolicy;
  /** Lets users manage their own credentials. `undefined`: no user does. */
  readonly selfService?: UsersPolicy;
  /** The same for the users with `enrolMfaWithAccessKey`. `undefined`: no user has it. */
  readonly selfServiceEnrolWithAccessKey?: UsersPolicy;
  /** Denies users everything without MFA. `undefined`: it is not declared. */
  readonly denyWithoutMfa?: UsersPolicy;
  /** The same for the users with `enrolMfaWithAccessKey`. `undefined`: it is not declared, or no user has it. */
  readonly denyWithoutMfaEnrolWithAccessKey?: UsersPolicy;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, access, provider, policies }: IdentityResourcesProps) {
    super(scope, id);
    this.policies = policies;
    const { identityAccount } = access;
    if (identityAccount.passwordPolicy)
      this.passwordPolicy = makeResource(this, "password-policy", {
        type: IamAccountPasswordPolicy,
        origin,
        provider,
        names: ["identity"],
        settings: identityAccount.passwordPolicy,
        // Its only id. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_account_password_policy#import
        importBy: identityAccount.adoptPasswordPolicy ? { id: "iam-account-password-policy" } : undefined,
      });
    this.groups = Object.fromEntries(
      access.groups.map((group) => [
        group.name,
        new IdentityGroup(this, childId("group", group.name), { origin, access, group, provider, policies }),
      ]),
    );
    const { groups } = this;
    this.users = Object.fromEntries(
      access.users.map((user) => [
        user.name,
        new IdentityUser(this, childId("user", user.name), {
          origin,
          access,
          user,
          provider,
          policies,
          groups,
        }),
      ]),
    );
    this.exclusiveMembers = Object.fromEntries(
      access.groups.flatMap((group) => {
        const id = childId("exclusive-members", group.name);
        const { name } = group;
        if (!group.exclusiveMembers) {
          // Deleted, it would take the members out that the memberships of the users go on naming.
          letGo(this, origin, [IamGroupMembership], group);
          return [];
        }
        const members = access.users.filter((user) => lastingGroups(user).includes(group));
        const membership = makeResource(this, id, {
          type: IamGroupMembership,
          origin,
          provider,
          names: [name],
          formerNames: formerNames(group),
          forgetsFormer: true,
          settings: {
            name,
            group: groups[name]?.groupName ?? name,
            users: members.map((user) => this.users[user.name]?.userName ?? user.name),
          },
        });
        return [[name, membership] as const];
      }),
    );
    this.principals = Object.fromEntries(
      access.principals.flatMap((principal) => {
        if (principal.permissionSet !== undefined || principal.targetAccount) return [];
        const grants = new RoleGrants(this, childId("principal", principal.name), {
          grantee: principal,
          provider,
        });
        const policies = grantPolicies(access, principal);
        grants.pack({ origin, granteeName: principal.roleName, policies });
        return [[principal.name, grants] as const];
      }),
    );
    const policyOf = (id: string, document: PolicyDocument, concerned: readonly User[]) => {
      const users = new Map(
        concerned.flatMap((user) => {
          const made = this.users[user.name];
          return made ? [[user, made]] : [];
        }),
      );
      if (users.size === 0) return undefined;
      const policy = new UsersPolicy(this, id, {
        origin,
        provider,
        document,
        users,
      });
      for (const [name, attachment] of policy.attachments)
        this.users[name]?.exclusive?.keep(attachment, [attachment]);
      return policy;
    };
    const withAccessKey = { enrolMfaWithAccessKey: true };
    const enrolsWithAccessKey = (user: User) => user.enrolMfaWithAccessKey;
    const enrolsInConsole = (user: User) => !user.enrolMfaWithAccessKey;
    const { partition } = access;
    const served = access.users.filter((user) => user.selfService);
    this.selfService = policyOf(
      usersPolicyNames.selfService,
      selfServicePolicy(partition, identityAccount.id),
      served.filter(enrolsInConsole),
    );
    this.selfServiceEnrolWithAccessKey = policyOf(
      usersPolicyNames.selfServiceEnrolWithAccessKey,
      selfServicePolicy(partition, identityAccount.id, withAccessKey),
      served.filter(enrolsWithAccessKey),
    );
    const denied = access.users.filter(({ denyWithoutMfa }) => denyWithoutMfa);
    this.denyWithoutMfa = policyOf(
      usersPolicyNames.denyWithoutMfa,
      denyWithoutMfaPolicy(),
      denied.filter(enrolsInConsole),
    );
    this.denyWithoutMfaEnrolWithAccessKey = policyOf(
      usersPolicyNames.denyWithoutMfaEnrolWithAccessKey,
      denyWithoutMfaPolicy(withAccessKey),
      denied.filter(enrolsWithAccessKey),
    );
  }
}
