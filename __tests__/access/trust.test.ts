import { placesOf, type RolePlace } from "../../access";
import { entrancesOf } from "../../access/entrances";
import { grantPolicies } from "../../access/grant-policies";
import { placeTrustPolicy } from "../../access/role-place";
import { subjectText } from "../../access/subject";
import { policyProblems } from "../../iam/policy-problems";
import type { Principal } from "../../iam/request-kind";
import { waysIn } from "../../iam/ways-in";
import { accessOf, errorsOf, file, fileWithRole, findings } from "./files";

const identityRoot = "arn:aws:iam::111111111111:root";
const ci = "arn:aws:iam::444444444444:role/ci/deploy";
const unit = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*";

/** The role in account-b, and its trust policy, which IAM takes. */
function trusting(role: Record<string, unknown>) {
  const place = placesOf(accessOf(fileWithRole(role)))[0] as RolePlace;
  const document = placeTrustPolicy(place);
  expect(policyProblems(document, "trust", { partition: "aws" })).toEqual([]);
  return { place, document, lets: (principal: Principal) => waysIn({ trust: document }, principal) };
}

const statementsOf = (trustedEntity: unknown, role: object = {}) =>
  trusting({ trustedEntity, ...role }).document.Statement;

describe("a role that trusts several entities", () => {
  test("has a statement for each, with the conditions of that entity", () => {
    expect(
      statementsOf([
        { identityAccount: true },
        { awsAccount: "999999999999", externalId: "acme-7f3c9d" },
        { service: "ec2.amazonaws.com" },
      ]),
    ).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: identityRoot },
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: "arn:aws:iam::999999999999:root" },
        Condition: { StringEquals: { "sts:ExternalId": "acme-7f3c9d" } },
      },
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
    ]);
  });

  test("reads the same whatever the order of the entries", () => {
    const entries = [
      { service: "ec2.amazonaws.com" },
      { identityAccount: true },
      { saml: { provider: "Okta" } },
    ];
    expect(statementsOf([...entries].reverse())).toEqual(statementsOf(entries));
  });

  test("has one statement for accounts with the same conditions", () => {
    const both = { AWS: ["arn:aws:iam::777777777777:root", "arn:aws:iam::888888888888:root"] };
    const list = statementsOf({ awsAccount: ["888888888888", "777777777777"], externalId: "acme-7f3c9d" });
    expect(list).toMatchObject([{ Principal: both }]);
    expect(
      statementsOf([{ awsAccount: "888888888888" }, { awsAccount: "777777777777" }], {
        externalId: "acme-7f3c9d",
      }),
    ).toEqual(list);
  });

  test("asks for the role's conditions wherever an entity can meet them, and for MFA of no service", () => {
    const { lets } = trusting({
      trustedEntity: [{ identityAccount: true }, { service: "ec2.amazonaws.com" }],
      requireMfa: true,
      sourceIps: ["198.51.100.0/24"],
    });
    const [people] = lets({ kind: "account", accountId: "111111111111" });
    expect(people).toMatchObject({ mfa: "required", requirements: [{ key: "aws:SourceIp" }] });
    expect(lets({ kind: "service", service: "ec2.amazonaws.com" })).toMatchObject([{ requirements: [] }]);
  });

  test("a condition of an entry replaces the role's for that entity alone", () => {
    const { lets } = trusting({
      trustedEntity: [{ identityAccount: true }, { awsAccount: "999999999999", requireMfa: false }],
      requireMfa: true,
    });
    expect(lets({ kind: "account", accountId: "111111111111" })[0]?.mfa).toBe("required");
    expect(lets({ kind: "account", accountId: "999999999999" })[0]?.mfa).toBe("not asked");
  });
});

