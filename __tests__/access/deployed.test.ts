/** What is deployed reads the same from every source. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Access, stacksOf } from "../../access";
import { type Deployed, type DeployedThing, deployedBy } from "../../access/deployed";
import { deployedByConfiguration, deployedByState } from "../../access/deployed-json";
import { AccessStack } from "../../constructs";
import { canonicalJson } from "../../iam/policy-document";
import { accessOf, terraformOf, testApp } from "../support/stack";

const root = join(__dirname, "../..");

/** What the synthesized stacks of an access deploy. */
function byConfigurations(access: Access): Deployed {
  const parts = stacksOf(access).map((stack) =>
    deployedByConfiguration(
      stack.name,
      JSON.parse(JSON.stringify(terraformOf(new AccessStack(testApp(), stack.name, { access, stack })))),
    ),
  );
  return { identityAccountId: parts[0]?.identityAccountId, things: parts.flatMap(({ things }) => things) };
}

/** The things as plain data, in an order of their own. */
function comparable({ identityAccountId, things }: Deployed): unknown {
  const plain = ({ settings, grants, groups, renamedFrom, ...thing }: DeployedThing) =>
    canonicalJson({
      ...thing,
      accountId: thing.accountId ?? identityAccountId,
      grants: [...grants].sort(),
      groups: [...groups].sort(),
      settings: settings(),
    });
  // Of a role that is made elsewhere, nothing is deployed.
  const deployed = things.filter(({ kind, made }) => made || kind !== "role");
  return [identityAccountId, deployed.map(plain).sort()];
}

test.each([
  "access.yaml",
  "examples/company/access.yaml",
  "__tests__/e2e/files/five-accounts.yaml",
  "__tests__/e2e/files/everything.yaml",
  "__tests__/e2e/files/china.yaml",
])("the output of %s deploys what the file declares", (file) => {
  const access = accessOf(parse(readFileSync(join(root, file), "utf8"), { merge: true }));
  expect(comparable(byConfigurations(access))).toEqual(comparable(deployedBy(access)));
});

test("so does the output in several stacks, with stack sets, text that looks like an expression, and retired accounts", () => {
  const access = accessOf({
    deployWith: { role: "Deploy" },
    stacks: "perAccount",
    identityAccount: { id: "111111111111", passwordPolicy: { minimumPasswordLength: 14 } },
    organization: {
      id: "o-a1b2c3d4e5",
      accountId: "999900001111",
      organizationalUnits: ["ou-ab12-cdefgh34"],
    },
    identityProviders: {
      github: {
        oidc: { url: "https://token.actions.githubusercontent.com", audiences: ["sts.amazonaws.com"] },
      },
      elsewhere: { oidc: { url: "https://id.example.com", audiences: ["aws"] }, existing: true },
    },
    targetAccounts: {
      a: { id: "222222222222" },
      b: { id: "333333333333", stack: "shared" },
      gone: { id: "444444444444", retired: true },
    },
    roles: {
      Everywhere: { rollout: "stackSet", targetAccounts: "*", managedPolicies: ["ViewOnlyAccess"] },
      Deployer: {
        targetAccounts: ["a", "b"],
        managedPolicies: ["ReadOnlyAccess"],
        trustedEntity: [
          {
            webIdentity: { provider: "github", audience: "sts.amazonaws.com", subjects: ["repo:acme/app:*"] },
          },
          { webIdentity: { provider: "elsewhere", audience: "aws", subjects: ["b"] } },
        ],
      },
      Reader: {
        path: "/x/",
        targetAccounts: "*",
        permissionsBoundary: "ReadOnlyAccess",
        inlinePolicies: {
          own: {
            Version: "2012-10-17",
            Statement: {
              Effect: "Allow",
              Action: "s3:*",
              Resource: "arn:aws:s3:::home/${aws:username}/%{x}",
            },
          },
        },
      },
    },
    groups: { staff: { existing: true, canAssume: ["Reader"] }, wheel: {} },
    users: {
      alex: { groups: ["staff", "wheel"], tags: { mail: "a@b" }, consoleAccess: true },
      kim: { existing: true, canAssume: [{ role: "Everywhere", accounts: "organization" }] },
    },
  });
  expect(comparable(byConfigurations(access))).toEqual(comparable(deployedBy(access)));
});

