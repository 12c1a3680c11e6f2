import { matrixJson } from "../../reports/matrix-json";
import { matrixMarkdown } from "../../reports/matrix-markdown";
import { matrixSchema } from "../../reports/matrix-schema";
import { matrixTable } from "../../reports/matrix-table";
import { type ReportFilter, reportOf } from "../../reports/report";
import { whetherCan } from "../../reports/whether-can";
import { expectGolden } from "../support/golden";
import { accessOf, company } from "./access-of";

const text = (filter?: ReportFilter, file: object = company()) =>
  [...matrixJson(reportOf(accessOf(file), filter))].join("");
const json = (filter?: ReportFilter, file?: object) => matrixSchema.parse(JSON.parse(text(filter, file)));

test("the matrix in its three forms", () => {
  const report = reportOf(accessOf(company()));
  expectGolden("matrix.json", text());
  expectGolden("matrix.md", matrixMarkdown(report));
  expectGolden("matrix.txt", `${matrixTable(report).join("\n")}\n`);
});

describe("access.json", () => {
  test("keeps to its schema, also when there is nothing in it", () => {
    expect(json().entries.length).toBeGreaterThan(0);
    const empty = json(undefined, {
      identityAccount: { id: "111111111111" },
      deployWith: "ambient",
      targetAccounts: {},
      roles: {},
    });
    expect(empty).toMatchObject({ accounts: [], roles: [], users: [], groups: [], entries: [] });
  });

  test("says that an external ID is required, and not which", () => {
    expect(json().entries.find(({ role }) => role === "Vendor")).toMatchObject({
      mfa: "required",
      ways: [["MFA", "address in 198.51.100.0/24", "external ID"]],
    });
    expect(text()).not.toContain("acme-4711");
  });

  test("says how each entry came about", () => {
    expect(json({ user: "alex", account: "dev", role: "Admin" }).entries).toEqual([
      {
        subject: { kind: "user", name: "alex" },
        account: "dev",
        role: "Admin",
        granted: { directly: false, groups: ["auditors", "platform"] },
        admitted: "yes",
        mfa: "not asked",
        ways: [[]],
      },
    ]);
  });

  test("has the subjects that only a trust policy lets in", () => {
    expect(json().entries.filter(({ granted }) => granted === null)).toEqual([
      {
        subject: { kind: "account", name: "999999999999" },
        account: "prod",
        role: "Scanner",
        granted: null,
        admitted: "yes",
        mfa: "not asked",
        ways: [[]],
      },
    ]);
  });

  test("says that a role's session is refused where the role requires MFA", () => {
    const [entry] = json({ user: "pipeline" }).entries;
    expect(entry).toMatchObject({ granted: { directly: true }, admitted: "no", ways: [] });
    expect(entry).not.toHaveProperty("mfa");
  });

  test("has the level of each role, and how it escalates", () => {
    const file = company();
    file.roles.Builder = { targetAccounts: ["dev"], managedPolicies: ["IAMFullAccess"] };
    file.roles.Own = { targetAccounts: ["dev"], managedPolicies: [{ name: "Ours" }] };
    const level = (name: string) => json(undefined, file).roles.find(({ role }) => role === name);
    expect(level("Admin")).toMatchObject({ level: "administrator", levelGrade: "proven" });
    expect(level("Builder")).toMatchObject({
      level: "escalates",
      levelPath: { id: expect.any(String), how: expect.stringMatching(/\.$/) },
    });
    expect(level("Own")).toMatchObject({
      level: "unknown",
      levelAtLeast: "none",
      levelGrade: "possible",
      unknownPolicies: ["Ours"],
    });
  });

  test("says which users have console access, and which groups have members that it does not list", () => {
    const file = company();
    file.users = {
      alex: { groups: ["platform"], consoleAccess: true },
      old: { existing: true, groups: ["platform"] },
      zoe: {},
    };
    file.groups = { ...file.groups, theirs: { existing: true, canAssume: ["Admin"] } };
    const { users, groups } = json(undefined, file);
    expect(users.map(({ name, consoleAccess }) => [name, consoleAccess])).toEqual([
      ["alex", true],
      ["old", "unknown"],
      ["zoe", false],
    ]);
    expect(groups).toEqual([
      { name: "auditors", members: [], membersComplete: false },
      { name: "platform", members: ["alex", "old"], membersComplete: true },
      { name: "theirs", members: [], membersComplete: false },
    ]);
  });
});

describe("a filter", () => {
  test("by account leaves all who get into it", () => {
    const { entries, accounts } = json({ account: "prod" });
    expect(accounts.map(({ name }) => name)).toEqual(["prod"]);
    expect(entries.map(({ subject }) => subject.name)).toEqual([
      "alex",
      "alex",
      "bea",
      "pipeline",
      "999999999999",
    ]);
  });

  test("by user leaves what the user reaches, and nobody else", () => {
    const { entries, roles } = json({ user: "carol" });
    expect(entries).toHaveLength(1);
    expect(roles.map(({ role, account }) => `${role} in ${account}`)).toEqual(["Vendor in logs"]);
  });

  test("by role leaves that role", () => {
    expect(new Set(json({ role: "Auditor" }).entries.map(({ role }) => role))).toEqual(new Set(["Auditor"]));
  });
});

