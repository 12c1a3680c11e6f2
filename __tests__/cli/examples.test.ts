/** The examples pass the strictest check, as their users' pipelines would run it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readAccessFile } from "../../cli/access-file";
import { overText } from "../../reports/matrix-rows";
import { reportOf } from "../../reports/report";

const root = join(__dirname, "../../examples");
const examples = readdirSync(root).filter((name) => readdirSync(join(root, name)).includes("access.yaml"));

test.each(examples)("the example %s has no problem", (name) => {
  expect(() => readAccessFile(join(root, name, "access.yaml"), { strict: true, quiet: true })).not.toThrow();
});

test("the government platform reaches 300 accounts with four roles, and each department its own", () => {
  const access = readAccessFile(join(root, "government-platform/access.yaml"), { quiet: true });
  expect(access.targetAccounts).toHaveLength(300);
  const taxes = access.groups.find(({ name }) => name === "taxes");
  expect(taxes?.grants.map(({ role, places }) => [role.name, places.length])).toEqual([
    ["Developer", 3],
    ["Viewer", 12],
  ]);
});

test("the SAML organization reaches its accounts over team roles, and its archive over operators", () => {
  const access = readAccessFile(join(root, "saml-organization/access.yaml"), { quiet: true });
  const ways = reportOf(access, { account: "archive" }).routes.map(
    (route) => `${route.entrance.subject.name}: ${overText(route)}`,
  );
  expect(ways).toEqual([
    "emergency: Operator in claims-prod",
    "Operator in claims-prod: ",
    "Operator in quotes-prod: ",
    "TeamAudit in identity: ",
    "TeamClaims in identity: Operator in claims-prod",
    "TeamQuotes in identity: Operator in quotes-prod",
    "riverbank-directory: TeamAudit in identity",
  ]);
});
