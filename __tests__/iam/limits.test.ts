import * as limits from "../../iam/limits";

const all = "abcxyzABCXYZ0189_+=,.@-";

describe("a name", () => {
  test.each([
    ["a role or user", limits.roleOrUserName, 64],
    ["a group or policy", limits.groupOrPolicyName, 128],
  ])("of %s may use each character that IAM allows, and be as long as IAM allows", (_what, form, longest) => {
    expect(all).toMatch(form);
    expect("x").toMatch(form);
    expect("x".repeat(longest)).toMatch(form);
    expect("x".repeat(longest + 1)).not.toMatch(form);
  });

  test.each(["", "a b", "a/b", "a:b", "a*", "ä", "a\n", "😀", "a#"])("%j is none", (name) => {
    expect(name).not.toMatch(limits.roleOrUserName);
    expect(name).not.toMatch(limits.groupOrPolicyName);
  });
});

describe("other formats", () => {
  test.each([
    ["path", limits.path, ["/", "/a/", "/teams/eu-west/"], ["", "a", "/a", "a/", "/ /", "/ä/"]],
    [
      "external ID",
      limits.externalId,
      ["ab", "acme:2024/x+y=z,@-._"],
      ["a", "", "a b", "a*b", "x".repeat(1225)],
    ],
    ["session name", limits.sessionName, ["ab", "x".repeat(64)], ["a", "x".repeat(65), "a/b"]],
    [
      "account alias",
      limits.accountAlias,
      ["abc", "acme-identity", "0ab", "x".repeat(63)],
      ["ab", "Acme", "-abc", "abc-", "a--b", "a_b", "x".repeat(64)],
    ],
    [
      "account id",
      limits.accountId,
      ["000000000001", "999999999999"],
      ["11111111111", "1111111111111", "1111-1111-1111", "11111111111a", "111111111111\n"],
    ],
    [
      "organization id",
      limits.organizationId,
      ["o-a1b2c3d4e5"],
      ["a1b2c3d4e5", "o-a1b2c3d4", "o-A1B2C3D4E5", "ou-a1b2-c3d4e5f6"],
    ],
    [
      "policy's path",
      limits.policyPath,
      ["/", "/a/", "/teams/eu-west.1/a_b@c=d,e+f/"],
      ["", "a/", "/a", "/a*/", "/${aws:username}/", "/a b/", "/a:b/"],
    ],
    [
      "role's path that AWS keeps for itself",
      limits.reservedRolePath,
      ["/aws-service-role/", "/aws-service-role/ec2.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"],
      ["/", "/aws/", "/aws-service-roles/", "/team/aws-reserved/"],
    ],
    [
      "role's name that AWS keeps for itself",
      limits.reservedRoleName,
      ["AWSReservedSSO_Admin_0123456789abcdef", "awsreservedsso_x"],
      ["AWSReservedSSO", "MyAWSReservedSSO_x", "Reader"],
    ],
    [
      "role's description",
      limits.description,
      ["", "Reads: everything, (a)b!~", "Prüft\n\ttäglich ©ÿ"],
      ["Reads — everything", "閲覧", "“x”", "a\u0000", "a\u007f", "a\u00a0", "😀"],
    ],
    [
      "tag's key",
      limits.tagKey,
      ["Team", "kostenstelle/größe", "部署", "a b", "team:owner_1=x+y-z@w.v"],
      ["", "a#b", "a*", "a(b)", "a,b", "a;b", "a\nb", "😀"],
    ],
    ["tag's value", limits.tagValue, ["", "web 1", "me@example.com", "閲覧"], ["a#b", "50%", "a,b", '"a"']],
    ["policy's text", limits.policyText, ["", "{\n\t}\r", "ÿ\u0080"], ["—", "Ā", "\u0000", "a\u001f"]],
    [
      "partition",
      limits.arnPartition,
      ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc"],
      ["", "AWS", "aws-", "aws-eu", "amazon"],
    ],
    [
      "service as a principal",
      limits.servicePrincipal,
      [
        "ec2.amazonaws.com",
        "ec2.amazonaws.com.cn",
        "logs.eu-west-1.amazonaws.com",
        "member.org.stacksets.cloudformation.amazonaws.com",
        "resource-management.marketplace.amazonaws.com",
      ],
      [
        "",
        "*",
        "ec2",
        "a b",
        "ec2.amazonaws.com ",
        "EC2.amazonaws.com",
        "ec2.amazon.com",
        ".amazonaws.com",
        "amazonaws.com",
        "-a.amazonaws.com",
        "https://ec2.amazonaws.com",
      ],
    ],
    [
      "OpenID Connect provider",
      limits.oidcProvider,
      ["token.actions.githubusercontent.com", "login.example.com/tenant/v2.0", "acme.auth0.com/"],
      ["", "https://x.example", "x.example:8443", "x.example?a=b", "x y", "*.example", "x.example/${a:b}"],
    ],
    [
      "SAML provider's name",
      limits.samlProviderName,
      ["Okta", "a.b-c_1", "x".repeat(128)],
      ["", "a b", "a/b", "a@b", "x".repeat(129)],
    ],
    [
      "stack set's name",
      limits.stackSetName,
      ["A", "audit-2", "x".repeat(128)],
      ["", "2a", "-a", "a_b", "a.b", "x".repeat(129)],
    ],
  ])("of a %s", (_what, form, right, wrong) => {
    for (const text of right) expect(text).toMatch(form);
    for (const text of wrong) expect(text).not.toMatch(form);
  });
});

test("a policy document is measured as IAM measures it: whitespace does not count", () => {
  expect(limits.policyCharacters('{\n\t"Version": "2012-10-17" }\r\n')).toBe(
    '{"Version":"2012-10-17"}'.length,
  );
});
