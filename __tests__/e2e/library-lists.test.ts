/** Policies that the same program makes are attached to a role: the others stay attached when one goes from the list. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { CrossAccountRole } from "../../constructs";
import { awsProviderVersions } from "../../constructs/access-stack";
import { Sandbox } from "../../sandbox/sandbox";
import { findTerraform, Terraform } from "../../sandbox/terraform";
import { checkout, temporaryFolder } from "./support";

const names = ["first", "second", "third", "fourth"];

/** Writes a program's stack: a role with policies that it makes. */
function synth(folder: string, attached: readonly string[]): string {
  const app = new App({ outdir: folder });
  const stack = new TerraformStack(app, "library");
  stack.addOverride("terraform.required_providers.aws.version", awsProviderVersions);
  new LocalBackend(stack, { path: "library.tfstate" });
  const provider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "dev" });
  const policies = new Map(
    names.map((name) => [
      name,
      new IamPolicy(stack, name, {
        provider,
        name,
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "s3:ListBucket", Resource: "*" },
        }),
      }),
    ]),
  );
  new CrossAccountRole(stack, "Default", {
    roleName: "Lister",
    identityAccount: { id: "111111111111" },
    targetAccounts: [{ name: "dev", id: "222222222222", provider }],
    managedPolicies: attached.flatMap((name) => policies.get(name)?.arn ?? []),
    ignore: ["nobody-may-assume"],
  });
  app.synth();
  return join(folder, "stacks/library");
}

test("removing the first of four policies detaches this one and nothing else", async () => {
  const sandbox = await Sandbox.start(join(checkout, "access.yaml"));
  try {
    const folder = join(temporaryFolder(), "out");
    mkdirSync(folder);
    const terraform = new Terraform(findTerraform(), sandbox.environment);
    const stack = synth(folder, names);
    await terraform.init(stack);
    await terraform.apply(stack);
    synth(folder, names.slice(1));
    const { changes } = await terraform.plan(stack);
    expect(changes.map(({ address, actions }) => [address, actions])).toEqual([
      ["aws_iam_role_policy_attachment.dev__Lister__aws_iam_policy_dot_first", ["delete"]],
      ["aws_iam_role_policy_attachments_exclusive.dev__Lister", ["update"]],
    ]);
    await terraform.apply(stack);
    synth(folder, names.slice(1).reverse());
    expect((await terraform.plan(stack)).changes).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});
