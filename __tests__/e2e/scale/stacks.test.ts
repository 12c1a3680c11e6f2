import type { AccessFile } from "../../../access";
import { accountId, Deployment, declaration } from "./support";

const [a, b] = [accountId(1), accountId(2)];
const roles = {
  Reader: { targetAccounts: "*" as const, managedPolicies: ["ReadOnlyAccess"], requireMfa: false },
};
const users = { alex: { canAssume: ["Reader"] } };

let deployment: Deployment;
afterEach(() => deployment.end());

describe("with a stack for each account", () => {
  test("the stacks apply at once, each with its own state, and whoever is granted a role gets in", async () => {
    const declared = declaration({
      stacks: "perAccount",
      targetAccounts: { a: { id: a }, b: { id: b } },
      roles,
      users,
    });
    deployment = await Deployment.of(declared);
    await deployment.synth(declared);
    await deployment.sandbox.init();

    await Promise.all(
      ["a", "b", "access"].map((stack) => deployment.terraform.apply(deployment.stack(stack))),
    );

    expect((await deployment.sandbox.plan()).changes).toEqual([]);
    const trials = await deployment.sandbox.tryMatrix(await deployment.sandbox.readBack());
    expect(
      trials.map(({ user, account, expected, observed, ok }) => [user, account, expected, observed, ok]),
    ).toEqual([
      ["alex", "a", "allowed", "allowed", true],
      ["alex", "b", "allowed", "allowed", true],
    ]);
    await deployment.sandbox.destroy();
    expect(await deployment.sandbox.leftovers()).toEqual([]);
  });

  test("an account moves to a stack of its own without its role being deleted", async () => {
    const before = declaration({ targetAccounts: { a: { id: a }, b: { id: b } }, roles, users });
    const inPolicies = {
      ...roles.Reader,
      inlinePolicies: {
        own: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } },
      },
    };
    const single = { ...before, roles: { Reader: inPolicies } };
    deployment = await Deployment.of(single);
    await deployment.deploy(single);
    const roleId = await deployment.roleId(b, "Reader");
    expect(roleId).toBeDefined();

    const moving: AccessFile = {
      ...single,
      targetAccounts: { a: { id: a }, b: { id: b, stack: "other", movedFrom: "access" } },
    };
    await deployment.synth(moving);
    await deployment.sandbox.init();
    const { changes } = await deployment.sandbox.plan();
    expect(changes.filter(({ actions }) => actions.includes("create") || actions.includes("delete"))).toEqual(
      [],
    );
    await deployment.sandbox.apply();

    const moved: AccessFile = { ...single, targetAccounts: { a: { id: a }, b: { id: b, stack: "other" } } };
    await deployment.synth(moved);
    await deployment.sandbox.init();
    expect((await deployment.sandbox.plan()).changes).toEqual([]);
    expect(await deployment.roleId(b, "Reader")).toBe(roleId);
    await deployment.sandbox.destroy();
    expect(await deployment.roleId(b, "Reader")).toBeUndefined();
  });
});
