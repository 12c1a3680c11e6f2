import { RootConstruct } from "constructs";
import type { AccessFile } from "../../access";
import { AccessModule } from "../../constructs";
import { hclString } from "../../constructs/hcl";
import { documentOf, errorOf, exclusiveAddresses, terraformOf, testApp } from "../support/stack";

const declaration: AccessFile = {
  stacks: "perAccount",
  backend: { local: {} },
  organization: {
    id: "o-a1b2c3d4e5",
    accountId: "999900001111",
    organizationalUnits: ["ou-ab12-cdefgh34"],
  },
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  targetAccounts: {
    dev: { id: "222222222222", stack: "elsewhere", movedFrom: "access" },
    "prod-eu": { id: "333333333333" },
  },
  roles: {
    ReadOnly: { targetAccounts: "*", managedPolicies: [{ name: "extras" }] },
    Admin: { targetAccounts: ["dev"], adopt: true, trustedEntity: { awsAccount: "111111111111" } },
    Vendor: { targetAccounts: ["dev"], trustedEntity: { awsAccount: "444444444444" }, externalId: "acme-1" },
    Rolled: { targetAccounts: ["prod-eu"], rollout: "stackSet" },
  },
  users: { alex: { adopt: true, canAssume: ["ReadOnly", "Admin", "Rolled"] } },
};

function moduleOf(declared: Partial<AccessFile> = {}): AccessModule {
  return new AccessModule(new RootConstruct(), "access", { declaration: { ...declaration, ...declared } });
}

/** The module's JSON, as Terraform gets it. */
function jsonOf(module: AccessModule) {
  return JSON.parse(JSON.stringify(module.toTerraform()));
}

test("the account ids are the defaults of variables, and stand nowhere else", () => {
  const { variable, locals, ...blocks } = jsonOf(moduleOf());
  expect(variable.identity_account_id.default).toBe("111111111111");
  expect(locals.target_account_ids).toBe(
    '${merge({"dev" = "222222222222", "prod-eu" = "333333333333"}, var.target_account_ids)}',
  );
  // Of a third party and of the organization, which are the same in every environment.
  expect(new Set(JSON.stringify(blocks).match(/\d{12}/g))).toEqual(new Set(["444444444444", "999900001111"]));
});

test("roles, trust and grants follow the variables", () => {
  const { resource } = jsonOf(moduleOf());
  for (const role of ["dev__ReadOnly", "dev__Admin"])
    expect(documentOf(resource.aws_iam_role[role], "assume_role_policy")).toMatchObject({
      Statement: [{ Principal: { AWS: "arn:aws:iam::${var.identity_account_id}:root" } }],
    });
  expect(resource.aws_iam_role_policy_attachment["prod-eu__ReadOnly__extras"].policy_arn).toBe(
    'arn:aws:iam::${local.target_account_ids["prod-eu"]}:policy/extras',
  );
  expect(resource.aws_iam_user_policy.alex.policy).toContain(
    '["arn:aws:iam::${local.target_account_ids.dev}:role/Admin","arn:aws:iam::${local.target_account_ids.dev}:role/ReadOnly",',
  );
});

test("each provider is the caller's, and must lead to the account", () => {
  const module = moduleOf();
  expect(module.providerAliases).toEqual(["identity", "dev", "prod-eu", "organization"]);
  const { provider, terraform, data, resource } = jsonOf(module);
  expect(provider).toBeUndefined();
  expect(terraform).toEqual({
    required_providers: {
      aws: {
        source: "hashicorp/aws",
        version: ">= 5.100.0, < 7.0.0",
        configuration_aliases: ["aws.identity", "aws.dev", "aws.prod-eu", "aws.organization"],
      },
    },
  });
  const conditions = Object.entries(data.aws_caller_identity as Record<string, never>).map(
    ([alias, { provider, lifecycle }]) => [
      alias,
      provider,
      (lifecycle as { postcondition: { condition: string }[] }).postcondition[0]?.condition,
    ],
  );
  expect(conditions).toEqual([
    ["identity", "aws.identity", "${self.account_id == var.identity_account_id}"],
    ["dev", "aws.dev", "${self.account_id == local.target_account_ids.dev}"],
    ["prod-eu", "aws.prod-eu", '${self.account_id == local.target_account_ids["prod-eu"]}'],
    ["organization", "aws.organization", '${self.account_id == "999900001111"}'],
  ]);
  expect(resource.aws_cloudformation_stack_set.Rolled.provider).toBe("aws.organization");
});

