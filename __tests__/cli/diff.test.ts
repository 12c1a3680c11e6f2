import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { company } from "../reports/access-of";
import { runCli, temporaryFolder } from "../support/cli";
import { commitAll, git } from "../support/git";

/** A folder in a repository, with the company committed and a change of it not. */
function repository(): string {
  const root = temporaryFolder();
  const cwd = join(root, "infra");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
  commitAll(root);
  const changed = company();
  changed.users = { ...changed.users, zoe: { groups: ["platform"] } };
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(changed));
  return cwd;
}

const cwd = repository();
const diff = (...args: string[]) => runCli(["diff", ...args], { cwd });

test("shows what the change since a revision gives", async () => {
  const { status, stdout } = await diff("git:HEAD");
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^ {2}grant-admin +zoe gets Admin \(administrator\) in dev: administrator access; AdministratorAccess; requires nothing$/m,
  );
  expect(stdout).toMatch(/^2 given, 0 changed, 0 taken, 0 renamed, 0 other changes$/m);
});

test("takes the other way round, and files, and paths as seen from here", async () => {
  expect((await diff("access.yaml", "git:HEAD")).stdout).toContain("zoe loses Admin (administrator) in dev");
  expect((await diff("git:HEAD:access.yaml", "access.yaml")).stdout).toContain("zoe gets");
  expect(
    (await runCli(["diff", "git:HEAD:infra/access.yaml", "infra/access.yaml"], { cwd: join(cwd, "..") }))
      .stdout,
  ).toContain("zoe gets");
  expect((await diff("access.yaml")).stdout).toBe("Nobody's access changes.\n");
});

test("takes the file of ACCESS_FILE", async () => {
  const { stdout } = await runCli(["diff", "git:HEAD"], {
    cwd: join(cwd, ".."),
    env: { ACCESS_FILE: "infra/access.yaml" },
  });
  expect(stdout).toContain("zoe gets");
});

test("writes Markdown and JSON", async () => {
  expect((await diff("git:HEAD", "--format", "markdown")).stdout).toContain(
    "| `grant-admin`, `grant` | given | zoe | `Admin` (administrator) | `dev` |",
  );
  const { version, given, taken } = JSON.parse((await diff("git:HEAD", "--format", "json")).stdout);
  expect({ version, taken }).toEqual({ version: 1, taken: [] });
  expect(given).toContainEqual(
    expect.objectContaining({
      user: "zoe",
      account: "prod",
      role: "Admin",
      findings: [
        { id: "grant-admin", level: "high", text: "administrator access" },
        { id: "grant", level: "medium", text: "" },
      ],
      requires: ["MFA"],
    }),
  );
});

describe("--fail-on", () => {
  test("ends with status 1 when one of its findings occurs, after all has been shown", async () => {
    const { status, stdout, stderr } = await diff("git:HEAD", "--fail-on", "mfa-dropped, grant-admin");
    expect(status).toBe(1);
    expect(stdout).toContain("zoe gets Admin");
    expect(stderr).toContain("the change has findings that --fail-on names: grant-admin");
  });

  test.each(["high", "medium", "low"])(
    "takes a level, for all findings as dangerous or more: %s",
    async (level) => {
      const { status, stderr } = await diff("git:HEAD", "--fail-on", level);
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining(`the change has findings that --fail-on names: ${level}`),
      ]);
      expect((await diff("access.yaml", "access.yaml", "--fail-on", level)).status).toBe(0);
    },
  );

  test("a change that takes access only is not stopped by high or medium", async () => {
    expect((await diff("access.yaml", "git:HEAD", "--fail-on", "high,medium")).status).toBe(0);
    expect((await diff("access.yaml", "git:HEAD", "--fail-on", "low")).status).toBe(1);
  });

  test("ends with status 0 when none does", async () => {
    expect((await diff("git:HEAD", "--fail-on", "mfa-dropped")).status).toBe(0);
  });

  test("knows its findings", async () => {
    const { status, stderr } = await diff("git:HEAD", "--fail-on", "admin-granted");
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('--fail-on has no finding "admin-granted"'),
    ]);
    expect((await diff("git:HEAD", "--fail-on", "grantadmin")).stderr).toContain(
      'did you mean "grant-admin"?',
    );
  });
});

describe("--prove no-new-access", () => {
  const prove = (...files: string[]) => diff(...files, "--prove", "no-new-access");

  test("ends with status 0 when it is proven", async () => {
    expect(await prove("access.yaml", "git:HEAD")).toMatchObject({
      status: 0,
      stdout: "proven: nobody gets new access\n",
    });
  });

  test("ends with status 1 and a witness when somebody gets access", async () => {
    const { status, stdout, stderr } = await prove("git:HEAD");
    expect(status).toBe(1);
    expect(stdout).toContain(
      "new access: zoe: Admin in prod (222222222222, arn:aws:iam::222222222222:role/Admin): may assume the role",
    );
    expect(stderr).toContain("no-new-access: new access");
  });

  test("answers as JSON", async () => {
    const { stdout } = await prove("git:HEAD", "access.yaml", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      answer: "new access",
      witnesses: expect.arrayContaining([
        expect.objectContaining({ subject: "zoe", account: "prod", role: "Admin" }),
      ]),
    });
  });
});

test.each([
  ["a revision that is not there", "git:nowhere"],
  ["a file that is not there", "git:HEAD:other.yaml"],
  ["a revision that looks like an option", "git:--output=x"],
])("%s is said, and nothing is shown", async (_what, before) => {
  const { status, stdout, stderr } = await diff(before);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(`${before}: git has no such file`);
});

test("problems of a file of the past have its name", async () => {
  writeFileSync(join(cwd, "wrong.yaml"), "identityAccount: {}\n");
  git(cwd, "add", "wrong.yaml");
  git(cwd, "commit", "--quiet", "--message", "wrong", "wrong.yaml");
  const { status, stderr } = await diff("git:HEAD:wrong.yaml");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^git:HEAD:wrong\.yaml:1:\d+ /);
});

test("an old file that breaks a rule is compared all the same; a new one is refused", async () => {
  const file = (boundary: string) => `deployWith: { role: Deployer }
identityAccount: { id: "111111111111" }
targetAccounts: { dev: { id: "222222222222" } }
roles: { Reader: { targetAccounts: [dev], managedPolicies: [ReadOnlyAccess] } }
users: { alex: { ${boundary} canAssume: [Reader] } }
`;
  const folder = temporaryFolder();
  writeFileSync(join(folder, "old.yaml"), file("permissionsBoundary: ReadOnlyAccess,"));
  writeFileSync(join(folder, "new.yaml"), file(""));
  const there = await runCli(["diff", "old.yaml", "new.yaml"], { cwd: folder });
  expect(there.status).toBe(0);
  expect(there.stdout).toContain("boundary");
  const back = await runCli(["diff", "new.yaml", "old.yaml"], { cwd: folder });
  expect(back.status).toBe(1);
  expect(back.stderr).toContain("sts:AssumeRole");
});
