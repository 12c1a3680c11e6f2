import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Exit, reportFailure } from "../../cli/exit";
import { endProgress, print, progress, showWork, warn } from "../../cli/terminal";
import { company } from "../reports/access-of";
import { runCli, temporaryFolder } from "../support/cli";

const written = (name: "stdout" | "stderr", write: () => void) => {
  const spy = jest.spyOn(process[name], "write").mockReturnValue(true);
  write();
  const text = spy.mock.calls.map(([chunk]) => chunk).join("");
  spy.mockRestore();
  return text;
};

test("a text is one line, in which an escape sequence is shown and not obeyed", () => {
  expect(written("stdout", () => print(["a\u001b[31mb", "c\nd"]))).toBe("a\\u{1b}[31mb\nc\\u{a}d\n");
  expect(written("stderr", () => warn("a\u009bb"))).toBe("a\\u{9b}b\n");
  expect(new Exit(1, ["a\u001bb", "c\nd"]).message).toBe("error: a\\u{1b}b\nerror: c\\u{a}d");
});

test("nothing else in cli/ writes to a terminal", () => {
  const folder = join(__dirname, "../../cli");
  const writing = readdirSync(folder).filter((file) =>
    /std(out|err)\.write|console\./.test(readFileSync(join(folder, file), "utf8")),
  );
  expect(writing).toEqual(["terminal.ts"]);
});

/** The company, with a trusted provider and a revision that steer a terminal. */
const cwd = temporaryFolder();
const steering = "\u001b]0;owned\u0007\u202e\nforged: line";
const file = company();
file.roles.Steering = {
  targetAccounts: ["logs"],
  managedPolicies: ["ReadOnlyAccess"],
  description: "plain",
  trustedEntity: { webIdentity: { provider: "example.com", audience: "x", subjects: [steering] } },
};
writeFileSync(join(cwd, "before.yaml"), JSON.stringify(company()));
writeFileSync(join(cwd, "access.yaml"), JSON.stringify(file));

test.each([
  [["show"]],
  [["show", "--format", "json"]],
  [["show", "--format", "markdown"]],
  [["show", "--user", steering]],
  [["show", "--can", steering, steering]],
  [["show", `${steering}.yaml`]],
  [["diff", "before.yaml", "access.yaml"]],
  [["diff", `git:${steering}`]],
  [["diff", "access.yaml", "--fail-on", steering]],
  [["check"]],
  [["check", steering]],
  [[steering.replace("\n", "")]],
  [["init", "--user", steering, `new-${steering}`]],
])("%j writes no escape sequence and no forged line", async (args) => {
  const { stdout, stderr } = await runCli(args, { cwd });
  expect(stdout + stderr).not.toMatch(/[^\P{C}\n]|^forged/mu);
  expect(stdout + stderr).not.toBe("");
});

describe("the progress of long work", () => {
  const now = jest.spyOn(Date, "now");
  afterAll(() => now.mockRestore());
  const shown = (isTerminal: boolean, milliseconds: number) =>
    written("stderr", () => {
      const before = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
      Object.defineProperty(process.stderr, "isTTY", { value: isTerminal, configurable: true });
      now.mockReturnValue(1000);
      const done = progress("accounts read", 3);
      done(1);
      now.mockReturnValue(1000 + milliseconds);
      done(2);
      done(3);
      showWork("comparing");
      endProgress();
      if (before) Object.defineProperty(process.stderr, "isTTY", before);
      else Reflect.deleteProperty(process.stderr, "isTTY");
    });

  test("is one line on a terminal, which is gone at the end", () => {
    const erase = "\r\u001b[K";
    expect(shown(true, 1000).split(erase)).toEqual([
      "2 of 3 accounts read",
      "3 of 3 accounts read",
      "comparing",
      "",
    ]);
  });

  test("is nothing in a pipe", () => expect(shown(false, 1000)).toBe(""));

  test("is nothing for short work", () => expect(shown(true, 100)).toBe(""));
});

describe("a long access file", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "long.yaml"), `# ${"-".repeat(50_000)}\n${JSON.stringify(company())}`);
  writeFileSync(join(folder, "short.yaml"), JSON.stringify(company()));

  test.each([
    ["check long.yaml", ["reading long.yaml"]],
    ["show long.yaml", ["reading long.yaml", "finding the access"]],
    ["diff long.yaml long.yaml", ["reading long.yaml", "reading long.yaml", "comparing"]],
    [
      "synth long.yaml",
      ["reading long.yaml", "1 of 1 stacks made", "writing reports", "replacing cdktf.out"],
    ],
    ["check short.yaml", []],
    ["show short.yaml", []],
    ["diff short.yaml short.yaml", []],
    ["synth short.yaml", []],
  ])("on a terminal, %s shows what it does, and nothing of that stays", async (call, parts) => {
    const run = (columns: number | undefined) => runCli(call.split(" "), { cwd: folder, columns });
    const { output } = await run(80);
    const passed = output.split("\r\u001b[K");
    expect(passed.slice(0, -1).map((text) => text.split("\n").at(-1))).toEqual(parts);
    expect((await run(undefined)).output).not.toContain("\r");
  });
});

test.each([
  ["on a terminal", 80, {}, true],
  ["on a terminal with NO_COLOR", 80, { NO_COLOR: "1" }, false],
  ["on a terminal that is dumb", 80, { TERM: "dumb" }, false],
  ["in a pipe", undefined, {}, false],
  ["in a pipe with FORCE_COLOR", undefined, { FORCE_COLOR: "1" }, true],
  ["with FORCE_COLOR=0", 80, { FORCE_COLOR: "0" }, false],
])("the words error and warning are in colour: %s", async (_, columns, env, isColored) => {
  const environment = { NO_COLOR: "", FORCE_COLOR: "", TERM: "xterm", ...env };
  const { stderr } = await runCli(["show", "--user", "nobody"], { cwd, columns, env: environment });
  expect(stderr.startsWith(isColored ? "\u001b[31merror:\u001b[39m no user" : "error: no user")).toBe(true);
});

test("each message of a failure begins with error:, also of one that is not foreseen", async () => {
  expect((await runCli(["show", "--account", "a", "--role", "b"], { cwd })).stderr).toMatch(
    /^error: no target account "a".*\nerror: no role "b".*\n$/,
  );
  expect(written("stderr", () => expect(reportFailure(new TypeError("odd\n  at x"))).toBe(3))).toBe(
    "error: odd\n  at x\n",
  );
});
