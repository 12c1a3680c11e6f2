/** What `show` prints on a terminal. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAccess } from "../../access";
import { fittedTable } from "../../reports/fitted-table";
import { matrixOverview } from "../../reports/matrix-overview";
import { reportOf } from "../../reports/report";
import { markedText } from "../support/marked-text";
import { accessOf, company } from "./access-of";

function exampleCompany() {
  const path = join(__dirname, "../../examples/company/access.yaml");
  const { access } = loadAccess(readFileSync(path, "utf8"), "access.yaml");
  if (!access) throw new Error("the example is wrong");
  return reportOf(access);
}

test("each level has its heading and its mark, the most powerful first", () => {
  const parts = matrixOverview(exampleCompany(), { width: 80 }).slice(1, -1);
  expect(parts.map(({ lines, mark }) => [lines[0], mark])).toEqual([
    ["administrator", "danger"],
    ["may escalate: can possibly make itself administrator", "caution"],
    ["write", undefined],
    ["read", undefined],
  ]);
});

test("every subject and every role of the access is in it", () => {
  const report = reportOf(accessOf(company()));
  const text = markedText(matrixOverview(report, { width: 400 }));
  for (const { role } of report.places) expect(text).toContain(role.name);
  for (const { entrance } of report.routes) expect(text).toContain(entrance.subject.name);
});

test("rows beyond the limit are counted by level", () => {
  const text = markedText(matrixOverview(exampleCompany(), { width: 200, rows: 6 }));
  expect(text).toContain("\n8 rows not shown (write 1, read 7); for all: cross-account-roles show\n");
});

test("many accounts and subjects are counted, by their common tag if they have one", () => {
  const names = Array.from({ length: 24 }, (_, index) => `n${index + 1}`);
  const file = company();
  file.targetAccounts = Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        id: `${300000000000 + index}`,
        tags: { stage: index % 2 ? "dev" : "prod", half: index < 12 ? "a" : "b" },
      },
    ]),
  );
  file.roles = {
    Everywhere: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] },
    Prod: { targetAccounts: { tags: { stage: "prod" } }, managedPolicies: ["ReadOnlyAccess"] },
    Some: { targetAccounts: names.slice(0, 11), managedPolicies: ["ReadOnlyAccess"] },
  };
  file.groups = { everybody: { canAssume: ["Everywhere", "Prod", "Some"] } };
  file.users = Object.fromEntries(names.map((name) => [name, { groups: ["everybody"] }]));
  file.principals = {};
  const text = markedText(matrixOverview(reportOf(accessOf(file)), { width: 300 }));
  expect(text).toMatch(/24 subjects, such as n1, n10, n11 +Everywhere +all 24 accounts /);
  expect(text).toMatch(/Prod +12 accounts with stage=prod /);
  expect(text).toMatch(/Some +11 accounts, such as n1, n10, n11 /);
});

test("no access is said in words", () => {
  const report = reportOf(accessOf(company()), { user: "nobody" });
  expect(matrixOverview(report, { width: 80 })).toEqual([{ lines: ["No access matches."] }]);
});

describe("a table that fits a width", () => {
  test("breaks cells after spaces, and long words where the line ends", () => {
    expect(fittedTable(["a", "b"], [["one two", "abcdefghijklmnopqrstuvwxyz"]], 20)).toEqual([
      ["a    b", "---  ---------------"],
      ["one  abcdefghijklmno", "two  pqrstuvwxyz"],
    ]);
  });

  test("shows control characters, and never obeys them", () => {
    expect(fittedTable(["a"], [["x\u001b[31m"]], 80)[1]).toEqual(["x\\u{1b}[31m"]);
  });

  test("breaks long words after a punctuation mark", () => {
    const cells = fittedTable(["a"], [["token.actions.githubusercontent.com"]], 20)
      .flat()
      .slice(2);
    expect(cells).toEqual(["token.actions.", "githubusercontent.", "com"]);
  });
});
