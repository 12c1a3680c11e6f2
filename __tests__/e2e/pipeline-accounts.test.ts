/**
 * The accounts as the templates of the example pipelines make them: `doctor` is satisfied, and the planner may plan, with IAM
 * enforcement on, and not more. The emulator evaluates no trust policy of another account, and no token:
 * `__tests__/docs/pipeline-accounts.test.ts` reads those.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { parse } from "yaml";
import { starterFiles } from "../../cli/starter-files";
import { cliConfigFile } from "../../sandbox/cli-config";
import { EmulatedAws, type Keys } from "../../sandbox/emulated-aws";
import { Emulator } from "../../sandbox/emulator";
import { terraformEnvironment } from "../../sandbox/environment";
import { findTerraform } from "../../sandbox/terraform";
import { readTemplate } from "../support/cloudformation";
import { checkout, temporaryFolder } from "./support";

const identity = "111111111111";
/** Made with CloudFormation. */
const dev = "222222222222";
/** Made with Terraform. */
const prod = "333333333333";

let emulator: Emulator;
let aws: EmulatedAws;
let project: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  const folder = temporaryFolder();
  project = join(folder, "project");
  emulator = await Emulator.start({ logFile: join(folder, "emulator.log") });
  aws = new EmulatedAws(emulator.endpoint, "aws", "us-east-1");
  environment = terraformEnvironment(process.env, {
    endpoint: emulator.endpoint,
    region: "us-east-1",
    configFile: "/dev/null",
    credentialsFile: "/dev/null",
    cliConfigFile: cliConfigFile(folder),
  });
  writeProject();
  const accounts = join(project, "accounts");
  await createStack(identity, join(accounts, "identity-account.yaml"));
  await createStack(dev, join(accounts, "target-account.yaml"));
  const module = join(folder, "target-account");
  mkdirSync(module);
  cpSync(join(accounts, "target-account.tf"), join(module, "main.tf"));
  const keys = await aws.inside(prod);
  const region = { AWS_REGION: "us-east-1" };
  succeeds(run(findTerraform(), [`-chdir=${module}`, "init"], keys, region));
  succeeds(run(findTerraform(), [`-chdir=${module}`, "apply", "-auto-approve"], keys, region));
});
afterAll(() => emulator?.stop());
afterEach(() => emulator.enforce(false));

/** What `init` writes, and beside it one of each thing that the deploy role makes in an account. */
function writeProject(): void {
  const files = starterFiles(project, {
    identityAccount: identity,
    targetAccount: { name: "dev", id: dev },
    user: "sam",
    runFrom: "pipeline",
    pipeline: "github",
    repository: "acme@1234/access@5678",
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(project, name, ".."), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const file = parse(readFileSync(join(project, "access.yaml"), "utf8"));
  file.backend.s3.usePathStyle = true;
  file.targetAccounts.prod = { id: prod };
  file.policies = {
    notes: {
      document: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
      },
    },
  };
  file.roles.Machine = {
    targetAccounts: ["prod"],
    trustedEntity: { service: "ec2.amazonaws.com" },
    instanceProfile: true,
    managedPolicies: [{ name: "notes" }],
    permissionsBoundary: "ReadOnlyAccess",
    inlinePolicies: { own: file.policies.notes.document },
    tags: { team: "access" },
  };
  file.groups = { auditors: { canAssume: ["ReadOnly"] } };
  file.users.sam.groups = ["auditors"];
  file.expected = [{ finding: "user-without-mfa", name: "sam", reason: "Sam has not signed in yet." }];
  writeFileSync(join(project, "access.yaml"), JSON.stringify(file));
}

/** Asks CloudFormation for a stack, by its own protocol. The emulator checks no signature before enforcement is on. */
async function createStack(accountId: string, file: string): Promise<void> {
  const { accessKeyId } = await aws.inside(accountId);
  const template = readFileSync(file, "utf8");
  const answer = await fetch(emulator.endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({
      Action: "CreateStack",
      Version: "2010-05-15",
      StackName: "access-pipeline",
      TemplateBody: template,
      "Capabilities.member.1": "CAPABILITY_NAMED_IAM",
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await mendPolicies(accountId, readTemplate(template));
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Properties: { readonly RoleName?: string; readonly ManagedPolicyArns?: readonly string[] } }
    >
  >;
}

/** The emulator keeps the inline policies of a stack as Python's text, and attaches no managed policies. */
async function mendPolicies(accountId: string, { Resources }: Template): Promise<void> {
  const iam = aws.iam(await aws.inside(accountId));
  for (const { RoleName, ManagedPolicyArns = [] } of Object.values(Resources).map((one) => one.Properties)) {
    if (RoleName === undefined) continue;
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const json = decodeURIComponent(PolicyDocument).replaceAll("'", '"');
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: json }));
    }
    for (const arn of ManagedPolicyArns) {
      const PolicyArn = arn.replace("${AWS::Partition}", "aws");
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    }
  }
}

