/** What AWS refuses, the check refuses first, with the place in the file; and nothing that AWS accepts. */
import { loadAccess, pathText, readAccess } from "../../access";
import { unknownText } from "../../access/unknown";
import { errorsOf, file, fileWithRole } from "./files";

const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const inline = (statement: object) =>
  fileWithRole({
    inlinePolicies: {
      p: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...statement }),
    },
  });
const custom = (statement: object) =>
  fileWithRole({
    trustedEntity: {
      custom: policy({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: "111111111111" },
        ...statement,
      }),
    },
  });
const trusts = (trustedEntity: object, more: object = {}) => fileWithRole({ trustedEntity, ...more });
const web = (more: object) =>
  trusts({ webIdentity: { provider: "x.example", audience: "a", subjects: ["b"], ...more } });
const user = (alex: object) => file({ users: { alex: { canAssume: ["Reader"], ...alex } } });
const inOneAccount = (role: object) => fileWithRole({ targetAccounts: ["account-b"], ...role });

const statement = "roles.Reader.inlinePolicies.p.Statement[0]";
const trust = "roles.Reader.trustedEntity.custom.Statement[0]";

/** What is wrong, the file, and each error: its place, its code, and for a document the check. */
type Case = [what: string, declared: unknown, ...errors: [place: string, code: string, check?: string][]];

const found = (declared: unknown) =>
  errorsOf(declared).map(({ path, code, data }) =>
    [pathText(path), code, ...(data?.check === undefined ? [] : [data.check])].join(" "),
  );

describe("refused in texts of a role or user", () => {
  test.each<Case>([
    [
      "an em dash in a description",
      fileWithRole({ description: "Reads — everything" }),
      ["roles.Reader.description", "invalid-description"],
    ],
    [
      "Japanese in a description",
      fileWithRole({ description: "閲覧" }),
      ["roles.Reader.description", "invalid-description"],
    ],
    ["# in a tag's key", fileWithRole({ tags: { "a#b": "x" } }), ['roles.Reader.tags["a#b"]', "invalid-tag"]],
    ["% in a tag's value", fileWithRole({ tags: { a: "50%" } }), ["roles.Reader.tags.a", "invalid-tag"]],
    ["* in a user's tag", user({ tags: { "a*": "x" } }), ['users.alex.tags["a*"]', "invalid-tag"]],
    [
      "tags of a role that differ in case",
      fileWithRole({ tags: { Team: "a", team: "b" } }),
      ["roles.Reader.tags.team", "tags-equal-but-for-case"],
    ],
    [
      "a variable in a path",
      fileWithRole({ path: "/${aws:username}/" }),
      ["roles.Reader.path", "terraform-expression"],
    ],
    ["a wildcard in a path", fileWithRole({ path: "/a*/" }), ["roles.Reader.path", "wildcard-in-path"]],
    [
      "the path of service-linked roles",
      fileWithRole({ path: "/aws-service-role/x/" }),
      ["roles.Reader.path", "reserved-path"],
    ],
    [
      "the name of a permission set's role",
      file({ roles: { AWSReservedSSO_Admin_0123: { targetAccounts: "*" } } }),
      ["roles.AWSReservedSSO_Admin_0123", "reserved-role-name"],
    ],
    [
      "a grant to a permission set's role",
      file({ principals: { admin: { roleName: "AWSReservedSSO_Admin_0123", canAssume: ["Reader"] } } }),
      ["principals.admin.roleName", "unmodifiable-principal"],
    ],
    [
      "a grant to a service-linked role",
      file({ principals: { a: { roleName: "r", path: "/aws-service-role/x/", canAssume: ["Reader"] } } }),
      ["principals.a.roleName", "unmodifiable-principal"],
    ],
    [
      "an IPv4 range within IPv6",
      fileWithRole({ sourceIps: ["::ffff:198.51.100.0/120"] }),
      ["roles.Reader.sourceIps[0]", "invalid-address-range"],
    ],
  ])("%s", (_what, declared, ...errors) => {
    expect(found(declared)).toEqual(errors.map((error) => error.join(" ")));
  });
});

