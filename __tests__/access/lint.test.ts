import { placesOf } from "../../access";
import { entrancesOf } from "../../access/entrances";
import { placeTrustPolicy } from "../../access/role-place";
import { lintRuleIds } from "../../access/rules/ids";
import { accessOf, errorsOf, file, fileWithRole, findings, problemsOf, textsOf } from "./files";

/** The places and messages of what a rule finds. */
const found = (rule: string, declared: unknown) =>
  findings(rule, declared).map(({ path, message }) => [path.join("."), message]);
const places = (rule: string, declared: unknown) =>
  findings(rule, declared).map(({ path }) => path.join("."));

const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const trusting = (...Statement: object[]) =>
  fileWithRole({
    trustedEntity: {
      custom: policy(
        ...Statement.map((statement) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...statement })),
      ),
    },
  });
const allowing = (...Statement: object[]) =>
  fileWithRole({
    inlinePolicies: {
      own: policy(...Statement.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement }))),
    },
  });
const customPath = "roles.Reader.trustedEntity.custom.Statement.0";
const inlinePath = "roles.Reader.inlinePolicies.own.Statement.0";

describe("a finding", () => {
  test("stands at its place in the file, with its rule, and does not stop the synth unless it is an error", () => {
    const text = [
      "deployWith: { role: Deploy }",
      'identityAccount: { id: "111111111111" }',
      'targetAccounts: { account-b: { id: "222222222222" } }',
      "roles:",
      "  Shared:",
      "    targetAccounts: [account-b]",
      "    trustedEntity:",
      "      custom:",
      '        Version: "2012-10-17"',
      '        Statement: { Effect: Allow, Principal: "*", Action: sts:AssumeRole }',
      "users:",
      "  alex: {}",
    ].join("\n");
    expect(textsOf(text)).toEqual([
      'access.yaml:10:48  roles.Shared.trustedEntity.custom.Statement.Principal  error: lets anybody with an AWS account assume "Shared"; name the accounts, or limit the callers, such as by StringEquals: { aws:PrincipalOrgID: <id of your organization> } [wildcard-principal]',
      'access.yaml:12:3  users.alex  warning: nothing is granted to user "alex"; name a role in canAssume, or a group that may assume one [nothing-granted]',
    ]);
  });

  test("in a policy that is JSON in a text stands at the text", () => {
    const document = JSON.stringify(policy({ Effect: "Allow", Action: "iam:*", Resource: "*" }));
    expect(findings("escalation", fileWithRole({ inlinePolicies: { own: document } }))).toEqual([
      expect.objectContaining({
        text: expect.stringMatching(/^access\.yaml:\d+:12 {2}roles\.Reader\.inlinePolicies\.own\./),
      }),
    ]);
  });

  test("is there though other entries have errors, but not where it rests on them", () => {
    const declared = file({
      roles: {
        Reader: { targetAccounts: "*" },
        Admin: { targetAccounts: "*", managedPolicies: ["AdministratorAccess"], requireMfa: false },
        Wrong: { targetAccounts: ["account-d"], managedPolicies: ["AdministratorAccess"], requireMfa: false },
      },
      groups: { staff: { canAssume: ["Readr"] } },
      users: { alex: {}, sam: { groups: ["staff"] }, kim: { canAssume: ["Wrong"] } },
    });
    expect(problemsOf(declared)).toEqual([
      expect.stringMatching(/^roles\.Admin {2}warning: .*\[administrator-without-mfa\]$/),
      'roles.Wrong.targetAccounts[0]  error: no target account "account-d"; did you mean "account-b"?',
      'groups.staff.canAssume[0]  error: no role "Readr"; did you mean "Reader"?',
      expect.stringMatching(/^users\.alex {2}warning: .*\[nothing-granted\]$/),
    ]);
  });
});

describe("ignore", () => {
  const noisy = {
    roles: {
      Admin: {
        targetAccounts: "*",
        managedPolicies: ["AdministratorAccess"],
        requireMfa: false,
        maxSessionDuration: "12h",
        ignore: ["administrator-without-mfa"],
      },
    },
    groups: { staff: { ignore: ["nothing-granted"] }, others: {} },
    users: { alex: { consoleAccess: true, ignore: ["nothing-granted", "readable-password"] } },
    principals: { ci: { roleName: "ci", ignore: ["nothing-granted"] } },
  };

  test("silences that rule at that entry, and no other rule and no other entry", () => {
    expect(problemsOf(file(noisy))).toEqual([
      expect.stringMatching(/^roles\.Admin {2}warning: .*\[nobody-may-assume\]$/),
      expect.stringMatching(
        /^roles\.Admin\.maxSessionDuration {2}warning: .*\[administrator-long-session\]$/,
      ),
      expect.stringMatching(/^groups\.others {2}warning: .*\[nothing-granted\]$/),
    ]);
  });

  test("of an id that is no rule is an error that names the nearest", () => {
    const ids = ["nothing-grantd", 3, "xyz"];
    for (const [entry, place] of [
      [file({ users: { alex: { ignore: ids } } }), ["users", "alex"]],
      [fileWithRole({ ignore: ids }), ["roles", "Reader"]],
      [file({ identityAccount: { id: "111111111111", ignore: ids } }), ["identityAccount"]],
    ] as const)
      expect(errorsOf(entry)).toMatchObject([
        { path: [...place, "ignore", 0], code: "wrong-value", data: { nearest: "nothing-granted" } },
        { path: [...place, "ignore", 1], code: "wrong-type" },
        { path: [...place, "ignore", 2], code: "wrong-value" },
      ]);
  });

  test("at the top of the file silences a rule everywhere, and no other rule", () => {
    const targetAccounts = Object.fromEntries(
      Array.from({ length: 21 }, (_, index) => [`account-${index}`, { id: String(500000000000 + index) }]),
    );
    const many = { targetAccounts, roles: {}, users: { alex: {} } };
    expect(problemsOf(file(many))).toHaveLength(2);
    expect(problemsOf(file({ ...many, ignore: ["many-providers-in-a-stack"] }))).toEqual([
      expect.stringContaining("[nothing-granted]"),
    ]);
  });

  test("may name any rule at any entry", () => {
    expect(errorsOf(file({ users: { alex: { ignore: [...lintRuleIds] } } }))).toEqual([]);
  });
});

