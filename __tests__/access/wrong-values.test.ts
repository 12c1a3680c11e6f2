/** Each wrong value of each key: where it is said to be wrong, why, and what to write instead; and nothing besides. */
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

/** What is wrong, the file, and its problems. One that ends with `...` goes on. */
type Case = [what: string, declared: unknown, problems: string[]];

function problemsAre(cases: Case[]): void {
  test.each(cases)("%s", (_what, declared, problems) => {
    expect(errorsOf(declared)).toEqual(
      problems.map((text) => (text.endsWith("...") ? startingWith(text.slice(0, -3)) : text)),
    );
  });
}

function startingWith(text: string): unknown {
  return expect.stringMatching(new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
}

describe("wrong in the partition and the region", () => {
  problemsAre([
    [
      "a partition there is not",
      file({ partition: "aws-iso" }),
      ['partition  must be one of aws, aws-us-gov, aws-cn, not "aws-iso"'],
    ],
    [
      "a region that is none",
      file({ region: "Frankfurt" }),
      ['region  must be a region such as us-east-1, not "Frankfurt"'],
    ],
    [
      "a region of another partition",
      file({ partition: "aws-cn", region: "eu-central-1" }),
      ['region  "eu-central-1" is no region of the partition aws-cn; its default is cn-north-1'],
    ],
  ]);
});

describe("wrong in the target accounts", () => {
  problemsAre([
    [
      "an account id that is a number",
      account({ id: 22222222222 }),
      ["targetAccounts.account-b.id  must be 12 digits in quotes: YAML reads 22222222222 as a number"],
    ],
    [
      "an account id of 11 digits",
      account({ id: "22222222222" }),
      ['targetAccounts.account-b.id  must be 12 digits in quotes, not "22222222222"'],
    ],
    [
      "an account id with dashes",
      account({ id: "2222-2222-2222" }),
      ['targetAccounts.account-b.id  must be 12 digits in quotes, not "2222-2222-2222"'],
    ],
    [
      "an account without an id",
      file({ targetAccounts: { "account-b": {} }, roles: {} }),
      ["targetAccounts.account-b.id  is missing: it must be 12 digits in quotes"],
    ],
    [
      "an account id twice",
      file({ targetAccounts: { a: { id: "222222222222" }, b: { id: "222222222222" } } }),
      ['targetAccounts.b.id  is the id of target account "a" already; an account is listed once'],
    ],
    [
      "an unknown key",
      account({ tag: {} }),
      ['targetAccounts.account-b.tag  unknown key; did you mean "tags"?'],
    ],
    ["an unknown key at the top", file({ rols: {} }), ['rols  unknown key; did you mean "roles"?']],
    [
      "an account name with a space",
      file({ targetAccounts: { "account b": { id: "222222222222" } }, roles: {} }),
      [
        'targetAccounts["account b"]  "account b" cannot be the name of a target account: a name is 1-64 letters, digits, dots, hyphens or underscores, a letter or digit first',
      ],
    ],
    [
      "account names equal but for case",
      file({ targetAccounts: { a: { id: "222222222222" }, A: { id: "333333333333" } } }),
      ['targetAccounts.A  equals "a" but for case, and IAM takes them for equal; rename one'],
    ],
    [
      "the name identity",
      file({ targetAccounts: { Identity: { id: "222222222222" } } }),
      [
        'targetAccounts.Identity  "Identity" is the alias of the identity account\'s own provider; choose another name',
      ],
    ],
    [
      "a name that JavaScript reserves",
      file({ targetAccounts: { constructor: { id: "222222222222" } }, roles: {} }),
      [
        'targetAccounts.constructor  "constructor" cannot be the name of a target account: JavaScript reserves it; choose another',
      ],
    ],
    [
      "tags that are no map",
      account({ tags: ["dev"] }),
      ["targetAccounts.account-b.tags  must map tag keys to values"],
    ],
    [
      "a tag that is no text",
      account({ tags: { cost: 3 } }),
      ["targetAccounts.account-b.tags.cost  must be a text; put it in quotes: YAML reads 3 as a number"],
    ],
    [
      "a tag's value too long",
      account({ tags: { cost: "x".repeat(257) } }),
      ["targetAccounts.account-b.tags.cost  has 257 characters; the limit is 256"],
    ],
    [
      "a tag's key too long",
      account({ tags: { ["x".repeat(129)]: "y" } }),
      [
        "targetAccounts.account-b.tags.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  a tag's key has at most 128 characters",
      ],
    ],
    [
      "an empty tag key",
      account({ tags: { "": "y" } }),
      ['targetAccounts.account-b.tags[""]  a tag\'s key has at least 1 character'],
    ],
    [
      "51 tags",
      account({ tags: Object.fromEntries(names(51, "t").map((name) => [name, "x"])) }),
      ["targetAccounts.account-b.tags  has more than 50 tags"],
    ],
  ]);
});

describe("wrong in how Terraform reaches an account", () => {
  problemsAre([
    [
      "no way to reach an account",
      file({ deployWith: undefined, targetAccounts: { "account-b": { id: "222222222222" } } }),
      [
        "targetAccounts.account-b  Terraform has no way to reach this account: write deployWith here or at the top, such as deployWith: { role: OrganizationAccountAccessRole }",
      ],
    ],
    [
      "deployWith of another form",
      account({ deployWith: "OrganizationAccountAccessRole" }),
      ["targetAccounts.account-b.deployWith  must be `ambient`, or a mapping with `role`, `profile` or both"],
    ],
    [
      "deployWith that names nothing",
      account({ deployWith: {} }),
      ["targetAccounts.account-b.deployWith  names neither a role nor a profile"],
    ],
    [
      "deployWith with an unknown key",
      account({ deployWith: { rol: "x" } }),
      ['targetAccounts.account-b.deployWith.rol  unknown key; did you mean "role"?'],
    ],
    [
      "an unknown key in the deployWith of the file",
      file({ deployWith: { rol: "x" } }),
      ['deployWith.rol  unknown key; did you mean "role"?'],
    ],
    [
      "a role that is none",
      account({ deployWith: { role: "a b" } }),
      ['targetAccounts.account-b.deployWith.role  must be the name or the ARN of a role, not "a b"'],
    ],
    [
      "a role in another account",
      account({ deployWith: { role: "arn:aws:iam::999999999999:role/x" } }),
      [
        "targetAccounts.account-b.deployWith.role  the role arn:aws:iam::999999999999:role/x is in account 999999999999, this account is 222222222222; write the role's name alone, and it is taken in each account",
      ],
    ],
    [
      "an external ID without a role",
      account({ deployWith: { profile: "p", externalId: "abc", sessionName: "abc" } }),
      [
        "targetAccounts.account-b.deployWith  externalId goes with a role, and there is none",
        "targetAccounts.account-b.deployWith  sessionName goes with a role, and there is none",
      ],
    ],
    [
      "an external ID of one character",
      account({ deployWith: { role: "r", externalId: "a" } }),
      [
        'targetAccounts.account-b.deployWith.externalId  must be 2-1224 letters, digits or any of _ + = , . @ : / -, not "a"',
      ],
    ],
    [
      "a session name of one character",
      account({ deployWith: { role: "r", sessionName: "a" } }),
      [
        'targetAccounts.account-b.deployWith.sessionName  must be 2-64 letters, digits or any of _ + = , . @ -, not "a"',
      ],
    ],
    [
      "an empty profile",
      account({ deployWith: { profile: "" } }),
      ['targetAccounts.account-b.deployWith.profile  must be the name of a profile, not ""'],
    ],
    [
      "ambient credentials for two accounts",
      account({ deployWith: "ambient" }),
      [
        "targetAccounts.account-b.deployWith  ambient credentials belong to one account, and the identity account has them already; write a role or a profile here",
      ],
    ],
  ]);
});

describe("wrong in the identity account", () => {
  problemsAre([
    [
      "no identity account",
      file({ identityAccount: undefined }),
      ["identityAccount  is missing: it must be a mapping with the keys ..."],
    ],
    [
      "an identity account that is no mapping",
      file({ identityAccount: "111111111111" }),
      ["identityAccount  must be a mapping with the keys ..."],
    ],
    [
      "an alias with capitals",
      identity({ alias: "Acme" }),
      [
        'identityAccount.alias  must be 3-63 of a-z 0-9 -, with no hyphen at an end or beside another, not "Acme"',
      ],
    ],
    [
      "denyWithoutMfa that is neither",
      identity({ denyWithoutMfa: "yes" }),
      ['identityAccount.denyWithoutMfa  must be true or false, not "yes"'],
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
        "identityAccount.passwordPolicy.maxPasswordAge  must be days, 0 to 1095",
        "identityAccount.passwordPolicy.minimumPasswordLength  must be 6 to 128",
        "identityAccount.passwordPolicy.passwordReusePrevention  must be 0 to 24",
        'identityAccount.passwordPolicy.requireNumbers  must be true or false, not "yes"',
        'identityAccount.passwordPolicy.requireLetters  unknown key; did you mean "requireNumbers"?',
        "identityAccount.passwordPolicy.hardExpiry  must be true or false",
      ],
    ],
  ]);
});

