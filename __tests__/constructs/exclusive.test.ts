/** Roles, users and groups of the declaration have its policies and members, and no others. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { type AccessFile, readAccess } from "../../access";
import { CrossAccountAccess, CrossAccountRole } from "../../constructs";
import {
  accessStackJson,
  exclusiveAddresses,
  foreignProvider,
  foreignStack,
  resourcesOf,
  type TerraformJson,
  terraformOf,
} from "../support/stack";

const base = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  targetAccounts: { dev: { id: "222222222222" } },
  roles: { Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] } },
} satisfies AccessFile;
const inline = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }] };

function kept(json: TerraformJson, kind: "role" | "user" | "group", name: string) {
  const policies = resourcesOf(json, `aws_iam_${kind}_policies_exclusive`)[name];
  const attachments = resourcesOf(json, `aws_iam_${kind}_policy_attachments_exclusive`)[name];
  return policies && [policies.policy_names, attachments?.policy_arns];
}

function lifecycles(json: TerraformJson, kind: "role" | "user" | "group", name: string) {
  return exclusiveAddresses(kind, name).map((address) => {
    const [type = ""] = address.split(".");
    return (resourcesOf(json, type)[name]?.lifecycle as { ignore_changes?: string[] })?.ignore_changes;
  });
}

function forgotten(json: TerraformJson): string[] {
  const { removed = [] } = json as unknown as { readonly removed?: readonly { readonly from: string }[] };
  return removed.map(({ from }) => from).sort();
}

function codes(declaration: object): string[] {
  return readAccess({ ...base, ...declaration })
    .problems.filter(({ severity }) => severity === "error")
    .map(({ code, path }) => `${path.join(".")} ${code}`);
}

test("a role keeps its own policies", () => {
  const json = accessStackJson({
    ...base,
    roles: { Reader: { ...base.roles.Reader, inlinePolicies: { own: inline } } },
  });
  expect(kept(json, "role", "dev__Reader")).toEqual([
    ["${aws_iam_role_policy.dev__Reader__own.name}"],
    ["${aws_iam_role_policy_attachment.dev__Reader__ReadOnlyAccess.policy_arn}"],
  ]);
});

test("a user keeps its own policies, its grants and what all users have", () => {
  const json = accessStackJson({
    ...base,
    users: {
      alex: {
        consoleAccess: true,
        managedPolicies: ["job-function/ViewOnlyAccess"],
        inlinePolicies: { own: inline },
        canAssume: ["Reader"],
      },
    },
  });
  expect(kept(json, "user", "alex")).toEqual([
    ["${aws_iam_user_policy.alex.name}", "${aws_iam_user_policy.alex__own.name}"],
    [
      "${aws_iam_user_policy_attachment.alex__policy__ViewOnlyAccess.policy_arn}",
      "${aws_iam_user_policy_attachment.alex__self-service.policy_arn}",
    ],
  ]);
});

test("a group keeps each of the managed policies that its grants are packed into", () => {
  const accounts = Array.from({ length: 300 }, (_, index) => [
    `a${index}`,
    { id: `${300_000_000_000 + index}` },
  ]);
  const json = accessStackJson({
    ...base,
    targetAccounts: Object.fromEntries(accounts),
    groups: { staff: { canAssume: ["Reader"] } },
  });
  const attachments = Object.keys(resourcesOf(json, "aws_iam_group_policy_attachment"));
  expect(attachments.length).toBeGreaterThan(1);
  expect(kept(json, "group", "staff")).toEqual([
    [],
    attachments.sort().map((name) => `\${aws_iam_group_policy_attachment.${name}.policy_arn}`),
  ]);
});

test("with exclusive: false, in an entry or in the defaults, Terraform forgets the lists", () => {
  const json = accessStackJson({
    ...base,
    defaults: { roles: { exclusive: false }, users: { exclusive: false } },
    groups: { staff: { members: "*", exclusive: false } },
    users: { alex: {}, kim: { exclusive: true } },
  });
  expect(forgotten(json)).toEqual(
    [
      ...exclusiveAddresses("role", "dev__Reader"),
      ...exclusiveAddresses("user", "alex"),
      ...exclusiveAddresses("group", "staff"),
      "aws_iam_group_membership.staff",
    ].sort(),
  );
  expect(kept(json, "role", "dev__Reader")).toBeUndefined();
  expect(kept(json, "user", "alex")).toBeUndefined();
  expect(kept(json, "user", "kim")).toEqual([[], []]);
});

test("what is made elsewhere has policies of others", () => {
  const json = accessStackJson({
    ...base,
    groups: { staff: { existing: true, members: "*", canAssume: ["Reader"] } },
    users: { alex: { existing: true, canAssume: ["Reader"] } },
  });
  expect(Object.keys(json.resource).filter((type) => /user|group/.test(type))).toEqual([
    "aws_iam_group_policy",
    "aws_iam_user_group_membership",
    "aws_iam_user_policy",
  ]);
});

test("what is adopted keeps what it has", () => {
  const adopted = accessStackJson({
    ...base,
    roles: { Reader: { ...base.roles.Reader, adopt: true } },
    groups: { staff: { adopt: true, members: "*", exclusive: true } },
    users: { alex: { adopt: true } },
  });
  for (const [kind, name] of [
    ["role", "dev__Reader"],
    ["user", "alex"],
    ["group", "staff"],
  ] as const)
    expect(lifecycles(adopted, kind, name)).toEqual([["policy_names"], ["policy_arns"]]);
  expect(adopted.resource).not.toHaveProperty("aws_iam_group_membership");
});

test("what an adopted user or group has already is imported: policies, grants and what all users have", () => {
  const own = { managedPolicies: ["ReadOnlyAccess"], inlinePolicies: { own: inline } };
  const json = accessStackJson({
    ...base,
    identityAccount: { ...base.identityAccount, passwordPolicy: { adopt: true } },
    groups: { staff: { adopt: true, canAssume: ["Reader"], ...own } },
    users: { alex: { adopt: true, consoleAccess: true, groups: ["staff"], canAssume: ["Reader"], ...own } },
  });
  type Blocks = Record<"import", readonly { readonly to: string; readonly id: string }[]>;
  const { import: blocks } = json as unknown as Blocks;
  const imports = Object.fromEntries(blocks.map(({ to, id }) => [to, id]));
  const selfService = "arn:aws:iam::111111111111:policy/self-service";
  expect(imports).toMatchObject({
    "aws_iam_account_password_policy.identity": "iam-account-password-policy",
    "aws_iam_group_policy.staff": "staff:assume-cross-account-roles",
    "aws_iam_group_policy.staff__own": "staff:own",
    "aws_iam_group_policy_attachment.staff__policy__ReadOnlyAccess":
      "staff/arn:aws:iam::aws:policy/ReadOnlyAccess",
    "aws_iam_policy.self-service": selfService,
    "aws_iam_user_login_profile.alex": "alex",
    "aws_iam_user_policy.alex": "alex:assume-cross-account-roles",
    "aws_iam_user_policy.alex__own": "alex:own",
    "aws_iam_user_policy_attachment.alex__policy__ReadOnlyAccess":
      "alex/arn:aws:iam::aws:policy/ReadOnlyAccess",
    "aws_iam_user_policy_attachment.alex__self-service": `alex/${selfService}`,
  });
  const made = Object.entries(json.resource).flatMap(([type, byName]) =>
    Object.keys(byName).map((name) => `${type}.${name}`),
  );
  const targets = Object.keys(imports).map((to) => to.replace("[0]", ""));
  expect(made.filter((address) => !targets.includes(address) && !address.includes("dev__Reader"))).toEqual(
    [],
  );
});

test("members are exclusive where the group lists them, or says so", () => {
  const json = accessStackJson({
    ...base,
    groups: { listed: { members: ["kim"] }, open: {}, closed: { exclusive: true } },
    users: {
      alex: { groups: ["listed", "open", { group: "closed", until: "2027-01-01" }] },
      kim: { groups: ["closed"] },
    },
  });
  const members = Object.entries(resourcesOf(json, "aws_iam_group_membership"));
  expect(members.map(([name, { users, group }]) => [name, group, users])).toEqual([
    ["closed", "${aws_iam_group.closed.name}", ["${aws_iam_user.kim.name}"]],
    ["listed", "${aws_iam_group.listed.name}", ["${aws_iam_user.alex.name}", "${aws_iam_user.kim.name}"]],
  ]);
  expect(forgotten(json)).toEqual(["aws_iam_group_membership.open"]);
});

test("a role that is granted roles keeps the policy with its grants", () => {
  const json = accessStackJson({
    ...base,
    roles: { ...base.roles, Hub: { targetAccounts: "*", canAssume: ["Reader"] } },
  });
  expect(kept(json, "role", "dev__Hub")).toEqual([
    ["${aws_iam_role_policy.dev__Hub__assume-cross-account-roles.name}"],
    [],
  ]);
});

test("grantAssume grants a user or role of ours without taking its grant away again", () => {
  const stack = foreignStack();
  const home = foreignProvider(stack, "home");
  const dev = foreignProvider(stack, "dev");
  const { identityAccount } = new CrossAccountAccess(stack, "Default", {
    ...base,
    providers: { identity: home, targetAccounts: { dev } },
    users: { alex: {} },
  });
  const role = new CrossAccountRole(stack, "More", {
    roleName: "More",
    identityAccount: { id: "111111111111", provider: home },
    targetAccounts: [{ name: "dev", id: "222222222222", provider: dev }],
  });
  const alex = identityAccount?.users.alex?.resource;
  if (!alex) throw new Error("no user");
  role.grantAssume(alex);
  role.grantAssume(new IamRole(stack, "theirs", { provider: home, name: "theirs", assumeRolePolicy: "{}" }));
  const json = terraformOf(stack);
  expect(kept(json, "user", "alex")).toEqual([["${aws_iam_user_policy.grants__alex.name}"], []]);
});

describe("is refused", () => {
  test("for what is made elsewhere", () => {
    const existing = { existing: true, exclusive: true };
    expect(
      codes({
        roles: { Reader: { targetAccounts: "*", ...existing } },
        groups: { staff: existing },
        users: { alex: existing },
      }),
    ).toEqual([
      "roles.Reader.exclusive existing-role-is-managed-elsewhere",
      "groups.staff.exclusive existing-is-managed-elsewhere",
      "users.alex.exclusive existing-is-managed-elsewhere",
    ]);
  });

  test("for a stack set: CloudFormation removes nothing that it did not make", () => {
    const organization = {
      id: "o-a1b2c3d4e5",
      accountId: "999900001111",
      organizationalUnits: ["ou-ab12-cdefgh34"],
    };
    const roles = { Reader: { targetAccounts: "*", rollout: "stackSet", exclusive: true } };
    expect(codes({ organization, roles })).toEqual(["roles.Reader.exclusive not-for-stack-sets"]);
  });
});
