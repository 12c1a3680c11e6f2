/** What the access file says of accounts that others made, by the console or with other tools. */
import { accountSettingsOf } from "../../../live/account-settings";
import { type AuthorizationDetails, iamAccountOf } from "../../../live/authorization-details";
import type { ImportInput } from "../../../live/import/import-access";
import {
  assuming,
  dev,
  github,
  group,
  iamUser,
  identity,
  importOf,
  policy,
  prod,
  role,
  roleArn,
  root,
  trust,
  trustGithub,
  trustSaml,
  user,
  withMfa,
} from "./organization";

type Accounts = Readonly<Record<string, AuthorizationDetails>>;

function imported(accounts: Accounts, more: Partial<ImportInput> = {}) {
  const result = importOf(
    Object.entries({ [identity]: {}, [dev]: {}, [prod]: {}, ...accounts }).map(([id, details]) =>
      iamAccountOf(id, [details]),
    ),
    more,
  );
  return {
    ...result.declaration,
    said: result.notes
      .filter(({ text }) => !text.startsWith("Its maximum session"))
      .map(({ kind, about, text }) => `${kind}: ${about}: ${text}`),
  };
}

const reader = (id: string, document: object = trust(root(identity), withMfa)) =>
  role(id, "Reader", document);

describe("trust policies", () => {
  const trusts = (document: object, users: AuthorizationDetails["UserDetailList"] = []) => {
    const { roles, said } = imported({
      [identity]: { UserDetailList: users },
      [dev]: { RoleDetailList: [reader(dev, document)] },
    });
    const { targetAccounts: _accounts, ...settings } = roles.Reader ?? { targetAccounts: [] };
    return { ...settings, said: said.filter((line) => line.includes("role Reader")) };
  };

  test("the console's: the identity account with MFA is the default of the access file", () => {
    expect(trusts(trust(root(identity), withMfa))).toEqual({ said: [] });
    expect(trusts(trust(identity, withMfa)).said).toEqual([expect.stringContaining("in another form")]);
  });

  test("without MFA", () => {
    expect(trusts(trust(root(identity)))).toEqual({ requireMfa: false, said: [] });
  });

  test("a third party with an external ID", () => {
    expect(trusts(trust(root("999999999999"), { StringEquals: { "sts:ExternalId": "acme-1" } }))).toEqual({
      trustedEntity: { awsAccount: "999999999999" },
      externalId: "acme-1",
      said: [],
    });
  });

  test("terraform-aws-modules/iam: MFA of the last day", () => {
    const condition = { ...withMfa, NumericLessThan: { "aws:MultiFactorAuthAge": "86400" } };
    expect(trusts(trust(root(identity), condition))).toEqual({ mfaMaxAge: "24h", said: [] });
  });

  test("users by their ARNs, who are exactly those granted the role", () => {
    const grant = { UserPolicyList: [assuming("assume-cross-account-roles", roleArn(dev, "Reader"))] };
    expect(
      trusts(trust([user("alex"), user("kim")], withMfa), [iamUser("alex", grant), iamUser("kim", grant)]),
    ).toEqual({
      trustGrantedOnly: true,
      said: [expect.stringContaining("in another form")],
    });
  });

  test("users by their ARNs, of whom one has no permission", () => {
    expect(trusts(trust([user("alex"), user("kim")], withMfa))).toEqual({
      trustedEntity: { principals: [user("alex"), user("kim")] },
      requireMfa: true,
      said: [expect.stringContaining("in another form")],
    });
  });

  test("a service and the identity account are two entities", () => {
    const statement = { Action: "sts:AssumeRole" };
    const document = policy(
      { ...statement, Principal: { Service: "ec2.amazonaws.com" } },
      { ...statement, Principal: { AWS: root(identity) }, Condition: withMfa },
    );
    expect(trusts(document)).toEqual({
      trustedEntity: [{ identityAccount: true }, { service: "ec2.amazonaws.com" }],
      said: [],
    });
  });

  test("SAML and OpenID Connect", () => {
    expect(trusts(trustSaml(dev, "Okta"))).toEqual({
      trustedEntity: { saml: { provider: "Okta" } },
      said: [],
    });
    expect(trusts(trustGithub(dev))).toEqual({
      trustedEntity: {
        webIdentity: { provider: github, audience: "sts.amazonaws.com", subjects: ["repo:acme/*"] },
      },
      said: [],
    });
  });

  test("what has no words stays as it is, and is a note", () => {
    const document = trust(root(identity), { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } });
    expect(trusts(document)).toEqual({
      trustedEntity: { custom: document },
      said: [
        expect.stringContaining(
          "cannot-say: role Reader: The other keys of the access file cannot express its trust policy",
        ),
      ],
    });
  });

  test("session tags that nobody granted the role may pass are left out, with a note", () => {
    const document = policy({
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Principal: { AWS: root(identity) },
      Condition: withMfa,
    });
    const grant = { UserPolicyList: [assuming("assume-cross-account-roles", roleArn(dev, "Reader"))] };
    expect(trusts(document, [iamUser("alex", grant)]).said).toEqual([
      expect.stringContaining(
        "changes: role Reader: Its trust policy lets the identity account pass session tags",
      ),
    ]);
    expect(trusts(document)).toEqual({ tagSession: true, said: [] });
  });
});

