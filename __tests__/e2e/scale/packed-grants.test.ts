import { ListAttachedGroupPoliciesCommand } from "@aws-sdk/client-iam";
import { outcomeOf } from "../../../sandbox/emulated-aws";
import { accountId, Deployment, declaration } from "./support";

let deployment: Deployment;
afterEach(() => deployment.end());

test("a group that may assume a role in 400 accounts gets into these, and into no other", async () => {
  const numbers = Array.from({ length: 400 }, (_, index) => index);
  const targetAccounts = Object.fromEntries(numbers.map((n) => [`account-${n}`, { id: accountId(n) }]));
  const declared = declaration({
    stacks: "perAccount",
    targetAccounts: { ...targetAccounts, outside: { id: accountId(999) } },
    roles: {
      Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"], requireMfa: false },
    },
    groups: { staff: { canAssume: [{ role: "Reader", accounts: Object.keys(targetAccounts) }] } },
    users: { alex: { groups: ["staff"] } },
  });
  deployment = await Deployment.of(declaration({ targetAccounts: {}, roles: {}, users: { alex: {} } }));
  deployment.synthOnly(declared);
  // The permissions are in the identity account's stack alone.
  await deployment.terraform.init(deployment.stack("access"));
  await deployment.terraform.apply(deployment.stack("access"));
  expect((await deployment.terraform.plan(deployment.stack("access"))).text).toBe("");
  const attached = await (await deployment.iam("111111111111")).send(
    new ListAttachedGroupPoliciesCommand({ GroupName: "staff" }),
  );
  expect(attached.AttachedPolicies?.length).toBeGreaterThan(1);
  expect(attached.AttachedPolicies?.length).toBeLessThanOrEqual(10);

  const keys = await deployment.sandbox.keysOf("alex");
  await deployment.sandbox.enforce(true);
  const assume = (account: string) =>
    outcomeOf(
      deployment.sandbox.aws.assume(keys, `arn:aws:iam::${account}:role/Reader`, { sessionName: "alex" }),
    );
  for (const n of [0, 57, 123, 200, 311, 399])
    expect([n, await assume(accountId(n))]).toEqual([n, "allowed"]);
  for (const n of [400, 999]) expect([n, await assume(accountId(n))]).toEqual([n, "access denied"]);
  await deployment.sandbox.enforce(false);
});
