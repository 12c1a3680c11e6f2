import type { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  type Access,
  type AccessFile,
  type Account,
  grantPolicies,
  type Principal,
  placesOf,
  policyPlaces,
  type RolePlace,
  type Stack,
  type User,
} from "../access";
import { permissionSetPolicies } from "../access/grant-policies";
import { identityProviderPlaces, providerOf } from "../access/identity-providers";
import { policyJson } from "../iam/policy-document";
import { consoleSignInUrl } from "../iam/switch-role-link";
import { type AccessProviders, givenProviders, madeProviders } from "./access-providers";
import { makePolicy, policyAddresses } from "./account-policies";
import { declaredAccess } from "./declaration";
import { letGoIdentityProvider, makeIdentityProvider } from "./identity-provider";
import { IdentityResources } from "./identity-resources";
import type { IdentityUser } from "./identity-user";
import { makeOutput, type OutputValue } from "./output";
import { childId, type Origin, originOf } from "./resource";
import { grantAddresses, RoleGrants } from "./role-grants";
import { RoleInAccount, roleAddresses } from "./role-in-account";
import { RoleStackSet } from "./role-stack-set";
import { RemovedBlock } from "./state-blocks";
import { PropTokens, Reference } from "./text";
import { requireUniqueAddresses } from "./unique-addresses";

/** The keys of the access file as props. */
export interface CrossAccountAccessProps extends Omit<AccessFile, "$schema" | "stacks" | "backend"> {
  /**
   * Your providers. `deployWith` and `region` have no effect then, and `defaultTags` become tags of each resource.
   *
   * @default - one aliased provider for each account, guarded by its id, that reaches the account as `deployWith` says
   */
  readonly providers?: AccessProviders;
}

/** Options for an access that was read from a file. */
export interface FromAccessOptions {
  /**
   * Your providers. `deployWith` and `region` of the file have no effect then.
   *
   * @default - one aliased provider for each account, guarded by its id, that reaches the account as `deployWith` says
   */
  readonly providers?: AccessProviders;
  /**
   * The part of the access to make, one of `stacksOf(access)`.
   *
   * @default - all of it
   */
  readonly stack?: Stack;
}

/**
 * The whole declaration: the roles in the target accounts, and the users, groups and permissions in the identity account.
 * Both halves of cross-account access come from the same props, so neither can be forgotten and they cannot disagree.
 */
export class CrossAccountAccess extends Construct {
  /**
   * Makes an access that was read from a file. Its text is plain: nothing in it can be a token or a Terraform expression.
   *
   * @throws Error when a provider is missing, or is for another account
   */
  static fromAccess(
    scope: Construct,
    id: string,
    access: Access,
    options: FromAccessOptions = {},
  ): CrossAccountAccess {
    return CrossAccountAccess.fromRead(scope, id, new ReadAccess(access, options));
  }

  /** @internal */
  static fromRead(scope: Construct, id: string, read: ReadAccess): CrossAccountAccess {
    // The constructor takes it, and does not declare that: callers choose between props and fromAccess.
    return new CrossAccountAccess(scope, id, read as never);
  }

  /** Target account -> role -> the role there. Roles that a stack set brings are not among them. */
  readonly roles: Readonly<Record<string, Readonly<Record<string, RoleInAccount>>>>;
  /** Role -> the stack set that brings it to its accounts. */
  readonly stackSets: Readonly<Record<string, RoleStackSet>>;
  /**
   * What the roles of target accounts may assume: `<role> in <account>` of a role with `canAssume`, or the name of a principal
   * with an account -> its policies.
   */
  readonly grants: Readonly<Record<string, RoleGrants>>;
  /** Users, groups, grants and policies of the identity account. `undefined`: another stack has that account. */
  readonly identityAccount?: IdentityResources;

  private readonly access: Access;
  private readonly origin: Origin;
  /** The roles in the outputs. */
  private readonly shown: readonly RolePlace[];

