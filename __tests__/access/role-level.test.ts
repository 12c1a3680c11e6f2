import { type AccessFile, placesOf } from "../../access";
import { levelOf } from "../../access/role-level";
import { accessOf } from "../support/stack";

const levels = (role: object, accounts: AccessFile["targetAccounts"] = { prod: { id: "222222222222" } }) => {
  const access = accessOf({
    identityAccount: { id: "111111111111" },
    deployWith: { role: "Deployer" },
    targetAccounts: accounts,
    roles: { Role: { targetAccounts: "*", ...role } },
  });
  return placesOf(access).map(levelOf);
};
const inline = (Action: string, Resource = "*") => ({
  inlinePolicies: { own: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] } },
});

test.each([
  [{ managedPolicies: ["AdministratorAccess"] }, "administrator"],
  [{ managedPolicies: ["job-function/ViewOnlyAccess"] }, "read"],
  [inline("iam:PutRolePolicy"), "escalates"],
  [inline("s3:PutBucketPolicy"), "permissions"],
  [inline("s3:PutObject"), "write"],
  [{}, "none"],
])("the role %j has the level %s", (role, level) => {
  expect(levels(role).map((one) => one.level)).toEqual([level]);
});

test("a role that escalates says by which path", () => {
  expect(levels(inline("iam:PutRolePolicy"))[0]).toMatchObject({
    path: { id: "put-role-policy" },
    grade: "proven",
  });
});

test("a policy of the account, whose content is not in the file, leaves the level unknown", () => {
  const [level] = levels({ managedPolicies: ["ReadOnlyAccess", { name: "Ours" }] });
  expect(level).toMatchObject({ level: "unknown", atLeast: "read", unknownPolicies: ["Ours"] });
});

test("a boundary of unknown content does not lower the level, and is told", () => {
  const [level] = levels({
    managedPolicies: ["AdministratorAccess"],
    permissionsBoundary: { name: "Limit" },
  });
  expect(level).toMatchObject({ level: "administrator", grade: "possible", boundaryUnknown: true });
});

test("a known boundary lowers the level", () => {
  expect(
    levels({ managedPolicies: ["AdministratorAccess"], permissionsBoundary: "ReadOnlyAccess" })[0]?.level,
  ).toBe("read");
});

test("a policy that names one account gives the role its level in that account only", () => {
  const role = inline("iam:PutRolePolicy", "arn:aws:iam::222222222222:role/*");
  expect(
    levels(role, { dev: { id: "333333333333" }, prod: { id: "222222222222" } }).map(
      ({ level }) => level === "escalates",
    ),
  ).toEqual([false, true]);
});
