/**
 * Two elements of a stack with one Terraform address, or with one name in IAM.
 *
 * Construct ids keep siblings apart. Our addresses are made of names alone, whatever construct they come from, and CDKTF
 * accepts equal ones: the last wins, and the other's role or user is silently not made.
 */
import {
  TerraformElement,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  Token,
} from "cdktf";
import type { IConstruct } from "constructs";
import { guardedAccount } from "./providers";
import { RoleInAccount } from "./role-in-account";

const checked = new WeakSet<TerraformStack>();

/** Has the stack of a construct checked when it is synthesized, as a whole and once. */
export function requireUniqueAddresses(construct: IConstruct): void {
  const stack = TerraformStack.of(construct);
  if (checked.has(stack)) return;
  checked.add(stack);
  stack.node.addValidation({ validate: () => problems(stack) });
}

function problems(stack: TerraformStack): string[] {
  const constructs = stack.node.findAll();
  const accounts = accountsOf(constructs);
  const found = misplacedRoles(constructs, accounts);
  const byAddress = new Map<string, TerraformElement>();
  const byName = new Map<string, TerraformResource>();
  for (const element of constructs.filter(TerraformElement.isTerraformElement)) {
    const address = addressOf(element);
    if (address === undefined) continue;
    const other = byAddress.get(address);
    if (other)
      found.push(
        `${address} is both ${other.node.path} and ${element.node.path}, and Terraform would make only one of them; give one ${TerraformProvider.isTerraformProvider(element) ? "another alias" : "another construct id"}`,
      );
    byAddress.set(address, element);

    if (other || !TerraformResource.isTerraformResource(element)) continue;
    const name = nameInIam(element);
    if (name === undefined) continue;
    const account = element.provider && accounts.get(element.provider);
    const where =
      account === undefined ? `by provider ${element.provider?.fqn ?? "aws"}` : `in account ${account}`;
    const namesake = byName.get(`${name} ${where}`.toLowerCase());
    if (namesake)
      found.push(
        `${addressOf(namesake)} (${namesake.node.path}) and ${address} (${element.node.path}) would both create the ${name} ${where}; ${single.has(element.terraformResourceType) ? "remove one" : "rename one: to IAM, upper and lower case are the same"}`,
      );
    byName.set(`${name} ${where}`.toLowerCase(), element);
  }
  return found;
}

/** The accounts that providers work in: by their guard, or by the first role that they make. */
function accountsOf(constructs: readonly IConstruct[]): ReadonlyMap<TerraformProvider, string> {
  const accounts = new Map<TerraformProvider, string>();
  for (const provider of constructs.filter(TerraformProvider.isTerraformProvider)) {
    const account = guardedAccount(provider);
    if (account !== undefined) accounts.set(provider, account);
  }
  for (const { accountId, provider } of rolesIn(constructs))
    if (!accounts.has(provider)) accounts.set(provider, accountId);
  return accounts;
}

/** Roles whose provider works in another account. */
function misplacedRoles(
  constructs: readonly IConstruct[],
  accounts: ReadonlyMap<TerraformProvider, string>,
): string[] {
  return rolesIn(constructs)
    .filter(({ accountId, provider }) => accounts.get(provider) !== accountId)
    .map(
      ({ role, accountId, provider }) =>
        `${role.node.path} is for account ${accountId}, and its provider ${provider.fqn} works in account ${accounts.get(provider)}; make a provider for each account`,
    );
}

/** The roles of ours whose account the program knows. */
function rolesIn(constructs: readonly IConstruct[]) {
  return constructs.flatMap((role) => {
    if (!(role instanceof RoleInAccount) || role.accountId === undefined) return [];
    const { provider } = role.resource;
    return provider ? [{ role, accountId: role.accountId, provider }] : [];
  });
}

/** Where an element stands in the JSON. `undefined`: nothing of ours can have that address. */
function addressOf(element: TerraformElement): string | undefined {
  if (TerraformProvider.isTerraformProvider(element))
    return `provider ${[element.terraformResourceType, element.alias ?? "without an alias"].join(" ")}`;
  if (TerraformResource.isTerraformResource(element))
    return `${element.terraformResourceType}.${element.friendlyUniqueId}`;
  if (TerraformOutput.isTerraformOutput(element)) return `output ${element.friendlyUniqueId}`;
  return undefined;
}

/** Unique in an account by their names, whatever their paths. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const named: ReadonlyMap<string, string> = new Map([
  ["aws_iam_group", "group"],
  ["aws_iam_instance_profile", "instance profile"],
  ["aws_iam_policy", "policy"],
  ["aws_iam_role", "role"],
  ["aws_iam_user", "user"],
]);
/** One in an account. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
const single: ReadonlyMap<string, string> = new Map([["aws_iam_account_password_policy", "password policy"]]);

type NamedResource = TerraformResource & { readonly nameInput?: string };

/** What IAM knows a resource by, in its account. */
function nameInIam(resource: TerraformResource): string | undefined {
  const { terraformResourceType: type, nameInput: name } = resource as NamedResource;
  const kind = named.get(type);
  if (kind === undefined) return single.get(type);
  return name === undefined || Token.isUnresolved(name) ? undefined : `${kind} ${name}`;
}