describe("wrong in the roles", () => {
  problemsAre([
    [
      "no roles",
      file({ roles: undefined }),
      ["roles  is missing: it must map names to their settings: <role>: { ... }"],
    ],
    [
      "roles that are a list",
      file({ roles: ["Reader"] }),
      ["roles  must map names to their settings: <role>: { ... }"],
    ],
    [
      "a role that is nothing",
      file({ roles: { Reader: null } }),
      ["roles.Reader  must be a mapping with the keys ..."],
    ],
    [
      "a role name with a slash",
      file({ roles: { "teams/Reader": { targetAccounts: "*" } } }),
      [
        'roles["teams/Reader"]  "teams/Reader" cannot be the name of a role: a name is 1-64 letters, digits or any of _ + = , . @ -',
      ],
    ],
    [
      "a role name of 65 characters",
      file({ roles: { ["R".repeat(65)]: { targetAccounts: "*" } } }),
      [
        'roles.RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR  "RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR" cannot be the name of a role: a name is 1-64 letters, digits or any of _ + = , . @ -',
      ],
    ],
    [
      "role names equal but for case",
      file({ roles: { Reader: { targetAccounts: "*" }, reader: { targetAccounts: "*" } } }),
      ['roles.reader  equals "Reader" but for case, and IAM takes them for equal; rename one'],
    ],
    [
      "a role without target accounts",
      file({ roles: { Reader: {} } }),
      [
        'roles.Reader.targetAccounts  is missing: it must be a list of names of target accounts, "*" for all, or { tags: { ... } }',
      ],
    ],
    [
      "a role with an empty list of them",
      fileWithRole({ targetAccounts: [] }),
      ['roles.Reader.targetAccounts  names no target account; write its name, "*" or { tags: { ... } }'],
    ],
    [
      "a target account that does not exist",
      fileWithRole({ targetAccounts: ["account-b", "acount-c"] }),
      ['roles.Reader.targetAccounts[1]  no target account "acount-c"; did you mean "account-c"?'],
    ],
    [
      "a target account twice",
      fileWithRole({ targetAccounts: ["account-b", "account-b"] }),
      ['roles.Reader.targetAccounts[1]  names "account-b" a second time'],
    ],
    [
      "target accounts as one name",
      fileWithRole({ targetAccounts: "account-b" }),
      [
        'roles.Reader.targetAccounts  must be a list of names of target accounts, "*" for all, or { tags: { ... } }, not "account-b"',
      ],
    ],
    [
      "a target account that is no text",
      fileWithRole({ targetAccounts: [3] }),
      [
        "roles.Reader.targetAccounts[0]  must be the name of a target account; put it in quotes: YAML reads 3 as a number",
      ],
    ],
    [
      "a selector that selects nothing",
      fileWithRole({ targetAccounts: { tags: { environment: "test", team: "x" } } }),
      [
        "roles.Reader.targetAccounts  selects nothing: no target account has the tags environment: test, team: x",
      ],
    ],
    [
      "a selector of all where there are none",
      file({ targetAccounts: {} }),
      ["roles.Reader.targetAccounts  selects nothing: there is no target account"],
    ],
    [
      "a selector of no tags",
      file({ targetAccounts: {}, roles: { Reader: { targetAccounts: { tags: {} } } } }),
      ["roles.Reader.targetAccounts  selects nothing: no target account has any tag"],
    ],
    [
      "a selector with a wrong key",
      fileWithRole({ targetAccounts: { tag: { environment: "dev" } } }),
      ['roles.Reader.targetAccounts.tag  unknown key; did you mean "tags"?'],
    ],
    [
      "a description of 1001 characters",
      fileWithRole({ description: "x".repeat(1001) }),
      ["roles.Reader.description  has 1001 characters; the limit is 1000"],
    ],
    [
      "a description that is a number",
      fileWithRole({ description: 3 }),
      ["roles.Reader.description  must be a text; put it in quotes: YAML reads 3 as a number"],
    ],
    [
      "a path without slashes",
      fileWithRole({ path: "teams" }),
      ['roles.Reader.path  must begin and end with a slash, such as "/teams/", not "teams"'],
    ],
    [
      "a path that is too long",
      fileWithRole({ path: `/${"x".repeat(511)}/` }),
      ["roles.Reader.path  has more than 512 characters"],
    ],
    [
      "AWS's own tags",
      fileWithRole({ tags: { "aws:cost": "x" } }),
      ['roles.Reader.tags["aws:cost"]  AWS keeps tags that begin with aws: for itself'],
    ],
    [
      "an empty display name",
      fileWithRole({ displayName: "" }),
      ["roles.Reader.displayName  must not be empty"],
    ],
    [
      "a display name that is too long",
      fileWithRole({ displayName: "x".repeat(65) }),
      ["roles.Reader.displayName  has 65 characters; the limit is 64"],
    ],
    [
      "a managed policy that does not exist",
      fileWithRole({ managedPolicies: ["AmazonS3ReadOnlyAcess"] }),
      [
        'roles.Reader.managedPolicies[0]  no AWS managed policy "AmazonS3ReadOnlyAcess"; did you mean "AmazonS3ReadOnlyAccess"?',
      ],
    ],
    [
      "a managed policy that is like none",
      fileWithRole({ managedPolicies: ["our-own-policy-for-the-team"] }),
      [
        'roles.Reader.managedPolicies[0]  no AWS managed policy "our-own-policy-for-the-team"; one of your own is { name, path }, and one that this version does not know is named by its whole ARN, arn:aws:iam::aws:policy/...',
      ],
    ],
    [
      "a managed policy of GovCloud's own",
      fileWithRole({ managedPolicies: ["AmazonS3ReadOnlyAcess"] }, { partition: "aws-us-gov" }),
      [
        'roles.Reader.managedPolicies[0]  no AWS managed policy "AmazonS3ReadOnlyAcess"; did you mean "AmazonS3ReadOnlyAccess"?; one of your own is { name, path }, and one that this version does not know is named by its whole ARN, arn:aws-us-gov:iam::aws:policy/...',
      ],
    ],
    [
      "a policy of a service-linked role",
      fileWithRole({ managedPolicies: ["AWSOrganizationsServiceTrustPolicy"] }),
      [
        'roles.Reader.managedPolicies[0]  "AWSOrganizationsServiceTrustPolicy" belongs to a service-linked role; AWS attaches it to no other',
      ],
    ],
    [
      "a typo in the name of one",
      fileWithRole({ managedPolicies: ["AWSOrganizationsServiceTrustPolic"] }),
      [
        'roles.Reader.managedPolicies[0]  no AWS managed policy "AWSOrganizationsServiceTrustPolic"; one of your own is { name, path }, and one that this version does not know is named by its whole ARN, arn:aws:iam::aws:policy/...',
      ],
    ],
    [
      "a managed policy twice",
      fileWithRole({ managedPolicies: ["ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"] }),
      ['roles.Reader.managedPolicies[1]  names the policy "ReadOnlyAccess" a second time'],
    ],
    [
      "an ARN that is no policy's",
      fileWithRole({ managedPolicies: ["arn:aws:iam::222222222222:role/x"] }),
      [
        'roles.Reader.managedPolicies[0]  "arn:aws:iam::222222222222:role/x" is no ARN of a policy: arn:aws:iam::<account or aws>:policy/<name>',
      ],
    ],
    [
      "a policy of another partition",
      fileWithRole({ managedPolicies: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"] }),
      ["roles.Reader.managedPolicies[0]  is in the partition aws-cn, the accounts are in aws"],
    ],
    [
      "a managed policy of another form",
      fileWithRole({ managedPolicies: [3, { nam: "x" }, { name: "a b", path: "x" }, ""] }),
      [
        "roles.Reader.managedPolicies[0]  must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy",
        'roles.Reader.managedPolicies[1].nam  unknown key; did you mean "name"?',
        'roles.Reader.managedPolicies[2].name  must be 1-128 letters, digits or any of _ + = , . @ -, not "a b"',
        'roles.Reader.managedPolicies[2].path  must begin and end with a slash, such as "/teams/", not "x"',
        'roles.Reader.managedPolicies[3]  must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy, not ""',
      ],
    ],
    [
      "managed policies that are no list",
      fileWithRole({ managedPolicies: "ReadOnlyAccess" }),
      ['roles.Reader.managedPolicies  must be a list of managed policies, not "ReadOnlyAccess"'],
    ],
    [
      "21 managed policies",
      fileWithRole({ managedPolicies: names(21, "p").map((name) => ({ name })) }),
      [
        "roles.Reader.managedPolicies  has 21 managed policies; IAM attaches at most 20 to a role, 10 without a raise of the quota",
      ],
    ],
    [
      "a boundary that does not exist",
      fileWithRole({ permissionsBoundary: "PowerUserAcces" }),
      [
        'roles.Reader.permissionsBoundary  no AWS managed policy "PowerUserAcces"; did you mean "PowerUserAccess"?',
      ],
    ],
    [
      "an empty boundary",
      fileWithRole({ permissionsBoundary: "" }),
      [
        'roles.Reader.permissionsBoundary  must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy, not ""',
      ],
    ],
    [
      "a session of 59 minutes",
      fileWithRole({ maxSessionDuration: "59m" }),
      ["roles.Reader.maxSessionDuration  is 59m; it must be 1h to 12h"],
    ],
    [
      "a session of 13 hours",
      fileWithRole({ maxSessionDuration: "13h" }),
      ["roles.Reader.maxSessionDuration  is 13h; it must be 1h to 12h"],
    ],
    [
      "a session in seconds, too few",
      fileWithRole({ maxSessionDuration: 60 }),
      ["roles.Reader.maxSessionDuration  is 1m; it must be 1h to 12h"],
    ],
    [
      "a session that is no duration",
      fileWithRole({ maxSessionDuration: "1 hour" }),
      [
        'roles.Reader.maxSessionDuration  must be a duration such as 1h, 90m or 1h30m, or a number of seconds, not "1 hour"',
      ],
    ],
    [
      "a session of half hours",
      fileWithRole({ maxSessionDuration: 3600.5 }),
      [
        "roles.Reader.maxSessionDuration  must be a duration such as 1h, 90m or 1h30m, or a number of seconds",
      ],
    ],
    [
      "an MFA sign-in that may be 0 seconds ago",
      fileWithRole({ mfaMaxAge: 0 }),
      ["roles.Reader.mfaMaxAge  is 0s; it must be 1s to 36h"],
    ],
    [
      "requireMfa that is neither",
      fileWithRole({ requireMfa: "no" }),
      ['roles.Reader.requireMfa  must be true or false, not "no"'],
    ],
    [
      "an age of what is not required",
      fileWithRole({ requireMfa: false, mfaMaxAge: "1h" }),
      ["roles.Reader.mfaMaxAge  mfaMaxAge asks for MFA, and requireMfa is false; drop one of them"],
    ],
    [
      "the same by an override",
      fileWithRole({ mfaMaxAge: "1h", overrides: { "account-c": { requireMfa: false } } }),
      [
        "roles.Reader.overrides.account-c.requireMfa  mfaMaxAge asks for MFA, and requireMfa is false; drop one of them",
      ],
    ],
    [
      "an external ID with a space",
      fileWithRole({ externalId: "a b" }),
      ['roles.Reader.externalId  must be 2-1224 letters, digits or any of _ + = , . @ : / -, not "a b"'],
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
        'roles.Reader.sourceIps[0]  "198.51.100.0/33" is no address range; write it as 198.51.100.0/24',
        'roles.Reader.sourceIps[1]  "example.com" is no address range; write it as 198.51.100.0/24',
        'roles.Reader.sourceIps[4]  "fe80::1%eth0" is no address range; write it as 198.51.100.0/24',
        'roles.Reader.sourceIps[5]  "1.2.3.4/08" is no address range; write it as 198.51.100.0/24',
        'roles.Reader.sourceIps[6]  "1.2.3.4/1/2" is no address range; write it as 198.51.100.0/24',
      ],
    ],
    [
      "no source addresses",
      fileWithRole({ sourceIps: [] }),
      ["roles.Reader.sourceIps  must hold at least one address range"],
    ],
    [
      "a source address that is no text",
      fileWithRole({ sourceIps: [10] }),
      [
        "roles.Reader.sourceIps[0]  must be an address range such as 198.51.100.0/24; put it in quotes: YAML reads 10 as a number",
      ],
    ],
    [
      "an organization that is none",
      fileWithRole({ organizationId: "ou-abcd" }),
      [
        'roles.Reader.organizationId  must be the id of an organization, such as "o-a1b2c3d4e5", not "ou-abcd"',
      ],
    ],
    [
      "flags that are neither",
      fileWithRole({ requireUserSessionName: 1, trustGrantedOnly: "x" }),
      [
        "roles.Reader.requireUserSessionName  must be true or false",
        'roles.Reader.trustGrantedOnly  must be true or false, not "x"',
      ],
    ],
  ]);
});

describe("wrong in inline policies", () => {
  problemsAre([
    [
      "an inline policy that is no document",
      fileWithRole({ inlinePolicies: { own: 3 } }),
      ["roles.Reader.inlinePolicies.own  must be a policy document, as YAML or as JSON in a string"],
    ],
    [
      "an inline policy that is no JSON",
      fileWithRole({ inlinePolicies: { own: "{" } }),
      ["roles.Reader.inlinePolicies.own  is no JSON: ..."],
    ],
    [
      "an inline policy with a wrong statement",
      fileWithRole({ inlinePolicies: { own: policy({ Effect: "allow", Action: "s3", Resource: "x" }) } }),
      [
        "roles.Reader.inlinePolicies.own.Statement[0].Effect  Effect must be Allow or Deny",
        'roles.Reader.inlinePolicies.own.Statement[0].Action  "s3" is not an action; write service:Action, such as s3:GetObject',
        'roles.Reader.inlinePolicies.own.Statement[0].Resource  "x" is not a resource; write its ARN, such as arn:aws:s3:::bucket/*, or "*"',
      ],
    ],
    [
      "the same as JSON",
      fileWithRole({
        inlinePolicies: { own: JSON.stringify(policy({ Effect: "allow", Action: "s3:*", Resource: "*" })) },
      }),
      ["roles.Reader.inlinePolicies.own.Statement[0].Effect  Effect must be Allow or Deny"],
    ],
    [
      "inline policies over 10240 characters",
      fileWithRole({ inlinePolicies: { a: big(6000), b: big(6000) } }),
      [
        "roles.Reader.inlinePolicies  are 12216 characters together; IAM takes 10240 on a role: make some of them customer managed policies, and name these in managedPolicies",
      ],
    ],
    [
      "an inline policy's name with a space",
      fileWithRole({ inlinePolicies: { "a b": big(1) } }),
      [
        'roles.Reader.inlinePolicies["a b"]  "a b" cannot be the name of a policy: a name is 1-128 letters, digits or any of _ + = , . @ -',
      ],
    ],
    [
      "inline policies equal but for case",
      fileWithRole({ inlinePolicies: { own: big(1), Own: big(1) } }),
      [
        'roles.Reader.inlinePolicies.Own  equals "own" but for case, and IAM takes them for equal; rename one',
      ],
    ],
  ]);
});

describe("wrong in the trusted entity", () => {
  problemsAre([
    [
      "two trusted entities",
      trusts({ awsAccount: "333333333333", service: "ec2.amazonaws.com" }),
      ["roles.Reader.trustedEntity  must have exactly one of awsAccount, service, webIdentity, saml, custom"],
    ],
    [
      "no trusted entity",
      trusts({}),
      ["roles.Reader.trustedEntity  must have exactly one of awsAccount, service, webIdentity, saml, custom"],
    ],
    [
      "an unknown trusted entity",
      trusts({ awsAcount: "333333333333" }),
      ['roles.Reader.trustedEntity.awsAcount  unknown key; did you mean "awsAccount"?'],
    ],
    [
      "an account that is none",
      trusts({ awsAccount: 33333333333 }),
      [
        "roles.Reader.trustedEntity.awsAccount  must be 12 digits in quotes: YAML reads 33333333333 as a number",
      ],
    ],
    [
      "a service that is none",
      trusts({ service: 3 }),
      ["roles.Reader.trustedEntity.service  must be a service such as ec2.amazonaws.com"],
    ],
    [
      "services that are none",
      trusts({ service: [3] }),
      [
        "roles.Reader.trustedEntity.service[0]  must be a service such as ec2.amazonaws.com; put it in quotes: YAML reads 3 as a number",
      ],
    ],
    [
      "no services",
      trusts({ service: [] }),
      ["roles.Reader.trustedEntity.service  must hold at least one service"],
    ],
    [
      "a web identity without provider and audience",
      trusts({ webIdentity: {} }),
      [
        "roles.Reader.trustedEntity.webIdentity.provider  is missing: it must be the host of an OpenID Connect provider, or its ARN",
        "roles.Reader.trustedEntity.webIdentity.audience  is missing: it must be an audience, or a list of them",
      ],
    ],
    [
      "a web identity of wrong values",
      trusts({ webIdentity: { provider: 3, audience: [4], subjects: "x" } }),
      [
        "roles.Reader.trustedEntity.webIdentity.provider  must be the host of an OpenID Connect provider, or its ARN; put it in quotes: YAML reads 3 as a number",
        "roles.Reader.trustedEntity.webIdentity.audience[0]  must be an audience; put it in quotes: YAML reads 4 as a number",
        'roles.Reader.trustedEntity.webIdentity.subjects  must be a list of subjects, not "x"',
      ],
    ],
    [
      "a SAML provider that is none",
      trusts({ saml: { provider: 3, audience: true } }),
      [
        "roles.Reader.trustedEntity.saml.provider  must be the name or the ARN of a SAML provider; put it in quotes: YAML reads 3 as a number",
        "roles.Reader.trustedEntity.saml.audience  must be the audience of the assertion; put it in quotes: YAML reads true as a boolean",
      ],
    ],
    [
      "a custom trust policy with a resource",
      trusts({
        custom: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" }, Resource: "*" }),
      }),
      [
        "roles.Reader.trustedEntity.custom.Statement[0].Resource  a trust policy has no Resource: it applies to the role itself",
      ],
    ],
    [
      "a custom trust policy that is no document",
      trusts({ custom: [] }),
      ["roles.Reader.trustedEntity.custom  must be a policy document, as YAML or as JSON in a string"],
    ],
    [
      "conditions that a service cannot meet",
      trusts(
        { service: "ec2.amazonaws.com" },
        { requireMfa: true, externalId: "abc", sourceIps: ["198.51.100.0/24"] },
      ),
      [
        "roles.Reader.requireMfa  requireMfa cannot be asked of a service",
        "roles.Reader.externalId  externalId cannot be asked of a service",
        "roles.Reader.sourceIps  sourceIps cannot be asked of a service",
      ],
    ],
    [
      "conditions that a web identity cannot meet",
      trusts(
        { webIdentity: { provider: "x.example.com", audience: "a", subjects: ["s"] } },
        { requireMfa: true, sourceIps: ["198.51.100.0/24"] },
      ),
      [
        "roles.Reader.requireMfa  requireMfa cannot be asked of a web identity: write it into its subjects, or into a custom trust policy",
      ],
    ],
    [
      "conditions that a federation cannot meet",
      trusts({ saml: { provider: "Okta" } }, { organizationId: "o-a1b2c3d4e5" }),
      [
        "roles.Reader.organizationId  organizationId cannot be asked of a SAML federation: write a custom trust policy",
      ],
    ],
    [
      "conditions beside a custom trust policy",
      trusts(
        { custom: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "111111111111" } }) },
        { mfaMaxAge: "1h" },
      ),
      ["roles.Reader.mfaMaxAge  mfaMaxAge is not added to a custom trust policy: write the condition there"],
    ],
    [
      "trustGrantedOnly for another account",
      trusts({ awsAccount: "333333333333" }, { trustGrantedOnly: true }),
      [
        "roles.Reader.trustGrantedOnly  trustGrantedOnly goes with the identity account as the trusted entity only: this file grants nothing in another account",
      ],
    ],
  ]);
});

