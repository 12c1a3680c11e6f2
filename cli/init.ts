/** A new project: an access file to start from, and what deploys it. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { stringify } from "yaml";
import { engines, name as packageName, peerDependencies, version } from "#package.json";
import { loadAccess } from "../access";
import { Exit, exitStatus } from "./exit";

/** What a new access file is made from. */
export interface Answers {
  /** 12 digits. */
  readonly identityAccount: string;
  /** `<name>=<12 digits>` */
  readonly targetAccount: string;
  readonly user: string;
}

interface Question {
  readonly key: keyof Answers;
  readonly flag: string;
  readonly text: string;
  /** Where the answer stands in the access file. */
  readonly paths: readonly string[];
}

const questions: readonly Question[] = [
  {
    key: "identityAccount",
    flag: "--identity-account",
    text: "Id of the identity account, where the IAM users are",
    paths: ["identityAccount"],
  },
  {
    key: "targetAccount",
    flag: "--target-account",
    text: "A target account, as NAME=ID",
    paths: ["targetAccounts"],
  },
  { key: "user", flag: "--user", text: "Name of the first user", paths: ["users"] },
];

/** The lab's. They let one try everything, up to the deployment. */
const examples: Answers = {
  identityAccount: "111111111111",
  targetAccount: "account-b=222222222222",
  user: "alex",
};

/**
 * Makes a new project in a folder. What is there is left as it is.
 *
 * @param given the answers that were given as flags; on a terminal the others are asked for, elsewhere the lab's are taken
 * @throws Exit when there is an access file already, or an answer is wrong
 */
export async function init(folder: string, given: Partial<Answers>): Promise<void> {
  const accessFile = join(folder, "access.yaml");
  if (existsSync(accessFile))
    throw new Exit(
      exitStatus.wrongCall,
      `${accessFile} is there already, and nothing is overwritten; choose another folder`,
    );
  const wrong = questions.flatMap(({ key, flag, paths }) =>
    given[key] === undefined
      ? []
      : problemsOf({ [key]: given[key] }, paths).map((problem) => `${flag}: ${problem}`),
  );
  if (wrong.length > 0) throw new Exit(exitStatus.wrongCall, wrong.join("\n"));
  const asked = process.stdin.isTTY ? await ask(given) : undefined;
  const answers = { ...examples, ...given, ...asked };
  const taken = asked ? [] : questions.filter(({ key }) => given[key] === undefined);
  const files: Record<string, string> = {
    "access.yaml": accessFileOf(answers),
    "package.json": json(projectManifest(folder)),
    // The command that CDKTF's own runs; the environment tells it where the output goes.
    "cdktf.json": json({
      language: "typescript",
      app: "npx cross-account-roles synth",
      sendCrashReports: "false",
    }),
    ".gitignore": "node_modules/\ncdktf.out/\n.terraform/\n*.tfstate\n*.tfstate.*\n",
  };
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, file);
    const there = existsSync(path);
    if (!there) writeFileSync(path, text);
    process.stdout.write(`${there ? "kept   " : "written"}  ${path}\n`);
  }
  process.stderr.write(`\n${[...notes(taken), ...nextCommands(folder)].join("\n")}\n`);
}

function notes(taken: readonly Question[]): string[] {
  if (taken.length === 0) return [];
  return [
    `Examples stand in access.yaml until you write your own there: ${taken.map(({ key, flag }) => `${examples[key]} (${flag})`).join(", ")}.`,
  ];
}

function nextCommands(folder: string): string[] {
  return [
    "Next:",
    ...(resolve(folder) === process.cwd()
      ? []
      : [`  cd ${/^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder)}`]),
    "  npm install",
    "  npx cross-account-roles synth",
  ];
}

async function ask(given: Partial<Answers>): Promise<Partial<Answers>> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answers: Partial<Record<keyof Answers, string>> = {};
  try {
    for (const { key, text, paths } of questions)
      while (given[key] === undefined && answers[key] === undefined) {
        const answer = (await terminal.question(`${text} [${examples[key]}]: `)).trim() || examples[key];
        const problems = problemsOf({ [key]: answer }, paths);
        if (problems.length === 0) answers[key] = answer;
        else process.stderr.write(`${problems.join("\n")}\n`);
      }
  } finally {
    terminal.close();
  }
  return answers;
}

/** What an access file with these answers, and else the examples, gets wrong there. */
function problemsOf(answers: Partial<Answers>, paths: readonly string[]): string[] {
  if (answers.targetAccount !== undefined && !/^[^=]+=[^=]+$/.test(answers.targetAccount))
    return [`must be NAME=ID, such as ${examples.targetAccount}`];
  const { problems } = loadAccess(accessFileOf({ ...examples, ...answers }), "access.yaml");
  return problems
    .filter(({ severity, path }) => severity === "error" && paths.includes(String(path[0])))
    .map(({ message }) => message);
}

function accessFileOf({ identityAccount, targetAccount, user }: Answers): string {
  const [account = "", id = ""] = targetAccount.split("=");
  return `# yaml-language-server: $schema=./node_modules/${packageName}/access.schema.json
#
# Who may reach which AWS account as which IAM role.

# How Terraform reaches every account: by a role that it assumes there. Accounts that AWS Organizations made have this one,
# and it lets in the management account only.
deployWith: { role: OrganizationAccountAccessRole }

# Where the IAM users are.
identityAccount:
  id: ${JSON.stringify(identityAccount)}
  deployWith: ambient # Terraform is run with credentials of this account; else name a role here too

# Where the resources are: name -> account.
targetAccounts:
  ${key(account)}:
    id: ${JSON.stringify(id)}

# What exists in the target accounts. Each asks for MFA, unless it says requireMfa: false.
roles:
  ReadOnly:
    targetAccounts: "*"
    managedPolicies: [ReadOnlyAccess]
    maxSessionDuration: 1h

# Who may assume which.
users:
  ${key(user)}:
    consoleAccess: true # with a first password, to be changed at the first sign-in
    canAssume: [ReadOnly]
`;
}

/** A name as a YAML key: in quotes where YAML would take it for something else. */
function key(name: string): string {
  return stringify(name).trimEnd();
}

function projectManifest(folder: string): object {
  const [framework = "", range = ""] =
    Object.entries(peerDependencies).find(([peer]) => /^cdkt.$/.test(peer)) ?? [];
  return {
    name:
      basename(resolve(folder))
        .toLowerCase()
        .replace(/[^a-z0-9-]+/g, "-")
        .replace(/^-+|-+$/g, "") || "access",
    private: true,
    scripts: {
      synth: "cross-account-roles synth",
      show: "cross-account-roles show",
      deploy: `${framework} deploy`,
    },
    dependencies: { [packageName]: `^${version}` },
    devDependencies: { [`${framework}-cli`]: range },
    engines,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
