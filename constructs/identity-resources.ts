import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, grantPolicies, type User } from "../access";
import type { PolicyDocument } from "../iam/policy-document";
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
  /** The same for the users with `enrolMfaWithAccessKey`. `undefined`: no user has it. */
  readonly selfServiceEnrolWithAccessKey?: UsersPolicy;
  /** Denies users everything without MFA. `undefined`: it is not declared. */
  readonly denyWithoutMfa?: UsersPolicy;
  /** The same for the users with `enrolMfaWithAccessKey`. `undefined`: it is not declared, or no user has it. */
  readonly denyWithoutMfaEnrolWithAccessKey?: UsersPolicy;

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
    const policyOf = (id: string, document: PolicyDocument, concerned: readonly User[]) => {
      const users = new Map(
        concerned.flatMap(({ name }) => (this.users[name] ? [[name, this.users[name].userName]] : [])),
      );
      return users.size > 0 ? new UsersPolicy(this, id, { origin, provider, document, users }) : undefined;
    };
    const withAccessKey = { enrolMfaWithAccessKey: true };
    const enrolsWithAccessKey = (user: User) => user.enrolMfaWithAccessKey;
    const enrolsInConsole = (user: User) => !user.enrolMfaWithAccessKey;
    const { partition } = access;
    const served = access.users.filter((user) => user.selfService);
    this.selfService = policyOf(
      "self-service",
      selfServicePolicy(partition, identityAccount.id),
      served.filter(enrolsInConsole),
    );
    this.selfServiceEnrolWithAccessKey = policyOf(
      "self-service-enrol-with-access-key",
      selfServicePolicy(partition, identityAccount.id, withAccessKey),
      served.filter(enrolsWithAccessKey),
    );
    const denied = identityAccount.denyWithoutMfa ? access.users.filter(({ existing }) => !existing) : [];
    this.denyWithoutMfa = policyOf(
      "deny-without-mfa",
      denyWithoutMfaPolicy(),
      denied.filter(enrolsInConsole),
    );
    this.denyWithoutMfaEnrolWithAccessKey = policyOf(
      "deny-without-mfa-enrol-with-access-key",
      denyWithoutMfaPolicy(withAccessKey),
      denied.filter(enrolsWithAccessKey),
    );
  }
}
