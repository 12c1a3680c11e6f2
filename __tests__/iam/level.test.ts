import fc from "fast-check";
import { isAtLeast, type KnownLevel, type RoleLevel, type RolePolicies, roleLevel } from "../../iam/level";
import type { Conditions, PolicyDocument, Statement } from "../../iam/policy-document";
import type { RolePolicy } from "../../iam/role-policy";

/** The role in question is `R` in the account 222222222222. */
const itself = { role: { name: "R", path: "/" }, accountId: "222222222222" };
const inAccount = (resource: string) => `arn:aws:iam::222222222222:${resource}`;

type Actions = string | readonly string[];

const allow = (Action: Actions, Resource: Actions = "*", Condition?: Conditions): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  Condition,
});
const deny = (Action: Actions, Resource: Actions = "*", Condition?: Conditions): Statement => ({
  Effect: "Deny",
  Action,
  Resource,
  Condition,
});
const allowAllBut = (NotAction: Actions): Statement => ({ Effect: "Allow", NotAction, Resource: "*" });

const documentOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});
const own = (...statements: readonly Statement[]): RolePolicy => ({
  kind: "document",
  name: "own",
  document: documentOf(...statements),
});
const aws = (name: string): RolePolicy => ({ kind: "aws", name });
const unknown: RolePolicy = { kind: "unknown", name: "unknown" };

const level = (...policies: readonly RolePolicy[]): RoleLevel => roleLevel({ policies, ...itself });
const within = (boundary: RolePolicy, ...policies: readonly RolePolicy[]): RoleLevel =>
  roleLevel({ policies, boundary, ...itself });

/** As `escalates: put-role-policy`. */
const withPath = ({ level, path }: RoleLevel) => (path ? `${level}: ${path.id}` : level);

const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const passedTo = (...services: readonly string[]) => ({ StringEquals: { "iam:PassedToService": services } });
const bounded = { StringEquals: { "iam:PermissionsBoundary": inAccount("policy/boundary") } };