describe("wrong in overrides", () => {
  problemsAre([
    [
      "an override of an account that does not exist",
      fileWithRole({ overrides: { "acount-b": {} } }),
      ['roles.Reader.overrides.acount-b  no target account "acount-b"; did you mean "account-b"?'],
    ],
    [
      "an override of an account the role is not in",
      fileWithRole({ targetAccounts: ["account-b"], overrides: { "account-c": {} } }),
      [
        'roles.Reader.overrides.account-c  the role is not in "account-c": add it to targetAccounts, or drop the override',
      ],
    ],
    [
      "an override of what cannot differ",
      fileWithRole({ overrides: { "account-b": { path: "/x/" } } }),
      ["roles.Reader.overrides.account-b.path  unknown key; known here are ..."],
    ],
    [
      "an override with a wrong value",
      fileWithRole({
        overrides: { "account-b": { maxSessionDuration: "13h", managedPolicies: ["ReadOnlyAcces"] } },
      }),
      [
        "roles.Reader.overrides.account-b.maxSessionDuration  is 13h; it must be 1h to 12h",
        'roles.Reader.overrides.account-b.managedPolicies[0]  no AWS managed policy "ReadOnlyAcces"; did you mean "ReadOnlyAccess"?',
      ],
    ],
    [
      "an override by name of an Object",
      fileWithRole({ overrides: { toString: {} } }),
      [
        'roles.Reader.overrides.toString  "toString" cannot be the name of a target account: JavaScript reserves it; choose another',
      ],
    ],
  ]);
});

