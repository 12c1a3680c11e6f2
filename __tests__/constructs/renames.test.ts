/** What Terraform is told of an entry that has a new name, that is not ours any more, or that exists already. */
import { type AccessFile, readAccess, stacksOf } from "../../access";
import { AccessStack } from "../../constructs";
import { exclusiveAddresses, terraformOf, testApp } from "../support/stack";

const document = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
};

const before: AccessFile = {
  deployWith: { role: "Deploy" },
  identityAccount: { id: "111111111111" },
  targetAccounts: { web: { id: "222222222222" } },
  roles: {
    Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"], inlinePolicies: { own: document } },
  },
  groups: { staff: { canAssume: ["Reader"] } },
  users: { alex: { consoleAccess: true, groups: ["staff"], canAssume: ["Reader"] } },
  principals: { ci: { roleName: "Runner", canAssume: ["Reader"] } },
};

type ImportBlocks = readonly { to: string; id: string; for_each?: string }[];

interface Blocks extends Partial<Record<"import", ImportBlocks>> {
  readonly moved?: readonly { from: string; to: string }[];
  readonly removed?: readonly { from: string }[];
  readonly provider: { readonly aws: readonly { alias: string; allowed_account_ids: string[] }[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, { name?: string; count?: string }>>>>;
}

function stacks(declaration: AccessFile): Record<string, Blocks> {
  const { access, problems } = readAccess(declaration);
  if (!access) throw new Error(JSON.stringify(problems));
  return Object.fromEntries(
    stacksOf(access).map((stack) => [
      stack.name,
      terraformOf(new AccessStack(testApp(), stack.name, { access, stack })) as unknown as Blocks,
    ]),
  );
}

function moves({ moved = [] }: Blocks): string[] {
  return moved.map(({ from, to }) => `${from} -> ${to}`).sort();
}

function imported({ import: imports = [] }: Blocks) {
  return imports;
}

function exclusiveMoves(from: string, to: string): string[] {
  const after = exclusiveAddresses("role", to);
  return exclusiveAddresses("role", from).map((address, index) => `${address} -> ${after[index]}`);
}

function forgotten({ removed = [] }: Blocks): string[] {
  return removed.map(({ from }) => from).sort();
}

test("an account under a new name takes its roles along, and keeps the old provider for what the file drops", () => {
  const { access } = stacks({
    ...before,
    targetAccounts: { shop: { id: "222222222222", renamedFrom: "web" } },
  });
  expect(moves(access as Blocks)).toEqual(
    [
      "aws_iam_role.web__Reader -> aws_iam_role.shop__Reader",
      "aws_iam_role_policy.web__Reader__own -> aws_iam_role_policy.shop__Reader__own",
      "aws_iam_role_policy_attachment.web__Reader__ReadOnlyAccess -> aws_iam_role_policy_attachment.shop__Reader__ReadOnlyAccess",
      ...exclusiveMoves("web__Reader", "shop__Reader"),
    ].sort(),
  );
  expect(
    access?.provider.aws.map(({ alias, allowed_account_ids }) => [alias, ...allowed_account_ids]),
  ).toEqual([
    ["identity", "111111111111"],
    ["shop", "222222222222"],
    ["web", "222222222222"],
  ]);
});

test("account and role renamed, in any order: one chain through all former addresses", () => {
  const { access } = stacks({
    ...before,
    targetAccounts: { shop: { id: "222222222222", renamedFrom: "web" } },
    roles: { Viewer: { targetAccounts: "*", renamedFrom: "Reader" } },
    groups: {},
    users: { alex: { canAssume: ["Viewer"] } },
    principals: {},
  });
  expect(moves(access as Blocks)).toEqual(
    [
      "aws_iam_role.shop__Reader -> aws_iam_role.web__Viewer",
      "aws_iam_role.web__Reader -> aws_iam_role.shop__Reader",
      "aws_iam_role.web__Viewer -> aws_iam_role.shop__Viewer",
      ...exclusiveMoves("shop__Reader", "web__Viewer"),
      ...exclusiveMoves("web__Reader", "shop__Reader"),
      ...exclusiveMoves("web__Viewer", "shop__Viewer"),
    ].sort(),
  );
});

test("an account with a stack of its own leaves the stack that has its old name", () => {
  const { access, web, shop } = stacks({
    ...before,
    stacks: "perAccount",
    targetAccounts: { shop: { id: "222222222222", renamedFrom: "web" } },
  });
  expect(forgotten(web as Blocks)).toEqual(
    [
      "aws_iam_role.shop__Reader",
      "aws_iam_role.web__Reader",
      "aws_iam_role_policy.shop__Reader__own",
      "aws_iam_role_policy.web__Reader__own",
      "aws_iam_role_policy_attachment.shop__Reader__ReadOnlyAccess",
      "aws_iam_role_policy_attachment.web__Reader__ReadOnlyAccess",
      ...exclusiveAddresses("role", "shop__Reader"),
      ...exclusiveAddresses("role", "web__Reader"),
    ].sort(),
  );
  expect(web?.provider.aws.map(({ alias }) => alias)).toEqual(["shop", "web"]);
  expect(
    imported(shop as Blocks)
      .map(({ to }) => to)
      .sort(),
  ).toEqual(
    [
      "aws_iam_role.shop__Reader",
      "aws_iam_role_policy.shop__Reader__own",
      "aws_iam_role_policy_attachment.shop__Reader__ReadOnlyAccess",
      ...exclusiveAddresses("role", "shop__Reader"),
    ].sort(),
  );
  expect(access).not.toHaveProperty("import");
});

test("a renamed user and group are renamed in IAM: what hangs on them is forgotten and written again, never deleted", () => {
  const { access } = stacks({
    ...before,
    groups: { crew: { renamedFrom: "staff", canAssume: ["Reader"] } },
    users: { alexa: { renamedFrom: "alex", consoleAccess: true, groups: ["crew"], canAssume: ["Reader"] } },
  });
  expect(moves(access as Blocks)).toEqual([
    "aws_iam_group.staff -> aws_iam_group.crew",
    "aws_iam_user.alex -> aws_iam_user.alexa",
  ]);
  expect(forgotten(access as Blocks)).toEqual(
    [
      "aws_iam_group_policy.staff",
      "aws_iam_user_group_membership.alex",
      "aws_iam_user_login_profile.alex",
      "aws_iam_user_policy.alex",
      "aws_iam_user_policy_attachment.alex__self-service",
      "aws_iam_group_membership.crew",
      "aws_iam_group_membership.staff",
      ...exclusiveAddresses("group", "staff"),
      ...exclusiveAddresses("user", "alex"),
    ].sort(),
  );
  // The login profile is there under its new name only once IAM has renamed the user.
  const found = '[for name in data.aws_iam_users.identity.names : name if name == "alexa"]';
  expect(access?.resource.aws_iam_user_login_profile?.alexa?.count).toBe(`\${length(${found})}`);
  expect(imported(access as Blocks)).toEqual([
    expect.objectContaining({
      to: "aws_iam_user_login_profile.alexa[0]",
      id: "alexa",
      for_each: `\${toset(${found})}`,
    }),
  ]);
});

test("a renamed principal is a new name in the file only: everything moves", () => {
  const { access } = stacks({
    ...before,
    principals: { runner: { roleName: "Runner", renamedFrom: "ci", canAssume: ["Reader"] } },
  });
  expect(moves(access as Blocks)).toEqual(["aws_iam_role_policy.ci -> aws_iam_role_policy.runner"]);
  expect(forgotten(access as Blocks)).toEqual(["aws_iam_group_membership.staff"]);
});

test("managed policies with grants keep their names until the rename is over: IAM deletes none that is attached", () => {
  const ids = Array.from({ length: 200 }, (_, index) => String(300_000_000_000 + index));
  const many = (grantee: object): AccessFile => ({
    ...before,
    stacks: "perAccount",
    targetAccounts: Object.fromEntries(ids.map((id) => [`a${id}`, { id }])),
    ...grantee,
    groups: {},
    principals: {},
  });
  const policiesOf = (declaration: AccessFile) => {
    const { access } = stacks(declaration);
    const { aws_iam_policy = {} } = access?.resource ?? {};
    return { access, names: Object.values(aws_iam_policy).map(({ name }) => name) };
  };
  const was = policiesOf(many({ users: { alex: { canAssume: ["Reader"] } } }));
  const is = policiesOf(many({ users: { alexa: { renamedFrom: "alex", canAssume: ["Reader"] } } }));
  expect(was.names.length).toBeGreaterThan(1);
  expect(is.names).toEqual(was.names);
  expect(moves(is.access as Blocks)).toContain("aws_iam_user.alex -> aws_iam_user.alexa");
  expect(
    moves(is.access as Blocks).filter((move) => move.startsWith("aws_iam_policy.user__alex__")),
  ).toHaveLength(was.names.length);
});

test("a user or group that is managed elsewhere from now on is let go, with its password, and keeps its grants here", () => {
  const { access } = stacks({
    ...before,
    groups: { staff: { existing: true, canAssume: ["Reader"] } },
    users: { alex: { existing: true, groups: ["staff"], canAssume: ["Reader"] } },
  });
  expect(forgotten(access as Blocks)).toEqual(
    [
      "aws_iam_group.staff",
      "aws_iam_user.alex",
      "aws_iam_user_login_profile.alex",
      "aws_iam_group_membership.staff",
      ...exclusiveAddresses("group", "staff"),
      ...exclusiveAddresses("user", "alex"),
    ].sort(),
  );
  expect(Object.keys(access?.resource.aws_iam_user_policy ?? {})).toEqual(["alex"]);
  expect(Object.keys(access?.resource.aws_iam_user_group_membership ?? {})).toEqual(["alex"]);
});

test("what is adopted is looked up: it is imported where it exists, and made where it does not", () => {
  const { access } = stacks({
    ...before,
    roles: { Reader: { ...before.roles.Reader, targetAccounts: "*", path: "/teams/", adopt: true } },
    users: { alex: { adopt: true, groups: ["staff"], canAssume: ["Reader"] } },
  });
  const roleFound = '${toset([for name in data.aws_iam_roles.web.names : name if name == "Reader"])}';
  const userFound = '${toset([for name in data.aws_iam_users.identity.names : name if name == "alex"])}';
  const roleThere = 'anytrue([for arn in data.aws_iam_roles.web.arns : endswith(arn, ":role/teams/Reader")])';
  expect(
    Object.fromEntries(imported(access as Blocks).map(({ to, id, for_each }) => [to, [id, for_each]])),
  ).toEqual({
    ...Object.fromEntries(
      ["aws_iam_role.web__Reader", ...exclusiveAddresses("role", "web__Reader")].map((to) => [
        to,
        ["Reader", roleFound],
      ]),
    ),
    "aws_iam_role_policy_attachment.web__Reader__ReadOnlyAccess": [
      "Reader/arn:aws:iam::aws:policy/ReadOnlyAccess",
      `\${toset(${roleThere} ? [for arn in aws_iam_role.web__Reader.managed_policy_arns : arn if arn == "arn:aws:iam::aws:policy/ReadOnlyAccess"] : [])}`,
    ],
    "aws_iam_role_policy.web__Reader__own": [
      "Reader:own",
      `\${toset(${roleThere} ? [for policy in aws_iam_role.web__Reader.inline_policy : policy.name if policy.name == "own"] : [])}`,
    ],
    ...Object.fromEntries(
      ["aws_iam_user.alex", ...exclusiveAddresses("user", "alex").map((address) => `${address}[0]`)].map(
        (to) => [to, ["alex", userFound]],
      ),
    ),
    "aws_iam_user_group_membership.alex": ["alex/staff", userFound],
    "aws_iam_user_policy.alex": [
      "alex:assume-cross-account-roles",
      '${toset([for item in flatten([aws_iam_user_policies_exclusive.alex[*].policy_names]) : item if item == "assume-cross-account-roles"])}',
    ],
  });
});

describe("the previous name of an entry", () => {
  const problems = (declaration: AccessFile) =>
    readAccess(declaration).problems.filter(({ code }) => code.startsWith("renamed-"));

  test.each([
    ["targetAccounts", { shop: { id: "333333333333", renamedFrom: "web" } }],
    ["users", { alexa: { renamedFrom: "alex" } }],
    ["principals", { runner: { roleName: "Other", renamedFrom: "ci" } }],
  ])("cannot be that of an entry that stays: %s", (map, added) => {
    const [problem, ...others] = problems({
      ...before,
      [map]: { ...(before[map as keyof AccessFile] as object), ...added },
    });
    expect(problem).toMatchObject({
      code: "renamed-from-lasting-entry",
      path: [map, Object.keys(added)[0], "renamedFrom"],
    });
    expect(others).toEqual([]);
  });

  test("is that of one entry only", () => {
    expect(
      problems({
        ...before,
        groups: { a: { renamedFrom: "staff" }, b: { renamedFrom: "staff" } },
        users: {},
      }),
    ).toEqual([
      expect.objectContaining({ code: "renamed-from-twice", path: ["groups", "b", "renamedFrom"] }),
    ]);
  });

  test("can differ in upper and lower case only", () => {
    expect(
      problems({
        ...before,
        users: { Alex: { renamedFrom: "alex", groups: ["Staff"], canAssume: ["reader"] } },
        groups: { Staff: { renamedFrom: "staff", canAssume: ["reader"] } },
        roles: { reader: { targetAccounts: "*", renamedFrom: "Reader" } },
        targetAccounts: { Web: { id: "222222222222", renamedFrom: "web" } },
        principals: {},
      }),
    ).toEqual([]);
  });
});
