/** Terraform, on one stack at a time. */
import { Exit, exitStatus } from "../cli/exit";
import { isOnPath } from "./on-path";
import { type Finished, run } from "./process-group";

/** Something that Terraform would change, add or remove. */
export interface PlannedChange {
  /** `aws_iam_user_group_membership.alex` */
  readonly address: string;
  /** `create`, `update`, `delete`; a replacement is `delete` and `create`. */
  readonly actions: readonly string[];
}

/**
 * The command on the PATH: `terraform`, or `tofu`.
 *
 * @throws Exit when there is neither
 */
export function findTerraform(): string {
  const command = ["terraform", "tofu"].find((name) => isOnPath(name));
  if (command === undefined)
    throw new Exit(
      exitStatus.outsideFailed,
      "Terraform is missing: install terraform (1.5 or later) or tofu, so that it is on the PATH",
    );
  return command;
}

export class Terraform {
  constructor(
    readonly command: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly signal?: AbortSignal,
  ) {}

  async init(folder: string): Promise<void> {
    await this.run(folder, ["init", "-input=false"]);
  }

  async apply(folder: string): Promise<void> {
    await this.run(folder, ["apply", "-input=false", "-auto-approve"]);
  }

  /** What an apply would change: Terraform's own words, or nothing. */
  async plan(folder: string): Promise<string> {
    const { status, stdout } = await this.run(folder, ["plan", "-input=false", "-detailed-exitcode"], [0, 2]);
    return status === 0 ? "" : stdout.trim();
  }

  /** What an apply would change, resource by resource. */
  async plannedChanges(folder: string): Promise<PlannedChange[]> {
    await this.run(folder, ["plan", "-input=false", "-out=tfplan"]);
    const { stdout } = await this.run(folder, ["show", "-json", "tfplan"]);
    const { resource_changes = [] } = JSON.parse(stdout) as {
      resource_changes?: { address: string; change: { actions: string[] } }[];
    };
    return resource_changes
      .map(({ address, change }) => ({ address, actions: change.actions }))
      .filter(({ actions }) => !actions.every((action) => action === "no-op" || action === "read"));
  }

  /** The outputs' values, the sensitive ones too. */
  async outputs(folder: string): Promise<Record<string, unknown>> {
    const { stdout } = await this.run(folder, ["output", "-json"]);
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  async destroy(folder: string): Promise<void> {
    await this.run(folder, ["destroy", "-input=false", "-auto-approve"]);
  }

  private async run(
    folder: string,
    [verb = "", ...args]: readonly string[],
    expected: readonly (number | null)[] = [0],
  ): Promise<Finished> {
    const noColor = verb === "show" || verb === "output" ? [] : ["-no-color"];
    const finished = await run(this.command, [`-chdir=${folder}`, verb, ...noColor, ...args], {
      env: this.environment,
      signal: this.signal,
    });
    if (expected.includes(finished.status)) return finished;
    throw new Exit(
      exitStatus.outsideFailed,
      `${this.command} ${verb} ended with status ${finished.status}:\n${(finished.stderr.trim() || finished.stdout.trim()).slice(-8000)}`,
    );
  }
}