describe("wrong in groups and users", () => {
  problemsAre([
    [
      "groups that are a text",
      file({ groups: "staff" }),
      ["groups  must map names to their settings: <group>: { ... }"],
    ],
    [
      "a group name of 129 characters",
      file({ groups: { ["g".repeat(129)]: {} } }),
      [
        "groups.ggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg...",
      ],
    ],
    [
      "a user name of 65 characters",
      file({ users: { ["u".repeat(65)]: {} } }),
      [
        'users.uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu  "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu" cannot be the name of a user: a name is 1-64 letters, digits or any of _ + = , . @ -',
      ],
    ],
    [
      "user names equal but for case",
      file({ users: { alex: {}, Alex: {} } }),
      ['users.Alex  equals "alex" but for case, and IAM takes them for equal; rename one'],
    ],
    [
      "a user that is nothing",
      file({ users: { alex: null } }),
      ["users.alex  must be a mapping with the keys ..."],
    ],
    [
      "a group that does not exist",
      user({ groups: ["staf"] }, { groups: { staff: {} } }),
      ['users.alex.groups[0]  no group "staf"; did you mean "staff"?'],
    ],
    [
      "a group where there are none",
      user({ groups: ["staff"] }),
      ['users.alex.groups[0]  no group "staff"; there are none'],
    ],
    [
      "a group twice",
      user({ groups: ["staff", "staff"] }, { groups: { staff: {} } }),
      ['users.alex.groups[1]  names the group "staff" a second time'],
    ],
    [
      "a group that is no text",
      user({ groups: [3] }),
      ["users.alex.groups[0]  must be the name of a group; put it in quotes: YAML reads 3 as a number"],
    ],
    [
      "11 groups",
      user(
        { groups: names(11, "g") },
        { groups: Object.fromEntries(names(11, "g").map((name) => [name, {}])) },
      ),
      ["users.alex.groups  is in 11 groups; IAM allows a user 10"],
    ],
    [
      "a console access of another form",
      user({ consoleAccess: "yes" }),
      [
        "users.alex.consoleAccess  must be true, or a mapping with passwordResetRequired, passwordLength, pgpKey",
      ],
    ],
    [
      "a console access with wrong values",
      user({
        consoleAccess: { passwordResetRequired: "no", passwordLength: 7, pgpKey: "x", password: "secret" },
      }),
      [
        'users.alex.consoleAccess.passwordResetRequired  must be true or false, not "no"',
        "users.alex.consoleAccess.passwordLength  must be a whole number from 8 to 128",
        'users.alex.consoleAccess.pgpKey  must be a PGP public key in base64 (without armour), or keybase:<name>, not "x"',
        "users.alex.consoleAccess.password  unknown key; known here are ...",
      ],
    ],
    [
      "flags of a user that are neither",
      user({ forceDestroy: 1, selfService: "on", existing: "yes" }),
      [
        "users.alex.forceDestroy  must be true or false",
        'users.alex.selfService  must be true or false, not "on"',
        'users.alex.existing  must be true or false, not "yes"',
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
      }),
      [
        "users.alex.tags  the user exists already and is owned elsewhere; drop tags here, or existing: true",
        "users.alex.permissionsBoundary  the user exists already and is owned elsewhere; drop permissionsBoundary here, or existing: true",
        "users.alex.forceDestroy  the user exists already and is owned elsewhere; drop forceDestroy here, or existing: true",
        "users.alex.consoleAccess  the user exists already and is owned elsewhere; drop consoleAccess here, or existing: true",
        "users.alex.selfService  the user exists already and is owned elsewhere; drop selfService here, or existing: true",
      ],
    ],
    [
      "a user's boundary that does not exist",
      user({ permissionsBoundary: "PowerUserAcces" }),
      [
        'users.alex.permissionsBoundary  no AWS managed policy "PowerUserAcces"; did you mean "PowerUserAccess"?',
      ],
    ],
    [
      "a user's path",
      user({ path: "x" }),
      ['users.alex.path  must begin and end with a slash, such as "/teams/", not "x"'],
    ],
    [
      "AWS's own tags on a user",
      user({ tags: { "AWS:x": "y" } }),
      ['users.alex.tags["AWS:x"]  AWS keeps tags that begin with aws: for itself'],
    ],
  ]);
});

