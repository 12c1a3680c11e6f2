/**
 * What a declaration gets wrong beyond the shape of its entries: names that do not exist, things said twice, what IAM
 * would refuse.
 */
import { isIP } from "node:net";
import { parseIamArn } from "../iam/arn";
import * as limits from "../iam/limits";
import { awsManagedPolicyArn, awsManagedPolicyNames, isServiceLinkedPolicy } from "../iam/managed-policy";
import { partitionFacts } from "../iam/partition";
import { checkPolicyDocument, type PolicyDocument, policyJson } from "../iam/policy-document";
import type { TrustedEntity } from "../iam/trust-policy";
import { durationText, seconds } from "./duration";
import { nearestHint } from "./nearest";
import { error, type Path, type Problem } from "./problem";
import {
  accountsWithProvider,
  deployWithOf,
  grantParts,
  identityStack,
  managedPolicyOf,
  organizationDeployWith,
  organizationStack,
  policyDocumentOf,
  sortedEntries,
  stackOf,
  trustedEntityOf,
} from "./resolve";
import type {
  AccessFile,
  CanAssume,
  DeployWith,
  ManagedPolicyDeclaration,
  RoleDeclaration,
  RoleSettingsDeclaration,
} from "./schema";
import { selectAccounts } from "./select";

/** What the checks need to know of where the declaration stands. */
export interface DeclarationContext {
  /** Whether a string is known to Terraform only, such as a CDKTF token: its form cannot be checked. */
  readonly isUnresolved: (value: string) => boolean;
  /** Whether providers are made from `deployWith`, rather than brought by the caller. */
  readonly makesProviders: boolean;
}

/** All errors of a declaration whose entries have the right shape. */
export function checkDeclaration(file: AccessFile, context: DeclarationContext): Problem[] {
  const checks = new DeclarationChecks(file, context);
  checks.run();
  return checks.problems;
}

type SelectableAccount = { readonly name: string; readonly tags: Readonly<Record<string, string>> };

class DeclarationChecks {
  readonly problems: Problem[] = [];
  private readonly accounts: ReadonlyMap<string, SelectableAccount>;

  constructor(
    private readonly file: AccessFile,
    private readonly context: DeclarationContext,
  ) {
    this.accounts = new Map(
      Object.entries(file.targetAccounts).map(([name, { tags }]) => [name, { name, tags: tags ?? {} }]),
    );
  }

  run(): void {
    this.checkRegion();
    for (const map of ["targetAccounts", "roles", "groups", "users", "principals"] as const)
      this.checkNames([map], this.file[map]);
    this.checkAccounts();
    this.checkStacks();
    this.checkOrganization();
    if (this.context.makesProviders) this.checkReach();
    for (const [name, role] of Object.entries(this.file.roles)) this.checkRole(["roles", name], role);
    for (const holders of ["groups", "users", "principals"] as const)
      for (const [name, holder] of Object.entries(this.file[holders] ?? {}))
        this.checkGrants([holders, name, "canAssume"], holder.canAssume ?? []);
    this.checkUsers();
    for (const [name, group] of Object.entries(this.file.groups ?? {}))
      if (group.existing && group.adopt)
        this.report(
          ["groups", name, "adopt"],
          "the group exists already and is owned elsewhere; drop adopt here, or existing: true",
        );
    this.checkPrincipals();
  }

  private report(path: Path, message: string, more: Partial<Problem> = {}): void {
    this.problems.push(error(path, message, more));
  }

  private checkRegion(): void {
    const { partition = "aws", region } = this.file;
    if (region !== undefined && !partitionFacts(partition).regionPrefix.test(region))
      this.report(
        ["region"],
        `"${region}" is no region of the partition ${partition}; its default is ${partitionFacts(partition).defaultRegion}`,
      );
  }

  /** IAM takes names that differ in case only for equal; so that people do not mistake them, account names too. */
  private checkNames(path: Path, map: Readonly<Record<string, unknown>> | undefined): void {
    const seen = new Map<string, string>();
    for (const name of Object.keys(map ?? {})) {
      const other = seen.get(name.toLowerCase());
      if (other !== undefined)
        this.report(
          [...path, name],
          `equals "${other}" but for case, and IAM takes them for equal; rename one`,
          {
            aboutKey: true,
          },
        );
      seen.set(name.toLowerCase(), name);
    }
  }

