/**
 * The way to production, from an empty folder and the packed package: the pipelines that `init` writes, each step run as the
 * service runs it, with real Terraform on an emulated AWS.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import * as github from "../support/github-actions";
import { emptyFolder, removeFolders } from "./folder";
import { type AccessFileData, Project } from "./project";

afterAll(removeFolders);

/** What every access file here has that `init` does not write: stacks, and what only the emulator needs. */
function forEmulator(file: AccessFileData): void {
  Object.assign(file, { stacks: "perAccount" });
  Object.assign(file.backend?.s3 as object, { usePathStyle: true });
}

describe("GitHub Actions, two accounts", () => {
  let project: Project;
  let workflow: github.Workflow;
  let env: NodeJS.ProcessEnv;
  let comments: string;

  beforeAll(async () => {
    const flags = ["--pipeline", "github", "--target-account", "dev=222222222222", "--user", "sam"];
    project = await Project.start(flags, (file) => {
      forEmulator(file);
      Object.assign(file.targetAccounts as object, { prod: { id: "333333333333" } });
    });
    workflow = github.readWorkflow(join(project.folder, ".github/workflows/access.yml"));
    comments = join(emptyFolder(), "comments.json");
    env = { ...project.env, COMMENTS: comments };
    project.git("commit", "--quiet", "--allow-empty", "--message", "nothing yet");
  });
  afterAll(() => project.sandbox.stop());

  const event = (name: string, from = "acme/access") => ({
    event_name: name,
    repository: "acme/access",
    server_url: "https://github.com",
    run_id: 7,
    token: "token",
    event: { pull_request: { number: 3, head: { repo: { full_name: from } } } },
  });

  function runJob(job: string, revision: string, contexts: github.JobRun["contexts"]) {
    const folder = project.checkout(revision);
    return { folder, ...github.runJob({ workflow, job, folder, contexts, env }) };
  }

  /** What a pull request with what is in the working copy comes to. */
  function pullRequest(branch: string) {
    const merge = project.pullRequest(branch);
    const contexts = { github: event("pull_request") };
    const check = runJob("check", merge, contexts);
    const needs = { check: { outputs: check.outputs } };
    const plans = check.ok && github.isRun({ workflow, job: "plan", contexts: { ...contexts, needs } });
    return { merge, check, plan: plans ? runJob("plan", merge, { ...contexts, needs }) : undefined };
  }

  /** What a push to the main branch comes to. */
  function push(merge: string) {
    project.accept(merge);
    const contexts = { github: event("push") };
    const check = runJob("check", "main", contexts);
    return runJob("apply", "main", { ...contexts, needs: { check: { outputs: check.outputs } } });
  }

  const said = (): { body: string; user: { login: string } }[] =>
    existsSync(comments) ? JSON.parse(readFileSync(comments, "utf8")) : [];

  const roleIn = async (account: string, RoleName: string) => {
    const { aws } = project.sandbox;
    const iam = aws.iam(await aws.inside(account));
    return (await iam.send(new GetRoleCommand({ RoleName }))).Role?.RoleName;
  };

  test("the first pull request says who gets in, plans with the role that only reads, and is applied", async () => {
    project.synth();
    project.lock();
    const { merge, check, plan } = pullRequest("first");
    expect([check.ok, check.log]).toEqual([true, expect.any(String)]);
    expect(check.outputs).toEqual({ stacks: "access dev prod", changed: "true" });
    expect(said().map(({ body }) => body)).toEqual([expect.stringContaining("sam")]);
    expect([plan?.ok, plan?.log]).toEqual([true, expect.stringContaining("== plan of stack prod: done")]);
    expect(plan?.log).toContain("aws_iam_role.dev__ReadOnly will be created");
    expect(plan?.summary).toContain("    Plan: ");
    const planned = readFileSync(join(plan?.folder ?? "", "terraform/stacks/dev/cdk.tf.json"), "utf8");
    expect(planned).toContain("arn:aws:iam::222222222222:role/access-plan");
    expect(planned).not.toContain("role/access-deploy");

    const apply = push(merge);
    expect([apply.ok, apply.log]).toEqual([true, expect.stringContaining("Apply complete!")]);
    expect(await roleIn("333333333333", "ReadOnly")).toBe("ReadOnly");
    // One provider for all stacks: what is in the folders of the stacks are links to it.
    expect(readdirSync(join(apply.folder, ".terraform-plugins"))).toEqual(["registry.terraform.io"]);
  });

  test("a change updates its own comment, and no other", () => {
    const others = [
      { id: 8, user: { login: "kim" }, body: "<!-- cross-account-roles: access --> quoted by a person" },
      { id: 9, user: { login: "github-actions[bot]" }, body: "<!-- other --> of another job" },
    ];
    writeFileSync(comments, JSON.stringify([...others, ...said()]));
    project.change((file) => {
      Object.assign(file.users as object, { robin: { ...(file.users?.sam as object) } });
    });
    const { merge, check, plan } = pullRequest("robin");
    expect([check.ok, check.log]).toEqual([true, expect.stringContaining("robin")]);
    expect(said()).toEqual([...others, { ...said()[2], body: expect.stringContaining("robin") }]);
    expect([plan?.ok, plan?.log]).toEqual([true, expect.stringContaining("aws_iam_user.robin")]);
    expect(push(merge).ok).toBe(true);
  });

  test("a fork gets no credentials", () => {
    const contexts = {
      github: event("pull_request", "mallory/access"),
      needs: { check: { outputs: { changed: "true" } } },
    };
    expect(github.isRun({ workflow, job: "plan", contexts })).toBe(false);
    expect(github.isRun({ workflow, job: "apply", contexts })).toBe(false);
  });
});
