import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { CrossAccountAccess, CrossAccountRole, type CrossAccountRoleProps } from "../../constructs";
import {
  documentOf,
  errorOf,
  foreignProvider,
  foreignStack,
  resourcesOf,
  terraformOf,
} from "../support/stack";

/** A stack with an identity account and some target accounts. */
function organization(accountCount = 2) {
  const stack = foreignStack();
  const identity = foreignProvider(stack, "identity");
  const targetAccounts = Array.from({ length: accountCount }, (_, index) => ({
    name: `account-${index}`,
    id: String(200000000000 + index),
    provider: foreignProvider(stack, `account-${index}`),
  }));
  const role = (roleName: string, props: Partial<CrossAccountRoleProps> = {}) =>
    new CrossAccountRole(stack, roleName, {
      roleName,
      identityAccount: { id: "111111111111", provider: identity },
      targetAccounts,
      ...props,
    });
  return { stack, identity, role };
}

/** What the inline policy of a grantee lets it assume. */
function resourcesIn(stack: TerraformStack, type: string, name: string): string[] {
  const document = documentOf(resourcesOf(terraformOf(stack), type)[name]) as unknown as {
    readonly Statement: readonly { readonly Resource: string | string[] }[];
  };
  return document.Statement.flatMap(({ Resource }) => Resource);
}

const [inAccount0, inAccount1] = ["200000000000", "200000000001"].map(
  (id) => `arn:aws:iam::${id}:role/ReadOnly`,
);

test.each([
  ["user", { user: "alex" }, "aws_iam_user_policy"],
  ["group", { group: "alex" }, "aws_iam_group_policy"],
  ["role", { role: "alex" }, "aws_iam_role_policy"],
])("a %s may assume the role in every target account, and nothing else", (holder, grantee, type) => {
  const { stack, role } = organization();
  role("ReadOnly").grantAssume(grantee as never);
  const json = terraformOf(stack);
  expect(resourcesOf(json, type)).toEqual({
    grants__alex: {
      provider: "aws.identity",
      name: "app-assume-cross-account-roles",
      [holder]: "alex",
      policy: expect.any(String),
    },
  });
  expect(documentOf(resourcesOf(json, type).grants__alex)).toEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: [inAccount0, inAccount1] }],
  });
});

test("a grant in some accounts holds there only, and a second grant adds to it", () => {
  const { stack, role } = organization();
  const readOnly = role("ReadOnly");
  readOnly.grantAssume({ user: "alex" }, { accounts: ["account-0"] });
  readOnly.grantAssume({ user: "robin" }, { accounts: ["account-0"] });
  readOnly.grantAssume({ user: "robin" }, { accounts: ["account-1"] });
  readOnly.grantAssume({ user: "robin" }, { accounts: ["account-1"] });
  expect(resourcesIn(stack, "aws_iam_user_policy", "grants__alex")).toEqual([inAccount0]);
  expect(resourcesIn(stack, "aws_iam_user_policy", "grants__robin")).toEqual([inAccount0, inAccount1]);
});

test("a user, group or role of the program is waited for", () => {
  const { stack, identity, role } = organization();
  const readOnly = role("ReadOnly");
  const common = { name: "theirs", provider: identity };
  readOnly.grantAssume(new IamUser(stack, "user", common));
  readOnly.grantAssume(new IamGroup(stack, "group", common));
  readOnly.grantAssume(new IamRole(stack, "role", { ...common, assumeRolePolicy: "{}" }));
  const json = terraformOf(stack);
  expect(resourcesOf(json, "aws_iam_user_policy").grants__theirs?.user).toBe("${aws_iam_user.user.name}");
  expect(resourcesOf(json, "aws_iam_group_policy").grants__theirs?.group).toBe("${aws_iam_group.group.name}");
  expect(resourcesOf(json, "aws_iam_role_policy").grants__theirs?.role).toBe("${aws_iam_role.role.name}");
});

test("the provider of the grantee is enough", () => {
  const { stack, identity, role } = organization();
  const alex = new IamUser(stack, "alex", { name: "alex", provider: identity });
  role("ReadOnly", { identityAccount: { id: "111111111111" } }).grantAssume(alex);
  expect(resourcesOf(terraformOf(stack), "aws_iam_user_policy").grants__alex?.provider).toBe("aws.identity");
});

test("several roles share the policies of a grantee", () => {
  const { stack, role } = organization(1);
  role("Viewer").grantAssume({ user: "alex" });
  role("Admin").grantAssume({ user: "alex" });
  expect(resourcesIn(stack, "aws_iam_user_policy", "grants__alex")).toEqual([
    "arn:aws:iam::200000000000:role/Admin",
    "arn:aws:iam::200000000000:role/Viewer",
  ]);
});

test("roles that do not fit into an inline policy together take managed policies together", () => {
  const { stack, role } = organization(40);
  role("Viewer").grantAssume({ user: "alex" });
  const grants = role("Admin").grantAssume({ user: "alex" });
  expect(grants.inlinePolicy).toBeUndefined();
  expect(grants.managedPolicies).not.toEqual([]);
  const json = terraformOf(stack);
  expect(json.resource).not.toHaveProperty("aws_iam_user_policy");
  const policies = resourcesOf(json, "aws_iam_policy");
  const arns = Object.values(policies).flatMap(
    (policy) => JSON.parse(String(policy.policy)).Statement[0].Resource as string[],
  );
  expect(new Set(arns).size).toBe(80);
  expect(Object.keys(policies)).toEqual(
    grants.managedPolicies.map(({ friendlyUniqueId }) => friendlyUniqueId),
  );
  expect(Object.values(resourcesOf(json, "aws_iam_user_policy_attachment"))).toEqual(
    Object.keys(policies).map((name) => ({
      provider: "aws.identity",
      user: "alex",
      policy_arn: `\${aws_iam_policy.${name}.arn}`,
    })),
  );
});

