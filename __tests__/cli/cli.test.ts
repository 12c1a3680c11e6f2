import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCli, temporaryFolder } from "../support/cli";

const lab = readFileSync(join(__dirname, "../../access.yaml"), "utf8");
/** The lab, and a user that nothing is granted to. */
const labWithWarning = lab.replace("users:\n", "users:\n  kim: {}\n");
/** Wrong in three places. */
const wrongLab = lab
  .replace('id: "222222222222"', "id: 22222222222")
  .replace("targetAccounts: [account-b]", "targetAccounts: [acount-b]")
  .replace("requireMfa: false", "requireMFA: false");

/** A folder with the file as access.yaml. */
function folderWith(text: string, name = "access.yaml"): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

/** Everything below a folder, with what changes when it is written to. */
function contents(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { mtimeMs } = statSync(path);
      return statSync(path).isDirectory() ? [name, mtimeMs] : [name, mtimeMs, readFileSync(path, "utf8")];
    });
}

describe("synth", () => {
  test("makes Terraform JSON and says what it comes to and what to run next", async () => {
    const cwd = folderWith(lab);
    const { status, stdout, stderr } = await runCli(["synth"], { cwd });
    expect(status).toBe(0);
    expect(existsSync(join(cwd, "cdktf.out/stacks/access/cdk.tf.json"))).toBe(true);
    expect(stdout).toMatch(/alex +account-b \(222222222222\) +CrossAccount-B +read +directly/);
    expect(stdout).toContain(
      "https://signin.aws.amazon.com/switchrole?roleName=CrossAccount-B&account=222222222222",
    );
    expect(stderr).toContain("terraform -chdir=cdktf.out/stacks/access plan");
  });

  test("takes another file and another folder", async () => {
    const cwd = folderWith(lab, "other.yaml");
    expect((await runCli(["synth", "other.yaml", "--output", "made/here"], { cwd })).status).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(["made", "other.yaml"]);
    expect(existsSync(join(cwd, "made/here/stacks/access/cdk.tf.json"))).toBe(true);
  });

  test("takes the file of ACCESS_FILE, unless it is told another", async () => {
    const cwd = folderWith(lab, "named.yaml");
    writeFileSync(join(cwd, "told.yaml"), lab.replaceAll("alex", "robin"));
    const env = { ACCESS_FILE: "named.yaml" };
    expect((await runCli(["synth"], { cwd, env })).stdout).toMatch(/^alex /m);
    expect((await runCli(["synth", "told.yaml"], { cwd, env })).stdout).toMatch(/^robin /m);
  });

  test("takes JSON as well", async () => {
    const cwd = folderWith(
      JSON.stringify({
        identityAccount: { id: "111111111111" },
        targetAccounts: { b: { id: "222222222222", deployWith: { profile: "b" } } },
        roles: { ReadOnly: { targetAccounts: "*" } },
        users: { alex: { canAssume: ["ReadOnly"] } },
      }),
      "access.json",
    );
    expect((await runCli(["synth", "access.json"], { cwd })).status).toBe(0);
  });

  test("writes the same again over what is there", async () => {
    const cwd = folderWith(lab);
    await runCli(["synth"], { cwd });
    const file = join(cwd, "cdktf.out/stacks/access/cdk.tf.json");
    const first = readFileSync(file, "utf8");
    expect((await runCli(["synth"], { cwd })).status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(first);
  });
});

describe.each(["synth", "check", "show"])("%s of a wrong file", (verb) => {
  test("says every problem with its place and its remedy, and ends with 1", async () => {
    const { status, stdout, stderr } = await runCli([verb], { cwd: folderWith(wrongLab) });
    expect([status, stdout]).toEqual([1, ""]);
    const place = (text: string, of: string) => {
      const [line = 0, column = 0] = wrongLab.split("\n").flatMap((row, index) => {
        const at = row.indexOf(text);
        return at < 0 ? [] : [index + 1, at + text.indexOf(of) + 1];
      });
      return `access.yaml:${line}:${column}`;
    };
    const errors = stderr
      .trimEnd()
      .split("\n")
      .filter((line) => !line.includes("  warning: "));
    expect(errors).toEqual([
      `${place("id: 22222222222", "2")}  targetAccounts.account-b.id  error: must be 12 digits; put it in quotes: YAML reads 22222222222 as a number`,
      `${place("[acount-b]", "acount")}  roles.CrossAccount-B.targetAccounts[0]  error: no target account "acount-b"; did you mean "account-b"?`,
      `${place("requireMFA", "require")}  roles.CrossAccount-B.requireMFA  error: unknown key; did you mean "requireMfa"?`,
    ]);
  });

  test("writes nothing, and leaves what is there", async () => {
    const cwd = folderWith(wrongLab);
    await runCli([verb], { cwd });
    expect(readdirSync(cwd)).toEqual(["access.yaml"]);

    writeFileSync(join(cwd, "access.yaml"), lab);
    await runCli(["synth"], { cwd });
    writeFileSync(join(cwd, "access.yaml"), wrongLab);
    const before = contents(cwd);
    expect((await runCli([verb], { cwd })).status).toBe(1);
    expect(contents(cwd)).toEqual(before);
  });

  test.each([
    ["is missing", () => temporaryFolder(), /^access\.yaml:1:1 {2}error: there is no such file/],
    ["is empty", () => folderWith(""), /^access\.yaml:1:1 {2}error: is empty/],
    ["is no YAML", () => folderWith("roles: [\n"), /^access\.yaml:\d+:\d+ {2}error: is not valid YAML/],
    [
      "has tabs",
      () => folderWith("roles:\n\tadmin: {}\n"),
      /^access\.yaml:2:1 {2}error: YAML does not indent with tabs/,
    ],
  ])("ends with 1 when it %s", async (_, folder, message) => {
    const { status, stderr } = await runCli([verb], { cwd: folder() });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test("ends with 1 when it is a folder", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "access.yaml"));
    const { status, stderr } = await runCli([verb], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^access\.yaml:1:1 {2}error: cannot be read/);
  });
});

