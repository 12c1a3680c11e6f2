import fc from "fast-check";
import { assumeRolePermission } from "../../iam/assume-role-permission";
import { policyJson } from "../../iam/policy-document";
import type { PolicyContext } from "../../iam/policy-problem";
import { checkPolicyDocument, type PolicyKind, policyProblems } from "../../iam/policy-problems";
import { denyWithoutMfaPolicy } from "../../iam/self-service";

const inAws: PolicyContext = { partition: "aws" };
const account = "111111111111";
const github = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com";
const okta = "arn:aws:iam::222222222222:saml-provider/Okta";

const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const allow = (more: object) => ({ Effect: "Allow", Action: "s3:Get*", Resource: "*", ...more });
const trust = (more: object) => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { AWS: account },
  ...more,
});
const when = (Condition: object) => document(allow({ Condition }));
const trusting = (more: object) => document(trust(more));

/** Severity, code and place of every problem, the place below the first statement. */
const found = (declared: unknown, kind: PolicyKind, context = inAws) =>
  policyProblems(declared, kind, context).map(({ severity, code, path }) =>
    [severity, code, path.slice(path[1] === 0 ? 2 : path[0] === "Statement" ? 1 : 0).join(".")].join(" "),
  );

describe("IAM takes", () => {
  test.each<[string, object | string]>([
    ["a wildcard action", { Action: ["*", "s3:*", "*:*", "*:Describe*"] }],
    [
      "an action in any case, and with hyphens",
      { Action: ["S3:getobject", "config:select-resource-config"] },
    ],
    ["the excluded actions", { Action: undefined, NotAction: ["iam:*", "execute-api:Invoke"] }],
    ["the excluded resources", { Resource: undefined, NotResource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] }],
    ["a variable in the resource", { Resource: "arn:aws:s3:::b/${aws:username}/*" }],
    ["a variable with a default value", { Resource: "arn:aws:s3:::b-${aws:PrincipalTag/team, 'none'}" }],
    ["a variable of a tag with a space", { Resource: "arn:aws:s3:::b-${aws:PrincipalTag/cost center}" }],
    ["the variables of special characters", { Resource: "arn:aws:s3:::b/${*}${?}${$}" }],
    [
      "the caller's account in an ARN",
      { Resource: "arn:aws:logs:*:${aws:PrincipalAccount}:log-group:/a:log-stream:*" },
    ],
    ["any partition, region and account", { Resource: "arn:*:ec2:*:*:instance/*" }],
    ["an account with wildcards", { Resource: "arn:aws:ec2:us-east-1:1111*:instance/i-?" }],
    ["all that a service has", { Resource: "arn:aws:rds:*" }],
    ["an AWS managed policy as a resource", { Resource: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
    ["a resource of a service's own account", { Resource: "arn:aws:imagebuilder:*:amazon:image/x" }],
    ["IAM's resources", { Resource: ["arn:aws:iam::*:root", "arn:aws:iam::*:*", "arn:aws:iam::*:role/a/*"] }],
    ["a session of a role", { Resource: "arn:aws:sts::111111111111:assumed-role/r/*" }],
    ["an empty Condition, as the console writes it", { Condition: {} }],
    ["an empty Sid, as the console writes it", { Sid: "" }],
  ])("%s in a permissions policy", (_what, more) => {
    expect(found(document(allow(more as object), allow({ Sid: "" })), "identity")).toEqual([]);
  });

  test.each<[string, object]>([
    [
      "every operator of texts",
      { "ForAnyValue:StringNotEqualsIgnoreCaseIfExists": { "aws:TagKeys": ["a"] } },
    ],
    ["numbers", { NumericLessThanEquals: { "s3:max-keys": 10, "aws:MultiFactorAuthAge": "-1.5" } }],
    [
      "true and false, as texts or not",
      { Bool: { "aws:SecureTransport": true, "aws:ViaAWSService": "false" } },
    ],
    ["a variable with Bool", { Bool: { "aws:ResourceTag/open": "${aws:PrincipalTag/open}" } }],
    ["a question for a key", { Null: { "aws:TokenIssueTime": "false" } }],
    ["a pattern of ARNs", { ArnNotLike: { "aws:SourceArn": ["arn:aws:s3:::*", "*"] } }],
    ["an ARN as a text", { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } }],
    ["an ARN in a tag", { ArnLike: { "aws:RequestTag/owner": "arn:aws:iam::*:role/${aws:username}" } }],
    ["a date", { DateGreaterThan: { "aws:CurrentTime": ["2030-01-01T00:00:00Z", "2030-12-31"] } }],
    ["seconds since 1970", { DateLessThan: { "aws:EpochTime": 1893456000 } }],
    ["seconds compared as a number", { NumericLessThan: { "aws:EpochTime": "1893456000" } }],
    ["ranges", { NotIpAddress: { "aws:SourceIp": ["198.51.100.0/24", "2001:DB8::/32", "192.0.2.1"] } }],
    ["binary text", { BinaryEquals: { "kms:EncryptionContext:x": "QmluYXJ5VmFsdWU=" } }],
    ["global keys in any case", { StringEquals: { "AWS:principalORGid": "o-a1b2c3d4e5" } }],
    ["a tag with a colon and a slash", { StringEquals: { "aws:ResourceTag/team:a/b": "x" } }],
    [
      "keys of services and identity providers",
      { StringEquals: { "SAML:aud": "x", "a.example/b:sub": "y" } },
    ],
    ["an escaped wildcard", { StringEquals: { "s3:prefix": "${*}" } }],
    ["Latin-1", { StringEquals: { "aws:PrincipalTag/team": "Müller\tÿ" } }],
  ])("%s in a condition", (_what, condition) => {
    expect(found(when(condition), "identity")).toEqual([]);
  });

  test.each<[string, object]>([
    ["accounts", { Principal: { AWS: ["111111111111", "arn:aws:iam::222222222222:root"] } }],
    [
      "a user and a role with paths",
      {
        Principal: { AWS: ["arn:aws:iam::111111111111:user/a/b+c", "arn:aws:iam::111111111111:role/r"] },
      },
    ],
    [
      "sessions",
      {
        Principal: {
          AWS: [
            "arn:aws:sts::111111111111:assumed-role/r/me@x",
            "arn:aws:sts::111111111111:federated-user/me",
          ],
        },
      },
    ],
    [
      "the unique ids of a deleted user and role",
      {
        Principal: { AWS: ["AIDACKCEVSQ6C2EXAMPLE", "AROADBQP57FF2AEXAMPLE"] },
      },
    ],
    ["everybody", { Principal: { AWS: "*" }, Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    [
      "services",
      {
        Principal: {
          Service: ["ec2.amazonaws.com", "states.eu-west-1.amazonaws.com", "ec2.amazonaws.com.cn"],
        },
      },
    ],
    [
      "session tags, source identity and context",
      {
        Action: ["sts:assumerole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"],
      },
    ],
    ["SAML", { Action: "sts:AssumeRoleWithSAML", Principal: { Federated: okta } }],
    [
      "a private OpenID Connect provider",
      {
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: {
          Federated: "arn:aws:iam::222222222222:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A1",
        },
      },
    ],
    [
      "a shared one whose tenant is named",
      {
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: github },
        Condition: { StringLike: { "token.actions.githubusercontent.com:SUB": "repo:acme/*" } },
      },
    ],
    [
      "a provider that AWS knows",
      {
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: "cognito-identity.amazonaws.com" },
        Condition: { StringEquals: { "cognito-identity.amazonaws.com:aud": "us-east-1:pool" } },
      },
    ],
    [
      "principals that each have their action",
      {
        Action: ["sts:AssumeRole", "sts:AssumeRoleWithSAML"],
        Principal: { AWS: account, Service: "ec2.amazonaws.com", Federated: okta },
      },
    ],
    [
      "Roles Anywhere with its actions",
      {
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        Principal: { Service: "rolesanywhere.amazonaws.com" },
      },
    ],
    ["a denial of what nobody could do", { Effect: "Deny", Principal: { Federated: okta } }],
  ])("%s in a trust policy", (_what, more) => {
    expect(found(trusting(more), "trust")).toEqual([]);
  });

  test("the documents that this project makes", () => {
    expect(found(assumeRolePermission(["arn:aws:iam::222222222222:role/r"]), "identity")).toEqual([]);
    expect(found(denyWithoutMfaPolicy(), "identity")).toEqual([]);
  });

  test("one statement without a list, and an Id", () => {
    expect(found({ Version: "2012-10-17", Id: "a b", Statement: allow({}) }, "identity")).toEqual([]);
  });
});