  private checkAccounts(): void {
    const names = new Map<string, string>();
    for (const [name, { id }] of Object.entries(this.file.targetAccounts)) {
      if (["identity", "organization"].includes(name.toLowerCase()))
        this.report(
          ["targetAccounts", name],
          `"${name}" is the alias of the ${name.toLowerCase()} account's own provider; choose another name`,
          { aboutKey: true },
        );
      const other = names.get(id);
      if (other !== undefined)
        this.report(
          ["targetAccounts", name, "id"],
          `is the id of target account "${other}" already; an account is listed once`,
        );
      names.set(id, name);
    }
  }

  private checkStacks(): void {
    const seen = new Map<string, string>();
    for (const [name, { stack: own, movedFrom }] of Object.entries(this.file.targetAccounts)) {
      const path = ["targetAccounts", name];
      const stack = stackOf(this.file, name);
      const about = own === undefined ? { aboutKey: true } : {};
      const at = own === undefined ? path : [...path, "stack"];
      if (stack === organizationStack)
        this.report(at, `"${stack}" is the stack of the stack sets; name another in stack`, about);
      else if (stack === identityStack && own === undefined && this.file.stacks === "perAccount")
        this.report(at, `"${stack}" is the stack of the identity account; name another in stack`, about);
      const other = seen.get(stack.toLowerCase());
      if (other !== undefined && other !== stack)
        this.report(
          at,
          `the stack "${stack}" equals "${other}" but for case, and so would their folders`,
          about,
        );
      seen.set(stack.toLowerCase(), stack);
      if (movedFrom === stack)
        this.report(
          [...path, "movedFrom"],
          `is the stack that the account is in; name the one it was in before`,
        );
    }
  }

  private checkOrganization(): void {
    const { organization } = this.file;
    if (!Object.values(this.file.roles).some(({ rollout }) => rollout === "stackSet")) return;
    if (!organization) {
      this.report([], "rollout: stackSet needs organization: its id, accountId and organizationalUnits");
      return;
    }
    if (organization.accountId === undefined) {
      this.report(
        ["organization"],
        "rollout: stackSet needs accountId: the management or delegated administrator account",
        { aboutKey: true },
      );
      return;
    }
    if (!this.context.makesProviders) return;
    const deployWith = organizationDeployWith(this.file);
    if (deployWith === undefined)
      this.report(
        ["organization"],
        "Terraform has no way to reach this account: write deployWith here or at the top, such as deployWith: { role: OrganizationAccountAccessRole }",
        { aboutKey: true },
      );
    else
      this.checkDeployWith(
        ["organization"],
        organization.accountId,
        deployWith,
        organization.deployWith !== undefined,
      );
  }

  private checkReach(): void {
    const { identityAccount, targetAccounts } = this.file;
    const withProvider = accountsWithProvider(this.file);
    // Stack -> whom its run reaches with the credentials of the environment: they belong to one account only.
    const ambient = new Map<string, { readonly id: string; readonly who: string }>();
    const identityReach = identityAccount.deployWith ?? "ambient";
    this.checkDeployWith(["identityAccount"], identityAccount.id, identityReach, true);
    if (identityReach === "ambient")
      ambient.set(identityStack, { id: identityAccount.id, who: "the identity account" });
    for (const [name, account] of Object.entries(targetAccounts)) {
      if (!withProvider.has(name)) continue;
      const path = ["targetAccounts", name];
      const deployWith = deployWithOf(this.file, account);
      if (deployWith === undefined) {
        this.report(
          path,
          "Terraform has no way to reach this account: write deployWith here or at the top, such as deployWith: { role: OrganizationAccountAccessRole }",
          { aboutKey: true },
        );
        continue;
      }
      this.checkDeployWith(path, account.id, deployWith, account.deployWith !== undefined);
      if (deployWith !== "ambient" || this.isUnresolved(account.id)) continue;
      const stack = stackOf(this.file, name);
      const other = ambient.get(stack);
      if (other !== undefined && other.id !== account.id)
        this.report(
          account.deployWith === undefined ? path : [...path, "deployWith"],
          `ambient credentials belong to one account, and ${other.who} has them already; write a role or a profile here`,
          { aboutKey: account.deployWith === undefined },
        );
      else ambient.set(stack, { id: account.id, who: `target account "${name}"` });
    }
  }

