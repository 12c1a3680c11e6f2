/** What Terraform makes of roles that are granted roles: each permission with its role, by the provider of its account. */
import { stacksOf } from "../../access";
import { AccessStack } from "../../constructs";
import { expectGoldenJson } from "../support/golden";
import { accessOf, accessStackJson, documentOf, resourcesOf, terraformOf, testApp } from "../support/stack";

const targetAccounts = {
  hub: { id: "111111111111" },
  dev: { id: "222222222222" },
  prod: { id: "333333333333" },
};
const chain = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  targetAccounts,
  roles: {
    Team: {
      targetAccounts: ["hub"],
      trustedEntity: { saml: { provider: "Okta" } },
      canAssume: ["Operator", { role: "Reader", accounts: ["prod"], until: "2027-03-01" }],
    },
    Operator: { targetAccounts: ["dev"], canAssume: ["Reader"] },
    Reader: { targetAccounts: ["dev", "prod"] },
    Theirs: { existing: true, path: "/theirs/", targetAccounts: ["prod"], canAssume: ["Operator"] },
  },
  principals: { ci: { roleName: "builder", path: "/ci/", account: "dev", canAssume: ["Reader"] } },
};

const inAccounts = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => [`a${index}`, { id: String(400_000_000_000 + index) }]),
);
/** More role ARNs than an inline policy holds. */
const large = {
  ...chain,
  targetAccounts: { ...targetAccounts, ...inAccounts },
  roles: {
    Team: { targetAccounts: ["hub"], trustedEntity: { saml: { provider: "Okta" } }, canAssume: ["Wide"] },
    Wide: { targetAccounts: Object.keys(inAccounts) },
  },
  principals: {},
};

/** The Terraform JSON of each stack. */
function stacksJson(declared: object) {
  const access = accessOf(declared);
  return new Map(
    stacksOf(access).map((stack) => [
      stack.name,
      terraformOf(new AccessStack(testApp(), stack.name, { access, stack })) as ReturnType<
        typeof terraformOf
      > & {
        readonly import?: readonly { readonly to: string; readonly id: string }[];
        readonly removed?: readonly { readonly from: string }[];
      },
    ]),
  );
}

test("both halves, with the addresses and providers of the roles", () => {
  const json = accessStackJson(chain);
  expectGoldenJson("role-chains.json", {
    permissions: Object.fromEntries(
      Object.entries(resourcesOf(json, "aws_iam_role_policy")).map(([name, policy]) => [
        name,
        { ...policy, policy: documentOf(policy) },
      ]),
    ),
    trust: Object.fromEntries(
      Object.entries(resourcesOf(json, "aws_iam_role")).map(([name, role]) => [
        name,
        documentOf(role, "assume_role_policy"),
      ]),
    ),
  });
});

test("a role of the file is made before its permission, and no role waits for another", () => {
  const json = accessStackJson(chain);
  const { role } =
    resourcesOf(json, "aws_iam_role_policy")["dev__Operator__assume-cross-account-roles"] ?? {};
  expect(role).toBe("${aws_iam_role.dev__Operator.id}");
  for (const made of Object.values(resourcesOf(json, "aws_iam_role")))
    expect(JSON.stringify(made)).not.toContain("${aws_iam_role.");
});

test("a role made elsewhere has its permission by its name, and is not made", () => {
  const json = accessStackJson(chain);
  const policies = resourcesOf(json, "aws_iam_role_policy");
  expect(policies["prod__Theirs__assume-cross-account-roles"]).toMatchObject({
    role: "Theirs",
    provider: "aws.prod",
  });
  expect(policies.ci).toMatchObject({ role: "builder", provider: "aws.dev" });
  expect(Object.keys(resourcesOf(json, "aws_iam_role"))).not.toContain("prod__Theirs");
});

