/**
 * Runs the jobs of a GitLab pipeline as GitLab and its runner do: which jobs there are, what they wait for, their variables,
 * the shell, and the artifacts that go from job to job.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isOnPath } from "../../sandbox/on-path";

interface Rule {
  readonly if?: string;
  readonly changes?: readonly string[];
  readonly when?: When;
}

type When = "on_success" | "manual" | "never";
type Variables = Readonly<Record<string, string>>;

interface Job {
  readonly stage: string;
  readonly extends?: string;
  readonly image?: string | { readonly name: string };
  readonly variables?: Variables;
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly rules?: readonly Rule[];
  readonly needs?: readonly string[];
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  /** Runs in a shell of its own, also after a failure, and changes nothing of the result. */
  readonly after_script?: readonly string[];
  readonly artifacts?: {
    readonly paths?: readonly string[];
    readonly when?: "on_success" | "always";
    /** Text of a link in the merge request. */
    readonly expose_as?: string;
  };
}

export interface Configuration {
  readonly stages: readonly string[];
  readonly workflow: { readonly rules: readonly Rule[] };
  readonly variables: Variables;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface RanJob {
  readonly ok: boolean;
  /** What the commands printed, each after the command itself. */
  readonly log: string;
  /** The checkout in which it ran. */
  readonly folder: string;
}

/** What a pipeline is for. */
export interface PipelineOptions {
  /**
   * GitLab's own variables of this pipeline.
   *
   * Source: https://docs.gitlab.com/ci/variables/predefined_variables/
   */
  readonly predefined: Variables;
  /** The files that a merge request changes. */
  readonly changed?: readonly string[];
  /** Makes the checkout of a job. */
  readonly checkout: () => string;
  /** The environment of the runner. */
  readonly env: NodeJS.ProcessEnv;
}

const keywords = ["stages", "workflow", "variables", "default", "include"];

export function readConfiguration(file: string): Configuration {
  const all = parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const written = Object.fromEntries(
    Object.entries(all).filter(([name]) => !keywords.includes(name)),
  ) as Record<string, Job>;
  const jobs = Object.fromEntries(
    Object.keys(written)
      .filter((name) => !name.startsWith("."))
      .map((name) => [name, extended(name, written)]),
  );
  return { ...all, jobs } as Configuration;
}

/** A job with what it extends: mappings are merged, everything else is replaced. */
function extended(name: string, written: Readonly<Record<string, Job>>): Job {
  const job = written[name];
  if (!job) throw new Error(`no job ${name}`);
  return job.extends === undefined ? job : (merged(extended(job.extends, written), job) as Job);
}

function merged(base: unknown, over: unknown): unknown {
  if (!isMapping(base) || !isMapping(over)) return over;
  const result = { ...base };
  for (const [key, value] of Object.entries(over))
    result[key] = key in base ? merged(base[key], value) : value;
  return result;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export class Pipeline {
  private readonly ran = new Map<string, RanJob>();
  /** The jobs that the pipeline has, and whether each waits for somebody who starts it. */
  readonly jobs: Readonly<Record<string, When>>;

  constructor(
    private readonly configuration: Configuration,
    private readonly options: PipelineOptions,
  ) {
    const isMade = this.whenOf(configuration.workflow.rules) !== "never";
    this.jobs = Object.fromEntries(
      Object.entries(configuration.jobs)
        .map(([name, { rules }]) => [name, rules ? this.whenOf(rules) : "on_success"] as const)
        .filter(([, when]) => isMade && when !== "never"),
    );
  }

  /** Whether GitLab lets a job run: what it waits for ran and succeeded. */
  isReady(name: string): boolean {
    return name in this.jobs && this.before(name).every((other) => this.ran.get(other)?.ok === true);
  }

  /** Runs a job, one that waits for somebody too. */
  run(name: string): RanJob {
    if (!this.isReady(name)) throw new Error(`GitLab would not run the job ${name}`);
    const job = this.configuration.jobs[name] as Job;
    const folder = this.options.checkout();
    for (const other of this.before(name)) this.passArtifacts(other, folder);
    const shell = (commands: readonly string[]) =>
      spawnSync(...shellOf(job), {
        cwd: folder,
        encoding: "utf8",
        input: runnerScript(commands),
        maxBuffer: 1 << 28,
        env: { ...this.options.env, ...this.variablesOf(job, folder) },
      });
    const { status, stdout, stderr } = shell([...(job.before_script ?? []), ...job.script]);
    shell(job.after_script ?? []);
    const ran = { ok: status === 0, log: stdout + stderr, folder };
    this.ran.set(name, ran);
    return ran;
  }

  /** The jobs that a job waits for, and whose artifacts it gets: those that it needs, or all of earlier stages. */
  private before(name: string): readonly string[] {
    const { stages, jobs } = this.configuration;
    const { needs, stage } = jobs[name] as Job;
    const earlier = stages.slice(0, stages.indexOf(stage));
    return needs ?? Object.keys(this.jobs).filter((other) => earlier.includes(jobs[other]?.stage ?? ""));
  }

  private passArtifacts(from: string, folder: string): void {
    const { paths = [], when = "on_success" } = this.configuration.jobs[from]?.artifacts ?? {};
    const ran = this.ran.get(from);
    if (!ran || (!ran.ok && when === "on_success")) return;
    // Of a path that is not there, the runner only warns.
    for (const path of paths)
      if (existsSync(join(ran.folder, path)))
        cpSync(join(ran.folder, path), join(folder, path), { recursive: true });
  }

  /** A job's own variables win over those of the file, these over GitLab's. */
  private variablesOf({ variables, id_tokens = {} }: Job, folder: string): Variables {
    const tokens = Object.entries(id_tokens).map(([name, { aud }]) => [name, webIdentityToken(aud)] as const);
    const all = {
      ...this.options.predefined,
      CI: "true",
      GITLAB_CI: "true",
      CI_PROJECT_DIR: folder,
      ...this.configuration.variables,
      ...variables,
      ...Object.fromEntries(tokens),
    };
    return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, expanded(value, all)]));
  }

  /** What the first rule that matches says; never without one. */
  private whenOf(rules: readonly Rule[]): When {
    const { predefined, changed = [] } = this.options;
    const variables = { ...predefined, ...this.configuration.variables };
    const rule = rules.find(
      (candidate) =>
        (candidate.if === undefined || isTrue(candidate.if, variables)) &&
        (candidate.changes === undefined ||
          candidate.changes.some((pattern) => changed.some((path) => patternOf(pattern).test(path)))),
    );
    return rule ? (rule.when ?? "on_success") : "never";
  }
}

