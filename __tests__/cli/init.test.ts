import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAccess } from "../../access";
import { name } from "../../package.json";
import { runCli, temporaryFolder } from "../support/cli";

function accessIn(folder: string) {
  return loadAccess(readFileSync(join(folder, "access.yaml"), "utf8"), "access.yaml");
}

/** What the person at the terminal answers, and what they were asked. */
let answers: string[] = [];
const asked: string[] = [];
jest.mock("node:readline/promises", () => ({
  createInterface: () => ({
    question: async (text: string) => {
      asked.push(text);
      return answers.shift() ?? "";
    },
    close: () => undefined,
  }),
}));

// Whoever runs the tests may sit at a terminal.
const { isTTY } = process.stdin;
beforeAll(() => {
  process.stdin.isTTY = false;
});
afterAll(() => {
  process.stdin.isTTY = isTTY;
});

describe("init, where nobody can be asked", () => {
  test("makes a project whose access file is right, and says what to run next", async () => {
    const cwd = temporaryFolder();
    const { status, stderr } = await runCli(["init"], { cwd });
    expect(status).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual([".gitignore", "access.yaml", "cdktf.json", "package.json"]);
    expect(accessIn(cwd).problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(stderr).toContain("  npm install\n  npx cross-account-roles synth\n");
  });

  test("takes examples for what it was not told, and says by which flags to tell it", async () => {
    const { stderr } = await runCli(["init", "--user", "robin"], { cwd: temporaryFolder() });
    expect(stderr).toContain("111111111111 (--identity-account), account-b=222222222222 (--target-account)");
    expect(stderr).not.toContain("--user");
  });

  test("takes the answers from flags", async () => {
    const cwd = temporaryFolder();
    const flags = [
      "--identity-account",
      "012345678901",
      "--target-account",
      "dev=999999999999",
      "--user",
      "true",
    ];
    expect((await runCli(["init", "new/project", ...flags], { cwd })).status).toBe(0);
    const { access } = accessIn(join(cwd, "new/project"));
    expect(access?.identityAccount.id).toBe("012345678901");
    expect(access?.targetAccounts.map(({ name, id }) => [name, id])).toEqual([["dev", "999999999999"]]);
    expect(access?.users.map(({ name }) => name)).toEqual(["true"]);
  });

  test("has editors complete the access file by the installed package's schema", async () => {
    const cwd = temporaryFolder();
    await runCli(["init"], { cwd });
    const [first] = readFileSync(join(cwd, "access.yaml"), "utf8").split("\n");
    expect(first).toBe(`# yaml-language-server: $schema=./node_modules/${name}/access.schema.json`);
    const { dependencies } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8"));
    expect(Object.keys(dependencies)).toEqual([name]);
  });

  test("answers every wrong flag, and writes nothing", async () => {
    const cwd = temporaryFolder();
    const flags = ["--identity-account", "1234", "--target-account", "dev", "--user", "a b"];
    const { status, stderr } = await runCli(["init", "project", ...flags], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('--identity-account: must be 12 digits, not "1234"');
    expect(stderr).toContain("--target-account: must be NAME=ID, such as account-b=222222222222");
    expect(stderr).toContain('--user: "a b" cannot be the name of a user');
    expect(existsSync(join(cwd, "project"))).toBe(false);
  });

  test("overwrites no access file", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "access.yaml"), "mine");
    const { status, stderr } = await runCli(["init"], { cwd });
    expect([status, stderr]).toEqual([2, expect.stringContaining("exists already and is not overwritten")]);
    expect(readdirSync(cwd)).toEqual(["access.yaml"]);
    expect(readFileSync(join(cwd, "access.yaml"), "utf8")).toBe("mine");
  });

  test("keeps what else is there, and says so", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "package.json"), "{}");
    const { status, stdout } = await runCli(["init"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain("kept     package.json\n");
    expect(readFileSync(join(cwd, "package.json"), "utf8")).toBe("{}");
  });
});

describe("init, at a terminal", () => {
  beforeEach(() => {
    process.stdin.isTTY = true;
    asked.length = 0;
  });
  afterEach(() => {
    process.stdin.isTTY = false;
  });

  test("asks three questions, again where an answer is wrong, and offers the examples", async () => {
    const cwd = temporaryFolder();
    answers = ["123", "012345678901", "dev=999999999999", ""];
    const { status, stderr } = await runCli(["init"], { cwd });
    expect(status).toBe(0);
    expect(asked).toEqual([
      "Id of the identity account, where the IAM users are [111111111111]: ",
      "Id of the identity account, where the IAM users are [111111111111]: ",
      "A target account, as NAME=ID [account-b=222222222222]: ",
      "Name of the first user [alex]: ",
    ]);
    expect(stderr).toContain('must be 12 digits, not "123"');
    const { access } = accessIn(cwd);
    expect([access?.identityAccount.id, access?.targetAccounts[0]?.name, access?.users[0]?.name]).toEqual([
      "012345678901",
      "dev",
      "alex",
    ]);
  });

  test("does not ask for what flags have said", async () => {
    answers = ["dev=999999999999"];
    await runCli(["init", "--identity-account", "012345678901", "--user", "sam"], { cwd: temporaryFolder() });
    expect(asked).toEqual(["A target account, as NAME=ID [account-b=222222222222]: "]);
  });
});