describe("refused in policy documents", () => {
  const invalid = (place: string, check: string): [string, string, string] => [
    place,
    "invalid-policy-document",
    check,
  ];
  const when = (Condition: object) => inline({ Condition });
  const inCondition = (operator: string, key: string) =>
    `${statement}.Condition.${operator}${/^[\w+=,@$-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`}`;

  test.each<Case>([
    [
      "an em dash",
      when({ StringEquals: { "aws:PrincipalTag/x": "a—b" } }),
      invalid(inCondition("StringEquals", "aws:PrincipalTag/x"), "unsupported-character"),
    ],
    [
      "a Resource without its parts",
      inline({ Resource: "arn:" }),
      invalid(`${statement}.Resource`, "missing-arn-field"),
    ],
    [
      "a Resource that is a variable",
      inline({ Resource: "b/${aws:username}" }),
      invalid(`${statement}.Resource`, "invalid-arn-prefix"),
    ],
    [
      "an ARN of IAM with a region",
      inline({ Action: "iam:GetRole", Resource: "arn:aws:iam:us-east-1:222222222222:role/x" }),
      invalid(`${statement}.Resource`, "arn-region-not-allowed"),
    ],
    [
      "an empty variable",
      inline({ Resource: "arn:aws:s3:::b/${}" }),
      invalid(`${statement}.Resource`, "empty-variable"),
    ],
    [
      "an ARN of another partition",
      inline({ Resource: "arn:aws-cn:s3:::b" }),
      invalid(`${statement}.Resource`, "invalid-partition"),
    ],
    [
      "an empty list of values",
      when({ StringEquals: { "aws:PrincipalOrgID": [] } }),
      invalid(inCondition("StringEquals", "aws:PrincipalOrgID"), "empty-array-condition"),
    ],
    [
      "an empty condition key",
      when({ StringEquals: { "": "x" } }),
      invalid(inCondition("StringEquals", ""), "invalid-condition-key-format"),
    ],
    [
      "text for a number",
      when({ NumericLessThan: { "s3:max-keys": "ten" } }),
      invalid(inCondition("NumericLessThan", "s3:max-keys"), "type-mismatch-number"),
    ],
    [
      "text for a date",
      when({ DateLessThan: { "aws:CurrentTime": "tomorrow" } }),
      invalid(inCondition("DateLessThan", "aws:CurrentTime"), "type-mismatch-date"),
    ],
    [
      "an address for a key that holds none",
      when({ IpAddress: { "aws:PrincipalOrgID": "198.51.100.0/24" } }),
      invalid(inCondition("IpAddress", "aws:PrincipalOrgID"), "type-mismatch"),
    ],
    [
      "condition keys that differ in case",
      when({ StringEquals: { "aws:PrincipalOrgID": "a", "AWS:principalorgid": "b" } }),
      invalid(inCondition("StringEquals", "AWS:principalorgid"), "duplicate-keys-with-different-case"),
    ],
    [
      "a principal that is nonsense",
      custom({ Principal: { AWS: "nonsense" } }),
      invalid(`${trust}.Principal.AWS`, "invalid-principal-format"),
    ],
    [
      "a principal with a wildcard",
      custom({ Principal: { AWS: "arn:aws:iam::111111111111:user/*" } }),
      invalid(`${trust}.Principal.AWS`, "unsupported-wildcard-in-principal"),
    ],
    [
      "a principal of another partition",
      custom({ Principal: { AWS: "arn:aws-cn:iam::111111111111:root" } }),
      invalid(`${trust}.Principal.AWS`, "invalid-partition"),
    ],
    [
      "an action of S3 in a trust policy",
      custom({ Action: "s3:GetObject" }),
      invalid(`${trust}.Action`, "unsupported-action-in-policy"),
    ],
    [
      "a provider that is nonsense",
      custom({ Action: "sts:AssumeRoleWithSAML", Principal: { Federated: "x y" } }),
      invalid(`${trust}.Principal.Federated`, "invalid-federated-principal-syntax-in-role-trust-policy"),
    ],
    [
      "any service",
      custom({ Principal: { Service: "*" } }),
      invalid(`${trust}.Principal.Service`, "unsupported-wildcard-in-principal"),
    ],
    [
      "a key twice in JSON",
      fileWithRole({
        inlinePolicies: {
          p: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Action":"s3:Get*"}]}',
        },
      }),
      [`${statement}.Action`, "duplicate-key"],
    ],
  ])("%s", (_what, declared, ...errors) => {
    expect(found(declared)).toEqual(errors.map((error) => error.join(" ")));
  });

  test("a key has its own place in the file, a value its own", () => {
    const text = [
      'identityAccount: { id: "111111111111" }',
      "deployWith: { role: D }",
      'targetAccounts: { b: { id: "222222222222" } }',
      "roles:",
      "  R:",
      "    targetAccounts: [b]",
      "    inlinePolicies:",
      "      p:",
      '        Version: "2012-10-17"',
      "        Statement:",
      "          - Effect: Allow",
      "            Action: s3:GetObject",
      '            Resource: [arn:aws:s3:::a, "arn:"]',
      "            Condition:",
      "              StringEquals:",
      "                PrincipalOrgID: o-a1b2c3d4e5",
    ].join("\n");
    const texts = loadAccess(text, "access.yaml").problems.filter(({ severity }) => severity === "error");
    expect(texts.map((problem) => problem.text)).toEqual([
      'access.yaml:13:40  roles.R.inlinePolicies.p.Statement[0].Resource[1]  error: "arn:" is not a whole ARN; write arn:partition:service:region:account:resource',
      'access.yaml:16:17  roles.R.inlinePolicies.p.Statement[0].Condition.StringEquals.PrincipalOrgID  error: "PrincipalOrgID" is not a condition key; write service:key, such as aws:PrincipalOrgID',
    ]);
  });

  test("the partition of the file counts, and none while it cannot be read", () => {
    const china = { ...inline({ Resource: "arn:aws-cn:s3:::b" }), partition: "aws-cn" };
    expect(found(china)).toEqual([]);
    expect(found({ ...china, partition: "china" })).toEqual(["partition wrong-value"]);
  });
});

describe("refused in services and identity providers", () => {
  const provider = "roles.Reader.trustedEntity.webIdentity.provider";
  const saml = "roles.Reader.trustedEntity.saml.provider";

  test.each<Case>([
    [
      "a service with a space",
      trusts({ service: "a b" }),
      ["roles.Reader.trustedEntity.service", "invalid-service"],
    ],
    [
      "a service among others",
      trusts({ service: ["ec2.amazonaws.com", "lambda"] }),
      ["roles.Reader.trustedEntity.service[1]", "invalid-service"],
    ],
    [
      "an instance profile of a role that EC2 cannot assume",
      fileWithRole({ trustedEntity: { service: "lambda.amazonaws.com" }, instanceProfile: true }),
      ["roles.Reader.instanceProfile", "unusable-instance-profile"],
    ],
    [
      "an instance profile of a role for people, in one account",
      fileWithRole({ overrides: { "account-c": { instanceProfile: true } } }),
      ["roles.Reader.overrides.account-c.instanceProfile", "unusable-instance-profile"],
    ],
    [
      "a provider by its URL",
      web({ provider: "https://x.example" }),
      [provider, "invalid-identity-provider"],
    ],
    [
      "a SAML provider as a web identity",
      web({ provider: "arn:aws:iam::222222222222:saml-provider/Okta" }),
      [provider, "invalid-identity-provider"],
    ],
    [
      "another account's provider",
      web({ provider: "arn:aws:iam::999999999999:oidc-provider/x.example" }),
      [provider, "provider-of-another-account"],
    ],
    [
      "one account's provider for a role in two accounts",
      trusts({ saml: { provider: "arn:aws:iam::222222222222:saml-provider/Okta" } }),
      [saml, "provider-of-another-account"],
    ],
    [
      "no audience",
      web({ audience: "" }),
      ["roles.Reader.trustedEntity.webIdentity.audience", "invalid-audience"],
    ],
    ["no subject", web({ subjects: [] }), ["roles.Reader.trustedEntity.webIdentity.subjects", "no-subjects"]],
    ["an empty name", trusts({ saml: { provider: "" } }), [saml, "invalid-identity-provider"]],
    [
      "a shared provider without subjects",
      trusts({ webIdentity: { provider: "gitlab.com", audience: "a" } }),
      ["roles.Reader.trustedEntity.webIdentity", "shared-identity-provider"],
    ],
    [
      "a shared provider with any subject",
      web({ provider: "app.terraform.io", subjects: ["*"] }),
      ["roles.Reader.trustedEntity.webIdentity.subjects[0]", "shared-identity-provider"],
    ],
  ])("%s", (_what, declared, ...errors) => {
    expect(found(declared)).toEqual(errors.map((error) => error.join(" ")));
  });

  test("nothing of an identity pool, a provider in the only account, or an ARN that is not known", () => {
    expect(found(web({ provider: "cognito-identity.amazonaws.com", subjects: undefined }))).toEqual([]);
    const arn = "arn:aws:iam::222222222222:saml-provider/Okta";
    expect(found(inOneAccount({ trustedEntity: { saml: { provider: arn } } }))).toEqual([]);
    const { problems } = readAccess(trusts({ saml: { provider: unknownText(1) } }));
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("refused in managed policies", () => {
  const first = "roles.Reader.managedPolicies[0]";
  const managed = (arn: unknown) => fileWithRole({ managedPolicies: [arn] });

  test.each<Case>([
    [
      "another account's policy",
      managed("arn:aws:iam::999999999999:policy/x"),
      [first, "policy-of-another-account"],
    ],
    [
      "another account's policy as a boundary of a user",
      user({ permissionsBoundary: "arn:aws:iam::222222222222:policy/x" }),
      ["users.alex.permissionsBoundary", "policy-of-another-account"],
    ],
    [
      "another account's policy in an override",
      fileWithRole({
        overrides: { "account-c": { managedPolicies: ["arn:aws:iam::222222222222:policy/x"] } },
      }),
      ["roles.Reader.overrides.account-c.managedPolicies[0]", "policy-of-another-account"],
    ],
    [
      "a policy of one of the role's accounts, which the others do not have",
      managed("arn:aws:iam::222222222222:policy/own/x"),
      [first, "policy-of-another-account"],
    ],
    [
      "a service-linked policy by its ARN",
      managed("arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy"),
      [first, "service-linked-policy"],
    ],
    [
      "an AWS policy without its path",
      managed("arn:aws:iam::aws:policy/ViewOnlyAccess"),
      [first, "invalid-policy-arn"],
    ],
    [
      "a path that only roles can have",
      managed({ name: "x", path: "/a(b)/" }),
      [`${first}.path`, "invalid-policy-path"],
    ],
  ])("%s", (_what, declared, ...errors) => {
    expect(found(declared)).toEqual(errors.map((error) => error.join(" ")));
  });

  test("nothing of a policy of the only account, or of the account where no override replaces it", () => {
    const arn = "arn:aws:iam::222222222222:policy/x";
    expect(found(inOneAccount({ managedPolicies: [arn] }))).toEqual([]);
    const replaced = { managedPolicies: [arn], overrides: { "account-c": { managedPolicies: [] } } };
    expect(found(fileWithRole(replaced))).toEqual([]);
  });
});

describe("read as another text by YAML", () => {
  const text = (condition: string) =>
    [
      'identityAccount: { id: "111111111111" }',
      "deployWith: { role: D }",
      'targetAccounts: { b: { id: "222222222222" } }',
      "roles:",
      "  R:",
      "    targetAccounts: [b]",
      "    tags: { a: x }",
      "    inlinePolicies:",
      `      p: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*", Condition: ${condition} } }`,
    ].join("\n");
  const errors = (declared: string) =>
    loadAccess(declared, "access.yaml")
      .problems.filter(({ severity }) => severity === "error")
      .map(({ code, message, path }) => [pathText(path.slice(5)), code, message]);

  test.each([
    ["{ StringEquals: { sts:ExternalId: 0042 } }", 'Condition.StringEquals["sts:ExternalId"]', "0042", 42],
    ["{ StringLike: { a:b: [x, 1.10] } }", 'Condition.StringLike["a:b"][1]', "1.10", 1.1],
    [
      "{ StringEquals: { aws:PrincipalAccount: 01234567890 } }",
      'Condition.StringEquals["aws:PrincipalAccount"]',
      "01234567890",
      1234567890,
    ],
    [
      "{ StringEquals: { aws:RequestTag/open: True } }",
      'Condition.StringEquals["aws:RequestTag/open"]',
      "True",
      true,
    ],
  ])("%s", (condition, place, source, value) => {
    expect(errors(text(condition))).toEqual([
      [
        place,
        "altered-text",
        `YAML reads ${source} as ${value}, and the condition compares that; put it in quotes: "${source}"`,
      ],
    ]);
  });

  test.each([
    ["an account id, which is text", "{ StringEquals: { aws:PrincipalAccount: 012345678901 } }"],
    ["a text in quotes", '{ StringEquals: { sts:ExternalId: "0042" } }'],
    ["a number that is written as it is read", "{ StringEquals: { a:b: 42 } }"],
    ["a number that is compared as one", "{ NumericLessThan: { s3:max-keys: 0042 } }"],
    ["true in another case for Bool", "{ Bool: { aws:SecureTransport: True } }"],
  ])("but not %s", (_what, condition) => {
    expect(errors(text(condition))).toEqual([]);
  });

  test("a tag names its source too", () => {
    const tagged = text("{}").replace("{ a: x }", "{ a: 0042 }");
    expect(errors(tagged)).toEqual([
      ["", "wrong-type", expect.stringContaining("YAML reads 0042 as a number")],
    ]);
  });
});