describe("roles and users elsewhere", () => {
  test("are let in by their ARN, so that they need not exist yet, and nobody else of their account is", () => {
    const { document, lets } = trusting({ trustedEntity: { principals: [ci] } });
    expect(document.Statement).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: "arn:aws:iam::444444444444:root" },
        Condition: { ArnEquals: { "aws:PrincipalArn": ci } },
      },
    ]);
    expect(lets({ kind: "role", arn: ci })).toHaveLength(1);
    expect(lets({ kind: "role", arn: `${ci}-2` })).toEqual([]);
    expect(lets({ kind: "user", arn: "arn:aws:iam::444444444444:user/sam" })).toEqual([]);
  });

  test("may be named with wildcards in path and name, not in the account", () => {
    const { document, lets } = trusting({
      trustedEntity: { principals: ["arn:aws:iam::444444444444:role/ci/*"] },
    });
    expect(document.Statement).toMatchObject([{ Condition: { ArnLike: {} } }]);
    expect(lets({ kind: "role", arn: ci })).toHaveLength(1);
    expect(lets({ kind: "role", arn: "arn:aws:iam::444444444444:role/admin" })).toEqual([]);
    for (const wrong of [
      "arn:aws:iam::*:role/ci",
      "arn:aws:iam::444444444444:root",
      "arn:aws:sts::444444444444:assumed-role/a/b",
    ])
      expect(errorsOf(fileWithRole({ trustedEntity: { principals: [wrong] } }))).toMatchObject([
        { code: "wrong-form" },
      ]);
  });

  test("of several accounts share a statement: an ARN says its account", () => {
    const other = "arn:aws:iam::555555555555:user/sam";
    const { document, lets } = trusting({ trustedEntity: { principals: [ci, other] } });
    expect(document.Statement).toHaveLength(1);
    expect(lets({ kind: "user", arn: other })).toHaveLength(1);
    expect(lets({ kind: "user", arn: "arn:aws:iam::444444444444:user/sam" })).toEqual([]);
  });
});

describe("organizational units", () => {
  test("let in the accounts of their paths, by the condition that AWS documents", () => {
    const { document, lets } = trusting({ trustedEntity: { organizationalUnits: [unit] } });
    expect(document.Statement).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: "*" },
        Condition: { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": unit } },
      },
    ]);
    const from = (path: string | string[]) =>
      lets({ kind: "anybody", facts: { "aws:PrincipalOrgPaths": path } }).length;
    expect(from("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/")).toBe(1);
    expect(from("o-a1b2c3d4e5/r-ab12/ou-ab12-33333333/")).toBe(0);
    expect(from([])).toBe(0);
  });

  test("are named with their organization in full: ids of units are unique only within it", () => {
    for (const wrong of ["*", "o-*/r-ab12/", "ou-ab12-11111111", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"])
      expect(errorsOf(fileWithRole({ trustedEntity: { organizationalUnits: [wrong] } }))).toMatchObject([
        { code: "wrong-form" },
      ]);
  });
});

describe("session tags and source identity", () => {
  const role = { tagSession: ["Project"], setSourceIdentity: ["${aws:username}"] };
  const users = { alex: { canAssume: ["Reader"] }, sam: { canAssume: ["Plain"] } };
  const declared = file({
    roles: { Reader: { targetAccounts: ["account-b"], ...role }, Plain: { targetAccounts: ["account-b"] } },
    users,
  });

  test("are allowed in both halves, and what is required is a condition of the trust", () => {
    const access = accessOf(declared);
    const place = placesOf(access).find((one) => one.role.name === "Reader") as RolePlace;
    expect(placeTrustPolicy(place).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        Principal: { AWS: identityRoot },
        Condition: {
          Bool: { "aws:MultiFactorAuthPresent": "true" },
          Null: { "aws:RequestTag/Project": "false" },
          StringEquals: { "sts:SourceIdentity": "${aws:username}" },
        },
      },
    ]);
    const [alex, sam] = access.users.map((user) => grantPolicies(access, user).inline?.Statement);
    expect(alex).toEqual([
      { Effect: "Allow", Action: "sts:AssumeRole", Resource: place.arn },
      { Effect: "Allow", Action: ["sts:SetSourceIdentity", "sts:TagSession"], Resource: place.arn },
    ]);
    expect(sam).toHaveLength(1);
  });

  test("are allowed in every account of the organization to whom the role is granted there", () => {
    const canAssume = [{ role: "Reader", accounts: "organization" }];
    const organization = { id: "o-a1b2c3d4e5" };
    const access = accessOf({ ...declared, organization, users: { alex: { canAssume } } });
    const [alex] = access.users.map((user) => grantPolicies(access, user).inline?.Statement);
    const there = {
      Resource: "arn:aws:iam::*:role/Reader",
      Condition: { StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
    };
    expect(alex).toEqual([
      { Effect: "Allow", Action: "sts:AssumeRole", ...there },
      { Effect: "Allow", Action: ["sts:SetSourceIdentity", "sts:TagSession"], ...there },
    ]);
  });

  test("a session without a required tag is refused", () => {
    const { lets } = trusting({ tagSession: ["Project"], requireMfa: false });
    const by = (facts: Record<string, string | string[]>) =>
      lets({ kind: "user", arn: "arn:aws:iam::111111111111:user/alex", facts }).length;
    expect(by({ "aws:RequestTag/Project": "infra", "aws:TagKeys": "Project" })).toBe(1);
    expect(by({ "aws:RequestTag/Project": [] })).toBe(0);
  });

  test("that are required leave no link: the console sends neither", () => {
    expect(trusting({ tagSession: ["Project"] }).place.link.reason).toMatch(/session tags$/);
    expect(trusting({ setSourceIdentity: ["*"] }).place.link.reason).toMatch(/a source identity$/);
    expect(trusting({ tagSession: true, setSourceIdentity: true }).place.link.url).toBeDefined();
  });
});

