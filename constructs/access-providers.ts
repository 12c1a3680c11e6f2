/** The providers that an access is made with: the caller's, or one for each account as `deployWith` says. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import {
  type Access,
  type Account,
  type DeployWith,
  pathText,
  type Stack,
  type TargetAccount,
} from "../access";
import { formerNames } from "../access/renamed";
import { makesOrganizationStack } from "../access/stacks";
import { accountAlias, address, otherAliases } from "../access/terraform-address";
import { accountProviderConfig } from "./account-provider";
import { requireProviders } from "./providers";
import type { Origin } from "./resource";

/** Providers that you bring: one for each account. */
export interface AccessProviders {
  /** The provider of the identity account. */
  readonly identity: TerraformProvider;
  /** Name of each target account -> its provider. */
  readonly targetAccounts: Readonly<Record<string, TerraformProvider>>;
  /**
   * The provider of the account that makes stack sets.
   *
   * @default - none; only roles with `rollout: "stackSet"` need it
   */
  readonly organization?: TerraformProvider;
}

/** The providers of what one construct makes. */
export interface Providers {
  /** `undefined`: another stack has the identity account. */
  readonly identity?: TerraformProvider;
  /** `undefined`: no stack sets here. */
  readonly organization?: TerraformProvider;
  readonly ofTargetAccount: (account: TargetAccount) => TerraformProvider;
}

export interface ProvidersProps {
  readonly access: Access;
  /**
   * The part of the access that is made here.
   *
   * @default - all of it
   */
  readonly stack?: Stack;
}

/**
 * The caller's providers.
 *
 * @throws Error when one is missing, or is for another account
 */
export function givenProviders(
  scope: Construct,
  { access, stack, providers }: ProvidersProps & { readonly providers: AccessProviders },
): Providers {
  const { identity, organization, targetAccounts } = providers;
  const needed = neededHere({ access, stack });
  // The caller keeps a provider as long as Terraform has something to delete with it.
  const hasStackSet = access.roles.some(({ stackSet }) => stackSet);
  const names = new Set(access.targetAccounts.map(({ name }) => name));
  const pathOf = (name: string) => pathText(["providers", "targetAccounts", name]);
  requireProviders(
    scope.node.path,
    [
      ...(needed.identity
        ? [{ path: "providers.identity", provider: identity, account: access.identityAccount }]
        : []),
      ...(needed.organization && hasStackSet
        ? [{ path: "providers.organization", provider: organization, account: needed.organization }]
        : []),
      ...needed.targetAccounts.map((account) => ({
        path: pathOf(account.name),
        provider: Object.hasOwn(targetAccounts ?? {}, account.name)
          ? targetAccounts[account.name]
          : undefined,
        account,
      })),
    ],
    Object.keys(targetAccounts ?? {})
      .filter((name) => !names.has(name))
      .map((name) => `${pathOf(name)}  there is no target account "${name}"; remove it, or correct the name`),
  );
  return {
    identity: needed.identity ? identity : undefined,
    organization: needed.organization && organization,
    ofTargetAccount: ({ name }) => targetAccounts[name] as TerraformProvider,
  };
}

/**
 * Makes a provider for each account.
 *
 * @throws Error when the access says no way to reach an account
 */
export function madeProviders(
  scope: Construct,
  { access, stack, origin }: ProvidersProps & { readonly origin: Origin },
): Providers {
  const { partition, region, defaultTags } = access;
  const make = (name: string, alias: string, { id, deployWith }: Reached): TerraformProvider => {
    if (deployWith === undefined)
      throw new Error(
        `${scope.node.path}: nothing says how Terraform reaches account ${id} ("${name}"); pass providers, or declare deployWith`,
      );
    return new AwsProvider(
      scope,
      `aws.${alias}`,
      accountProviderConfig(
        { alias, accountId: id, deployWith, region, partition, defaultTags },
        origin.tokens,
      ),
    );
  };
  const makeOther = (name: keyof typeof otherAliases, account: Reached) =>
    make(name, address(...origin.above, otherAliases[name]), account);
  const needed = neededHere({ access, stack });
  const identity = needed.identity ? makeOther("identity", access.identityAccount) : undefined;
  const targetAccounts = new Map(
    needed.targetAccounts.map((account) => [
      account.name,
      make(account.name, accountAlias(origin.above, account.name), account),
    ]),
  );
  // What the file no longer has in a renamed account, Terraform deletes through the provider that the state names.
  for (const account of needed.targetAccounts)
    for (const [name = ""] of formerNames(account)) make(name, accountAlias(origin.above, name), account);
  return {
    identity,
    organization: needed.organization && makeOther("organization", needed.organization),
    ofTargetAccount: ({ name }) => targetAccounts.get(name) as TerraformProvider,
  };
}

type Reached = Pick<Account, "id"> & { readonly deployWith?: DeployWith };

/** The accounts that Terraform works in. One that left this stack is among them: Terraform forgets its roles. */
function neededHere({ access, stack }: ProvidersProps) {
  const { organization, partition } = access;
  const targetAccounts = stack
    ? [...stack.accounts, ...stack.left]
    : access.targetAccounts.filter(({ hasProvider }) => hasProvider);
  return {
    identity: !stack || stack.identity,
    organization:
      (stack ? stack.organization : makesOrganizationStack(access)) && organization?.accountId !== undefined
        ? { partition, id: organization.accountId, deployWith: organization.deployWith }
        : undefined,
    targetAccounts: [...new Set(targetAccounts)],
  };
}
