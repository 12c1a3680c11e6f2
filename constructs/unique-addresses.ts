/**
 * Two elements of a stack that are one to Terraform or to IAM.
 *
 * Construct ids keep siblings apart. But our addresses are made of names alone, whatever construct they come from, and
 * CDKTF lets equal ones through: the last wins, and the other's role or user is silently not made.
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

const checked = new WeakSet<TerraformStack>();

/** Has the stack that a construct is in checked when it is synthesized, as a whole and once. */
export function requireUniqueAddresses(construct: IConstruct): void {
  const stack = TerraformStack.of(construct);
  if (checked.has(stack)) return;
  checked.add(stack);
  stack.node.addValidation({ validate: () => problems(stack) });
}

function problems(stack: TerraformStack): string[] {
  const addresses = new Map<string, TerraformElement>();
  const names = new Map<string, TerraformResource>();
  const found: string[] = [];
  for (const element of stack.node.findAll().filter(TerraformElement.isTerraformElement)) {
    const address = addressOf(element);
    if (address === undefined) continue;
    const other = addresses.get(address);
    if (other)
      found.push(
        `${address} is both ${other.node.path} and ${element.node.path}, and Terraform knows one of them only; give one ${TerraformProvider.isTerraformProvider(element) ? "another alias" : "another construct id"}`,
      );
    addresses.set(address, element);

    if (other || !TerraformResource.isTerraformResource(element)) continue;
    const name = nameInAccount(element);
    if (name === undefined) continue;
    const namesake = names.get(name);
    if (namesake)
      found.push(
        `${addressOf(namesake)} (${namesake.node.path}) and ${address} (${element.node.path}) are one to IAM: ${single.has(element.terraformResourceType) ? "an account has only one; drop one" : "an account's names are unique in upper and lower case together; rename one"}`,
      );
    names.set(name, element);
  }
  return found;
}

/** Where an element ends up in the JSON; `undefined` for those that nothing of ours can meet. */
function addressOf(element: TerraformElement): string | undefined {
  if (TerraformProvider.isTerraformProvider(element))
    return `provider ${[element.terraformResourceType, element.alias ?? "without an alias"].join(" ")}`;
  if (TerraformResource.isTerraformResource(element))
    return `${element.terraformResourceType}.${element.friendlyUniqueId}`;
  if (TerraformOutput.isTerraformOutput(element)) return `output ${element.friendlyUniqueId}`;
  return undefined;
}

/** Unique in an account by their names, whatever their paths. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const named = new Set(["aws_iam_group", "aws_iam_policy", "aws_iam_role", "aws_iam_user"]);
/** One in an account. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
const single = new Set(["aws_iam_account_password_policy"]);

/** What IAM knows a resource by: its account, its type and its name in lower case. */
function nameInAccount(resource: TerraformResource): string | undefined {
  const type = resource.terraformResourceType;
  if (single.has(type)) return `${accountOf(resource.provider)} ${type}`;
  if (!named.has(type)) return undefined;
  const { nameInput } = resource as TerraformResource & { readonly nameInput?: string };
  if (nameInput === undefined || Token.isUnresolved(nameInput)) return undefined;
  return `${accountOf(resource.provider)} ${type} ${nameInput.toLowerCase()}`;
}

/** The account that a provider is guarded for, else the provider itself. */
function accountOf(provider: TerraformProvider | undefined): string {
  return (provider && guardedAccount(provider)) ?? provider?.fqn ?? "aws";
}
