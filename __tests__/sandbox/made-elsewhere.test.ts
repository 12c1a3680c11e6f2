/** What an access file takes for existing is there before Terraform runs. */
import { keyOf, madeElsewhere, sandboxNames } from "../../sandbox/made-elsewhere";
import { access } from "./access";

const made = (declared: object) => madeElsewhere(access(declared)).map(keyOf);

test("somebody to run Terraform, a role to assume in each account, and one that nobody is granted", () => {
  expect(made({})).toEqual([
    "user 111111111111 /sandbox-deployer",
    "role 222222222222 /OrganizationAccountAccessRole",
    "role 333333333333 /OrganizationAccountAccessRole",
    "role 111111111111 /sandbox-not-granted",
    "role 222222222222 /sandbox-not-granted",
    "role 333333333333 /sandbox-not-granted",
  ]);
});

test("users, groups and roles that exist already, in the identity account", () => {
  const things = made({
    roles: { Reader: { targetAccounts: ["dev"], requireMfa: false } },
    groups: {
      old: { existing: true, path: "/teams/", canAssume: ["Reader"] },
      new: { canAssume: ["Reader"] },
    },
    users: { blake: { existing: true, groups: ["old"] }, alex: { groups: ["new"] } },
    principals: { ci: { roleName: "Runner", path: "/ci/", canAssume: ["Reader"] } },
  });
  expect(things).toEqual(
    expect.arrayContaining([
      "user 111111111111 /blake",
      "group 111111111111 /teams/old",
      "role 111111111111 /ci/Runner",
    ]),
  );
  expect(things).not.toContain("user 111111111111 /alex");
  expect(things).not.toContain("group 111111111111 /new");
});

test("the role of a permission set, with the policy that people put into it", () => {
  const role = madeElsewhere(
    access({
      roles: { Reader: { targetAccounts: ["dev"], requireMfa: false } },
      principals: { people: { permissionSet: "Team", canAssume: ["Reader"] } },
    }),
  ).find(({ inlinePolicy }) => inlinePolicy);
  expect(role && keyOf(role)).toBe(
    "role 111111111111 /aws-reserved/sso.amazonaws.com/AWSReservedSSO_Team_0000000000000000",
  );
  expect(role?.inlinePolicy?.Statement).toEqual([
    { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::222222222222:role/Reader" },
  ]);
});

test("customer managed policies and boundaries where they are named, each once, and none of AWS's", () => {
  const things = made({
    roles: {
      Reader: {
        targetAccounts: ["dev", "prod"],
        managedPolicies: ["ReadOnlyAccess", { name: "extra", path: "/acme/" }],
      },
      Writer: {
        targetAccounts: ["dev"],
        managedPolicies: [{ name: "extra", path: "/acme/" }],
        permissionsBoundary: "arn:aws:iam::222222222222:policy/boundary",
      },
    },
    users: { alex: { permissionsBoundary: "arn:aws:iam::111111111111:policy/boundary" } },
  }).filter((thing) => thing.startsWith("policy"));
  expect(things).toEqual([
    "policy 222222222222 /acme/extra",
    "policy 333333333333 /acme/extra",
    "policy 222222222222 /boundary",
    "policy 111111111111 /boundary",
  ]);
});

test("the identity providers that trust policies name, but for those that AWS knows", () => {
  const things = made({
    roles: {
      Pipeline: {
        targetAccounts: ["dev"],
        trustedEntity: {
          webIdentity: { provider: "gitlab.example/oidc", audience: "sts", subjects: ["a"] },
        },
      },
      Google: {
        targetAccounts: ["dev"],
        trustedEntity: {
          webIdentity: { provider: "accounts.google.com", audience: "sts", subjects: ["a"] },
        },
      },
      Workforce: { targetAccounts: ["prod"], trustedEntity: { saml: { provider: "acme" } } },
    },
  }).filter((thing) => thing.includes("provider"));
  expect(things).toEqual([
    "oidc-provider 222222222222 /gitlab.example/oidc",
    "saml-provider 333333333333 /acme",
  ]);
});

test("what is adopted exists already, and is Terraform's from then on", () => {
  const things = madeElsewhere(
    access({
      roles: { Reader: { targetAccounts: ["dev", "prod"], adopt: ["prod"] } },
      users: { alex: { adopt: true, canAssume: ["Reader"] } },
    }),
  );
  expect(things.filter(({ adopted }) => adopted).map(keyOf)).toEqual([
    "user 111111111111 /alex",
    "role 333333333333 /Reader",
  ]);
});

test("the sandbox's own names keep out of the access file's way, case or not", () => {
  const declared = access({
    roles: { "Sandbox-Not-Granted": { targetAccounts: ["dev"] } },
    users: { "Sandbox-Deployer": {}, "sandbox-deployer-2": {} },
  });
  expect(sandboxNames(declared)).toEqual({
    deployer: "sandbox-deployer-3",
    notGranted: "sandbox-not-granted-2",
  });
});
