/**
 * The way to production, from an empty folder and the packed package: the GitHub workflow that `init` writes, each step run as
 * the service runs it, with real Terraform on an emulated AWS.
 *
 * `PIPELINE_ACCOUNTS` is the number of target accounts, each with its own stack.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AttachRolePolicyCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import * as github from "../support/github-actions";
import { emptyFolder, removeFolders } from "./folder";
import { green, Project, settings } from "./project";

const count = Number(process.env.PIPELINE_ACCOUNTS ?? 2);
/** The target accounts by their names, and so by their stacks. */
const accounts: Readonly<Record<string, string>> = {
  dev: "222222222222",
  prod: "333333333333",
  ...Object.fromEntries(
    Array.from({ length: count - 2 }, (_, index) => [
      `team-${String(index).padStart(2, "0")}`,
      String(400_000_000_000 + index),
    ]),
  ),
};
const stacks = ["access", ...Object.keys(accounts)];
/** Each stack takes seconds of processor time for each plan and each apply. */
const timeout = 600_000 + count * 60_000;

let project: Project;
let workflow: github.Workflow;
let comments: string;
/** The credentials that the service exchanges its token for, by the role's ARN. */
const credentials = new Map<string, NodeJS.ProcessEnv>();

beforeAll(async () => {
  const flags = ["--pipeline", "github", "--target-account", `dev=${accounts.dev}`, "--user", "sam"];
  project = await Project.start(flags, (file) => {
    settings(file);
    for (const [name, id] of Object.entries(accounts))
      Object.assign(file.targetAccounts as object, { [name]: { id } });
    // In one stack only.
    const trustedEntity = { service: "lambda.amazonaws.com" };
    Object.assign(file.roles as object, { Notes: { targetAccounts: ["prod"], trustedEntity } });
  });
  workflow = github.readWorkflow(join(project.folder, ".github/workflows/access.yml"));
  comments = join(emptyFolder(), "comments.json");
  const { PLANNER = "", DEPLOYER = "" } = workflow.env ?? {};
  for (const role of [PLANNER, DEPLOYER]) credentials.set(role, await project.sessionOf(role));
  project.git("commit", "--quiet", "--allow-empty", "--message", "nothing yet");
}, timeout);
afterAll(async () => {
  await project?.stop();
  removeFolders();
});

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
  const env = { ...project.env, COMMENTS: comments };
  const actions = {
    "aws-actions/configure-aws-credentials": (inputs: Readonly<Record<string, string>>) => {
      const session = credentials.get(inputs["role-to-assume"] ?? "");
      if (!session) throw new Error(`no such role: ${inputs["role-to-assume"]}`);
      return session;
    },
  };
  return { folder, ...github.runJob({ workflow, job, folder, contexts, env, actions }) };
}

/** What a pull request with what is in the working copy comes to. */
function pullRequest(branch: string) {
  const merge = project.pullRequest(branch);
  const check = runJob("check", merge, { github: event("pull_request") });
  const contexts = { github: event("pull_request"), needs: { check: { outputs: check.outputs } } };
  return {
    merge,
    check,
    hasPlan: check.ok && github.isRun({ workflow, job: "plan", contexts }),
    plan: () => runJob("plan", merge, contexts),
  };
}

/** What a push to the main branch comes to. */
function push(merge: string) {
  project.accept(merge);
  const check = green(runJob("check", "main", { github: event("push") }));
  return runJob("apply", "main", { github: event("push"), needs: { check: { outputs: check.outputs } } });
}

/** What the nightly run of the main branch comes to. */
function nightly() {
  const check = green(runJob("check", "main", { github: event("schedule") }));
  const contexts = { github: event("schedule"), needs: { check: { outputs: check.outputs } } };
  const jobs = Object.keys(workflow.jobs).filter((job) => github.isRun({ workflow, job, contexts }));
  expect(jobs).toEqual(["check", "verify"]);
  return runJob("verify", "main", contexts);
}

const said = (): { body: string; user: { login: string } }[] =>
  existsSync(comments) ? JSON.parse(readFileSync(comments, "utf8")) : [];

const inAccount = async (account: string) => project.aws.iam(await project.aws.inside(account));

/** The stacks in whose output a text is. */
const stacksThatSay = ({ folder }: { readonly folder: string }, text: string) =>
  stacks.filter((stack) =>
    readFileSync(join(folder, `terraform-output/${stack}.txt`), "utf8").includes(text),
  );

test(
  "the first pull request says who gets in, plans with the role that only reads, and is applied",
  async () => {
    project.synth();
    project.lock();
    const first = pullRequest("first");
    const check = green(first.check);
    expect(check.outputs).toEqual({ stacks: stacks.join(" "), changed: "true" });
    expect(said().map(({ body }) => body)).toEqual([expect.stringContaining("sam")]);
    expect(first.hasPlan).toBe(true);
    const plan = green(first.plan());
    expect(stacksThatSay(plan, "to add, 0 to change, 0 to destroy.")).toEqual(stacks);
    expect(plan.log).toContain("aws_iam_role.dev__ReadOnly will be created");
    expect(plan.summary).toContain("    Plan: ");
    const planned = readFileSync(join(plan.folder, "terraform/stacks/dev/cdk.tf.json"), "utf8");
    expect(planned).toContain("arn:aws:iam::222222222222:role/access-plan");
    expect(planned).not.toContain("role/access-deploy");

    const apply = green(push(first.merge));
    expect(stacksThatSay(apply, "Apply complete!")).toEqual(stacks);
    for (const account of Object.values(accounts)) {
      const role = await (await inAccount(account)).send(new GetRoleCommand({ RoleName: "ReadOnly" }));
      expect(role.Role?.Arn).toBe(`arn:aws:iam::${account}:role/ReadOnly`);
    }
    // One provider for all stacks: what is in the folders of the stacks are links to it.
    expect(readdirSync(join(apply.folder, ".terraform-plugins"))).toEqual(["registry.terraform.io"]);
  },
  timeout,
);