describe("whether somebody gets in", () => {
  const access = accessOf(company());

  test("yes, and how", () => {
    expect(whetherCan(access, { user: "bea", account: "dev", role: "Admin" })).toEqual({
      yes: true,
      lines: [
        `yes: "bea" can assume "Admin" in "dev" (administrator; granted: group auditors; requires: nothing; at most 4h)  https://signin.aws.amazon.com/switchrole?roleName=Admin&account=333333333333`,
      ],
    });
  });

  test("no, as the trust policy requires MFA, which the session of a role does not have", () => {
    expect(whetherCan(access, { user: "pipeline", account: "prod" })).toEqual({
      yes: false,
      lines: [
        'no: "pipeline (role)" is granted "Admin" in "prod", but refused by the trust policy; the session of a role has no MFA and no user name',
      ],
    });
  });

  test("no, and who does", () => {
    expect(whetherCan(access, { user: "carol", account: "dev" })).toEqual({
      yes: false,
      lines: [
        `no: "carol" is granted no role in "dev"; "Admin" there admits alex, bea; "Auditor" there admits alex, bea`,
      ],
    });
    expect(whetherCan(access, { user: "alex", account: "logs", role: "Vendor" })).toEqual({
      yes: false,
      lines: [`no: "alex" is not granted the role "Vendor" in "logs"; "Vendor" there admits carol`],
    });
    expect(whetherCan(access, { user: "alex", account: "logs", role: "Admin" }).lines).toEqual([
      'no: "alex" is not granted the role "Admin" in "logs"; "logs" does not have this role',
    ]);
  });
});

test("a no says where this file does not know: the members that it does not list", () => {
  const file = company();
  file.groups = { ...file.groups, theirs: { existing: true, canAssume: ["Vendor"] } };
  expect(whetherCan(accessOf(file), { user: "alex", account: "logs", role: "Vendor" }).lines).toEqual([
    `no: "alex" is not granted the role "Vendor" in "logs"; "Vendor" there admits carol, members of theirs, managed elsewhere`,
    `unless "alex" is one of: members of theirs, managed elsewhere`,
  ]);
});

describe("the Markdown", () => {
  test("makes one row of what is alike for several people and in several accounts", () => {
    const rows = matrixMarkdown(reportOf(accessOf(company()))).split("\n");
    expect(rows.filter((row) => row.startsWith("| read | alex, bea | `Auditor` | [`dev`]"))).toHaveLength(1);
  });

  test("fits into a comment, however much there is", () => {
    const file = company();
    for (let index = 0; index < 2000; index++) {
      const name = `user-${index}`;
      file.roles[`Role-${index}`] = { targetAccounts: ["dev"], managedPolicies: ["ReadOnlyAccess"] };
      file.users = { ...file.users, [name]: { canAssume: [`Role-${index}`] } };
    }
    const markdown = matrixMarkdown(reportOf(accessOf(file)));
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toMatch(/^\d+ more rows \([^)]+\) are not here: `access\.json` has everything\.\n$/m);
  });

  test("is not to be written by names", () => {
    const file = company();
    file.users = { under_score_d: { canAssume: ["Vendor"] } };
    expect(matrixMarkdown(reportOf(accessOf(file)))).toContain("| `under_score_d` |");
  });
});

test("a table without rows says whether that is the filter", () => {
  expect(matrixTable(reportOf(accessOf(company()), { user: "nobody" }))).toEqual(["No access matches."]);
  const closed = accessOf({
    identityAccount: { id: "111111111111" },
    deployWith: "ambient",
    targetAccounts: {},
    roles: {},
  });
  expect(matrixTable(reportOf(closed))).toEqual(["Nobody may assume any role."]);
});

describe("a role with another name in IAM", () => {
  const renamed = () => {
    const file = company();
    file.roles.Vendor = {
      ...(file.roles.Vendor as object),
      targetAccounts: ["logs"],
      roleName: "{account}-vendor",
    };
    return file;
  };

  test("has both names in every form of the matrix, and keeps its own in profiles", () => {
    const report = reportOf(accessOf(renamed()));
    expect(json(undefined, renamed()).roles.find(({ role }) => role === "Vendor")).toMatchObject({
      roleName: "logs-vendor",
      arn: "arn:aws:iam::444444444444:role/logs-vendor",
      profile: "logs.Vendor",
    });
    expect(matrixTable(report).filter((line) => line.includes("Vendor (logs-vendor)"))).toHaveLength(1);
    expect(matrixMarkdown(report)).toContain("`Vendor ({account}-vendor)`");
  });
});

test("the JSON tells the power that users and groups have in the identity account by policies of their own", () => {
  const found = json(undefined, {
    identityAccount: { id: "111111111111" },
    deployWith: { role: "Deployer" },
    targetAccounts: { prod: { id: "222222222222" } },
    roles: { Reader: { targetAccounts: ["prod"] } },
    groups: { admins: { managedPolicies: ["AdministratorAccess"] }, staff: {} },
    users: {
      alex: {
        groups: ["admins"],
        canAssume: ["Reader"],
        managedPolicies: ["ReadOnlyAccess"],
        inlinePolicies: {
          keys: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }],
          },
        },
      },
      kim: { canAssume: ["Reader"] },
    },
  });
  expect(found.users.map(({ name, ownPolicies }) => [name, ownPolicies])).toEqual([
    ["alex", { level: "write", managedPolicies: ["ReadOnlyAccess"], inlinePolicies: ["keys"] }],
    ["kim", undefined],
  ]);
  expect(found.groups.map(({ name, ownPolicies }) => [name, ownPolicies?.level])).toEqual([
    ["admins", "administrator"],
    ["staff", undefined],
  ]);
});
