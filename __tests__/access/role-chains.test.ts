/** Role chains: roles that are granted roles, in both halves, and in everything that people read. */
import { type AccessFile, grantPolicies, placesOf, policySizesUsed } from "../../access";
import { entrancesOf } from "../../access/entrances";
import { routesOf } from "../../access/reach";
import { placeTrustPolicy } from "../../access/role-place";
import { type Statement, toList } from "../../iam/policy-document";
import { clientFiles } from "../../reports/clients";
import { differenceBetween } from "../../reports/difference/difference";
import { proveNoNewAccess } from "../../reports/difference/proof";
import { matrixRows } from "../../reports/matrix-rows";
import { pageData } from "../../reports/page/page-data";
import { reportOf } from "../../reports/report";
import { trustText } from "../../reports/trust-text";
import { whetherCan } from "../../reports/whether-can";
import { accessOf, findings, problemsOf } from "./files";

const reader = { managedPolicies: ["AmazonS3ReadOnlyAccess"] };

/** An identity account that is a target account too, and two more. Team may assume Operator, and Operator Reader. */
function chain(changes: Partial<Record<"Team" | "Operator" | "Reader", object>> = {}, more: object = {}) {
  return {
    deployWith: { role: "Deployer" },
    identityAccount: { id: "111111111111" },
    targetAccounts: {
      hub: { id: "111111111111" },
      dev: { id: "222222222222" },
      prod: { id: "333333333333" },
    },
    roles: {
      Team: {
        targetAccounts: ["hub"],
        trustedEntity: { saml: { provider: "Okta" } },
        canAssume: ["Operator"],
        ...changes.Team,
      },
      Operator: { targetAccounts: ["dev"], canAssume: ["Reader"], ...reader, ...changes.Operator },
      Reader: { targetAccounts: ["prod"], ...reader, ...changes.Reader },
    },
    users: { alex: { canAssume: ["Operator"] } },
    ...more,
  };
}

const arns = {
  team: "arn:aws:iam::111111111111:role/Team",
  operator: "arn:aws:iam::222222222222:role/Operator",
  reader: "arn:aws:iam::333333333333:role/Reader",
};

function trustOf(declared: object, role: string): readonly Statement[] {
  const place = placesOf(accessOf(declared)).find((one) => one.role.name === role);
  if (!place) throw new Error(`no ${role}`);
  return toList(placeTrustPolicy(place).Statement);
}

function permissionOf(declared: object, name: string): readonly Statement[] {
  const access = accessOf(declared);
  const principal = access.principals.find((one) => one.name === name);
  if (!principal) throw new Error(`no ${name}`);
  return toList(grantPolicies(access, principal).inline?.Statement);
}

const admits = (account: string, arn: string | string[], condition: object = {}) => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Condition: { ArnEquals: { "aws:PrincipalArn": arn }, ...condition },
});
const admitsUsers = {
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { AWS: "arn:aws:iam::111111111111:root" },
  Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
};

