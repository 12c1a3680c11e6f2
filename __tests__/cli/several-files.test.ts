/** A declaration in several files on the command line: on disk, in a revision of git, and what it may not read. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCli, temporaryFolder } from "../support/cli";
import { commitAll, git } from "../support/git";

const files = {
  "access.yaml": `include: [accounts.yaml, "teams/*.yaml"]
deployWith: { role: Deploy }
identityAccount: { id: "111111111111" }
`,
  "accounts.yaml": 'targetAccounts: { dev: { id: "222222222222" } }\n',
  "teams/a.yaml": "roles: { A: { targetAccounts: [dev] } }\nusers: { ann: { canAssume: [A] } }\n",
  "teams/b.yaml": "users: { ben: { canAssume: [A] } }\n",
};

function write(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A folder `infra` with the files, committed to a repository around it. */
function repository(): string {
  const root = temporaryFolder();
  const cwd = join(root, "infra");
  write(cwd, files);
  commitAll(root);
  return cwd;
}

describe("on disk", () => {
  test("synth writes what it writes of one file, and --check and --module read them too", async () => {
    const cwd = temporaryFolder();
    write(cwd, files);
    const one = { ...files };
    write(cwd, {
      "one.yaml": [
        one["access.yaml"].split("\n").slice(1).join("\n"),
        one["accounts.yaml"],
        one["teams/a.yaml"],
      ]
        .join("")
        .replace("users: { ", "users: { ben: { canAssume: [A] }, "),
    });
    expect((await runCli(["synth"], { cwd })).status).toBe(0);
    expect((await runCli(["synth", "one.yaml", "--check"], { cwd })).stdout).toBe("");
    expect((await runCli(["synth", "--check"], { cwd })).status).toBe(0);
    const module = await runCli(["synth", "--module"], { cwd });
    expect([module.status, module.stdout]).toEqual([0, expect.stringContaining('module "access"')]);
    write(cwd, { "teams/c.yaml": "users: { cyd: { canAssume: [A] } }\n" });
    expect((await runCli(["synth", "--check"], { cwd })).stdout).toContain("aws_iam_user.cyd");
  });

  test("a problem names its file as seen from here", async () => {
    const cwd = temporaryFolder();
    write(cwd, { ...files, "teams/b.yaml": "users: { ben: { canAssume: [Aa] } }\n" });
    const inside = await runCli(["check"], { cwd });
    expect([inside.status, inside.stderr]).toEqual([
      1,
      'teams/b.yaml:1:29  users.ben.canAssume[0]  error: no role "Aa"; did you mean "A"?\n',
    ]);
    const below = temporaryFolder();
    write(join(below, "infra"), { ...files, "teams/b.yaml": "users: { ann: {} }\n" });
    const above = await runCli(["check", "infra/access.yaml"], { cwd: below });
    expect(above.stderr).toBe(
      "infra/teams/b.yaml:1:10  users.ann  error: is at infra/teams/a.yaml:2:10 already; remove or rename one of the two\n",
    );
  });

  test("a symbolic link leads to other files in the folder, and not out of it", async () => {
    const [cwd, elsewhere] = [temporaryFolder(), temporaryFolder()];
    write(cwd, files);
    write(elsewhere, {
      "b.yaml": "users: { eve: { canAssume: [A] } }\n",
      "teams/b.yaml": "users: { eve: {} }\n",
    });
    symlinkSync(join(elsewhere, "b.yaml"), join(cwd, "teams/c.yaml"));
    expect((await runCli(["check"], { cwd })).stderr).toBe(
      "access.yaml:1:26  include[1]  error: teams/c.yaml: is a symbolic link that leaves the folder of the access file; put the file itself there\n",
    );
    rmSync(join(cwd, "teams/c.yaml"));
    rmSync(join(cwd, "teams"), { recursive: true });
    symlinkSync(join(elsewhere, "teams"), join(cwd, "teams"));
    expect((await runCli(["check"], { cwd })).stderr).toContain("matches no file");
    rmSync(join(cwd, "teams"));
    write(cwd, { "old/a.yaml": files["teams/a.yaml"] });
    mkdirSync(join(cwd, "teams"));
    symlinkSync("../old/a.yaml", join(cwd, "teams/a.yaml"));
    expect((await runCli(["check"], { cwd })).stderr).toBe("access.yaml: no problems\n");
  });

  test("a folder is no file", async () => {
    const cwd = temporaryFolder();
    write(cwd, { ...files, "access.yaml": files["access.yaml"].replace("accounts.yaml", "teams") });
    expect((await runCli(["check"], { cwd })).stderr).toContain("include[0]  error: is not a file");
  });
});

describe("in a revision", () => {
  test("all files are read from it", async () => {
    const cwd = repository();
    write(cwd, { "teams/c.yaml": "users: { cyd: { canAssume: [A] } }\n" });
    rmSync(join(cwd, "teams/b.yaml"));
    const { stdout, stderr } = await runCli(["diff", "git:HEAD"], { cwd });
    expect(stderr).toBe("");
    expect(stdout).toContain("user ben is now cyd");
    const above = await runCli(["show", "git:HEAD:infra/access.yaml", "--format", "csv"], {
      cwd: join(cwd, ".."),
    });
    expect(above.stdout).toContain("ben");
    expect(above.stdout).not.toContain("cyd");
  });

  test("a problem names the revision and the file", async () => {
    const cwd = repository();
    write(cwd, { "access.yaml": files["access.yaml"].replace("accounts.yaml", "missing.yaml") });
    git(cwd, "commit", "--quiet", "--all", "--message", "broken");
    const { status, stderr } = await runCli(["show", "git:HEAD"], { cwd });
    expect([status, stderr]).toEqual([
      1,
      "git:HEAD:access.yaml:1:11  include[0]  error: there is no such file\n",
    ]);
  });

  test("a symbolic link is not followed", async () => {
    const cwd = repository();
    symlinkSync("a.yaml", join(cwd, "teams/l.yaml"));
    git(cwd, "add", "--all");
    git(cwd, "commit", "--quiet", "--message", "link");
    expect((await runCli(["show", "git:HEAD"], { cwd })).stderr).toContain(
      "git:HEAD:teams/l.yaml: is a symbolic link; in a revision, put the file itself there",
    );
  });
});