  private checkDeployWith(path: Path, accountId: string, deployWith: DeployWith, own: boolean): void {
    if (deployWith === "ambient") return;
    const at = own && path[0] !== undefined ? [...path, "deployWith"] : path;
    if (deployWith.role === undefined) {
      if (deployWith.profile === undefined)
        this.report(at, "names neither a role nor a profile", { aboutKey: !own });
      for (const key of ["externalId", "sessionName"] as const)
        if (deployWith[key] !== undefined)
          this.report(at, `${key} goes with a role, and there is none`, { aboutKey: !own });
      return;
    }
    const arn = parseIamArn(deployWith.role);
    if (arn && !this.isUnresolved(accountId) && arn.accountId !== accountId)
      this.report(
        own ? [...at, "role"] : at,
        `the role ${deployWith.role} is in account ${arn.accountId}, this account is ${accountId}; write the role's name alone, and it is taken in each account`,
        { aboutKey: !own },
      );
  }

  private checkRole(path: Path, role: RoleDeclaration): void {
    const selected = this.checkSelector(
      [...path, "targetAccounts"],
      role.targetAccounts,
      this.accounts,
      "target account",
    );
    const identityId = this.file.identityAccount.id;
    const entity = trustedEntityOf(role.trustedEntity, identityId);
    if (entity.kind === "custom")
      this.checkDocument([...path, "trustedEntity", "custom"], role.trustedEntity?.custom, "trust");
    if (role.tags) this.checkTags([...path, "tags"], role.tags);
    this.checkSettings(path, role, role, entity);
    this.checkRollout(path, role);
    if (Array.isArray(role.adopt))
      role.adopt.forEach((name, index) => {
        if (!selected.some((account) => account.name === name))
          this.report(
            [...path, "adopt", index],
            this.noSuch(
              "target account of the role",
              name,
              selected.map((account) => account.name),
            ),
          );
      });
    for (const [account, override] of sortedEntries(role.overrides)) {
      const at = [...path, "overrides", account];
      if (!selected.some(({ name }) => name === account))
        this.report(
          at,
          this.accounts.has(account)
            ? `the role is not in "${account}": add it to targetAccounts, or drop the override`
            : this.noSuch("target account", account, this.accounts.keys()),
          { aboutKey: true },
        );
      this.checkSettings(at, override, { ...role, ...override }, entity);
    }
  }

  private checkRollout(path: Path, role: RoleDeclaration): void {
    if (role.rollout !== "stackSet") {
      if (role.stackSet !== undefined)
        this.report([...path, "stackSet"], "goes with rollout: stackSet; drop it, or set the rollout");
      return;
    }
    const units = role.stackSet?.organizationalUnits ?? this.file.organization?.organizationalUnits;
    if (this.file.organization && units === undefined)
      this.report(
        [...path, "rollout"],
        "names no organizationalUnits to deploy to: write them at organization, or at the role's stackSet",
      );
    if (role.overrides !== undefined)
      this.report(
        [...path, "overrides"],
        "a stack set is the same in all its accounts; leave the account out here and give it a role of its own by rollout: provider",
      );
    if (role.adopt)
      this.report(
        [...path, "adopt"],
        "a stack set cannot take over a role; delete the role first, or keep it with rollout: provider",
      );
  }

  /** `own`: what stands at the path; `all`: what holds there, with what an override inherits. */
  private checkSettings(
    path: Path,
    own: RoleSettingsDeclaration,
    all: RoleSettingsDeclaration,
    entity: TrustedEntity,
  ): void {
    this.checkManagedPolicies([...path, "managedPolicies"], own.managedPolicies ?? []);
    this.checkInlinePolicies([...path, "inlinePolicies"], own.inlinePolicies ?? {});
    if (own.permissionsBoundary !== undefined)
      this.checkManagedPolicy([...path, "permissionsBoundary"], own.permissionsBoundary);
    this.checkDuration([...path, "maxSessionDuration"], own.maxSessionDuration, limits.sessionDuration);
    this.checkDuration([...path, "mfaMaxAge"], own.mfaMaxAge, { min: 1, max: 129_600 });
    (own.sourceIps ?? []).forEach((range, index) => {
      if (!isCidr(range))
        this.report(
          [...path, "sourceIps", index],
          `"${range}" is no address range; write it as 198.51.100.0/24`,
        );
    });
    if (all.requireMfa === false && all.mfaMaxAge !== undefined)
      this.report(
        [...path, own.mfaMaxAge === undefined ? "requireMfa" : "mfaMaxAge"],
        "mfaMaxAge asks for MFA, and requireMfa is false; drop one of them",
      );
    this.checkConditions(path, own, entity);
  }

