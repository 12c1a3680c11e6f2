/** The synthesized module, called from HCL with providers of the caller's own, by real Terraform. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../../sandbox/sandbox";
import { runCli } from "../support/cli";

const accessFile = join(__dirname, "../../access.yaml");

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start(accessFile);
});
afterAll(() => sandbox.stop());

/** A root module that calls ours. */
async function caller(name: string, { targetProvider = "aws.b", more = "" } = {}) {
  const folder = join(sandbox.folder, name);
  mkdirSync(folder);
  const { status } = await runCli(["synth", accessFile, "--module", "--output", "modules/access"], {
    cwd: folder,
  });
  expect(status).toBe(0);
  writeFileSync(
    join(folder, "main.tf"),
    `
provider "aws" {
  alias  = "identity"
  region = "eu-west-1"
}
provider "aws" {
  alias  = "b"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"
  }
}
module "access" {
  source = "./modules/access"
  providers = {
    aws.identity  = aws.identity
    aws.account-b = ${targetProvider}
  }
  ${more}
}
output "role_arns" {
  value = module.access.role_arns
}
`,
  );
  const terraform = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("terraform", [`-chdir=${folder}`, ...args], {
      env: sandbox.environment,
      encoding: "utf8",
    });
    return { status, text: `${stdout}${stderr}` };
  };
  const init = terraform("init", "-input=false", "-no-color");
  if (init.status !== 0) throw new Error(init.text);
  return terraform;
}

const apply = ["apply", "-input=false", "-auto-approve", "-no-color"];

test("Terraform makes both halves of the handshake through the caller's providers, and has no more to do", async () => {
  const terraform = await caller("calls");
  const { text } = terraform(...apply);
  expect(text).toContain("Apply complete! Resources: 9 added, 0 changed, 0 destroyed.");
  expect(JSON.parse(terraform("output", "-json", "role_arns").text)).toEqual({
    "account-b": { "CrossAccount-B": "arn:aws:iam::222222222222:role/CrossAccount-B" },
  });
  expect(terraform("plan", "-input=false", "-detailed-exitcode", "-no-color").status).toBe(0);
  expect(terraform("destroy", "-input=false", "-auto-approve", "-no-color").text).toContain("9 destroyed");
});

test("Terraform makes nothing when a provider leads to another account", async () => {
  const terraform = await caller("wrong-provider", { targetProvider: "aws.identity" });
  const { status, text } = terraform(...apply);
  expect(status).toBe(1);
  expect(text.replace(/\s+/g, " ")).toContain(
    "The provider aws.account-b leads to the account 111111111111, and should lead to 222222222222.",
  );
  expect(terraform("state", "list").text).not.toContain("aws_iam_");
});

test("another environment's account is named by a variable", async () => {
  const terraform = await caller("other-environment", {
    targetProvider: "aws.identity",
    more: 'target_account_ids = { "account-b" = "111111111111" }',
  });
  const { text } = terraform("plan", "-input=false", "-no-color");
  expect(text).toContain("arn:aws:iam::111111111111:role/CrossAccount-B");
  expect(text).not.toContain("222222222222");
});

test("an account that the module does not know is refused", async () => {
  const terraform = await caller("unknown-account", {
    more: 'target_account_ids = { "b" = "111111111111" }',
  });
  const { status, text } = terraform("plan", "-input=false", "-no-color");
  expect(status).toBe(1);
  expect(text).toContain("Must map names of target accounts (account-b) to 12 digits.");
});
