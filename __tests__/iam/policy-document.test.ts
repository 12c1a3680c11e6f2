import fc from "fast-check";
import { assumeRolePermission } from "../../iam/assume-role-permission";
import { checkPolicyDocument, oneOrSorted, policyJson, toList } from "../../iam/policy-document";

const right = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }] };
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "111111111111" } }],
};

describe("the permission to assume roles", () => {
  test("names exactly the roles, sorted and each once, and nothing else", () => {
    expect(policyJson(assumeRolePermission(["arn:b", "arn:a", "arn:b"]))).toBe(
      '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Resource":["arn:a","arn:b"]}],"Version":"2012-10-17"}',
    );
  });

  test("of one role names it as a text, as the IAM console writes it", () => {
    expect(policyJson(assumeRolePermission(["arn:a"]))).toBe(
      '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Resource":"arn:a"}],"Version":"2012-10-17"}',
    );
  });
});

describe("a document's bytes", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, shuffled(inner)]),
    );
  };

  test("do not depend on the order of its keys, and hold all that it holds", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const json = policyJson(value as never);
        expect(policyJson(shuffled(value) as never)).toBe(json);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("keep lists in the order they are in, and are sorted the same under every locale", () => {
    expect(policyJson({ b: ["z", "a"], B: 1, a: 2, ä: 3 } as never)).toBe(
      '{"B":1,"a":2,"b":["z","a"],"ä":3}',
    );
  });
});

test("a set of values always reads the same: one as itself, several sorted and each once", () => {
  expect(oneOrSorted(["a"])).toBe("a");
  expect(oneOrSorted(["b", "a", "b", "B"])).toEqual(["B", "a", "b"]);
  expect(oneOrSorted([])).toEqual([]);
  expect([toList(undefined), toList("a"), toList(["a", "b"])]).toEqual([[], ["a"], ["a", "b"]]);
});

describe("a policy document that IAM would take", () => {
  test.each([
    ["a permissions policy", "identity", right],
    ["one statement without a list", "identity", { Version: "2012-10-17", Statement: right.Statement[0] }],
    [
      "every element",
      "identity",
      {
        Version: "2012-10-17",
        Id: "all",
        Statement: [
          {
            Sid: "One",
            Effect: "Deny",
            NotAction: ["iam:*", "execute-api:Invoke", "*:*"],
            NotResource: ["arn:aws:s3:::${aws:username}/*", "${TfToken[TOKEN.1]}"],
            Condition: {
              "ForAnyValue:StringNotEqualsIgnoreCaseIfExists": { "aws:TagKeys": ["a", "b"] },
              NumericLessThanEquals: { "s3:max-keys": 10 },
              Bool: { "aws:SecureTransport": true },
              Null: { "aws:TokenIssueTime": "false" },
              ArnNotLike: { "aws:SourceArn": "arn:aws:s3:::*" },
              DateGreaterThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" },
              NotIpAddress: { "aws:SourceIp": "198.51.100.0/24" },
            },
          },
        ],
      },
    ],
    ["a trust policy", "trust", trust],
    [
      "a trust policy with every kind of principal",
      "trust",
      {
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: {
            AWS: ["111111111111"],
            Service: "ec2.amazonaws.com",
            Federated: "x",
            CanonicalUser: "y",
          },
        },
      },
    ],
    [
      "a trust policy for everybody",
      "trust",
      { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" } },
    ],
  ] as const)("%s", (_what, kind, document) => {
    expect(checkPolicyDocument(document, kind)).toEqual([]);
  });
});

