import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamUserLoginProfile } from "@cdktf/provider-aws/lib/iam-user-login-profile";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import {
  type Access,
  type AccessFile,
  type DeployWith,
  placesOf,
  type RolePlace,
  type Stack,
  type TargetAccount,
} from "../access";
import { consoleSignInUrl } from "../iam/switch-role-link";
import { AccountProvider } from "./account-provider";
import { address, namesAbove } from "./address";
import { declaredAccess } from "./declaration";
import { addIdentityAccount } from "./identity-resources";
import { addRoles, roleAddresses } from "./role-resources";
import { addStackSet } from "./stack-set";
import { RemovedBlock } from "./state-blocks";
import { requireUniqueAddresses } from "./unique-addresses";

/** Providers that the caller brings: one for each account. */
export interface AccessProviders {
  /** The provider of the identity account. */
  readonly identity: TerraformProvider;
  /** Name of each target account -> its provider. */
  readonly targetAccounts: Readonly<Record<string, TerraformProvider>>;
  /**
   * The provider of the account where stack sets are made.
   *
   * @default - none; it is needed for roles with `rollout: stackSet` only
   */
  readonly organization?: TerraformProvider;
}

/** An access that has been read and checked already, or the part of it that belongs into one stack. */
export interface AccessPart {
  /** The access, as `loadAccess` and `readAccess` return it. */
  readonly access: Access;
  /**
   * What of it is made here.
   *
   * @default - all of it
   */
  readonly stack?: Stack;
}

/** The access file as props, by the same names. */
export interface CrossAccountAccessProps extends Omit<AccessFile, "$schema" | "stacks" | "backend"> {
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
  /** The roles that the outputs speak of: all of them, but for a part without the identity account. */
  private readonly told: readonly RolePlace[];
  private readonly roles: ReadonlyMap<RolePlace, IamRole>;
  private readonly loginProfiles: ReadonlyMap<string, IamUserLoginProfile>;

  /**
   * From props, or from an access that has been read and checked already.
   *
   * @throws Error with every problem of the props, one a line
   */
  constructor(scope: Construct, id: string, props: CrossAccountAccessProps | AccessPart) {
    super(scope, id);
    requireUniqueAddresses(this);
    const above = namesAbove(this);
    const { access, stack, providers }: AccessPart & { providers?: Providers } =
      "access" in props ? props : this.declared(props);
    this.access = access;
    const { identity, organization, ofAccount } = providers ?? this.makeProviders(above, stack);
    const all = placesOf(access);
    const here = stack?.places ?? all;
    this.told = !stack || stack.identity ? all : here;
    this.roles = addRoles(
      this,
      above,
      here.filter(({ role }) => !role.stackSet),
      ofAccount,
    );
    if (organization)
      // With all its accounts retired, a stack set goes as a role would.
      for (const role of access.roles)
        if (role.stackSet && role.places.length > 0)
          addStackSet(this, above, access, role, role.stackSet, organization);
    forget(this, above, access, stack?.left ?? []);
    this.loginProfiles = identity ? addIdentityAccount(this, above, access, identity) : new Map();
  }

  /**
   * Target account -> role -> ARN. Of the roles that are made here it is the resource's, so that what uses it waits for
   * the role. A part without the identity account knows its own accounts only.
   */
  get roleArns(): Record<string, Record<string, string>> {
    return this.byAccountAndRole((place) => this.roles.get(place)?.arn ?? place.arn);
  }

  /** Target account -> role -> link to switch to it in the console, or the reason why there is none. */
  get switchRoleLinks(): Record<string, Record<string, string>> {
    return this.byAccountAndRole(({ link }) => link.url ?? link.reason);
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

  private byAccountAndRole(value: (place: RolePlace) => string): Record<string, Record<string, string>> {
    const accounts: Record<string, Record<string, string>> = {};
    for (const place of this.told) {
      const { name } = place.account;
      const ofAccount = accounts[name] ?? {};
      accounts[name] = ofAccount;
      ofAccount[place.role.name] = value(place);
    }
    return accounts;
  }

  private declared({
    providers,
    ...declaration
  }: CrossAccountAccessProps): AccessPart & { providers?: Providers } {
    const access = declaredAccess(this, declaration, { makesProviders: providers === undefined });
    return { access, providers: providers && givenProviders(this, providers, access) };
  }

  private makeProviders(above: readonly string[], stack: Stack | undefined): Providers {
    const { partition, region, identityAccount, organization, targetAccounts, roles } = this.access;
    const make = (name: string, accountId: string, deployWith: DeployWith) => {
      const alias = address(...above, name);
      return new AccountProvider(this, `aws.${alias}`, { alias, accountId, deployWith, region, partition });
    };
    const identity =
      !stack || stack.identity ? make("identity", identityAccount.id, identityAccount.deployWith) : undefined;
    const needsOrganization = stack ? stack.organization : roles.some((role) => role.stackSet);
    const made = new Map<string, TerraformProvider>();
    const accounts = stack?.accounts ?? targetAccounts.filter(({ hasProvider }) => hasProvider);
    for (const { name, id, deployWith } of accounts)
      if (deployWith !== undefined) made.set(name, make(name, id, deployWith));
    // What an account left behind is forgotten through its provider.
    const left = new Map((stack?.left ?? []).map((account) => [account.name, account]));
    for (const { name, id, deployWith } of left.values())
      if (deployWith !== undefined) make(name, id, deployWith);
    return {
      identity,
      organization:
        needsOrganization && organization?.accountId !== undefined && organization.deployWith !== undefined
          ? make("organization", organization.accountId, organization.deployWith)
          : undefined,
      ofAccount: (account) => made.get(account),
    };
  }
}

/** The providers of what is made here; none for what is made elsewhere. */
interface Providers {
  readonly identity?: TerraformProvider;
  readonly organization?: TerraformProvider;
  readonly ofAccount: (account: string) => TerraformProvider | undefined;
}

function givenProviders(
  scope: Construct,
  { identity, organization, targetAccounts }: AccessProviders,
  access: Access,
): Providers {
  const missing = access.targetAccounts.filter(
    ({ name, hasProvider }) => hasProvider && !Object.hasOwn(targetAccounts, name),
  );
  if (missing.length > 0)
    throw new Error(
      `${scope.node.path}: providers.targetAccounts has none for ${missing.map(({ name }) => `"${name}"`).join(", ")}; every account needs its own`,
    );
  if (!organization && access.roles.some((role) => role.stackSet))
    throw new Error(`${scope.node.path}: providers.organization is missing, and stack sets are made there`);
  return { identity, organization, ofAccount: (account) => targetAccounts[account] };
}

/** Has Terraform forget what accounts brought to another stack. */
function forget(
  scope: Construct,
  above: readonly string[],
  access: Access,
  accounts: readonly TargetAccount[],
): void {
  if (accounts.length === 0) return;
  const left = new Set(accounts);
  for (const place of placesOf(access))
    if (!place.role.stackSet && left.has(place.account))
      for (const from of roleAddresses(above, place)) new RemovedBlock(scope, from);
}