describe("IAM refuses", () => {
  test.each<[string, unknown, PolicyKind, string]>([
    ["no document", "{}", "identity", "data-type-mismatch "],
    ["a list", [], "identity", "data-type-mismatch "],
    ["no Version", { Statement: allow({}) }, "identity", "invalid-version "],
    [
      "an older Version",
      { ...document(allow({})), Version: "2008-10-17" },
      "identity",
      "invalid-version Version",
    ],
    [
      "an unknown element",
      { ...document(allow({})), Statements: [] },
      "identity",
      "invalid-policy-element Statements",
    ],
    ["an Id that is not a text", { ...document(allow({})), Id: 3 }, "identity", "data-type-mismatch Id"],
    ["no Statement", { Version: "2012-10-17" }, "identity", "missing-statement "],
    ["an empty list of statements", document(), "identity", "missing-statement "],
    ["a statement that is a text", document("x" as never), "identity", "data-type-mismatch "],
    [
      "a statement that is nothing",
      { Version: "2012-10-17", Statement: null },
      "identity",
      "data-type-mismatch ",
    ],
    ["no Effect", document(allow({ Effect: undefined })), "identity", "missing-effect "],
    ["an Effect in lower case", document(allow({ Effect: "allow" })), "identity", "invalid-effect Effect"],
    [
      "an unknown element of a statement",
      document(allow({ Actions: "x" })),
      "identity",
      "invalid-policy-element Actions",
    ],
    ["a Sid with a hyphen", document(allow({ Sid: "my-sid" })), "identity", "unsupported-sid Sid"],
    ["no Action", document(allow({ Action: undefined })), "identity", "missing-action "],
    ["no Resource", document(allow({ Resource: undefined })), "identity", "missing-resource "],
    [
      "Action and NotAction",
      document(allow({ NotAction: "s3:*" })),
      "identity",
      "unsupported-element-combination ",
    ],
    ["an empty list of actions", document(allow({ Action: [] })), "identity", "missing-action Action"],
    [
      "an empty list of resources",
      document(allow({ Resource: [] })),
      "identity",
      "missing-resource Resource",
    ],
    ["an Action that is a number", document(allow({ Action: [3] })), "identity", "data-type-mismatch Action"],
    [
      "a Principal in a permissions policy",
      document(allow({ Principal: "*" })),
      "identity",
      "unsupported-principal Principal",
    ],
    [
      "a Resource in a trust policy",
      trusting({ Resource: "*" }),
      "trust",
      "role-trust-policy-syntax-error-resource Resource",
    ],
    ["a trust policy without Principal", trusting({ Principal: undefined }), "trust", "missing-principal "],
    [
      "a trust policy with NotPrincipal",
      trusting({ Principal: undefined, NotPrincipal: { AWS: account } }),
      "trust",
      "role-trust-policy-syntax-error-notprincipal NotPrincipal",
    ],
  ])("%s", (_what, declared, kind, problem) => {
    expect(found(declared, kind)).toEqual([`error ${problem}`]);
  });

  test("the same Sid twice", () => {
    expect(
      policyProblems(document(allow({ Sid: "Same" }), allow({ Sid: "Same" })), "identity").map(
        ({ code, path }) => [code, path],
      ),
    ).toEqual([["unique-sids-required", ["Statement", 1, "Sid"]]]);
  });

  test.each<[string, string, string]>([
    ["an action without its service", "GetObject", "invalid-action"],
    ["an action with two colons", "s3:Get:Object", "invalid-action"],
    ["a service with a wildcard", "s*:GetObject", "invalid-action"],
    ["a space", "s3: GetObject", "invalid-action"],
    ["a variable", "s3:${aws:username}", "invalid-action"],
    ["a character outside of Latin-1", "s3:Get—", "invalid-action"],
    ["nothing", "", "invalid-action"],
  ])("%s as an Action", (_what, action, code) => {
    expect(found(document(allow({ Action: ["s3:GetObject", action] })), "identity")).toEqual([
      `error ${code} Action.1`,
    ]);
  });

  test.each<[string, string, string]>([
    ["a name", "my-bucket", "invalid-arn-prefix"],
    ["nothing", "", "invalid-arn-prefix"],
    ["a variable alone", "b/${aws:username}", "invalid-arn-prefix"],
    ["a prefix alone", "arn:", "missing-arn-field"],
    ["a wildcard after the prefix", "arn:*", "missing-arn-field"],
    ["a wildcard for the service", "arn:aws:*", "missing-arn-field"],
    ["an ARN of five parts", "arn:aws:iam:111111111111:user/x", "missing-arn-field"],
    ["another partition", "arn:aws-cn:s3:::b", "invalid-partition"],
    ["an unknown partition", "arn:amazon:s3:::b", "invalid-partition"],
    ["a variable as the partition", "arn:${aws:partition}:s3:::b", "invalid-partition"],
    ["no service", "arn:aws::::b", "invalid-arn-service"],
    ["a variable as the service", "arn:aws:${aws:x}:::b", "invalid-arn-service"],
    ["a service in upper case", "arn:aws:S3:::b", "invalid-arn-service-case"],
    ["a region of IAM", "arn:aws:iam:us-east-1:111111111111:role/x", "arn-region-not-allowed"],
    ["any region of IAM", "arn:aws:iam:*:111111111111:role/x", "arn-region-not-allowed"],
    ["a region of STS", "arn:aws:sts:us-east-1:111111111111:assumed-role/x/y", "arn-region-not-allowed"],
    ["an account of 11 digits", "arn:aws:ec2:us-east-1:11111111111:instance/*", "invalid-arn-account"],
    ["an account with hyphens", "arn:aws:ec2:us-east-1:1111-1111-1111:instance/*", "invalid-arn-account"],
    ["a placeholder", "arn:aws:ec2:us-east-1:ACCOUNT_ID:instance/*", "invalid-arn-account"],
    ["the name of an account", "arn:aws:iam::production:role/x", "invalid-arn-account"],
    ["an IAM resource of no type", "arn:aws:iam::111111111111:roles/x", "invalid-arn-resource"],
    ["an IAM resource that begins with a wildcard", "arn:aws:iam::111111111111:*/x", "invalid-arn-resource"],
    ["an open variable", "arn:aws:s3:::b/${aws:username", "missing-brace-in-variable"],
    ["a variable in a variable", "arn:aws:s3:::b/${aws:${x}}", "missing-brace-in-variable"],
    ["an empty variable", "arn:aws:s3:::b/${}", "empty-variable"],
    ["a variable of spaces", "arn:aws:s3:::b/${ }", "empty-variable"],
    ["a space in a variable", "arn:aws:s3:::b/${ aws:username}", "unsupported-space-in-variable"],
    ["a default value without quotes", "arn:aws:s3:::b/${aws:username, me}", "missing-quote-in-variable"],
    ["a character outside of Latin-1", "arn:aws:s3:::b/—", "unsupported-character"],
  ])("%s as a Resource", (_what, resource, code) => {
    expect(found(document(allow({ Resource: ["*", resource] })), "identity")).toEqual([
      `error ${code} Resource.1`,
    ]);
    expect(found(document(allow({ Resource: undefined, NotResource: resource })), "identity")).toEqual([
      `error ${code} NotResource`,
    ]);
  });

  test.each<[string, object, string]>([
    ["an unknown operator", { StringEqual: { "a:b": "c" } }, "invalid-condition-operator StringEqual"],
    ["an operator in lower case", { bool: { "a:b": "true" } }, "invalid-condition-operator bool"],
    ["an unknown qualifier", { "ForAny:Bool": { "a:b": "true" } }, "invalid-condition-operator ForAny:Bool"],
    ["IfExists with Null", { NullIfExists: { "a:b": "true" } }, "null-with-if-exists NullIfExists"],
    ["an operator without keys", { StringEquals: "b" }, "data-type-mismatch StringEquals"],
    ["a mapping as a value", { StringEquals: { "a:b": { c: "d" } } }, "data-type-mismatch StringEquals.a:b"],
    ["a value that is null", { StringEquals: { "a:b": [null] } }, "data-type-mismatch StringEquals.a:b"],
    ["an empty list of values", { StringEquals: { "a:b": [] } }, "empty-array-condition StringEquals.a:b"],
    ["an empty key", { StringEquals: { "": "x" } }, "invalid-condition-key-format StringEquals."],
    ["a key without its service", { Null: { Team: "true" } }, "invalid-condition-key-format Null.Team"],
    [
      "keys that differ in case",
      { StringLike: { "aws:PrincipalOrgID": "a", "AWS:principalorgid": "b" } },
      "duplicate-keys-with-different-case StringLike.AWS:principalorgid",
    ],
    [
      "a tag without its key",
      { StringEquals: { "aws:ResourceTag/": "x" } },
      "missing-tag-key-in-condition StringEquals.aws:ResourceTag/",
    ],
    [
      "a text as a number",
      { NumericLessThan: { "s3:max-keys": [1, "ten"] } },
      "type-mismatch-number NumericLessThan.s3:max-keys.1",
    ],
    [
      "a word as a date",
      { DateLessThan: { "aws:CurrentTime": "tomorrow" } },
      "type-mismatch-date DateLessThan.aws:CurrentTime",
    ],
    [
      "a date that begins with the day",
      { DateLessThan: { "aws:CurrentTime": "31-12-2030" } },
      "type-mismatch-date DateLessThan.aws:CurrentTime",
    ],
    [
      "a 13th month",
      { DateLessThan: { "aws:CurrentTime": "2030-13-01" } },
      "type-mismatch-date DateLessThan.aws:CurrentTime",
    ],
    [
      "a word as true or false",
      { Bool: { "aws:MultiFactorAuthPresent": "yes" } },
      "type-mismatch-boolean Bool.aws:MultiFactorAuthPresent",
    ],
    ["a word with Null", { Null: { "aws:TagKeys": "no" } }, "type-mismatch-boolean Null.aws:TagKeys"],
    [
      "a text as a range",
      { IpAddress: { "aws:SourceIp": "office" } },
      "type-mismatch-ip-range IpAddress.aws:SourceIp",
    ],
    [
      "a range with wildcards",
      { IpAddress: { "aws:SourceIp": "198.51.100.*" } },
      "type-mismatch-ip-range IpAddress.aws:SourceIp",
    ],
    [
      "too long a prefix",
      { IpAddress: { "aws:SourceIp": "198.51.100.0/33" } },
      "type-mismatch-ip-range IpAddress.aws:SourceIp",
    ],
    [
      "an IPv4 range within IPv6",
      { IpAddress: { "aws:SourceIp": "::ffff:198.51.100.0/120" } },
      "type-mismatch-ip-range IpAddress.aws:SourceIp",
    ],
    [
      "a range for a key that holds no address",
      { IpAddress: { "aws:PrincipalOrgID": "198.51.100.0/24" } },
      "type-mismatch IpAddress.aws:PrincipalOrgID",
    ],
    ["text that is not base64", { BinaryEquals: { "a:b": "x y" } }, "type-mismatch-string BinaryEquals.a:b"],
    [
      "a variable with an operator of numbers",
      { NumericLessThan: { "s3:max-keys": "${aws:PrincipalTag/keys}" } },
      "invalid-variable-for-operator NumericLessThan.s3:max-keys",
    ],
    [
      "a variable with Null",
      { Null: { "aws:TagKeys": "${aws:username}" } },
      "invalid-variable-for-operator Null.aws:TagKeys",
    ],
    [
      "an empty variable",
      { StringLike: { "s3:prefix": "home/${}/*" } },
      "empty-variable StringLike.s3:prefix",
    ],
    [
      "a character outside of Latin-1 as a value",
      { StringEquals: { "aws:PrincipalTag/x": "a—b" } },
      "unsupported-character StringEquals.aws:PrincipalTag/x",
    ],
    [
      "a character outside of Latin-1 as a key",
      { StringEquals: { "aws:PrincipalTag/閲": "x" } },
      "unsupported-character StringEquals.aws:PrincipalTag/閲",
    ],
    ["a control character", { StringEquals: { "a:b": "a\u0001" } }, "unsupported-character StringEquals.a:b"],
  ])("%s in a condition", (_what, condition, problem) => {
    const [code, ...place] = problem.split(" ");
    expect(found(when(condition), "identity")).toEqual([`error ${code} Condition.${place.join(" ")}`]);
  });

  test("a Condition that is a list", () => {
    expect(found(when([]), "identity")).toEqual(["error data-type-mismatch Condition"]);
  });

  test.each<[string, object, string]>([
    ["an action of another service", { Action: "s3:GetObject" }, "unsupported-action-in-policy Action"],
    ["every action", { Action: "*" }, "unsupported-action-in-policy Action"],
    [
      "a misspelt action",
      { Action: ["sts:AssumeRole", "sts:TagSessions"] },
      "unsupported-action-in-policy Action.1",
    ],
    ["an STS action on no role", { Action: "sts:GetCallerIdentity" }, "unsupported-action-in-policy Action"],
    [
      "everybody without a kind",
      { Principal: "*" },
      "role-trust-policy-unsupported-wildcard-in-principal Principal",
    ],
    ["a principal without a kind", { Principal: account }, "invalid-principal-format Principal"],
    ["no principal", { Principal: {} }, "invalid-principal-format Principal"],
    ["an unknown kind of principal", { Principal: { Aws: account } }, "invalid-principal-key Principal.Aws"],
    [
      "the kind of principal that S3 has",
      { Principal: { CanonicalUser: "79a5" } },
      "invalid-principal-key Principal.CanonicalUser",
    ],
    ["a number as a principal", { Principal: { AWS: 3 } }, "data-type-mismatch Principal.AWS"],
    ["an empty list of principals", { Principal: { AWS: [] } }, "data-type-mismatch Principal.AWS"],
    ["nonsense", { Principal: { AWS: ["*", "nonsense"] } }, "invalid-principal-format Principal.AWS.1"],
    [
      "an account of 11 digits",
      { Principal: { AWS: "11111111111" } },
      "invalid-principal-format Principal.AWS",
    ],
    [
      "an ARN with a wildcard",
      { Principal: { AWS: "arn:aws:iam::111111111111:user/*" } },
      "unsupported-wildcard-in-principal Principal.AWS",
    ],
    [
      "a group",
      { Principal: { AWS: "arn:aws:iam::111111111111:group/g" } },
      "invalid-principal-format Principal.AWS",
    ],
    [
      "a group by its id",
      { Principal: { AWS: "AGPAIBGE2SV5EXAMPLE12" } },
      "invalid-principal-format Principal.AWS",
    ],
    [
      "a policy",
      { Principal: { AWS: "arn:aws:iam::111111111111:policy/p" } },
      "invalid-principal-format Principal.AWS",
    ],
    [
      "the role of a session without the session",
      { Principal: { AWS: "arn:aws:sts::111111111111:assumed-role/r" } },
      "invalid-principal-format Principal.AWS",
    ],
    [
      "a variable in a principal",
      { Principal: { AWS: "arn:aws:iam::111111111111:user/${aws:username}" } },
      "invalid-principal-format Principal.AWS",
    ],
    [
      "a principal of another partition",
      { Principal: { AWS: "arn:aws-cn:iam::111111111111:root" } },
      "invalid-partition Principal.AWS",
    ],
    ["every service", { Principal: { Service: "*" } }, "unsupported-wildcard-in-principal Principal.Service"],
    [
      "a service without its domain",
      { Principal: { Service: "ec2" } },
      "invalid-service-principal-format Principal.Service",
    ],
    [
      "a service of another domain",
      { Principal: { Service: "lambda.amazon.com" } },
      "invalid-service-principal-format Principal.Service",
    ],
    [
      "a service in upper case",
      { Principal: { Service: "EC2.amazonaws.com" } },
      "invalid-service-principal-format Principal.Service",
    ],
    [
      "a service with a space",
      { Principal: { Service: "a b" } },
      "invalid-service-principal-format Principal.Service",
    ],
    [
      "every provider",
      { Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: "*" } },
      "unsupported-wildcard-in-principal Principal.Federated",
    ],
    [
      "nonsense as a provider",
      { Action: "sts:AssumeRoleWithSAML", Principal: { Federated: "x y" } },
      "invalid-federated-principal-syntax-in-role-trust-policy Principal.Federated",
    ],
    [
      "a provider by its URL",
      { Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: "https://login.example.com" } },
      "invalid-federated-principal-syntax-in-role-trust-policy Principal.Federated",
    ],
    [
      "a role as a provider",
      { Action: "sts:AssumeRoleWithSAML", Principal: { Federated: "arn:aws:iam::111111111111:role/r" } },
      "invalid-federated-principal-syntax-in-role-trust-policy Principal.Federated",
    ],
    [
      "a provider of another partition",
      { Action: "sts:AssumeRoleWithSAML", Principal: { Federated: okta.replace("aws", "aws-us-gov") } },
      "invalid-partition Principal.Federated",
    ],
    [
      "SAML without its action",
      { Principal: { Federated: okta } },
      "mismatched-action-for-principal Principal.Federated",
    ],
    [
      "SAML with the action of web identities",
      { Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: okta } },
      "mismatched-action-for-principal Principal.Federated",
    ],
    [
      "a service with the action of SAML",
      { Action: "sts:AssumeRoleWithSAML", Principal: { Service: "ec2.amazonaws.com" } },
      "mismatched-action-for-principal Principal.Service",
    ],
    [
      "a user among providers",
      { Action: "sts:AssumeRoleWithSAML", Principal: { AWS: account, Federated: okta } },
      "mismatched-action-for-principal Principal.AWS",
    ],
    [
      "Roles Anywhere without the actions it needs",
      { Principal: { Service: "rolesanywhere.amazonaws.com" } },
      "missing-action-for-roles-anywhere-trust-policy Action",
    ],
  ])("%s in a trust policy", (_what, more, problem) => {
    expect(found(trusting(more), "trust")).toEqual([`error ${problem}`]);
  });
});

