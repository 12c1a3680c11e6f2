/** A new project: an access file to start from, and the configuration to deploy it. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { stringify } from "yaml";
import { engines, name as packageName, peerDependencies, version } from "#package.json";
import { loadAccess } from "../access";
import { Exit, exitStatus } from "./exit";
import { print, warn } from "./terminal";

/** The questions about a new access file, with examples from the lab: with those, everything works up to the deployment. */
const questions = {
  identityAccount: {
    text: "Id of the identity account, where the IAM users are",
    flag: "--identity-account",
    example: "111111111111",
    /** The key of the access file that holds the answer. */
    path: "identityAccount",
  },
  targetAccount: {
    text: "A target account, as NAME=ID",
    flag: "--target-account",
    example: "account-b=222222222222",
    path: "targetAccounts",
  },
  user: { text: "Name of the first user", flag: "--user", example: "alex", path: "users" },
} as const;
type Key = keyof typeof questions;
const keys = Object.keys(questions) as Key[];

export type Answers = Readonly<Partial<Record<Key, string>>>;

/**
 * Creates a new project in a folder. Existing files are kept.
 *
 * @param given the answers from flags; a terminal is asked for the others, else they are those of the lab
 * @throws Exit when there is an access file already, or an answer is wrong
 */
export async function init(folder: string, given: Answers): Promise<void> {
  const accessFile = join(folder, "access.yaml");
  if (existsSync(accessFile))
    throw new Exit(
      exitStatus.wrongCall,
      `${accessFile} exists already and is not overwritten; choose another folder`,
    );
  const wrong = keys.flatMap((key) =>
    problemsOf(key, given[key]).map((problem) => `${questions[key].flag}: ${problem}`),
  );
  if (wrong.length > 0) throw new Exit(exitStatus.wrongCall, wrong);
  const answers = process.stdin.isTTY ? { ...given, ...(await ask(given)) } : given;
  const files: Record<string, string> = {
    "access.yaml": accessFileOf(answers),
    "package.json": json(projectManifest(folder)),
    // CDKTF's own command runs this one, and names the output folder in an environment variable.
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
    const exists = existsSync(path);
    if (!exists) writeFileSync(path, text);
    print(`${exists ? "kept   " : "written"}  ${path}`);
  }
  const examples = keys.filter((key) => answers[key] === undefined).map((key) => questions[key]);
  if (examples.length > 0) {
    const values = examples.map(({ example, flag }) => `${example} (${flag})`).join(", ");
    warn(["", `Replace these examples in access.yaml with your own values: ${values}.`]);
  }
  warn(["", ...nextCommands(folder)]);
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

async function ask(given: Answers): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answers: Partial<Record<Key, string>> = {};
  try {
    for (const key of keys)
      while (given[key] === undefined && answers[key] === undefined) {
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
  const { example, path: at } = questions[key];
  if (key === "targetAccount" && !/^[^=]+=[^=]+$/.test(answer))
    return [`must be NAME=ID, such as ${example}`];
  const { problems } = loadAccess(accessFileOf({ [key]: answer }), "access.yaml");
  return problems
    .filter(({ severity, path }) => severity === "error" && path[0] === at)
    .map(({ message }) => message);
}

/** An access file with these answers, and examples for the others. */
function accessFileOf(answers: Answers): string {
  const answer = (key: Key) => answers[key] ?? questions[key].example;
  const [account = "", id = ""] = answer("targetAccount").split("=");
  return `# yaml-language-server: $schema=./node_modules/${packageName}/access.schema.json
#
# The users who may reach each AWS account, and the IAM roles that they assume there.

# The role that Terraform assumes in every account. Accounts that AWS Organizations created have this one; it trusts the
# management account only.
deployWith: { role: OrganizationAccountAccessRole }

# The account with the IAM users.
identityAccount:
  id: ${JSON.stringify(answer("identityAccount"))}
  deployWith: ambient # run Terraform with credentials of this account; otherwise name a role here too

# The accounts with the resources: name -> account.
targetAccounts:
  ${yamlKey(account)}:
    id: ${JSON.stringify(id)}

# The roles in the target accounts. Each requires MFA, unless it has requireMfa: false.
roles:
  ReadOnly:
    targetAccounts: "*"
    managedPolicies: [ReadOnlyAccess]
    maxSessionDuration: 1h

# The users, and the roles that they may assume.
users:
  ${yamlKey(answer("user"))}:
    consoleAccess: true # with a first password, which the user changes at the first sign-in
    canAssume: [ReadOnly]
`;
}

/** A name as a YAML key: in quotes where YAML would read something else. */
function yamlKey(name: string): string {
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