describe("warnings", () => {
  test.each(["synth", "check"])("do not stop %s", async (verb) => {
    const { status, stderr } = await runCli([verb], { cwd: folderWith(labWithWarning) });
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^access\.yaml:\d+:3 {2}users\.kim {2}warning: nothing is granted to user "kim".* \[nothing-granted\]$/m,
    );
  });

  test.each(["synth", "check"])("stop %s with --strict, and nothing is written", async (verb) => {
    const cwd = folderWith(labWithWarning);
    const { status, stderr } = await runCli([verb, "--strict"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(/\[nothing-granted\]/);
    expect(readdirSync(cwd)).toEqual(["access.yaml"]);
  });
});

describe("check", () => {
  test("says on standard error that a file has no problems, and writes nothing", async () => {
    const cwd = folderWith(lab.replace("selfService: false", "ignore: [readable-password]"));
    const { status, stdout, stderr } = await runCli(["check"], { cwd });
    expect([status, stdout, stderr]).toEqual([0, "", "access.yaml: no problems\n"]);
    expect(readdirSync(cwd)).toEqual(["access.yaml"]);
  });

  test("prints each warning once, and counts them", async () => {
    const { stderr } = await runCli(["check"], { cwd: folderWith(labWithWarning) });
    const lines = stderr.trimEnd().split("\n");
    expect(lines.at(-1)).toBe("access.yaml: no errors, 2 warnings");
    expect(lines.map((line) => /\[([\w-]+)\]$/.exec(line)?.[1]).slice(0, -1)).toEqual([
      "nothing-granted",
      "readable-password",
    ]);
  });
});

describe("show", () => {
  const show = async (...args: string[]) => {
    const { status, stdout } = await runCli(["show", ...args], { cwd: folderWith(lab) });
    expect(status).toBe(0);
    return stdout;
  };

  test("is a table, unless another format is asked for", async () => {
    const table = await show();
    expect(table).toMatch(/^subject +account +role/m);
    expect(await show("--format", "table")).toBe(table);
  });

  test("is JSON that names user, account and role", async () => {
    const { entries } = JSON.parse(await show("--format", "json")) as { entries: Record<string, unknown>[] };
    expect(entries).toEqual([expect.objectContaining({ account: "account-b", role: "CrossAccount-B" })]);
    expect(JSON.stringify(entries)).toContain('"alex"');
  });

  test("is a table in Markdown", async () => {
    expect(await show("--format", "markdown")).toMatch(/^\|.*alex.*account-b.*CrossAccount-B.*\|$/m);
  });

  test("writes nothing", async () => {
    const cwd = folderWith(lab);
    await runCli(["show"], { cwd });
    expect(readdirSync(cwd)).toEqual(["access.yaml"]);
  });
});

describe("a wrong call ends with 2", () => {
  test.each([
    ["an unknown command", ["deploi"]],
    ["an unknown option", ["synth", "--outptu", "x"]],
    ["an option without its value", ["synth", "--output"]],
    ["an unknown format", ["show", "--format", "yaml"]],
    ["too many files", ["synth", "access.yaml", "other.yaml"]],
    ["no command", []],
  ])("%s", async (_, args) => {
    const cwd = folderWith(lab);
    expect((await runCli(args, { cwd })).status).toBe(2);
    expect(readdirSync(cwd)).toEqual(["access.yaml"]);
  });
});

test.each([["--help"], ["--version"], ["synth", "--help"]])("%s is done with 0", async (...args) => {
  expect((await runCli(args)).status).toBe(0);
});

test("where the output cannot be written, the status is 3, and the message no stack trace", async () => {
  const cwd = folderWith(lab);
  writeFileSync(join(cwd, "taken"), "");
  const { status, stderr } = await runCli(["synth", "--output", "taken/out"], { cwd });
  expect(status).toBe(3);
  expect(stderr).toMatch(/taken/);
  expect(stderr).not.toMatch(/^ +at /m);
});