/** An expression of a rule. Those that are used here mean the same in JavaScript, where variables are properties. */
function isTrue(expression: string, variables: Variables): boolean {
  const body = expression.replaceAll(
    /\$(\w+)/g,
    (_all, name: string) => `variables[${JSON.stringify(name)}]`,
  );
  return Boolean(new Function("variables", `return ${body}`)(variables));
}

function patternOf(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*)/).map((part) => {
    if (part === "**/") return "(?:.*/)?";
    return part === "*" ? "[^/]*" : part.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}

function expanded(value: string, variables: Variables): string {
  return value.replaceAll(/\$(\w+)/g, (_all, name: string) => variables[name] ?? "");
}

/** A token as GitLab makes one, but not signed. */
function webIdentityToken(aud: string): string {
  const claims = { iss: "https://gitlab.com", sub: "project_path:acme/access:ref_type:branch:ref:main", aud };
  const parts = [{ alg: "none" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return `${parts.join(".")}.`;
}

/** The runner takes bash where the image has it. The image of Terraform is an Alpine Linux, with the shell of BusyBox alone. */
function shellOf({ image = "" }: Job): [string, string[]] {
  const name = typeof image === "string" ? image : image.name;
  if (!name.startsWith("hashicorp/terraform:")) return ["bash", []];
  return isOnPath("busybox") ? ["busybox", ["sh"]] : ["sh", []];
}

/**
 * All commands of a job as the one script that the runner writes: it ends at the first that fails, and with pipefail where the
 * shell knows it.
 *
 * Source: https://docs.gitlab.com/runner/shells/ and shells/bash.go of the runner
 */
function runnerScript(commands: readonly string[]): string {
  const lines = commands.flatMap((command) => [`echo ${quoted(`$ ${command}`)}`, command]);
  return [
    "if set -o | grep pipefail > /dev/null; then set -o pipefail; fi; set -o errexit",
    "set +o noclobber",
    `: | eval ${quoted(lines.join("\n"))}`,
    "exit 0",
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