test("each permission is in the stack of its account, and none refers to another stack", () => {
  const stacks = stacksJson({ ...chain, stacks: "perAccount" });
  const policies = (stack: string) =>
    Object.keys(resourcesOf(stacks.get(stack) as never, "aws_iam_role_policy"));
  expect(policies("hub")).toEqual(["hub__Team__assume-cross-account-roles"]);
  expect(policies("dev").sort()).toEqual(["ci", "dev__Operator__assume-cross-account-roles"]);
});

test("the grants are within reach, by the name that reports show", () => {
  const access = accessOf(chain);
  const { declared } = new AccessStack(testApp(), "access", { access });
  expect(Object.keys(declared.grants)).toEqual(["ci", "Operator in dev", "Team in hub", "Theirs in prod"]);
  expect(declared.grants["Operator in dev"]?.inlinePolicy?.friendlyUniqueId).toBe(
    "dev__Operator__assume-cross-account-roles",
  );
  expect(declared.identityAccount?.principals).toEqual({});
});

test("grants that outgrow an inline policy are managed policies in the account of the role", () => {
  const json = accessStackJson(large);
  const policies = resourcesOf(json, "aws_iam_policy");
  const [[address, policy] = []] = Object.entries(policies);
  expect(address).toMatch(/^role__hub__Team__\d+$/);
  expect(policy).toMatchObject({
    provider: "aws.hub",
    name: expect.stringMatching(/^assume-roles-role-Team-\d+$/),
  });
  const attachments = resourcesOf(json, "aws_iam_role_policy_attachment");
  expect(Object.keys(attachments).sort()).toEqual(
    Object.values(policies)
      .map(({ name }) => `hub__Team__${name}`)
      .sort(),
  );
  expect(attachments[`hub__Team__${policy?.name}`]).toMatchObject({
    role: "${aws_iam_role.hub__Team.id}",
    policy_arn: `\${aws_iam_policy.${address}.arn}`,
  });
});

test("an account that moves to another stack takes the permissions along: forgotten there, made or imported here", () => {
  const hub = { id: "111111111111", stack: "hub", movedFrom: "access" };
  const small = stacksJson({ ...chain, targetAccounts: { ...targetAccounts, hub } });
  const forgotten = small.get("access")?.removed?.map(({ from }) => from);
  expect(forgotten).toContain("aws_iam_role_policy.hub__Team__assume-cross-account-roles");
  expect(Object.keys(resourcesOf(small.get("hub") as never, "aws_iam_role_policy"))).toEqual([
    "hub__Team__assume-cross-account-roles",
  ]);

  const moved = stacksJson({ ...large, targetAccounts: { ...large.targetAccounts, hub } });
  const made = Object.entries(resourcesOf(moved.get("hub") as never, "aws_iam_policy"));
  expect(made.length).toBeGreaterThan(1);
  for (const [address, { name }] of made) {
    expect(moved.get("access")?.removed).toContainEqual(
      expect.objectContaining({ from: `aws_iam_policy.${address}` }),
    );
    expect(moved.get("hub")?.import).toContainEqual(
      expect.objectContaining({
        to: `aws_iam_policy.${address}`,
        id: `arn:aws:iam::111111111111:policy/${name}`,
      }),
    );
  }
});

test("a renamed account keeps the permissions, by moved blocks", () => {
  const json = accessStackJson({
    ...chain,
    targetAccounts: {
      hub: targetAccounts.hub,
      prod: targetAccounts.prod,
      lab: { ...targetAccounts.dev, renamedFrom: "dev" },
    },
    roles: {
      ...chain.roles,
      Operator: { ...chain.roles.Operator, targetAccounts: ["lab"] },
      Reader: { targetAccounts: ["lab", "prod"] },
    },
    principals: {},
  }) as { readonly moved?: readonly { readonly from: string; readonly to: string }[] };
  expect(json.moved).toContainEqual({
    from: "aws_iam_role_policy.dev__Operator__assume-cross-account-roles",
    to: "aws_iam_role_policy.lab__Operator__assume-cross-account-roles",
  });
});
