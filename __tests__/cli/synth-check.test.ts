import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { runCli, temporaryFolder } from "../support/cli";

const lab = readFileSync(join(__dirname, "../../access.yaml"), "utf8");

/** A folder with the lab and what a synth makes of it. */
async function committedLab(): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), lab);
  await runCli(["synth"], { cwd });
  return cwd;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
}

describe("synth --check", () => {
  test("passes when the output is what the file gives, and says nothing", async () => {
    const cwd = await committedLab();
    const { status, stdout } = await runCli(["synth", "--check"], { cwd });
    expect([status, stdout]).toEqual([0, ""]);
  });

  test("fails when the file has changed, says what differs, and writes nothing", async () => {
    const cwd = await committedLab();
    writeFileSync(join(cwd, "access.yaml"), lab.replace("maxSessionDuration: 1h", "maxSessionDuration: 2h"));
    const json = join(cwd, "cdktf.out/stacks/access/cdk.tf.json");
    const before = [filesOf(cwd), readFileSync(json, "utf8")];
    const { status, stdout, stderr } = await runCli(["synth", "--check"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain("differs: cdktf.out/stacks/access/cdk.tf.json\n");
    expect(stdout).toContain(
      "- resource.aws_iam_role.account-b__CrossAccount-B.max_session_duration: 3600\n",
    );
    expect(stdout).toContain(
      "+ resource.aws_iam_role.account-b__CrossAccount-B.max_session_duration: 7200\n",
    );
    expect(stderr).toContain("run: cross-account-roles synth access.yaml --output cdktf.out");
    expect([filesOf(cwd), readFileSync(json, "utf8")]).toEqual(before);
  });

  test("fails when somebody has changed the output by hand", async () => {
    const cwd = await committedLab();
    const json = join(cwd, "cdktf.out/stacks/access/cdk.tf.json");
    writeFileSync(
      json,
      readFileSync(json, "utf8").replace('AmazonS3ReadOnlyAccess"', 'AdministratorAccess"'),
    );
    const { status, stdout } = await runCli(["synth", "--check"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/- resource\.aws_iam_role_policy_attachment\..*AdministratorAccess/);
  });

  test("fails when the output has never been made, and does not make it", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "access.yaml"), lab);
    const { status, stdout } = await runCli(["synth", "--check"], { cwd });
    expect([status, stdout]).toEqual([1, "missing: cdktf.out/stacks/access/cdk.tf.json\n"]);
    expect(filesOf(cwd)).toEqual(["access.yaml"]);
  });

  test("asks for the reports only where they are committed", async () => {
    const cwd = await committedLab();
    rmSync(join(cwd, "cdktf.out/access"), { recursive: true });
    expect((await runCli(["synth", "--check"], { cwd })).status).toBe(0);
    mkdirSync(join(cwd, "cdktf.out/access"));
    expect((await runCli(["synth", "--check"], { cwd })).stdout).toContain(
      "missing: cdktf.out/access/access.json\n",
    );
  });

  test("fails when there is a file that a synth does not write, and leaves it there", async () => {
    const cwd = await committedLab();
    const extra = ["stacks/gone/cdk.tf.json", "access/clients/gone/aws-config"];
    for (const file of extra) {
      mkdirSync(join(cwd, "cdktf.out", file, ".."), { recursive: true });
      writeFileSync(join(cwd, "cdktf.out", file), "{}");
    }
    const { status, stdout } = await runCli(["synth", "--check"], { cwd });
    expect([status, stdout]).toEqual([
      1,
      "extra: cdktf.out/access/clients/gone/aws-config\nextra: cdktf.out/stacks/gone/cdk.tf.json\n",
    ]);
    for (const file of extra) expect(readFileSync(join(cwd, "cdktf.out", file), "utf8")).toBe("{}");
  });

  test("fails when the output is not JSON, as with marks of a merge conflict", async () => {
    const cwd = await committedLab();
    const json = join(cwd, "cdktf.out/stacks/access/cdk.tf.json");
    writeFileSync(json, `<<<<<<< HEAD\n${readFileSync(json, "utf8")}`);
    const { status, stdout } = await runCli(["synth", "--check"], { cwd });
    expect([status, stdout]).toEqual([
      1,
      "differs: cdktf.out/stacks/access/cdk.tf.json\n  is not valid JSON\n",
    ]);
  });

  test("looks past what Terraform keeps beside the output", async () => {
    const cwd = await committedLab();
    cpSync(join(cwd, "access.yaml"), join(cwd, "cdktf.out/stacks/access/.terraform.lock.hcl"));
    expect((await runCli(["synth", "--check"], { cwd })).status).toBe(0);
  });

  test("answers a wrong file as a synth does", async () => {
    const cwd = await committedLab();
    writeFileSync(join(cwd, "access.yaml"), lab.replace("[account-b]", "[acount-b]"));
    const { status, stderr } = await runCli(["synth", "--check"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain('did you mean "account-b"');
  });
});

describe("synth --check, where the output is committed", () => {
  const git = (cwd: string, ...args: string[]) => execFileSync("git", ["-C", cwd, ...args]);

  async function repository(): Promise<string> {
    const cwd = await committedLab();
    git(cwd, "init", "--quiet");
    writeFileSync(join(cwd, ".gitignore"), ".terraform/\n");
    return cwd;
  }

  function writeBeside(cwd: string, file: string): string {
    const path = join("cdktf.out/stacks/access", file);
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), "");
    return path;
  }

  test.each([
    ".terraform/environment",
    ".terraform/providers/aws",
    "terraform.tfvars",
    "modules/own/main.tf",
  ])("fails when %s is committed, which Terraform would obey", async (file) => {
    const cwd = await repository();
    const path = writeBeside(cwd, file);
    git(cwd, "add", "--force", ".");
    const { status, stdout } = await runCli(["synth", "--check"], { cwd });
    expect([status, stdout]).toEqual([1, `committed: ${path}; delete it, or run: git rm --cached FILE\n`]);
    git(cwd, "rm", "--quiet", "--cached", path);
    expect((await runCli(["synth", "--check"], { cwd })).status).toBe(0);
  });

  test("fails when the folder of a stack is a symbolic link to other configuration", async () => {
    const cwd = await repository();
    const stack = join(cwd, "cdktf.out/stacks/access");
    cpSync(stack, join(cwd, "other"), { recursive: true });
    writeFileSync(join(cwd, "other/main.tf"), "");
    rmSync(stack, { recursive: true });
    symlinkSync("../../other", stack);
    git(cwd, "add", ".");
    const { status, stdout } = await runCli(["synth", "--check"], { cwd });
    expect([status, stdout]).toEqual([1, expect.stringContaining("committed: cdktf.out/stacks/access;")]);
  });

  test("passes with the lock file, and with what Terraform keeps on this machine only", async () => {
    const cwd = await repository();
    writeBeside(cwd, ".terraform.lock.hcl");
    writeBeside(cwd, ".terraform/environment");
    git(cwd, "add", ".");
    expect((await runCli(["synth", "--check"], { cwd })).status).toBe(0);
  });

  test("fails when git cannot say what is committed", async () => {
    const cwd = await committedLab();
    writeFileSync(join(cwd, ".git"), "gitdir: nowhere\n");
    const { status, stderr } = await runCli(["synth", "--check"], { cwd });
    expect([status, stderr]).toEqual([3, expect.stringContaining("git cannot list the files of cdktf.out")]);
  });

  test("fails when the output is a symbolic link", async () => {
    const cwd = await committedLab();
    renameSync(join(cwd, "cdktf.out"), join(cwd, "elsewhere"));
    symlinkSync("elsewhere", join(cwd, "cdktf.out"));
    expect((await runCli(["synth", "--check"], { cwd })).status).toBe(1);
  });
});
