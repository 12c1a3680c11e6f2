/** Which account each set of credentials belongs to. */
import { credentialsFile, deployAccounts, deployRoles } from "../../sandbox/deploy-credentials";
import { access } from "./access";

const role = { role: "OrganizationAccountAccessRole" };

test("the ambient credentials belong to the identity account", () => {
  const { ambient, profiles } = deployAccounts(access({}));
  expect(ambient).toBe("111111111111");
  expect([...profiles]).toEqual([]);
});

test("the ambient credentials belong to the account that asks for them", () => {
  const declared = access({
    identityAccount: { id: "111111111111", deployWith: { profile: "identity" } },
    targetAccounts: { dev: { id: "222222222222", deployWith: "ambient" } },
  });
  expect(deployAccounts(declared).ambient).toBe("222222222222");
});

test("a profile has a key of the account that it reaches, or of the identity account where it assumes roles", () => {
  const declared = access({
    targetAccounts: {
      dev: { id: "222222222222", deployWith: { profile: "dev" } },
      prod: { id: "333333333333", deployWith: { profile: "hub", ...role } },
      test: { id: "444444444444", deployWith: { profile: "dev", ...role } },
      wrong: { id: "555555555555", deployWith: { profile: "dev" } },
    },
  });
  expect([...deployAccounts(declared).profiles]).toEqual([
    ["dev", "222222222222"],
    ["hub", "111111111111"],
  ]);
});

test("the roles that Terraform assumes are known by name, with their path, or by ARN", () => {
  const declared = access({
    deployWith: { role: "deploy/Terraform" },
    targetAccounts: {
      dev: { id: "222222222222" },
      prod: { id: "333333333333", deployWith: { role: "arn:aws:iam::333333333333:role/a/b/Admin" } },
      test: { id: "444444444444", deployWith: { role: "Plain", profile: "hub" } },
      legacy: { id: "555555555555", deployWith: { profile: "legacy" } },
    },
  });
  expect(deployRoles(declared)).toEqual([
    { accountId: "222222222222", path: "/deploy/", name: "Terraform" },
    { accountId: "333333333333", path: "/a/b/", name: "Admin" },
    { accountId: "444444444444", path: "/", name: "Plain" },
  ]);
});

test("the ambient keys are the default profile", () => {
  const keys = { accessKeyId: "AKIA1", secretAccessKey: "one" };
  const legacy = { accessKeyId: "AKIA2", secretAccessKey: "two" };
  expect(credentialsFile(keys, new Map([["legacy", legacy]]))).toBe(
    [
      "[default]",
      "aws_access_key_id = AKIA1",
      "aws_secret_access_key = one",
      "",
      "[legacy]",
      "aws_access_key_id = AKIA2",
      "aws_secret_access_key = two",
      "",
    ].join("\n"),
  );
});