test("more roles than IAM's limits allow are refused", () => {
  const { role } = organization(170);
  const roles = Array.from({ length: 10 }, (_, index) => role(`Role${index}-${"x".repeat(50)}`));
  expect(errorOf(() => roles.map((one) => one.grantAssume({ user: "alex" })))).toMatch(
    /user alex may assume \d+ roles; their ARNs need \d+ managed policies, which is more than IAM attaches/,
  );
});

test("accounts that only Terraform knows are references in the permission", () => {
  const { stack, identity } = organization(0);
  const id = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
  const provider = foreignProvider(stack, "dev");
  for (const [roleName, variable] of [
    ["A", "one"],
    ["B", "two"],
  ] as const)
    new CrossAccountRole(stack, roleName, {
      roleName,
      identityAccount: { id: "111111111111", provider: identity },
      targetAccounts: [{ name: "dev", id: id(variable), provider }],
    }).grantAssume({ user: "alex" });
  expect(resourcesIn(stack, "aws_iam_user_policy", "grants__alex")).toEqual([
    "arn:aws:iam::${var.one}:role/A",
    "arn:aws:iam::${var.two}:role/B",
  ]);
});

test("the grants of a declaration in the same stack stay apart from it", () => {
  const { stack, role } = organization();
  new CrossAccountAccess(stack, "Default", {
    deployWith: { role: "Deployer" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { other: { id: "444444444444" } },
    roles: { Other: { targetAccounts: "*" } },
    users: { alex: { existing: true, canAssume: ["Other"] } },
  });
  // The alias is the declaration's.
  stack.node.tryRemoveChild("their-identity");
  role("ReadOnly", {
    identityAccount: { id: "111111111111", provider: foreignProvider(stack, "hub") },
  }).grantAssume({ user: "alex" });
  const policies = Object.values(resourcesOf(terraformOf(stack), "aws_iam_user_policy"));
  expect(policies.map(({ user, name }) => [user, name])).toEqual([
    ["alex", "assume-cross-account-roles"],
    ["alex", "app-assume-cross-account-roles"],
  ]);
});

describe("what the role does not allow is refused", () => {
  test("a grant of a role that trusts somebody else", () => {
    const { stack, role } = organization();
    const vendor = role("Vendor", { trustedEntity: { awsAccount: "999999999999" }, externalId: "acme-1" });
    expect(errorOf(() => vendor.grantAssume({ user: "alex" }))).toMatch(
      /^app\/Vendor: the props are not valid\n {2}grantAssume alex {2}the role "Vendor" trusts account 999999999999 and not the identity account/,
    );
    expect(Object.keys(terraformOf(stack).resource)).toEqual([
      "aws_iam_role",
      "aws_iam_role_policies_exclusive",
      "aws_iam_role_policy_attachments_exclusive",
    ]);
  });

  test("a role as the grantee, where the session must bear a user's name", () => {
    const { role } = organization();
    const strict = role("Strict", { requireUserSessionName: true });
    expect(errorOf(() => strict.grantAssume({ role: "runner" }))).toMatch(/grantAssume runner .* has none/);
  });

  test("an account that the role is not in", () => {
    const { role } = organization();
    expect(errorOf(() => role("ReadOnly").grantAssume({ user: "alex" }, { accounts: ["accont-0"] }))).toMatch(
      /grantAssume alex {2}no target account "accont-0"; did you mean "account-0"\?/,
    );
  });

  test("a user whose name is not known, and something that cannot be granted a role", () => {
    const { stack, identity, role } = organization();
    const readOnly = role("ReadOnly");
    expect(errorOf(() => readOnly.grantAssume({ user: "alex", group: "ops" } as never))).toMatch(
      /name exactly one of user, group and role/,
    );
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    expect(
      errorOf(() => readOnly.grantAssume(new IamUser(stack, "x", { name, provider: identity }))),
    ).toMatch(/does not know the name of app\/x/);
    expect(errorOf(() => readOnly.grantAssume(new IamPolicy(stack, "p", { policy: "{}" }) as never))).toMatch(
      /app\/p is aws_iam_policy; only users, groups and roles/,
    );
  });

  test("a grant without a provider of the identity account", () => {
    const { role } = organization();
    const readOnly = role("ReadOnly", { identityAccount: { id: "111111111111" } });
    expect(errorOf(() => readOnly.grantAssume({ user: "alex" }))).toMatch(/set identityAccount\.provider$/);
  });
});

describe("a role that nobody is granted", () => {
  const warnings = (role: CrossAccountRole) => {
    terraformOf(role.node.root.node.findChild("app") as TerraformStack);
    return role.node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => data);
  };

  test("has a warning", () => {
    expect(warnings(organization().role("ReadOnly"))).toEqual([
      expect.stringMatching(/^roleName {2}nobody is granted the role "ReadOnly" here; call grantAssume/),
    ]);
  });

  test("has none once it is granted, where the other half is made elsewhere, or where it trusts somebody else", () => {
    const granted = organization().role("ReadOnly");
    granted.grantAssume({ user: "alex" });
    expect(warnings(granted)).toEqual([]);
    expect(warnings(organization().role("ReadOnly", { ignore: ["nobody-may-assume"] }))).toEqual([]);
    expect(warnings(organization().role("Run", { trustedEntity: { service: "ec2.amazonaws.com" } }))).toEqual(
      [],
    );
  });
});