  /** Conditions that could never be met by the entity, or that would not be asked of it. */
  private checkConditions(path: Path, own: RoleSettingsDeclaration, entity: TrustedEntity): void {
    const trustsIdentity = entity.kind === "account" && entity.accountId === this.file.identityAccount.id;
    const given: Record<string, boolean> = {
      requireMfa: own.requireMfa === true,
      mfaMaxAge: own.mfaMaxAge !== undefined,
      externalId: own.externalId !== undefined,
      sourceIps: own.sourceIps !== undefined,
      organizationId: own.organizationId !== undefined,
      requireUserSessionName: own.requireUserSessionName === true,
      trustGrantedOnly: own.trustGrantedOnly === true,
    };
    const account = Object.keys(given);
    const possible: Record<TrustedEntity["kind"], readonly string[]> = {
      account: trustsIdentity ? account : account.filter((key) => key !== "trustGrantedOnly"),
      service: [],
      webIdentity: ["sourceIps"],
      saml: ["sourceIps"],
      custom: [],
    };
    const what: Record<TrustedEntity["kind"], string> = {
      account:
        "goes with the identity account as the trusted entity only: this file grants nothing in another account",
      service: "cannot be asked of a service",
      webIdentity:
        "cannot be asked of a web identity: write it into its subjects, or into a custom trust policy",
      saml: "cannot be asked of a SAML federation: write a custom trust policy",
      custom: "is not added to a custom trust policy: write the condition there",
    };
    for (const [key, isGiven] of Object.entries(given))
      if (isGiven && !possible[entity.kind].includes(key))
        this.report([...path, key], `${key} ${what[entity.kind]}`);
  }

  private checkManagedPolicies(path: Path, policies: readonly ManagedPolicyDeclaration[]): void {
    if (policies.length > limits.managedPoliciesAttached.raised)
      this.report(
        path,
        `has ${policies.length} managed policies; IAM attaches at most ${limits.managedPoliciesAttached.raised} to a role, ${limits.managedPoliciesAttached.default} without a raise of the quota`,
      );
    const seen = new Set<string>();
    policies.forEach((policy, index) => {
      this.checkManagedPolicy([...path, index], policy);
      const { name } = managedPolicyOf(policy);
      if (seen.has(name)) this.report([...path, index], `names the policy "${name}" a second time`);
      seen.add(name);
    });
  }

  private checkManagedPolicy(path: Path, declared: ManagedPolicyDeclaration): void {
    const { partition = "aws" } = this.file;
    const policy = managedPolicyOf(declared);
    if (policy.kind === "arn") {
      if (this.isUnresolved(policy.arn)) return;
      const arn = parseIamArn(policy.arn);
      if (arn?.resource !== "policy")
        this.report(
          path,
          `"${policy.arn}" is no ARN of a policy: arn:${partition}:iam::<account or aws>:policy/<name>`,
        );
      else if (arn.partition !== partition)
        this.report(path, `is in the partition ${arn.partition}, the accounts are in ${partition}`);
    } else if (policy.kind === "aws") {
      const written = declared as string;
      if (awsManagedPolicyArn(partition, written) === undefined)
        this.report(path, this.noAwsManagedPolicy(written));
      else if (isServiceLinkedPolicy(policy.name))
        this.report(path, `"${policy.name}" belongs to a service-linked role; AWS attaches it to no other`);
    }
  }

  private noAwsManagedPolicy(name: string): string {
    const { partition = "aws" } = this.file;
    const hint = nearestHint(name, awsManagedPolicyNames(), "");
    const others = `one of your own is { name, path }, and one that this version does not know is named by its whole ARN, arn:${partition}:iam::aws:policy/...`;
    // The names are those of the partition `aws`: another has some of its own.
    return `no AWS managed policy "${name}"${hint}${hint === "" || partition !== "aws" ? `; ${others}` : ""}`;
  }

