/** Each wrong value of each key: where it is said to be wrong, why, and what to write instead; and nothing besides. */
import { pathText } from "../../access";
import { errorsOf, file, fileWithRole } from "./files";

const user = (alex: object, more: object = {}) => file({ users: { alex }, ...more });
const account = (b: object, more: object = {}) =>
  file({ targetAccounts: { "account-b": { id: "222222222222", ...b } }, roles: {}, ...more });
const identity = (more: object) => file({ identityAccount: { id: "111111111111", ...more } });
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const trusts = (trustedEntity: object, more: object = {}) => fileWithRole({ trustedEntity, ...more });
const names = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const big = (size: number) =>
  policy({ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"x".repeat(size)}` });

/** The path of a problem as people write it, its code, and some of its data. */
type Expected = [place: string, code: string, data?: Readonly<Record<string, unknown>>];
/** What is wrong, the file, and its errors. */
type Case = [what: string, declared: unknown, errors: Expected[]];

function problemsAre(cases: Case[]): void {
  test.each(cases)("%s", (_what, declared, errors) => {
    const found = errorsOf(declared);
    expect(found.map(({ path, code }) => [pathText(path), code])).toEqual(
      errors.map(([place, code]) => [place, code]),
    );
    for (const [index, [, , data]] of errors.entries())
      if (data) expect(found[index]?.data).toMatchObject(data);
  });
}

describe("wrong in the partition and the region", () => {
  problemsAre([
    [
      "a partition there is not",
      file({ partition: "aws-iso" }),
      [["partition", "wrong-value", { name: "aws-iso" }]],
    ],
    ["a region that is none", file({ region: "Frankfurt" }), [["region", "wrong-form"]]],
    [
      "a region of another partition",
      file({ partition: "aws-cn", region: "eu-central-1" }),
      [["region", "region-of-another-partition"]],
    ],
  ]);
});

describe("wrong in the target accounts", () => {
  problemsAre([
    [
      "an account id that is a number",
      account({ id: 22222222222 }),
      [["targetAccounts.account-b.id", "wrong-type", { expectsText: true }]],
    ],
    [
      "an account id of 11 digits",
      account({ id: "22222222222" }),
      [["targetAccounts.account-b.id", "wrong-form"]],
    ],
    [
      "an account id with dashes",
      account({ id: "2222-2222-2222" }),
      [["targetAccounts.account-b.id", "wrong-form"]],
    ],
    [
      "an account without an id",
      file({ targetAccounts: { "account-b": {} }, roles: {} }),
      [["targetAccounts.account-b.id", "missing"]],
    ],
    [
      "an account id twice",
      file({ targetAccounts: { a: { id: "222222222222" }, b: { id: "222222222222" } } }),
      [["targetAccounts.b.id", "duplicate-account"]],
    ],
    [
      "an unknown key",
      account({ tag: {} }),
      [["targetAccounts.account-b.tag", "unknown-key", { nearest: "tags" }]],
    ],
    ["an unknown key at the top", file({ rols: {} }), [["rols", "unknown-key", { nearest: "roles" }]]],
    [
      "an account name with a space",
      file({ targetAccounts: { "account b": { id: "222222222222" } }, roles: {} }),
      [['targetAccounts["account b"]', "invalid-name", { name: "account b" }]],
    ],
    [
      "account names equal but for case",
      file({ targetAccounts: { a: { id: "222222222222" }, A: { id: "333333333333" } } }),
      [["targetAccounts.A", "names-equal-but-for-case", { name: "A" }]],
    ],
    [
      "a name that JavaScript reserves",
      file({ targetAccounts: { constructor: { id: "222222222222" } }, roles: {} }),
      [["targetAccounts.constructor", "reserved-name"]],
    ],
    ["tags that are no map", account({ tags: ["dev"] }), [["targetAccounts.account-b.tags", "wrong-type"]]],
    [
      "a tag that is no text",
      account({ tags: { cost: 3 } }),
      [["targetAccounts.account-b.tags.cost", "wrong-type", { expectsText: true }]],
    ],
    [
      "a tag's value too long",
      account({ tags: { cost: "x".repeat(257) } }),
      [["targetAccounts.account-b.tags.cost", "too-long", { limit: 256, actual: 257 }]],
    ],
    [
      "a tag's key too long",
      account({ tags: { ["x".repeat(129)]: "y" } }),
      [
        [
          "targetAccounts.account-b.tags.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
          "too-long",
          { limit: 128, actual: 129 },
        ],
      ],
    ],
    [
      "an empty tag key",
      account({ tags: { "": "y" } }),
      [['targetAccounts.account-b.tags[""]', "too-short"]],
    ],
    [
      "51 tags",
      account({ tags: Object.fromEntries(names(51, "t").map((name) => [name, "x"])) }),
      [["targetAccounts.account-b.tags", "too-many-tags"]],
    ],
  ]);
});

describe("wrong in how Terraform reaches an account", () => {
  problemsAre([
    [
      "no way to reach an account",
      file({ deployWith: undefined, targetAccounts: { "account-b": { id: "222222222222" } } }),
      [["targetAccounts.account-b", "unreachable-account"]],
    ],
    [
      "deployWith of another form",
      account({ deployWith: "OrganizationAccountAccessRole" }),
      [["targetAccounts.account-b.deployWith", "wrong-form"]],
    ],
    [
      "deployWith that names nothing",
      account({ deployWith: {} }),
      [["targetAccounts.account-b.deployWith", "incomplete-deploy-with"]],
    ],
    [
      "deployWith with an unknown key",
      account({ deployWith: { rol: "x" } }),
      [["targetAccounts.account-b.deployWith.rol", "unknown-key", { nearest: "role" }]],
    ],
    [
      "an unknown key in the deployWith of the file",
      file({ deployWith: { rol: "x" } }),
      [["deployWith.rol", "unknown-key", { nearest: "role" }]],
    ],
    [
      "a role that is none",
      account({ deployWith: { role: "a b" } }),
      [["targetAccounts.account-b.deployWith.role", "wrong-form"]],
    ],
    [
      "a role in another account",
      account({ deployWith: { role: "arn:aws:iam::999999999999:role/x" } }),
      [["targetAccounts.account-b.deployWith.role", "deploy-role-in-another-account"]],
    ],
    [
      "an external ID without a role",
      account({ deployWith: { profile: "p", externalId: "abc", sessionName: "abc" } }),
      [
        ["targetAccounts.account-b.deployWith", "incomplete-deploy-with"],
        ["targetAccounts.account-b.deployWith", "incomplete-deploy-with"],
      ],
    ],
    [
      "an external ID of one character",
      account({ deployWith: { role: "r", externalId: "a" } }),
      [["targetAccounts.account-b.deployWith.externalId", "wrong-form"]],
    ],
    [
      "a session name of one character",
      account({ deployWith: { role: "r", sessionName: "a" } }),
      [["targetAccounts.account-b.deployWith.sessionName", "wrong-form"]],
    ],
    [
      "an empty profile",
      account({ deployWith: { profile: "" } }),
      [["targetAccounts.account-b.deployWith.profile", "too-short"]],
    ],
    [
      "ambient credentials for two accounts",
      account({ deployWith: "ambient" }),
      [["targetAccounts.account-b.deployWith", "ambient-for-two-accounts"]],
    ],
  ]);
});

describe("wrong in the identity account", () => {
  problemsAre([
    ["no identity account", file({ identityAccount: undefined }), [["identityAccount", "missing"]]],
    [
      "an identity account that is no mapping",
      file({ identityAccount: "111111111111" }),
      [["identityAccount", "wrong-type"]],
    ],
    ["an alias with capitals", identity({ alias: "Acme" }), [["identityAccount.alias", "wrong-form"]]],
    [
      "denyWithoutMfa that is neither",
      identity({ denyWithoutMfa: "yes" }),
      [["identityAccount.denyWithoutMfa", "wrong-type"]],
    ],
    [
      "default tags that AWS reserves, refuses, or takes for one",
      file({ defaultTags: { "aws:x": "y", "a*": "b", team: "x", Team: "y" } }),
      [
        ['defaultTags["aws:x"]', "reserved-tag"],
        ['defaultTags["a*"]', "invalid-tag"],
        ["defaultTags.Team", "tags-equal-but-for-case"],
      ],
    ],
    [
      "a tag of a role that differs from a default tag in case only",
      fileWithRole({ tags: { Team: "x", owner: "y" } }, { defaultTags: { team: "x", owner: "z" } }),
      [["roles.Reader.tags.Team", "tags-equal-but-for-case"]],
    ],
    [
      "more tags than AWS allows, with the default tags",
      fileWithRole(
        { tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, "x"])) },
        { defaultTags: { owner: "z", t0: "y" } },
      ),
      [["roles.Reader.tags", "too-many-tags", { limit: 50, actual: 51 }]],
    ],
    [
      "a password policy that a user's generated password does not meet",
      {
        ...identity({ passwordPolicy: { minimumPasswordLength: 24 } }),
        users: {
          alex: { consoleAccess: { passwordLength: 23 } },
          sam: { consoleAccess: { passwordLength: 24 } },
        },
      },
      [["users.alex.consoleAccess.passwordLength", "password-too-short", { limit: 24, actual: 23 }]],
    ],
    [
      "a password policy without a minimum, which is 14",
      {
        ...identity({ passwordPolicy: { requireNumbers: true } }),
        users: { alex: { consoleAccess: { passwordLength: 13 } } },
      },
      [["users.alex.consoleAccess.passwordLength", "password-too-short", { limit: 14, actual: 13 }]],
    ],
    [
      "a password policy with wrong values",
      identity({
        passwordPolicy: {
          maxPasswordAge: 2000,
          minimumPasswordLength: 5,
          passwordReusePrevention: 25,
          requireNumbers: "yes",
          requireLetters: true,
          hardExpiry: 1,
        },
      }),
      [
        ["identityAccount.passwordPolicy.maxPasswordAge", "out-of-range"],
        ["identityAccount.passwordPolicy.minimumPasswordLength", "out-of-range"],
        ["identityAccount.passwordPolicy.passwordReusePrevention", "out-of-range"],
        ["identityAccount.passwordPolicy.requireNumbers", "wrong-type"],
        ["identityAccount.passwordPolicy.requireLetters", "unknown-key", { nearest: "requireNumbers" }],
        ["identityAccount.passwordPolicy.hardExpiry", "wrong-type"],
      ],
    ],
  ]);
});

describe("wrong in the roles", () => {
  problemsAre([
    ["no roles", file({ roles: undefined }), [["roles", "missing"]]],
    ["roles that are a list", file({ roles: ["Reader"] }), [["roles", "wrong-type"]]],
    ["a role that is nothing", file({ roles: { Reader: null } }), [["roles.Reader", "wrong-type"]]],
    [
      "a role name with a slash",
      file({ roles: { "teams/Reader": { targetAccounts: "*" } } }),
      [['roles["teams/Reader"]', "invalid-name", { name: "teams/Reader" }]],
    ],
    [
      "a role name of 65 characters",
      file({ roles: { ["R".repeat(65)]: { targetAccounts: "*" } } }),
      [["roles.RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR", "invalid-name"]],
    ],
    [
      "role names equal but for case",
      file({ roles: { Reader: { targetAccounts: "*" }, reader: { targetAccounts: "*" } } }),
      [["roles.reader", "names-equal-but-for-case", { name: "reader" }]],
    ],
    [
      "a role without target accounts",
      file({ roles: { Reader: {} } }),
      [["roles.Reader.targetAccounts", "missing"]],
    ],
    [
      "a role with an empty list of them",
      fileWithRole({ targetAccounts: [] }),
      [["roles.Reader.targetAccounts", "selects-nothing"]],
    ],
    [
      "a target account that does not exist",
      fileWithRole({ targetAccounts: ["account-b", "acount-c"] }),
      [["roles.Reader.targetAccounts[1]", "no-such-target-account", { nearest: "account-c" }]],
    ],
    [
      "a target account twice",
      fileWithRole({ targetAccounts: ["account-b", "account-b"] }),
      [["roles.Reader.targetAccounts[1]", "named-twice", { name: "account-b" }]],
    ],
    [
      "target accounts as one name",
      fileWithRole({ targetAccounts: "account-b" }),
      [["roles.Reader.targetAccounts", "wrong-form"]],
    ],
    [
      "a target account that is no text",
      fileWithRole({ targetAccounts: [3] }),
      [["roles.Reader.targetAccounts[0]", "wrong-type", { expectsText: true }]],
    ],
    [
      "a selector that selects nothing",
      fileWithRole({ targetAccounts: { tags: { environment: "test", team: "x" } } }),
      [["roles.Reader.targetAccounts", "selects-nothing"]],
    ],
    [
      "a selector of all where there are none",
      file({ targetAccounts: {} }),
      [["roles.Reader.targetAccounts", "selects-nothing"]],
    ],
    [
      "a selector of no tags",
      file({ targetAccounts: {}, roles: { Reader: { targetAccounts: { tags: {} } } } }),
      [["roles.Reader.targetAccounts", "selects-nothing"]],
    ],
    [
      "a selector with a wrong key",
      fileWithRole({ targetAccounts: { tag: { environment: "dev" } } }),
      [["roles.Reader.targetAccounts.tag", "unknown-key", { nearest: "tags" }]],
    ],
    [
      "a description of 1001 characters",
      fileWithRole({ description: "x".repeat(1001) }),
      [["roles.Reader.description", "too-long", { limit: 1000, actual: 1001 }]],
    ],
    [
      "a description that is a number",
      fileWithRole({ description: 3 }),
      [["roles.Reader.description", "wrong-type", { expectsText: true }]],
    ],
    ["a path without slashes", fileWithRole({ path: "teams" }), [["roles.Reader.path", "wrong-form"]]],
    [
      "a path that is too long",
      fileWithRole({ path: `/${"x".repeat(511)}/` }),
      [["roles.Reader.path", "too-long", { limit: 512, actual: 513 }]],
    ],
    [
      "AWS's own tags",
      fileWithRole({ tags: { "aws:cost": "x" } }),
      [['roles.Reader.tags["aws:cost"]', "reserved-tag"]],
    ],
    ["an empty display name", fileWithRole({ displayName: "" }), [["roles.Reader.displayName", "too-short"]]],
    [
      "a display name that is too long",
      fileWithRole({ displayName: "x".repeat(65) }),
      [["roles.Reader.displayName", "too-long", { limit: 64, actual: 65 }]],
    ],
    [
      "a managed policy that does not exist",
      fileWithRole({ managedPolicies: ["AmazonS3ReadOnlyAcess"] }),
      [["roles.Reader.managedPolicies[0]", "no-such-managed-policy", { nearest: "AmazonS3ReadOnlyAccess" }]],
    ],
    [
      "a managed policy that is like none",
      fileWithRole({ managedPolicies: ["our-own-policy-for-the-team"] }),
      [
        [
          "roles.Reader.managedPolicies[0]",
          "no-such-managed-policy",
          { name: "our-own-policy-for-the-team" },
        ],
      ],
    ],
    [
      "a managed policy of GovCloud's own",
      fileWithRole({ managedPolicies: ["AmazonS3ReadOnlyAcess"] }, { partition: "aws-us-gov" }),
      [["roles.Reader.managedPolicies[0]", "no-such-managed-policy", { nearest: "AmazonS3ReadOnlyAccess" }]],
    ],
    [
      "a policy of a service-linked role",
      fileWithRole({ managedPolicies: ["AWSOrganizationsServiceTrustPolicy"] }),
      [["roles.Reader.managedPolicies[0]", "service-linked-policy"]],
    ],
    [
      "a typo in the name of one",
      fileWithRole({ managedPolicies: ["AWSOrganizationsServiceTrustPolic"] }),
      [
        [
          "roles.Reader.managedPolicies[0]",
          "no-such-managed-policy",
          { name: "AWSOrganizationsServiceTrustPolic" },
        ],
      ],
    ],
    [
      "a managed policy twice",
      fileWithRole({ managedPolicies: ["ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"] }),
      [["roles.Reader.managedPolicies[1]", "duplicate-managed-policy"]],
    ],
    [
      "an ARN that is no policy's",
      fileWithRole({ managedPolicies: ["arn:aws:iam::222222222222:role/x"] }),
      [["roles.Reader.managedPolicies[0]", "invalid-policy-arn"]],
    ],
    [
      "a policy of another partition",
      fileWithRole({ managedPolicies: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"] }),
      [["roles.Reader.managedPolicies[0]", "invalid-policy-arn"]],
    ],
    [
      "a managed policy of another form",
      fileWithRole({ managedPolicies: [3, { nam: "x" }, { name: "a b", path: "x" }, ""] }),
      [
        ["roles.Reader.managedPolicies[0]", "wrong-type"],
        ["roles.Reader.managedPolicies[1].nam", "unknown-key", { nearest: "name" }],
        ["roles.Reader.managedPolicies[2].name", "wrong-form"],
        ["roles.Reader.managedPolicies[2].path", "wrong-form"],
        ["roles.Reader.managedPolicies[3]", "too-short"],
      ],
    ],
    [
      "managed policies that are no list",
      fileWithRole({ managedPolicies: "ReadOnlyAccess" }),
      [["roles.Reader.managedPolicies", "wrong-type"]],
    ],
    [
      "26 managed policies",
      fileWithRole({ managedPolicies: names(26, "p").map((name) => ({ name })) }),
      [["roles.Reader.managedPolicies", "too-many-managed-policies", { limit: 25, actual: 26 }]],
    ],
    [
      "a boundary that does not exist",
      fileWithRole({ permissionsBoundary: "PowerUserAcces" }),
      [["roles.Reader.permissionsBoundary", "no-such-managed-policy", { nearest: "PowerUserAccess" }]],
    ],
    [
      "an empty boundary",
      fileWithRole({ permissionsBoundary: "" }),
      [["roles.Reader.permissionsBoundary", "too-short"]],
    ],
    [
      "a session of 59 minutes",
      fileWithRole({ maxSessionDuration: "59m" }),
      [["roles.Reader.maxSessionDuration", "duration-out-of-range", { actual: 3540 }]],
    ],
    [
      "a session of 13 hours",
      fileWithRole({ maxSessionDuration: "13h" }),
      [["roles.Reader.maxSessionDuration", "duration-out-of-range", { actual: 46800 }]],
    ],
    [
      "a session in seconds, too few",
      fileWithRole({ maxSessionDuration: 60 }),
      [["roles.Reader.maxSessionDuration", "duration-out-of-range", { actual: 60 }]],
    ],
    [
      "a session that is no duration",
      fileWithRole({ maxSessionDuration: "1 hour" }),
      [["roles.Reader.maxSessionDuration", "wrong-form"]],
    ],
    [
      "a session of half hours",
      fileWithRole({ maxSessionDuration: 3600.5 }),
      [["roles.Reader.maxSessionDuration", "wrong-type"]],
    ],
    [
      "an MFA sign-in that may be 0 seconds ago",
      fileWithRole({ mfaMaxAge: 0 }),
      [["roles.Reader.mfaMaxAge", "duration-out-of-range", { actual: 0 }]],
    ],
    [
      "requireMfa that is neither",
      fileWithRole({ requireMfa: "no" }),
      [["roles.Reader.requireMfa", "wrong-type"]],
    ],
    [
      "an age of what is not required",
      fileWithRole({ requireMfa: false, mfaMaxAge: "1h" }),
      [["roles.Reader.mfaMaxAge", "mfa-age-without-mfa"]],
    ],
    [
      "the same by an override",
      fileWithRole({ mfaMaxAge: "1h", overrides: { "account-c": { requireMfa: false } } }),
      [["roles.Reader.overrides.account-c.requireMfa", "mfa-age-without-mfa"]],
    ],
    [
      "an external ID with a space",
      fileWithRole({ externalId: "a b" }),
      [["roles.Reader.externalId", "wrong-form"]],
    ],
    [
      "source addresses that are none",
      fileWithRole({
        sourceIps: [
          "198.51.100.0/33",
          "example.com",
          "198.51.100.7",
          "::1/128",
          "fe80::1%eth0",
          "1.2.3.4/08",
          "1.2.3.4/1/2",
        ],
      }),
      [
        ["roles.Reader.sourceIps[0]", "invalid-address-range"],
        ["roles.Reader.sourceIps[1]", "invalid-address-range"],
        ["roles.Reader.sourceIps[4]", "invalid-address-range"],
        ["roles.Reader.sourceIps[5]", "invalid-address-range"],
        ["roles.Reader.sourceIps[6]", "invalid-address-range"],
      ],
    ],
    ["no source addresses", fileWithRole({ sourceIps: [] }), [["roles.Reader.sourceIps", "too-short"]]],
    [
      "a source address that is no text",
      fileWithRole({ sourceIps: [10] }),
      [["roles.Reader.sourceIps[0]", "wrong-type", { expectsText: true }]],
    ],
    [
      "an organization that is none",
      fileWithRole({ organizationId: "ou-abcd" }),
      [["roles.Reader.organizationId", "wrong-form"]],
    ],
    [
      "flags that are neither",
      fileWithRole({ requireUserSessionName: 1, trustGrantedOnly: "x" }),
      [
        ["roles.Reader.requireUserSessionName", "wrong-type"],
        ["roles.Reader.trustGrantedOnly", "wrong-type"],
      ],
    ],
  ]);
});

describe("wrong in inline policies", () => {
  problemsAre([
    [
      "an inline policy that is no document",
      fileWithRole({ inlinePolicies: { own: 3 } }),
      [["roles.Reader.inlinePolicies.own", "wrong-type"]],
    ],
    [
      "an inline policy that is no JSON",
      fileWithRole({ inlinePolicies: { own: "{" } }),
      [["roles.Reader.inlinePolicies.own", "invalid-json"]],
    ],
    [
      "an inline policy with a wrong statement",
      fileWithRole({ inlinePolicies: { own: policy({ Effect: "allow", Action: "s3", Resource: "x" }) } }),
      [
        ["roles.Reader.inlinePolicies.own.Statement[0].Effect", "invalid-policy-document"],
        ["roles.Reader.inlinePolicies.own.Statement[0].Action", "invalid-policy-document"],
        ["roles.Reader.inlinePolicies.own.Statement[0].Resource", "invalid-policy-document"],
      ],
    ],
    [
      "the same as JSON",
      fileWithRole({
        inlinePolicies: { own: JSON.stringify(policy({ Effect: "allow", Action: "s3:*", Resource: "*" })) },
      }),
      [["roles.Reader.inlinePolicies.own.Statement[0].Effect", "invalid-policy-document"]],
    ],
    [
      "inline policies over 10240 characters",
      fileWithRole({ inlinePolicies: { a: big(6000), b: big(6000) } }),
      [["roles.Reader.inlinePolicies", "inline-policies-too-long", { limit: 10240, actual: 12216 }]],
    ],
    [
      "an inline policy's name with a space",
      fileWithRole({ inlinePolicies: { "a b": big(1) } }),
      [['roles.Reader.inlinePolicies["a b"]', "invalid-name", { name: "a b" }]],
    ],
    [
      "inline policies equal but for case",
      fileWithRole({ inlinePolicies: { own: big(1), Own: big(1) } }),
      [["roles.Reader.inlinePolicies.Own", "names-equal-but-for-case", { name: "Own" }]],
    ],
  ]);
});

describe("wrong in the trusted entity", () => {
  problemsAre([
    [
      "two trusted entities",
      trusts({ awsAccount: "333333333333", service: "ec2.amazonaws.com" }),
      [["roles.Reader.trustedEntity", "not-exactly-one"]],
    ],
    ["no trusted entity", trusts({}), [["roles.Reader.trustedEntity", "not-exactly-one"]]],
    [
      "an unknown trusted entity",
      trusts({ awsAcount: "333333333333" }),
      [["roles.Reader.trustedEntity.awsAcount", "unknown-key", { nearest: "awsAccount" }]],
    ],
    [
      "an account that is none",
      trusts({ awsAccount: 33333333333 }),
      [["roles.Reader.trustedEntity.awsAccount", "wrong-type", { expectsText: true }]],
    ],
    [
      "a service that is none",
      trusts({ service: 3 }),
      [["roles.Reader.trustedEntity.service", "wrong-type"]],
    ],
    [
      "services that are none",
      trusts({ service: [3] }),
      [["roles.Reader.trustedEntity.service[0]", "wrong-type", { expectsText: true }]],
    ],
    ["no services", trusts({ service: [] }), [["roles.Reader.trustedEntity.service", "too-short"]]],
    [
      "a web identity without provider and audience",
      trusts({ webIdentity: {} }),
      [
        ["roles.Reader.trustedEntity.webIdentity.provider", "missing"],
        ["roles.Reader.trustedEntity.webIdentity.audience", "missing"],
      ],
    ],
    [
      "a web identity of wrong values",
      trusts({ webIdentity: { provider: 3, audience: [4], subjects: "x" } }),
      [
        ["roles.Reader.trustedEntity.webIdentity.provider", "wrong-type", { expectsText: true }],
        ["roles.Reader.trustedEntity.webIdentity.audience[0]", "wrong-type", { expectsText: true }],
        ["roles.Reader.trustedEntity.webIdentity.subjects", "wrong-type"],
      ],
    ],
    [
      "a SAML provider that is none",
      trusts({ saml: { provider: 3, audience: true } }),
      [
        ["roles.Reader.trustedEntity.saml.provider", "wrong-type", { expectsText: true }],
        ["roles.Reader.trustedEntity.saml.audience", "wrong-type", { expectsText: true }],
      ],
    ],
    [
      "a custom trust policy with a resource",
      trusts({
        custom: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" }, Resource: "*" }),
      }),
      [["roles.Reader.trustedEntity.custom.Statement[0].Resource", "invalid-policy-document"]],
    ],
    [
      "a custom trust policy that is no document",
      trusts({ custom: [] }),
      [["roles.Reader.trustedEntity.custom", "wrong-type"]],
    ],
    [
      "conditions that a service cannot meet",
      trusts(
        { service: "ec2.amazonaws.com" },
        { requireMfa: true, externalId: "abc", sourceIps: ["198.51.100.0/24"] },
      ),
      [
        ["roles.Reader.requireMfa", "impossible-condition"],
        ["roles.Reader.externalId", "impossible-condition"],
        ["roles.Reader.sourceIps", "impossible-condition"],
      ],
    ],
    [
      "conditions that a web identity cannot meet",
      trusts(
        { webIdentity: { provider: "x.example.com", audience: "a", subjects: ["s"] } },
        { requireMfa: true, sourceIps: ["198.51.100.0/24"] },
      ),
      [["roles.Reader.requireMfa", "impossible-condition"]],
    ],
    [
      "conditions that a federation cannot meet",
      trusts({ saml: { provider: "Okta" } }, { organizationId: "o-a1b2c3d4e5" }),
      [["roles.Reader.organizationId", "impossible-condition"]],
    ],
    [
      "conditions beside a custom trust policy",
      trusts(
        { custom: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "111111111111" } }) },
        { mfaMaxAge: "1h" },
      ),
      [["roles.Reader.mfaMaxAge", "impossible-condition"]],
    ],
    [
      "trustGrantedOnly for another account",
      trusts({ awsAccount: "333333333333" }, { trustGrantedOnly: true }),
      [["roles.Reader.trustGrantedOnly", "impossible-condition"]],
    ],
  ]);
});

describe("wrong in overrides", () => {
  problemsAre([
    [
      "an override of an account that does not exist",
      fileWithRole({ overrides: { "acount-b": {} } }),
      [["roles.Reader.overrides.acount-b", "no-such-target-account", { nearest: "account-b" }]],
    ],
    [
      "an override of an account the role is not in",
      fileWithRole({ targetAccounts: ["account-b"], overrides: { "account-c": {} } }),
      [["roles.Reader.overrides.account-c", "role-not-in-account"]],
    ],
    [
      "an override of what cannot differ",
      fileWithRole({ overrides: { "account-b": { path: "/x/" } } }),
      [["roles.Reader.overrides.account-b.path", "unknown-key", { name: "path" }]],
    ],
    [
      "an override with a wrong value",
      fileWithRole({
        overrides: { "account-b": { maxSessionDuration: "13h", managedPolicies: ["ReadOnlyAcces"] } },
      }),
      [
        ["roles.Reader.overrides.account-b.maxSessionDuration", "duration-out-of-range", { actual: 46800 }],
        [
          "roles.Reader.overrides.account-b.managedPolicies[0]",
          "no-such-managed-policy",
          { nearest: "ReadOnlyAccess" },
        ],
      ],
    ],
    [
      "an override by name of an Object",
      fileWithRole({ overrides: { toString: {} } }),
      [["roles.Reader.overrides.toString", "no-such-target-account", { name: "toString" }]],
    ],
  ]);
});

describe("wrong in groups and users", () => {
  problemsAre([
    ["groups that are a text", file({ groups: "staff" }), [["groups", "wrong-type"]]],
    [
      "a group name of 129 characters",
      file({ groups: { ["g".repeat(129)]: {} } }),
      [
        [
          "groups.ggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg",
          "invalid-name",
        ],
      ],
    ],
    [
      "a user name of 65 characters",
      file({ users: { ["u".repeat(65)]: {} } }),
      [["users.uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu", "invalid-name"]],
    ],
    [
      "user names equal but for case",
      file({ users: { alex: {}, Alex: {} } }),
      [["users.Alex", "names-equal-but-for-case", { name: "Alex" }]],
    ],
    ["a user that is nothing", file({ users: { alex: null } }), [["users.alex", "wrong-type"]]],
    [
      "a group that does not exist",
      user({ groups: ["staf"] }, { groups: { staff: {} } }),
      [["users.alex.groups[0]", "no-such-group", { nearest: "staff" }]],
    ],
    [
      "a group where there are none",
      user({ groups: ["staff"] }),
      [["users.alex.groups[0]", "no-such-group", { name: "staff" }]],
    ],
    [
      "a group twice",
      user({ groups: ["staff", "staff"] }, { groups: { staff: {} } }),
      [["users.alex.groups[1]", "named-twice", { name: "staff" }]],
    ],
    ["a group that is no text", user({ groups: [3] }), [["users.alex.groups[0]", "wrong-type"]]],
    [
      "11 groups",
      user(
        { groups: names(11, "g") },
        { groups: Object.fromEntries(names(11, "g").map((name) => [name, {}])) },
      ),
      [["users.alex.groups", "too-many-groups", { limit: 10, actual: 11 }]],
    ],
    [
      "a console access of another form",
      user({ consoleAccess: "yes" }),
      [["users.alex.consoleAccess", "wrong-form"]],
    ],
    [
      "a console access with wrong values",
      user({
        consoleAccess: { passwordResetRequired: "no", passwordLength: 7, pgpKey: "x", password: "secret" },
      }),
      [
        ["users.alex.consoleAccess.passwordResetRequired", "wrong-type"],
        ["users.alex.consoleAccess.passwordLength", "out-of-range"],
        ["users.alex.consoleAccess.pgpKey", "wrong-form"],
        ["users.alex.consoleAccess.password", "unknown-key", { name: "password" }],
      ],
    ],
    [
      "flags of a user that are neither",
      user({ forceDestroy: 1, selfService: "on", enrolMfaWithAccessKey: "on", existing: "yes" }),
      [
        ["users.alex.forceDestroy", "wrong-type"],
        ["users.alex.selfService", "wrong-type"],
        ["users.alex.enrolMfaWithAccessKey", "wrong-type"],
        ["users.alex.existing", "wrong-type"],
      ],
    ],
    [
      "what an existing user cannot be told",
      user({
        existing: true,
        tags: { a: "b" },
        permissionsBoundary: "PowerUserAccess",
        forceDestroy: true,
        consoleAccess: true,
        selfService: true,
        enrolMfaWithAccessKey: true,
      }),
      [
        ["users.alex.tags", "existing-is-managed-elsewhere"],
        ["users.alex.permissionsBoundary", "existing-is-managed-elsewhere"],
        ["users.alex.forceDestroy", "existing-is-managed-elsewhere"],
        ["users.alex.consoleAccess", "existing-is-managed-elsewhere"],
        ["users.alex.selfService", "existing-is-managed-elsewhere"],
        ["users.alex.enrolMfaWithAccessKey", "existing-is-managed-elsewhere"],
      ],
    ],
    [
      "enrolment with an access key without self-service",
      user({ enrolMfaWithAccessKey: true, selfService: false }),
      [["users.alex.enrolMfaWithAccessKey", "enrolment-without-self-service"]],
    ],
    [
      "a user's boundary that does not exist",
      user({ permissionsBoundary: "PowerUserAcces" }),
      [["users.alex.permissionsBoundary", "no-such-managed-policy", { nearest: "PowerUserAccess" }]],
    ],
    ["a user's path", user({ path: "x" }), [["users.alex.path", "wrong-form"]]],
    [
      "AWS's own tags on a user",
      user({ tags: { "AWS:x": "y" } }),
      [['users.alex.tags["AWS:x"]', "reserved-tag"]],
    ],
  ]);
});

describe("wrong in grants", () => {
  problemsAre([
    [
      "a role that does not exist",
      user({ canAssume: ["Readr", { role: "Writer" }] }),
      [
        ["users.alex.canAssume[0]", "no-such-role", { nearest: "Reader" }],
        ["users.alex.canAssume[1].role", "no-such-role", { name: "Writer" }],
      ],
    ],
    [
      "a grant of another form",
      user({ canAssume: [3, { rol: "Reader" }, { role: 3 }] }),
      [
        ["users.alex.canAssume[0]", "wrong-type"],
        ["users.alex.canAssume[1].rol", "unknown-key", { nearest: "role" }],
        ["users.alex.canAssume[2].role", "wrong-type", { expectsText: true }],
      ],
    ],
    ["grants that are no list", user({ canAssume: "Reader" }), [["users.alex.canAssume", "wrong-type"]]],
    [
      "a grant in an account that does not exist",
      user({ canAssume: [{ role: "Reader", accounts: ["acount-b"] }] }),
      [["users.alex.canAssume[0].accounts[0]", "no-such-target-account", { nearest: "account-b" }]],
    ],
    [
      "a grant in an account the role is not in",
      user(
        { canAssume: [{ role: "Reader", accounts: ["account-c"] }] },
        { roles: { Reader: { targetAccounts: ["account-b"] } } },
      ),
      [["users.alex.canAssume[0].accounts[0]", "role-not-in-account"]],
    ],
    [
      "a grant in no account",
      user({ canAssume: [{ role: "Reader", accounts: [] }] }),
      [["users.alex.canAssume[0].accounts", "selects-nothing"]],
    ],
    [
      "a grant in an account twice",
      user({ canAssume: [{ role: "Reader", accounts: ["account-b", "account-b"] }] }),
      [["users.alex.canAssume[0].accounts[1]", "named-twice", { name: "account-b" }]],
    ],
    [
      "a grant by tags that no account of the role has",
      user({ canAssume: [{ role: "Reader", accounts: { tags: { environment: "test" } } }] }),
      [["users.alex.canAssume[0].accounts", "selects-nothing"]],
    ],
    [
      "the same grant twice",
      user({ canAssume: ["Reader", { role: "Reader", accounts: "*" }] }),
      [["users.alex.canAssume[1]", "granted-twice"]],
    ],
    [
      "a grant twice in one account",
      user({
        canAssume: [
          { role: "Reader", accounts: ["account-b"] },
          { role: "Reader", accounts: ["account-b", "account-c"] },
        ],
      }),
      [["users.alex.canAssume[1]", "granted-twice"]],
    ],
    [
      "a grant of a role for a service",
      user(
        { canAssume: ["Reader"] },
        { roles: { Reader: { targetAccounts: "*", trustedEntity: { service: "ec2.amazonaws.com" } } } },
      ),
      [["users.alex.canAssume[0]", "grant-of-foreign-role"]],
    ],
    [
      "a grant of a role for another account",
      user(
        { canAssume: ["Reader"] },
        { roles: { Reader: { targetAccounts: "*", trustedEntity: { awsAccount: "333333333333" } } } },
      ),
      [["users.alex.canAssume[0]", "grant-of-foreign-role"]],
    ],
    [
      "a grant that its custom trust policy does not keep",
      user(
        { canAssume: ["Reader"] },
        {
          roles: {
            Reader: {
              targetAccounts: "*",
              trustedEntity: {
                custom: policy({
                  Effect: "Allow",
                  Action: "sts:AssumeRole",
                  Principal: { AWS: "333333333333" },
                }),
              },
            },
          },
        },
      ),
      [["roles.Reader.trustedEntity.custom", "grant-not-trusted"]],
    ],
    [
      "a grant of a role whose account does not exist",
      user(
        { canAssume: [{ role: "Reader", accounts: ["acount-b"] }] },
        { roles: { Reader: { targetAccounts: ["acount-b"] } } },
      ),
      [["roles.Reader.targetAccounts[0]", "no-such-target-account", { nearest: "account-b" }]],
    ],
    [
      "a grant in another account of such a role",
      user(
        { canAssume: [{ role: "Reader", accounts: ["account-b"] }] },
        { roles: { Reader: { targetAccounts: ["acount-b"] } } },
      ),
      [["roles.Reader.targetAccounts[0]", "no-such-target-account", { nearest: "account-b" }]],
    ],
    [
      "a trust that outgrows its limit",
      file({
        roles: { Reader: { targetAccounts: ["account-b"], trustGrantedOnly: true } },
        users: Object.fromEntries(
          names(60, "somebody-with-a-long-name-").map((name) => [name, { canAssume: ["Reader"] }]),
        ),
      }),
      [["roles.Reader", "trust-policy-too-long", { limit: 2048, actual: 3940 }]],
    ],
  ]);
});

describe("wrong in principals", () => {
  problemsAre([
    ["a principal without a role", file({ principals: { ci: {} } }), [["principals.ci", "not-exactly-one"]]],
    [
      "a principal whose role is none",
      file({ principals: { ci: { roleName: "a/b" } } }),
      [["principals.ci.roleName", "wrong-form"]],
    ],
    [
      "a role that two principals are",
      file({ principals: { ci: { roleName: "Ci" }, cd: { roleName: "ci" } } }),
      [["principals.cd.roleName", "duplicate-principal"]],
    ],
    [
      "a role whose sessions must bear a user's name",
      file({
        roles: { Reader: { targetAccounts: "*", requireMfa: false, requireUserSessionName: true } },
        principals: { ci: { roleName: "ci", canAssume: ["Reader"] } },
      }),
      [["principals.ci.canAssume", "user-name-of-principal"]],
    ],
    [
      "a principal with a key of users",
      file({ principals: { ci: { roleName: "ci", groups: [] } } }),
      [["principals.ci.groups", "unknown-key", { name: "groups" }]],
    ],
  ]);
});

describe("wrong in stacks and the organization", () => {
  problemsAre([
    ["a layout that is none", file({ stacks: "many" }), [["stacks", "wrong-value", { name: "many" }]]],
    [
      "an account whose stack differs from the identity account's in case only",
      file({ stacks: "perAccount", targetAccounts: { Access: { id: "222222222222" } } }),
      [["targetAccounts.Access", "stacks-equal-but-for-case"]],
    ],
    [
      "two backends",
      file({ backend: { s3: { bucket: "abc", region: "x" }, local: {} } }),
      [["backend", "not-exactly-one"]],
    ],
    [
      "a stack set without an organization",
      fileWithRole({ rollout: "stackSet" }),
      [["", "stack-set-without-organization"]],
    ],
    [
      "an organization with wrong values",
      file({ organization: { id: "x", accountId: "1", organizationalUnits: ["x"], callAs: "me" } }),
      [
        ["organization.id", "wrong-form"],
        ["organization.accountId", "wrong-form"],
        ["organization.organizationalUnits[0]", "wrong-form"],
        ["organization.callAs", "wrong-value", { name: "me" }],
      ],
    ],
  ]);
});
