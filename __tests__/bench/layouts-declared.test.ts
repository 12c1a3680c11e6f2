import { loadAccess, readAccess, stacksOf } from "../../access";
import { declaredAccess } from "../../bench/layouts-declared";
import { accessFile, organizationOf } from "../../bench/organization";

const accountIds = ["200000000001", "200000000002", "200000000003"];
const units = {
  organizationId: "o-a1b2c3d4e5",
  managementAccountId: "999900001111",
  unit: "ou-ab12-cdefgh34",
};
const common = { identityAccountId: "100000000001", accountIds, roleName: "Viewer" };

/** Stack -> how many accounts it has a provider for. */
function stacks(declared: unknown): Record<string, number> {
  const { access, problems } = readAccess(declared);
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return Object.fromEntries(stacksOf(access as never).map(({ name, accounts }) => [name, accounts.length]));
}

test("what is deployed has its accounts in the stacks of its layout", () => {
  expect(stacks(declaredAccess({ ...common, layout: "single" }))).toEqual({ access: 3 });
  expect(stacks(declaredAccess({ ...common, layout: "perAccount" }))).toEqual({
    access: 0,
    "account-1": 1,
    "account-2": 1,
    "account-3": 1,
  });
  expect(stacks(declaredAccess({ ...common, layout: "stackSet", units }))).toEqual({
    access: 0,
    organization: 0,
  });
});

test("what is synthesized grants each group one role in as many accounts as it is told", () => {
  for (const layout of ["single", "perAccount", "stackSet"] as const) {
    const { access } = loadAccess(accessFile(organizationOf(60, 55), layout), "access.yaml");
    expect(access?.roles.map((role) => [role.places.length, role.stackSet !== undefined])).toEqual(
      Array(3).fill([60, layout === "stackSet"]),
    );
    expect(access?.groups.map(({ grants }) => grants.map(({ places }) => places.length))).toEqual(
      Array(20).fill([55]),
    );
    expect(stacksOf(access as never)).toHaveLength({ single: 1, perAccount: 61, stackSet: 2 }[layout]);
  }
});
