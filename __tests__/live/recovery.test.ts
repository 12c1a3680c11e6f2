/** After a killed apply: what AWS has, the file declares and the state does not know is imported, and nothing else. */
import { stateAddresses } from "../../access/state-addresses";
import { iamAccountOf } from "../../live/authorization-details";
import { recoveredImports, toAskFor } from "../../live/recovery";
import type { TerraformJson } from "../../live/terraform-json";
import { samlMetadata } from "../support/saml-metadata";
import { accessOf, accessStackJson } from "../support/stack";

const trust = { Version: "2012-10-17", Statement: [] };
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const declaration = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
  roles: { Reader: { targetAccounts: "*", path: "/teams/", managedPolicies: ["ReadOnlyAccess"] } },
  groups: { staff: { canAssume: ["Reader"] } },
  users: { alex: { consoleAccess: true, canAssume: ["Reader"] }, kim: {} },
};
const role = { Path: "/teams/", AssumeRolePolicyDocument: trust, RoleName: "Reader" };
const accounts = new Map([
  [
    "111111111111",
    iamAccountOf("111111111111", [
      {
        UserDetailList: [
          {
            UserName: "alex",
            UserPolicyList: [{ PolicyName: "assume-cross-account-roles", PolicyDocument: trust }],
          },
          { UserName: "stranger" },
        ],
        Policies: [
          {
            Arn: "arn:aws:iam::111111111111:policy/self-service",
            PolicyVersionList: [{ IsDefaultVersion: true, Document: trust }],
          },
        ],
      },
    ]),
  ],
  [
    "222222222222",
    iamAccountOf("222222222222", [
      { RoleDetailList: [{ ...role, AttachedManagedPolicies: [{ PolicyArn: readOnly }] }] },
    ]),
  ],
  ["333333333333", iamAccountOf("333333333333", [{ RoleDetailList: [role] }])],
]);

const found = [{ type: "aws_iam_user_login_profile", id: "alex" }] as const;

function recovered(known: readonly string[] = [], more: object = {}) {
  const file = { ...declaration, ...more };
  return recoveredImports({
    access: accessOf(file),
    stack: accessStackJson(file) as unknown as TerraformJson,
    known: new Set(known),
    accounts,
    found: found.map((one) => ({ ...one, accountId: "111111111111" })),
  });
}

test("each object that exists is imported by the id and the provider that Terraform knows it by", () => {
  expect(recovered().map(({ to, id, provider }) => [to, id, provider])).toEqual([
    ["aws_iam_policy.self-service", "arn:aws:iam::111111111111:policy/self-service", "aws.identity"],
    ["aws_iam_role.dev__Reader", "Reader", "aws.dev"],
    ["aws_iam_role.prod__Reader", "Reader", "aws.prod"],
    ["aws_iam_role_policies_exclusive.dev__Reader", "Reader", "aws.dev"],
    ["aws_iam_role_policies_exclusive.prod__Reader", "Reader", "aws.prod"],
    ["aws_iam_role_policy_attachment.dev__Reader__ReadOnlyAccess", `Reader/${readOnly}`, "aws.dev"],
    ["aws_iam_role_policy_attachments_exclusive.dev__Reader", "Reader", "aws.dev"],
    ["aws_iam_role_policy_attachments_exclusive.prod__Reader", "Reader", "aws.prod"],
    ["aws_iam_user.alex", "alex", "aws.identity"],
    ["aws_iam_user_login_profile.alex", "alex", "aws.identity"],
    ["aws_iam_user_policies_exclusive.alex", "alex", "aws.identity"],
    ["aws_iam_user_policy.alex", "alex:assume-cross-account-roles", "aws.identity"],
    ["aws_iam_user_policy_attachments_exclusive.alex", "alex", "aws.identity"],
  ]);
});

