import { levelOfAction } from "../../iam/access-level";
import { escalationPaths, type Need } from "../../iam/escalation";
import { roleLevel } from "../../iam/level";
import type { Statement } from "../../iam/policy-document";

/** Statements that allow exactly what the needs ask for, on everything. */
const allowing = (needs: readonly Need[]): Statement[] =>
  needs.map(({ action, passedTo }) => ({
    Effect: "Allow",
    Action: action,
    Resource: "*",
    Condition: passedTo ? { StringEquals: { "iam:PassedToService": passedTo[0] ?? "" } } : undefined,
  }));

const levelOf = (...statements: Statement[]) =>
  roleLevel({
    policies: [{ kind: "document", name: "own", document: { Version: "2012-10-17", Statement: statements } }],
  });

describe.each(escalationPaths.map((path) => [path.id, path] as const))("the path %s", (_id, path) => {
  test("makes a role that has all it needs one that escalates", () => {
    const { level, grade, because } = levelOf(...allowing(path.needs));
    expect(level).toBe("escalates");
    if (path.grade === "proven") expect(grade).toBe("proven");
    expect(because.length).toBeGreaterThan(0);
  });

  test("is closed by a Deny of any action that it needs", () => {
    for (const { action } of path.needs) {
      const deny: Statement = { Effect: "Deny", Action: action, Resource: "*" };
      expect(levelOf(...allowing(path.needs), deny).path?.id).not.toBe(path.id);
    }
  });

  test("says in one sentence how, with AWS's documentation", () => {
    expect(path.how).toMatch(/^[A-Z][^.]*\.$/);
    expect(path.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/);
  });

  test("needs actions that AWS has, and that do more than read", () => {
    for (const { action } of path.needs) {
      expect(action).toMatch(/^[a-z0-9-]+:[A-Z]\w+$/);
      const [service = "", name = ""] = action.toLowerCase().split(":");
      expect(levelOfAction(service, name)).not.toBe("read");
    }
  });
});

test("every path has an id of its own", () => {
  const ids = escalationPaths.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test("proven paths come first, so that a role is reported by one if it has one", () => {
  const grades = escalationPaths.map(({ grade }) => grade);
  expect(grades.lastIndexOf("proven")).toBeLessThan(grades.indexOf("possible"));
});
