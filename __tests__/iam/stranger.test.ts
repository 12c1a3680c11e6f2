import { policyDocument, type Statement } from "../../iam/policy-document";
import { type Stranger, strangersLetIn } from "../../iam/stranger";
import { trustPolicy } from "../../iam/trust-policy";

type Conditions = Statement["Condition"];

const allow = (
  Principal: Statement["Principal"],
  Condition?: Conditions,
  more: Partial<Statement> = {},
): Statement => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal,
  ...(Condition && { Condition }),
  ...more,
});

/** The strangers let in, as text; with a question mark where that is not certain. */
const strangers = (...statements: Statement[]) =>
  strangersLetIn(policyDocument(...statements)).map(
    ({ stranger, certain }) => `${text(stranger)}${certain ? "" : "?"}`,
  );

function text(stranger: Stranger): string {
  switch (stranger.kind) {
    case "anybody":
      return stranger.from === "anywhere" ? "anybody" : "anybody at the addresses";
    case "account":
      return `for others: ${stranger.accountId}`;
    case "service":
      return `for others: ${stranger.service}`;
    case "tenant":
      return `tenant of ${stranger.provider}`;
  }
}

const org = "o-a1b2c3d4e5";

describe("a trust of everybody keeps strangers out", () => {
  test.each<[string, Conditions]>([
    ["by an organization", { StringEquals: { "aws:PrincipalOrgID": org } }],
    ["by one of two organizations", { StringEquals: { "aws:PrincipalOrgID": [org, "o-bbbbbbbbbb"] } }],
    [
      "by paths in an organization",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${org}/r-ab12/ou-*` } },
    ],
    ["by accounts", { StringEquals: { "aws:PrincipalAccount": ["111111111111", "222222222222"] } }],
    ["by an ARN", { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111111111111:user/alex" } }],
    ["by ARNs of an account", { ArnLike: { "AWS:PrincipalArn": "arn:aws:iam::111111111111:role/ci-*" } }],
    [
      "by the text of ARNs of an account",
      { StringLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:*" } },
    ],
    ["by a VPC", { StringEquals: { "aws:SourceVpc": "vpc-1a2b3c4d" } }],
    ["by a VPC endpoint", { "ForAnyValue:StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } }],
    [
      "by private addresses in a VPC",
      { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" }, StringEquals: { "aws:SourceVpc": "vpc-1a2b3c4d" } },
    ],
    ["by the id of a role", { StringLike: { "aws:userid": "AROAEXAMPLEID:*" } }],
    ["by the id of a user", { StringEquals: { "aws:userid": "AIDAEXAMPLEID" } }],
    [
      "by its own variable in a known account",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:user/${aws:username}" } },
    ],
    ["by a service as source", { StringEquals: { "aws:SourceAccount": "111111111111" } }],
  ])("%s", (_how, conditions) => {
    expect(strangers(allow("*", conditions))).toEqual([]);
    expect(strangers(allow({ AWS: ["*", "111111111111"] }, conditions))).not.toContain("anybody");
  });

  test("by a Deny of all others", () => {
    const deny = (conditions: Conditions) => allow("*", conditions, { Effect: "Deny" });
    expect(strangers(allow("*"), deny({ StringNotEquals: { "aws:PrincipalOrgID": org } }))).toEqual([]);
    expect(strangers(allow("*"), deny({ StringNotEqualsIfExists: { "aws:PrincipalOrgID": org } }))).toEqual(
      [],
    );
    expect(
      strangers(allow("*"), deny({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:*" } })),
    ).toEqual([]);
    // A stranger without an organization does not have the key.
    expect(
      strangers(
        allow("*"),
        deny({ StringNotEquals: { "aws:PrincipalOrgID": org }, Null: { "aws:PrincipalOrgID": "false" } }),
      ),
    ).toContain("anybody");
    expect(
      strangers(
        allow("*"),
        deny({
          StringNotEquals: { "aws:PrincipalOrgID": org },
          Bool: { "aws:MultiFactorAuthPresent": "false" },
        }),
      ),
    ).toContain("anybody");
  });
});

describe("a trust of everybody lets strangers in", () => {
  test.each<[string, Conditions]>([
    ["by nothing", undefined],
    ["by any organization", { StringLike: { "aws:PrincipalOrgID": "o-*" } }],
    ["by one organization or any", { StringLike: { "aws:PrincipalOrgID": [org, "*"] } }],
    ["by not being in an organization", { StringNotEquals: { "aws:PrincipalOrgID": "o-zzzzzzzzzz" } }],
    ["by an organization, if any", { StringEqualsIfExists: { "aws:PrincipalOrgID": org } }],
    ["by all of no organizations", { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": org } }],
    ["by having an organization", { Null: { "aws:PrincipalOrgID": "false" } }],
    [
      "by paths in any organization",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-*/r-ab12/*" } },
    ],
    ["by any account", { StringLike: { "aws:PrincipalAccount": "????????????" } }],
    ["by the first digits of an account", { StringLike: { "aws:PrincipalAccount": "11111111*" } }],
    ["by not being of an account", { StringNotEquals: { "aws:PrincipalAccount": "111111111111" } }],
    ["by the account of itself", { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } }],
    [
      "by an organization that it says in a tag",
      { StringEquals: { "aws:PrincipalOrgID": "${aws:PrincipalTag/org}" } },
    ],
    [
      "by an account that it says in a tag",
      { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalTag/account}" } },
    ],
    ["by the name of a role", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } }],
    ["by the name of a user", { StringEquals: { "aws:username": "alex" } }],
    ["by the name of a session", { StringLike: { "aws:userid": "*:alex" } }],
    ["by a tag", { StringEquals: { "aws:PrincipalTag/team": "ops" } }],
    ["by an external ID", { StringEquals: { "sts:ExternalId": "acme" } }],
    ["by the name of the new session", { StringEquals: { "sts:RoleSessionName": "alex" } }],
    ["by MFA", { Bool: { "aws:MultiFactorAuthPresent": "true" } }],
    ["by every address", { IpAddress: { "aws:SourceIp": ["0.0.0.0/0", "::/0"] } }],
    ["by halves of all addresses", { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }],
    ["by all addresses but the office's", { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }],
    ["by private addresses of whatever VPC", { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } }],
    [
      "by private addresses of any VPC",
      { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" }, StringLike: { "aws:SourceVpc": "vpc-*" } },
    ],
    ["by any VPC endpoint", { StringLike: { "aws:SourceVpce": "vpce-*" } }],
    ["by a Region", { StringEquals: { "aws:RequestedRegion": "eu-west-1" } }],
    ["by a date", { DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } }],
  ])("%s", (_how, conditions) => {
    expect(strangers(allow("*", conditions))).toContain("anybody");
    expect(strangers(allow({ AWS: "*" }, conditions))).toContain("anybody");
    expect(strangers(allow(undefined, conditions, { NotPrincipal: { AWS: "999999999999" } }))).toContain(
      "anybody",
    );
  });

  test("with any token, for the actions of tokens", () => {
    expect(strangers(allow("*", undefined, { Action: "sts:AssumeRoleWithSAML" }))).toEqual(["tenant of *"]);
    expect(strangers(allow("*", undefined, { Action: "sts:*" }))).toEqual(["anybody", "tenant of *"]);
  });

  test("at the addresses that it lists, when it lists nothing else", () => {
    const office = { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } };
    expect(strangers(allow("*", office))).toEqual(["anybody at the addresses"]);
    expect(strangers(allow("*", { ...office, StringEquals: { "aws:PrincipalOrgID": org } }))).toEqual([]);
    expect(
      strangers(allow("*", { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "64.0.0.0/2"] } })),
    ).toEqual(["anybody"]);
  });

  test("perhaps, where a condition is not understood", () => {
    expect(strangers(allow("*", { StringIs: { "aws:PrincipalOrgID": org } }))).toContain("anybody?");
  });

  test("but not by a trust that names others", () => {
    expect(strangers(allow({ AWS: "111111111111" }))).toEqual(["for others: 111111111111"]);
    expect(strangers(allow({ AWS: "*" }, undefined, { Effect: "Deny" }))).toEqual([]);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
describe("an account that is named can be brought to act for others", () => {
  const third = "999999999999";
  const acts = `for others: ${third}`;
  test.each<[string, boolean, Conditions]>([
    ["without a condition", true, undefined],
    ["not with an external ID", false, { StringEquals: { "sts:ExternalId": "x-1" } }],
    ["not with one of some external IDs", false, { StringLike: { "sts:ExternalId": ["x-1", "x-2"] } }],
    ["with any external ID", true, { StringLike: { "sts:ExternalId": "*" } }],
    ["with the beginning of an external ID", true, { StringLike: { "sts:ExternalId": "x-*" } }],
    ["with other external IDs", true, { StringNotEquals: { "sts:ExternalId": "x-1" } }],
    ["with an external ID, if any", true, { StringEqualsIfExists: { "sts:ExternalId": "x-1" } }],
    ["not in our organization", false, { StringEquals: { "aws:PrincipalOrgID": org } }],
    ["in any organization", true, { StringLike: { "aws:PrincipalOrgID": "*" } }],
    ["in all of no organizations", true, { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": org } }],
    ["from its own addresses", true, { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }],
    ["by a tag of its own", true, { StringEquals: { "aws:PrincipalTag/team": "scan" } }],
  ])("%s", (_how, expected, conditions) => {
    const found = expected ? [acts] : [];
    expect(strangers(allow({ AWS: third }, conditions))).toEqual(found);
    expect(strangers(allow({ AWS: `arn:aws:iam::${third}:role/scanner` }, conditions))).toEqual(found);
  });

  test("by one of two ways", () => {
    const [asked, open] = [
      allow({ AWS: third }, { StringEquals: { "sts:ExternalId": "x" } }),
      allow({ AWS: `arn:aws:iam::${third}:role/x` }),
    ];
    expect(strangersLetIn(policyDocument(asked, open)).map(({ statement }) => statement.statement)).toEqual([
      open,
    ]);
  });
});

describe("a service can act for resources of other accounts", () => {
  const service = { Service: "events.amazonaws.com" };
  const acts = ["for others: events.amazonaws.com"];
  test.each<[string, boolean, Conditions]>([
    ["without a condition", true, undefined],
    ["not with our account as source", false, { StringEquals: { "aws:SourceAccount": "222222222222" } }],
    [
      "with our account as source, if any",
      true,
      { StringEqualsIfExists: { "aws:SourceAccount": "222222222222" } },
    ],
    [
      "not with a source of our account",
      false,
      { ArnLike: { "aws:SourceArn": "arn:aws:events:*:222222222222:rule/*" } },
    ],
    ["with a source of any account", true, { ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } }],
    ["not with our bucket as source", false, { ArnLike: { "aws:SourceArn": "arn:aws:s3:::acme-logs" } }],
    ["with a bucket of a beginning as source", true, { ArnLike: { "aws:SourceArn": "arn:aws:s3:::acme-*" } }],
    ["not with our organization as source", false, { StringEquals: { "aws:SourceOrgID": org } }],
  ])("%s", (_how, expected, conditions) => {
    expect(strangers(allow(service, conditions))).toEqual(expected ? acts : []);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
describe("other tenants of a shared identity provider", () => {
  const trusts = (provider: string, conditions: Conditions) => {
    const arn = `arn:aws:iam::222222222222:oidc-provider/${provider}`;
    return allow({ Federated: arn }, conditions, { Action: "sts:AssumeRoleWithWebIdentity" });
  };
  const letIn = (provider: string, conditions: Conditions) =>
    strangers(trusts(provider, conditions)).length > 0;
  const gitHub = "token.actions.githubusercontent.com";
  const subject = (provider: string, value: string | string[]) => ({
    StringLike: { [`${provider}:sub`]: value },
  });

  test.each([
    "repo:acme/infra:ref:refs/heads/main",
    "repo:acme/infra:*",
    "repo:acme/*",
    // With ids: repo:owner@id/name@id.
    "repo:acme@123456/infra@456789:ref:refs/heads/main",
    "repo:acme@123456/*",
    "repo:acme@*/infra@*:*",
    // The ids say whose it is, whatever the last letter of the name.
    "repo:acm?@123456/infra@456789:ref:refs/heads/main",
    "repository_owner:acme:*",
    "repository_owner_id:123456:environment:prod",
  ])("are kept out by the GitHub subject %s", (value) => {
    expect(letIn(gitHub, subject(gitHub, value))).toBe(false);
  });

  test.each([
    "*",
    "repo:*",
    "repo:*/infra:*",
    "repo:ac*/infra:*",
    "repo:acme*",
    "*:environment:prod",
    "environment:prod",
    "ref:refs/heads/main",
    "repo:?cme/infra:*",
    "${token.actions.githubusercontent.com:sub}",
    // The wildcard can be another owner's repository with a branch whose name goes on like this.
    "repo:*@123456/infra:*",
  ])("get in by the GitHub subject %s", (value) => {
    expect(letIn(gitHub, subject(gitHub, value))).toBe(true);
    expect(letIn(gitHub, subject(gitHub, ["repo:acme/*", value]))).toBe(true);
  });

  test("are kept out by other claims of GitHub that say whose a token is, and by no others", () => {
    const claim = (name: string, value: string) => ({ StringEquals: { [`${gitHub}:${name}`]: value } });
    expect(letIn(gitHub, claim("repository_id", "456789"))).toBe(false);
    expect(letIn(gitHub, claim("repository_owner_id", "123456"))).toBe(false);
    expect(letIn(gitHub, claim("repository", "acme/infra"))).toBe(false);
    expect(letIn(gitHub, claim("enterprise_id", "42"))).toBe(false);
    expect(letIn(gitHub, claim("aud", "sts.amazonaws.com"))).toBe(true);
    expect(letIn(gitHub, claim("environment", "prod"))).toBe(true);
    expect(letIn(gitHub, claim("job_workflow_ref", "acme/ci/.github/workflows/x.yml@main"))).toBe(true);
  });

  test("are not kept out by a subject that need not be there, or need not match", () => {
    const acme = { [`${gitHub}:sub`]: "repo:acme/*" };
    expect(letIn(gitHub, { StringLikeIfExists: acme })).toBe(true);
    expect(letIn(gitHub, { StringNotLike: { [`${gitHub}:sub`]: "repo:evil/*" } })).toBe(true);
    expect(letIn(gitHub, { "ForAllValues:StringLike": acme })).toBe(true);
    expect(letIn(gitHub, { "ForAnyValue:StringLike": acme })).toBe(false);
    expect(letIn(gitHub, { Null: { [`${gitHub}:sub`]: "false" } })).toBe(true);
  });

  test.each<[string, string, boolean]>([
    ["gitlab.com", "project_path:acme/infra:ref_type:branch:ref:main", false],
    ["gitlab.com", "project_path:acme/*:ref_type:branch:ref:main", false],
    ["gitlab.com", "project_path:*:ref_type:branch:ref:main", true],
    ["gitlab.com", "project_path:acme*/infra:*", true],
    ["app.terraform.io", "organization:acme:project:*:workspace:*:run_phase:*", false],
    ["app.terraform.io", "organization:*:project:infra:workspace:prod:run_phase:apply", true],
    ["agent.buildkite.com", "organization:acme:pipeline:deploy:*", false],
    ["agent.buildkite.com", "organization:*:pipeline:deploy:*", true],
    ["oidc.codefresh.io", "account:5f30ebd30312313ae7f17948:*", false],
    ["oidc.codefresh.io", "account:*:pipeline:64de5cd47626b3ca134e760a:*", true],
    ["scalr.io", "account:acme:environment:*", false],
    ["scalr.io", "account:*:environment:prod", true],
  ])("of %s with the subject %s: let in %s", (provider, value, expected) => {
    expect(letIn(provider, subject(provider, value))).toBe(expected);
  });

  test.each<[string, string]>([
    ["cognito-identity.amazonaws.com", "aud"],
    ["accounts.google.com", "aud"],
    ["graph.facebook.com", "app_id"],
    ["www.amazon.com", "app_id"],
    ["oidc.vercel.com", "aud"],
  ])("of %s are told by %s", (provider, claim) => {
    const trusted = (conditions: Conditions) =>
      strangers(allow({ Federated: provider }, conditions, { Action: "sts:AssumeRoleWithWebIdentity" }))
        .length > 0;
    expect(trusted(undefined)).toBe(true);
    expect(trusted({ StringEquals: { [`${provider}:${claim}`]: "eu-west-1:12345678" } })).toBe(false);
    expect(trusted({ StringLike: { [`${provider}:${claim}`]: "*" } })).toBe(true);
    expect(trusted({ StringLike: { [`${provider}:${claim}`]: "eu-*" } })).toBe(true);
    expect(trusted({ "ForAnyValue:StringLike": { [`${provider}:amr`]: "authenticated" } })).toBe(true);
  });

  test("who sign in to the same app get in by a subject that is not in full", () => {
    const google = (sub: string) => ({ "accounts.google.com:aud": "app", "accounts.google.com:sub": sub });
    expect(letIn("accounts.google.com", { StringLike: google("1*") })).toBe(true);
    expect(letIn("accounts.google.com", { StringLike: google("109876543210987654321") })).toBe(false);
  });

  test("are none of a provider that serves one organization", () => {
    expect(letIn("oidc.eks.eu-central-1.amazonaws.com/id/ABC", undefined)).toBe(false);
    expect(letIn("token.actions.githubusercontent.com/acme", undefined)).toBe(false);
    expect(
      strangers(
        allow({ Federated: "arn:aws:iam::222222222222:saml-provider/corp" }, undefined, {
          Action: "sts:AssumeRoleWithSAML",
        }),
      ),
    ).toEqual([]);
  });

  test("are kept out by the trust policies that this project writes", () => {
    const written = trustPolicy("aws", "222222222222", [
      {
        entity: {
          kind: "webIdentity",
          provider: gitHub,
          audiences: ["sts.amazonaws.com"],
          subjects: ["repo:acme/infra:ref:refs/heads/main", "repo:acme/web:*"],
        },
        conditions: { requireMfa: false, requireUserSessionName: false },
      },
    ]);
    expect(strangersLetIn(written)).toEqual([]);
  });
});
