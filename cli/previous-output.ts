/**
 * The last synthesized output, where there is one: what Terraform will find in its state, as far as can be known without
 * it.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Access, type Problem, type Stack, stacksOf } from "../access";
import { address } from "../access/terraform-address";

/** Stack -> alias of each provider that something is made with -> the account that it is for. */
type PreviousOutput = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * What the next apply cannot do: Terraform deletes a role through its provider, so an account that goes with its provider
 * leaves its roles behind, and every plan fails.
 */
export function checkAgainstPreviousOutput(access: Access, output: string): Problem[] {
  const previous = readPreviousOutput(output);
  const stacks = new Map(stacksOf(access).map((stack) => [stack.name, aliasesOf(stack)]));
  const now = new Map(access.targetAccounts.map((account) => [address(account.name), account]));
  return [...previous].flatMap(([stack, aliases]) =>
    [...aliases].flatMap(([alias, accountId]): Problem[] => {
      if (stacks.get(stack)?.has(alias)) return [];
      const account = now.get(alias);
      return [
        {
          severity: "warning",
          path: account ? ["targetAccounts", account.name] : ["targetAccounts"],
          aboutKey: true,
          message: account ? leftStack(stack, account) : gone(stack, alias, accountId),
        },
      ];
    }),
  );
}

function leftStack(stack: string, account: Access["targetAccounts"][number]): string {
  return account.hasProvider
    ? `"${account.name}" was in the stack "${stack}" and is in "${account.stack}" now: both would take its roles for theirs, and one would fail; write movedFrom: ${stack} until both are applied`
    : `stack sets bring all roles of "${account.name}" now, and Terraform made some there before: the plan of "${stack}" will fail for want of its provider; write keepProvider: true until it is applied`;
}

function gone(stack: string, alias: string, accountId: string): string {
  return `the account ${accountId} ("${alias}") is gone from here, and its roles are in the last output of the stack "${stack}": the plan will fail for want of its provider, or leave them behind; write the entry back with retired: true, apply, and drop it then`;
}

function aliasesOf({ identity, organization, accounts, left }: Stack): Set<string> {
  return new Set([
    ...(identity ? ["identity"] : []),
    ...(organization ? ["organization"] : []),
    ...[...accounts, ...left].map(({ name }) => address(name)),
  ]);
}

/**
 * Removes the stacks of the last output that are no more, so that no pipeline applies them again. One that something is
 * still made with stays: its roles are not ours to forget.
 */
export function removeEmptiedStacks(access: Access, output: string): void {
  const stacks = new Set(stacksOf(access).map(({ name }) => name));
  for (const [stack, aliases] of readPreviousOutput(output, (name) => !stacks.has(name)))
    if (aliases.size === 0) rmSync(join(output, "stacks", stack, "cdk.tf.json"));
}

interface SynthesizedJson {
  readonly provider?: {
    readonly aws?: readonly { readonly alias?: string; readonly allowed_account_ids?: readonly string[] }[];
  };
  readonly resource?: Readonly<Record<string, Readonly<Record<string, { readonly provider?: string }>>>>;
}

function readPreviousOutput(output: string, wanted = (_stack: string) => true): PreviousOutput {
  const folder = join(output, "stacks");
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder)
      .filter(wanted)
      .flatMap((stack) => {
        const json = readJson(join(folder, stack, "cdk.tf.json"));
        return json ? [[stack, aliasesInUse(json)] as const] : [];
      }),
  );
}

function aliasesInUse({ provider, resource }: SynthesizedJson): Map<string, string> {
  const used = new Set(
    Object.values(resource ?? {}).flatMap((ofType) => Object.values(ofType).map((made) => made.provider)),
  );
  return new Map(
    (provider?.aws ?? []).flatMap(({ alias, allowed_account_ids: [accountId] = [] }) =>
      alias !== undefined && used.has(`aws.${alias}`) ? [[alias, accountId ?? "unknown"] as const] : [],
    ),
  );
}

/** What is no JSON of ours tells nothing. */
function readJson(file: string): SynthesizedJson | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
