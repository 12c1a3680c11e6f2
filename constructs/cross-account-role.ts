import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AccessFile, Role, RoleDeclaration, RolePlace } from "../access";
import { namesAbove } from "./address";
import { declaredAccess } from "./declaration";
import { addRoles } from "./role-resources";
import { requireUniqueAddresses } from "./unique-addresses";

/** A target account, and the provider that reaches it. */
export interface RoleTargetAccount {
  /** Name of the account, as it shall stand in addresses and outputs. */
  readonly name: string;
  /** The account's 12 digits, or a token. */
  readonly id: string;
  /** The provider of the account. There is no default: a role without one would land in whatever account Terraform runs in. */
  readonly provider: TerraformProvider;
}

/** One role of the access file, with the accounts themselves in place of their names. */
export interface CrossAccountRoleProps extends Omit<RoleDeclaration, "targetAccounts"> {
  /** The role's name in every target account: 1-64 letters, digits or any of `_ + = , . @ -`. */
  readonly roleName: string;
  /** The account whose users may be granted the role. */
  readonly identityAccount: Pick<AccessFile["identityAccount"], "id">;
  /** Where the role is made. */
  readonly targetAccounts: readonly RoleTargetAccount[];
  /**
   * The AWS partition of all accounts.
   *
   * @default aws
   */
  readonly partition?: AccessFile["partition"];
}

/**
 * The shared role module: one role, its trust and its permissions, in each of a list of target accounts.
 *
 * The other half of the handshake, the permission in the identity account, is {@link CrossAccountAccess}'s; with this
 * construct alone it is yours to write, for the ARNs in {@link roleArns}.
 */
export class CrossAccountRole extends Construct {
  private readonly role: Role;
  private readonly resources: ReadonlyMap<RolePlace, IamRole>;

  /** @throws Error with every problem of the props, one a line */
  constructor(scope: Construct, id: string, props: CrossAccountRoleProps) {
    super(scope, id);
    requireUniqueAddresses(this);
    const { roleName, identityAccount, targetAccounts, partition, ...role } = props;
    const names = targetAccounts.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined)
      throw new Error(`${this.node.path}: targetAccounts names "${twice}" a second time`);
    const access = declaredAccess(
      this,
      {
        partition,
        identityAccount,
        targetAccounts: Object.fromEntries(targetAccounts.map(({ name, id }) => [name, { id }])),
        // Who is granted it is not this construct's to know.
        roles: {
          [roleName]: {
            ...role,
            targetAccounts: names,
            ignore: [...(role.ignore ?? []), "nobody-may-assume"],
          },
        },
      },
      { makesProviders: false },
    );
    this.role = access.roles[0] as Role;
    const providers = new Map(targetAccounts.map(({ name, provider }) => [name, provider]));
    this.resources = addRoles(
      this,
      namesAbove(this),
      this.role.places,
      (account) => providers.get(account) as TerraformProvider,
    );
  }

  /** Target account -> ARN of the role there, from the resource: what uses it waits for the role. */
  get roleArns(): Record<string, string> {
    return Object.fromEntries([...this.resources].map(([{ account }, role]) => [account.name, role.arn]));
  }

  /** Target account -> link to switch to the role in the console, or the reason why there is none. */
  get switchRoleLinks(): Record<string, string> {
    return Object.fromEntries(
      this.role.places.map(({ account, link }) => [account.name, link.url ?? link.reason]),
    );
  }
}