describe("roles of several accounts", () => {
  test("of the same name are one role, with overrides where they differ", () => {
    const policies = [{ PolicyArn: "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess" }];
    const { roles } = imported({
      [dev]: { RoleDetailList: [{ ...reader(dev), AttachedManagedPolicies: policies }] },
      [prod]: { RoleDetailList: [reader(prod, trust(root(identity)))] },
    });
    expect(roles).toEqual({
      Reader: {
        targetAccounts: "*",
        trustedEntity: { identityAccount: true },
        managedPolicies: ["ViewOnlyAccess"],
        overrides: {
          prod: { trustedEntity: { identityAccount: true, requireMfa: false }, managedPolicies: [] },
        },
      },
    });
  });

  test("whose names have the account's name or id in them are one role", () => {
    const named = (id: string, name: string) => role(id, name, trust(root(identity), withMfa));
    const { roles } = imported({
      [dev]: { RoleDetailList: [named(dev, "dev-admin"), named(dev, `audit-${dev}`)] },
      [prod]: { RoleDetailList: [named(prod, "prod-admin"), named(prod, `audit-${prod}`)] },
    });
    expect(roles).toEqual({
      admin: { roleName: "{account}-admin", targetAccounts: "*" },
      audit: { roleName: "audit-{accountId}", targetAccounts: "*" },
    });
  });

  test("stay apart on request", () => {
    const { roles } = imported(
      { [dev]: { RoleDetailList: [reader(dev)] }, [prod]: { RoleDetailList: [reader(prod)] } },
      { fold: false },
    );
    expect(roles).toEqual({
      Reader: { targetAccounts: ["dev"] },
      "Reader-2": { roleName: "Reader", targetAccounts: ["prod"] },
    });
  });
});

