/** The name of a role in IAM, apart from its name in the file. */
import { grantPolicies, placesOf } from "../../access";
import { levelOf } from "../../access/role-level";
import { accessOf, errorsOf, file, fileWithRole, findings } from "./files";

const named = (roleName: string, role: object = {}) => fileWithRole({ roleName, ...role });
const names = (declared: unknown) => placesOf(accessOf(declared)).map(({ roleName }) => roleName);
const found = (declared: unknown) =>
  errorsOf(declared).map(({ path, code, message }) => [path.join("."), code, message]);

describe("the name of a role in IAM", () => {
  test("is its name in the file, unless roleName says another", () => {
    expect(names(fileWithRole({}))).toEqual(["Reader", "Reader"]);
    expect(names(named("read-only"))).toEqual(["read-only", "read-only"]);
  });

  test("has the name or the id of each account where it asks for them", () => {
    expect(names(named("{account}-admin"))).toEqual(["account-b-admin", "account-c-admin"]);
    expect(names(named("{accountId}.{account}"))).toEqual([
      "222222222222.account-b",
      "333333333333.account-c",
    ]);
  });

  test("is in the ARN, in the link and in the grants; the key is in what people read", () => {
    const access = accessOf({
      ...named("{account}-admin", { path: "/teams/" }),
      users: { alex: { canAssume: ["Reader"] } },
    });
    const [place] = placesOf(access);
    const arn = "arn:aws:iam::222222222222:role/teams/account-b-admin";
    expect(place).toMatchObject({ arn, role: { name: "Reader" } });
    expect(place?.link.urlWithDisplayName).toBe(
      "https://signin.aws.amazon.com/switchrole?roleName=teams/account-b-admin&account=222222222222&displayName=Reader%20%40%20account-b",
    );
    const [alex] = access.users;
    expect(alex && grantPolicies(access, alex).inline?.Statement).toMatchObject([
      { Resource: [arn, "arn:aws:iam::333333333333:role/teams/account-c-admin"] },
    ]);
  });

  test("decides whether a role can change itself, in each account", () => {
    const access = accessOf(
      named("{account}-admin", {
        inlinePolicies: {
          self: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "iam:PutRolePolicy", Resource: "arn:aws:iam::*:role/account-b-*" },
            ],
          },
        },
      }),
    );
    expect(placesOf(access).map((place) => levelOf(place).level)).toEqual(["escalates", "permissions"]);
  });
});

