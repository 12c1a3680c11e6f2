import { type PolicyDocument, policyDocument, type Statement } from "../../iam/policy-document";
import type { Principal } from "../../iam/request-kind";
import { trustPolicy } from "../../iam/trust-policy";
import { type WayIn, waysIn } from "../../iam/ways-in";

const home = "111111111111";
const alex: Principal = { kind: "user", arn: `arn:aws:iam::${home}:user/ops/alex` };
const ci: Principal = { kind: "role", arn: `arn:aws:iam::${home}:role/ci` };
const anybodyAtHome: Principal = { kind: "account", accountId: home };

type Conditions = Statement["Condition"];

const allow = (Condition?: Conditions, more: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { AWS: home },
  ...(Condition && { Condition }),
  ...more,
});
const deny = (Condition?: Conditions, more: Partial<Statement> = {}): Statement =>
  allow(Condition, { Effect: "Deny", Principal: "*", ...more });

const ways = (principal: Principal, ...statements: Statement[]) =>
  waysIn({ trust: policyDocument(...statements) }, principal);
/** The only way in. */
const way = (principal: Principal, ...statements: Statement[]): WayIn => {
  const [only, ...others] = ways(principal, ...statements);
  if (only === undefined || others.length > 0) throw new Error("not one way in");
  return only;
};

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
describe("MFA", () => {
  const present = (value: string | string[]) => ({ "aws:MultiFactorAuthPresent": value });
  const age = (value: string) => ({ "aws:MultiFactorAuthAge": value });
  test.each<[string, WayIn["mfa"], Statement[]]>([
    ["nothing is asked", "not asked", [allow()]],
    // "allows only MFA-authenticated requests"
    ["Bool true in an Allow", "required", [allow({ Bool: present("true") })]],
    // "AWS CLI, AWS API, and AWS SDK operations are allowed when the requester uses their long-term access keys."
    ["BoolIfExists true in an Allow", "not asked", [allow({ BoolIfExists: present("true") })]],
    ["Bool true and false in an Allow", "not asked", [allow({ Bool: present(["true", "false"]) })]],
    ["Bool false in an Allow", "not asked", [allow({ Bool: present("false") })]],
    ["ForAllValues:Bool true in an Allow", "not asked", [allow({ "ForAllValues:Bool": present("true") })]],
    ["ForAnyValue:Bool true in an Allow", "required", [allow({ "ForAnyValue:Bool": present("true") })]],
    ["StringEquals true in an Allow", "required", [allow({ StringEquals: present("true") })]],
    [
      "StringNotEquals false in an Allow, for the key may be absent",
      "not asked",
      [allow({ StringNotEquals: present("false") })],
    ],
    [
      "StringNotEquals false and the key is there",
      "required",
      [allow({ StringNotEquals: present("false"), Null: present("false") })],
    ],
    // "allows all requests that are made using temporary credentials [...] it does not test whether MFA-authentication was
    // actually used"
    ["Null false in an Allow", "not asked", [allow({ Null: present("false") })]],
    ["an age", "required", [allow({ NumericLessThan: age("3600") })]],
    ["an age, if it exists", "not asked", [allow({ NumericLessThanIfExists: age("3600") })]],
    ["Null false of the age", "required", [allow({ Null: age("false") })]],
    // "denies requests that are not authenticated using MFA"
    ["BoolIfExists false in a Deny", "required", [allow(), deny({ BoolIfExists: present("false") })]],
    // "does not deny access to requests that are made using long-term credentials"
    ["Bool false in a Deny", "not asked", [allow(), deny({ Bool: present("false") })]],
    ["StringEquals false in a Deny", "not asked", [allow(), deny({ StringEquals: present("false") })]],
    ["StringNotEquals true in a Deny", "required", [allow(), deny({ StringNotEquals: present("true") })]],
    // "Also do not use the combination of the Deny effect, Null element, and true"
    ["Null true in a Deny", "not asked", [allow(), deny({ Null: present("true") })]],
    [
      "Null true and Bool false, each in a Deny",
      "required",
      [allow(), deny({ Null: present("true") }), deny({ Bool: present("false") })],
    ],
    [
      "a Deny of an old MFA sign-in or none",
      "required",
      [allow(), deny({ NumericGreaterThanIfExists: age("3600") })],
    ],
    [
      "a Deny of another user",
      "not asked",
      [
        allow(),
        deny({ BoolIfExists: present("false") }, { Principal: { AWS: `arn:aws:iam::${home}:user/bob` } }),
      ],
    ],
    [
      "a Deny of this user",
      "required",
      [
        allow(),
        deny(
          { BoolIfExists: present("false") },
          { Principal: { AWS: alex.kind === "user" ? alex.arn : "" } },
        ),
      ],
    ],
    [
      "a Deny of another action",
      "not asked",
      [allow(), deny({ BoolIfExists: present("false") }, { Action: "sts:TagSession" })],
    ],
    [
      "a Deny of users elsewhere",
      "not asked",
      [allow(), deny({ BoolIfExists: present("false"), StringNotEquals: { "aws:PrincipalAccount": home } })],
    ],
    [
      "a Deny outside the office only",
      "not asked",
      [allow(), deny({ BoolIfExists: present("false"), NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } })],
    ],
    ["an operator that IAM does not have", "unknown", [allow({ Boolean: present("true") })]],
    ["a value that is not one of the operator", "unknown", [allow({ Bool: present("yes") })]],
    [
      "an operator that IAM does not have, beside one that asks for MFA",
      "required",
      [allow({ Bool: present("true"), StringIs: { "aws:username": "alex" } })],
    ],
    ["an unknown condition in a Deny", "unknown", [allow(), deny({ StringIs: { "aws:username": "alex" } })]],
  ])("%s: %s", (_what, expected, statements) => {
    expect(ways(alex, ...statements).map(({ mfa }) => mfa)).toEqual([expected]);
  });

  test("is told of each way in by itself", () => {
    const both = ways(
      alex,
      allow({ Bool: present("true") }),
      allow(undefined, { Principal: "*" }),
      allow({ Bool: present("true") }, { Principal: { AWS: "999999999999" } }),
    );
    expect(both.map(({ mfa }) => mfa)).toEqual(["required", "not asked"]);
  });

  test.each<[Statement[], number | undefined]>([
    [[allow({ NumericLessThan: age("3600") })], 3600],
    [[allow({ NumericLessThanEquals: age("3600") })], 3600],
    [[allow({ NumericLessThan: age("3600"), NumericLessThanEquals: age("900") })], 900],
    [[allow({ Bool: present("true") }), deny({ NumericGreaterThan: age("600") })], 600],
    [[allow({ Bool: present("true") })], undefined],
    [[allow({ NumericLessThanIfExists: age("3600") })], undefined],
  ])("lasts as long as the lowest limit: %j", (statements, expected) => {
    expect(way(alex, ...statements).mfaMaxAge).toBe(expected);
  });

  test("is also what the permissions of the caller ask for", () => {
    const deniesWithoutMfa = policyDocument(
      { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" },
      { Effect: "Deny", NotAction: "iam:*", Resource: "*", Condition: { BoolIfExists: present("false") } },
    );
    const [only] = waysIn({ trust: policyDocument(allow()), identity: [deniesWithoutMfa] }, alex);
    expect(only?.mfa).toBe("required");
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
  test("is never in a role's session, nor in a call of a service or with a token", () => {
    expect(ways(ci, allow({ Bool: present("true") }))).toEqual([]);
    expect(way(ci, allow({ BoolIfExists: present("true") }, { Principal: "*" })).mfa).toBe("not asked");
    const service: Principal = { kind: "service", service: "ec2.amazonaws.com" };
    const trusted = { Principal: { Service: "ec2.amazonaws.com" } };
    expect(ways(service, allow({ Bool: present("true") }, trusted))).toEqual([]);
    expect(way(service, allow(undefined, trusted)).mfa).toBe("not asked");
  });
});

describe("who gets in", () => {
  const arn = `arn:aws:iam::${home}:user/ops/alex`;
  test.each<[string, Principal, Statement, boolean]>([
    ["a user of the account", alex, allow(), true],
    ["a user that is named", alex, allow(undefined, { Principal: { AWS: arn } }), true],
    [
      "a user by a pattern of its ARN",
      alex,
      allow({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/ops/*" } }),
      true,
    ],
    [
      "a user with the name of the session",
      alex,
      allow({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } }),
      true,
    ],
    ["not another user", alex, allow(undefined, { Principal: { AWS: `${arn}2` } }), false],
    ["not a user of another account", alex, allow(undefined, { Principal: { AWS: "999999999999" } }), false],
    ["not a user of another name", alex, allow({ StringEquals: { "aws:username": "sam" } }), false],
    ["not a user in place of a session", alex, allow({ StringLike: { "aws:userid": "AROA*:alex" } }), false],
    ["a role's session", ci, allow(undefined, { Principal: { AWS: `arn:aws:iam::${home}:role/ci` } }), true],
    [
      "a role's session of a certain name",
      ci,
      allow(undefined, { Principal: { AWS: `arn:aws:sts::${home}:assumed-role/ci/build` } }),
      true,
    ],
    [
      "not a role's session where a user name is asked for",
      ci,
      allow({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } }),
      false,
    ],
    [
      "not a session of another role",
      ci,
      allow(undefined, { Principal: { AWS: `arn:aws:sts::${home}:assumed-role/cd/build` } }),
      false,
    ],
    ["somebody of an account", anybodyAtHome, allow(), true],
    [
      "the user of an account that is named",
      anybodyAtHome,
      allow(undefined, { Principal: { AWS: arn } }),
      true,
    ],
    [
      "the role of an account that is named",
      anybodyAtHome,
      allow(undefined, { Principal: { AWS: `arn:aws:iam::${home}:role/ci` } }),
      true,
    ],
    ["nobody of another account", { kind: "account", accountId: "999999999999" }, allow(), false],
    [
      "nobody of an account by a contradiction",
      anybodyAtHome,
      allow({
        StringEquals: { "aws:username": "sam" },
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/alex" },
      }),
      false,
    ],
    [
      "nobody by two values for one key",
      anybodyAtHome,
      allow({ StringEquals: { "sts:ExternalId": "a" }, StringLike: { "sts:ExternalId": "b*" } }),
      false,
    ],
    [
      "a service",
      { kind: "service", service: "ec2.amazonaws.com" },
      allow(undefined, { Principal: { Service: "ec2.amazonaws.com" } }),
      true,
    ],
    [
      "no other service",
      { kind: "service", service: "lambda.amazonaws.com" },
      allow(undefined, { Principal: { Service: "ec2.amazonaws.com" } }),
      false,
    ],
    [
      "a session with a tag that the trust lets be set",
      alex,
      allow(
        { StringEquals: { "aws:RequestTag/team": "ops" } },
        { Action: ["sts:AssumeRole", "sts:TagSession"] },
      ),
      true,
    ],
    [
      "no session with a tag that the trust does not let be set",
      alex,
      allow({ StringEquals: { "aws:RequestTag/team": "ops" } }),
      false,
    ],
    [
      "no session with a source identity that the trust does not let be set",
      alex,
      allow({ StringLike: { "sts:SourceIdentity": "*" } }),
      false,
    ],
  ])("%s", (_what, principal, statement, expected) => {
    const found = ways(principal, statement);
    expect(found.map(({ certain }) => certain)).toEqual(expected ? [true] : []);
  });

  test("a role whose name is not known in full gets in by patterns, and perhaps by a full name", () => {
    const sso =
      "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_*";
    const admin: Principal = { kind: "role", arn: sso };
    const like = (pattern: string) => allow({ ArnLike: { "aws:PrincipalArn": pattern } });
    expect(ways(admin, like(sso))).toHaveLength(1);
    expect(
      ways(
        admin,
        like("arn:aws:iam::111111111111:role/aws-reserved/*/AWSReservedSSO_Admin_0123456789abcdef"),
      ),
    ).toHaveLength(1);
    expect(
      ways(admin, like("arn:aws:iam::111111111111:role/aws-reserved/*/AWSReservedSSO_Viewer_*")),
    ).toEqual([]);
    expect(
      ways(admin, allow(undefined, { Principal: { AWS: "arn:aws:iam::111111111111:role/ci" } })),
    ).toEqual([]);
  });

  test("a Deny takes the way, and leaves it to others", () => {
    expect(ways(alex, allow(), deny(undefined, { Principal: { AWS: arn } }))).toEqual([]);
    expect(ways(ci, allow(), deny(undefined, { Principal: { AWS: arn } }))).toHaveLength(1);
    expect(
      ways(alex, allow(), deny({ ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${home}:role/*` } })),
    ).toEqual([]);
  });

  test("a request can have several values of a key", () => {
    const tags = {
      "ForAnyValue:StringEquals": { "aws:TagKeys": "a" },
      "ForAnyValue:StringLike": { "aws:TagKeys": "b*" },
    };
    expect(ways(alex, allow(tags, { Action: "sts:*" }))).toHaveLength(1);
    const onlyA = { ...tags, "ForAllValues:StringEquals": { "aws:TagKeys": "a" } };
    expect(ways(alex, allow(onlyA, { Action: "sts:*" })).map(({ certain }) => certain)).not.toContain(true);
  });

  test("a way that may depend on more than was tried is not certain, and MFA is not asked where nothing speaks of it", () => {
    const [a, b] = ["aws:PrincipalTag/a", "aws:PrincipalTag/b"] as const;
    const unsure = allow({ StringLike: { [a]: `x$\{${b}}` }, StringEquals: { [a]: "xy" } });
    expect(way(alex, unsure)).toMatchObject({ certain: false, mfa: "not asked", unknown: [] });
  });

  test("a way that cannot be decided is told as not certain, with what is not understood", () => {
    const unsure = way(alex, allow({ StringIs: { "aws:PrincipalTag/team": ["a", "b"] } }));
    expect(unsure).toMatchObject({ certain: false, unknown: ["StringIs aws:PrincipalTag/team: a, b"] });
    expect(way(alex, allow(undefined, { Principal: { AWS: "${local.account_id}" } })).certain).toBe(false);
  });
});

describe("tokens of an identity provider", () => {
  const host = "token.actions.githubusercontent.com";
  const trust = (subjects: string[]): PolicyDocument =>
    trustPolicy("aws", "222222222222", [
      {
        entity: { kind: "webIdentity", provider: host, audiences: ["sts.amazonaws.com"], subjects },
        conditions: { requireMfa: false, requireUserSessionName: false },
      },
    ]);
  const subjectsIn = (subjects: string[], subject?: string) =>
    waysIn({ trust: trust(subjects) }, { kind: "webIdentity", provider: host, subject });

  test("get in when one of their subjects does", () => {
    expect(subjectsIn(["repo:acme/infra:*"])).toHaveLength(1);
    expect(subjectsIn(["repo:acme/infra:*"], "repo:acme/*")).toHaveLength(1);
    expect(subjectsIn(["repo:acme/*"], "repo:acme/infra:ref:refs/heads/main")).toHaveLength(1);
    expect(subjectsIn(["repo:acme/infra:*"], "repo:acme/web:*")).toEqual([]);
    expect(subjectsIn(["repo:acme@12/infra@34:*"], "repo:acme@12/*")).toHaveLength(1);
  });

  test("are told with the subjects and audiences that get in", () => {
    expect(subjectsIn(["repo:acme/infra:*", "repo:acme/web:ref:refs/heads/main"])[0]?.requirements).toEqual([
      { key: `${host}:aud`, presence: "optional", values: ["sts.amazonaws.com"], except: [], exact: true },
      {
        key: `${host}:sub`,
        presence: "optional",
        values: ["repo:acme/infra:*", "repo:acme/web:ref:refs/heads/main"],
        except: [],
        exact: true,
      },
    ]);
    expect(
      subjectsIn(["repo:acme/infra:*", "repo:acme/web:*"], "repo:acme/w*")[0]?.requirements[1]?.values,
    ).toEqual(["repo:acme/web:*"]);
  });

  test("of SAML have an audience", () => {
    const saml = trustPolicy("aws", "222222222222", [
      {
        entity: { kind: "saml", provider: "corp" },
        conditions: { requireMfa: false, requireUserSessionName: false },
      },
    ]);
    const [only] = waysIn({ trust: saml }, { kind: "saml", provider: "corp" });
    expect(only?.requirements).toEqual([
      {
        key: "SAML:aud",
        presence: "required",
        values: ["https://signin.aws.amazon.com/saml"],
        except: [],
        exact: true,
      },
    ]);
    expect(waysIn({ trust: saml }, { kind: "saml", provider: "other" })).toEqual([]);
  });
});

describe("what a way asks", () => {
  const asks = (principal: Principal, ...statements: Statement[]) =>
    way(principal, ...statements).requirements.map(({ key, presence, values, except, exact, ...range }) =>
      [
        key,
        presence === "optional" ? "" : presence,
        values.join(" or "),
        except.length > 0 ? `but ${except.join(", ")}` : "",
        exact ? "" : "and more",
        ...Object.entries(range).map(([name, value]) => `${name} ${value}`),
      ]
        .filter((text) => text !== "")
        .join(" "),
    );
  test.each<[string[], Statement[]]>([
    [[], [allow()]],
    [["sts:ExternalId required acme"], [allow({ StringEquals: { "sts:ExternalId": "acme" } })]],
    [["STS:externalid required a or b"], [allow({ StringLike: { "STS:externalid": ["a", "b"] } })]],
    [["sts:ExternalId required"], [allow({ StringLike: { "sts:ExternalId": "*" } })]],
    [["sts:ExternalId acme"], [allow({ StringEqualsIfExists: { "sts:ExternalId": "acme" } })]],
    [["sts:ExternalId but acme"], [allow({ StringNotEquals: { "sts:ExternalId": "acme" } })]],
    [
      ["sts:ExternalId required a* but ab"],
      [allow({ StringLike: { "sts:ExternalId": "a*" }, StringNotEquals: { "sts:ExternalId": "ab" } })],
    ],
    [
      ["aws:SourceIp required 203.0.113.0/24 or 2001:db8::/32"],
      [allow({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } })],
    ],
    [
      ["aws:SourceIp but 203.0.113.0/24"],
      [allow(), deny({ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } })],
    ],
    [
      ["aws:PrincipalOrgID required o-a1b2c3d4e5"],
      [allow(), deny({ StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } })],
    ],
    [
      ["aws:PrincipalOrgPaths required o-a1b2c3d4e5/*"],
      [allow({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } })],
    ],
    [
      ["aws:PrincipalOrgPaths o-a1b2c3d4e5/*"],
      [allow({ "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } })],
    ],
    [
      ["sts:RoleSessionName ${aws:username}"],
      [allow({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } })],
    ],
    [["aws:SourceVpce required vpce-1"], [allow({ StringEquals: { "aws:SourceVpce": "vpce-1" } })]],
    [["aws:PrincipalTag/team required ops"], [allow({ StringEquals: { "aws:PrincipalTag/team": "ops" } })]],
    [
      ["sts:SourceIdentity required alex"],
      [allow({ StringEquals: { "sts:SourceIdentity": "alex" } }, { Action: "sts:*" })],
    ],
    [
      ["aws:CurrentTime from 2026-01-01T00:00:00Z until 2027-01-01T00:00:00Z"],
      [
        allow({
          DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
          DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" },
        }),
      ],
    ],
    [
      ["aws:CurrentTime until 2027-01-01T00:00:00Z"],
      [allow(), deny({ DateGreaterThanEquals: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } })],
    ],
    [
      ["aws:userid *:build"],
      [allow(undefined, { Principal: { AWS: `arn:aws:sts::${home}:assumed-role/ci/build` } })],
    ],
    [
      ["aws:CurrentTime from 2026-01-01T00:00:00Z"],
      [
        allow({
          DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
          DateGreaterThanEquals: { "aws:CurrentTime": "2025-01-01T00:00:00Z" },
        }),
      ],
    ],
    [
      ["aws:SourceIp required 203.0.112.0/22 but 203.0.112.0/24"],
      [
        allow({
          IpAddress: { "aws:SourceIp": "203.0.112.0/22" },
          NotIpAddress: { "aws:SourceIp": "203.0.112.0/24" },
        }),
      ],
    ],
    [["sts:ExternalId forbidden"], [allow({ Null: { "sts:ExternalId": "true" } })]],
    [["sts:ExternalId forbidden"], [allow(), deny({ StringLike: { "sts:ExternalId": "*" } })]],
    [["aws:PrincipalOrgID required"], [allow({ Null: { "aws:PrincipalOrgID": "false" } })]],
  ])("%j", (expected, statements) => {
    const principal = statements.some((one) => JSON.stringify(one.Principal).includes("assumed-role"))
      ? ci
      : alex;
    expect(asks(principal, ...statements)).toEqual(expected);
  });

  test("is, of an account, also which of its users and roles", () => {
    const arn = `arn:aws:iam::${home}:user/ops/alex`;
    expect(asks(anybodyAtHome, allow(undefined, { Principal: { AWS: arn } }))).toEqual([
      `aws:PrincipalArn ${arn}`,
    ]);
    const like = "arn:aws:iam::*:user/ops/*";
    const session = { StringEquals: { "sts:RoleSessionName": "${aws:username}" } };
    expect(asks(anybodyAtHome, allow({ ArnLike: { "aws:PrincipalArn": like }, ...session }))).toEqual([
      `aws:PrincipalArn ${like}`,
      "sts:RoleSessionName ${aws:username}",
    ]);
    expect(asks(anybodyAtHome, allow(session))).toEqual(["sts:RoleSessionName ${aws:username}"]);
    const otherNames = deny({ StringNotEquals: { "sts:RoleSessionName": "${aws:username}" } });
    expect(asks(anybodyAtHome, allow(), otherNames)).toEqual([
      "sts:RoleSessionName ${aws:username} and more",
    ]);
    const ownName = deny({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } });
    expect(asks(anybodyAtHome, allow(), ownName)).toEqual([
      "sts:RoleSessionName but ${aws:username} and more",
    ]);
    expect(way(anybodyAtHome, allow(), ownName).denies).toHaveLength(1);
  });

  test("is met or not by the tags of a user, where all are known", () => {
    const withTags = (tags: Record<string, string>): Principal => ({ ...alex, tags }) as Principal;
    const ops = allow({ StringEquals: { "aws:PrincipalTag/Team": "ops" } });
    expect(asks(withTags({ team: "ops" }), ops)).toEqual([]);
    expect(ways(withTags({ team: "dev" }), ops)).toEqual([]);
    expect(ways(withTags({}), ops)).toEqual([]);
    const named = allow({ StringEquals: { "sts:ExternalId": "${aws:PrincipalTag/Team}" } });
    expect(asks(withTags({ team: "ops" }), named)).toEqual([
      "sts:ExternalId required ${aws:PrincipalTag/Team}",
    ]);
    expect(ways(withTags({}), named)).toEqual([]);
  });

  test("is told for requests with what is known of them", () => {
    const withMfa: Principal = { ...alex, facts: { "aws:MultiFactorAuthPresent": "true" } };
    const withKey: Principal = { ...alex, facts: { "aws:MultiFactorAuthPresent": [] } };
    const mfa = allow({ Bool: { "aws:MultiFactorAuthPresent": "true" } });
    expect(ways(withMfa, mfa)).toHaveLength(1);
    expect(ways(withKey, mfa)).toEqual([]);
  });

  test("does not speak of a key that is known", () => {
    const known: Principal = {
      ...alex,
      facts: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "sts:ExternalId": [] },
    };
    const org = allow({ StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } });
    expect(asks(known, org)).toEqual([]);
    expect(ways(known, allow({ StringEquals: { "aws:PrincipalOrgID": "o-b" } }))).toEqual([]);
    expect(ways(known, allow({ StringEquals: { "sts:ExternalId": "acme" } }))).toEqual([]);
  });

  test("does not tell of keys of which only several together are refused; the statement does", () => {
    const outside = deny({
      NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" },
      StringNotEquals: { "aws:SourceVpce": "vpce-1" },
    });
    const only = way(alex, allow(), outside);
    expect(only.requirements).toEqual([]);
    expect(only.denies.map(({ statement }) => statement)).toEqual([outside]);
    expect(way(alex, allow({ StringEquals: { "aws:SourceVpce": "vpce-1" } }), outside).denies).toHaveLength(
      1,
    );
    expect(
      way(alex, allow(), deny({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })).denies,
    ).toEqual([]);
  });
});
