import { accountPrincipalArn, iamArn, parseIamArn } from "../../iam/arn";

describe("the ARN of something in IAM", () => {
  test.each([
    [
      "a role",
      iamArn("aws", "222222222222", "role", "CrossAccount-B"),
      "arn:aws:iam::222222222222:role/CrossAccount-B",
    ],
    [
      "a role with a path",
      iamArn("aws", "222222222222", "role", "Audit", "/teams/security/"),
      "arn:aws:iam::222222222222:role/teams/security/Audit",
    ],
    [
      "a user in GovCloud",
      iamArn("aws-us-gov", "000000000001", "user", "dana.ops+eu@example.com"),
      "arn:aws-us-gov:iam::000000000001:user/dana.ops+eu@example.com",
    ],
    [
      "a federation in China",
      iamArn("aws-cn", "222222222222", "oidc-provider", "login.example.com/realms/acme"),
      "arn:aws-cn:iam::222222222222:oidc-provider/login.example.com/realms/acme",
    ],
    [
      "an account as a principal",
      accountPrincipalArn("aws", "111111111111"),
      "arn:aws:iam::111111111111:root",
    ],
  ])("%s", (_what, arn, expected) => {
    expect(arn).toBe(expected);
  });

  test("taken apart, gives the parts it was made of", () => {
    expect(parseIamArn(iamArn("aws-us-gov", "222222222222", "role", "a+b=c", "/x/y/"))).toEqual({
      partition: "aws-us-gov",
      accountId: "222222222222",
      resource: "role",
      path: "/x/y/",
      name: "a+b=c",
    });
  });

  test("of a policy of AWS's own has no account", () => {
    expect(parseIamArn("arn:aws:iam::aws:policy/job-function/Billing")).toEqual({
      partition: "aws",
      accountId: "aws",
      resource: "policy",
      path: "/job-function/",
      name: "Billing",
    });
  });

  test.each([
    "",
    "AdministratorAccess",
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::11111111111:role/short",
    "arn:aws:s3:::bucket/key",
    "arn:aws:iam:us-east-1:111111111111:role/region",
    "arn:aws:iam::111111111111:role/",
    "arn:azure:iam::111111111111:role/x",
    "arn:aws:iam::111111111111:role/with space",
  ])("%j is none", (text) => {
    expect(parseIamArn(text)).toBeUndefined();
  });
});