  private checkInlinePolicies(path: Path, policies: Readonly<Record<string, unknown>>): void {
    this.checkNames(path, policies);
    let characters = 0;
    for (const [name, declared] of Object.entries(policies))
      if (this.checkDocument([...path, name], declared, "identity"))
        characters += limits.policyCharacters(policyJson(policyDocumentOf(declared) as PolicyDocument));
    if (characters > limits.inlinePolicyCharacters.role)
      this.report(
        path,
        `are ${characters} characters together; IAM takes ${limits.inlinePolicyCharacters.role} on a role: make some of them customer managed policies, and name these in managedPolicies`,
      );
  }

  /** Whether there is nothing wrong with a document. */
  private checkDocument(path: Path, declared: unknown, kind: "identity" | "trust"): boolean {
    if (typeof declared === "string") {
      try {
        JSON.parse(declared);
      } catch (cause) {
        this.report(path, `is no JSON: ${(cause as Error).message}`);
        return false;
      }
    }
    const found = checkPolicyDocument(policyDocumentOf(declared), kind);
    for (const problem of found) this.report([...path, ...problem.path], problem.message);
    return found.length === 0;
  }

  private checkTags(path: Path, tags: Readonly<Record<string, string>>): void {
    for (const key of Object.keys(tags))
      if (key.toLowerCase().startsWith("aws:"))
        this.report([...path, key], "AWS keeps tags that begin with aws: for itself", { aboutKey: true });
  }

  private checkDuration(
    path: Path,
    declared: string | number | undefined,
    { min, max }: { readonly min: number; readonly max: number },
  ): void {
    const value = declared === undefined ? undefined : seconds(declared);
    if (value !== undefined && (value < min || value > max))
      this.report(path, `is ${durationText(value)}; it must be ${durationText(min)} to ${durationText(max)}`);
  }

  private checkGrants(path: Path, canAssume: readonly CanAssume[]): void {
    const granted = new Set<string>();
    canAssume.forEach((entry, index) => {
      const { role: name, accounts: selector } = grantParts(entry);
      const at = [...path, index];
      const role = Object.hasOwn(this.file.roles, name) ? this.file.roles[name] : undefined;
      if (!role) {
        this.report(
          typeof entry === "string" ? at : [...at, "role"],
          this.noSuch("role", name, Object.keys(this.file.roles)),
        );
        return;
      }
      this.checkTrustsGrantee(at, name, role);
      if (selector === "organization" && !this.file.organization)
        this.report([...at, "accounts"], "needs organization: { id: <id of the organization> } in this file");
      const roleAccounts = new Map(
        selectAccounts(role.targetAccounts, this.accounts).map((account) => [account.name, account]),
      );
      const accounts =
        selector === undefined || selector === "organization"
          ? [...roleAccounts.values()]
          : this.checkSelector(
              [...at, "accounts"],
              selector,
              roleAccounts,
              `target account of "${name}"`,
              (account) => this.notInRole(name, role, account, roleAccounts.keys()),
            );
      const twice = accounts.filter((account) => granted.has(`${name} ${account.name}`));
      if (twice.length > 0)
        this.report(
          at,
          `grants "${name}" a second time${twice.length < accounts.length ? ` in ${twice.map((account) => `"${account.name}"`).join(", ")}` : ""}; drop one of the two entries`,
        );
      for (const account of accounts) granted.add(`${name} ${account.name}`);
    });
  }

  /** Why a role is not in an account; `undefined` where it may only seem so, for its own list has names that do not exist. */
  private notInRole(
    name: string,
    role: RoleDeclaration,
    account: string,
    roleAccounts: Iterable<string>,
  ): string | undefined {
    const own = Array.isArray(role.targetAccounts) ? role.targetAccounts : [];
    if (
      own.includes(account) ||
      (this.accounts.has(account) && own.some((other) => !this.accounts.has(other)))
    )
      return undefined;
    return this.accounts.has(account)
      ? `role "${name}" is not in "${account}"; it is in ${[...roleAccounts].join(", ")}`
      : this.noSuch("target account", account, this.accounts.keys());
  }

