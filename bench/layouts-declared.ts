/** What the layouts are measured with: the same access in each, for any number of accounts. */
import type { AccessFile } from "../access";
import type { Layout } from "./organization";

/** Where stack sets are made, and where to. */
export interface Units {
  readonly organizationId: string;
  readonly managementAccountId: string;
  readonly unit: string;
}

export interface Declared {
  readonly layout: Layout;
  readonly identityAccountId: string;
  readonly accountIds: readonly string[];
  /** Unique in a layout of stack sets: these have their names in one account. */
  readonly roleName: string;
  /** Needed for stack sets. */
  readonly units?: Units;
}

const deployWith = { role: "OrganizationAccountAccessRole" };

/**
 * One role with its permissions in each account, one group that is granted it in all of them, one user in the group.
 *
 * Its permissions are an inline policy: with AWS's managed policies the emulator takes a second to make an account.
 */
export function declaredAccess({
  layout,
  identityAccountId,
  accountIds,
  roleName,
  units,
}: Declared): AccessFile {
  const digits = String(accountIds.length).length;
  return {
    ...(layout === "perAccount" && { stacks: "perAccount" }),
    ...(units && {
      organization: {
        id: units.organizationId,
        accountId: units.managementAccountId,
        organizationalUnits: [units.unit],
      },
    }),
    deployWith,
    identityAccount: { id: identityAccountId, deployWith },
    targetAccounts: Object.fromEntries(
      accountIds.map((id, index) => [`account-${String(index + 1).padStart(digits, "0")}`, { id }]),
    ),
    roles: {
      [roleName]: {
        targetAccounts: "*",
        ...(layout === "stackSet" && { rollout: "stackSet" }),
        inlinePolicies: {
          look: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: "*" }],
          },
        },
      },
    },
    groups: { auditors: { canAssume: [roleName] } },
    users: { alex: { groups: ["auditors"] } },
  };
}
