/** Access that is in the accounts and not in the file. */
import { loadAccess } from "../../access";
import { synthesizedIam } from "../../cli/synthesized";
import { type AuthorizationDetails, iamAccountOf } from "../../live/authorization-details";
import { verifyAccess } from "../../live/verify";

const file = `
deployWith: { role: Deployer }
identityAccount: { id: "111111111111" }
targetAccounts: { dev: { id: "222222222222" } }
roles:
  Elsewhere: { targetAccounts: [dev], existing: true }
users: { alex: { canAssume: [Elsewhere] } }
`;
const { access, problems } = loadAccess(file, "access.yaml");
if (!access) throw new Error(problems.map(({ text }) => text).join("\n"));
const declared = synthesizedIam(access);

const trustOfIdentity = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111111111111:root" } },
  ],
};
const role = (RoleName: string, Path = "/", AssumeRolePolicyDocument: object = trustOfIdentity) => ({
  RoleName,
  Path,
  Arn: `arn:aws:iam::222222222222:role${Path}${RoleName}`,
  AssumeRolePolicyDocument,
});

function findings(roles: AuthorizationDetails["RoleDetailList"]) {
  if (!access) throw new Error("no access");
  return verifyAccess({
    access,
    declared,
    accounts: new Map([["222222222222", iamAccountOf("222222222222", [{ RoleDetailList: roles }])]]),
    deployRoles: new Set(["arn:aws:iam::222222222222:role/Deployer"]),
    unusedDays: 90,
    now: new Date("2026-11-29"),
  });
}

test("a role that others make and the file grants is not undeclared; neither are the deploy role and AWS's own", () => {
  expect(
    findings([
      role("Elsewhere"),
      role("Deployer"),
      role("AWSReservedSSO_x_1", "/aws-reserved/sso.amazonaws.com/"),
    ]),
  ).toEqual([]);
});

test("another role that trusts the identity account is undeclared, and the finding names its level", () => {
  const administrator = {
    ...role("Backdoor"),
    AttachedManagedPolicies: [{ PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
  };
  expect(findings([administrator])).toEqual([
    {
      id: "undeclared-role",
      level: "high",
      accountId: "222222222222",
      about: "role Backdoor",
      text: "trusts the identity account and is not declared; its level is administrator",
    },
  ]);
});

test("a role that trusts one user of the identity account is undeclared too", () => {
  const Principal = { AWS: "arn:aws:iam::111111111111:user/alex" };
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal }],
  };
  expect(findings([role("ForAlex", "/", trust)]).map(({ text }) => text)).toEqual([
    "trusts arn:aws:iam::111111111111:user/alex and is not declared; its level is none",
  ]);
});
