import {
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
} from "@aws-sdk/client-iam";
import { accountId, Deployment, declaration } from "./support";

const a = accountId(1);
let deployment: Deployment;
afterEach(() => deployment.end());

test("a role, a user and a group that were made by hand are imported, and none is made anew", async () => {
  const declared = declaration({
    targetAccounts: { a: { id: a } },
    roles: { Reader: { adopt: true, targetAccounts: ["a"], managedPolicies: ["ReadOnlyAccess"] } },
    groups: { staff: { adopt: true, canAssume: ["Reader"] } },
    users: { alex: { adopt: true, groups: ["staff"], consoleAccess: { adopt: true } } },
  });
  deployment = await Deployment.of(declaration({ targetAccounts: { a: { id: a } }, roles: {} }));
  const there = await deployment.iam(a);
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: a } },
  });
  const made = await there.send(
    new CreateRoleCommand({ RoleName: "Reader", AssumeRolePolicyDocument: trust }),
  );
  const here = await deployment.iam("111111111111");
  await here.send(new CreateUserCommand({ UserName: "alex" }));
  await here.send(new CreateLoginProfileCommand({ UserName: "alex", Password: "chosen-Long-Ago-1" }));
  await here.send(new CreateGroupCommand({ GroupName: "staff" }));

  deployment.synthOnly(declared);
  await deployment.sandbox.init();
  const created = (await deployment.sandbox.plan()).changes
    .filter(({ actions }) => actions.includes("create"))
    .map(({ address }) => address);
  expect(created).not.toContain("aws_iam_role.a__Reader");
  expect(created).not.toContain("aws_iam_user.alex");
  expect(created).not.toContain("aws_iam_user_login_profile.alex");
  expect(created).not.toContain("aws_iam_group.staff");
  await deployment.sandbox.apply();

  expect((await deployment.sandbox.plan()).changes).toEqual([]);
  expect(await deployment.roleId(a, "Reader")).toBe(made.Role?.RoleId);
});