describe("grants", () => {
  const both = {
    [dev]: { RoleDetailList: [reader(dev)] },
    [prod]: { RoleDetailList: [reader(prod)] },
  };
  const alex = (
    ...UserPolicyList: NonNullable<AuthorizationDetails["UserDetailList"]>[number]["UserPolicyList"] &
      object[]
  ) => imported({ ...both, [identity]: { UserDetailList: [iamUser("alex", { UserPolicyList })] } });

  test("on all accounts of a role are its name, on some a list of accounts", () => {
    const all = assuming("assume-cross-account-roles", [roleArn(dev, "Reader"), roleArn(prod, "Reader")]);
    expect(alex(all)).toMatchObject({ users: { alex: { canAssume: ["Reader"] } }, said: [] });
    expect(alex(assuming("assume-cross-account-roles", roleArn(dev, "Reader"))).users).toEqual({
      alex: { canAssume: [{ role: "Reader", accounts: ["dev"] }] },
    });
  });

  test("in a policy of another name: the note says which policy goes away", () => {
    const { users, said } = alex(assuming("to-dev", roleArn(dev, "Reader")));
    expect(users).toEqual({ alex: { canAssume: [{ role: "Reader", accounts: ["dev"] }] } });
    expect(said).toEqual([
      expect.stringContaining("changes: user alex: Its inline policy to-dev grants roles."),
    ]);
  });

  test("by a wildcard are the roles that it means, with a note", () => {
    const { users, said } = alex(assuming("all", "arn:aws:iam::*:role/Read*"));
    expect(users).toEqual({ alex: { canAssume: ["Reader"] } });
    expect(said.find((line) => line.startsWith("expanded"))).toContain(
      "canAssume lists what this means today, 2 of the roles in the file",
    );
  });

  test("a wildcard that lets into the deploy role says that the file takes this away", () => {
    const deploy = role(dev, "OrganizationAccountAccessRole", trust(root(identity)));
    const { said } = imported({
      [dev]: { RoleDetailList: [reader(dev), deploy] },
      [identity]: { UserDetailList: [iamUser("alex", { UserPolicyList: [assuming("all", "*")] })] },
    });
    expect(said.find((line) => line.startsWith("expanded"))).toContain(
      `no longer lets it assume: ${deploy.Arn}`,
    );
    expect(said).toContainEqual(expect.stringContaining("left-out: role OrganizationAccountAccessRole"));
  });

  test("on roles that are not there stay in the policy, with a note", () => {
    const gone = assuming("gone", roleArn("444444444444", "Reader"));
    const { users, said } = alex(gone);
    expect(users).toEqual({ alex: { inlinePolicies: { gone: gone.PolicyDocument } } });
    expect(said).toEqual([
      expect.stringContaining(
        "cannot-say: user alex: Its inline policy gone lets it assume arn:aws:iam::444444444444:role/Reader",
      ),
    ]);
  });

  test("with MFA only are grants where the role requires MFA itself, and stay in the policy where it does not", () => {
    const mfa = assuming("mfa", roleArn(dev, "Reader"), { Condition: withMfa });
    expect(alex(mfa).users).toEqual({ alex: { canAssume: [{ role: "Reader", accounts: ["dev"] }] } });
    const without = imported({
      [dev]: { RoleDetailList: [reader(dev, trust(root(identity)))] },
      [identity]: { UserDetailList: [iamUser("alex", { UserPolicyList: [mfa] })] },
    });
    expect(without.users).toEqual({ alex: { inlinePolicies: { mfa: mfa.PolicyDocument } } });
  });

  test("that end have their end", () => {
    const until = { Condition: { DateLessThan: { "aws:CurrentTime": "2027-01-31T00:00:00Z" } } };
    const { users } = alex(assuming("assume-cross-account-roles", roleArn(dev, "Reader"), until));
    expect(users).toEqual({
      alex: { canAssume: [{ role: "Reader", accounts: ["dev"], until: "2027-01-31" }] },
    });
  });

  test("beside other statements: these stay in the policy", () => {
    const buckets = { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" };
    const mixed = {
      PolicyName: "mixed",
      PolicyDocument: policy({ Action: "sts:AssumeRole", Resource: roleArn(dev, "Reader") }, buckets),
    };
    expect(alex(mixed).users).toEqual({
      alex: {
        inlinePolicies: { mixed: policy(buckets) },
        canAssume: [{ role: "Reader", accounts: ["dev"] }],
      },
    });
  });

  test("by AdministratorAccess are no grants of the file, and a note says so", () => {
    const { users, said } = imported({
      ...both,
      [identity]: {
        UserDetailList: [
          iamUser("root2", {
            AttachedManagedPolicies: [{ PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
          }),
        ],
      },
    });
    expect(users).toEqual({ root2: { managedPolicies: ["AdministratorAccess"] } });
    expect(said).toEqual([
      expect.stringContaining("Its policy AdministratorAccess lets it assume 2 more of the roles"),
    ]);
  });

  test("of groups, roles and permission sets", () => {
    const grants = [assuming("assume-cross-account-roles", roleArn(dev, "Reader"))];
    const { groups, principals, users } = imported({
      ...both,
      [identity]: {
        UserDetailList: [iamUser("alex", { GroupList: ["auditors"] })],
        GroupDetailList: [group("auditors", { GroupPolicyList: grants })],
        RoleDetailList: [
          role(
            identity,
            "ci",
            policy({ Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }),
            {
              RolePolicyList: grants,
            },
          ),
          role(identity, "AWSReservedSSO_Platform_0123456789abcdef", policy(), {
            Path: "/aws-reserved/sso.amazonaws.com/",
            RolePolicyList: grants,
          }),
        ],
      },
    });
    const canAssume = [{ role: "Reader", accounts: ["dev"] }];
    expect(groups).toEqual({ auditors: { adopt: true, canAssume } });
    expect(users).toEqual({ alex: { groups: ["auditors"] } });
    expect(principals).toEqual({
      ci: { roleName: "ci", canAssume },
      Platform: { permissionSet: "Platform", canAssume },
    });
  });
});

describe("role chains", () => {
  const jump = (document: object, grant = assuming("hop", roleArn(prod, "Reader"))) =>
    role(dev, "Jump", document, { RolePolicyList: [grant] });
  const chain = (readerTrust: object) =>
    imported({
      [dev]: { RoleDetailList: [jump(trust(root(identity), withMfa))] },
      [prod]: { RoleDetailList: [reader(prod, readerTrust)] },
    });

  test("a role that may assume another, and that the other trusts, has it in canAssume", () => {
    const { roles } = chain(trust(roleArn(dev, "Jump")));
    expect(roles).toEqual({
      Jump: { targetAccounts: ["dev"], canAssume: ["Reader"] },
      Reader: { targetAccounts: ["prod"], trustedEntity: { principals: [roleArn(dev, "Jump")] } },
    });
  });

  test("a role that the other does not trust keeps its policy: a grant would let it in", () => {
    const { roles } = chain(trust(root(identity), withMfa));
    expect(roles.Jump).toEqual({
      targetAccounts: ["dev"],
      inlinePolicies: { hop: assuming("hop", roleArn(prod, "Reader")).PolicyDocument },
    });
  });

  test("a team role that people enter by SAML is a role of the identity account", () => {
    const { roles, principals } = imported({
      [identity]: {
        RoleDetailList: [
          role(identity, "team", trustSaml(identity, "Okta"), {
            RolePolicyList: [assuming("hop", roleArn(dev, "Reader"))],
          }),
        ],
      },
      [dev]: { RoleDetailList: [reader(dev, trust(roleArn(identity, "team")))] },
    });
    expect(roles).toEqual({
      Reader: { targetAccounts: ["dev"], requireMfa: false, trustGrantedOnly: true },
      team: {
        targetAccounts: ["identity"],
        trustedEntity: { saml: { provider: "Okta" } },
        canAssume: ["Reader"],
      },
    });
    expect(principals).toBeUndefined();
  });
});

test("service-linked, reserved and service-only roles, and roles of their own account, are left out, and said", () => {
  const service = policy({ Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } });
  const { roles, said } = imported({
    [dev]: {
      RoleDetailList: [
        role(dev, "AWSServiceRoleForSupport", service, { Path: "/aws-service-role/support.amazonaws.com/" }),
        role(dev, "AWSReservedSSO_A_0123456789abcdef", trust(root(identity)), {
          Path: "/aws-reserved/sso.amazonaws.com/",
        }),
        role(dev, "web-server", service),
        role(dev, "own", trust(root(dev))),
      ],
    },
  });
  expect(roles).toEqual({});
  expect(said).toEqual([
    expect.stringContaining("AWSReservedSSO_A_*: It is the role of a permission set"),
    expect.stringContaining("AWSServiceRoleForSupport: It is a service-linked role"),
    expect.stringContaining("own: It trusts its own account"),
    expect.stringContaining("web-server: It trusts AWS services only"),
  ]);
});

test("the alias and the password policy of the identity account", () => {
  const settings = accountSettingsOf(["acme"], { MinimumPasswordLength: 12, RequireSymbols: true });
  const { identityAccount, said } = imported({}, { settings });
  expect(identityAccount).toMatchObject({
    alias: "acme",
    passwordPolicy: {
      minimumPasswordLength: 12,
      requireSymbols: true,
      requireNumbers: false,
      maxPasswordAge: 0,
    },
  });
  expect(said).toEqual([]);
  expect(imported({}, { settings: undefined }).said).toEqual([
    expect.stringContaining(
      "unknown: password policy: The password policy and the alias of the account were not read",
    ),
  ]);
});

test("names of accounts that the file does not allow are written with hyphens, and equal ones with the id", () => {
  const { targetAccounts } = imported(
    {},
    {
      knownAccounts: [
        { id: dev, name: "Web (dev)", tags: { team: "web" } },
        { id: prod, name: "Web [dev]" },
      ],
    },
  );
  expect(targetAccounts).toEqual({
    "Web-dev": { id: dev, tags: { team: "web" } },
    [`Web-dev-${prod}`]: { id: prod },
  });
});
