import fc from "fast-check";
import {
  consoleSignInUrl,
  defaultDisplayName,
  type SwitchRoleTarget,
  switchRoleLink,
} from "../../iam/switch-role-link";

const lab: SwitchRoleTarget = {
  partition: "aws",
  account: "222222222222",
  roleName: "CrossAccount-B",
  rolePath: "/",
  trustsAnAccount: true,
  displayName: "CrossAccount-B @ account-b",
};
const link = (target: Partial<SwitchRoleTarget>) => {
  const found = switchRoleLink({ ...lab, ...target });
  return found.url === undefined ? found : { url: found.url };
};

describe("the link to switch to a role", () => {
  test.each([
    ["aws", "https://signin.aws.amazon.com/switchrole?roleName=CrossAccount-B&account=222222222222"],
    [
      "aws-us-gov",
      "https://signin.amazonaws-us-gov.com/switchrole?roleName=CrossAccount-B&account=222222222222",
    ],
    ["aws-cn", "https://signin.amazonaws.cn/switchrole?roleName=CrossAccount-B&account=222222222222"],
  ] as const)("in the partition %s", (partition, expected) => {
    expect(link({ partition })).toEqual({ url: expected });
  });

  test("names a role with its path, without the path's first slash", () => {
    expect(link({ rolePath: "/teams/ops/", account: "acme-dev" })).toEqual({
      url: "https://signin.aws.amazon.com/switchrole?roleName=teams/ops/CrossAccount-B&account=acme-dev",
    });
  });

  test("carries every character of a role's name to the console unharmed", () => {
    const found = link({ roleName: "a+b=c,d.e@f_g-h" });
    const url = new URL(found.url ?? "");
    expect(url.searchParams.get("roleName")).toBe("a+b=c,d.e@f_g-h");
    expect(url.searchParams.get("account")).toBe("222222222222");
  });

  test("there is one that also names what the console shows after the switch", () => {
    expect(switchRoleLink({ ...lab, displayName: "dev & test" })).toEqual({
      url: "https://signin.aws.amazon.com/switchrole?roleName=CrossAccount-B&account=222222222222",
      urlWithDisplayName:
        "https://signin.aws.amazon.com/switchrole?roleName=CrossAccount-B&account=222222222222&displayName=dev%20%26%20test",
    });
  });

  test("is there for path and name of 64 characters, and at 65 there is the reason instead", () => {
    expect(link({ rolePath: "/12345/", roleName: "x".repeat(58) })).toHaveProperty("url");
    expect(link({ rolePath: "/", roleName: "x".repeat(64) })).toHaveProperty("url");
    expect(link({ rolePath: "/12345/", roleName: "x".repeat(59) })).toEqual({
      reason: "no link: path and name have 65 characters; the console switches with at most 64",
    });
  });

  test("is none for a role that requires an external ID", () => {
    expect(link({ consoleLacks: "an external ID" })).toEqual({
      reason: "no link: the console cannot switch to a role that requires an external ID",
    });
  });

  test("is none for a role that trusts only a service or a federation", () => {
    expect(link({ trustsAnAccount: false, consoleLacks: "an external ID" })).toEqual({
      reason: "no link: the role trusts no AWS account, so nobody can switch to it",
    });
  });
});

test.each([
  ["aws", "acme-identity", "https://acme-identity.signin.aws.amazon.com/console"],
  ["aws", "000000000001", "https://000000000001.signin.aws.amazon.com/console"],
  ["aws-us-gov", "111111111111", "https://111111111111.signin.amazonaws-us-gov.com/console"],
  ["aws-cn", "111111111111", "https://111111111111.signin.amazonaws.cn/console"],
] as const)("users sign in, in %s and with the account %s, at %s", (partition, account, expected) => {
  expect(consoleSignInUrl(partition, account)).toBe(expected);
});

describe("what the console shows after the switch, where the role says nothing", () => {
  test("is the role and the account", () => {
    expect(defaultDisplayName("Admin", "prod-eu")).toBe("Admin @ prod-eu");
  });

  test("has the longer of the two cut where both do not fit", () => {
    expect(defaultDisplayName("r".repeat(64), "prod-eu")).toBe(`${"r".repeat(53)}… @ prod-eu`);
    expect(defaultDisplayName("Admin", "a".repeat(64))).toBe(`Admin @ ${"a".repeat(55)}…`);
  });

  test("always fits, and keeps both whole where both fit", () => {
    const name = fc.string({ minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(name, name, (role, account) => {
        const shown = defaultDisplayName(role, account);
        expect(shown.length).toBeLessThanOrEqual(64);
        if (role.length + account.length <= 61) expect(shown).toBe(`${role} @ ${account}`);
      }),
    );
  });
});
