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
    expect(empty).toMatchObject({ accounts: [], roles: [], entries: [], external: [] });
  });

  test("says that an external ID is required, and not which", () => {
    expect(json().roles.find(({ role }) => role === "Vendor")).toMatchObject({
      requireExternalId: true,
      requires: ["MFA", "external ID", "address in 198.51.100.0/24"],
    });
    expect(text()).not.toContain("acme-4711");
  });

  test("says how each entry came about", () => {
    expect(json({ user: "alex", account: "dev", role: "Admin" }).entries).toEqual([
      {
        user: "alex",
        account: "dev",
        role: "Admin",
        granted: { directly: false, groups: ["auditors", "platform"] },
        requireMfa: false,
      },
    ]);
  });

  test("says whom a role trusts that is not of the identity account", () => {
    expect(json().external).toEqual([{ trusted: "account 999999999999", account: "prod", role: "Scanner" }]);
  });
});

describe("a filter", () => {
  test("by account leaves all who get into it", () => {
    const { entries, accounts, external } = json({ account: "prod" });
    expect(accounts.map(({ name }) => name)).toEqual(["prod"]);
    expect(entries.map((entry) => ("user" in entry ? entry.user : entry.principal))).toEqual([
      "alex",
      "alex",
      "bea",
      "pipeline",
    ]);
    expect(external).toHaveLength(1);
  });

  test("by user leaves what the user reaches, and nobody else", () => {
    const { entries, roles, external } = json({ user: "carol" });
    expect(entries).toHaveLength(1);
    expect(roles.map(({ role, account }) => `${role} in ${account}`)).toEqual(["Vendor in logs"]);
    expect(external).toEqual([]);
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
        `yes: "bea" can assume "Admin" in "dev" (granted: group auditors; requires: nothing)  https://signin.aws.amazon.com/switchrole?roleName=Admin&account=333333333333`,
      ],
    });
    expect(whetherCan(access, { user: "pipeline", account: "prod" }).yes).toBe(true);
  });

  test("no, and who does", () => {
    expect(whetherCan(access, { user: "carol", account: "dev" })).toEqual({
      yes: false,
      lines: [
        `no: "carol" is granted no role in "dev"; "Admin" there is granted to alex, bea; "Auditor" there is granted to alex, bea`,
      ],
    });
    expect(whetherCan(access, { user: "alex", account: "logs", role: "Vendor" })).toEqual({
      yes: false,
      lines: [`no: "alex" is not granted the role "Vendor" in "logs"; "Vendor" there is granted to carol`],
    });
    expect(whetherCan(access, { user: "alex", account: "logs", role: "Admin" }).lines).toEqual([
      'no: "alex" is not granted the role "Admin" in "logs"; "logs" does not have this role',
    ]);
  });
});

describe("the Markdown", () => {
  test("makes one row of what is alike for several people and in several accounts", () => {
    const rows = matrixMarkdown(reportOf(accessOf(company()))).split("\n");
    expect(rows.filter((row) => row.startsWith("| alex, bea | `Auditor` | [`dev`]"))).toHaveLength(1);
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
    expect(markdown).toMatch(/\.\.\. and \d+ more rows: `access\.json` has everything\.\n$/);
  });

  test("is not to be written by names", () => {
    const file = company();
    file.users = { under_score_d: { canAssume: ["Vendor"] } };
    expect(matrixMarkdown(reportOf(accessOf(file)))).toContain("| `under_score_d` |");
  });
});

test("the table says so when there is nothing to see", () => {
  expect(matrixTable(reportOf(accessOf(company()), { user: "nobody" }))).toEqual([
    "Nobody may assume any role.",
  ]);
});
