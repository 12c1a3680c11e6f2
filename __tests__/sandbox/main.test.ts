/** `npm run sandbox`, as far as it gets without an emulator. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "../../sandbox/main";
import { temporaryFolder } from "../support/cli";

async function run(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    jest.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  try {
    return { status: await main(args), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test("a wrong call is answered with the right one", async () => {
  const { status, stderr } = await run("--unknown");
  expect(status).toBe(2);
  expect(stderr).toContain("unknown option '--unknown'");
  expect((await run("one.yaml", "two.yaml")).status).toBe(2);
});

test("help is no failure", async () => {
  const { status, stdout } = await run("--help");
  expect(status).toBe(0);
  expect(stdout).toContain("--keep");
});

test("what is wrong with the file is told, and nothing is started", async () => {
  const file = join(temporaryFolder(), "access.yaml");
  writeFileSync(file, "identityAccount: { id: 123 }\ntargetAccounts: {}\nroles: {}\n");
  const { status, stderr, stdout } = await run(file);
  expect(status).toBe(1);
  expect(stderr).toContain("access.yaml:1:24  identityAccount.id  error: must be 12 digits");
  expect(stdout).toBe("");
});

test("with --json the failure is a document too", async () => {
  const { status, stdout } = await run("nowhere.yaml", "--json");
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ file: "nowhere.yaml", ok: false, trials: [], left: [] });
});