describe("a role whose own policy says", () => {
  test.each<[what: string, statements: readonly Statement[], level: string]>([
    // Everything
    ["* on *", [allow("*")], "administrator"],
    ["*:* on *", [allow("*:*")], "administrator"],
    ["** on *", [allow("**")], "administrator"],
    ["* on arn:aws:*:*:*:*", [allow("*", "arn:aws:*:*:*:*")], "administrator"],
    ["* on arn:*", [allow("*", "arn:*")], "administrator"],
    ["* on everything in the account", [allow("*", "arn:aws:*:*:222222222222:*")], "administrator"],
    ["* with MFA", [allow("*", "*", mfa)], "administrator"],
    ["* but one action", [allow("*"), deny("organizations:LeaveOrganization")], "administrator"],
    [
      "* and nothing without MFA",
      [allow("*"), deny("*", "*", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })],
      "administrator",
    ],
    ["all but IAM, and IAM", [allowAllBut("iam:*"), allow("iam:*")], "administrator"],
    ["* and a Deny of IAM", [allow("*"), deny("iam:*")], "escalates: assume-role"],
    ["* and a Deny of *", [allow("*"), deny("*")], "none"],
    [
      "* and a Deny of all but S3",
      [allow("*"), { Effect: "Deny", NotAction: "s3:*", Resource: "*" }],
      "permissions",
    ],
    ["all but S3", [allowAllBut("s3:*")], "escalates: put-role-policy"],
    ["all but IAM", [allowAllBut("iam:*")], "escalates: assume-role"],
    [
      "* but on one bucket",
      [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::b" }],
      "escalates: put-role-policy",
    ],
    ["* in one region", [allow("*", "arn:aws:*:eu-west-1:*:*")], "escalates: lambda-update-function-code"],
    ["* on a bucket", [allow("*", ["arn:aws:s3:::b", "arn:aws:s3:::b/*"])], "permissions"],

    // Its own policies
    ["iam:*", [allow("iam:*")], "escalates: put-role-policy"],
    ["iam:Put*", [allow("iam:Put*")], "escalates: put-role-policy"],
    ["iam:Attach*", [allow("iam:Attach*")], "escalates: attach-role-policy"],
    ["iam:*Policy", [allow("iam:*Policy")], "escalates: put-role-policy"],
    ["iam:?utRolePolicy", [allow("iam:?utRolePolicy")], "escalates: put-role-policy"],
    ["IAM:attachrolepolicy", [allow("IAM:attachrolepolicy")], "escalates: attach-role-policy"],
    [
      "iam:PutRolePolicy on itself",
      [allow("iam:PutRolePolicy", inAccount("role/R"))],
      "escalates: put-role-policy",
    ],
    [
      "iam:PutRolePolicy on every role",
      [allow("iam:PutRolePolicy", "arn:aws:iam::*:role/*")],
      "escalates: put-role-policy",
    ],
    ["iam:PutRolePolicy on another role", [allow("iam:PutRolePolicy", inAccount("role/S"))], "permissions"],
    [
      "iam:PutRolePolicy on a role R elsewhere",
      [allow("iam:PutRolePolicy", "arn:aws:iam::333333333333:role/R")],
      "permissions",
    ],
    [
      "iam:PutRolePolicy on all but itself",
      [{ Effect: "Allow", Action: "iam:PutRolePolicy", NotResource: inAccount("role/R") }],
      "escalates: put-role-policy",
    ],
    ["iam:PutRolePolicy, denied", [allow("iam:PutRolePolicy"), deny("iam:Put*")], "none"],
    [
      "iam:PutRolePolicy, denied but on app-*",
      [allow("iam:PutRolePolicy"), { Effect: "Deny", Action: "iam:*", NotResource: inAccount("role/app-*") }],
      "permissions",
    ],
    ["iam:CreatePolicyVersion", [allow("iam:CreatePolicyVersion")], "escalates: create-policy-version"],
    [
      "iam:CreatePolicyVersion on another policy",
      [allow("iam:CreatePolicyVersion", inAccount("policy/other"))],
      "permissions",
    ],
    [
      "iam:SetDefaultPolicyVersion",
      [allow("iam:SetDefaultPolicyVersion")],
      "escalates: set-default-policy-version",
    ],

    // Conditions on them
    [
      "AttachRolePolicy of some policies",
      [
        allow("iam:AttachRolePolicy", "*", {
          ArnEquals: { "iam:PolicyARN": ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
        }),
      ],
      "permissions",
    ],
    [
      "AttachRolePolicy of any of AWS's",
      [allow("iam:AttachRolePolicy", "*", { ArnLike: { "iam:PolicyARN": "arn:aws:iam::aws:policy/*" } })],
      "escalates: attach-role-policy",
    ],
    [
      "AttachRolePolicy of all but one",
      [
        allow("iam:AttachRolePolicy", "*", {
          ArnNotEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" },
        }),
      ],
      "escalates: attach-role-policy",
    ],
    [
      "AttachRolePolicy of any of the account's",
      [allow("iam:AttachRolePolicy", "*", { ArnLike: { "iam:PolicyARN": inAccount("policy/*") } })],
      "escalates: attach-role-policy",
    ],
    [
      "PutRolePolicy on roles with the boundary",
      [allow(["iam:CreateRole", "iam:PutRolePolicy"], "*", bounded)],
      "permissions",
    ],
    [
      "that, and to remove the boundary",
      [allow("iam:PutRolePolicy", "*", bounded), allow("iam:DeleteRolePermissionsBoundary")],
      "escalates: put-role-policy",
    ],
    [
      "that, and to set any boundary",
      [allow("iam:PutRolePolicy", "*", bounded), allow("iam:PutRolePermissionsBoundary")],
      "escalates: put-role-policy",
    ],
    [
      "that, and to set this boundary",
      [allow(["iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"], "*", bounded)],
      "permissions",
    ],
    [
      "PutRolePolicy on roles with any boundary",
      [allow("iam:PutRolePolicy", "*", { StringLike: { "iam:PermissionsBoundary": "*" } })],
      "escalates: put-role-policy",
    ],
    [
      "PutRolePolicy, denied without the boundary",
      [
        allow("iam:PutRolePolicy"),
        deny("iam:PutRolePolicy", "*", {
          StringNotEquals: { "iam:PermissionsBoundary": inAccount("policy/boundary") },
        }),
      ],
      "permissions",
    ],
    [
      "PutRolePolicy through one service",
      [
        allow("iam:PutRolePolicy", "*", {
          "ForAnyValue:StringEquals": { "aws:CalledVia": ["backup.amazonaws.com"] },
        }),
      ],
      "permissions",
    ],
    [
      "PutRolePolicy through CloudFormation",
      [
        allow("iam:PutRolePolicy", "*", {
          "ForAnyValue:StringEquals": { "aws:CalledVia": ["cloudformation.amazonaws.com"] },
        }),
      ],
      "escalates: put-role-policy",
    ],

    // Other roles and users
    [
      "iam:UpdateAssumeRolePolicy",
      [allow("iam:UpdateAssumeRolePolicy")],
      "escalates: update-assume-role-policy",
    ],
    [
      "iam:UpdateAssumeRolePolicy on app-*",
      [allow("iam:UpdateAssumeRolePolicy", inAccount("role/app-*"))],
      "permissions",
    ],
    [
      "to create app-* and attach policies",
      [allow(["iam:CreateRole", "iam:AttachRolePolicy"], inAccount("role/app-*"))],
      "escalates: create-role-and-attach-role-policy",
    ],
    [
      "to create app-* and attach to others",
      [
        allow("iam:CreateRole", inAccount("role/app-*")),
        allow("iam:AttachRolePolicy", inAccount("role/web-*")),
      ],
      "permissions",
    ],
    ["iam:CreateAccessKey", [allow("iam:CreateAccessKey")], "escalates: create-access-key"],
    [
      "iam:CreateAccessKey of oneself",
      [allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")],
      "permissions",
    ],
    ["iam:CreateAccessKey of one user", [allow("iam:CreateAccessKey", inAccount("user/ci"))], "permissions"],
    [
      "keys and policies of one user",
      [allow(["iam:CreateAccessKey", "iam:PutUserPolicy"], inAccount("user/ci"))],
      "escalates: create-access-key-and-put-user-policy",
    ],
    ["iam:UpdateLoginProfile", [allow("iam:UpdateLoginProfile")], "escalates: update-login-profile"],
    ["iam:PutUserPolicy", [allow("iam:PutUserPolicy")], "escalates: put-user-policy"],
    ["iam:AttachGroupPolicy", [allow("iam:AttachGroupPolicy")], "escalates: attach-group-policy"],
    ["sts:AssumeRole", [allow("sts:AssumeRole")], "escalates: assume-role"],
    [
      "sts:AssumeRole on all roles of an account",
      [allow("sts:AssumeRole", "arn:aws:iam::333333333333:role/*")],
      "escalates: assume-role",
    ],
    [
      "sts:AssumeRole on OrganizationAccountAccessRole",
      [allow("sts:AssumeRole", "arn:aws:iam::*:role/OrganizationAccountAccessRole")],
      "escalates: assume-role",
    ],
    [
      "sts:AssumeRole on one role",
      [allow("sts:AssumeRole", "arn:aws:iam::333333333333:role/reader")],
      "write",
    ],

    // Passing a role
    ["iam:PassRole alone", [allow("iam:PassRole")], "permissions"],
    ["iam:PassRole on A*", [allow("iam:PassRole", inAccount("role/A*"))], "permissions"],
    ["iam:PassRole on one role", [allow("iam:PassRole", inAccount("role/app"))], "write"],
    [
      "PassRole and ec2:RunInstances",
      [allow(["iam:PassRole", "ec2:RunInstances"])],
      "escalates: pass-role-to-ec2-and-run-instances",
    ],
    [
      "PassRole in one statement, Lambda in another",
      [allow("iam:PassRole"), allow("lambda:CreateFunction", "arn:aws:lambda:*:*:function:app-*")],
      "escalates: pass-role-to-lambda-and-create-function",
    ],
    [
      "PassRole to Lambda, and Lambda",
      [allow("iam:PassRole", "*", passedTo("lambda.amazonaws.com")), allow("lambda:*")],
      "escalates: pass-role-to-lambda-and-create-function",
    ],
    [
      "PassRole to any service by a wildcard",
      [allow("iam:PassRole", "*", { StringLike: { "iam:PassedToService": "*" } }), allow("ec2:RunInstances")],
      "escalates: pass-role-to-ec2-and-run-instances",
    ],
    [
      "PassRole to all services but one",
      [
        allow("iam:PassRole", "*", { StringNotEquals: { "iam:PassedToService": "x.amazonaws.com" } }),
        allow("glue:CreateJob"),
        allow("glue:StartJobRun"),
      ],
      "escalates: pass-role-to-glue-and-create-job-and-start-job-run",
    ],
    [
      "PassRole to Lambda, and EC2",
      [allow("iam:PassRole", "*", passedTo("lambda.amazonaws.com")), allow("ec2:RunInstances")],
      "permissions",
    ],
    [
      "PassRole to EC2 in China",
      [allow("iam:PassRole", "*", passedTo("ec2.amazonaws.com.cn")), allow("ec2:RunInstances")],
      "escalates: pass-role-to-ec2-and-run-instances",
    ],
    [
      "PassRole on A*, and EC2",
      [allow("iam:PassRole", inAccount("role/A*")), allow("ec2:RunInstances")],
      "escalates: pass-role-to-ec2-and-run-instances",
    ],
    [
      "PassRole on one role, and EC2",
      [allow("iam:PassRole", inAccount("role/app")), allow("ec2:RunInstances")],
      "write",
    ],
    [
      "PassRole, denied to EC2",
      [
        allow(["iam:PassRole", "ec2:RunInstances"]),
        deny("iam:PassRole", "*", { StringLike: { "iam:PassedToService": "ec2.*" } }),
      ],
      "permissions",
    ],

    // Roles in use
    [
      "lambda:UpdateFunctionCode",
      [allow("lambda:UpdateFunctionCode")],
      "escalates: lambda-update-function-code",
    ],
    [
      "lambda:UpdateFunctionCode in a region",
      [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:222222222222:function:*")],
      "escalates: lambda-update-function-code",
    ],
    [
      "lambda:UpdateFunctionCode of app-*",
      [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:app-*")],
      "write",
    ],
    ["cloudformation:*", [allow("cloudformation:*")], "escalates: cloudformation-update-stack"],
    [
      "ssm:StartSession",
      [allow("ssm:StartSession", "arn:aws:ec2:*:*:instance/*")],
      "escalates: ssm-start-session",
    ],
    [
      "ssm:StartSession by a tag",
      [allow("ssm:StartSession", "*", { StringEquals: { "ssm:resourceTag/team": "a" } })],
      "write",
    ],
    [
      "ssm:StartSession by a tag that it can set",
      [
        allow("ssm:StartSession", "*", { StringEquals: { "ssm:resourceTag/team": "a" } }),
        allow("ec2:CreateTags"),
      ],
      "escalates: ssm-start-session",
    ],
    [
      "ssm:StartSession by a tag that it sets on new ones",
      [
        allow("ssm:StartSession", "*", { StringEquals: { "ssm:resourceTag/team": "a" } }),
        allow("ec2:CreateTags", "*", { StringEquals: { "ec2:CreateAction": "RunInstances" } }),
      ],
      "write",
    ],
    [
      "ssm:SendCommand of one document",
      [allow("ssm:SendCommand", ["arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:document/patch"])],
      "write",
    ],

    // Less
    ["s3:*", [allow("s3:*")], "permissions"],
    ["s3:* on what a tag names", [allow("s3:*", "arn:aws:s3:::b/${aws:PrincipalTag/x}/*")], "permissions"],
    ["s3:PutBucketPolicy", [allow("s3:PutBucketPolicy", "arn:aws:s3:::b")], "permissions"],
    ["s3:PutObject", [allow("s3:PutObject")], "write"],
    ["S3:PUTOBJECT", [allow("S3:PUTOBJECT")], "write"],
    ["s3:PutObject with MFA", [allow("s3:PutObject", "*", mfa)], "write"],
    ["s3:PutObject, denied", [allow(["s3:PutObject", "s3:GetObject"]), deny("s3:Put*")], "read"],
    [
      "s3:PutObject, denied elsewhere",
      [allow("s3:PutObject"), deny("s3:Put*", "arn:aws:s3:::other/*")],
      "write",
    ],
    [
      "s3:PutObject, denied there",
      [allow("s3:PutObject", "arn:aws:s3:::b/*"), deny("s3:*", "arn:aws:s3:::b/*")],
      "none",
    ],
    [
      "s3:PutObject, denied without MFA",
      [allow("s3:PutObject"), deny("s3:*", "*", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })],
      "write",
    ],
    ["s3:Get* and s3:List*", [allow(["s3:Get*", "s3:List*"])], "read"],
    ["logs:StartQuery", [allow("logs:StartQuery")], "read"],
    ["kms:Decrypt", [allow(["s3:GetObject", "kms:Decrypt"])], "read"],
    ["kms:CreateGrant", [allow("kms:CreateGrant")], "permissions"],
    [
      "kms:CreateGrant to services only",
      [allow("kms:CreateGrant", "*", { Bool: { "kms:GrantIsForAWSResource": true } })],
      "write",
    ],
    [
      "s3express:CreateSession for reading",
      [allow("s3express:CreateSession", "*", { StringEquals: { "s3express:SessionMode": "ReadOnly" } })],
      "read",
    ],
    ["newservice:*", [allow("newservice:*")], "permissions"],
    ["newservice:GetThing", [allow("newservice:GetThing")], "read"],
    ["only a Deny", [deny("s3:*")], "none"],
    ["a wildcard for services, which IAM refuses", [allow("s3:PutObject"), deny("s*:*")], "write"],
  ])("%s has the level of it", (_what, statements, expected) => {
    const found = level(own(...statements));
    expect(withPath(found)).toBe(expected);
    expect(found.boundaryUnknown).toBe(false);
  });
});

test("a role without policies may do nothing", () => {
  expect(level()).toEqual({
    level: "none",
    because: [],
    grade: "proven",
    boundaryUnknown: false,
    unknownPolicies: [],
  });
});

describe("two policies", () => {
  test("add up to a way up that neither has alone", () => {
    const pass = own(allow("iam:PassRole"));
    const run = own(allow("lambda:CreateFunction"));
    expect(level(pass).level).toBe("permissions");
    expect(level(run).level).toBe("write");
    expect(level(pass, run)).toMatchObject({
      level: "escalates",
      grade: "possible",
      path: { id: "pass-role-to-lambda-and-create-function" },
    });
  });

  test("add up, one of them AWS's", () => {
    expect(level(aws("AWSElasticBeanstalkWebTier"), own(allow("iam:PassRole")))).toMatchObject({
      level: "permissions",
    });
    expect(level(aws("AmazonEKSClusterPolicy")).level).toBe("write");
    expect(
      level(aws("AmazonEKSClusterPolicy"), own(allow(["ec2:StopInstances", "ec2:StartInstances"]))),
    ).toMatchObject({
      level: "escalates",
      path: { id: "ec2-modify-instance-attribute-and-stop-instances-and-start-instances" },
    });
  });

  test("take from each other what one denies", () => {
    expect(level(aws("PowerUserAccess"), aws("AWSDenyAll")).level).toBe("none");
    expect(level(aws("IAMFullAccess"), own(deny("iam:*"))).level).toBe("read");
    expect(level(aws("AmazonS3FullAccess"), own(deny("s3:*"))).level).toBe("permissions");
    expect(level(aws("AmazonS3FullAccess"), own(deny(["s3:*", "s3-object-lambda:*"]))).level).toBe("none");
    expect(level(aws("AWSLambda_FullAccess"), own(deny("iam:PassRole"))).path?.id).toBe(
      "lambda-update-function-code",
    );
  });
});

describe("the reason for a level", () => {
  test("names the policy, the statement and the action", () => {
    const { because } = level(own(allow("s3:GetObject"), allow(["s3:ListBucket", "S3:putBucketPolicy"])));
    expect(because).toEqual([{ policy: "own", statement: ["Statement", 1], action: "S3:putBucketPolicy" }]);
  });

  test("names an action that a wildcard stands for", () => {
    expect(level(own(allow("sqs:*"))).because[0]?.action).toBe("sqs:AddPermission");
    expect(level(own(allow("sqs:Get*"))).because[0]?.action).toBe("sqs:Get*");
  });

  test("names all that a path needs, wherever it is allowed", () => {
    const { because } = level(
      { kind: "document", name: "a", document: documentOf(allow("iam:PassRole")) },
      { kind: "document", name: "b", document: { Version: "2012-10-17", Statement: allow("ec2:*") } },
    );
    expect(because).toEqual([
      { policy: "a", statement: ["Statement", 0], action: "iam:PassRole" },
      { policy: "b", statement: ["Statement"], action: "ec2:RunInstances" },
    ]);
  });

  test("names the service alone for the level of an AWS managed policy", () => {
    expect(level(aws("AmazonSQSFullAccess")).because).toEqual([
      { policy: "AmazonSQSFullAccess", action: "sqs" },
    ]);
  });

  test("of an administrator is the Allow of everything", () => {
    expect(level(own(allow("s3:*"), allow("*"))).because).toEqual([
      { policy: "own", statement: ["Statement", 1], action: "*" },
    ]);
  });
});

describe("a policy of unknown content", () => {
  test("makes the level unknown, and at least what is known", () => {
    expect(level(aws("AmazonS3ReadOnlyAccess"), unknown)).toMatchObject({
      level: "unknown",
      atLeast: "read",
      unknownPolicies: ["unknown"],
      grade: "possible",
    });
  });

  test.each(["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"])(
    "does not hide what %s gives already",
    (name) => {
      expect(level(aws(name), unknown).level).toBe(level(aws(name)).level);
    },
  );

  test("is one that AWS does not have", () => {
    expect(level(aws("NoSuchPolicy"))).toMatchObject({ level: "unknown", unknownPolicies: ["NoSuchPolicy"] });
  });

  test("can be rewritten by the role that has it", () => {
    const policy: RolePolicy = { kind: "unknown", name: "app", arn: inAccount("policy/app") };
    expect(level(policy, own(allow("iam:CreatePolicyVersion", inAccount("policy/app"))))).toMatchObject({
      level: "escalates",
      path: { id: "create-policy-version" },
    });
    expect(level(policy, own(allow("iam:CreatePolicyVersion", inAccount("policy/other")))).level).toBe(
      "unknown",
    );
  });
});

describe("a boundary", () => {
  test.each<[string, RolePolicy, RolePolicy, string]>([
    ["that reads only", aws("ReadOnlyAccess"), own(allow("*")), "read"],
    ["that reads only, of AWS's administrator", aws("ViewOnlyAccess"), aws("AdministratorAccess"), "read"],
    ["that allows everything", aws("AdministratorAccess"), own(allow("*")), "administrator"],
    ["without IAM", aws("PowerUserAccess"), own(allow("*")), "escalates: assume-role"],
    ["of other services", own(allow("ec2:*")), own(allow("s3:*")), "none"],
    ["of other actions", own(allow("s3:GetObject")), own(allow("s3:Put*")), "none"],
    [
      "of other resources",
      own(allow("s3:*", "arn:aws:s3:::a/*")),
      own(allow("s3:*", "arn:aws:s3:::b/*")),
      "none",
    ],
    ["of some actions", own(allow(["s3:Get*", "s3:PutObject"])), own(allow("s3:*")), "write"],
    ["that denies", own(allow("*"), deny("s3:Put*")), own(allow(["s3:PutObject", "s3:GetObject"])), "read"],
    ["of more than the policies", aws("AdministratorAccess"), aws("AmazonS3ReadOnlyAccess"), "read"],
    [
      "without the service that gets a role",
      own(allow("iam:*")),
      own(allow(["iam:PassRole", "ec2:RunInstances"])),
      "permissions",
    ],
    [
      "of one role",
      own(allow("iam:*", inAccount("role/app-*"))),
      own(allow("iam:PutRolePolicy")),
      "permissions",
    ],
    [
      "of roles that it can create",
      own(allow("iam:*", inAccount("role/app-*"))),
      own(allow(["iam:CreateRole", "iam:PutRolePolicy"])),
      "escalates: create-role-and-put-role-policy",
    ],
  ])("%s leaves of the policies", (_what, boundary, policy, expected) => {
    expect(withPath(within(boundary, policy))).toBe(expected);
  });

  test("that the role can remove does not count", () => {
    const boundary = own(allowAllBut("s3:*"));
    expect(within(boundary, aws("AdministratorAccess"))).toMatchObject({
      level: "escalates",
      path: { id: "delete-role-permissions-boundary" },
    });
    const role = own(
      allow("iam:PutRolePolicy"),
      allow("iam:PutRolePermissionsBoundary", inAccount("role/R")),
    );
    expect(within(own(allow("iam:Put*")), role).path?.id).toBe("put-role-permissions-boundary");
  });

  test("that the role can rewrite does not count, unless it is AWS's", () => {
    const role = own(allow(["iam:CreatePolicyVersion", "iam:PutRolePolicy"]));
    const limit = allow("iam:CreatePolicyVersion", inAccount("policy/limit"));
    const limitOf = (arn: string): RolePolicy => ({
      kind: "document",
      name: "limit",
      arn,
      document: documentOf(limit),
    });
    expect(within(limitOf(inAccount("policy/limit")), role).path?.id).toBe(
      "create-policy-version-of-permissions-boundary",
    );
    expect(within(limitOf(inAccount("policy/other")), role).level).toBe("permissions");
    expect(within(aws("IAMFullAccess"), own(allow("iam:CreatePolicyVersion"))).path?.id).toBe(
      "create-policy-version",
    );
  });

  test("limits what a role gives to itself", () => {
    const boundary = own(allow(["iam:*", "s3:*"]), deny("iam:*PermissionsBoundary"));
    expect(within(boundary, own(allow("iam:PutRolePolicy", inAccount("role/R")))).level).toBe("permissions");
    // It may give more to other roles.
    expect(within(boundary, own(allow("iam:PutRolePolicy")))).toMatchObject({
      level: "escalates",
      grade: "possible",
    });
  });

  test("of unknown content leaves the level as it is, and says so", () => {
    expect(within(unknown, own(allow("*")))).toMatchObject({
      level: "administrator",
      grade: "possible",
      boundaryUnknown: true,
      unknownPolicies: [],
    });
  });
});

test("part of a region or of an account may be a wildcard", () => {
  expect(level(own(allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-*:*:function:*"))).level).toBe(
    "escalates",
  );
  const roles = own(allow("sts:AssumeRole", ["arn:aws:iam::3333*:role/*"]));
  expect(level(roles).level).toBe("escalates");
  const attach = own(allow("iam:AttachRolePolicy", "arn:aws:iam::2222*:role/*"));
  expect(level(attach).level).toBe("escalates");
  expect(roleLevel({ policies: [attach] }).level).toBe("escalates");
});

test("a role whose name is not given is not seen to change itself by name", () => {
  const policies = [own(allow("iam:PutRolePolicy", inAccount("role/R")))];
  expect(roleLevel({ policies }).level).toBe("permissions");
  expect(roleLevel({ policies, role: itself.role }).level).toBe("escalates");
});

test("a role under a path is known by it", () => {
  const policies = [own(allow("iam:PutRolePolicy", inAccount("role/team/R")))];
  expect(roleLevel({ policies, role: { name: "R", path: "/team/" } }).level).toBe("escalates");
  expect(roleLevel({ policies, role: { name: "R", path: "/" } }).level).toBe("permissions");
});

test("other partitions have the same ways up", () => {
  expect(level(own(allow("sts:AssumeRole", "arn:aws-cn:iam::*:role/*"))).path?.id).toBe("assume-role");
  const attach = allow("iam:AttachRolePolicy", "arn:aws-us-gov:iam::*:role/*", {
    ArnEquals: { "iam:PolicyARN": "arn:aws-us-gov:iam::aws:policy/AdministratorAccess" },
  });
  expect(level(own(attach)).path?.id).toBe("attach-role-policy");
});

describe("whatever the policies", () => {
  const action = fc.constantFrom(
    ...["*", "s3:*", "s3:GetObject", "s3:Put*", "iam:*", "iam:PassRole", "iam:PutRolePolicy", "iam:Get*"],
    ...["ec2:RunInstances", "lambda:*", "sts:AssumeRole", "iam:CreateRole", "iam:AttachRolePolicy"],
    ...["iam:DeleteRolePermissionsBoundary", "ssm:StartSession", "ec2:CreateTags", "kms:CreateGrant"],
  );
  const resource = fc.constantFrom(
    ...[
      "*",
      "arn:aws:s3:::b/*",
      inAccount("role/R"),
      inAccount("role/app-*"),
      inAccount("role/*b"),
      inAccount("role/ab"),
    ],
    ...["arn:aws:ec2:*:*:instance/*", "arn:aws:iam::*:*"],
  );
  const condition = fc.constantFrom<Conditions | undefined>(
    ...[undefined, undefined, mfa, bounded, passedTo("ec2.amazonaws.com")],
    { StringEquals: { "aws:ResourceTag/team": "a" } },
  );
  const statementOf = (effect: Statement["Effect"], conditions: fc.Arbitrary<Conditions | undefined>) =>
    fc.record({
      Effect: fc.constant(effect),
      Action: fc.array(action, { minLength: 1, maxLength: 3 }),
      Resource: fc.array(resource, { minLength: 1, maxLength: 2 }),
      Condition: conditions,
    });
  const allowed = fc.oneof(
    statementOf("Allow", condition),
    fc.record({ Effect: fc.constant("Allow" as const), NotAction: action, Resource: resource }),
  );
  const denied = fc.oneof(
    statementOf("Deny", fc.constant(undefined)),
    fc.record({ Effect: fc.constant("Deny" as const), NotAction: action, Resource: resource }),
  );
  const statements = fc.array(
    fc.oneof({ weight: 3, arbitrary: allowed }, denied, statementOf("Deny", condition)),
    {
      maxLength: 4,
    },
  );
  const managed = fc.array(
    fc.constantFrom(
      ...["AdministratorAccess", "PowerUserAccess", "IAMFullAccess", "ReadOnlyAccess", "AmazonS3FullAccess"],
      ...["AWSLambda_FullAccess", "AWSCloud9User", "AWSDenyAll", "AWSCompromisedKeyQuarantineV3"],
    ),
    { maxLength: 2 },
  );
  const policies = fc
    .tuple(statements, managed)
    .map(([one, names]): RolePolicy[] => [own(...one), ...names.map(aws)]);
  const boundary = fc.oneof(
    fc.array(allowed, { minLength: 1, maxLength: 3 }).map((one) => own(...one)),
    fc.constantFrom("ReadOnlyAccess", "PowerUserAccess", "AdministratorAccess").map(aws),
  );

  const known = (question: RolePolicies) => roleLevel({ ...itself, ...question }).level as KnownLevel;

  test("one more Allow never lowers the level", () => {
    fc.assert(
      fc.property(policies, allowed, fc.option(boundary, { nil: undefined }), (before, more, limit) => {
        const after = [...before, own(more)];
        expect(
          isAtLeast(
            known({ policies: after, boundary: limit }),
            known({ policies: before, boundary: limit }),
          ),
        ).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test("one more Deny never raises the level", () => {
    fc.assert(
      fc.property(policies, denied, fc.option(boundary, { nil: undefined }), (before, less, limit) => {
        const after = [...before, own(less)];
        expect(
          isAtLeast(
            known({ policies: before, boundary: limit }),
            known({ policies: after, boundary: limit }),
          ),
        ).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test("a boundary never raises the level, nor above its own unless the role can remove it", () => {
    fc.assert(
      fc.property(policies, boundary, (before, limit) => {
        const bounded = roleLevel({ policies: before, boundary: limit, ...itself });
        expect(isAtLeast(known({ policies: before }), bounded.level as KnownLevel)).toBe(true);
        if (/-role-permissions-boundary$/.test(bounded.path?.id ?? "")) return;
        expect(isAtLeast(known({ policies: [limit] }), bounded.level as KnownLevel)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test("the order of statements and policies makes no difference to the level", () => {
    fc.assert(
      fc.property(statements, managed, (one, names) => {
        const forwards = [own(...one), ...names.map(aws)];
        const backwards = [...names.map(aws).reverse(), own(...[...one].reverse())];
        expect(known({ policies: backwards })).toBe(known({ policies: forwards }));
      }),
      { numRuns: 100 },
    );
  });
});