interface Ran {
  readonly status: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], keys: Keys, more: NodeJS.ProcessEnv = {}): Ran {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: project,
    encoding: "utf8",
    env: {
      ...environment,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
      TERRAFORM: findTerraform(),
      ...more,
    },
  });
  return { status, output: `${stdout}${stderr}` };
}

function succeeds({ status, output }: Ran): string {
  if (status !== 0) throw new Error(output);
  return output;
}

const command = (keys: Keys, ...args: string[]) =>
  run(process.execPath, [join(checkout, "lib/cli/main.js"), ...args], keys);
const terraform = (verb: "plan" | "apply", keys: Keys, more: NodeJS.ProcessEnv = {}) =>
  run("sh", ["terraform-stacks.sh", verb, "access"], keys, more);
/** What the job of the plan sets. */
const asPlanner = { DEPLOY_ROLE: "access-deploy", PLAN_ROLE: "access-plan" };

async function sessionOf(role: string): Promise<Keys> {
  return aws.assume(await aws.inside(identity), `arn:aws:iam::${identity}:role/${role}`, {
    sessionName: "pipeline",
  });
}

/** The roles of an account by name: whom they trust, and what they may. */
async function rolesOf(accountId: string): Promise<object> {
  const iam = aws.iam(await aws.inside(accountId));
  const roles = ["access-deploy", "access-plan"].map(async (RoleName) => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const policies = PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return [PolicyName, JSON.parse(decodeURIComponent(PolicyDocument ?? ""))];
    });
    return {
      name: RoleName,
      trust: JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")),
      attached: AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
      inline: Object.fromEntries(await Promise.all(policies)),
    };
  });
  return Promise.all(roles);
}

test("CloudFormation and Terraform make the same roles in a target account", async () => {
  const made = await rolesOf(dev);
  expect(made).toMatchObject([
    { name: "access-deploy", inline: { "manage-roles": expect.any(Object) } },
    { name: "access-plan", attached: ["arn:aws:iam::aws:policy/IAMReadOnlyAccess"], inline: {} },
  ]);
  expect(await rolesOf(prod)).toEqual(made);
});

test("doctor reaches every account and the state as the deployer; the planner cannot become the deployer", async () => {
  const [deployer, planner] = [await sessionOf("access-deployer"), await sessionOf("access-planner")];
  expect(succeeds(command(deployer, "doctor"))).toContain("all 4 places can be reached");
  // With enforcement on, the emulator takes no signature of a request for a bucket's objects.
  const failed = ({ output }: Ran) => output.match(/(?<=^FAILED +)\S+/gm);
  await emulator.enforce(true);
  expect(failed(command(deployer, "doctor"))).toEqual(["state"]);
  expect(failed(command(planner, "doctor"))).toEqual(["dev", "prod", "state"]);
});

test("the planner may do what a plan does, and changes nothing", async () => {
  const stack = join(project, "terraform/stacks/access");
  const backend = { local: { path: join(project, "access.tfstate") } };
  succeeds(command({ accessKeyId: "", secretAccessKey: "" }, "synth", "--output", "terraform"));
  // For the same reason.
  writeFileSync(join(stack, "state_override.tf.json"), JSON.stringify({ terraform: { backend } }));
  const [deployer, planner] = [await sessionOf("access-deployer"), await sessionOf("access-planner")];
  succeeds(run(findTerraform(), [`-chdir=${stack}`, "init", "-backend=false"], deployer));
  await emulator.enforce(true);

  expect(succeeds(terraform("plan", planner, asPlanner))).toContain("aws_iam_instance_profile");
  const refused = terraform("apply", planner);
  expect(refused.status).not.toBe(0);
  expect(refused.output).toContain("StatusCode: 403");
  expect(refused.output).not.toContain("Creation complete");
});
