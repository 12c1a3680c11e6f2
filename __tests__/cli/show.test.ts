import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { company } from "../reports/access-of";
import { runCli, temporaryFolder } from "../support/cli";

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
      /^yes: "alex" can assume "Admin" in "prod" \(granted: group platform; requires: MFA\) {2}https:/m,
    );
  });

  test("answers no with status 1 and why", async () => {
    const { status, stdout } = await show("--can", "carol", "prod");
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^no: "carol" is granted no role in "prod"; "Admin" there is granted to alex, pipeline;/,
    );
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
