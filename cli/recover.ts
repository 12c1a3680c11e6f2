import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Access } from "../access";
import { type StateAddresses, stateAddresses } from "../access/state-addresses";
import { type AskedFor, recoveredImports, toAskFor } from "../live/recovery";
import type { TerraformJson } from "../live/terraform-json";
import { json } from "../reports/json";
import { readRevision } from "./access-file";
import { localStates, stateFiles } from "./deployed";
import { Exit, exitStatus } from "./exit";
import { type ReachOptions, reachesOf, readFolder, readLive } from "./read-accounts";
import { synthesizedStacks } from "./synthesized";
import { type Line, print } from "./terminal";

export interface RecoverOptions extends Pick<ReachOptions, "with"> {
  /** The output folder of the synth that was applied. */
  readonly output: string;
  /** A file with the result of `terraform show -json`, or a folder with one for each stack. */
  readonly state?: string;
  /** Folder with the answers of `aws iam get-account-authorization-details`, in place of live accounts. */
  readonly from?: string;
}

/** The file with the import blocks, in the folder of a stack. The next synth removes it. */
const recoveryFile = "recovered.tf.json";

/**
 * After an apply that was killed: writes import blocks for what AWS has, the file declares, and the state does not know.
 *
 * @throws Exit 1 without a state or an output, 3 when an account cannot be read
 */
export async function recover(file: string, options: RecoverOptions): Promise<void> {
  const { access } = readRevision(file, { quiet: true });
  const stacks = [...synthesizedStacks(access)].map(([name, stack]) => ({
    name,
    stack,
    folder: folderOf(options.output, name),
    state: stateOf(access, options, name),
  }));
  const reaches = reachesOf(access, options);
  const askedFor = stacks.flatMap(({ stack, state }) => toAskFor({ access, stack, known: state.known }));
  const reading = options.from
    ? readFolder(options.from, reaches)
    : await readLive({ region: access.region, reaches, askedFor });
  const { accounts, unreadable, credentials } = reading;
  const [failure] = unreadable;
  if (failure)
    throw new Exit(exitStatus.outsideFailed, `account ${failure[0]} cannot be read: ${failure[1]}`);
  // In files there are only passwords.
  const isReported = ({ type, id }: AskedFor) =>
    type === "aws_iam_user_login_profile" &&
    credentials?.some(({ user, hasPassword }) => user === id && hasPassword);
  const found = reading.found ?? askedFor.filter(isReported);
  const lines = stacks.flatMap(({ name, stack, folder, state }) => {
    const imports = recoveredImports({ access, stack, known: state.known, accounts, found });
    writeImports(join(folder, recoveryFile), imports);
    return [
      ...imports.map(({ to, id }) => `${name}: the next apply imports ${to} (${id})`),
      ...untaintLines(stack, state, folder),
    ];
  });
  print(
    lines.length === 0
      ? ["Everything of this file that exists in AWS is in the states. Apply again."]
      : [...lines, "Apply again. The next synth removes the import blocks."],
  );
}

function folderOf(output: string, stack: string): string {
  const folder = join(output, "stacks", stack);
  if (existsSync(folder)) return folder;
  throw new Exit(
    exitStatus.wrongInput,
    `${folder} is missing; run synth first, or name the output with --output`,
  );
}

/** What Terraform knows of a stack. Nothing, if its state in a local file was never written. */
function stateOf(access: Access, { output, state }: RecoverOptions, stack: string): StateAddresses {
  const local = localStates(access, output).get(stack);
  const path =
    state === undefined
      ? local
      : stateFiles(state).find((each, _index, all) => all.length === 1 || each.stack === stack)?.path;
  const remedy = `terraform -chdir=${join(output, "stacks", stack)} show -json > states/${stack}.json`;
  if (path === undefined) {
    if (state === undefined && (!access.backend || access.backend.local))
      return { known: new Set(), tainted: [] };
    throw new Exit(
      exitStatus.wrongInput,
      `there is no state of the stack "${stack}"; write it with: ${remedy}, and give the folder: --state states`,
    );
  }
  try {
    const found = stateAddresses(JSON.parse(readFileSync(path, "utf8")));
    if (found) return found;
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure;
  }
  throw new Exit(exitStatus.wrongInput, `${path} is not a Terraform state; write it with: ${remedy}`);
}

function writeImports(path: string, imports: readonly object[]): void {
  if (imports.length > 0 || existsSync(path)) writeFileSync(path, `${json({ import: imports }, 2)}\n`);
}

/** Terraform would delete what it did not see made to the end, and make it again. */
function untaintLines({ resource = {} }: TerraformJson, { tainted }: StateAddresses, folder: string): Line[] {
  return tainted.flatMap((address) => {
    const [type = "", name = ""] = address.replace(/\[.*$/, "").split(".");
    const command = `terraform -chdir=${folder} untaint '${address}'`;
    return resource[type]?.[name] ? [{ verbatim: `to keep ${address}: ${command}` }] : [];
  });
}