  private checkTrustsGrantee(path: Path, name: string, role: RoleDeclaration): void {
    const entity = trustedEntityOf(role.trustedEntity, this.file.identityAccount.id);
    if (entity.kind === "custom") return;
    if (entity.kind !== "account" || entity.accountId !== this.file.identityAccount.id)
      this.report(
        path,
        `the role "${name}" does not trust the identity account but ${trustedEntityText(entity)}, so nobody here could assume it; drop the grant, or the role's trustedEntity`,
      );
  }

  private checkUsers(): void {
    const groups = new Set(Object.keys(this.file.groups ?? {}));
    for (const [name, user] of Object.entries(this.file.users ?? {})) {
      const path = ["users", name];
      const memberships = user.groups ?? [];
      if (memberships.length > limits.groupsPerUser)
        this.report(
          [...path, "groups"],
          `is in ${memberships.length} groups; IAM allows a user ${limits.groupsPerUser}`,
        );
      memberships.forEach((group, index) => {
        if (!groups.has(group)) this.report([...path, "groups", index], this.noSuch("group", group, groups));
        else if (memberships.indexOf(group) < index)
          this.report([...path, "groups", index], `names the group "${group}" a second time`);
      });
      if (user.permissionsBoundary !== undefined)
        this.checkManagedPolicy([...path, "permissionsBoundary"], user.permissionsBoundary);
      if (user.tags) this.checkTags([...path, "tags"], user.tags);
      if (user.existing)
        for (const key of [
          "tags",
          "permissionsBoundary",
          "forceDestroy",
          "consoleAccess",
          "selfService",
        ] as const)
          if (user[key] !== undefined && user[key] !== false)
            this.report(
              [...path, key],
              `the user exists already and is owned elsewhere; drop ${key} here, or existing: true`,
            );
    }
  }

  private checkPrincipals(): void {
    const roles = new Map<string, string>();
    for (const [name, { roleName }] of Object.entries(this.file.principals ?? {})) {
      const other = roles.get(roleName.toLowerCase());
      if (other !== undefined)
        this.report(
          ["principals", name, "roleName"],
          `is the role of principal "${other}" already; make one entry of the two`,
        );
      roles.set(roleName.toLowerCase(), name);
    }
  }

  private checkSelector(
    path: Path,
    selector: RoleDeclaration["targetAccounts"],
    accounts: ReadonlyMap<string, SelectableAccount>,
    what: string,
    noSuch: (name: string) => string | undefined = (name) => this.noSuch(what, name, accounts.keys()),
  ): SelectableAccount[] {
    const selected = selectAccounts(selector, accounts);
    if (selector !== "*" && !("tags" in selector)) {
      if (selector.length === 0)
        this.report(path, `names no ${what}; write its name, "*" or { tags: { ... } }`);
      selector.forEach((name, index) => {
        const twice = selector.indexOf(name) < index ? `names "${name}" a second time` : undefined;
        const problem = accounts.has(name) ? twice : noSuch(name);
        if (problem !== undefined) this.report([...path, index], problem);
      });
    } else if (selected.length === 0) {
      this.report(
        path,
        selector === "*"
          ? `selects nothing: there is no ${what}`
          : `selects nothing: no ${what} has ${tagsText(selector.tags)}`,
      );
    }
    return selected;
  }

  private noSuch(what: string, name: string, known: Iterable<string>): string {
    const names = [...known];
    return names.length === 0
      ? `no ${what} "${name}"; there are none`
      : `no ${what} "${name}"${nearestHint(name, names, "there are")}`;
  }

  private isUnresolved(value: string): boolean {
    return this.context.isUnresolved(value);
  }
}

function tagsText(tags: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tags);
  return entries.length === 0
    ? "any tag"
    : `the tags ${entries.map(([key, value]) => `${key}: ${value}`).join(", ")}`;
}

/** Who is trusted, in words. */
export function trustedEntityText(entity: TrustedEntity): string {
  switch (entity.kind) {
    case "account":
      return `account ${entity.accountId}`;
    case "service":
      return `the service ${entity.services.join(", ")}`;
    case "webIdentity":
      return `the web identity ${entity.provider}`;
    case "saml":
      return `the SAML provider ${entity.provider}`;
    case "custom":
      return "whom its custom trust policy names";
  }
}

function isCidr(range: string): boolean {
  const [address = "", bits, ...rest] = range.split("/");
  const version = isIP(address);
  if (version === 0 || address.includes("%") || rest.length > 0) return false;
  return (
    bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}
