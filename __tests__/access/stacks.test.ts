import { type Stack, stacksOf } from "../../access";
import { accessOf } from "../support/stack";

const identityAccount = { id: "111111111111" };
const deployWith = { role: "OrganizationAccountAccessRole" };

/** Stack -> account -> its roles there. */
function holdings(stacks: readonly Stack[]): Record<string, Record<string, string[]>> {
  return Object.fromEntries(
    stacks.map(({ name, places }) => {
      const held: Record<string, string[]> = {};
      for (const { role, account } of places) held[account.name] = [...(held[account.name] ?? []), role.name];
      return [name, held];
    }),
  );
}

describe("the roles of a stack", () => {
  const targetAccounts = {
    a: { id: "200000000001", tags: { team: "shop" } },
    b: { id: "200000000002" },
    c: { id: "200000000003", stack: "shared" },
    d: { id: "200000000004", stack: "shared", tags: { team: "shop" } },
  };
  const roles = {
    Everywhere: { targetAccounts: "*" },
    Shop: { targetAccounts: { tags: { team: "shop" } } },
  };

  test("are those in its own accounts", () => {
    const access = accessOf({ stacks: "perAccount", identityAccount, deployWith, targetAccounts, roles });
    expect(holdings(stacksOf(access))).toEqual({
      access: {},
      a: { a: ["Everywhere", "Shop"] },
      b: { b: ["Everywhere"] },
      shared: { c: ["Everywhere"], d: ["Everywhere", "Shop"] },
    });
  });

  test("are those of all accounts that no other stack has, with a single stack", () => {
    const access = accessOf({ identityAccount, deployWith, targetAccounts, roles });
    expect(holdings(stacksOf(access))).toEqual({
      access: { a: ["Everywhere", "Shop"], b: ["Everywhere"] },
      shared: { c: ["Everywhere"], d: ["Everywhere", "Shop"] },
    });
  });

  test("leave out an account that stack sets alone deploy to: it has no provider", () => {
    const access = accessOf({
      identityAccount,
      deployWith,
      organization: {
        id: "o-a1b2c3d4e5",
        accountId: "999900001111",
        organizationalUnits: ["ou-ab12-cdefgh34"],
      },
      targetAccounts: { a: targetAccounts.a, b: targetAccounts.b },
      roles: {
        Everywhere: { targetAccounts: "*", rollout: "stackSet" },
        Shop: { targetAccounts: ["a"] },
      },
    });
    expect(holdings(stacksOf(access))).toEqual({ access: { a: ["Everywhere", "Shop"] }, organization: {} });
  });
});
