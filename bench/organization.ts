/** What both programs of the benchmark make: an organization of any number of accounts, always the same for that number. */

export interface Organization {
  readonly identityAccountId: string;
  readonly accounts: readonly { readonly name: string; readonly id: string; readonly environment: string }[];
  /** Every role is in every account. */
  readonly roles: readonly { readonly name: string; readonly managedPolicy: string }[];
  /** Each is granted one role in some accounts. */
  readonly groups: readonly Group[];
  /** Each is in one group. */
  readonly users: readonly { readonly name: string; readonly group: string }[];
}

/** How the accounts are brought into Terraform: all in one stack, a stack for each, or by CloudFormation's stack sets. */
export type Layout = "single" | "perAccount" | "stackSet";

interface Group {
  readonly name: string;
  readonly role: string;
  readonly accounts: readonly string[];
}

const groupCount = 20;
const userCount = 200;
const roles = [
  { name: "Admin", managedPolicy: "AdministratorAccess" },
  { name: "Developer", managedPolicy: "PowerUserAccess" },
  { name: "Viewer", managedPolicy: "ReadOnlyAccess" },
];
const environments = ["dev", "test", "prod"];

/** @param accountsOfGroup accounts that a group is granted its role in, where there are as many */
export function organizationOf(accountCount: number, accountsOfGroup = 50): Organization {
  const accounts = range(accountCount).map((index) => ({
    name: `account-${digits(index, 5)}`,
    id: digits(index, 12, "2"),
    environment: environments[index % environments.length] as string,
  }));
  const groups = range(groupCount).map(
    (group): Group => ({
      name: `team-${digits(group, 2)}`,
      role: (roles[group % roles.length] as { name: string }).name,
      accounts: range(Math.min(accountsOfGroup, accountCount)).map(
        (index) => (accounts[(group * accountsOfGroup + index) % accountCount] as { name: string }).name,
      ),
    }),
  );
  const users = range(userCount).map((user) => ({
    name: `user-${digits(user, 3)}`,
    group: (groups[user % groupCount] as Group).name,
  }));
  return { identityAccountId: "111111111111", accounts, roles, groups, users };
}

/**
 * The organization as an access file, written as people write one, in a layout of stacks.
 *
 * @param exclusive whether roles, groups and users have the policies of the file and no others
 */
export function accessFile(
  { identityAccountId, accounts, roles, groups, users }: Organization,
  layout: Layout = "single",
  exclusive = true,
): string {
  const shared = exclusive ? "" : "\n    exclusive: false";
  return [
    ...(layout === "perAccount" ? ["stacks: perAccount"] : []),
    ...(layout === "stackSet"
      ? [
          "organization:",
          "  id: o-a1b2c3d4e5",
          '  accountId: "999900001111"',
          "  organizationalUnits: [ou-ab12-cdefgh34]",
        ]
      : []),
    "deployWith: &role { role: OrganizationAccountAccessRole }",
    "identityAccount:",
    `  id: "${identityAccountId}"`,
    "  deployWith: *role",
    "targetAccounts:",
    ...accounts.map(
      ({ name, id, environment }) => `  ${name}:\n    id: "${id}"\n    tags: { environment: ${environment} }`,
    ),
    "roles:",
    ...roles.map(
      ({ name, managedPolicy }) =>
        `  ${name}:\n    targetAccounts: "*"\n    managedPolicies: [${managedPolicy}]${layout === "stackSet" ? "\n    rollout: stackSet" : ""}${shared}`,
    ),
    "groups:",
    ...groups.map(
      ({ name, role, accounts }) =>
        `  ${name}:\n    canAssume:\n      - role: ${role}\n        accounts: [${accounts.join(", ")}]${shared}`,
    ),
    "users:",
    ...users.map(({ name, group }) => `  ${name}:\n    groups: [${group}]${shared}`),
    "",
  ].join("\n");
}

/** How many of what a program makes of the organization, by Terraform's names. */
export function resourceCounts({ accounts, roles, groups, users }: Organization): Record<string, number> {
  return {
    aws: accounts.length + 1,
    aws_iam_group: groups.length,
    aws_iam_group_policies_exclusive: groups.length,
    aws_iam_group_policy: groups.length,
    aws_iam_group_policy_attachments_exclusive: groups.length,
    aws_iam_role: accounts.length * roles.length,
    aws_iam_role_policies_exclusive: accounts.length * roles.length,
    aws_iam_role_policy_attachment: accounts.length * roles.length,
    aws_iam_role_policy_attachments_exclusive: accounts.length * roles.length,
    aws_iam_user: users.length,
    aws_iam_user_group_membership: users.length,
    aws_iam_user_policies_exclusive: users.length,
    aws_iam_user_policy_attachments_exclusive: users.length,
    output: 3,
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function digits(index: number, length: number, first = ""): string {
  return first + String(index + 1).padStart(length - first.length, "0");
}
