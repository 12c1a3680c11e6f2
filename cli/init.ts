/** A new project: an access file to start from, and the configuration to deploy it. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { loadAccess } from "../access";
import { Exit, exitStatus } from "./exit";
import {
  accessFileText,
  placesToRunFrom,
  type Starter,
  services,
  starterFiles,
  synthOptions,
} from "./starter-files";
import { type Line, print, warn } from "./terminal";

interface Question {
  readonly text: string;
  readonly flag: string;
  /** From the lab: with those, everything works up to the deployment. */
  readonly example: string;
  /** The key of the access file that holds the answer. */
  readonly path?: string;
  /** The answers that there are. Default: any. */
  readonly choices?: readonly string[];
  /** Whether it is about pipelines only. Default: false. */
  readonly aboutPipelines?: boolean;
}

/** The questions about a new project, in their order. */
const questions = {
  identityAccount: {
    text: "Id of the identity account, where the IAM users are",
    flag: "--identity-account",
    example: "111111111111",
    path: "identityAccount",
  },
  targetAccount: {
    text: "A target account, as NAME=ID",
    flag: "--target-account",
    example: "account-b=222222222222",
    path: "targetAccounts",
  },
  user: { text: "Name of the first user", flag: "--user", example: "alex", path: "users" },
  runFrom: {
    text: "Where Terraform runs: with credentials of the management or the identity account, or in a pipeline",
    flag: "--run-from",
    example: "management",
    choices: placesToRunFrom,
  },
  pipeline: {
    text: "The service whose pipeline it is: github or gitlab",
    flag: "--pipeline",
    example: "github",
    choices: services,
    aboutPipelines: true,
  },
  repository: {
    text: "The repository; of GitHub with the ids that its tokens have, as acme@1234/access@5678",
    flag: "--repository",
    example: "acme@1234/access@5678",
    aboutPipelines: true,
  },
} as const satisfies Record<string, Question>;
type Key = keyof typeof questions;
const keys = Object.keys(questions) as Key[];

export type Answers = Readonly<Partial<Record<Key, string>>>;

/**
 * Creates a new project in a folder. Existing files are kept.
 *
 * @param flags the answers from flags; a terminal is asked for the others, else they are those of the lab
 * @throws Exit when there is an access file already, or an answer is wrong
 */
export async function init(folder: string, flags: Answers): Promise<void> {
  const accessFile = join(folder, "access.yaml");
  if (existsSync(accessFile))
    throw new Exit(
      exitStatus.wrongCall,
      `${accessFile} exists already and is not overwritten; choose another folder`,
    );
  const wrong = keys.flatMap((key) =>
    problemsOf(key, flags[key]).map((problem) => `${questions[key].flag}: ${problem}`),
  );
  if (wrong.length > 0) throw new Exit(exitStatus.wrongCall, wrong);
  const isAboutPipelines = flags.pipeline !== undefined || flags.repository !== undefined;
  const given = isAboutPipelines ? { runFrom: "pipeline", ...flags } : flags;
  if (isAboutPipelines && given.runFrom !== "pipeline")
    throw new Exit(
      exitStatus.wrongCall,
      `--pipeline and --repository need --run-from pipeline, not ${given.runFrom}`,
    );
  const answers = process.stdin.isTTY ? await ask(given) : given;
  const starter = starterOf(answers);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(starterFiles(folder, starter))) {
    const path = join(folder, file);
    const exists = existsSync(path);
    mkdirSync(dirname(path), { recursive: true });
    if (!exists) writeFileSync(path, text);
    print(`${exists ? "kept   " : "written"}  ${path}`);
  }
  const examples = keys.filter((key) => isAsked(key, starter) && answers[key] === undefined);
  if (examples.length > 0) {
    const values = examples.map((key) => `${questions[key].example} (${questions[key].flag})`).join(", ");
    warn(["", `Replace these examples with your own values: ${values}.`]);
  }
  warn(["", ...nextCommands(folder, starter)]);
}

function isAsked(key: Key, { runFrom }: { readonly runFrom?: string }): boolean {
  const { aboutPipelines }: Question = questions[key];
  return !aboutPipelines || runFrom === "pipeline";
}

function nextCommands(folder: string, starter: Starter): Line[] {
  return [
    "Next:",
    ...(resolve(folder) === process.cwd()
      ? []
      : [{ verbatim: `  cd ${/^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder)}` }]),
    "  npm install",
    { verbatim: `  npx cross-account-roles synth${synthOptions(starter)}` },
    ...(starter.runFrom === "management"
      ? []
      : [
          "Before the first plan, deploy the files in accounts/, which create roles. Each file says where. Then:",
        ]),
    "  npx cross-account-roles doctor",
  ];
}

async function ask(given: Answers): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answers: Partial<Record<Key, string>> = { ...given };
  try {
    for (const key of keys)
      while (isAsked(key, answers) && answers[key] === undefined) {
        const { text, example } = questions[key];
        const answer = (await terminal.question(`${text} [${example}]: `)).trim() || example;
        const problems = problemsOf(key, answer);
        if (problems.length === 0) answers[key] = answer;
        else warn(problems);
      }
  } finally {
    terminal.close();
  }
  return answers;
}

/** The problems of an answer, by those that an access file with it would have. */
function problemsOf(key: Key, answer: string | undefined): string[] {
  if (answer === undefined) return [];
  const { example, path, choices }: Question = questions[key];
  if (choices) return choices.includes(answer) ? [] : [`must be ${choices.join(" or ")}, not "${answer}"`];
  if (key === "repository")
    return /^[\w.@-]+(\/[\w.@-]+)+$/.test(answer)
      ? []
      : [`must be the path of a repository, such as ${example}`];
  if (key === "targetAccount" && !/^[^=]+=[^=]+$/.test(answer))
    return [`must be NAME=ID, such as ${example}`];
  const { problems } = loadAccess(accessFileText(starterOf({ [key]: answer })), "access.yaml");
  return problems
    .filter(({ severity, path: at }) => severity === "error" && at[0] === path)
    .map(({ message }) => message);
}

/** What these answers say, and examples for the others. */
function starterOf(answers: Answers): Starter {
  const answer = (key: Key) => answers[key] ?? questions[key].example;
  const [name = "", id = ""] = answer("targetAccount").split("=");
  return {
    identityAccount: answer("identityAccount"),
    targetAccount: { name, id },
    user: answer("user"),
    runFrom: answer("runFrom") as Starter["runFrom"],
    pipeline: answer("pipeline") as Starter["pipeline"],
    repository: answer("repository"),
  };
}
