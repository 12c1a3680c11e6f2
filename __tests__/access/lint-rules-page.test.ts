/** docs/lint-rules.md says of each rule what it is, and its examples are what it says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { loadAccess, readAccess } from "../../access";
import { deployedBy } from "../../access/deployed";
import { changeRules, rules } from "../../access/rules";
import { lintRuleIds } from "../../access/rules/ids";
import { byCodePoint } from "../../iam/policy-document";
import { accessOf, file } from "./files";

/** The rules that `ignore` can name. */
const lintRules = [...rules, ...changeRules]
  .filter(({ id }) => lintRuleIds.some((each) => each === id))
  .sort((a, b) => byCodePoint(a.id, b.id));
const page = readFileSync(join(__dirname, "../../docs/lint-rules.md"), "utf8");
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf("\n")), section] as const),
);

/** What the examples of a rule leave out. */
const around: Record<string, object> = {
  "many-providers-in-a-stack": {
    targetAccounts: Object.fromEntries(
      Array.from({ length: 21 }, (_, index) => [`account-${index}`, { id: String(500000000000 + index) }]),
    ),
  },
};

function example(id: string, kind: "deployed" | "bad" | "good"): Record<string, unknown> {
  const text = exampleText(id, kind);
  if (text === undefined) throw new Error(`${id} has no ${kind} example`);
  return file({ roles: {}, ...around[id], ...(parse(text) as object) });
}

function exampleText(id: string, kind: string): string | undefined {
  return new RegExp(`\`\`\`yaml\n# ${kind}\n([^]*?)\`\`\``).exec(sections.get(id) ?? "")?.[1];
}

/** The problems of an example; of a rule about a change, where the file that is called deployed is deployed. */
function readExample(id: string, kind: "bad" | "good") {
  const isChange = changeRules.some((rule) => rule.id === id);
  const deployed = () => deployedBy(accessOf(example(id, "deployed")));
  return readAccess(example(id, kind), { now: new Date("2030-01-01"), ...(isChange && { deployed }) });
}

test("every rule has a section, and every section a rule, in the order of their ids", () => {
  const ids = lintRules.map(({ id }) => id);
  expect([...sections.keys()]).toEqual(ids);
  expect(ids).toEqual([...lintRuleIds]);
  expect(ids).toEqual([...ids].sort());
});

describe.each(lintRules.map((rule) => [rule.id, rule] as const))("the section of %s", (id, rule) => {
  test("says how severe it is, why, and how to fix it", () => {
    const section = sections.get(id) ?? "";
    expect(/^\*\*(error|warning)\*\* · /m.exec(section)?.[1]).toBe(rule.severity);
    expect(section).toMatch(/^\*\*Why\.\*\* /m);
    expect(section).toMatch(/^\*\*Fix\.\*\* /m);
  });

  test("has a bad example, in which the rule finds something", () => {
    const { problems } = readExample(id, "bad");
    expect(problems.filter((problem) => problem.severity === "error" && problem.code !== id)).toEqual([]);
    expect(problems.filter((problem) => problem.code === id)).toEqual([
      expect.objectContaining({ severity: rule.severity }),
    ]);
  });

  test("has a good example, in which there is no error and the rule finds nothing", () => {
    const { access, problems } = readExample(id, "good");
    expect(access).toBeDefined();
    expect(problems.filter((problem) => problem.code === id)).toEqual([]);
  });
});

test("the finding that the page begins with is the one that there is", () => {
  const admin = file({
    roles: {
      Admin: { targetAccounts: ["account-b"], managedPolicies: ["AdministratorAccess"], requireMfa: false },
    },
    users: { alex: { canAssume: ["Admin"] } },
  });
  const [finding] = loadAccess(JSON.stringify(admin), "access.yaml").problems;
  expect(page).toContain(finding?.text.replace(/^access\.yaml:\d+:\d+/, ""));
});