describe("wrong in grants", () => {
  problemsAre([
    [
      "a role that does not exist",
      user({ canAssume: ["Readr", { role: "Writer" }] }),
      [
        'users.alex.canAssume[0]  no role "Readr"; did you mean "Reader"?',
        'users.alex.canAssume[1].role  no role "Writer"; there are Reader',
      ],
    ],
    [
      "a grant of another form",
      user({ canAssume: [3, { rol: "Reader" }, { role: 3 }] }),
      [
        "users.alex.canAssume[0]  must be the name of a role, or { role: <name>, accounts: [<target account>] }",
        'users.alex.canAssume[1].rol  unknown key; did you mean "role"?',
        "users.alex.canAssume[2].role  must be the name of a role; put it in quotes: YAML reads 3 as a number",
      ],
    ],
    [
      "grants that are no list",
      user({ canAssume: "Reader" }),
      ['users.alex.canAssume  must be a list of roles: names, or { role, accounts }, not "Reader"'],
    ],
    [
      "a grant in an account that does not exist",
      user({ canAssume: [{ role: "Reader", accounts: ["acount-b"] }] }),
      ['users.alex.canAssume[0].accounts[0]  no target account "acount-b"; did you mean "account-b"?'],
    ],
    [
      "a grant in an account the role is not in",
      user(
        { canAssume: [{ role: "Reader", accounts: ["account-c"] }] },
        { roles: { Reader: { targetAccounts: ["account-b"] } } },
      ),
      ['users.alex.canAssume[0].accounts[0]  role "Reader" is not in "account-c"; it is in account-b'],
    ],
    [
      "a grant in no account",
      user({ canAssume: [{ role: "Reader", accounts: [] }] }),
      [
        'users.alex.canAssume[0].accounts  names no target account of "Reader"; write its name, "*" or { tags: { ... } }',
      ],
    ],
    [
      "a grant in an account twice",
      user({ canAssume: [{ role: "Reader", accounts: ["account-b", "account-b"] }] }),
      ['users.alex.canAssume[0].accounts[1]  names "account-b" a second time'],
    ],
    [
      "a grant by tags that no account of the role has",
      user({ canAssume: [{ role: "Reader", accounts: { tags: { environment: "test" } } }] }),
      [
        'users.alex.canAssume[0].accounts  selects nothing: no target account of "Reader" has the tags environment: test',
      ],
    ],
    [
      "the same grant twice",
      user({ canAssume: ["Reader", { role: "Reader", accounts: "*" }] }),
      ['users.alex.canAssume[1]  grants "Reader" a second time; drop one of the two entries'],
    ],
    [
      "a grant twice in one account",
      user({
        canAssume: [
          { role: "Reader", accounts: ["account-b"] },
          { role: "Reader", accounts: ["account-b", "account-c"] },
        ],
      }),
      ['users.alex.canAssume[1]  grants "Reader" a second time in "account-b"; drop one of the two entries'],
    ],
    [
      "a grant of a role for a service",
      user(
        { canAssume: ["Reader"] },
        { roles: { Reader: { targetAccounts: "*", trustedEntity: { service: "ec2.amazonaws.com" } } } },
      ),
      [
        'users.alex.canAssume[0]  the role "Reader" does not trust the identity account but the service ec2.amazonaws.com, so nobody here could assume it; drop the grant, or the role\'s trustedEntity',
      ],
    ],
    [
      "a grant of a role for another account",
      user(
        { canAssume: ["Reader"] },
        { roles: { Reader: { targetAccounts: "*", trustedEntity: { awsAccount: "333333333333" } } } },
      ),
      [
        'users.alex.canAssume[0]  the role "Reader" does not trust the identity account but account 333333333333, so nobody here could assume it; drop the grant, or the role\'s trustedEntity',
      ],
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
      [
        "roles.Reader.trustedEntity.custom  does not let arn:aws:iam::111111111111:user/alex in, which is granted the role; trust the identity account here, or drop the grant",
      ],
    ],
    [
      "a grant of a role whose account does not exist",
      user(
        { canAssume: [{ role: "Reader", accounts: ["acount-b"] }] },
        { roles: { Reader: { targetAccounts: ["acount-b"] } } },
      ),
      ['roles.Reader.targetAccounts[0]  no target account "acount-b"; did you mean "account-b"?'],
    ],
    [
      "a grant in another account of such a role",
      user(
        { canAssume: [{ role: "Reader", accounts: ["account-b"] }] },
        { roles: { Reader: { targetAccounts: ["acount-b"] } } },
      ),
      ['roles.Reader.targetAccounts[0]  no target account "acount-b"; did you mean "account-b"?'],
    ],
    [
      "a trust that nobody is granted",
      fileWithRole({ trustGrantedOnly: true }),
      [
        'roles.Reader.trustGrantedOnly  nobody is granted the role in "account-b" and 1 more, so nobody could assume it there: grant it, leave the account out of targetAccounts, or drop trustGrantedOnly',
      ],
    ],
    [
      "a trust that outgrows its limit",
      file({
        roles: { Reader: { targetAccounts: ["account-b"], trustGrantedOnly: true } },
        users: Object.fromEntries(
          names(60, "somebody-with-a-long-name-").map((name) => [name, { canAssume: ["Reader"] }]),
        ),
      }),
      [
        'roles.Reader  the trust policy in "account-b" has 3940 characters; IAM takes 2048: drop trustGrantedOnly (the identity account\'s policies still decide who gets in), or split the role',
      ],
    ],
  ]);
});