describe("IAM takes, and a warning says how it is read:", () => {
  test.each<[string, object, string]>([
    [
      "an operator that is always true",
      { "ForAllValues:Null": { "a:b": "true" } },
      "null-with-qualifier ForAllValues:Null",
    ],
    [
      "a misspelt global key",
      { StringEquals: { "aws:PrincipleOrgID": "x" } },
      "invalid-global-condition-key StringEquals.aws:PrincipleOrgID",
    ],
    [
      "the key of a tag after a key that has none",
      { StringEquals: { "aws:username/x": "x" } },
      "invalid-global-condition-key StringEquals.aws:username/x",
    ],
    [
      "a global key that may be new",
      { StringEquals: { "aws:Zodiac": "x" } },
      "invalid-global-condition-key StringEquals.aws:Zodiac",
    ],
    [
      "the old key of the caller's ARN",
      { ArnEquals: { "aws:ARN": "arn:aws:iam::111111111111:root" } },
      "deprecated-global-condition-key ArnEquals.aws:ARN",
    ],
    [
      "an address compared as a text",
      { StringEquals: { "aws:SourceIp": "198.51.100.7" } },
      "type-mismatch StringEquals.aws:SourceIp",
    ],
    [
      "a time compared as a text",
      { StringLike: { "aws:CurrentTime": "2030" } },
      "type-mismatch StringLike.aws:CurrentTime",
    ],
    [
      "a wildcard that is a character",
      { StringEquals: { "aws:PrincipalTag/team": "web-*" } },
      "wildcard-without-like-operator StringEquals.aws:PrincipalTag/team",
    ],
    [
      "a range that begins within itself",
      { IpAddress: { "aws:SourceIp": "198.51.100.7/24" } },
      "improve-ip-range IpAddress.aws:SourceIp",
    ],
    [
      "an ARN operator with a name",
      { ArnLike: { "aws:PrincipalArn": "role/x" } },
      "type-mismatch ArnLike.aws:PrincipalArn",
    ],
  ])("%s", (_what, condition, problem) => {
    expect(found(when(condition), "identity")).toEqual([`warning ${problem.replace(" ", " Condition.")}`]);
    expect(checkPolicyDocument(when(condition), "identity")).toEqual([]);
  });

  test("an ARN that ends before its resource", () => {
    expect(found(document(allow({ Resource: "arn:aws:organizations::*:" })), "identity")).toEqual([
      "warning missing-arn-field Resource",
    ]);
  });

  test.each(["arn:aws:*:*:*:*", "arn:aws:s*:::b"])("%s, with a wildcard for the service", (Resource) => {
    expect(found(document(allow({ Resource })), "identity")).toEqual([
      "warning invalid-arn-service Resource",
    ]);
    expect(found(document(allow({ Resource: `${Resource}/${"${}"}` })), "identity")).toEqual([
      "error empty-variable Resource",
    ]);
  });

  test.each(["sts:*", "sts:AssumeRole*", "STS:Assume????"])("%s in a trust policy", (Action) => {
    expect(found(trusting({ Action }), "trust")).toEqual(["warning unsupported-action-in-policy Action"]);
  });
});