  /** @throws Error with every problem of the props, one a line */
  constructor(scope: Construct, id: string, props: CrossAccountAccessProps);
  constructor(scope: Construct, id: string, props: CrossAccountAccessProps | ReadAccess) {
    super(scope, id);
    requireUniqueAddresses(this);
    const read = props instanceof ReadAccess ? this.read(props) : this.declared(props);
    const { access, options } = read;
    const { stack, providers: given } = options;
    const origin: Origin = { ...read.origin, defaultTags: given && access.defaultTags };
    this.access = access;
    this.origin = origin;
    this.shown = !stack || stack.identity ? placesOf(access) : stack.places;
    const providers = given
      ? givenProviders(this, { access, stack, providers: given })
      : madeProviders(this, { access, stack, origin });

    const made = { identity: !stack || stack.identity, places: stack?.places ?? placesOf(access) };
    const policies = new Map<string, Record<string, IamPolicy>>();
    const policiesOf = ({ id: account }: Account): Record<string, IamPolicy> => {
      const found = policies.get(account) ?? {};
      policies.set(account, found);
      return found;
    };
    for (const place of policyPlaces(access, made)) {
      const { policy, account, madeIn } = place;
      const provider = madeIn ? providers.ofTargetAccount(madeIn) : providers.identity;
      if (provider) policiesOf(account)[policy.name] = makePolicy(this, { origin, place, provider });
    }

    // Target account and provider -> the address of the provider there.
    const identityProviders = new Map<string, string>();
    for (const place of identityProviderPlaces(access, made.places)) {
      const { provider, account } = place;
      if (provider.existing) letGoIdentityProvider(this, origin, place);
      else {
        const resource = makeIdentityProvider(this, {
          origin,
          place,
          provider: providers.ofTargetAccount(account),
        });
        const at = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
        identityProviders.set(JSON.stringify([account.name, provider.name]), at);
      }
    }

    const forget = (place: RolePlace) => {
      for (const from of roleAddresses(this, origin, place)) new RemovedBlock(this, from);
    };
    const roles: Record<string, Record<string, RoleInAccount>> = {};
    for (const place of stack?.places ?? placesOf(access)) {
      const { role, account } = place;
      if (role.existing && account.hasProvider) forget(place);
      if (role.stackSet || role.existing) continue;
      roles[account.name] ??= {};
      const ofAccount = roles[account.name] as Record<string, RoleInAccount>;
      const made = new RoleInAccount(this, childId("role", account.name, role.name), {
        origin,
        place,
        provider: providers.ofTargetAccount(account),
        policies: policiesOf(account),
      });
      ofAccount[role.name] = made;
      const trusted = place.settings.trust.flatMap(({ entity }) => {
        const provider = providerOf(access, entity);
        return identityProviders.get(JSON.stringify([account.name, provider?.name])) ?? [];
      });
      // The trust policy names providers by their ARNs, which are not references.
      if (trusted.length > 0) made.resource.dependsOn = trusted;
    }
    this.roles = roles;

    const isHere = ({ targetAccount }: Principal) =>
      targetAccount?.hasProvider && (!stack || targetAccount.stack === stack.name);
    this.grants = Object.fromEntries(
      access.principals.filter(isHere).flatMap((principal) => {
        const { name, place, targetAccount, roleName } = principal;
        if (!targetAccount) return [];
        const provider = providers.ofTargetAccount(targetAccount);
        const grants = new RoleGrants(this, childId("grants", name), { grantee: principal, provider });
        const made = place && this.roleAt(place);
        grants.pack({
          origin,
          granteeName: made ? Reference.to(made.resource, "id") : roleName,
          policies: grantPolicies(access, principal),
          importsFrom: targetAccount.movedFrom === undefined ? undefined : targetAccount,
        });
        made?.exclusive?.keep(grants, grants.ofGrantee);
        return [[name, grants] as const];
      }),
    );

    const stackSets: Record<string, RoleStackSet> = {};
    for (const role of access.roles) {
      const { name, stackSet, places } = role;
      // With all its accounts retired, a stack set goes as a role would.
      if (!providers.organization || !stackSet || places.length === 0) continue;
      const props = { origin, access, role, stackSet, provider: providers.organization };
      stackSets[name] = new RoleStackSet(this, childId("stack-set", name), props);
    }
    this.stackSets = stackSets;

    const left = new Set(stack?.left);
    const placesLeft = left.size === 0 ? [] : placesOf(access).filter(({ account }) => left.has(account));
    for (const place of placesLeft) if (!place.role.stackSet) forget(place);
    for (const place of identityProviderPlaces(access, placesLeft))
      letGoIdentityProvider(this, origin, place);
    for (const place of policyPlaces(access, { identity: false, places: placesLeft }))
      for (const from of policyAddresses(origin.above, place)) new RemovedBlock(this, from);

    for (const principal of access.principals)
      if (principal.targetAccount && left.has(principal.targetAccount)) {
        const keys = grantPolicies(access, principal).managed.map(({ key }) => key);
        for (const from of grantAddresses(origin.above, principal, keys)) new RemovedBlock(this, from);
      }

    if (providers.identity)
      this.identityAccount = new IdentityResources(this, "identity-account", {
        origin,
        access,
        provider: providers.identity,
        policies: policiesOf(access.identityAccount),
      });
  }

