import { Aspects, type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import {
  type Access,
  type AccessFile,
  granteesOf,
  type Path,
  pathText,
  type Role,
  type RoleDeclaration,
  type RoleSettingsDeclaration,
  trustsIdentityAccount,
} from "../access";
import { declaredAccess, warnOnce } from "./declaration";
import { ExclusivePolicies } from "./exclusive-policies";
import { type AssumeRoleGrantee, type GranteeInFile, granteeInFile } from "./grantee";
import { requireProviders } from "./providers";
import type { Origin } from "./resource";
import type { RoleGrants } from "./role-grants";
import { RoleInAccount } from "./role-in-account";
import { StackGrants } from "./stack-grants";
import { requireUniqueAddresses } from "./unique-addresses";

/** The account of the users, groups and roles that may be granted the role. */
export interface RoleIdentityAccount {
  /** The account's 12 digits, or a token. */
  readonly id: string;
  /**
   * The provider of the account, which `grantAssume` makes the permission with.
   *
   * @default - the provider of the user, group or role that is granted the role
   */
  readonly provider?: TerraformProvider;
}

/** A target account, and the provider that works in it. */
export interface RoleTargetAccount {
  /** Name of the account, as addresses and outputs have it. */
  readonly name: string;
  /** The account's 12 digits, or a token. */
  readonly id: string;
  /**
   * The provider of the account. There is no default: a role without a provider would be made in the account that Terraform
   * happens to run in.
   */
  readonly provider: TerraformProvider;
}

/** The settings of a role that may differ from one target account to another. */
export interface CrossAccountRoleSettings extends Omit<RoleSettingsDeclaration, "trustGrantedOnly"> {}

/** A role of the access file as props, with the accounts themselves in place of their names. */
export interface CrossAccountRoleProps
  extends Omit<
    RoleDeclaration,
    "roleName" | "targetAccounts" | "overrides" | "rollout" | "stackSet" | "trustGrantedOnly" | "canAssume"
  > {
  /**
   * Name of the role in every target account: 1-64 letters, digits or any of `_ + = , . @ -`. `{account}` stands for the name of
   * the target account, `{accountId}` for its id.
   */
  readonly roleName: string;
  /** The account whose users, groups and roles may be granted the role. */
  readonly identityAccount: RoleIdentityAccount;
  /** Where the role is made. */
  readonly targetAccounts: readonly RoleTargetAccount[];
  /**
   * Name of a target account -> settings that differ there.
   *
   * @default - none; the role is the same in all target accounts
   */
  readonly overrides?: Readonly<Record<string, CrossAccountRoleSettings>>;
  /**
   * The AWS partition of all accounts.
   *
   * @default aws
   */
  readonly partition?: AccessFile["partition"];
  /**
   * IAM quotas that AWS raised for you, in the identity account and in every target account.
   *
   * @default - those of a new account
   */
  readonly quotas?: AccessFile["quotas"];
}

/** Options of `grantAssume`. */
export interface GrantAssumeOptions {
  /**
   * Names of the target accounts where the role may be assumed.
   *
   * @default - all target accounts of the role
   */
  readonly accounts?: readonly string[];
}

/**
 * The shared role module: one role, its trust and its permissions, in each of a list of target accounts.
 *
 * It trusts the identity account; {@link grantAssume} makes the other half, the permission there.
 */
export class CrossAccountRole extends Construct {
  /** Target account -> the role there. */
  readonly roles: Readonly<Record<string, RoleInAccount>>;

  private readonly role: Role;
  private readonly origin: Origin;
  private readonly granted = new Map<
    string,
    { readonly grantee: GranteeInFile; readonly accounts: Set<string> }
  >();

  /** @throws Error with every problem of the props, one a line */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: CrossAccountRoleProps,
  ) {
    super(scope, id);
    requireUniqueAddresses(this);
    const { access, origin } = this.declared();
    this.role = access.roles[0] as Role;
    this.origin = origin;
    const { identityAccount, targetAccounts } = props;
    requireProviders(this.node.path, [
      ...(identityAccount.provider
        ? [
            {
              path: "identityAccount.provider",
              provider: identityAccount.provider,
              account: access.identityAccount,
            },
          ]
        : []),
      ...targetAccounts.flatMap(({ name, provider }, index) =>
        this.role.places
          .filter(({ account }) => account.name === name)
          .map(({ account }) => ({ path: `targetAccounts[${index}].provider`, provider, account })),
      ),
    ]);
    const providers = new Map(targetAccounts.map(({ name, provider }) => [name, provider]));
    this.roles = Object.fromEntries(
      this.role.places.map((place) => {
        const { name } = place.account;
        const provider = providers.get(name) as TerraformProvider;
        return [name, new RoleInAccount(this, name, { origin, place, provider })];
      }),
    );
    if (
      this.role.places.every((place) => trustsIdentityAccount(access, place)) &&
      !props.ignore?.includes("nobody-may-assume")
    )
      Aspects.of(this).add({
        visit: (construct) => {
          if (construct === this && this.granted.size === 0) warnOnce(this, this.nobodyMayAssume());
        },
      });
  }

  /** Target account -> ARN of the role there, from the resource: what uses it waits for the role. */
  get roleArns(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.roles).map(([account, { arn }]) => [account, arn]));
  }

  /** Target account -> link to switch to the role in the console, or the reason why there is none. */
  get switchRoleLinks(): Record<string, string> {
    return Object.fromEntries(
      this.role.places.map(({ account, link }) => [
        account.name,
        this.origin.tokens.terraform(link.url ?? link.reason),
      ]),
    );
  }

  /**
   * Lets a user, group or role of the identity account assume the role: makes the permission there, for the exact ARNs. All
   * roles that a grantee is granted in one stack share its policies, so that these stay within IAM's limits.
   *
   * @returns the policies of the grantee
   * @throws Error when the role does not let the grantee in, or the grants do not fit into IAM's limits
   */
  grantAssume(grantee: AssumeRoleGrantee, options: GrantAssumeOptions = {}): RoleGrants {
    const inFile = granteeInFile(grantee);
    const provider = this.props.identityAccount.provider ?? inFile.provider;
    if (!provider)
      throw new Error(
        `${this.node.path}: grantAssume makes a policy in the identity account, and has no provider for it; set identityAccount.provider`,
      );
    const key = `${inFile.map}.${inFile.name}`;
    const before = this.granted.get(key);
    const accounts = options.accounts ?? this.role.places.map(({ account }) => account.name);
    this.granted.set(key, {
      // One that Terraform makes is waited for.
      grantee: before?.grantee.provider ? before.grantee : inFile,
      accounts: new Set([...(before?.accounts ?? []), ...accounts]),
    });
    try {
      const { access, origin } = this.declared();
      const kind = ({ users: "user", groups: "group", principals: "principal" } as const)[inFile.map];
      const resolved = granteesOf(access).find((one) => one.kind === kind && one.name === inFile.name);
      if (!resolved) throw new Error(`${this.node.path}: ${key} is not granted`);
      const { resource, text: granteeText } = this.granted.get(key)?.grantee ?? inFile;
      const grants = StackGrants.of(provider).set(this, {
        access,
        tokens: origin.tokens,
        grantee: resolved,
        granteeText,
        provider,
      });
      if (resource) ExclusivePolicies.beside(resource)?.keep(grants, grants.ofGrantee);
      return grants;
    } catch (problem) {
      if (before) this.granted.set(key, before);
      else this.granted.delete(key);
      throw problem;
    }
  }

  /** The access of this one role and those who are granted it. */
  private declared(): { readonly access: Access; readonly origin: Origin } {
    const { roleName, identityAccount, targetAccounts, partition, quotas, ...role } = this.props;
    const names = targetAccounts.map(({ name }) => name);
    this.requireNames(roleName, names);
    const key = roleKey(roleName);
    const grantees = { users: {}, groups: {}, principals: {} } as Record<string, Record<string, object>>;
    for (const { grantee, accounts } of this.granted.values())
      Object.assign(grantees[grantee.map] as object, {
        [grantee.name]: { ...grantee.entry, canAssume: [{ role: key, accounts: [...accounts] }] },
      });
    return declaredAccess(this, {
      declaration: {
        partition,
        quotas,
        identityAccount: { id: identityAccount.id },
        targetAccounts: Object.fromEntries(targetAccounts.map(({ name, id }) => [name, { id }])),
        roles: {
          [key]: {
            ...role,
            ...(key !== roleName && { roleName }),
            targetAccounts: names,
            ignore: [...(role.ignore ?? []), "nobody-may-assume"],
          },
        },
        ...grantees,
      },
      makesProviders: false,
      pathInProps: (path, aboutKey) => pathInProps(path, { key, names, aboutKey }),
    });
  }

  /** The names that become keys of the declaration. */
  private requireNames(roleName: string, accounts: readonly string[]): void {
    const token = "is a token; a name is part of addresses, so write the name itself";
    const problems = accounts.flatMap((name, index) => {
      const path = `targetAccounts[${index}].name`;
      if (Token.isUnresolved(name)) return [`${path}  ${token}`];
      const first = accounts.indexOf(name);
      return first < index ? [`${path}  "${name}" is the name of targetAccounts[${first}] already`] : [];
    });
    if (Token.isUnresolved(roleName)) problems.unshift(`roleName  ${token}`);
    const settings: unknown[] = [this.props, ...Object.values(this.props.overrides ?? {})];
    if (settings.some((each) => each instanceof Object && "trustGrantedOnly" in each))
      problems.push(
        "trustGrantedOnly  needs every grant when the trust policy is made, and grantAssume adds grants later; declare the role in CrossAccountAccess",
      );
    if ("canAssume" in this.props)
      problems.push(
        "canAssume  names other roles of the declaration, and this is one role; declare them together in CrossAccountAccess",
      );
    if (problems.length > 0)
      throw new Error([`${this.node.path}: the props are not valid`, ...problems].join("\n  "));
  }

  private nobodyMayAssume(): string {
    return `roleName  nobody is granted the role "${this.role.roleName}" here; call grantAssume, or grant it elsewhere and write ignore: ["nobody-may-assume"] [nobody-may-assume]`;
  }
}

/** The name of the role in addresses and outputs, where `{account}` stands for the account: `account-admin`. */
function roleKey(roleName: string): string {
  return roleName.replace(/[{}]/g, "");
}

/** Where in the props of a role something of its declaration is. */
function pathInProps(
  path: Path,
  { key, names, aboutKey }: { key: string; names: readonly string[]; aboutKey: boolean },
): string {
  const [map, name, ...rest] = path;
  if (map === "targetAccounts" && typeof name === "string") {
    const index = names.indexOf(name);
    return pathText([map, index, ...(aboutKey && rest.length === 0 ? ["name"] : rest)]);
  }
  if (map === "roles" && name === key)
    return rest.length > 0 ? pathText(rest) : aboutKey ? "roleName" : "props";
  if (map === "users" || map === "groups" || map === "principals") return `grantAssume ${name}`;
  return pathText(path);
}