describe("what an override says", () => {
  const overriding = (own: object, override: object) =>
    fileWithRole({ ...own, overrides: { "account-c": override } });

  test("is found there, and what it inherits is found once, at the role", () => {
    const admin = { managedPolicies: ["AdministratorAccess"] };
    expect(places("administrator-without-mfa", overriding(admin, { requireMfa: false }))).toEqual([
      "roles.Reader.overrides.account-c",
    ]);
    expect(
      places(
        "administrator-without-mfa",
        overriding({ ...admin, requireMfa: false }, { maxSessionDuration: "2h" }),
      ),
    ).toEqual(["roles.Reader"]);
    expect(
      places("private-source-ip", overriding({ sourceIps: ["10.0.0.0/8"] }, { requireMfa: false })),
    ).toEqual(["roles.Reader.sourceIps.0"]);
    expect(
      places("private-source-ip", overriding({}, { sourceIps: ["198.51.100.0/24", "10.0.0.0/8"] })),
    ).toEqual(["roles.Reader.overrides.account-c.sourceIps.1"]);
    expect(
      places(
        "escalation",
        overriding(
          {},
          {
            inlinePolicies: { own: policy({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::a" }) },
          },
        ),
      ),
    ).toEqual(["roles.Reader.overrides.account-c.inlinePolicies.own.Statement.0.Action"]);
    expect(
      places(
        "escalation",
        overriding(
          {},
          { inlinePolicies: { own: policy({ Effect: "Allow", Action: "iam:*", Resource: "*" }) } },
        ),
      ),
    ).toEqual(["roles.Reader.overrides.account-c.inlinePolicies.own.Statement.0.Action"]);
  });

  test("is found where every account has an override, so that the role's own settings are nowhere", () => {
    const everywhere = {
      roles: {
        Reader: {
          targetAccounts: ["account-b"],
          managedPolicies: ["AdministratorAccess"],
          requireMfa: false,
          overrides: { "account-b": { maxSessionDuration: "2h" } },
        },
      },
    };
    expect(places("administrator-without-mfa", file(everywhere))).toEqual([
      "roles.Reader.overrides.account-b",
    ]);
  });
});

describe("wildcard-principal", () => {
  test("finds everybody, in whatever form", () => {
    expect(places("wildcard-principal", trusting({ Principal: "*" }))).toEqual([`${customPath}.Principal`]);
    expect(places("wildcard-principal", trusting({ Principal: { AWS: ["111111111111", "*"] } }))).toEqual([
      `${customPath}.Principal`,
    ]);
    expect(
      places(
        "wildcard-principal",
        trusting({
          Principal: "*",
          Action: "sts:*",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
      ),
    ).toHaveLength(1);
  });

  test("leaves alone who is bound, denied, or cannot assume the role by it", () => {
    expect(
      found(
        "wildcard-principal",
        trusting({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": "111111111111" } } }),
      ),
    ).toEqual([]);
    expect(
      found(
        "wildcard-principal",
        trusting({ Principal: { AWS: "111111111111" } }, { Effect: "Deny", Principal: "*" }),
      ),
    ).toEqual([]);
    expect(
      found(
        "wildcard-principal",
        trusting({ Principal: { AWS: "111111111111" } }, { Action: "sts:TagSession", Principal: "*" }),
      ),
    ).toEqual([]);
  });
});

describe("mfa-slips-through", () => {
  test.each([
    ["Allow", "BoolIfExists", "aws:MultiFactorAuthPresent", "true", "write Bool"],
    ["Allow", "ForAllValues:Bool", "aws:multifactorauthpresent", "true", "write Bool"],
    ["Allow", "NumericLessThanIfExists", "aws:MultiFactorAuthAge", "900", "write NumericLessThan"],
    ["Deny", "Bool", "aws:MultiFactorAuthPresent", "false", "write BoolIfExists"],
  ])("finds %s with %s on %s", (Effect, operator, key, value, remedy) => {
    const statement = { Effect, Condition: { [operator]: { [key]: value } } };
    expect(
      found("mfa-slips-through", trusting({ ...statement, Principal: { AWS: "111111111111" } })),
    ).toEqual([[`${customPath}.Condition.${operator}`, expect.stringContaining(remedy)]]);
    expect(places("mfa-slips-through", allowing({ ...statement, Action: "s3:*" }))).toEqual([
      `${inlinePath}.Condition.${operator}`,
    ]);
  });

  test.each([
    ["Allow", "Bool", "aws:MultiFactorAuthPresent", "true"],
    ["Deny", "BoolIfExists", "aws:MultiFactorAuthPresent", "false"],
    ["Allow", "StringEqualsIfExists", "aws:username", "alex"],
    ["Allow", "Null", "aws:MultiFactorAuthAge", "false"],
  ])("leaves %s with %s on %s alone", (Effect, operator, key, value) => {
    expect(
      found(
        "mfa-slips-through",
        allowing({ Effect, Action: "s3:*", Condition: { [operator]: { [key]: value } } }),
      ),
    ).toEqual([]);
  });
});

describe("third-party-without-external-id", () => {
  const trusts = (awsAccount: string, more: object = {}) =>
    fileWithRole({ trustedEntity: { awsAccount }, ...more });

  test("finds an account that is none of the file's, without an external ID or an organization", () => {
    expect(found("third-party-without-external-id", trusts("999999999999"))).toEqual([
      [
        "roles.Reader.trustedEntity.awsAccount",
        expect.stringContaining("account 999999999999 is not in this file"),
      ],
    ]);
    expect(
      places(
        "third-party-without-external-id",
        trusts("999999999999", {
          externalId: "acme-42",
          overrides: { "account-c": { sourceIps: ["198.51.100.0/24"] } },
        }),
      ),
    ).toEqual([]);
    expect(
      places("third-party-without-external-id", trusts("999999999999", { organizationId: "o-a1b2c3d4e5" })),
    ).toEqual([]);
  });

  test("leaves the file's own accounts alone", () => {
    expect(found("third-party-without-external-id", trusts("333333333333"))).toEqual([]);
    expect(found("third-party-without-external-id", file())).toEqual([]);
  });

  test("finds one in a custom trust policy, by its id, root, user or role", () => {
    const ours = { Principal: { AWS: ["111111111111", "arn:aws:iam::222222222222:root"] } };
    const theirs = {
      Principal: { AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::999999999999:role/x"] },
    };
    expect(places("third-party-without-external-id", trusting(ours))).toEqual([]);
    expect(places("third-party-without-external-id", trusting(theirs))).toEqual([`${customPath}.Principal`]);
    expect(
      places(
        "third-party-without-external-id",
        trusting({ ...theirs, Condition: { StringEquals: { "sts:ExternalId": "a1" } } }),
      ),
    ).toEqual([]);
    expect(
      places(
        "third-party-without-external-id",
        trusting({ ...theirs, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
      ),
    ).toEqual([]);
  });
});

describe("web-identity-subject", () => {
  const github = "token.actions.githubusercontent.com";
  const from = (provider: string, subjects?: string[]) =>
    fileWithRole({
      trustedEntity: {
        webIdentity: { provider, audience: "sts.amazonaws.com", ...(subjects && { subjects }) },
      },
    });

  test.each([
    ["shared-identity-provider", "no subjects", github, undefined, "webIdentity"],
    ["shared-identity-provider", "an empty list of subjects", github, [], "webIdentity"],
    ["web-identity-subject", "any subject", "login.example.com", ["team:ops", "*"], "webIdentity.subjects.1"],
    ["web-identity-subject", "no subject", "login.example.com", undefined, "webIdentity"],
    ["shared-identity-provider", "any subject of GitHub", github, ["repo:*"], "webIdentity.subjects.0"],
    [
      "shared-identity-provider",
      "any organization of GitHub",
      `arn:aws:iam::222222222222:oidc-provider/${github}`,
      ["repo:acm*/web:*"],
      "webIdentity.subjects.0",
    ],
  ])("%s finds %s", (rule, _what, provider, subjects, place) => {
    expect(places(rule, from(provider, subjects))).toEqual([`roles.Reader.trustedEntity.${place}`]);
    const other = ["web-identity-subject", "shared-identity-provider"].find((one) => one !== rule) ?? "";
    expect(places(other, from(provider, subjects))).toEqual([]);
  });

  test.each([
    ["every repository of an organization", github, ["repo:acme/*"]],
    [
      "an organization that others' names only begin with",
      github,
      ["repo:acme/web:ref:refs/heads/release-*"],
    ],
    ["wildcards of a provider of one's own", "login.example.com", ["team:*"]],
    ["an identity pool of Cognito", "cognito-identity.amazonaws.com", undefined],
  ])("leaves %s alone", (_what, provider, subjects) => {
    expect(found("web-identity-subject", from(provider, subjects))).toEqual([]);
    if (subjects !== undefined)
      expect(found("shared-identity-provider", from(provider, subjects))).toEqual([]);
  });

  test("finds it in a custom trust policy too", () => {
    const federated = (Condition?: object, Federated = `arn:aws:iam::222222222222:oidc-provider/${github}`) =>
      trusting({
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated },
        ...(Condition && { Condition }),
      });
    const shared = "shared-identity-provider";
    expect(places(shared, federated())).toEqual([`${customPath}.Principal`]);
    expect(
      places(shared, federated({ StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" } })),
    ).toHaveLength(1);
    expect(places(shared, federated({ StringLike: { [`${github}:sub`]: "repo:*" } }))).toHaveLength(1);
    expect(places(shared, federated({ StringLike: { [`${github}:sub`]: "repo:acme/*" } }))).toEqual([]);
    const own = "arn:aws:iam::222222222222:oidc-provider/login.example.com";
    expect(places("web-identity-subject", federated(undefined, own))).toEqual([`${customPath}.Principal`]);
    expect(
      places("web-identity-subject", federated({ StringEquals: { "login.example.com:groups": "ops" } }, own)),
    ).toEqual([]);
    expect(
      places(
        "web-identity-subject",
        federated({ StringEquals: { "www.amazon.com:user_id": "me" } }, "www.amazon.com"),
      ),
    ).toEqual([]);
    expect(
      places(
        "web-identity-subject",
        federated({ StringEquals: { "SAML:aud": "x" } }, "arn:aws:iam::222222222222:saml-provider/Okta"),
      ),
    ).toEqual([]);
  });
});

describe("private-source-ip", () => {
  test.each([
    "10.0.0.0/8",
    "172.31.0.0/16",
    "192.168.1.7",
    "100.64.0.0/10",
    "127.0.0.1",
    "169.254.0.0/16",
    "::1",
    "fe80::/10",
    "fd00::/8",
  ])("finds %s", (range) => {
    expect(found("private-source-ip", fileWithRole({ sourceIps: [range] }))).toEqual([
      ["roles.Reader.sourceIps.0", expect.stringContaining(`${range} is a private range`)],
    ]);
  });

  test.each(["198.51.100.0/24", "172.32.0.0/16", "100.128.0.0/9", "11.0.0.0/8", "2001:db8::/32"])(
    "leaves %s alone",
    (range) => {
      expect(found("private-source-ip", fileWithRole({ sourceIps: [range] }))).toEqual([]);
    },
  );

  test("finds it in a condition of a document", () => {
    expect(
      places(
        "private-source-ip",
        allowing({
          Action: "s3:*",
          Condition: { IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "10.1.0.0/16"] } },
        }),
      ),
    ).toEqual([`${inlinePath}.Condition.IpAddress`]);
    expect(
      places(
        "private-source-ip",
        allowing({ Action: "s3:*", Condition: { IpAddress: { "aws:VpcSourceIp": "10.1.0.0/16" } } }),
      ),
    ).toEqual([]);
  });
});

describe("administrators", () => {
  const admin = (more: object = {}) =>
    fileWithRole({ managedPolicies: ["AdministratorAccess"], requireMfa: false, ...more });
  const byInline = (statement: object) =>
    fileWithRole({ requireMfa: false, inlinePolicies: { all: policy({ Effect: "Allow", ...statement }) } });

  test.each([
    ["AWS's policy", admin()],
    ["AWS's policy by its ARN", admin({ managedPolicies: ["arn:aws:iam::aws:policy/AdministratorAccess"] })],
    ["an inline policy", byInline({ Action: "*", Resource: "*" })],
    ["an inline policy with lists", byInline({ Action: ["s3:*", "*:*"], Resource: ["arn:aws:s3:::a", "*"] })],
    ["a boundary that is none", admin({ permissionsBoundary: "AdministratorAccess" })],
  ])("are known by %s", (_what, declared) => {
    expect(places("administrator-without-mfa", declared)).toEqual(["roles.Reader"]);
  });

  test.each([
    ["a policy of one's own with that name", admin({ managedPolicies: [{ name: "AdministratorAccess" }] })],
    [
      "a policy of that name in another account",
      admin({ managedPolicies: ["arn:aws:iam::222222222222:policy/AdministratorAccess"] }),
    ],
    ["everything in one service", byInline({ Action: "s3:*", Resource: "*" })],
    ["everything on one thing", byInline({ Action: "*", Resource: "arn:aws:s3:::a" })],
    ["a denial of everything", byInline({ Effect: "Deny", Action: "*", Resource: "*" })],
    ["what a boundary keeps", admin({ permissionsBoundary: "PowerUserAccess" })],
    ["MFA in the trust", admin({ requireMfa: undefined })],
    [
      "a service, which has no MFA",
      admin({ requireMfa: undefined, trustedEntity: { service: "ec2.amazonaws.com" } }),
    ],
  ])("are not known by %s", (_what, declared) => {
    expect(found("administrator-without-mfa", declared)).toEqual([]);
  });

  test("without MFA are told what to write, where they are people, another account's people, and machines", () => {
    expect(found("administrator-without-mfa", admin())[0]?.[1]).toContain("; set requireMfa: true");
    expect(
      found(
        "administrator-without-mfa",
        admin({ requireMfa: undefined, trustedEntity: { awsAccount: "333333333333" } }),
      )[0]?.[1],
    ).toContain("; set requireMfa: true");
    expect(
      found("administrator-without-mfa", {
        ...admin(),
        principals: { ci: { roleName: "ci", canAssume: ["Reader"] } },
      })[0]?.[1],
    ).toContain("grant principals a role that allows less");
  });

  test("by a custom trust policy must ask for MFA there", () => {
    const custom = (...statements: object[]) => {
      const declared = trusting(
        ...statements.map((statement) => ({ Principal: { AWS: "111111111111" }, ...statement })),
      );
      const role = (declared.roles as Record<string, object>).Reader;
      return { ...declared, roles: { Reader: { ...role, managedPolicies: ["AdministratorAccess"] } } };
    };
    const withMfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
    expect(places("administrator-without-mfa", custom({}))).toEqual(["roles.Reader.trustedEntity.custom"]);
    expect(places("administrator-without-mfa", custom(withMfa, {}))).toHaveLength(1);
    expect(places("administrator-without-mfa", custom(withMfa))).toEqual([]);
    expect(
      places(
        "administrator-without-mfa",
        custom(
          {},
          {
            Effect: "Deny",
            Principal: "*",
            Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
          },
        ),
      ),
    ).toEqual([]);
  });

  test("have sessions of at most 4 hours", () => {
    const lasting = (maxSessionDuration: string, more: object = {}) =>
      admin({ requireMfa: undefined, maxSessionDuration, ...more });
    expect(places("administrator-long-session", lasting("4h"))).toEqual([]);
    expect(found("administrator-long-session", lasting("4h1s"))).toEqual([
      ["roles.Reader.maxSessionDuration", expect.stringContaining("in sessions of 4h1s; set 4h or less")],
    ]);
    expect(
      places(
        "administrator-long-session",
        lasting("8h", { trustedEntity: { service: "ec2.amazonaws.com" } }),
      ),
    ).toEqual([]);
  });
});

describe("what an inline policy allows", () => {
  test.each([
    ["escalation", { Action: ["s3:*", "iam:*"] }],
    ["escalation", { Action: "IAM:*", Resource: "arn:aws:iam::222222222222:user/x" }],
    ["assume-role-wildcard", { Action: "sts:AssumeRole", Resource: "arn:aws:iam::222222222222:role/*" }],
    ["assume-role-wildcard", { Action: "sts:AssumeRole" }],
    ["assume-role-wildcard", { Action: "sts:*", Resource: ["arn:aws:s3:::a", "arn:aws:iam::*:role/*"] }],
    ["pass-role-wildcard", { Action: "iam:PassRole" }],
    ["pass-role-wildcard", { Action: "iam:Pass*", Resource: "arn:aws:iam::222222222222:role/*" }],
  ])("is too much for %s: %j", (rule, statement) => {
    expect(places(rule, allowing(statement))).toEqual([`${inlinePath}.Action`]);
  });

  test("may be too much by what it leaves out", () => {
    expect(places("escalation", allowing({ NotAction: "s3:*" }))).toEqual([`${inlinePath}.NotAction`]);
    expect(places("assume-role-wildcard", allowing({ NotAction: ["iam:*", "ec2:*", "lambda:*"] }))).toEqual(
      [],
    );
    expect(places("pass-role-wildcard", allowing({ NotAction: "iam:*" }))).toEqual([]);
  });

  test.each([
    ["escalation", { Action: ["iam:Get*", "iam:List*"] }],
    ["escalation", { Effect: "Deny", Action: "iam:*" }],
    ["assume-role-wildcard", { Action: "sts:AssumeRole", Resource: "arn:aws:iam::222222222222:role/app-*" }],
    [
      "assume-role-wildcard",
      { Action: "sts:AssumeRole", Condition: { StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } } },
    ],
    ["assume-role-wildcard", { Action: "sts:GetCallerIdentity" }],
    ["pass-role-wildcard", { Action: "iam:PassRole", Resource: "arn:aws:iam::222222222222:role/app/*" }],
    [
      "pass-role-wildcard",
      { Action: "iam:PassRole", Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } },
    ],
    // Said once, by the rule for all of IAM or for administrators.
    ["pass-role-wildcard", { Action: "iam:*" }],
    ["escalation", { Action: "*" }],
  ])("is fine with %s: %j", (rule, statement) => {
    expect(found(rule, allowing(statement))).toEqual([]);
  });

  test("is what a role in another partition may do there", () => {
    const declared = {
      ...allowing({ Action: "sts:AssumeRole", Resource: "arn:aws-cn:iam::*:role/*" }),
      partition: "aws-cn",
    };
    expect(places("assume-role-wildcard", declared)).toHaveLength(1);
  });
});

describe("a permissions boundary of a user", () => {
  const bounded = (permissionsBoundary: string, canAssume = ["Reader"]) =>
    file({ users: { alex: { permissionsBoundary, canAssume } } });

  test.each(["ReadOnlyAccess", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", "IAMFullAccess"])(
    "that does not allow sts:AssumeRole makes every grant vain: %s",
    (boundary) => {
      expect(errorsOf(bounded(boundary))).toMatchObject([
        { code: "grant-beyond-boundary", path: ["users", "alex", "permissionsBoundary"] },
      ]);
    },
  );

  test.each(["PowerUserAccess", "AdministratorAccess", "arn:aws:iam::111111111111:policy/own"])(
    "that allows it, or may, is no error: %s",
    (boundary) => expect(errorsOf(bounded(boundary))).toEqual([]),
  );

  test("is no error where nothing is granted", () => {
    expect(errorsOf(bounded("ReadOnlyAccess", []))).toEqual([]);
  });
});

test("an existing group without a grant is no finding: others decide about it", () => {
  const groups = { hr: { existing: true }, staff: {} };
  expect(places("nothing-granted", file({ groups }))).toEqual(["groups.staff"]);
});

test("a trust bound to another organization lets no user of the identity account in without a grant", () => {
  const here = { targetAccounts: { home: { id: "111111111111" } }, users: { alex: {} } };
  const bound = (Condition: object) => ({
    ...trusting({ Principal: "*", Condition }),
    ...here,
  });
  const rule = "trusted-without-grant";
  expect(places(rule, bound({ StringEquals: { "aws:PrincipalAccount": "999999999999" } }))).toEqual([]);
  expect(
    places(rule, bound({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/*" } })),
  ).toEqual([]);
  expect(places(rule, bound({ StringEquals: { "aws:PrincipalAccount": "111111111111" } }))).not.toEqual([]);
});

test("10 managed policies need no raise of the quota, 11 do", () => {
  const names = [
    "S3",
    "EC2",
    "RDS",
    "SQS",
    "SNS",
    "DynamoDB",
    "VPC",
    "Route53",
    "Redshift",
    "Inspector",
    "Kinesis",
  ];
  const policies = names.map((name) => `Amazon${name}ReadOnlyAccess`);
  expect(errorsOf(fileWithRole({ managedPolicies: policies }))).toEqual([]);
  expect(found("managed-policies-over-quota", fileWithRole({ managedPolicies: policies.slice(1) }))).toEqual(
    [],
  );
  expect(found("managed-policies-over-quota", fileWithRole({ managedPolicies: policies }))).toEqual([
    [
      "roles.Reader.managedPolicies",
      expect.stringContaining('"Reader" has 11 managed policies; IAM attaches 10'),
    ],
  ]);
});

describe("who signs in to the console", () => {
  const role = { externalId: "acme-42" };

  test("is told of a role with an external ID, granted directly or by a group", () => {
    const users = {
      alex: { consoleAccess: true, canAssume: ["Reader"] },
      kim: { existing: true, canAssume: ["Reader"] },
      sam: { consoleAccess: true, groups: ["staff"] },
    };
    const groups = { staff: { canAssume: ["Reader"] } };
    expect(found("external-id-in-console", fileWithRole(role, { users, groups }))).toEqual([
      ["roles.Reader.externalId", expect.stringContaining('and "alex" and 2 more may assume it')],
    ]);
  });

  test("is not told of one that is granted to others, or elsewhere, or to users without console access", () => {
    const none = (users: object, own: Record<string, unknown> = role) =>
      expect(
        found(
          "external-id-in-console",
          fileWithRole(own, { users, principals: { ci: { roleName: "ci", canAssume: ["Reader"] } } }),
        ),
      ).toEqual([]);
    none({});
    none({ alex: { canAssume: ["Reader"] } });
    none({ alex: { consoleAccess: true } });
    none(
      { alex: { consoleAccess: true, canAssume: [{ role: "Reader", accounts: ["account-b"] }] } },
      { overrides: { "account-c": role } },
    );
  });

  test("is told of one whose custom trust policy asks for it", () => {
    const declared = trusting({
      Principal: { AWS: "111111111111" },
      Condition: { StringEquals: { "sts:ExternalId": "acme-42" } },
    });
    const users = { alex: { consoleAccess: true, canAssume: ["Reader"] } };
    expect(places("external-id-in-console", { ...declared, users })).toEqual([
      "roles.Reader.trustedEntity.custom",
    ]);
  });

  test("is told of a path and name of more than 64 characters, the first slash not counted", () => {
    const long = (length: number, more: object = {}) =>
      fileWithRole({ path: `/${"p".repeat(length - "/Reader".length)}/`, ...more });
    expect(found("role-name-too-long-for-console", long(64))).toEqual([]);
    expect(found("role-name-too-long-for-console", long(65))).toEqual([
      ["roles.Reader.path", expect.stringContaining('path and name of "Reader" have 65 characters')],
    ]);
    expect(
      found("role-name-too-long-for-console", long(65, { trustedEntity: { service: "ec2.amazonaws.com" } })),
    ).toEqual([]);
  });
});

describe("a user who needs MFA and may not enrol a device", () => {
  const alex = (more: object, others: object = {}) =>
    file({
      users: { alex: { consoleAccess: true, selfService: false, canAssume: ["Reader"], ...more } },
      ...others,
    });

  test("is found, by their own grant, by a group's, or since everything needs MFA", () => {
    expect(places("mfa-without-enrolment", alex({}))).toEqual(["users.alex"]);
    expect(
      places(
        "mfa-without-enrolment",
        alex({ canAssume: [], groups: ["staff"] }, { groups: { staff: { canAssume: ["Reader"] } } }),
      ),
    ).toEqual(["users.alex"]);
    expect(
      places(
        "mfa-without-enrolment",
        alex(
          {},
          {
            roles: { Reader: { targetAccounts: "*", requireMfa: false } },
            identityAccount: { id: "111111111111", denyWithoutMfa: true },
          },
        ),
      ),
    ).toEqual(["users.alex"]);
  });

  test("is found without console access too, where self-service promises more than an access key can do", () => {
    const withoutConsole = (more: object) => alex({ consoleAccess: undefined, selfService: true, ...more });
    expect(found("mfa-without-enrolment", withoutConsole({}))).toEqual([
      ["users.alex", expect.stringContaining("can enrol a device in the console only")],
    ]);
    expect(found("mfa-without-enrolment", withoutConsole({ enrolMfaWithAccessKey: true }))).toEqual([]);
    expect(found("mfa-without-enrolment", withoutConsole({ canAssume: [] }))).toEqual([]);
    for (const key of ["consoleAccess", "selfService", "enrolMfaWithAccessKey"])
      expect(found("mfa-without-enrolment", withoutConsole({ [key]: "on" }))).toEqual([]);
  });

  test("is not one who enrols for themselves, needs no MFA, or has neither console nor self-service", () => {
    expect(found("mfa-without-enrolment", alex({ selfService: undefined }))).toEqual([]);
    expect(found("mfa-without-enrolment", alex({ canAssume: [] }))).toEqual([]);
    expect(
      found(
        "mfa-without-enrolment",
        alex({}, { roles: { Reader: { targetAccounts: "*", requireMfa: false } } }),
      ),
    ).toEqual([]);
    expect(found("mfa-without-enrolment", alex({ consoleAccess: undefined }))).toEqual([]);
  });
});

describe("a user who may enrol a device with an access key", () => {
  const kim = (more: object) => file({ users: { kim: { canAssume: ["Reader"], ...more } } });

  test("is told that a stolen key may too, and of the console where there is one", () => {
    expect(found("mfa-enrolment-with-access-key", kim({ enrolMfaWithAccessKey: true }))).toEqual([
      [
        "users.kim.enrolMfaWithAccessKey",
        'a stolen access key of "kim" can enrol an MFA device and then pass MFA; remove it once a device is enrolled, or let an administrator enrol one',
      ],
    ]);
    expect(
      found("mfa-enrolment-with-access-key", kim({ enrolMfaWithAccessKey: true, consoleAccess: true })),
    ).toEqual([["users.kim.enrolMfaWithAccessKey", expect.stringContaining("enrol one in the console")]]);
  });

  test("is nobody by default", () => {
    for (const more of [{}, { selfService: true }, { consoleAccess: true }, { enrolMfaWithAccessKey: false }])
      expect(found("mfa-enrolment-with-access-key", kim(more))).toEqual([]);
  });
});

describe("a principal", () => {
  const ci = (role: object, canAssume: unknown[] = ["Other", "Reader"]) =>
    file({
      roles: { Other: { targetAccounts: "*", requireMfa: false }, Reader: { targetAccounts: "*", ...role } },
      principals: { ci: { roleName: "ci", canAssume } },
    });

  test("is told of a role that requires MFA, at the grant", () => {
    expect(found("mfa-for-principal", ci({}))).toEqual([
      [
        "principals.ci.canAssume.1",
        expect.stringContaining('"Reader" requires MFA, which the session of a role such as "ci" never has'),
      ],
    ]);
    expect(found("mfa-for-principal", ci({ requireMfa: false }))).toEqual([]);
  });

  test("is told of it in the accounts that it is granted, and of no others", () => {
    const inC = { requireMfa: false, overrides: { "account-c": { requireMfa: true } } };
    expect(found("mfa-for-principal", ci(inC))).toEqual([
      ["principals.ci.canAssume.1", expect.stringContaining('"Reader" in "account-c" requires MFA')],
    ]);
    expect(found("mfa-for-principal", ci(inC, [{ role: "Reader", accounts: ["account-b"] }]))).toEqual([]);
  });

  test("is told of it where a custom trust policy asks for MFA", () => {
    const custom = (Condition?: object) => ({
      trustedEntity: {
        custom: policy({
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: "111111111111" },
          ...(Condition && { Condition }),
        }),
      },
    });
    const withMfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
    expect(places("mfa-for-principal", ci(custom(withMfa)))).toEqual(["principals.ci.canAssume.1"]);
    expect(places("mfa-for-principal", ci(custom()))).toEqual([]);
  });

  test("is told of sessions that are longer than AWS lets a role have them", () => {
    expect(found("chained-session", ci({ requireMfa: false, maxSessionDuration: "1h" }))).toEqual([]);
    expect(found("chained-session", ci({ requireMfa: false, maxSessionDuration: "2h" }))).toEqual([
      [
        "principals.ci.canAssume.1",
        expect.stringContaining('after 1h: a request for the maxSessionDuration of "Reader", 2h, fails'),
      ],
    ]);
    const users = { alex: { canAssume: ["Reader"] } };
    expect(found("chained-session", fileWithRole({ maxSessionDuration: "2h" }, { users }))).toEqual([]);
  });
});

describe("who is granted nothing", () => {
  test("is a user whose groups are granted nothing either", () => {
    const declared = file({
      groups: { empty: {}, staff: { canAssume: ["Reader"] } },
      users: {
        alex: { groups: ["empty"] },
        sam: { groups: ["empty", "staff"] },
        kim: { canAssume: ["Reader"] },
      },
    });
    expect(places("nothing-granted", declared)).toEqual(["groups.empty", "users.alex"]);
    expect(places("nobody-may-assume", declared)).toEqual([]);
  });

  test("is no matter of a role that others are trusted with", () => {
    expect(
      places("nobody-may-assume", fileWithRole({ trustedEntity: { service: "ec2.amazonaws.com" } })),
    ).toEqual([]);
    expect(places("nobody-may-assume", file())).toEqual(["roles.Reader"]);
  });
});

describe("terraform-escape", () => {
  test("finds the escape in texts and in keys, wherever they are", () => {
    const declared = fileWithRole({
      description: "costs 100%%{",
      tags: { owner: "$${aws:username}" },
      inlinePolicies: {
        own: policy({
          Effect: "Allow",
          Action: "s3:*",
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceTag/$${x}": "y" } },
        }),
      },
    });
    expect(places("terraform-escape", declared)).toEqual([
      "roles.Reader.description",
      "roles.Reader.tags.owner",
      "roles.Reader.inlinePolicies.own.Statement.0.Condition.StringEquals.aws:ResourceTag/$${x}",
    ]);
  });

  test("leaves policy variables alone, as IAM has them", () => {
    expect(
      found("terraform-escape", fileWithRole({ description: "${aws:username} costs $$5 %{x}" })),
    ).toEqual([]);
  });
});

describe("nobody-granted", () => {
  const limited = { trustGrantedOnly: true };

  test("warns where the trust names nobody, and the role stays and admits nobody", () => {
    const declared = fileWithRole(limited, {
      users: { alex: { canAssume: [{ role: "Reader", accounts: ["account-b"] }] } },
    });
    expect(found("nobody-granted", declared)).toEqual([
      [
        "roles.Reader.trustGrantedOnly",
        'nobody is granted the role in "account-c", so its trust policy admits nobody there; grant it, or leave the account out of targetAccounts',
      ],
    ]);
    const access = accessOf(declared);
    const [b, c] = placesOf(access).map((place) => placeTrustPolicy(place));
    expect(b).toMatchObject({ Statement: [{ Effect: "Allow" }] });
    expect(c).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "sts:AssumeRole", Principal: { AWS: "*" } }],
    });
    expect(entrancesOf(access).map(({ subject, place }) => [subject.name, place.account.name])).toEqual([
      ["alex", "account-b"],
    ]);
  });

  test("is silent when somebody is granted it everywhere, and when the role says so", () => {
    const users = { alex: { canAssume: ["Reader"] } };
    expect(found("nobody-granted", fileWithRole(limited, { users }))).toEqual([]);
    expect(found("nobody-granted", fileWithRole({ ...limited, ignore: ["nobody-granted"] }))).toEqual([]);
  });
});

describe("machine-user-locked-out", () => {
  const denying = (user: object, identityAccount: object = { denyWithoutMfa: true }) =>
    fileWithRole(
      { requireMfa: false },
      {
        identityAccount: { id: "111111111111", ...identityAccount },
        users: { backup: { canAssume: ["Reader"], ...user } },
      },
    );

  test("warns of a user whose access key is denied everything", () => {
    expect(found("machine-user-locked-out", denying({}))).toEqual([
      [
        "users.backup",
        '"backup" has no console access, and denyWithoutMfa of the identity account denies its access keys everything without MFA; set denyWithoutMfa: false here for a machine, or true for a person with an MFA device',
      ],
    ]);
  });

  test.each([
    { denyWithoutMfa: false },
    { denyWithoutMfa: true },
    { consoleAccess: true },
    { selfService: true },
    { existing: true },
    { ignore: ["machine-user-locked-out"] },
  ])("is silent at a user with %j", (user) => {
    expect(found("machine-user-locked-out", denying(user))).toEqual([]);
  });

  test("is silent where the account denies nothing", () => {
    expect(found("machine-user-locked-out", denying({}, {}))).toEqual([]);
  });
});
