/** Who reaches which account as which role, and how it came about. */
import { accessMatrix, grantedBy } from "../../access";
import { accessOf, file, fileWithRole } from "./files";

/** Each entry as one line. */
const rows = (declared: unknown) =>
  accessMatrix(accessOf(declared)).map(
    (entry) =>
      `${entry.caller.kind} ${entry.caller.name} > ${entry.place.account.name} as ${entry.place.role.name}: ${grantedBy(entry.granted)}`,
  );

describe("the matrix", () => {
  test("lists users, then principals; each by account and role", () => {
    const declared = file({
      roles: {
        Writer: { targetAccounts: "*", requireMfa: false },
        Reader: { targetAccounts: "*", requireMfa: false },
      },
      users: { sam: { canAssume: ["Reader"] }, alex: { canAssume: ["Writer", "Reader"] } },
      principals: { ci: { roleName: "ci", canAssume: [{ role: "Reader", accounts: ["account-c"] }] } },
    });
    expect(rows(declared)).toEqual([
      "user alex > account-b as Reader: directly",
      "user alex > account-b as Writer: directly",
      "user alex > account-c as Reader: directly",
      "user alex > account-c as Writer: directly",
      "user sam > account-b as Reader: directly",
      "user sam > account-c as Reader: directly",
      "principal ci > account-c as Reader: directly",
    ]);
  });

  test("says once what is granted in several ways, with all of them", () => {
    const declared = file({
      groups: {
        staff: { canAssume: ["Reader"] },
        auditors: { canAssume: [{ role: "Reader", accounts: ["account-b"] }] },
        others: {},
      },
      users: {
        alex: {
          groups: ["staff", "auditors", "others"],
          canAssume: [{ role: "Reader", accounts: ["account-c"] }],
        },
      },
    });
    expect(rows(declared)).toEqual([
      "user alex > account-b as Reader: group auditors, group staff",
      "user alex > account-c as Reader: directly, group staff",
    ]);
  });

  test("a user without a grant is not in it, nor a group without members", () => {
    expect(
      rows(file({ groups: { staff: { canAssume: ["Reader"] } }, users: { alex: {}, sam: { groups: [] } } })),
    ).toEqual([]);
  });

  test("a user that is made elsewhere is in it as any other", () => {
    expect(
      rows(
        file({
          users: { kim: { existing: true, canAssume: [{ role: "Reader", accounts: ["account-b"] }] } },
        }),
      ),
    ).toEqual(["user kim > account-b as Reader: directly"]);
  });
});

describe("an entry", () => {
  const entries = (declared: unknown) => accessMatrix(accessOf(declared));
  const alex = { users: { alex: { canAssume: ["Reader"] } } };

  test("bears the role's ARN, and the link to switch to it", () => {
    const [entry] = entries(fileWithRole({ path: "/teams/" }, alex));
    expect(entry?.place.arn).toBe("arn:aws:iam::222222222222:role/teams/Reader");
    expect(entry?.place.link).toMatchObject({
      url: "https://signin.aws.amazon.com/switchrole?roleName=teams/Reader&account=222222222222",
    });
  });

  test("bears the reason where there is no link: an external ID, a path that is too long", () => {
    const reason = (role: object) => entries(fileWithRole(role as never, alex))[0]?.place.link;
    expect(reason({ externalId: "acme-42" })).toEqual({ reason: expect.stringContaining("external ID") });
    expect(reason({ path: `/${"p".repeat(60)}/` })).toEqual({
      reason: expect.stringContaining("67 characters"),
    });
  });

  test("bears the reason where a custom trust policy asks for an external ID", () => {
    const custom = {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: "111111111111" },
        Condition: { StringEquals: { "sts:ExternalId": "acme-42" } },
      },
    };
    expect(entries(fileWithRole({ trustedEntity: { custom } }, alex))[0]?.place.link).toEqual({
      reason: expect.stringContaining("external ID"),
    });
  });

  test("says whether MFA is needed, in the account that it is about", () => {
    const declared = fileWithRole({ overrides: { "account-c": { requireMfa: false } } }, alex);
    expect(entries(declared).map(({ place, requireMfa }) => [place.account.name, requireMfa])).toEqual([
      ["account-b", true],
      ["account-c", false],
    ]);
  });

  test("needs MFA where users are denied everything without; principals and users made elsewhere are not", () => {
    const declared = fileWithRole(
      { targetAccounts: ["account-b"], requireMfa: false },
      {
        identityAccount: { id: "111111111111", denyWithoutMfa: true },
        users: { alex: { canAssume: ["Reader"] }, kim: { existing: true, canAssume: ["Reader"] } },
        principals: { ci: { roleName: "ci", canAssume: ["Reader"] } },
      },
    );
    expect(entries(declared).map(({ caller, requireMfa }) => [caller.name, requireMfa])).toEqual([
      ["alex", true],
      ["kim", false],
      ["ci", false],
    ]);
  });
});