describe("an override", () => {
  test("changes the trust, the description and the tags in one account", () => {
    const [b, c] = placesOf(
      accessOf(
        fileWithRole({
          description: "reads",
          overrides: {
            "account-c": {
              trustedEntity: { saml: { provider: "Okta" } },
              description: "reads there",
              tags: { owner: "web" },
            },
          },
        }),
      ),
    ) as [RolePlace, RolePlace];
    expect(b.settings).toMatchObject({ description: "reads", tags: {} });
    expect(c.settings).toMatchObject({ description: "reads there", tags: { owner: "web" } });
    expect(placeTrustPolicy(b)).toMatchObject({ Statement: [{ Principal: { AWS: identityRoot } }] });
    expect(placeTrustPolicy(c)).toMatchObject({
      Statement: [{ Principal: { Federated: "arn:aws:iam::333333333333:saml-provider/Okta" } }],
    });
    expect([b.link.url, c.link.url].map(Boolean)).toEqual([true, false]);
  });
});

describe("refused are", () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    [
      "a condition that no entity can meet",
      { trustedEntity: [{ service: "ec2.amazonaws.com" }, { saml: { provider: "Okta" } }], requireMfa: true },
      "impossible-condition",
      "roles.Reader.requireMfa",
    ],
    [
      "a condition of an entry that cannot meet it",
      {
        trustedEntity: [
          { identityAccount: true },
          { service: "ec2.amazonaws.com", externalId: "acme-7f3c9d" },
        ],
      },
      "impossible-condition",
      "roles.Reader.trustedEntity.1.externalId",
    ],
    [
      "trustGrantedOnly without the identity account",
      {
        trustedEntity: [{ awsAccount: "999999999999" }, { service: "ec2.amazonaws.com" }],
        trustGrantedOnly: true,
      },
      "impossible-condition",
      "roles.Reader.trustGrantedOnly",
    ],
    [
      "custom beside others",
      {
        trustedEntity: [
          { identityAccount: true },
          {
            custom: {
              Version: "2012-10-17",
              Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "999999999999" } },
            },
          },
        ],
      },
      "custom-trust-not-alone",
      "roles.Reader.trustedEntity.1.custom",
    ],
    [
      "two kinds in one entry",
      { trustedEntity: [{ identityAccount: true, service: "ec2.amazonaws.com" }] },
      "not-exactly-one",
      "roles.Reader.trustedEntity.0",
    ],
    [
      "a maximum age in an entry without MFA",
      { trustedEntity: [{ identityAccount: true, mfaMaxAge: "1h" }], requireMfa: false },
      "mfa-age-without-mfa",
      "roles.Reader.trustedEntity.0.mfaMaxAge",
    ],
  ])("%s", (_what, role, code, path) => {
    expect(findings(code, fileWithRole(role)).map((found) => found.path.join("."))).toEqual([path]);
  });

  test("a grant of a role that does not trust the identity account, in one account by an override too", () => {
    const users = { alex: { canAssume: ["Reader"] } };
    const foreign = { trustedEntity: [{ service: "ec2.amazonaws.com" }, { awsAccount: "999999999999" }] };
    expect(findings("grant-of-foreign-role", fileWithRole(foreign, { users }))).toHaveLength(1);
    expect(
      findings("grant-of-foreign-role", fileWithRole({ overrides: { "account-c": foreign } }, { users })),
    ).toMatchObject([{ message: expect.stringContaining('in "account-c"') }]);
    const ownTrust = { trustedEntity: { identityAccount: true } };
    const grantedIn = (account: string, role: Parameters<typeof fileWithRole>[0]) =>
      findings(
        "grant-of-foreign-role",
        fileWithRole(role, { users: { alex: { canAssume: [{ role: "Reader", accounts: [account] }] } } }),
      );
    expect(grantedIn("account-b", { overrides: { "account-c": foreign } })).toEqual([]);
    expect(grantedIn("account-c", { overrides: { "account-c": foreign } })).toHaveLength(1);
    expect(grantedIn("account-c", { ...foreign, overrides: { "account-c": ownTrust } })).toEqual([]);
    expect(grantedIn("account-b", { ...foreign, overrides: { "account-c": ownTrust } })).toHaveLength(1);
    expect(
      findings(
        "grant-of-foreign-role",
        fileWithRole(
          { trustedEntity: [{ identityAccount: true }, { service: "ec2.amazonaws.com" }] },
          { users },
        ),
      ),
    ).toEqual([]);
  });
});