describe("refused", () => {
  test.each(["{accounts}-admin", "{}", "a b", "${account}", ""])("the name %j", (roleName) => {
    expect(errorsOf(named(roleName))).toMatchObject([{ path: ["roles", "Reader", "roleName"] }]);
  });

  test("a name that is too long in an account", () => {
    const name = `{account}-${"x".repeat(60)}`;
    expect(found(named(name))).toEqual([
      [
        "roles.Reader.roleName",
        "role-name-too-long",
        `is "account-b-${"x".repeat(60)}" in "account-b", which has 70 characters, and is too long in 1 more; IAM allows 64`,
      ],
    ]);
    expect(found(named(name, { targetAccounts: ["account-c"] }))[0]?.[2]).toBe(
      `is "account-c-${"x".repeat(60)}" in "account-c", which has 70 characters; IAM allows 64`,
    );
    expect(found(named(`{account}-${"x".repeat(54)}`))).toEqual([]);
  });

  test("two keys for one role in an account, also where the names differ in case only", () => {
    const roles = (roleName: string, targetAccounts: unknown = "*") =>
      file({
        roles: {
          Reader: { targetAccounts: "*" },
          Second: { targetAccounts, roleName },
        },
      });
    expect(found(roles("READER"))).toEqual([
      [
        "roles.Second.roleName",
        "same-role-twice",
        '"Reader" and "Second" are both the role READER in account 222222222222 ("account-b"); give one of them another roleName',
      ],
    ]);
    expect(found(roles("{account}-reader"))).toEqual([]);
    const apart = {
      roles: {
        Reader: { targetAccounts: ["account-b"] },
        Second: { targetAccounts: ["account-c"], roleName: "Reader" },
      },
    };
    expect(found(file(apart))).toEqual([]);
  });

  test("two keys for one role that stack sets make in the same organizational unit", () => {
    const roles = (organizationalUnits: readonly string[]) =>
      file({
        organization: {
          id: "o-a1b2c3d4e5",
          accountId: "999900001111",
          organizationalUnits: ["ou-ab12-zzzzzzzz", "ou-ab12-yyyyyyyy"],
        },
        roles: {
          Reader: { rollout: "stackSet", targetAccounts: ["account-b"] },
          Second: {
            rollout: "stackSet",
            targetAccounts: ["account-c"],
            roleName: "reader",
            stackSet: { organizationalUnits },
          },
        },
      });
    expect(found(roles(["ou-ab12-zzzzzzzz"]))).toEqual([
      [
        "roles.Second.roleName",
        "same-role-twice",
        '"Reader" and "Second" are both the role reader in every account of ou-ab12-zzzzzzzz, by a stack set each; give one of them another roleName, or other units in stackSet.organizationalUnits',
      ],
    ]);
    expect(found(roles(["ou-ab12-xxxxxxxx"]))).toEqual([]);
  });

  test("a key that another role has as its name in IAM", () => {
    const roles = {
      Admin: { targetAccounts: "*", roleName: "Reader" },
      Reader: { targetAccounts: ["account-c"] },
    };
    expect(found(file({ roles }))).toMatchObject([["roles.Reader", "same-role-twice", /333333333333/]]);
  });

  test("a name that only AWS gives, and not a key like one", () => {
    expect(errorsOf(named("AWSReservedSSO_{account}"))).toMatchObject([{ code: "reserved-role-name" }]);
    expect(
      found(file({ roles: { AWSReservedSSO_Admin: { targetAccounts: "*", roleName: "admin" } } })),
    ).toEqual([]);
  });

  test("a grant in the whole organization of a role with another name in each account", () => {
    const granted = (roleName: string) => ({
      ...named(roleName),
      organization: { id: "o-a1b2c3d4e5" },
      users: { alex: { canAssume: [{ role: "Reader", accounts: "organization" }] } },
    });
    expect(found(granted("{accountId}-admin"))).toEqual([
      [
        "users.alex.canAssume.0.accounts",
        "grant-in-organization-by-account",
        'needs a role with one name in all accounts, and the name of "Reader" is {accountId}-admin; grant it in named accounts, or remove {account} and {accountId} from its roleName',
      ],
    ]);
    const access = accessOf(granted("admin"));
    const [alex] = access.users;
    expect(alex && grantPolicies(access, alex).inline?.Statement).toMatchObject([
      { Resource: "arn:aws:iam::*:role/admin" },
    ]);
  });

  test("the name of an account in a stack set, which CloudFormation does not know; its id it does", () => {
    const rolledOut = (roleName: string) => ({
      ...named(roleName, { rollout: "stackSet" }),
      organization: {
        id: "o-a1b2c3d4e5",
        accountId: "999900001111",
        organizationalUnits: ["ou-ab12-cdefgh34"],
      },
    });
    expect(found(rolledOut("{account}-admin"))).toMatchObject([
      ["roles.Reader.roleName", "not-for-stack-sets", expect.any(String)],
    ]);
    expect(found(rolledOut("{accountId}-admin"))).toEqual([]);
  });
});

test("path and name in IAM are too long for the console where they are in some account", () => {
  const declared = named(`{account}-${"x".repeat(50)}`, { path: "/teams/" });
  expect(findings("role-name-too-long-for-console", declared)).toMatchObject([
    { path: ["roles", "Reader", "path"], data: { actual: 66 } },
  ]);
});
