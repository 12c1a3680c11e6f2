/** The command in a checkout: it builds itself, so that nothing stale and nothing with a type error is synthesized. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/cli";

const root = join(__dirname, "../..");
const checkout = temporaryFolder();
const main = join(checkout, "main.ts");
const output = join(checkout, "cdktf.out/stacks/access/cdk.tf.json");

beforeAll(() => {
  for (const name of [
    ...["access", "bin", "cli", "constructs", "iam", "live", "reports", "scripts"],
    ...["access.yaml", "cdktf.json", "main.ts", "package.json", "tsconfig.app.json", "tsconfig.json"],
  ])
    cpSync(join(root, name), join(checkout, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
});

function runApp() {
  const { app } = JSON.parse(readFileSync(join(checkout, "cdktf.json"), "utf8")) as { app: string };
  return spawnSync(app, { cwd: checkout, shell: true, encoding: "utf8" });
}

test("the command builds itself, and runs in an empty folder", () => {
  const cwd = join(checkout, "elsewhere");
  mkdirSync(cwd);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(checkout, "bin/cross-account-roles.js"), "synth", "../access.yaml"],
    { cwd, encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, expect.stringContaining("Next:")]);
  expect(stdout).toMatch(/^alex +account-b/m);
  expect(existsSync(join(cwd, "cdktf.out/stacks/access/cdk.tf.json"))).toBe(true);
});

test("what cdktf runs is main.ts as it is now, and a type error in it stops the synth", () => {
  const text = readFileSync(main, "utf8");
  writeFileSync(main, `${text}\nprocess.stderr.write("edited");\n`);
  const edited = runApp();
  expect([edited.status, edited.stderr]).toEqual([0, expect.stringContaining("edited")]);
  expect(existsSync(output)).toBe(true);

  rmSync(join(checkout, "cdktf.out"), { recursive: true });
  writeFileSync(main, `${text}\nconst wrong: number = "text";\n`);
  const wrong = runApp();
  expect(wrong.status).not.toBe(0);
  expect(wrong.stdout + wrong.stderr).toMatch(/main\.ts.*Type 'string' is not assignable to type 'number'/);
  expect(existsSync(join(checkout, "cdktf.out"))).toBe(false);
});

describe("npm run synth", () => {
  const synth = () => spawnSync("npm", ["run", "--silent", "synth"], { cwd: checkout, encoding: "utf8" });
  const file = join(checkout, "access.yaml");
  const lab = readFileSync(join(root, "access.yaml"), "utf8");

  beforeEach(() => {
    for (const name of ["main.ts", "access.yaml"]) cpSync(join(root, name), join(checkout, name));
    rmSync(join(checkout, "cdktf.out"), { recursive: true, force: true });
  });

  test("says each warning once and first, and the matrix and what to run next last", () => {
    const { status, stdout, stderr } = synth();
    expect(status).toBe(0);
    expect(existsSync(output)).toBe(true);
    expect(stderr).toMatch(/^access\.yaml:\d+:\d+ .* warning: .*\[readable-password\]\n/);
    expect(`${stdout}${stderr}`.match(/readable-password/g)).toHaveLength(1);
    // Into a file there is no spinner, which would erase its line at each turn.
    expect(stdout).not.toContain("\u001b[2K");
    expect(stdout).toMatch(/\nsubject .*\n---.*\nalex +account-b [^\n]*\n$/);
    expect(stderr).toMatch(/Next:\n.*init\n.*plan\n.*apply\n$/);
  });

  test("says what is wrong with the file and nothing else, and touches nothing", () => {
    writeFileSync(file, lab.replace("[account-b]", "[acount-b]"));
    const { status, stdout, stderr } = synth();
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.trim().split("\n")).toEqual([
      expect.stringMatching(/^access\.yaml:20:22 .*did you mean "account-b"\?$/),
      expect.stringMatching(/^access\.yaml:27:20 .*\[readable-password\]$/),
    ]);
    expect(existsSync(join(checkout, "cdktf.out"))).toBe(false);
  });
});

describe("the built command", () => {
  const command = join(checkout, "lib/cli/main.js");
  const calls = [["check"], ["show"], ["show", "--format", "json"], ["diff", "access.yaml"], ["init", "new"]];

  function folderWithLab(): string {
    const folder = temporaryFolder();
    cpSync(join(root, "access.yaml"), join(folder, "access.yaml"));
    return folder;
  }

  test.each(calls)(
    "%s %s loads nothing of the framework, which takes longer to load than all else",
    (...args) => {
      const cwd = folderWithLab();
      const listModules =
        'process.on("exit", () => require("fs").writeFileSync("modules.json", JSON.stringify(Object.keys(require.cache))))';
      writeFileSync(join(cwd, "hook.cjs"), listModules);
      const call = ["--require", "./hook.cjs", command, ...args.filter((arg) => arg !== undefined)];
      expect(spawnSync(process.execPath, call, { cwd }).status).toBe(0);
      const modules: string[] = JSON.parse(readFileSync(join(cwd, "modules.json"), "utf8"));
      expect(modules.filter((file) => file.includes("/lib/access/"))).not.toEqual([]);
      expect(modules.filter((file) => /node_modules\/(@?cdkt[fn]|constructs)\//.test(file))).toEqual([]);
    },
  );

  /** What a call comes to when the reader of its results is gone. */
  function unread(...args: string[]) {
    const { status, stderr } = spawnSync(
      "bash",
      ["-c", 'set -o pipefail; "$@" | true', "bash", process.execPath, command, ...args],
      { cwd: folderWithLab(), encoding: "utf8" },
    );
    return { status, stderr };
  }

  test.each([...calls, ["synth"], ["--help"]])("%s %s ends with 0 when its reader stops early", (...args) => {
    expect(unread(...args)).toEqual({ status: 0, stderr: expect.not.stringMatching(/EPIPE|^ +at /m) });
  });

  test("an answer of no stays one when its reader stops early", () => {
    writeFileSync(
      join(checkout, "before.yaml"),
      readFileSync(join(root, "access.yaml"), "utf8").replace("    canAssume: [CrossAccount-B]\n", ""),
    );
    expect(unread("diff", join(checkout, "before.yaml"), "access.yaml", "--fail-on", "grant").status).toBe(1);
  });
});