test("what the state knows is not imported, nor what the state has under a former name", () => {
  const { prod } = declaration.targetAccounts;
  const renamed = { targetAccounts: { prod, web: { id: "222222222222", renamedFrom: "dev" } } };
  const addresses = recovered(["aws_iam_role.dev__Reader", "aws_iam_user.alex"], renamed).map(({ to }) => to);
  expect(addresses).not.toContain("aws_iam_role.web__Reader");
  expect(addresses).not.toContain("aws_iam_user.alex");
  expect(addresses).toContain("aws_iam_role.prod__Reader");
});

test("what the stack imports itself is not imported twice", () => {
  const users = { alex: { adopt: true } };
  const addresses = recovered([], { users }).map(({ to }) => to);
  expect(addresses.filter((address) => address.startsWith("aws_iam_user"))).toEqual([]);
});

test("what the details of an account do not list is asked for by itself, and imported if it is there", () => {
  const url = "https://token.actions.githubusercontent.com";
  const webIdentity = { provider: "github", audience: "sts.amazonaws.com", subjects: ["repo:acme/infra:*"] };
  const dev = { targetAccounts: ["dev"], managedPolicies: ["ReadOnlyAccess"] };
  const file = {
    ...declaration,
    identityProviders: {
      okta: { saml: { metadata: samlMetadata() } },
      github: { oidc: { url, audiences: ["sts.amazonaws.com"] } },
    },
    roles: {
      ...declaration.roles,
      Server: { ...dev, trustedEntity: { service: "ec2.amazonaws.com" }, instanceProfile: true },
      Deploy: { ...dev, trustedEntity: { webIdentity } },
      People: { ...dev, trustedEntity: { saml: { provider: "okta" } } },
    },
  };
  const input = { access: accessOf(file), stack: accessStackJson(file) as unknown as TerraformJson };
  const asked = toAskFor({ ...input, known: new Set() });
  const arn = "arn:aws:iam::222222222222";
  expect(asked.map(({ type, id }) => [type, id]).sort()).toEqual([
    ["aws_iam_instance_profile", "Server"],
    ["aws_iam_openid_connect_provider", `${arn}:oidc-provider/token.actions.githubusercontent.com`],
    ["aws_iam_saml_provider", `${arn}:saml-provider/okta`],
    ["aws_iam_user_login_profile", "alex"],
  ]);
  const nothing = { ...input, accounts: new Map() };
  expect(
    recoveredImports({ ...nothing, known: new Set(), found: asked }).map(({ to, provider }) => [
      to,
      provider,
    ]),
  ).toEqual([
    ["aws_iam_instance_profile.dev__Server", "aws.dev"],
    ["aws_iam_openid_connect_provider.dev__github", "aws.dev"],
    ["aws_iam_saml_provider.dev__okta", "aws.dev"],
    ["aws_iam_user_login_profile.alex", "aws.identity"],
  ]);
  expect(recoveredImports({ ...nothing, known: new Set(), found: [] })).toEqual([]);
  expect(toAskFor({ ...input, known: new Set(["aws_iam_user_login_profile.alex"]) })).toHaveLength(3);
});

test("the addresses of a state are those of terraform show -json and of a state file", () => {
  const shown = {
    format_version: "1.0",
    values: {
      root_module: {
        resources: [
          { mode: "managed", address: "aws_iam_user.alex", tainted: true },
          { mode: "managed", address: "aws_iam_user_login_profile.alex[0]" },
          { mode: "data", address: "data.aws_iam_users.identity" },
        ],
      },
    },
  };
  const file = {
    version: 4,
    resources: [
      { mode: "managed", type: "aws_iam_user", name: "alex", instances: [{ status: "tainted" }] },
      { mode: "managed", type: "aws_iam_user_login_profile", name: "alex", instances: [{ index_key: 0 }] },
      { mode: "data", type: "aws_iam_users", name: "identity", instances: [{}] },
    ],
  };
  for (const state of [shown, file])
    expect(stateAddresses(state)).toEqual({
      known: new Set(["aws_iam_user.alex", "aws_iam_user_login_profile.alex[0]"]),
      tainted: ["aws_iam_user.alex"],
    });
  expect(stateAddresses({ format_version: "1.0" })).toEqual({ known: new Set(), tainted: [] });
  expect(stateAddresses({ resource: {} })).toBeUndefined();
});