  /**
   * Target account -> role -> ARN. The ARN of a role that is made here is the resource's, so that what uses it waits for the
   * role. Without the identity account, it has the accounts of this stack only.
   */
  get roleArns(): Record<string, Record<string, string>> {
    return this.byAccountAndRole(
      (place) => this.roleAt(place)?.arn ?? this.origin.tokens.terraform(place.arn),
    );
  }

  /** Target account -> role -> link to switch to it in the console, or the reason why there is none. */
  get switchRoleLinks(): Record<string, Record<string, string>> {
    return this.byAccountAndRole((place) => this.origin.tokens.terraform(linkText(place)));
  }

  /** Where the users of the identity account sign in. */
  get consoleSignInUrl(): string {
    return this.origin.tokens.terraform(signInUrl(this.access));
  }

  /** User -> first password, or the PGP message that holds it. Sensitive. Empty without console access. */
  get consolePasswords(): Record<string, string> {
    return this.byConsoleUser(({ firstPassword, loginProfile }, { renamedFrom, consoleAccess }) => {
      if (renamedFrom !== undefined) return firstPassword?.expression;
      return consoleAccess?.pgpKey === undefined ? loginProfile?.password : loginProfile?.encryptedPassword;
    });
  }

  /** Permission set -> the inline policy to put into it, as JSON. Empty: no principal is of a permission set. */
  get permissionSetPolicies(): Record<string, string> {
    return Object.fromEntries(
      permissionSetPolicies(this.access).map(({ permissionSet, document }) => [
        permissionSet,
        this.origin.tokens.terraform(policyJson(document)),
      ]),
    );
  }

  /**
   * Adds the Terraform outputs `role_arns`, `switch_role_links` and, with the identity account, `console_sign_in_url`,
   * `console_passwords` and `permission_set_policies` to the stack. A stack has them once.
   */
  addOutputs(): void {
    const output = (name: string, value: OutputValue, description: string, sensitive?: boolean) =>
      makeOutput(TerraformStack.of(this), name, { origin: this.origin, value, description, sensitive });
    output(
      "role_arns",
      this.byAccountAndRole((place) => {
        const role = this.roleAt(place);
        return role ? Reference.to(role.resource, "arn") : place.arn;
      }),
      "Target account -> role -> ARN",
    );
    output(
      "switch_role_links",
      this.byAccountAndRole(linkText),
      "Target account -> role -> link to switch to it in the console",
    );
    if (!this.identityAccount) return;
    output("console_sign_in_url", signInUrl(this.access), "Where the users of the identity account sign in");
    const policies = permissionSetPolicies(this.access);
    if (policies.length > 0)
      output(
        "permission_set_policies",
        Object.fromEntries(
          policies.map(({ permissionSet, document }) => [permissionSet, policyJson(document)]),
        ),
        "Permission set of IAM Identity Center -> inline policy to put into it",
      );
    const passwords = this.byConsoleUser(({ firstPassword }) => firstPassword);
    if (Object.keys(passwords).length > 0)
      output(
        "console_passwords",
        passwords,
        "User -> first password, or the PGP message that holds it",
        true,
      );
  }

  private roleAt({ account, role }: RolePlace): RoleInAccount | undefined {
    return this.roles[account.name]?.[role.name];
  }

  private byAccountAndRole<Value>(value: (place: RolePlace) => Value): Record<string, Record<string, Value>> {
    const accounts: Record<string, Record<string, Value>> = {};
    for (const place of this.shown) {
      const { account, role } = place;
      accounts[account.name] ??= {};
      (accounts[account.name] as Record<string, Value>)[role.name] = value(place);
    }
    return accounts;
  }

  private byConsoleUser<Value>(
    value: (made: IdentityUser, user: User) => Value | undefined,
  ): Record<string, Value> {
    return Object.fromEntries(
      this.access.users.flatMap((user) => {
        const made = this.identityAccount?.users[user.name];
        const password = made && value(made, user);
        return password === undefined ? [] : [[user.name, password] as const];
      }),
    );
  }

  private declared({ providers, ...declaration }: CrossAccountAccessProps) {
    const declared = declaredAccess(this, { declaration, makesProviders: providers === undefined });
    const options: FromAccessOptions = { providers };
    return { ...declared, options };
  }

  private read({ access, options, tokens }: ReadAccess) {
    return { access, options, origin: originOf(this, access, tokens) };
  }
}

function linkText({ link }: RolePlace): string {
  return link.url ?? link.reason;
}

function signInUrl({ partition, identityAccount: { id, alias } }: Access): string {
  return consoleSignInUrl(partition, alias ?? id);
}

/** An access that was read before, in place of props. Without tokens, as in a file, no text of it is a token. */
export class ReadAccess {
  constructor(
    readonly access: Access,
    readonly options: FromAccessOptions,
    readonly tokens: PropTokens = new PropTokens(),
  ) {}
}
