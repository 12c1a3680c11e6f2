import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Exit } from "../../cli/exit";
import { print, warn } from "../../cli/terminal";
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
  expect(new Exit(1, ["a\u001bb", "c\nd"]).message).toBe("a\\u{1b}b\nc\\u{a}d");
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