test(
  "a change updates its own comment and no other, and plans nothing in the stacks that it does not concern",
  () => {
    const others = [
      { id: 8, user: { login: "kim" }, body: "<!-- cross-account-roles: access --> quoted by a person" },
      { id: 9, user: { login: "github-actions[bot]" }, body: "<!-- other --> of another job" },
    ];
    writeFileSync(comments, JSON.stringify([...others, ...said()]));
    project.change((file) => {
      Object.assign(file.users as object, { robin: { canAssume: ["ReadOnly"] } });
    });
    const change = pullRequest("robin");
    expect(green(change.check).log).toContain("robin");
    expect(said()).toEqual([...others, { ...said()[2], body: expect.stringContaining("robin") }]);
    const plan = green(change.plan());
    expect(plan.log).toContain("aws_iam_user.robin");
    expect(stacksThatSay(plan, "No changes.")).toEqual(Object.keys(accounts));
    green(push(change.merge));
  },
  timeout,
);

test(
  "a plan that fails fails the job, with its reason in the log and on the page, and the other stacks are planned",
  () => {
    project.change((file) => {
      const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::notes/*" };
      const document = { Version: "2012-10-17", Statement: [statement] };
      // It says of a policy that it is there already. It is not.
      Object.assign(file, { policies: { notes: { document, adopt: true } } });
      Object.assign(file.roles?.Notes as object, { managedPolicies: [{ name: "notes" }] });
    });
    const change = pullRequest("notes");
    green(change.check);
    const plan = change.plan();
    const reason = "Cannot import non-existent remote object";
    expect([plan.ok, plan.log]).toEqual([false, expect.stringContaining(reason)]);
    expect(plan.log).toContain("== plan of stack prod: FAILED");
    expect(plan.summary).toContain(reason);
    expect(stacksThatSay(plan, "No changes.")).toEqual(stacks.filter((stack) => stack !== "prod"));
  },
  timeout,
);

test("Terraform configuration that no synth wrote fails the check by its name, and no plan runs it", () => {
  const path = "terraform/stacks/dev/extra.tf";
  writeFileSync(join(project.folder, path), 'data "external" "keys" { program = ["env"] }\n');
  const { check, hasPlan } = pullRequest("foreign");
  expect([check.ok, check.log]).toEqual([false, expect.stringContaining(path)]);
  expect(hasPlan).toBe(false);
});

test("every night the accounts are compared with the file: the job is red when somebody added something", async () => {
  green(nightly());
  const PolicyArn = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
  const dev = await inAccount(accounts.dev ?? "");
  await dev.send(new AttachRolePolicyCommand({ RoleName: "ReadOnly", PolicyArn }));
  const red = nightly();
  expect([red.ok, red.log]).toEqual([false, expect.stringContaining("foreign-managed-policy")]);
  expect(red.log).toContain("AmazonS3FullAccess");
});

test("a fork is checked, and gets no comment and no credentials", () => {
  const before = said();
  green(runJob("check", "main", { github: event("pull_request", "mallory/access") }));
  expect(said()).toEqual(before);
  const contexts = {
    github: event("pull_request", "mallory/access"),
    needs: { check: { outputs: { changed: "true" } } },
  };
  expect(github.isRun({ workflow, job: "plan", contexts })).toBe(false);
  expect(github.isRun({ workflow, job: "apply", contexts })).toBe(false);
});

test("a comment and a page that are too long for GitHub are cut after a line, and say so", () => {
  const folder = emptyFolder();
  const lines = (size: number) => "| a line of a table |\n".repeat(size / 22);
  writeFileSync(join(folder, "difference.md"), lines(100_000));
  mkdirSync(join(folder, "terraform-output"));
  writeFileSync(join(folder, "terraform-output/access.txt"), lines(1_200_000));
  const env = { ...project.env, COMMENTS: join(folder, "comments.json") };
  const contexts = {
    github: event("pull_request"),
    needs: { check: { outputs: { stacks: "access" } } },
  };
  const onlyStep = (job: string, name: string) => {
    const steps = workflow.jobs[job]?.steps.filter((step) => step.name === name) ?? [];
    const jobs = { [job]: { steps } };
    return green(github.runJob({ workflow: { ...workflow, jobs }, job, folder, contexts, env }));
  };
  onlyStep("check", "Write it into the pull request");
  const [comment] = JSON.parse(readFileSync(env.COMMENTS, "utf8")) as { body: string }[];
  expect(comment?.body).toMatch(
    /\| a line of a table \|\n\n\n\*\*Cut here: .*\/acme\/access\/actions\/runs\/7\)\.\*\*\n$/,
  );
  const { summary } = onlyStep("plan", "Show the plan on the page of this run");
  expect(summary).toMatch(
    /\| a line of a table \|\n\n\*\*Cut here: the rest is in the log of this job\.\*\*\n$/,
  );
  expect(Buffer.byteLength(summary)).toBeLessThan(2 ** 20);
});