test("imports are for the caller, and an account that changes stacks is none", () => {
  const module = moduleOf();
  expect(jsonOf(module)).not.toHaveProperty("import");
  expect(jsonOf(module)).not.toHaveProperty("removed");
  expect(module.imports).toEqual([
    ...["aws_iam_role.dev__Admin", ...exclusiveAddresses("role", "dev__Admin")].map((to) => ({
      to,
      id: "Admin",
      provider: "aws.dev",
      ifAmong: { type: "aws_iam_roles", data: "dev", name: "Admin" },
    })),
    ...["aws_iam_user.alex", ...exclusiveAddresses("user", "alex").map((to) => `${to}[0]`)].map((to) => ({
      to,
      id: "alex",
      provider: "aws.identity",
      ifAmong: { type: "aws_iam_users", data: "identity", name: "alex" },
    })),
  ]);
  const importBlock = (names: string, name: string, to: string, provider: string) => `import {
  for_each = toset([for name in ${names} : name if name == "${name}"])
  to       = module.access.${to}
  id       = "${name}"
  provider = ${provider}
}`;
  const blocks = [
    ...["aws_iam_role.dev__Admin", ...exclusiveAddresses("role", "dev__Admin")].map((to) =>
      importBlock("data.aws_iam_roles.dev.names", "Admin", to, "aws.dev"),
    ),
    ...["aws_iam_user.alex", ...exclusiveAddresses("user", "alex").map((to) => `${to}[0]`)].map((to) =>
      importBlock("data.aws_iam_users.identity.names", "alex", to, "aws.identity"),
    ),
  ];
  expect(module.callFrom('./a "${folder}"')).toBe(`module "access" {
  source = "./a \\"$\${folder}\\""
  providers = {
    aws.identity     = aws.identity
    aws.dev          = aws.dev
    aws.prod-eu      = aws.prod-eu
    aws.organization = aws.organization
  }
}

data "aws_iam_roles" "dev" {
  provider = aws.dev
}

data "aws_iam_users" "identity" {
  provider = aws.identity
}

${blocks.join("\n\n")}`);
});

test("it is a stack of an app too", () => {
  const { terraform, resource } = terraformOf(new AccessModule(testApp(), "access", { declaration }));
  expect(terraform).not.toHaveProperty("backend");
  expect(Object.keys(resource)).toContain("aws_iam_user_policy");
});

test("everything that is wrong with the declaration is in one error", () => {
  const message = errorOf(() => moduleOf({ users: { alex: { canAssume: ["Nobody"], groups: ["none"] } } }));
  expect(message.split("\n")).toEqual([
    "access: the declaration is not valid",
    expect.stringMatching(/users\.alex\.canAssume\[0\] {2}no role "Nobody"/),
    expect.stringMatching(/users\.alex\.groups\[0\] {2}no group "none"/),
  ]);
  expect(errorOf(() => moduleOf({ users: { alex: { tags: { x: "\uE000" } } } }))).toMatch(/U\+E000/);
});

test.each([
  ["plain", '"plain"'],
  ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
  ["${x} %{ if true }", '"$${x} %%{ if true }"'],
  ["line\nend\u0007", '"line\\u000aend\\u0007"'],
])("in Terraform's language, %j is %s", (text, written) => {
  expect(hclString(text)).toBe(written);
});