describe("a role that is granted a role", () => {
  test("has the permission on exactly that role", () => {
    expect(permissionOf(chain(), "Operator in dev")).toEqual([
      { Effect: "Allow", Action: "sts:AssumeRole", Resource: arns.reader },
    ]);
  });

  test("of another account is trusted by its account and its ARN, without MFA", () => {
    expect(trustOf(chain(), "Reader")).toEqual([admits("222222222222", arns.operator), admitsUsers]);
  });

  test("of the identity account is spared the MFA that users need by default", () => {
    expect(trustOf(chain(), "Operator")).toEqual([admits("111111111111", arns.team), admitsUsers]);
  });

  test("of the identity account needs no statement of its own where nobody needs MFA", () => {
    const { Condition: _condition, ...admitsAll } = admitsUsers;
    expect(trustOf(chain({ Operator: { requireMfa: false } }), "Operator")).toEqual([admitsAll]);
  });

  test("needs no statement of its own where the role trusts its account anyway", () => {
    const trustedEntity = { awsAccount: "222222222222" };
    expect(trustOf(chain({ Reader: { trustedEntity } }), "Reader")).toEqual([
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::222222222222:root" } },
    ]);
  });

  test("is trusted beside entities that are no accounts", () => {
    const trustedEntity = { service: "ec2.amazonaws.com" };
    expect(trustOf(chain({ Reader: { trustedEntity } }), "Reader")).toEqual([
      admits("222222222222", arns.operator),
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
    ]);
  });

  test("must meet the conditions that the role itself has", () => {
    const conditions = { externalId: "acme-1", sourceIps: ["198.51.100.0/24"] };
    expect(trustOf(chain({ Reader: conditions }), "Reader")).toContainEqual(
      admits("222222222222", arns.operator, {
        IpAddress: { "aws:SourceIp": "198.51.100.0/24" },
        StringEquals: { "sts:ExternalId": "acme-1" },
      }),
    );
  });

  test("passes session tags by both halves, where the role lets it", () => {
    const declared = chain({ Reader: { tagSession: ["project"] } });
    expect(permissionOf(declared, "Operator in dev")).toContainEqual({
      Effect: "Allow",
      Action: "sts:TagSession",
      Resource: arns.reader,
    });
    expect(trustOf(declared, "Reader")).toContainEqual({
      ...admits("222222222222", arns.operator, { Null: { "aws:RequestTag/project": "false" } }),
      Action: ["sts:AssumeRole", "sts:TagSession"],
    });
  });

  test("loses it when the grant ends, by both halves", () => {
    const until = { DateLessThan: { "aws:CurrentTime": "2027-03-01T00:00:00Z" } };
    const declared = chain({ Operator: { canAssume: [{ role: "Reader", until: "2027-03-01" }] } });
    expect(permissionOf(declared, "Operator in dev")).toMatchObject([{ Condition: until }]);
    expect(trustOf(declared, "Reader")).toContainEqual(admits("222222222222", arns.operator, until));
  });

  test("and granted users share a trust that is limited to them", () => {
    const users = { alex: { canAssume: ["Operator", "Reader"] } };
    const alex = "arn:aws:iam::111111111111:user/alex";
    const declared = chain({ Reader: { trustGrantedOnly: true, requireMfa: false } }, { users });
    expect(trustOf(declared, "Reader")).toEqual([
      { ...admits("111111111111", [alex, arns.operator]), Principal: expect.anything() },
    ]);
    const withMfa = chain({ Operator: { trustGrantedOnly: true } }, { users });
    expect(trustOf(withMfa, "Operator")).toEqual([
      admits("111111111111", arns.team),
      admits("111111111111", alex, { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
    ]);
  });

  test("alone keeps everybody of the identity account out of a trust that is limited to the grantees", () => {
    expect(trustOf(chain({ Reader: { trustGrantedOnly: true } }), "Reader")).toEqual([
      admits("222222222222", arns.operator),
    ]);
  });

  test("and another may be granted each other", () => {
    const declared = chain({ Reader: { canAssume: ["Operator"] } });
    expect(permissionOf(declared, "Reader in prod")).toMatchObject([{ Resource: arns.operator }]);
    expect(trustOf(declared, "Operator")).toContainEqual({
      ...admits("", [arns.team, arns.reader]),
      Principal: { AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::333333333333:root"] },
    });
  });

  test("in several accounts has it in each of them", () => {
    const declared = chain({ Operator: { targetAccounts: ["dev", "prod"] } });
    expect(trustOf(declared, "Reader")).toContainEqual({
      ...admits("", [arns.operator, "arn:aws:iam::333333333333:role/Operator"]),
      Principal: { AWS: ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"] },
    });
  });

  test("may be made elsewhere: its policy is attached all the same", () => {
    const declared = chain({
      Operator: { existing: true, managedPolicies: undefined },
      Team: { canAssume: ["Reader"] },
    });
    const access = accessOf(declared);
    expect(access.targetAccounts.find(({ name }) => name === "dev")?.hasProvider).toBe(true);
    expect(permissionOf(declared, "Operator in dev")).toMatchObject([{ Resource: arns.reader }]);
  });

  test("has as much room as its own policies leave", () => {
    const document = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"x".repeat(9000)}` }],
    };
    const targetAccounts = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`a${index}`, { id: String(400_000_000_000 + index) }]),
    );
    const declared = (inlinePolicies: object) =>
      chain(
        { Operator: { inlinePolicies }, Reader: { targetAccounts: Object.keys(targetAccounts) } },
        { targetAccounts: { ...chain().targetAccounts, ...targetAccounts } },
      );
    const used = (inlinePolicies: object) =>
      policySizesUsed(accessOf(declared(inlinePolicies))).find(
        ({ grantee }) => grantee.name === "Operator in dev",
      );
    expect(used({})?.managed).toEqual({ used: 0, of: 9 });
    expect(used({ large: document })?.managed).toEqual({ used: 1, of: 9 });
  });
});

describe("a principal of a target account", () => {
  const declared = chain(
    {},
    { principals: { ci: { roleName: "builder", path: "/ci/", account: "dev", canAssume: ["Reader"] } } },
  );

  test("is trusted as a role of this file is", () => {
    expect(trustOf(declared, "Reader")).toContainEqual(
      admits("222222222222", [arns.operator, "arn:aws:iam::222222222222:role/ci/builder"]),
    );
  });

  test("gives its account a provider, for the policy of the role", () => {
    const principals = { ci: { roleName: "builder", account: "tools", canAssume: ["Reader"] } };
    const targetAccounts = { ...chain().targetAccounts, tools: { id: "444444444444" } };
    const access = accessOf(chain({}, { principals, targetAccounts }));
    expect(access.targetAccounts.find(({ name }) => name === "tools")?.hasProvider).toBe(true);
  });

  test("goes with its account when that is retired", () => {
    const principals = { ci: { roleName: "builder", account: "tools", canAssume: ["Reader"] } };
    const targetAccounts = { ...chain().targetAccounts, tools: { id: "444444444444", retired: true } };
    const access = accessOf(chain({}, { principals, targetAccounts }));
    expect(access.principals.map(({ name }) => name)).not.toContain("ci");
  });
});

describe("reports say who gets where, over which roles", () => {
  const rowsOf = (declared: object, filter = {}) =>
    [...matrixRows(reportOf(accessOf(declared), filter))].map(
      ({ subject, place, over, requires }) =>
        `${subject} -> ${[over, `${place.role.name} in ${place.account.name}`].filter(Boolean).join(" -> ")}: ${requires}`,
    );

  test("in the matrix, for users, roles and subjects that a trust policy lets in", () => {
    expect(rowsOf(chain())).toEqual([
      "alex -> Operator in dev: MFA",
      "alex -> Operator in dev -> Reader in prod: MFA at hop 1 only",
      "Operator in dev (role) -> Reader in prod: nothing",
      "Team in hub (role) -> Operator in dev: nothing",
      "Team in hub (role) -> Operator in dev -> Reader in prod: nothing",
      "(users and roles that the identity account allows) -> Reader in prod: MFA",
      "(SAML provider Okta) -> Team in hub: audience https://signin.aws.amazon.com/saml",
      "(SAML provider Okta) -> Team in hub -> Operator in dev: audience https://signin.aws.amazon.com/saml at hop 1 only",
      "(SAML provider Okta) -> Team in hub -> Operator in dev -> Reader in prod: audience https://signin.aws.amazon.com/saml at hop 1 only",
    ]);
  });

  test("with the filter of a user or an account", () => {
    expect(rowsOf(chain(), { user: "alex", account: "prod" })).toEqual([
      "alex -> Operator in dev -> Reader in prod: MFA at hop 1 only",
    ]);
  });

  test("as the answer to one question", () => {
    expect(whetherCan(accessOf(chain()), { user: "alex", account: "prod" })).toMatchObject({
      yes: true,
      lines: [expect.stringMatching(/^yes, in 2 hops: "alex" -> Operator in dev -> Reader in prod \(/)],
    });
  });

  test("on the page, as reached over the roles before", () => {
    const { users, principals, roles } = pageData(reportOf(accessOf(chain())));
    expect(users).toMatchObject([{ name: "alex", grants: [[0], [1, [2], [""], ["Operator in dev", 0, 0]]] }]);
    expect(principals.map(({ name }) => name)).toEqual(["Operator in dev", "Team in hub"]);
    expect(roles[0]?.settings[0]?.others).toEqual(["(SAML provider Okta) over Team in hub"]);
  });

  test("and the console's link where a sign-in can switch", () => {
    const links = [...matrixRows(reportOf(accessOf(chain())))].map(
      ({ subject, over, place, link }) =>
        `${subject}${over && ` over ${over}`} to ${place.role.name}: ${link.url ? "link" : "none"}`,
    );
    expect(links).toEqual([
      "alex to Operator: link",
      "alex over Operator in dev to Reader: none",
      "Operator in dev (role) to Reader: none",
      "Team in hub (role) to Operator: link",
      "Team in hub (role) over Operator in dev to Reader: none",
      "(users and roles that the identity account allows) to Reader: link",
      "(SAML provider Okta) to Team: none",
      "(SAML provider Okta) over Team in hub to Operator: link",
      "(SAML provider Okta) over Team in hub -> Operator in dev to Reader: none",
    ]);
  });

  test("in the words about one role's trust", () => {
    const access = accessOf(chain());
    const place = placesOf(access).find(({ role }) => role.name === "Reader");
    expect(place && trustText(access, place)).toBe(
      `Reader in prod trusts: the identity account: any user or role there whose policies allow sts:AssumeRole on it; ${arns.operator}, by a grant of this file.`,
    );
  });

  test("and the AWS CLI gets there by profiles that build on one another", () => {
    const report = reportOf(accessOf(chain({ Reader: { externalId: "acme-1", maxSessionDuration: "4h" } })));
    const [config] = [...clientFiles(report)].map(({ pieces }) => [...pieces].join(""));
    expect(config).toContain(
      [
        "[profile prod.Reader]",
        `role_arn = ${arns.reader}`,
        "source_profile = dev.Operator",
        "role_session_name = alex",
        "duration_seconds = 3600",
        "external_id = acme-1",
        "region = us-east-1",
      ].join("\n"),
    );
  });

  test("whatever a permissions boundary or a Deny of unknown effect leaves", () => {
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Action: "sts:AssumeRole",
          Resource: "*",
          Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } },
        },
      ],
    };
    const hops = (operator: object) => {
      const access = accessOf(chain({ Operator: operator }));
      const alex = entrancesOf(access).filter(({ subject }) => subject.name === "alex");
      return routesOf(access, alex).flatMap(({ chain: hops }) => hops.map(({ permission }) => permission));
    };
    expect(hops({})).toEqual(["allowed"]);
    expect(hops({ inlinePolicies: { deny: document } })).toEqual(["unknown"]);
    expect(hops({ permissionsBoundary: { name: "limits" } })).toEqual(["unknown"]);
  });
});

describe("a difference", () => {
  const none = chain({ Operator: { canAssume: undefined } });

  test("shows a role that is granted a role as given, and no proof of the contrary", () => {
    const { changes } = differenceBetween(accessOf(none), accessOf(chain()));
    expect(changes.map(({ kind, entry }) => [kind, entry.caller.text, entry.role])).toContainEqual([
      "given",
      "Operator in dev (role)",
      "Reader",
    ]);
    expect(proveNoNewAccess(accessOf(none), accessOf(chain())).answer).toBe("new access");
  });

  test("of an account's new name takes nothing and gives nothing", () => {
    const text = JSON.stringify(chain()).replaceAll('"dev"', '"development"');
    const renamed = JSON.parse(text) as AccessFile;
    expect(differenceBetween(accessOf(chain()), accessOf(renamed)).changes).toEqual([]);
  });
});

describe("the check", () => {
  const idsOf = (declared: object) => problemsOf(declared).join("\n");

  test("finds nothing wrong with a chain", () => {
    expect(problemsOf(chain())).toEqual([]);
  });

  test("warns of MFA that is required of the session of a role, once for all accounts", () => {
    const declared = chain({ Operator: { targetAccounts: ["dev", "prod"] }, Reader: { requireMfa: true } });
    expect(findings("mfa-for-principal", declared).map(({ text }) => text)).toEqual([
      expect.stringContaining(
        'roles.Operator.canAssume[0]  warning: "Reader" requires MFA, which the session of a role such as "Operator" never has, so it could not be assumed; remove requireMfa and mfaMaxAge there',
      ),
    ]);
  });

  test("warns of a session that is longer than a chain allows", () => {
    expect(findings("chained-session", chain({ Reader: { maxSessionDuration: "4h" } }))).toMatchObject([
      { path: ["roles", "Operator", "canAssume", 0], data: { limit: 3600, actual: 14400 } },
    ]);
  });

  test("refuses a session named as the user, which a role has not", () => {
    expect(
      findings("user-name-of-principal", chain({ Reader: { requireUserSessionName: true } })),
    ).toMatchObject([{ path: ["roles", "Operator", "canAssume"] }]);
  });

  test("refuses a principal that is a role of the file, and says what to write", () => {
    const principals = { op: { roleName: "operator", account: "dev", canAssume: ["Reader"] } };
    expect(idsOf(chain({}, { principals }))).toContain(
      'principals.op.roleName  error: is the role "Operator" of this file in "dev"; write canAssume at roles.Operator, and remove this principal',
    );
    const team = { principals: { team: { roleName: "Team", canAssume: ["Reader"] } } };
    expect(findings("principal-is-role", chain({}, team))).toHaveLength(1);
    const elsewhere = {
      principals: { op: { roleName: "Operator", account: "prod", canAssume: ["Reader"] } },
    };
    expect(findings("principal-is-role", chain({}, elsewhere))).toEqual([]);
  });

  test("takes roles of one name in two accounts for two principals", () => {
    const principals = {
      ci: { roleName: "builder", canAssume: ["Reader"] },
      other: { roleName: "builder", account: "dev", canAssume: ["Reader"] },
      again: { roleName: "Builder", account: "dev", canAssume: ["Reader"] },
    };
    expect(findings("duplicate-principal", chain({}, { principals }))).toMatchObject([
      { path: ["principals", "again", "roleName"] },
    ]);
  });

  test("refuses a role that is granted itself", () => {
    expect(idsOf(chain({ Reader: { canAssume: ["Reader"] } }))).toContain(
      "roles.Reader.canAssume[0]  error: is this role itself",
    );
  });

  test("names roles and accounts that do not exist", () => {
    const principals = { ci: { roleName: "builder", account: "devv", canAssume: ["Reader"] } };
    const text = idsOf(chain({ Operator: { canAssume: ["Reeder"] } }, { principals }));
    expect(text).toContain('principals.ci.account  error: no target account "devv"; did you mean "dev"?');
    expect(text).toContain('roles.Operator.canAssume[0]  error: no role "Reeder"; did you mean "Reader"?');
  });

  test("refuses canAssume for a role of a stack set, and an account for a permission set", () => {
    const organization = {
      id: "o-a1b2c3d4e5",
      accountId: "999999999999",
      organizationalUnits: ["ou-ab12-cdefgh34"],
    };
    const principals = { staff: { permissionSet: "Staff", account: "dev", canAssume: ["Reader"] } };
    const text = idsOf(chain({ Operator: { rollout: "stackSet" } }, { organization, principals }));
    expect(text).toContain("roles.Operator.canAssume  error: Terraform attaches the grants to the role");
    expect(text).toContain("principals.staff.account  error:");
  });

  test("refuses a stack set whose accounts would trust different roles", () => {
    const organization = {
      id: "o-a1b2c3d4e5",
      accountId: "999999999999",
      organizationalUnits: ["ou-ab12-cdefgh34"],
    };
    const declared = (canAssume: unknown[]) =>
      chain(
        { Reader: { targetAccounts: ["dev", "prod"], rollout: "stackSet" }, Operator: { canAssume } },
        { organization },
      );
    expect(findings("stack-set-trust-differs", declared(["Reader"]))).toEqual([]);
    const some = findings("stack-set-trust-differs", declared([{ role: "Reader", accounts: ["prod"] }]));
    expect(some).toMatchObject([{ path: ["roles", "Reader"] }]);
  });

  test("refuses a boundary that forbids assuming roles", () => {
    const declared = chain({ Operator: { permissionsBoundary: "AmazonS3ReadOnlyAccess" } });
    expect(findings("grant-beyond-boundary", declared)).toMatchObject([
      { path: ["roles", "Operator", "permissionsBoundary"] },
    ]);
  });

  test("refuses a custom trust policy that does not let the role in", () => {
    const custom = (account: string) => ({
      trustedEntity: {
        custom: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${account}:root` } },
          ],
        },
      },
    });
    expect(findings("grant-not-trusted", chain({ Reader: custom("222222222222") }))).toEqual([]);
    expect(findings("grant-not-trusted", chain({ Reader: custom("111111111111") }))).toMatchObject([
      { data: { arn: arns.operator } },
    ]);
  });

  test("warns of an administrator behind a role that is assumed without MFA, however far behind", () => {
    const admin = { managedPolicies: ["AdministratorAccess"] };
    const found = (changes: Parameters<typeof chain>[0], more = {}) =>
      findings("administrator-without-mfa", chain({ Reader: admin, ...changes }, more)).map(
        ({ text }) => text,
      );
    const overOperator = expect.stringContaining(
      'roles.Reader  warning: "Reader" allows everything (AdministratorAccess), and is assumed without MFA over the role "Operator"; require MFA there',
    );
    expect(found({})).toEqual([]);
    expect(found({ Operator: { requireMfa: false } })).toEqual([overOperator]);
    expect(found({ Team: { trustedEntity: { identityAccount: true }, requireMfa: false } })).toEqual([
      overOperator,
    ]);
    const principals = { ci: { roleName: "builder", account: "dev", canAssume: ["Reader"] } };
    expect(found({}, { principals })).toEqual([
      expect.stringContaining('over the principal "ci"; it has no MFA'),
    ]);
  });

  test("keeps the name of the policy with the grants", () => {
    const inlinePolicies = { "assume-cross-account-roles": { Version: "2012-10-17", Statement: [] } };
    expect(findings("reserved-policy-name", chain({ Operator: { inlinePolicies } }))).toHaveLength(1);
  });

  test("warns of a grant that has ended", () => {
    const declared = chain({ Operator: { canAssume: [{ role: "Reader", until: "2020-02-30" }] } });
    expect(findings("no-such-time", declared)).toHaveLength(1);
  });
});
