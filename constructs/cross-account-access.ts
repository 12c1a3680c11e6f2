import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamUserLoginProfile } from "@cdktf/provider-aws/lib/iam-user-login-profile";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, type AccessFile, roleLink } from "../access";
import { consoleSignInUrl } from "../iam/switch-role-link";
import { AccountProvider } from "./account-provider";
import { address, namesAbove } from "./address";
import { declaredAccess } from "./declaration";
import { addIdentityAccount } from "./identity-resources";
import { addRole } from "./role-resources";
import { requireUniqueAddresses } from "./unique-addresses";

/** Providers that the caller brings: one for each account. */
export interface AccessProviders {
  /** The provider of the identity account. */
  readonly identity: TerraformProvider;
  /** Name of each target account -> its provider. */
  readonly targetAccounts: Readonly<Record<string, TerraformProvider>>;
}

/** The access file as props, by the same names. */
export interface CrossAccountAccessProps extends Omit<AccessFile, "$schema"> {
  /**
   * Providers of the caller's own; `deployWith` is not needed then.
   *
   * @default - an aliased provider for each account, guarded by its id, that reaches it as `deployWith` says
   */
  readonly providers?: AccessProviders;
}

/**
 * The whole declaration: the roles in the target accounts, and the users, groups and permissions in the identity account.
 * Both halves of the handshake come from the same props, so neither can be forgotten and they cannot disagree.
 */
export class CrossAccountAccess extends Construct {
  private readonly access: Access;
  private readonly roles = new Map<string, ReadonlyMap<string, IamRole>>();
  private readonly loginProfiles: ReadonlyMap<string, IamUserLoginProfile>;

  /**
   * From props, or from an access that has been read and checked already.
   *
   * @throws Error with every problem of the props, one a line
   */
  constructor(scope: Construct, id: string, props: CrossAccountAccessProps | { readonly access: Access }) {
    super(scope, id);
    requireUniqueAddresses(this);
    const above = namesAbove(this);
    let providers: AccessProviders | undefined;
    if ("access" in props) {
      this.access = props.access;
    } else {
      const { providers: given, ...declaration } = props;
      providers = given;
      this.access = declaredAccess(this, declaration, { makesProviders: given === undefined });
    }
    const providerOf = providers ? givenProviders(this, providers, this.access) : this.makeProviders(above);
    for (const role of this.access.roles)
      this.roles.set(role.name, addRole(this, above, this.access, role, providerOf));
    this.loginProfiles = addIdentityAccount(this, above, this.access, providerOf(undefined));
  }

  /** Target account -> role -> ARN, from the resources: what uses it waits for the role. */
  get roleArns(): Record<string, Record<string, string>> {
    return this.byAccountAndRole((account, role) => this.roles.get(role)?.get(account)?.arn ?? "");
  }

  /** Target account -> role -> link to switch to it in the console, or the reason why there is none. */
  get switchRoleLinks(): Record<string, Record<string, string>> {
    const links = new Map(
      this.access.roles.map((role) => [
        role.name,
        new Map(
          role.in.map((at) => {
            const link = roleLink(this.access, role, at);
            return [at.account.name, "link" in link ? link.link : link.reason];
          }),
        ),
      ]),
    );
    return this.byAccountAndRole((account, role) => links.get(role)?.get(account) ?? "");
  }

  /** Where the users of the identity account sign in. */
  get consoleSignInUrl(): string {
    const { id, alias } = this.access.identityAccount;
    return consoleSignInUrl(this.access.partition, alias ?? id);
  }

  /** User -> first password, or the PGP message that holds it. Sensitive. Empty without console access. */
  get consolePasswords(): Record<string, string> {
    return Object.fromEntries(
      this.access.users.flatMap(({ name, consoleAccess }) => {
        const profile = this.loginProfiles.get(name);
        if (!profile) return [];
        return [[name, consoleAccess?.pgpKey === undefined ? profile.password : profile.encryptedPassword]];
      }),
    );
  }

  private byAccountAndRole(
    value: (account: string, role: string) => string,
  ): Record<string, Record<string, string>> {
    const accounts: Record<string, Record<string, string>> = {};
    for (const role of this.access.roles)
      for (const { account } of role.in) {
        const ofAccount = accounts[account.name] ?? {};
        accounts[account.name] = ofAccount;
        ofAccount[role.name] = value(account.name, role.name);
      }
    return accounts;
  }

  private makeProviders(above: readonly string[]): (account: string | undefined) => TerraformProvider {
    const { partition, region, identityAccount, targetAccounts } = this.access;
    const made = new Map<string | undefined, TerraformProvider>();
    const make = (
      key: string | undefined,
      name: string,
      accountId: string,
      deployWith: Access["identityAccount"]["deployWith"],
    ) => {
      const alias = address(...above, name);
      made.set(
        key,
        new AccountProvider(this, `aws.${alias}`, { alias, accountId, deployWith, region, partition }),
      );
    };
    make(undefined, "identity", identityAccount.id, identityAccount.deployWith);
    for (const { name, id, deployWith } of targetAccounts)
      if (deployWith !== undefined) make(name, name, id, deployWith);
    return (account) => made.get(account) as TerraformProvider;
  }
}

function givenProviders(
  scope: Construct,
  { identity, targetAccounts }: AccessProviders,
  access: Access,
): (account: string | undefined) => TerraformProvider {
  const missing = access.targetAccounts.filter(({ name }) => !Object.hasOwn(targetAccounts, name));
  if (missing.length > 0)
    throw new Error(
      `${scope.node.path}: providers.targetAccounts has none for ${missing.map(({ name }) => `"${name}"`).join(", ")}; every account needs its own`,
    );
  return (account) => (account === undefined ? identity : (targetAccounts[account] as TerraformProvider));
}
