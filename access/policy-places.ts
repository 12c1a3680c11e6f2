/** The accounts in which the declared policies are made. */
import { byCodePoint } from "../iam/policy-document";
import {
  type Access,
  type Account,
  granteePath,
  type ManagedPolicy,
  type OwnPolicies,
  type Policy,
  placesOf,
  type TargetAccount,
} from "./access";
import type { Path } from "./problem";
import type { Stack } from "./stacks";

/** A declared policy in one account. */
export interface PolicyPlace {
  /** The policy. */
  readonly policy: Policy;
  /** The account. */
  readonly account: Account;
  /** The name of the target account. `undefined`: it is the identity account, whatever its name as a target account. */
  readonly accountName?: string;
  /** The target account whose provider makes it. `undefined`: the provider of the identity account does. */
  readonly madeIn?: TargetAccount;
  /** Whether `adopt` of the policy says that it exists already. */
  readonly isAdopted: boolean;
  /** Whether it exists already, and the next apply imports it. */
  readonly isImported: boolean;
  /** Whether it is the permissions boundary of a user or role there: IAM does not delete it then. */
  readonly isBoundary: boolean;
}

type Policies = Partial<OwnPolicies> & { readonly permissionsBoundary?: ManagedPolicy };

/** The declared policies that something names, attached or as its permissions boundary. */
export function policiesNamed({ managedPolicies = [], permissionsBoundary }: Policies): Policy[] {
  return [...managedPolicies, permissionsBoundary].flatMap(
    (policy) => (policy?.kind === "customer" && policy.declared) || [],
  );
}

/**
 * The declared policies that Terraform makes for the users and groups of the identity account and for role places: each once in
 * an account. CloudFormation makes those of roles with a stack set.
 *
 * @param identity whether those of users and groups are among them
 */
export function policyPlaces(
  { identityAccount, users, groups, targetAccounts }: Access,
  { identity, places }: Pick<Stack, "identity" | "places">,
): PolicyPlace[] {
  const found = new Map<string, PolicyPlace>();
  const add = (
    policy: Policy,
    boundary: ManagedPolicy | undefined,
    account: Account,
    target?: TargetAccount,
  ) => {
    const isIdentity = account.id === identityAccount.id;
    const accountName = isIdentity ? undefined : target?.name;
    const madeIn = isIdentity && identity ? undefined : target;
    const { adopt } = policy;
    const names = targetAccounts.filter(({ id }) => id === account.id).map(({ name }) => name);
    const isAdopted = adopt === true || (adopt !== false && names.some((name) => adopt.includes(name)));
    const isImported = isAdopted || madeIn?.movedFrom !== undefined;
    const key = JSON.stringify([accountName, policy.name]);
    const isBoundary = boundary?.kind === "customer" && boundary.declared === policy;
    found.set(key, {
      policy,
      account,
      accountName,
      madeIn,
      isAdopted,
      isImported,
      isBoundary: isBoundary || found.get(key)?.isBoundary === true,
    });
  };
  if (identity)
    for (const grantee of [...users, ...groups])
      if (!grantee.existing) {
        const boundary = grantee.kind === "user" ? grantee.permissionsBoundary : undefined;
        for (const policy of policiesNamed(grantee)) add(policy, boundary, identityAccount);
      }
  for (const { role, account, settings } of places)
    if (!role.stackSet && !role.existing)
      for (const policy of policiesNamed(settings))
        add(policy, settings.permissionsBoundary, account, account);
  return [...found].sort(([a], [b]) => byCodePoint(a, b)).map(([, place]) => place);
}

/** A user, group or role that names policies. */
export interface PolicyHolder extends Policies {
  /** The account that it is in. */
  readonly account: Account;
  /** The account in words. */
  readonly accountText: string;
  /** Itself in words. */
  readonly text: string;
  /** Where it is declared. */
  readonly path: Path;
}

/** The users, groups and role places that name policies and are made here. */
export function policyHolders(access: Access): PolicyHolder[] {
  const { identityAccount, users, groups } = access;
  const identity = { account: identityAccount, accountText: "the identity account" };
  return [
    ...[...users, ...groups]
      .filter(({ existing }) => !existing)
      .map((grantee) => ({
        ...identity,
        managedPolicies: grantee.managedPolicies,
        permissionsBoundary: grantee.kind === "user" ? grantee.permissionsBoundary : undefined,
        text: `${grantee.kind} "${grantee.name}"`,
        path: granteePath(grantee),
      })),
    ...placesOf(access)
      .filter(({ role }) => !role.existing)
      .map(({ role, account, settings }) => ({
        account,
        accountText: account.id === identityAccount.id ? identity.accountText : account.name,
        managedPolicies: settings.managedPolicies,
        permissionsBoundary: settings.permissionsBoundary,
        text: `role "${role.name}" in "${account.name}"`,
        path: settings.declared.at,
      })),
  ];
}

/** A customer managed policy in an account, by its path and name. */
export function policyKey(accountId: string, path: string, name: string): string {
  return `${accountId} ${path}${name}`;
}

/** The customer managed policies that are named and not declared, by {@link policyKey}, and what names each. */
export function undeclaredPolicies(access: Access): ReadonlyMap<string, readonly PolicyHolder[]> {
  const found = new Map<string, PolicyHolder[]>();
  for (const holder of policyHolders(access))
    for (const policy of [...(holder.managedPolicies ?? []), holder.permissionsBoundary])
      if (policy?.kind === "customer" && !policy.declared) {
        const key = policyKey(holder.account.id, policy.path, policy.name);
        found.set(key, [...(found.get(key) ?? []), holder]);
      }
  return found;
}
