/**
 * The way to production, from an empty folder and the packed package: the GitLab pipeline that `init` writes, each job run as
 * GitLab's runner runs it, with real Terraform on an emulated AWS. The token of the job becomes credentials as on AWS; the
 * emulator does not ask whether GitLab signed it.
 *
 * `PIPELINE_ACCOUNTS` is the number of target accounts, each with its own stack.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import * as gitlab from "../support/gitlab-ci";
import { removeFolders } from "./folder";
import { green, identityAccount, Project, settings } from "./project";

const dev = "222222222222";
/** The target accounts by their names, and so by their stacks. */
const accounts: Readonly<Record<string, string>> = {
  dev,
  ...Object.fromEntries(
    Array.from({ length: Number(process.env.PIPELINE_ACCOUNTS ?? 1) - 1 }, (_, index) => [
      `team-${String(index).padStart(2, "0")}`,
      String(400_000_000_000 + index),
    ]),
  ),
};
const stacks = ["access", ...Object.keys(accounts)];
/** Each stack takes seconds of processor time for each plan and each apply. */
const timeout = 600_000 + stacks.length * 60_000;

let project: Project;
let configuration: gitlab.Configuration;

beforeAll(async () => {
  const flags = ["--pipeline", "gitlab", "--target-account", `dev=${dev}`, "--user", "sam"];
  project = await Project.start(flags, (file) => {
    settings(file);
    for (const [name, id] of Object.entries(accounts))
      Object.assign(file.targetAccounts as object, { [name]: { id } });
  });
  configuration = gitlab.readConfiguration(join(project.folder, ".gitlab-ci.yml"));
  project.git("commit", "--quiet", "--allow-empty", "--message", "nothing yet");
}, timeout);
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

/** The stacks in whose output a text is. */
const stacksThatSay = (ran: gitlab.RanJob, text: string) =>
  stacks.filter((stack) => artifact(ran, `terraform-output/${stack}.txt`).includes(text));

test("each link of a merge request opens a text: GitLab opens the only file of a job, and of several the list", () => {
  const linked = Object.entries(configuration.jobs).flatMap(([name, { artifacts }]) =>
    artifacts?.expose_as ? [[name, artifacts.paths]] : [],
  );
  expect(linked).toEqual([
    ["difference", ["access-difference.txt"]],
    ["plan", ["terraform-plan.txt"]],
  ]);
});

test(
  "the first merge request says who gets in, and plans when somebody starts that; the default branch applies it",
  async () => {
    project.synth();
    project.lock();
    const { merge, pipeline } = mergeRequest("first");
    expect(pipeline.jobs).toEqual({ check: "on_success", difference: "on_success", plan: "manual" });
    const check = green(pipeline.run("check"));
    expect(artifact(check, "stacks.txt").trim().split("\n")).toEqual(stacks);
    expect(pipeline.isReady("plan")).toBe(false);
    expect(artifact(green(pipeline.run("difference")), "access-difference.txt")).toContain("sam");

    const plan = green(pipeline.run("plan"));
    expect(plan.log).toContain("== plan of stack dev: done");
    expect(stacksThatSay(plan, "to add, 0 to change, 0 to destroy.")).toEqual(stacks);
    expect(artifact(plan, "terraform-plan.txt")).toContain("aws_iam_role.dev__ReadOnly will be created");
    expect(plan.log).not.toContain("changed by hand");
    const planned = artifact(plan, "terraform/stacks/dev/cdk.tf.json");
    expect(planned).toContain(`arn:aws:iam::${dev}:role/access-plan`);
    expect(planned).not.toContain("role/access-deploy");

    project.accept(merge);
    const main = onMain("push");
    expect(main.jobs).toEqual({ check: "on_success", apply: "on_success" });
    green(main.run("check"));
    expect(stacksThatSay(green(main.run("apply")), "Apply complete!")).toEqual(stacks);
    const iam = project.aws.iam(await project.aws.inside(dev));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "ReadOnly" }));
    expect(Role?.Arn).toBe(`arn:aws:iam::${dev}:role/ReadOnly`);
    expect(existsSync(join(project.folder, "terraform/access"))).toBe(false);
  },
  timeout,
);

test(
  "a change is shown against the default branch, and planned",
  () => {
    project.change((file) => {
      Object.assign(file.users as object, { robin: { canAssume: ["ReadOnly"] } });
    });
    const { pipeline } = mergeRequest("robin");
    green(pipeline.run("check"));
    const difference = artifact(green(pipeline.run("difference")), "access-difference.txt");
    expect(difference).toContain("robin");
    expect(difference).not.toContain("sam");
    const plan = green(pipeline.run("plan"));
    expect(artifact(plan, "terraform-output/access.txt")).toContain("aws_iam_user.robin will be created");
    expect(stacksThatSay(plan, "No changes.")).toEqual(stacks.filter((stack) => stack !== "access"));
  },
  timeout,
);

test(
  "a plan that writes over a policy that somebody put by hand shows it",
  async () => {
    const iam = project.aws.iam(await project.aws.inside(dev));
    const document = (Action: string) => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action, Resource: "*" }],
    });
    const byHand = { RoleName: "ReadOnly", PolicyName: "notes" };
    await iam.send(
      new PutRolePolicyCommand({ ...byHand, PolicyDocument: JSON.stringify(document("ec2:StopInstances")) }),
    );
    project.change((file) => {
      Object.assign(file.roles?.ReadOnly as object, { inlinePolicies: { notes: document("s3:GetObject") } });
    });
    const { pipeline } = mergeRequest("notes-policy");
    for (const job of ["check", "difference"]) green(pipeline.run(job));
    const planned = artifact(green(pipeline.run("plan")), "terraform-output/dev.txt");
    const [plan, changedByHand] = planned.split("== changed by hand in stack dev");
    expect(plan).toContain("aws_iam_role_policy.dev__ReadOnly__notes will be created");
    expect(plan).not.toContain("ec2:StopInstances");
    expect(changedByHand).toContain("ec2:StopInstances");
    await iam.send(new DeleteRolePolicyCommand(byHand));
  },
  timeout,
);

test(
  "a plan that fails fails the job, with its reason in the log and in the artifact, and the other stacks are planned",
  () => {
    project.change((file) => {
      // It says of a password policy that it is there already. It is not.
      Object.assign(file.identityAccount as object, { passwordPolicy: { adopt: true } });
    });
    const { pipeline } = mergeRequest("password-policy");
    for (const job of ["check", "difference"]) green(pipeline.run(job));
    const plan = pipeline.run("plan");
    const reason = "Cannot import non-existent remote object";
    expect([plan.ok, plan.log]).toEqual([false, expect.stringContaining(reason)]);
    expect(plan.log).toContain("== plan of stack access: FAILED");
    expect(artifact(plan, "terraform-plan.txt")).toContain(reason);
    expect(stacksThatSay(plan, "No changes.")).toEqual(stacks.filter((stack) => stack !== "access"));
  },
  timeout,
);

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
  expect(mergeRequest("notes").pipeline.jobs).toEqual({ check: "on_success", difference: "on_success" });
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
