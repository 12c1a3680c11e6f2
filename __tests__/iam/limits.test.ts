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
