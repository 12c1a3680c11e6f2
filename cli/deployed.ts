/** Finds out what is deployed: from states that the caller names, otherwise from what is beside the output. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Access, Backend } from "../access";
import { type Deployed, deployedBy } from "../access/deployed";
import { deployedByConfiguration, deployedByState } from "../access/deployed-json";
import { Exit, exitStatus } from "./exit";

/** Where to look for what is deployed. */
export interface DeployedSources {
  /** The output folder. */
  readonly output: string;
  /** A file with the result of `terraform show -json` or a state file, or a folder of them. Then nothing else is read. */
  readonly state?: string;
}

/** Where the configuration of stacks is kept that an unresolved warning compares with, below the output folder. */
export const keptFile = join("access", "deployed.json");

/** Stack -> its configuration, as a synth wrote it. */
type Configurations = ReadonlyMap<string, unknown>;

/** What is deployed, and what a synth keeps of it for the next one while a warning is not resolved. */
export interface FoundDeployed extends Deployed {
  /** The content of `keptFile`. `undefined`: the next synth finds the same. */
  readonly kept?: string;
}

/**
 * What is deployed. For each stack, the first source that knows it counts: the state that the local backend keeps beside
 * the output, the output that git's HEAD has, the output before. An output tells of a deployment only if Terraform was
 * initialized in it, with the backend that the access file has now: so a file that was never deployed is compared with nothing.
 *
 * @throws Exit when `state` is not a state
 */
export function findDeployed(access: Access, { output, state }: DeployedSources): FoundDeployed {
  if (state !== undefined) return merged(stateFiles(state).map(readState));
  const states = localStates(access, output);
  const committed = committedConfigurations(access, output);
  const previous = previousConfigurations(access, output);
  const configurations = [...new Map([...previous, ...committed])].filter(([stack]) => !states.has(stack));
  const kept = [...previous].filter(([stack]) => !committed.has(stack));
  return {
    ...merged([
      ...[...states].map(([stack, path]) => readState({ stack, path })),
      ...configurations.map(([stack, configuration]) => deployedByConfiguration(stack, configuration)),
    ]),
    ...(kept.length > 0 && { kept: `${JSON.stringify(Object.fromEntries(kept))}\n` }),
  };
}

function merged(parts: readonly Deployed[]): Deployed {
  return {
    identityAccountId: parts.find(({ identityAccountId }) => identityAccountId !== undefined)
      ?.identityAccountId,
    things: parts.flatMap(({ things }) => things),
  };
}

/** A state in a file. */
export interface StateFile {
  readonly stack: string;
  readonly path: string;
}

/**
 * The states that the option `--state` names: a file, or a folder of them.
 *
 * @throws Exit when there is none
 */
export function stateFiles(state: string): StateFile[] {
  const named = (path: string): StateFile => ({
    stack: basename(path).replace(/^terraform\.(?=.*\.tfstate$)|\.(json|tfstate)$/g, ""),
    path,
  });
  try {
    if (!statSync(state).isDirectory()) return [named(state)];
    const files = readdirSync(state).filter((name) => /\.(json|tfstate)$/.test(name));
    if (files.length > 0) return files.sort().map((name) => named(join(state, name)));
  } catch (failure) {
    throw new Exit(exitStatus.wrongInput, `--state: ${(failure as Error).message}`);
  }
  throw new Exit(
    exitStatus.wrongInput,
    `--state: ${state} holds no file <stack>.json or terraform.<stack>.tfstate`,
  );
}

function readState({ stack, path }: StateFile): Deployed {
  const deployed = deployedByState(stack, parsed(readFileSync(path, "utf8")));
  if (deployed) return deployed;
  const remedy = `terraform -chdir=<output>/stacks/${stack} show -json > ${path}`;
  throw new Exit(exitStatus.wrongInput, `${path} is not a Terraform state; write it with: ${remedy}`);
}

/** Stack -> its state file, where the local backend keeps it. */
export function localStates({ backend }: Access, output: string): Map<string, string> {
  if (backend && !backend.local) return new Map();
  const folder = join(dirname(resolve(output)), backend?.local?.directory ?? "");
  return new Map(
    entriesOf(folder).flatMap((name) => {
      const stack = /^terraform\.(.+)\.tfstate$/.exec(name)?.[1];
      return stack === undefined ? [] : [[stack, join(folder, name)] as const];
    }),
  );
}

