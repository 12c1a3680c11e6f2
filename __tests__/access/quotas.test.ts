/** Quotas that AWS raised: every limit follows them. */
import { readAccess } from "../../access";
import { policySizeRows } from "../../reports/policy-size-table";
import { accessOf, file, fileWithRole, findings } from "./files";

const policies = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `policy-${index}` }));

test("are those of a new account, unless the file says more", () => {
  expect(accessOf(file()).quotas).toEqual({
    trustPolicy: 2048,
    managedPoliciesPerRole: 10,
    managedPoliciesPerUser: 10,
    customerManagedPolicies: 1500,
  });
  expect(accessOf(file({ quotas: { trustPolicy: 4096 } })).quotas).toEqual({
    trustPolicy: 4096,
    managedPoliciesPerRole: 10,
    managedPoliciesPerUser: 10,
    customerManagedPolicies: 1500,
  });
});

test.each([
  ["trustPolicy", 2047],
  ["trustPolicy", 8193],
  ["managedPoliciesPerRole", 26],
  ["managedPoliciesPerUser", 21],
  ["customerManagedPolicies", 1499],
  ["customerManagedPolicies", 5001],
])("%s is not %d: AWS gives no account that", (key, value) => {
  expect(readAccess(file({ quotas: { [key]: value } })).problems).toContainEqual(
    expect.objectContaining({ severity: "error", code: "out-of-range", path: ["quotas", key] }),
  );
});

test("a role may have as many managed policies as its quota says without a warning", () => {
  const found = (quotas: object) =>
    findings("managed-policies-over-quota", fileWithRole({ managedPolicies: policies(15) }, { quotas }));
  expect(found({})).toEqual([expect.objectContaining({ data: { limit: 10, actual: 15 } })]);
  expect(found({ managedPoliciesPerRole: 14 })).toEqual([
    expect.objectContaining({ data: { limit: 14, actual: 15 } }),
  ]);
  expect(found({ managedPoliciesPerRole: 15 })).toEqual([]);
});

test("a trust policy may be as long as its quota says", () => {
  const users = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`user-${100 + index}`, { canAssume: ["Reader"] }]),
  );
  const found = (quotas: object) =>
    findings("trust-policy-too-long", fileWithRole({ trustGrantedOnly: true }, { quotas, users }));
  expect(found({})[0]?.data).toMatchObject({ limit: 2048 });
  expect(found({})[0]?.message).toContain("quotas.trustPolicy");
  expect(found({ trustPolicy: 4096 })).toEqual([]);
});

describe("grants that need more managed policies than a new account attaches", () => {
  const accounts = Object.fromEntries(
    Array.from({ length: 120 }, (_, index) => [`a${index}`, { id: String(500000000000 + index) }]),
  );
  const granted = (grantees: object, quotas: object = {}) =>
    file({
      quotas,
      targetAccounts: accounts,
      roles: { Reader: { targetAccounts: "*", path: `/${"p".repeat(500)}/`, requireMfa: false } },
      ...grantees,
    });
  const alex = { users: { alex: { canAssume: ["Reader"] } } };

  test("fit where a user's quota is raised, and the table of sizes shows that quota", () => {
    const [problem] = findings("too-many-grants", granted(alex));
    expect(problem?.data).toMatchObject({ limit: 10 });
    expect(problem?.message).toContain("quotas.managedPoliciesPerUser");
    const access = accessOf(granted(alex, { managedPoliciesPerUser: 20 }));
    expect(policySizeRows(access).flat().join(" ")).toMatch(/user alex .* \d+ of 20/);
  });

  test("fit where a role's quota is raised, for a principal", () => {
    const ci = { principals: { ci: { roleName: "runner", canAssume: ["Reader"] } } };
    expect(findings("too-many-grants", granted(ci))[0]?.message).toContain("quotas.managedPoliciesPerRole");
    expect(findings("too-many-grants", granted(ci, { managedPoliciesPerRole: 25 }))).toEqual([]);
  });

  test("do not fit for a group: AWS does not raise that quota", () => {
    const team = { groups: { team: { canAssume: ["Reader"] } } };
    const [problem] = findings(
      "too-many-grants",
      granted(team, { managedPoliciesPerUser: 20, managedPoliciesPerRole: 25 }),
    );
    expect(problem?.data).toMatchObject({ limit: 10 });
    expect(problem?.message).not.toContain("quotas");
  });
});

describe("customer managed policies in an account", () => {
  const document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
  };
  const names = Array.from({ length: 1501 }, (_, index) => `policy-${index}`);
  /** Roles with ten policies each. */
  const withPolicies = (count: number, quotas: object = {}) =>
    file({
      quotas,
      policies: Object.fromEntries(names.slice(0, count).map((name) => [name, { document }])),
      roles: Object.fromEntries(
        Array.from({ length: Math.ceil(count / 10) }, (_, index) => [
          `Role-${index}`,
          {
            targetAccounts: ["account-b"],
            managedPolicies: names
              .slice(index * 10, Math.min(index * 10 + 10, count))
              .map((name) => ({ name })),
          },
        ]),
      ),
    });

  test("are as many as AWS allows an account, or as many as its quota says", () => {
    const [problem, ...others] = findings("too-many-policies", withPolicies(1501));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      path: ["targetAccounts", "account-b"],
      data: { limit: 1500, actual: 1501 },
    });
    expect(problem?.message).toContain("quotas.customerManagedPolicies");
    expect(findings("too-many-policies", withPolicies(1500))).toEqual([]);
    expect(findings("too-many-policies", withPolicies(1501, { customerManagedPolicies: 1501 }))).toEqual([]);
  });

  test("are also those with grants: 400 users with four each are too many in the identity account", () => {
    const accounts = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`a${index}`, { id: String(500000000000 + index) }]),
    );
    const granted = (users: number) =>
      file({
        targetAccounts: accounts,
        roles: { Reader: { targetAccounts: "*", path: `/${"p".repeat(500)}/`, requireMfa: false } },
        users: Object.fromEntries(
          Array.from({ length: users }, (_, index) => [`user-${index}`, { canAssume: ["Reader"] }]),
        ),
      });
    const [problem] = findings("too-many-policies", granted(400));
    expect(problem).toMatchObject({ path: ["identityAccount"], data: { limit: 1500 } });
    expect(Number(problem?.data?.actual)).toBeGreaterThan(1500);
    expect(findings("too-many-policies", granted(100))).toEqual([]);
  });
});
