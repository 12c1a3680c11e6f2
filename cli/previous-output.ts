/** The last synthesized output, if there is one. It shows what is in Terraform's state, without a look into the state. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Access, type Problem, type Stack, stacksOf } from "../access";
import { address } from "../access/terraform-address";

/** Stack -> alias of each provider that a resource uses -> id of the provider's account. */
type PreviousOutput = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The problems that the next apply would have. Terraform deletes a role through its provider: if an account is removed
 * together with its provider, its roles are left behind, and every plan fails.
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
          code: account ? "account-left-stack" : "account-gone",
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
    ? `"${account.name}" moved from the stack "${stack}" to "${account.stack}", and both would manage its roles; set movedFrom: ${stack} until both are applied`
    : `stack sets now create all roles of "${account.name}", but Terraform created some of them: without the account's provider, the plan of "${stack}" fails; set keepProvider: true until it is applied`;
}

function gone(stack: string, alias: string, accountId: string): string {
  return `the account ${accountId} ("${alias}") was removed, but its roles are in the last output of the stack "${stack}": without the account's provider, Terraform cannot delete them; restore the entry with retired: true, apply, then delete it`;
}

function aliasesOf({ identity, organization, accounts, left }: Stack): Set<string> {
  return new Set([
    ...(identity ? ["identity"] : []),
    ...(organization ? ["organization"] : []),
    ...[...accounts, ...left].map(({ name }) => address(name)),
  ]);
}

/**
 * Deletes the stacks of the last output that the access file no longer has, so that no pipeline applies them again. A stack
 * with resources stays: only Terraform can delete those.
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
    Object.values(resource ?? {}).flatMap((ofType) => Object.values(ofType).map((each) => each.provider)),
  );
  return new Map(
    (provider?.aws ?? []).flatMap(({ alias, allowed_account_ids: [accountId] = [] }) =>
      alias !== undefined && used.has(`aws.${alias}`) ? [[alias, accountId ?? "unknown"] as const] : [],
    ),
  );
}

/** The content of a synthesized file; `undefined` if it is not JSON. */
function readJson(file: string): SynthesizedJson | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