describe("what is not known", () => {
  const unknown = "\uE00000000000001";
  const context = { ...inAws, isUnknown: (text: string) => text.includes(unknown) };

  test("is not checked for its form, wherever it stands", () => {
    expect(
      found(
        document(
          allow({
            Action: `s3:${unknown}`,
            Resource: unknown,
            Condition: {
              NumericLessThan: { [`aws:${unknown}`]: unknown },
              IpAddress: { "aws:SourceIp": [unknown] },
            },
          }),
        ),
        "identity",
        context,
      ),
    ).toEqual([]);
    expect(
      found(
        trusting({ Principal: { AWS: unknown, Service: unknown, Federated: unknown } }),
        "trust",
        context,
      ),
    ).toEqual([]);
  });

  test("may be an action that Roles Anywhere needs", () => {
    const anywhere = { Action: unknown, Principal: { Service: "rolesanywhere.amazonaws.com" } };
    expect(found(trusting(anywhere), "trust", context)).toEqual([]);
  });

  test("does not hide what is wrong beside it", () => {
    expect(found(document(allow({ Resource: [unknown, "x"] })), "identity", context)).toEqual([
      "error invalid-arn-prefix Resource.1",
    ]);
  });

  test("the partition may be: then any is right", () => {
    expect(found(document(allow({ Resource: "arn:aws-cn:s3:::b" })), "identity", {})).toEqual([]);
    expect(found(trusting({ Principal: { AWS: "arn:aws-cn:iam::111111111111:root" } }), "trust", {})).toEqual(
      [],
    );
  });
});

