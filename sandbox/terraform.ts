/** Terraform, on one stack at a time. */
import { isDeepStrictEqual } from "node:util";
import { Exit, exitStatus } from "../cli/exit";
import { isOnPath } from "./on-path";
import { type Finished, run } from "./process-group";

/** Something that Terraform would change, add or remove. */
export interface PlannedChange {
  /** `aws_iam_user_group_membership.alex` */
  readonly address: string;
  /** `aws_iam_user_group_membership` */
  readonly type: string;
  /** `create`, `update`, `delete`; a replacement is `delete` and `create`. */
  readonly actions: readonly string[];
  /** The arguments that would change, sorted. */
  readonly attributes: readonly string[];
}

/** What an apply would do. */
export interface Plan {
  /** In Terraform's words; empty when nothing. */
  readonly text: string;
  readonly changes: readonly PlannedChange[];
}

/** A part of Terraform's JSON. Source: https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
interface ChangeAsJson {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: Readonly<Record<string, unknown>> | boolean;
  };
}

/** The commands to install OpenTofu or Terraform, by platform. Sources: opentofu.org/docs/intro/install, developer.hashicorp.com/terraform/install */
const installation: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "brew install opentofu, or: brew install hashicorp/tap/terraform",
  linux: "snap install --classic opentofu, or: snap install --classic terraform",
  win32: "winget install --exact --id=OpenTofu.Tofu, or: winget install HashiCorp.Terraform",
};

/** The command on the PATH: `terraform`, else `tofu`. `undefined`: neither. */
function terraformOnPath(): string | undefined {
  return ["terraform", "tofu"].find((name) => isOnPath(name));
}

/** What to do where neither Terraform nor OpenTofu is on the PATH: lines; none where one is. */
export function missingTerraform(platform: NodeJS.Platform = process.platform): string[] {
  if (terraformOnPath() !== undefined) return [];
  const command = installation[platform] ?? "see https://opentofu.org/docs/intro/install/";
  return ["Terraform is missing: neither terraform nor tofu is on the PATH; install one:", `  ${command}`];
}

/**
 * The command on the PATH: `terraform`, or `tofu`.
 *
 * @throws Exit when there is neither
 */
export function findTerraform(): string {
  const command = terraformOnPath();
  if (command !== undefined) return command;
  const [message, ...details] = missingTerraform();
  throw new Exit(exitStatus.outsideFailed, message, { details });
}

/** Among the files that a synth deletes with a stack: it stops at a plan file elsewhere. */
const planFile = ".terraform/tfplan";

export class Terraform {
  constructor(
    readonly command: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly signal?: AbortSignal,
  ) {}

  async init(folder: string): Promise<void> {
    await this.run(folder, ["init", "-input=false", "-no-color"]);
  }

  async apply(folder: string): Promise<void> {
    await this.run(folder, ["apply", "-input=false", "-no-color", "-auto-approve"]);
  }

  /** What an apply would do. */
  async plan(folder: string): Promise<Plan> {
    const { status } = await this.run(
      folder,
      ["plan", "-input=false", "-no-color", "-detailed-exitcode", `-out=${planFile}`],
      [0, 2],
    );
    if (status === 0) return { text: "", changes: [] };
    const { stdout: text } = await this.run(folder, ["show", "-no-color", planFile]);
    const { stdout: json } = await this.run(folder, ["show", "-json", planFile]);
    const { resource_changes = [] } = JSON.parse(json) as { resource_changes?: readonly ChangeAsJson[] };
    return {
      text: text.trim(),
      changes: resource_changes
        .filter(({ change }) => change.actions.some((action) => action !== "no-op" && action !== "read"))
        .map(({ address, type, change }) => ({
          address,
          type,
          actions: change.actions,
          attributes: changedAttributes(change),
        })),
    };
  }

  /** The outputs' values, the sensitive ones too. */
  async outputs(folder: string): Promise<Record<string, unknown>> {
    const { stdout } = await this.run(folder, ["output", "-no-color", "-json"]);
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  async destroy(folder: string): Promise<void> {
    await this.run(folder, ["destroy", "-input=false", "-no-color", "-auto-approve"]);
  }

  /**
   * Runs a command of Terraform's.
   *
   * @throws Exit with what it said, when its status is none that is expected
   */
  async run(
    folder: string,
    args: readonly string[],
    expected: readonly (number | null)[] = [0],
  ): Promise<Finished> {
    const finished = await run(this.command, [`-chdir=${folder}`, ...args], {
      env: this.environment,
      signal: this.signal,
    });
    if (expected.includes(finished.status)) return finished;
    throw new Exit(
      exitStatus.outsideFailed,
      `${this.command} ${args[0]} ended with status ${finished.status}:`,
      { details: (finished.stderr.trim() || finished.stdout.trim()).slice(-8000).split("\n") },
    );
  }
}

function changedAttributes({ before, after, after_unknown }: ChangeAsJson["change"]): string[] {
  const unknown = typeof after_unknown === "object" ? Object.keys(after_unknown) : [];
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {}), ...unknown]);
  return [...names]
    .filter((name) => unknown.includes(name) || !isDeepStrictEqual(before?.[name], after?.[name]))
    .sort();
}