/** The output in git's HEAD. None where it deploys what the access file deploys: it may then be committed and not yet applied. */
function committedConfigurations(access: Access, output: string): Configurations {
  const folder = dirname(resolve(output));
  if (!existsSync(folder)) return new Map();
  const listed = git(folder, ["ls-tree", "-r", "-z", "HEAD", "--", `${basename(resolve(output))}/stacks/`]);
  const objects = `${listed ?? ""}`.split("\0").flatMap((line) => {
    const [, id, stack] = /^\d+ blob (\w+)\t.*\/stacks\/([^/]+)\/cdk\.tf\.json$/.exec(line) ?? [];
    return id === undefined || stack === undefined ? [] : [{ id, stack }];
  });
  if (objects.length === 0) return new Map();
  let rest =
    git(folder, ["cat-file", "--batch"], objects.map(({ id }) => `${id}\n`).join("")) ?? Buffer.alloc(0);
  const configurations = objects.map(({ stack }) => {
    // A line `<id> blob <bytes>`, the content, a line break.
    const begin = rest.indexOf("\n") + 1;
    const end = begin + Number(rest.toString("utf8", 0, begin).split(" ")[2]);
    const content = rest.toString("utf8", begin, end);
    rest = rest.subarray(end + 1);
    return [stack, parsed(content)] as const;
  });
  const committed = configurations.map((each) => deployedByConfiguration(...each));
  return isSame(merged(committed), deployedBy(access)) ? new Map() : new Map(configurations);
}

function isSame(...both: [Deployed, Deployed]): boolean {
  const [keys, others] = both.map(({ things }) =>
    things
      .filter(({ made }) => made)
      .map(({ kind, stack, account, accountId, name, path, made }) =>
        JSON.stringify([kind, stack, account, accountId, name, path, made]),
      )
      .sort()
      .join(),
  );
  return keys === others;
}

/** What git says. `undefined`: it failed, as it does where there is no repository or no commit. */
function git(folder: string, args: readonly string[], input?: string): Buffer | undefined {
  const { status, stdout } = spawnSync("git", ["-C", folder, ...args], { maxBuffer: 1 << 30, input });
  return status === 0 ? stdout : undefined;
}

/** The output before, of the stacks that Terraform was initialized for. While a warning is not resolved, the one that it is about. */
function previousConfigurations(access: Access, output: string): Configurations {
  const kept = join(output, keptFile);
  if (existsSync(kept))
    return new Map(
      Object.entries((parsed(readFileSync(kept, "utf8")) ?? {}) as object).filter(([stack, configuration]) =>
        hasBackend(configuration, access.backend, stack),
      ),
    );
  const stacks = join(output, "stacks");
  return new Map(
    entriesOf(stacks).flatMap((stack) => {
      // Terraform writes it when it initializes a backend other than the local one.
      if (!existsSync(join(stacks, stack, ".terraform", "terraform.tfstate"))) return [];
      const file = join(stacks, stack, "cdk.tf.json");
      const configuration = existsSync(file) ? parsed(readFileSync(file, "utf8")) : undefined;
      return hasBackend(configuration, access.backend, stack) ? [[stack, configuration] as const] : [];
    }),
  );
}

/** Whether the configuration of a stack keeps its state where the access file keeps it now: then it is the same deployment. */
function hasBackend(configuration: unknown, backend: Backend | undefined, stack: string): boolean {
  const { backend: { s3 } = {}, cloud } = ((configuration ?? {}) as Configuration).terraform ?? {};
  if (backend?.s3)
    return s3?.bucket === backend.s3.bucket && s3.key === `${backend.s3.keyPrefix ?? ""}${stack}.tfstate`;
  if (backend?.cloud)
    return (
      cloud?.organization === backend.cloud.organization &&
      cloud.workspaces?.name === `${backend.cloud.workspacePrefix ?? ""}${stack}`
    );
  return false;
}

interface Configuration {
  readonly terraform?: {
    readonly backend?: { readonly s3?: { readonly bucket?: string; readonly key?: string } };
    readonly cloud?: { readonly organization?: string; readonly workspaces?: { readonly name?: string } };
  };
}

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