describe("a message", () => {
  const messages = (declared: unknown, kind: PolicyKind) =>
    policyProblems(declared, kind, inAws).map(({ message }) => message);

  test("names the character, and its number", () => {
    expect(messages(when({ StringEquals: { "a:b": "x—" } }), "identity")).toEqual([
      'has the character "—" (U+2014); a policy can have printable characters up to U+00FF only',
    ]);
  });

  test("names the key that was meant", () => {
    expect(messages(when({ StringEquals: { "aws:principalorgsid": "x" } }), "identity")).toEqual([
      'AWS documents no global condition key "aws:principalorgsid"; did you mean "aws:PrincipalOrgID"?',
    ]);
  });

  test("gives the range that was meant", () => {
    expect(messages(when({ IpAddress: { "aws:SourceIp": "2001:db8::1/32" } }), "identity")).toEqual([
      '"2001:db8::1/32" begins within its range, and IAM ignores the rest of the address; write 2001:db8:0:0:0:0:0:0/32',
    ]);
  });

  test("gives the actions that are missing", () => {
    expect(
      messages(
        trusting({
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Principal: { Service: "rolesanywhere.amazonaws.com" },
        }),
        "trust",
      ),
    ).toEqual([
      "rolesanywhere.amazonaws.com needs sts:AssumeRole, sts:SetSourceIdentity, sts:TagSession to assume a role; add sts:SetSourceIdentity",
    ]);
  });
});