test('Principal: "*", which IAM refuses in a trust policy, becomes { AWS: "*" }, which means the same', () => {
  const Condition = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
  const { access } = readAccess(custom({ Principal: "*", Condition }));
  expect(access?.roles[0]?.places[0]?.settings.trust[0]?.entity).toMatchObject({
    kind: "custom",
    document: { Statement: [{ Principal: { AWS: "*" }, Condition }] },
  });
});

test("the ARN of an AWS policy that is nearly another one is told that one", () => {
  const { problems } = readAccess(
    fileWithRole({ managedPolicies: ["arn:aws:iam::aws:policy/job-function/ViewOnlyAcess"] }),
  );
  expect(problems.find(({ code }) => code === "unknown-aws-policy")?.message).toContain(
    "did you mean arn:aws:iam::aws:policy/job-function/ViewOnlyAccess?",
  );
});

describe("accepted by AWS, and so by the check", () => {
  const warnings = (declared: unknown) =>
    readAccess(declared)
      .problems.filter(({ code }) =>
        ["reads-differently", "unknown-aws-policy", "unknown-condition-key"].includes(code),
      )
      .map(({ path, code }) => `${pathText(path)} ${code}`);

  test.each([
    // AWS ignores the host's bits: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
    [
      "a range that begins within itself",
      fileWithRole({ sourceIps: ["198.51.100.7/24"] }),
      "roles.Reader.sourceIps[0] reads-differently",
    ],
    // The ARN is how a file names a policy that AWS added after this version was published.
    [
      "the ARN of an AWS policy that may be newer than the table",
      fileWithRole({ managedPolicies: ["arn:aws:iam::aws:policy/NoSuchPolicyAtAll"] }),
      "roles.Reader.managedPolicies[0] unknown-aws-policy",
    ],
    [
      "an address compared as a text",
      inline({ Condition: { StringEquals: { "aws:SourceIp": "198.51.100.7" } } }),
      `${statement}.Condition.StringEquals["aws:SourceIp"] reads-differently`,
    ],
    [
      "a global condition key that may be new",
      inline({ Condition: { StringEquals: { "aws:Zodiac": "x" } } }),
      `${statement}.Condition.StringEquals["aws:Zodiac"] unknown-condition-key`,
    ],
    [
      "a wildcard among the actions of a trust policy",
      custom({ Action: "sts:AssumeRole*" }),
      `${trust}.Action reads-differently`,
    ],
  ])("with a warning: %s", (_what, declared, warning) => {
    expect(found(declared)).toEqual([]);
    expect(warnings(declared)).toEqual([warning]);
  });

  test.each([
    // The pattern of the IAM API has every character from ! to ~, and a profile's value goes on to the end of its line.
    ["punctuation in a role's path", fileWithRole({ path: "/];x=/" })],
    [
      "a user in 10 groups",
      file({
        groups: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`g${index}`, {}])),
        users: { alex: { groups: Array.from({ length: 10 }, (_, index) => `g${index}`) } },
      }),
    ],
    ["letters of any language in a tag", fileWithRole({ tags: { 部署: "größe 1" } })],
    ["Latin-1 in a description", fileWithRole({ description: "Prüft täglich ©" })],
  ])("%s", (_what, declared) => {
    expect(found(declared)).toEqual([]);
    expect(warnings(declared)).toEqual([]);
  });
});