describe("wrong in principals", () => {
  problemsAre([
    [
      "a principal without a role",
      file({ principals: { ci: {} } }),
      ["principals.ci.roleName  is missing: it must be the name of a role"],
    ],
    [
      "a principal whose role is none",
      file({ principals: { ci: { roleName: "a/b" } } }),
      ['principals.ci.roleName  must be the name of a role, not "a/b"'],
    ],
    [
      "a role that two principals are",
      file({ principals: { ci: { roleName: "Ci" }, cd: { roleName: "ci" } } }),
      ['principals.cd.roleName  is the role of principal "ci" already; make one entry of the two'],
    ],
    [
      "a role whose sessions must bear a user's name",
      file({
        roles: { Reader: { targetAccounts: "*", requireMfa: false, requireUserSessionName: true } },
        principals: { ci: { roleName: "ci", canAssume: ["Reader"] } },
      }),
      [
        'principals.ci.canAssume  "Reader" asks for a session with the IAM user\'s name, and "ci" is a role and has none; drop requireUserSessionName, or the grant',
      ],
    ],
    [
      "a principal with a key of users",
      file({ principals: { ci: { roleName: "ci", groups: [] } } }),
      ["principals.ci.groups  unknown key; known here are ..."],
    ],
  ]);
});

describe("wrong in stacks and the organization", () => {
  problemsAre([
    ["a layout that is none", file({ stacks: "many" }), ['stacks  must be single or perAccount, not "many"']],
    [
      "two backends",
      file({ backend: { s3: { bucket: "abc", region: "x" }, local: {} } }),
      ["backend  must have exactly one of s3, cloud, local"],
    ],
    [
      "a stack set without an organization",
      fileWithRole({ rollout: "stackSet" }),
      ["rollout: stackSet needs organization: its id, accountId and organizationalUnits"],
    ],
    [
      "an organization with wrong values",
      file({ organization: { id: "x", accountId: "1", organizationalUnits: ["x"], callAs: "me" } }),
      [
        'organization.id  must be the id of an organization, such as "o-a1b2c3d4e5", not "x"',
        'organization.accountId  must be 12 digits in quotes, not "1"',
        'organization.organizationalUnits[0]  must be the id of an organizational unit, such as "ou-ab12-cdefgh34", or of the root, not "x"',
        'organization.callAs  must be self or delegatedAdmin, not "me"',
      ],
    ],
  ]);
});
