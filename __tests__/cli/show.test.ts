import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chained, company } from "../reports/access-of";
import { runCli, temporaryFolder } from "../support/cli";
import { commitAll } from "../support/git";

const cwd = temporaryFolder();
writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
const show = (...args: string[]) => runCli(["show", ...args], { cwd });

test.each([
  [["--account", "logs"], /^alex .*\n(bea|carol)/m, /prod|dev/],
  [["--user", "carol"], /^carol /m, /^(alex|bea|pipeline)/m],
  [["--role", "Scanner"], /^\(account 999999999999\) /m, /Auditor|Admin/],
  [["--account", "dev", "--user", "bea", "--role", "Admin"], /^bea +dev .* Admin /m, /Auditor|prod|alex/],
])("%j shows that part of the matrix", async (args, has, hasNot) => {
  const { status, stdout } = await show(...args);
  expect(status).toBe(0);
  expect(stdout).toMatch(has);
  expect(stdout).not.toMatch(hasNot);
});

test("the other forms are filtered as well", async () => {
  const { stdout } = await show("--user", "carol", "--format", "json");
  expect(JSON.parse(stdout).entries).toHaveLength(1);
  expect((await show("--user", "carol", "--format", "markdown")).stdout.trim().split("\n")).toHaveLength(3);
});

describe("a role that another role reaches", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "access.yaml"), JSON.stringify(chained()));
  const ask = (...args: string[]) => runCli(["show", ...args], { cwd: folder });

  test("--can says over which roles, where MFA is required, and how long a session lasts", async () => {
    const { status, stdout } = await ask("--can", "user:alex", "account-c");
    expect([status, stdout]).toEqual([
      0,
      'yes, in 2 hops: "alex" -> Jump in account-b -> Root in account-c (administrator; granted: directly; requires: MFA at hop 1 only; at most 1h)\n',
    ]);
  });

  test("--reach shows it after the roles that the user assumes itself, in every format", async () => {
    expect((await ask("--reach", "user:alex")).stdout).toMatch(
      /^alex .* Jump .*\nalex .* Root .* Jump in account-b/m,
    );
    expect((await ask("--reach", "user:alex", "--format", "csv")).stdout).toContain('"Root"');
    expect((await ask("--reach", "user:alex", "--format", "markdown")).stdout).toContain(
      "| Jump in account-b |",
    );
    const { entries } = JSON.parse((await ask("--reach", "user:alex", "--format", "json")).stdout);
    expect(entries.map(({ role, hops }: { role: string; hops?: object[] }) => [role, hops?.length])).toEqual([
      ["Jump", undefined],
      ["Root", 2],
    ]);
  });

  test("--admin shows every subject that becomes administrator, in accounts with a tag if one is named", async () => {
    const subjects = async (...args: string[]) =>
      JSON.parse((await ask("--admin", "--format", "json", ...args)).stdout).entries.map(
        ({ subject, role }: { subject: { name: string }; role: string }) => `${subject.name}: ${role}`,
      );
    expect(await subjects("--tag", "environment=prod")).toEqual([
      "alex: Root",
      "theirs: Root",
      "222222222222: Root",
    ]);
    expect(await subjects("--tag", "environment=dev")).toEqual([]);
  });

  test("a name that a user and a principal have means both, and user: or principal: one of them", async () => {
    const both = await ask("--can", "alex", "account-b");
    expect(both.stdout).toMatch(/^yes: "alex" can assume "Jump".*\nno: "alex \(role\)" is granted "Jump"/);
    expect(both.stderr).toContain(
      '"alex" is a user and a principal; for one of them: user:alex or principal:alex',
    );
    expect((await ask("--can", "principal:alex", "account-b")).status).toBe(1);
    expect((await ask("--user", "principal:alex")).stdout).toMatch(
      /^alex \(role\) .*refused by the trust policy/m,
    );
    expect((await ask("--user", "principal:zoe")).stderr).toContain('no principal "zoe"; there are alex');
  });

  test("--group shows its access and its members, also where others manage them", async () => {
    const { stdout } = await ask("--group", "theirs");
    expect(stdout).toMatch(/^Members in this file: none; others may add members\n/);
    expect(stdout).toMatch(/^members of theirs, managed elsewhere .* Jump /m);
  });

  test("--trust shows the subjects that the trust policy admits, and the terms", async () => {
    const { stdout } = await ask("--trust", "Vendor", "account-b");
    expect(stdout).toMatch(/^\(account 999999999999\) .* external ID; or address in 198\.51\.100\.0\/24 /m);
    expect(stdout).not.toContain("s3cret");
    expect((await ask("--trust", "Vendor")).status).toBe(2);
  });

  test.each([
    ["--console", /^alex /m, /\(account|alex \(role\)/],
    ["--external", /^\(account 999999999999\) /m, /^alex/m],
    ["--no-mfa", /^\(account 999999999999\) /m, /^alex/m],
  ])("%s shows only that", async (option, has, hasNot) => {
    const { status, stdout } = await ask(option);
    expect(status).toBe(0);
    expect(stdout).toMatch(has);
    expect(stdout).not.toMatch(hasNot);
  });

  test.each([
    [["--console", "--tag", "environment=prod"], "--tag environment=prod together with --console"],
    [["--user", "principal:alex", "--admin"], "--user principal:alex together with --admin"],
  ])("%j matches nothing, and says so", async (args, which) => {
    const { status, stdout, stderr } = await ask(...args);
    expect([status, stdout]).toEqual([0, "No access matches.\n"]);
    expect(stderr).toContain(`nothing matches ${which}\n`);
  });

  test("--tag names a tag that no account has: an error, and the tag that is meant", async () => {
    const { status, stderr } = await ask("--tag", "environment=prd");
    expect(status).toBe(1);
    expect(stderr).toContain(
      'no target account has the tag "environment=prd"; did you mean "environment=prod"?',
    );
  });
});