describe("third parties", () => {
  const found = (trustedEntity: unknown, organization?: object) =>
    findings(
      "third-party-without-external-id",
      fileWithRole({ trustedEntity }, organization ? { organization } : {}),
    ).map(({ path }) => path.join("."));

  test("are warned of at the entry that names them", () => {
    expect(found([{ identityAccount: true }, { awsAccount: "999999999999" }])).toEqual([
      "roles.Reader.trustedEntity.1.awsAccount",
    ]);
    expect(
      found([{ identityAccount: true }, { awsAccount: "999999999999", externalId: "acme-7f3c9d" }]),
    ).toEqual([]);
  });

  test("are no accounts of the organization, which organization.accounts lists", () => {
    const organization = { id: "o-a1b2c3d4e5", accounts: ["999999999999"] };
    expect(found({ awsAccount: "999999999999" })).toHaveLength(1);
    expect(found({ awsAccount: "999999999999" }, organization)).toEqual([]);
  });
});

test("every entity is an entrance, and one that this file grants is not listed twice", () => {
  const access = accessOf(
    fileWithRole(
      {
        targetAccounts: ["account-b"],
        trustedEntity: [
          { identityAccount: true },
          { awsAccount: "999999999999", externalId: "acme-7f3c9d" },
          { principals: [ci] },
          { organizationalUnits: [unit] },
          { service: "ec2.amazonaws.com" },
        ],
      },
      { users: { alex: { canAssume: ["Reader"] } } },
    ),
  );
  // Alex needs no MFA where the identity account is in the organizational unit: nobody knows here whether it is.
  expect(entrancesOf(access).map(({ subject, mfa }) => [subjectText(subject, "111111111111"), mfa])).toEqual([
    ["alex", "not asked"],
    ["(account 999999999999)", "not asked"],
    [`(accounts of ${unit})`, "not asked"],
    ["(service ec2.amazonaws.com)", "not asked"],
    [`(${ci})`, "not asked"],
  ]);
});

describe("a role that trusts itself by its ARN", () => {
  const own = "arn:aws:iam::222222222222:role/Reader";
  const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: own } };
  const found = (trustedEntity: unknown) =>
    findings("principal-of-this-file", fileWithRole({ targetAccounts: ["account-b"], trustedEntity })).map(
      ({ path, message }) => [path.join("."), message],
    );

  test("could not be made in one step, and the warning says what to write", () => {
    const custom = { Version: "2012-10-17", Statement: [statement] };
    expect(found({ custom })).toEqual([
      [
        "roles.Reader.trustedEntity.custom.Statement.0.Principal",
        expect.stringContaining("arn:aws:iam::222222222222:root"),
      ],
    ]);
    expect(found({ principals: [own] })).toEqual([]);
  });
});
