import table from "../../iam/aws-managed-policies.json";
import statementTable from "../../iam/aws-managed-policy-statements.json";
import { roleLevel } from "../../iam/level";
import type { PolicyDocument, Statement } from "../../iam/policy-document";
import { summarize } from "../../scripts/managed-policy-summary";
import documents from "./managed-policy-documents.json";

const document = (...Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const levels: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(table.policies));
const statements: Readonly<Record<string, unknown>> = statementTable.statements;

describe.each(Object.entries(documents as unknown as Record<string, PolicyDocument>))(
  "the document of the AWS managed policy %s",
  (name, ofAws) => {
    test("has the summary of the tables", () => {
      const summary = summarize(ofAws);
      expect(summary.levels).toBe(levels[name]);
      // As JSON, which has no undefined values.
      expect(JSON.parse(JSON.stringify(summary.statements))).toEqual(statements[name] ?? []);
    });

    test("gives a role the same level as the summary", () => {
      const bySummary = roleLevel({ policies: [{ kind: "aws", name }] });
      const byDocument = roleLevel({ policies: [{ kind: "document", name, document: ofAws }] });
      expect(byDocument.level).toBe(bySummary.level);
      expect(byDocument.path).toEqual(bySummary.path);
      expect(byDocument.grade).toBe(bySummary.grade);
    });
  },
);

test("a summary has the levels of access by service", () => {
  const { levels, statements } = summarize(
    document(
      { Effect: "Allow", Action: ["s3:Get*", "sqs:*"], Resource: "*" },
      { Effect: "Allow", Action: ["s3:PutObject", "sns:Publish", "kms:Decrypt"], Resource: "*" },
    ),
  );
  expect(levels).toBe("r:kms;rw:s3;rwp:sqs;w:sns");
  expect(statements).toEqual([]);
});

test("a summary leaves out what the document itself denies", () => {
  const allow: Statement = { Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject"], Resource: "*" };
  expect(summarize(document(allow, { Effect: "Deny", Action: "s3:Put*", Resource: "*" })).levels).toBe(
    "r:s3",
  );
  const withoutMfa = { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } };
  const deny: Statement = { Effect: "Deny", Action: "s3:Put*", Resource: "*", Condition: withoutMfa };
  expect(summarize(document(allow, deny)).levels).toBe("rw:s3");
});

test("a summary keeps what may help to become administrator, and on which roles", () => {
  const { statements } = summarize(
    document(
      {
        Effect: "Allow",
        Action: ["iam:Create*", "iam:AttachRolePolicy"],
        Resource: "arn:aws:iam::*:role/app-*",
      },
      { Effect: "Allow", Action: "lambda:*", Resource: "arn:aws:lambda:*:*:function:app-*" },
      { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::*:role/app" },
    ),
  );
  expect(statements).toEqual([
    ["Allow", "iam:AttachRolePolicy iam:CreateRole", "arn:aws:iam::*:role/app-*"],
    ["Allow", "lambda:CreateFunction", "*"],
    ["Allow", "lambda:UpdateFunctionConfiguration", "arn:aws:lambda:*:*:function:app-*"],
  ]);
});

test("a summary keeps the conditions that decide, and no others", () => {
  const { statements } = summarize(
    document(
      {
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: "*",
        Condition: {
          StringEquals: { "iam:PassedToService": "ec2.amazonaws.com", "aws:RequestedRegion": "eu-west-1" },
        },
      },
      {
        Effect: "Allow",
        Action: "ssm:StartSession",
        Resource: "*",
        Condition: { StringEquals: { "ssm:resourceTag/team": "a" } },
      },
    ),
  );
  expect(statements).toEqual([
    ["Allow", "iam:PassRole", "*", { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }],
    ["Allow", "ssm:StartSession", "*", { Null: { "aws:ResourceTag/any": "false" } }],
  ]);
});

test("a summary keeps what a Deny takes from whole services and from ways up", () => {
  const deny: Statement = {
    Effect: "Deny",
    Action: ["ec2:*", "s3:DeleteBucket", "iam:PassRole"],
    Resource: "*",
  };
  expect(summarize(document(deny)).statements).toEqual([["Deny", "ec2:* iam:PassRole", "*"]]);
});

test("a summary keeps which services a Deny of all but some actions leaves, and which ways up it closes there", () => {
  const deny: Statement = {
    Effect: "Deny",
    NotAction: ["sts:GetCallerIdentity", "iam:PutRolePolicy"],
    Resource: "*",
  };
  const [all, there] = summarize(document(deny)).statements;
  expect(all).toEqual(["Deny", "!iam:* sts:*", "*"]);
  const closed = there?.[1].split(" ");
  expect(closed).toEqual(expect.arrayContaining(["sts:AssumeRole", "iam:AttachRolePolicy"]));
  expect(closed).not.toContain("iam:PutRolePolicy");
  expect(closed).not.toContain("ec2:RunInstances");
});