test("git:<revision> shows the access file of that revision", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "access.yaml"), JSON.stringify(company()));
  commitAll(folder);
  writeFileSync(join(folder, "access.yaml"), JSON.stringify({ ...company(), users: {} }));
  const rows = async (name: string) =>
    (await runCli(["show", name, "--user", "carol"], { cwd: folder })).stdout;
  expect(await rows("git:HEAD")).toMatch(/^carol /m);
  expect(await rows("access.yaml")).toBe("");
});

test("names that are not in the file are all told, with what they may have meant", async () => {
  const { status, stdout, stderr } = await show("--account", "prd", "--user", "alx", "--role", "Zzzzzzzz");
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain('no target account "prd"; did you mean "prod"?');
  expect(stderr).toContain('no user "alx"; did you mean "alex"?');
  expect(stderr).toContain('no role "Zzzzzzzz"; there are Admin, Auditor, Scanner, Vendor');
});

describe("--can", () => {
  test("answers yes with status 0 and how", async () => {
    const { status, stdout } = await show("--can", "alex", "prod");
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^yes: "alex" can assume "Admin" in "prod" \(administrator; granted: group platform; requires: MFA; at most 4h\) {2}https:/m,
    );
  });

  test("answers no with status 1 and why", async () => {
    const { status, stdout } = await show("--can", "carol", "prod");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^no: "carol" is granted no role in "prod"; "Admin" there admits alex;/);
  });

  test("answers for one role", async () => {
    expect((await show("--role", "Auditor", "--can", "bea", "prod")).status).toBe(0);
    expect((await show("--role", "Admin", "--can", "bea", "prod")).status).toBe(1);
  });

  test("answers nothing for names that are not in the file", async () => {
    const { status, stdout, stderr } = await show("--can", "alex", "production");
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain('no target account "production"');
  });

  test("takes two names", async () => {
    expect((await show("--can", "alex")).status).toBe(2);
  });
});

describe("on a terminal", () => {
  const example = join(__dirname, "../../examples/company/access.yaml");
  const showExample = async (args: string[], env: Record<string, string>) =>
    (await runCli(["show", example, ...args], { cwd, env, columns: 80 })).stdout.split("\n");

  test("the table fits the width, and is in colours unless NO_COLOR is set", async () => {
    const plain = await showExample([], { NO_COLOR: "1" });
    expect(plain.filter((line) => line.length > 80)).toEqual([]);
    expect(plain.join("\n")).not.toContain("\u001b");
    const colored = await showExample([], { NO_COLOR: "" });
    expect(colored.join("\n")).toContain("\u001b[31madministrator");
    const withoutColors = ["\u001b[31m", "\u001b[33m", "\u001b[39m"].reduce(
      (text, code) => text.replaceAll(code, ""),
      colored.join("\n"),
    );
    expect(withoutColors.split("\n")).toEqual(plain);
  });

  test("--wide gives all columns, as a pipe does", async () => {
    expect((await showExample(["--wide"], {}))[0]).toMatch(/^subject .* permissions .* profile .* link$/);
  });
});

test("show repeats no warning: check and synth show them", async () => {
  const folder = temporaryFolder();
  const risky = { ...company(), users: { alex: { consoleAccess: true, groups: ["platform"] } } };
  writeFileSync(join(folder, "access.yaml"), JSON.stringify(risky));
  expect((await runCli(["check"], { cwd: folder })).stderr).toContain("[readable-password]");
  expect((await runCli(["show"], { cwd: folder })).stderr).toBe("");
});
