/** IAM in Terraform states. */
import { iamOfStates } from "../../../live/import/terraform-state";
import { dev, identity, policy, prod, roleArn, root, trust } from "./organization";

type Values = Readonly<Record<string, unknown>>;
const provider = (alias: string) => `provider["registry.terraform.io/hashicorp/aws"].${alias}`;

function resource(type: string, alias: string, ...instances: readonly Values[]) {
  return {
    mode: "managed",
    type,
    name: "this",
    provider: provider(alias),
    instances: instances.map((attributes) => ({ attributes })),
  };
}

const reader = (id: string, more: Values = {}) => ({
  name: "Reader",
  path: "/",
  arn: roleArn(id, "Reader"),
  assume_role_policy: JSON.stringify(trust(root(identity))),
  max_session_duration: 7200,
  tags: { team: "web" },
  permissions_boundary: "",
  ...more,
});
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const buckets = policy({ Action: "s3:ListAllMyBuckets", Resource: "*" });

test("a state file says by the provider in which account an attachment is", () => {
  const { accounts, unplaced } = iamOfStates([
    {
      version: 4,
      resources: [
        resource("aws_iam_role", "dev", reader(dev)),
        resource("aws_iam_role", "prod", reader(prod, { description: "Reads" })),
        resource("aws_iam_role_policy_attachment", "dev", { role: "Reader", policy_arn: readOnly }),
        resource("aws_iam_role_policy", "prod", {
          role: "Reader",
          name: "list",
          policy: JSON.stringify(buckets),
        }),
        { ...resource("aws_iam_role", "dev", reader(dev, { name: "Looked-up" })), mode: "data" },
      ],
    },
  ]);
  expect(unplaced).toEqual([]);
  expect(accounts.map(({ id }) => id)).toEqual([dev, prod]);
  const [inDev, inProd] = accounts.map(({ roles }) => roles.get("Reader"));
  expect(accounts[0]?.roles.size).toBe(1);
  expect(inDev).toMatchObject({
    managedPolicies: [readOnly],
    maxSessionDuration: 7200,
    tags: { team: "web" },
    trustPolicy: trust(root(identity)),
  });
  expect(inProd).toMatchObject({ managedPolicies: [], description: "Reads" });
  expect(inProd?.inlinePolicies).toEqual(new Map([["list", buckets]]));
});

test("identity providers are there if a state has them, and not known otherwise", () => {
  const saml = {
    name: "Okta",
    arn: `arn:aws:iam::${dev}:saml-provider/Okta`,
    saml_metadata_document: "<EntityDescriptor/>",
    tags: { team: "web" },
  };
  const oidc = {
    arn: `arn:aws:iam::${dev}:oidc-provider/token.example.com/a`,
    url: "token.example.com/a",
    client_id_list: ["b", "a"],
    thumbprint_list: ["A".repeat(40)],
  };
  const { accounts } = iamOfStates([
    {
      version: 4,
      resources: [
        resource("aws_iam_saml_provider", "dev", saml),
        resource("aws_iam_openid_connect_provider", "dev", oidc),
        resource("aws_iam_role", "prod", reader(prod)),
      ],
    },
  ]);
  expect(accounts.map(({ identityProviders }) => identityProviders)).toEqual([
    new Map<string, object>([
      ["saml-provider/Okta", { kind: "saml", metadata: "<EntityDescriptor/>", tags: { team: "web" } }],
      [
        "oidc-provider/token.example.com/a",
        {
          kind: "oidc",
          url: "https://token.example.com/a",
          audiences: ["a", "b"],
          thumbprints: ["a".repeat(40)],
          tags: {},
        },
      ],
    ]),
    undefined,
  ]);
});

test("users, groups, members, customer managed policies and passwords", () => {
  const arn = (what: string) => `arn:aws:iam::${identity}:${what}`;
  const resources = [
    resource(
      "aws_iam_user",
      "a",
      { name: "alex", arn: arn("user/alex") },
      { name: "kim", arn: arn("user/kim") },
    ),
    resource("aws_iam_group", "a", { name: "ops", arn: arn("group/ops") }),
    resource("aws_iam_group_membership", "a", { group: "ops", users: ["alex"] }),
    resource("aws_iam_user_group_membership", "a", { user: "kim", groups: ["ops"] }),
    resource("aws_iam_policy", "a", {
      name: "list",
      arn: arn("policy/list"),
      policy: JSON.stringify(buckets),
    }),
    resource("aws_iam_group_policy_attachment", "a", { group: "ops", policy_arn: arn("policy/list") }),
    resource("aws_iam_policy_attachment", "a", {
      users: ["kim"],
      groups: [],
      roles: [],
      policy_arn: readOnly,
    }),
    resource("aws_iam_user_login_profile", "a", { user: "alex" }),
  ];
  const { accounts, users } = iamOfStates([{ version: 4, resources }]);
  expect(users).toEqual(["alex"]);
  const [account] = accounts;
  expect(account?.users.get("alex")).toMatchObject({ groups: ["ops"], managedPolicies: [] });
  expect(account?.users.get("kim")).toMatchObject({ groups: ["ops"], managedPolicies: [readOnly] });
  expect(account?.groups.get("ops")?.managedPolicies).toEqual([arn("policy/list")]);
  expect(account?.policies).toEqual(new Map([[arn("policy/list"), buckets]]));
});

test("terraform show -json does not say the provider: an attachment to a role of two accounts is told", () => {
  const shown = (address: string, type: string, values: Values) => ({
    address,
    mode: "managed",
    type,
    values,
  });
  const attachment = { role: "Reader", policy_arn: readOnly };
  const state = (...resources: readonly object[]) => ({
    format_version: "1.0",
    values: { root_module: { child_modules: [{ address: "module.roles", resources }] } },
  });
  const one = [
    shown("module.roles.aws_iam_role.dev", "aws_iam_role", reader(dev)),
    shown("module.roles.aws_iam_role_policy_attachment.dev", "aws_iam_role_policy_attachment", attachment),
  ];
  expect(iamOfStates([state(...one)]).accounts[0]?.roles.get("Reader")?.managedPolicies).toEqual([readOnly]);
  const two = [...one, shown("module.roles.aws_iam_role.prod", "aws_iam_role", reader(prod))];
  expect(iamOfStates([state(...two)]).unplaced).toEqual(["module.roles.aws_iam_role_policy_attachment.dev"]);
});

test("what is no state is an error", () => {
  expect(() => iamOfStates([{ planned_values: {} }])).toThrow(
    "is neither a state file nor the result of terraform show -json",
  );
});
