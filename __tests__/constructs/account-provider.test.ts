import { TerraformVariable } from "cdktf";
import type { DeployWith } from "../../access/schema";
import { AccountProvider } from "../../constructs";
import type { Partition } from "../../iam/partition";
import { foreignStack, terraformOf } from "../support/stack";

function providerJson(deployWith: DeployWith, partition: Partition = "aws", accountId = "222222222222") {
  const stack = foreignStack();
  new AccountProvider(stack, "provider", {
    alias: "account-b",
    accountId,
    deployWith,
    region: "eu-west-1",
    partition,
  });
  return terraformOf(stack).provider.aws?.[0];
}

test("ambient credentials are guarded by the account's id", () => {
  expect(providerJson("ambient")).toEqual({
    alias: "account-b",
    region: "eu-west-1",
    allowed_account_ids: ["222222222222"],
  });
});

test.each<[string, DeployWith, string]>([
  ["a role's name", { role: "Deployer" }, "arn:aws:iam::222222222222:role/Deployer"],
  ["a role's path and name", { role: "ci/eu/Deployer" }, "arn:aws:iam::222222222222:role/ci/eu/Deployer"],
  ["a leading slash", { role: "/ci/Deployer" }, "arn:aws:iam::222222222222:role/ci/Deployer"],
  [
    "a role's ARN",
    { role: "arn:aws:iam::222222222222:role/x/Deployer" },
    "arn:aws:iam::222222222222:role/x/Deployer",
  ],
])("%s is the role to assume", (_, deployWith, arn) => {
  expect(providerJson(deployWith)).toMatchObject({
    allowed_account_ids: ["222222222222"],
    assume_role: [{ role_arn: arn }],
  });
});

test.each<[Partition, string]>([
  ["aws-us-gov", "arn:aws-us-gov:iam::222222222222:role/Deployer"],
  ["aws-cn", "arn:aws-cn:iam::222222222222:role/Deployer"],
])("in %s the role has that partition's ARN", (partition, arn) => {
  expect(providerJson({ role: "Deployer" }, partition)).toMatchObject({ assume_role: [{ role_arn: arn }] });
});

test("a profile, an external ID and a session name go with the role", () => {
  expect(
    providerJson({ role: "Deployer", profile: "ops ${x}", externalId: "a:b/c", sessionName: "terraform" }),
  ).toEqual({
    alias: "account-b",
    region: "eu-west-1",
    profile: "ops $${x}",
    allowed_account_ids: ["222222222222"],
    assume_role: [
      {
        role_arn: "arn:aws:iam::222222222222:role/Deployer",
        external_id: "a:b/c",
        session_name: "terraform",
      },
    ],
  });
});

test("a profile alone assumes no role", () => {
  const provider = providerJson({ profile: "shop" });
  expect(provider).toMatchObject({ profile: "shop", allowed_account_ids: ["222222222222"] });
  expect(provider).not.toHaveProperty("assume_role");
});

test("an account that Terraform alone knows is guarded and assumed by reference", () => {
  const stack = foreignStack();
  const accountId = new TerraformVariable(stack, "account_b", { type: "string" }).stringValue;
  new AccountProvider(stack, "provider", {
    alias: "account-b",
    accountId,
    deployWith: { role: "Deployer" },
    region: "eu-west-1",
    partition: "aws",
  });
  expect(terraformOf(stack).provider.aws?.[0]).toMatchObject({
    allowed_account_ids: ["${var.account_b}"],
    assume_role: [{ role_arn: "arn:aws:iam::${var.account_b}:role/Deployer" }],
  });
});

test("a role that Terraform alone knows is taken for an ARN", () => {
  const stack = foreignStack();
  const role = new TerraformVariable(stack, "deployer", { type: "string" }).stringValue;
  new AccountProvider(stack, "provider", {
    alias: "account-b",
    accountId: "222222222222",
    deployWith: { role },
    region: "eu-west-1",
    partition: "aws",
  });
  expect(terraformOf(stack).provider.aws?.[0]).toMatchObject({
    assume_role: [{ role_arn: "${var.deployer}" }],
  });
});
