import { checkPolicyDocument, type PolicyDocument, toList } from "../../iam/policy-document";
import { denyWithoutMfaPolicy, selfServicePolicy } from "../../iam/self-service";
import { coversAction, coversResource, globMatches, statementsOf } from "../../iam/statement";

const selfService = selfServicePolicy("aws", "111111111111");

/** Whether a document allows `alex`, signed in with or without MFA, an action on a resource. */
function allows(document: PolicyDocument, action: string, resource: string, mfa: boolean): boolean {
  return statementsOf(document).some(
    ({ statement }) =>
      statement.Effect === "Allow" &&
      coversAction(statement, action) &&
      toList(statement.Resource).some((pattern) =>
        globMatches(pattern.replace("${aws:username}", "alex"), resource),
      ) &&
      (statement.Condition === undefined || mfa),
  );
}

const user = (name: string, path = "/") => `arn:aws:iam::111111111111:user${path}${name}`;

test("the policies are what IAM takes", () => {
  expect(checkPolicyDocument(selfService, "identity")).toEqual([]);
  expect(checkPolicyDocument(denyWithoutMfaPolicy(), "identity")).toEqual([]);
});

describe("a user with self-service", () => {
  test.each([
    "iam:ChangePassword",
    "iam:CreateAccessKey",
    "iam:DeleteAccessKey",
    "iam:UpdateAccessKey",
    "iam:ListAccessKeys",
    "iam:EnableMFADevice",
    "iam:ListMFADevices",
    "iam:ResyncMFADevice",
    "iam:GetUser",
  ])("may %s for themselves, whatever their path, and for nobody else", (action) => {
    expect(allows(selfService, action, user("alex"), false)).toBe(true);
    expect(allows(selfService, action, user("alex", "/teams/ops/"), false)).toBe(true);
    expect(allows(selfService, action, user("sam"), true)).toBe(false);
    expect(allows(selfService, action, user("alexander"), true)).toBe(false);
    expect(allows(selfService, action, user("sam", "/alex/"), true)).toBe(false);
  });

  test("may make an MFA device of any name, and take one of their own off only with MFA", () => {
    expect(
      allows(selfService, "iam:CreateVirtualMFADevice", "arn:aws:iam::111111111111:mfa/phone", false),
    ).toBe(true);
    expect(allows(selfService, "iam:DeactivateMFADevice", user("alex"), false)).toBe(false);
    expect(allows(selfService, "iam:DeactivateMFADevice", user("alex"), true)).toBe(true);
    expect(allows(selfService, "iam:DeactivateMFADevice", user("sam"), true)).toBe(false);
  });

  test.each([
    "iam:CreateUser",
    "iam:PutUserPolicy",
    "iam:AttachUserPolicy",
    "iam:AddUserToGroup",
    "iam:CreateLoginProfile",
    "iam:UpdateLoginProfile",
    "iam:PassRole",
    "sts:AssumeRole",
    "s3:ListAllMyBuckets",
  ])("may not %s, not even for themselves", (action) => {
    expect(allows(selfService, action, user("alex"), true)).toBe(false);
    expect(allows(selfService, action, "*", true)).toBe(false);
  });
});

describe("a user who is denied everything without MFA", () => {
  const [{ statement }] = statementsOf(denyWithoutMfaPolicy()) as [ReturnType<typeof statementsOf>[number]];

  test("is denied by a statement that plain access keys do not slip through", () => {
    expect(statement).toMatchObject({
      Effect: "Deny",
      Resource: "*",
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
    });
  });

  test.each([
    "iam:ChangePassword",
    "iam:GetAccountPasswordPolicy",
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:ListMFADevices",
    "sts:GetSessionToken",
  ])("may still %s, which the first sign-in needs", (action) => {
    expect(coversAction(statement, action)).toBe(false);
  });

  test.each([
    "sts:AssumeRole",
    "iam:DeactivateMFADevice",
    "iam:CreateAccessKey",
    "iam:UpdateAccessKey",
    "s3:GetObject",
  ])("may not %s", (action) => {
    expect(coversAction(statement, action) && coversResource(statement, "arn:anything")).toBe(true);
  });
});
