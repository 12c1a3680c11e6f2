import { globalConditionKey, nearestGlobalConditionKey } from "../../iam/global-condition-key";

describe("a global condition key", () => {
  test.each([
    ["aws:PrincipalOrgID", "aws:PrincipalOrgID", ["String"]],
    ["AWS:principalorgid", "aws:PrincipalOrgID", ["String"]],
    ["aws:SourceIp", "aws:SourceIp", ["IP address"]],
    ["aws:EpochTime", "aws:EpochTime", ["Date", "Numeric"]],
    ["aws:PrincipalTag/team/web", "aws:PrincipalTag", ["String"]],
    ["aws:RequestTag", "aws:RequestTag", ["String"]],
  ])("%s is known, with its type", (key, name, types) => {
    expect(globalConditionKey(key)).toMatchObject({ name, types });
  });

  test.each(["aws:PrincipalOrg", "aws:username/x", "s3:prefix", "", "aws:", "constructor"])(
    "%j is none",
    (key) => {
      expect(globalConditionKey(key)).toBeUndefined();
    },
  );
});

describe("a misspelt global condition key", () => {
  test.each([
    ["aws:PrincipleArn", "aws:PrincipalArn"],
    ["aws:sourceips", "aws:SourceIp"],
    ["aws:ResourceTags/team", "aws:ResourceTag"],
    ["aws:MultiFactorAuth", "aws:MultiFactorAuthAge"],
  ])("%s is taken for %s", (key, name) => {
    expect(nearestGlobalConditionKey(key)).toBe(name);
  });

  test.each(["aws:Zodiac", "aws:", "aws:FavouriteColour"])("%s is like none", (key) => {
    expect(nearestGlobalConditionKey(key)).toBeUndefined();
  });
});