describe("what IAM would refuse is said with its place", () => {
  const statement = (more: object) => ({
    Version: "2012-10-17",
    Statement: [{ ...right.Statement[0], ...more }],
  });
  const trusting = (more: object) => ({
    Version: "2012-10-17",
    Statement: [{ ...trust.Statement[0], ...more }],
  });

  test.each<[string, unknown, "identity" | "trust", (string | number)[], string]>([
    ["no document", "{}", "identity", [], "must be a policy document"],
    ["a list", [], "identity", [], "must be a policy document"],
    ["no Version", { Statement: right.Statement }, "identity", [], 'Version must be "2012-10-17"'],
    ["an older Version", { ...right, Version: "2008-10-17" }, "identity", ["Version"], "policy variables"],
    [
      "an unknown element",
      { ...right, Statements: [] },
      "identity",
      ["Statements"],
      "Version, Id, Statement",
    ],
    ["an Id that is no text", { ...right, Id: 3 }, "identity", ["Id"], "text"],
    ["no Statement", { Version: "2012-10-17" }, "identity", [], "has no Statement"],
    ["an empty Statement", { ...right, Statement: [] }, "identity", [], "has no Statement"],
    [
      "a Statement that is none",
      { ...right, Statement: ["x"] },
      "identity",
      ["Statement", 0],
      "Effect, Action",
    ],
    ["a Statement of nothing", { ...right, Statement: null }, "identity", ["Statement"], "Effect, Action"],
    ["no Effect", statement({ Effect: undefined }), "identity", ["Statement", 0], "Allow or Deny"],
    [
      "a wrong Effect",
      statement({ Effect: "allow" }),
      "identity",
      ["Statement", 0, "Effect"],
      "Allow or Deny",
    ],
    [
      "an unknown element in it",
      statement({ Actions: "x" }),
      "identity",
      ["Statement", 0, "Actions"],
      "Sid, Effect",
    ],
    [
      "no Action",
      statement({ Action: undefined }),
      "identity",
      ["Statement", 0],
      "needs Action or NotAction",
    ],
    [
      "two of them",
      statement({ NotAction: "s3:*" }),
      "identity",
      ["Statement", 0],
      "both Action and NotAction",
    ],
    [
      "an Action that is no text",
      statement({ Action: [3] }),
      "identity",
      ["Statement", 0, "Action"],
      "list of texts",
    ],
    ["an empty list", statement({ Action: [] }), "identity", ["Statement", 0, "Action"], "list of texts"],
    [
      "an action without a service",
      statement({ Action: ["s3:GetObject", "GetObject"] }),
      "identity",
      ["Statement", 0, "Action", 1],
      '"GetObject" is no action; write service:Action',
    ],
    [
      "no Resource",
      statement({ Resource: undefined }),
      "identity",
      ["Statement", 0],
      "needs Resource or NotResource",
    ],
    [
      "a resource that is no ARN",
      statement({ Resource: "my-bucket" }),
      "identity",
      ["Statement", 0, "Resource"],
      '"my-bucket" is no resource; write its ARN',
    ],
    [
      "a principal",
      statement({ Principal: "*" }),
      "identity",
      ["Statement", 0, "Principal"],
      "has no Principal",
    ],
    ["a wrong Sid", statement({ Sid: "my-sid" }), "identity", ["Statement", 0, "Sid"], "letters A-Z"],
    [
      "a Sid twice",
      { ...right, Statement: [1, 2].map(() => ({ ...right.Statement[0], Sid: "Same" })) },
      "identity",
      ["Statement", 1, "Sid"],
      'another statement has the Sid "Same"',
    ],
    [
      "a condition of the wrong form",
      statement({ Condition: [] }),
      "identity",
      ["Statement", 0, "Condition"],
      "map",
    ],
    [
      "an unknown operator",
      statement({ Condition: { StringEqual: { a: "b" } } }),
      "identity",
      ["Statement", 0, "Condition", "StringEqual"],
      "no condition operator",
    ],
    [
      "an operator without keys",
      statement({ Condition: { StringEquals: "b" } }),
      "identity",
      ["Statement", 0, "Condition", "StringEquals"],
      "condition keys",
    ],
    [
      "a condition's value of the wrong form",
      statement({ Condition: { StringEquals: { "aws:username": { a: "b" } } } }),
      "identity",
      ["Statement", 0, "Condition", "StringEquals", "aws:username"],
      "a text, a number",
    ],
    [
      "a trust policy with a resource",
      trusting({ Resource: "*" }),
      "trust",
      ["Statement", 0, "Resource"],
      "role itself",
    ],
    [
      "one without a principal",
      trusting({ Principal: undefined }),
      "trust",
      ["Statement", 0],
      "needs a Principal",
    ],
    [
      "one with two",
      trusting({ NotPrincipal: "*" }),
      "trust",
      ["Statement", 0],
      "both Principal and NotPrincipal",
    ],
    [
      "a principal of no kind",
      trusting({ Principal: "111111111111" }),
      "trust",
      ["Statement", 0, "Principal"],
      "AWS, Service, Federated",
    ],
    [
      "a principal of an unknown kind",
      trusting({ Principal: { Aws: "111111111111" } }),
      "trust",
      ["Statement", 0, "Principal", "Aws"],
      "AWS, Service, Federated",
    ],
    [
      "a principal that is no text",
      trusting({ Principal: { AWS: 111111111111 } }),
      "trust",
      ["Statement", 0, "Principal", "AWS"],
      "list of texts",
    ],
  ])("%s", (_what, document, kind, path, message) => {
    expect(checkPolicyDocument(document, kind)).toEqual([
      { path, message: expect.stringContaining(message) },
    ]);
  });

  test("several at once, each for itself", () => {
    expect(
      checkPolicyDocument(
        { Version: "2012-10-17", Statement: [{ Effect: "Maybe", Sid: "a b" }, 3] },
        "identity",
      ).map(({ path }) => path),
    ).toEqual([
      ["Statement", 0, "Effect"],
      ["Statement", 0],
      ["Statement", 0],
      ["Statement", 0, "Sid"],
      ["Statement", 1],
    ]);
  });

  test("whatever it is, it is never a stack trace, and what passes can be written as JSON", () => {
    const values = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    const likeDocuments = fc.record(
      {
        Version: fc.oneof(fc.constant("2012-10-17"), values),
        Statement: fc.oneof(
          fc.array(
            fc.record(
              {
                Effect: fc.oneof(fc.constant("Allow"), values),
                Action: fc.oneof(fc.constant("*"), values),
                Resource: fc.oneof(fc.constant("*"), values),
                Condition: fc.oneof(fc.dictionary(fc.constantFrom("Bool", "Null"), values), values),
              },
              { requiredKeys: [] },
            ),
          ),
          values,
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(values, likeDocuments), fc.constantFrom("identity", "trust"), (document, kind) => {
        if (checkPolicyDocument(document, kind).length === 0) policyJson(document as never);
      }),
    );
  });
});