test("a policy that is a permissions boundary is told from an attached one, in the output and in a state", () => {
  const document = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } };
  const access = accessOf({
    deployWith: { role: "Deploy" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { a: { id: "222222222222" } },
    policies: { within: { document }, attached: { document } },
    roles: {
      Reader: {
        targetAccounts: ["a"],
        permissionsBoundary: { name: "within" },
        managedPolicies: [{ name: "attached" }],
      },
    },
  });
  const arn = (policy: string) => `arn:aws:iam::222222222222:policy/${policy}`;
  const resource = (type: string, name: string, values: object) => ({ type, name, mode: "managed", values });
  const resources = [
    resource("aws_iam_policy", "a__within", { arn: arn("within") }),
    resource("aws_iam_policy", "a__attached", { arn: arn("attached") }),
    resource("aws_iam_role", "a__Reader", { name: "Reader", permissions_boundary: arn("within") }),
  ];
  const state = deployedByState("access", { format_version: "1.0", values: { root_module: { resources } } });
  const boundaries = ({ things }: Deployed) =>
    things.filter(({ isBoundary }) => isBoundary).map(({ kind, name }) => `${kind} ${name}`);
  for (const deployed of [deployedBy(access), byConfigurations(access), state ?? { things: [] }])
    expect(boundaries(deployed)).toEqual(["policy within"]);
});

describe("a state", () => {
  const role = {
    name: "a__Reader",
    type: "aws_iam_role",
    mode: "managed",
    values: { arn: "arn:aws:iam::222222222222:role/x/Reader", name: "Reader", path: "/x/" },
  };
  const user = {
    name: "alex",
    type: "aws_iam_user",
    mode: "managed",
    values: { arn: "arn:aws:iam::111111111111:user/alex", name: "alex", path: "/" },
  };
  const github = {
    name: "a__github",
    type: "aws_iam_openid_connect_provider",
    mode: "managed",
    values: { arn: "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com" },
  };
  const passwordPolicy = {
    name: "identity",
    type: "aws_iam_account_password_policy",
    mode: "managed",
    values: { minimum_password_length: 14 },
  };
  const data = { ...role, mode: "data", name: "other__Thing" };
  const shown = {
    format_version: "1.0",
    values: { root_module: { resources: [role, user, data, github, passwordPolicy] } },
  };
  const file = {
    version: 4,
    resources: [role, user, data, github, passwordPolicy].map(({ values, ...rest }) => ({
      ...rest,
      instances: [{ attributes: values }],
    })),
  };

  test.each([
    ["as terraform show -json shows it", shown],
    ["as a state file", file],
  ])("%s has the things with the accounts of their ARNs, and no data source", (_what, state) => {
    const { identityAccountId, things } = deployedByState("some", state) ?? { things: [] };
    expect(identityAccountId).toBe("111111111111");
    expect(
      things.map(({ kind, stack, account, accountId, name, path }) => [
        kind,
        stack,
        account,
        accountId,
        name,
        path,
      ]),
    ).toEqual([
      ["role", "some", "a", "222222222222", "Reader", "/x/"],
      ["identityProvider", "some", "a", "222222222222", "github", "/"],
      ["passwordPolicy", "some", undefined, undefined, "identity", "/"],
      ["user", "some", undefined, "111111111111", "alex", "/"],
    ]);
  });

  test("of the identity account is that of its stack, whatever the name of the file", () => {
    const outputs = { console_sign_in_url: { value: "https://..." } };
    const state = { ...shown, values: { ...shown.values, outputs } };
    expect(deployedByState("anything", state)?.things.map(({ stack }) => stack)).toEqual(
      Array(4).fill("access"),
    );
  });

  test("is empty before the first apply", () => {
    expect(deployedByState("access", { format_version: "1.0" })?.things).toEqual([]);
  });

  test.each([
    ["a plan", { format_version: "1.2", planned_values: {} }],
    ["the synthesized configuration", { resource: {} }],
    ["a list", []],
    ["no JSON", undefined],
  ])("is not %s", (_what, content) => {
    expect(deployedByState("access", content)).toBeUndefined();
  });
});