test("several problems at once each have their place", () => {
  expect(
    policyProblems(document({ Effect: "Maybe", Sid: "a b" }, 3 as never), "identity").map(({ path }) => path),
  ).toEqual([
    ["Statement", 0, "Effect"],
    ["Statement", 0],
    ["Statement", 0],
    ["Statement", 0, "Sid"],
    ["Statement", 1],
  ]);
});

test("whatever it is, it is never a stack trace, and what passes can be written as JSON", () => {
  const values = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  });
  const texts = fc.oneof(
    fc.constantFrom("*", "arn:aws:s3:::b", "sts:AssumeRole", "true", "${", "arn:", "198.51.100.0/24"),
    fc.string(),
    values,
  );
  const statements = fc.record(
    {
      Effect: fc.oneof(fc.constant("Allow"), values),
      Action: fc.oneof(texts, fc.array(texts)),
      Resource: fc.oneof(texts, fc.array(texts)),
      Principal: fc.oneof(
        texts,
        fc.dictionary(fc.constantFrom("AWS", "Service", "Federated", "__proto__"), texts),
      ),
      Condition: fc.oneof(
        values,
        fc.dictionary(
          fc.constantFrom(
            "Bool",
            "Null",
            "IpAddress",
            "StringEquals",
            "ArnLike",
            "DateEquals",
            "NumericEquals",
          ),
          fc.oneof(values, fc.dictionary(fc.oneof(fc.constant("aws:SourceIp"), fc.string()), texts)),
        ),
      ),
    },
    { requiredKeys: [] },
  );
  const documents = fc.record(
    {
      Version: fc.oneof(fc.constant("2012-10-17"), values),
      Statement: fc.oneof(fc.array(statements), statements, values),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(values, documents), fc.constantFrom("identity", "trust"), (declared, kind) => {
      if (policyProblems(declared, kind).length === 0) policyJson(declared as never);
    }),
    { numRuns: 500 },
  );
});
