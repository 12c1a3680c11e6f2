import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCli, temporaryFolder } from "../support/cli";
import { expectGolden } from "../support/golden";

const lab = readFileSync(join(__dirname, "../../access.yaml"), "utf8");

async function moduleOf(text: string): Promise<{ text: string; call: string }> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), text);
  const { status, stdout, stderr } = await runCli(["synth", "--module"], { cwd });
  if (status !== 0) throw new Error(stderr);
  const folder = join(cwd, "modules/cross-account-access");
  expect(readdirSync(folder)).toEqual(["main.tf.json"]);
  return { text: readFileSync(join(folder, "main.tf.json"), "utf8"), call: stdout };
}

describe("synth --module", () => {
  test("makes a module of the lab", async () => {
    expectGolden("lab.module.tf.json", (await moduleOf(lab)).text);
  });

  test("has no provider and no backend, and names the providers that it wants", async () => {
    const module = JSON.parse((await moduleOf(lab)).text);
    expect(module.provider).toBeUndefined();
    expect(module.terraform.backend).toBeUndefined();
    expect(module.terraform.required_providers.aws.configuration_aliases).toEqual([
      "aws.identity",
      "aws.account-b",
    ]);
  });

  test("names no account but in the defaults of its variables", async () => {
    const { variable, locals, ...blocks } = JSON.parse((await moduleOf(lab)).text);
    expect(variable.identity_account_id.default).toBe("111111111111");
    expect(locals.target_account_ids).toContain('"account-b" = "222222222222"');
    expect(JSON.stringify(blocks)).not.toMatch(/\d{12}/);
  });

  test("leaves the account of a third party as it is: no environment has another", async () => {
    const { text } = await moduleOf(
      lab
        .replace(
          "    managedPolicies:",
          '    trustedEntity: { awsAccount: "999999999999" }\n    managedPolicies:',
        )
        .replace("    canAssume: [CrossAccount-B]\n", ""),
    );
    expect(text).toContain("arn:aws:iam::999999999999:root");
  });

  test("stops Terraform where a provider leads to another account", async () => {
    const { data } = JSON.parse((await moduleOf(lab)).text);
    expect(data.aws_caller_identity["account-b"].lifecycle.postcondition[0].condition).toBe(
      '${self.account_id == local.target_account_ids["account-b"]}',
    );
  });

  test("a target account that is the identity account follows it", async () => {
    const { text } = await moduleOf(lab.replace('"222222222222"', '"111111111111"'));
    expect(JSON.parse(text).locals.target_account_ids).toContain('"account-b" = var.identity_account_id');
  });

  test("shows how it is called", async () => {
    expect((await moduleOf(lab)).call).toBe(`module "access" {
  source = "./modules/cross-account-access"
  providers = {
    aws.identity  = aws.identity
    aws.account-b = aws.account-b
  }
}
`);
  });

  test("leaves imports to the caller: Terraform takes them in the root module only", async () => {
    const { text, call } = await moduleOf(
      lab.replace("    targetAccounts: [account-b]\n", "    targetAccounts: [account-b]\n    adopt: true\n"),
    );
    expect(JSON.parse(text).import).toBeUndefined();
    expect(call).toContain("to       = module.access.aws_iam_role.account-b__CrossAccount-B\n");
    expect(call).toContain("provider = aws.account-b\n");
  });

  test("is checked as the rest is", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "access.yaml"), lab);
    await runCli(["synth", "--module"], { cwd });
    expect((await runCli(["synth", "--module", "--check"], { cwd })).status).toBe(0);
    writeFileSync(join(cwd, "access.yaml"), lab.replace("1h", "2h"));
    const { status, stderr } = await runCli(["synth", "--module", "--check"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain("synth access.yaml --output modules/cross-account-access --module");
  });
});
