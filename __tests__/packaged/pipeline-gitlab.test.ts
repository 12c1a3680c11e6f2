/**
 * The way to production, from an empty folder and the packed package: the GitLab pipeline that `init` writes, each job run as
 * GitLab's runner runs it, with real Terraform on an emulated AWS. The token of the job becomes credentials as on AWS; the
 * emulator does not ask whether GitLab signed it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import * as gitlab from "../support/gitlab-ci";
import { removeFolders } from "./folder";
import { green, identityAccount, Project, settings } from "./project";

const dev = "222222222222";

let project: Project;
let configuration: gitlab.Configuration;

beforeAll(async () => {
  const flags = ["--pipeline", "gitlab", "--target-account", `dev=${dev}`, "--user", "sam"];
  project = await Project.start(flags, settings);
  configuration = gitlab.readConfiguration(join(project.folder, ".gitlab-ci.yml"));
  project.git("commit", "--quiet", "--allow-empty", "--message", "nothing yet");
});
afterAll(async () => {
  await project?.stop();
  removeFolders();
});

function pipelineOf(revision: string, predefined: Record<string, string>, changed: readonly string[] = []) {
  return new gitlab.Pipeline(configuration, {
    predefined: { CI_PIPELINE_ID: "7", CI_DEFAULT_BRANCH: "main", ...predefined },
    changed,
    checkout: () => project.checkout(revision),
    env: project.env,
  });
}

/** The pipeline of a merge request with what is in the working copy: it runs on the branch, not on its merge. */
function mergeRequest(branch: string) {
  const merge = project.pullRequest(branch);
  const base = project.git("merge-base", "main", branch).trim();
  const changed = project.git("diff", "--name-only", base, branch).trim().split("\n");
  const predefined = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_DIFF_BASE_SHA: base };
  return { merge, pipeline: pipelineOf(branch, predefined, changed) };
}

const onMain = (source: string) =>
  pipelineOf("main", { CI_PIPELINE_SOURCE: source, CI_COMMIT_BRANCH: "main" });

const artifact = ({ folder }: gitlab.RanJob, path: string) => readFileSync(join(folder, path), "utf8");

test("the first merge request says who gets in, and plans when somebody starts that; the default branch applies it", async () => {
  project.synth();
  project.lock();
  const { merge, pipeline } = mergeRequest("first");
  expect(pipeline.jobs).toEqual({ check: "on_success", plan: "manual" });
  expect(pipeline.isReady("plan")).toBe(false);
  const check = green(pipeline.run("check"));
  expect(artifact(check, "access-difference.md")).toContain("sam");

  const plan = green(pipeline.run("plan"));
  expect(plan.log).toContain("== plan of stack dev: done");
  expect(artifact(plan, "terraform-output/dev.txt")).toContain("aws_iam_role.dev__ReadOnly will be created");
  const planned = artifact(plan, "terraform/stacks/dev/cdk.tf.json");
  expect(planned).toContain(`arn:aws:iam::${dev}:role/access-plan`);
  expect(planned).not.toContain("role/access-deploy");

  project.accept(merge);
  const main = onMain("push");
  expect(main.jobs).toEqual({ check: "on_success", apply: "on_success" });
  green(main.run("check"));
  expect(green(main.run("apply")).log).toContain("== apply of stack dev: done");
  const iam = project.aws.iam(await project.aws.inside(dev));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "ReadOnly" }));
  expect(Role?.Arn).toBe(`arn:aws:iam::${dev}:role/ReadOnly`);
});

test("a change is shown against the default branch, and planned", () => {
  project.change((file) => {
    Object.assign(file.users as object, { robin: { canAssume: ["ReadOnly"] } });
  });
  const { pipeline } = mergeRequest("robin");
  const check = green(pipeline.run("check"));
  expect(artifact(check, "access-difference.md")).toContain("robin");
  expect(artifact(check, "access-difference.md")).not.toContain("sam");
  const plan = green(pipeline.run("plan"));
  expect(artifact(plan, "terraform-output/access.txt")).toContain("aws_iam_user.robin will be created");
  expect(artifact(plan, "terraform-output/dev.txt")).toContain("No changes.");
});

test("a plan that fails fails the job, with its reason in the log and in the artifact, and the other stacks are planned", () => {
  project.change((file) => {
    // It says of a password policy that it is there already. It is not.
    Object.assign(file.identityAccount as object, { passwordPolicy: { adopt: true } });
  });
  const { pipeline } = mergeRequest("password-policy");
  green(pipeline.run("check"));
  const plan = pipeline.run("plan");
  const reason = "Cannot import non-existent remote object";
  expect([plan.ok, plan.log]).toEqual([false, expect.stringContaining(reason)]);
  expect(plan.log).toContain("== plan of stack access: FAILED");
  expect(artifact(plan, "terraform-output/access.txt")).toContain(reason);
  expect(artifact(plan, "terraform-output/dev.txt")).toContain("No changes.");
});

test("Terraform configuration that no synth wrote fails the check by its name, and no plan runs it", () => {
  const path = "terraform/stacks/dev/extra.tf";
  writeFileSync(join(project.folder, path), 'data "external" "keys" { program = ["env"] }\n');
  const { pipeline } = mergeRequest("foreign");
  const check = pipeline.run("check");
  expect([check.ok, check.log]).toEqual([false, expect.stringContaining(path)]);
  expect(pipeline.isReady("plan")).toBe(false);
});

test("a merge request that leaves Terraform alone has no plan", () => {
  writeFileSync(join(project.folder, "NOTES.md"), "Who to ask.\n");
  expect(mergeRequest("notes").pipeline.jobs).toEqual({ check: "on_success" });
});

test("a branch without a merge request has no pipeline", () => {
  expect(pipelineOf("main", { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "robin" }).jobs).toEqual({});
});

test("a schedule compares the accounts with the file and applies nothing: it is red when somebody added something", async () => {
  const scheduled = () => {
    const pipeline = onMain("schedule");
    expect(pipeline.jobs).toEqual({ check: "on_success", verify: "on_success" });
    green(pipeline.run("check"));
    return pipeline.run("verify");
  };
  green(scheduled());
  const Principal = { AWS: `arn:aws:iam::${identityAccount}:root` };
  const Statement = [{ Effect: "Allow", Action: "sts:AssumeRole", Principal }];
  await project.aws.iam(await project.aws.inside(dev)).send(
    new CreateRoleCommand({
      RoleName: "by-hand",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );
  const red = scheduled();
  expect([red.ok, red.log]).toEqual([false, expect.stringContaining("undeclared-role")]);
  expect(red.log).toContain("by-hand");
});
