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

  test.each([
    ["management", []],
    [
      "identity",
      ["accounts/identity-account.yaml", "accounts/target-account.tf", "accounts/target-account.yaml"],
    ],
    [
      "pipeline",
      [
        ".github/workflows/access.yml",
        "accounts/identity-account.yaml",
        "accounts/target-account.tf",
        "accounts/target-account.yaml",
        "terraform-stacks.sh",
      ],
    ],
  ])("writes what fits where Terraform runs: %s, and the file passes --strict", async (place, files) => {
    const cwd = temporaryFolder();
    const flags = ["--run-from", place, "--identity-account", "999988887777"];
    expect((await runCli(["init", ...flags], { cwd })).status).toBe(0);
    expect((await runCli(["check", "--strict"], { cwd })).stderr).toBe("access.yaml: no problems\n");
    const written = readdirSync(cwd, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(cwd.length + 1))
      .filter((file) => !/^(\.gitignore|access\.yaml|cdktf\.json|package\.json)$/.test(file));
    expect(written.sort()).toEqual(files);
    for (const file of files) {
      const text = readFileSync(join(cwd, file), "utf8");
      expect(text).not.toContain("111111111111");
      if (file.startsWith("accounts/target")) expect(text).toContain("999988887777");
    }
  });

  test("with management credentials, Terraform reaches the identity account by the role too", async () => {
    const cwd = temporaryFolder();
    await runCli(["init"], { cwd });
    expect(accessIn(cwd).access?.identityAccount.deployWith).toEqual({
      role: "OrganizationAccountAccessRole",
    });
  });

  test("refuses a pipeline where Terraform does not run in one", async () => {
    const flags = ["--run-from", "identity", "--pipeline", "github"];
    const { status, stderr } = await runCli(["init", ...flags], { cwd: temporaryFolder() });
    expect([status, stderr]).toEqual([2, expect.stringContaining("need --run-from pipeline")]);
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

  test("asks its questions, again where an answer is wrong, and offers the examples", async () => {
    const cwd = temporaryFolder();
    answers = ["123", "012345678901", "dev=999999999999", ""];
    const { status, stderr } = await runCli(["init"], { cwd });
    expect(status).toBe(0);
    expect(asked).toEqual([
      "Id of the identity account, where the IAM users are [111111111111]: ",
      "Id of the identity account, where the IAM users are [111111111111]: ",
      "A target account, as NAME=ID [account-b=222222222222]: ",
      "Name of the first user [alex]: ",
      expect.stringMatching(/^Where Terraform runs: .* \[management\]: $/),
    ]);
    expect(stderr).toContain('must be 12 digits, not "123"');
    const { access } = accessIn(cwd);
    expect([access?.identityAccount.id, access?.targetAccounts[0]?.name, access?.users[0]?.name]).toEqual([
      "012345678901",
      "dev",
      "alex",
    ]);
  });

  test("asks about the pipeline when there is one", async () => {
    answers = ["", "", "", "pipeline", "gitlab", "acme/access"];
    const cwd = temporaryFolder();
    await runCli(["init"], { cwd });
    expect(asked.slice(4)).toEqual([
      "The service whose pipeline it is: github or gitlab [github]: ",
      expect.stringMatching(/^The repository; /),
    ]);
    expect(existsSync(join(cwd, ".gitlab-ci.yml"))).toBe(true);
    expect(readFileSync(join(cwd, "accounts/identity-account.yaml"), "utf8")).toContain(
      "Default: acme/access\n",
    );
  });

  test("does not ask for what flags have said", async () => {
    answers = ["dev=999999999999"];
    const flags = ["--identity-account", "012345678901", "--user", "sam", "--run-from", "identity"];
    await runCli(["init", ...flags], { cwd: temporaryFolder() });
    expect(asked).toEqual(["A target account, as NAME=ID [account-b=222222222222]: "]);
  });
});
