import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutProvenance } from "../../reports/provenance";
import { company } from "../reports/access-of";
import { runCli, temporaryFolder } from "../support/cli";
import { commitAll } from "../support/git";

/** Path -> text of all reports that a synth writes, without the hash of the access file. */
function reportsIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), withoutProvenance(readFileSync(path, "utf8"))];
      }),
  );
}

test("a synth writes every report beside the Terraform JSON", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
  expect((await runCli(["synth"], { cwd })).status).toBe(0);
  expect(Object.keys(reportsIn(join(cwd, "cdktf.out/access"))).sort()).toEqual([
    "access.csv",
    "access.json",
    "access.md",
    "clients/alex/README.md",
    "clients/alex/aws-config",
    "clients/alex/aws-extend-switch-roles.ini",
    "clients/bea/README.md",
    "clients/bea/aws-config",
    "clients/bea/aws-extend-switch-roles.ini",
    "clients/carol/README.md",
    "clients/carol/aws-config",
    "index.html",
  ]);
});

test("the same file gives the same bytes, from another folder and with its entries in another order", async () => {
  const [one, other] = [temporaryFolder(), temporaryFolder()];
  const turned = <Value>(map: Record<string, Value> | undefined) =>
    Object.fromEntries(Object.entries(map ?? {}).reverse());
  const { users, roles, targetAccounts, groups, ...rest } = company();
  const file = {
    users: turned(users),
    groups: turned(groups),
    roles: turned(roles),
    ...rest,
    targetAccounts: turned(targetAccounts),
  };
  writeFileSync(join(one, "access.yaml"), JSON.stringify(company()));
  writeFileSync(join(other, "access.yaml"), JSON.stringify(file));
  await runCli(["synth"], { cwd: one });
  await runCli(["synth"], { cwd: other });
  expect(reportsIn(join(other, "cdktf.out/access"))).toEqual(reportsIn(join(one, "cdktf.out/access")));
});

test("a user who is gone keeps no configuration", async () => {
  const cwd = temporaryFolder();
  const file = company();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(file));
  await runCli(["synth"], { cwd });
  expect(existsSync(join(cwd, "cdktf.out/access/clients/carol"))).toBe(true);
  delete file.users?.carol;
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(file));
  await runCli(["synth"], { cwd });
  expect(existsSync(join(cwd, "cdktf.out/access/clients/carol"))).toBe(false);
});

test("a file that is wrong leaves the reports of the last one", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
  await runCli(["synth"], { cwd });
  const before = reportsIn(join(cwd, "cdktf.out/access"));
  writeFileSync(join(cwd, "access.yaml"), "roles: {}\n");
  expect((await runCli(["synth"], { cwd })).status).toBe(1);
  expect(reportsIn(join(cwd, "cdktf.out/access"))).toEqual(before);
});

test("access.md says what it is about, how much there is, and what it was made from; the most powerful first", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
  await runCli(["synth"], { cwd });
  const lines = readFileSync(join(cwd, "cdktf.out/access/access.md"), "utf8").split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "# AWS access from acme-identity (`111111111111`)",
    "",
    "* 3 users · 2 groups · 4 roles · 3 target accounts",
    expect.stringMatching(/^\* `access\.yaml`: `SHA-256` `[0-9a-f]{64}`$/),
    "",
  ]);
  const levels = lines.flatMap((line) => /^\| (administrator|read) /.exec(line)?.[1] ?? []);
  expect(levels).toEqual([...levels].sort());
  expect(new Set(levels).size).toBe(2);
});

describe("synth --reports", () => {
  const synth = (cwd: string, ...more: string[]) =>
    runCli(["synth", "--output", "terraform", "--reports", "build", ...more], { cwd });

  function project(): string {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
    return cwd;
  }

  test("keeps the reports out of the output, and the output is the same without them", async () => {
    const cwd = project();
    await runCli(["synth", "--output", "terraform"], { cwd });
    const [stacks, reports] = ["stacks", "access"].map((name) => reportsIn(join(cwd, "terraform", name)));
    const { status, stderr } = await synth(cwd);
    expect(status).toBe(0);
    expect(stderr).toContain("Access of each user: build/access/index.html\n");
    // Those of the synth before are gone, so that nobody takes them for the present ones.
    expect(existsSync(join(cwd, "terraform/access"))).toBe(false);
    expect(reportsIn(join(cwd, "terraform/stacks"))).toEqual(stacks);
    expect(reportsIn(join(cwd, "build/access"))).toEqual(reports);
    expect((await synth(cwd, "--check")).status).toBe(0);
    expect((await runCli(["synth", "--output", "terraform", "--check"], { cwd })).status).toBe(0);
  });

  test("names the commit, also in a folder that git would commit", async () => {
    const cwd = project();
    commitAll(cwd);
    await synth(cwd);
    expect(readFileSync(join(cwd, "build/access/access.md"), "utf8")).toMatch(
      /^\* Commit `[0-9a-f]{40}` of `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`$/m,
    );
  });

  test("replaces the reports of the synth before, with the files of users who are gone", async () => {
    const cwd = project();
    await synth(cwd);
    expect(existsSync(join(cwd, "build/access/clients/carol"))).toBe(true);
    const { users: { carol, ...users } = {}, ...rest } = company();
    writeFileSync(join(cwd, "access.yaml"), JSON.stringify({ ...rest, users }));
    expect((await synth(cwd)).status).toBe(0);
    expect(existsSync(join(cwd, "build/access/clients/carol"))).toBe(false);
  });

  test("does not replace a folder that holds something else", async () => {
    const cwd = project();
    mkdirSync(join(cwd, "build/access"), { recursive: true });
    writeFileSync(join(cwd, "build/access/mine.txt"), "mine");
    const { status, stderr } = await synth(cwd);
    expect([status, stderr]).toEqual([1, expect.stringContaining("error: build/access exists")]);
    expect(readFileSync(join(cwd, "build/access/mine.txt"), "utf8")).toBe("mine");
    expect(existsSync(join(cwd, "terraform"))).toBe(false);
  });

  test("of the output folder is as if it were not there", async () => {
    const cwd = project();
    expect((await runCli(["synth", "--reports", "./cdktf.out/"], { cwd })).status).toBe(0);
    expect(existsSync(join(cwd, "cdktf.out/access/index.html"))).toBe(true);
  });
});
