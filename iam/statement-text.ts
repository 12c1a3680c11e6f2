/** Policy statements in words, for messages and reports. */
import { type Conditions, type OneOrMore, type PolicyDocument, toList } from "./policy-document";

/** The statements of a policy, a text for each action with each resource or principal: `iam:PassRole on *`. */
export function statementTexts({ Statement }: PolicyDocument): string[] {
  return toList(Statement).flatMap((statement) => {
    const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } =
      statement;
    const effect = Effect === "Deny" ? "deny " : "";
    const condition = conditionText(Condition);
    const actions = orExcept(Action, NotAction);
    const targets = [
      ...orExcept(Resource, NotResource).map((resource) => `on ${resource}`),
      ...orExcept(principals(Principal), principals(NotPrincipal)).map((principal) => `for ${principal}`),
    ];
    return actions.flatMap((action) => targets.map((target) => `${effect}${action} ${target}${condition}`));
  });
}

/** What a changed policy has more (`+`) and less (`-`), by the texts of its statements before and after. */
export function textChanges(before: readonly string[], after: readonly string[]): string[] {
  const added = after.filter((text) => !before.includes(text)).map((text) => `+ ${text}`);
  const removed = before.filter((text) => !after.includes(text)).map((text) => `- ${text}`);
  return [...added, ...removed];
}

function orExcept(values: OneOrMore<string> | undefined, excepted: OneOrMore<string> | undefined): string[] {
  return [
    ...toList(values),
    ...(excepted === undefined ? [] : [`everything except ${toList(excepted).join(", ")}`]),
  ];
}

function principals(principal: "*" | Readonly<Record<string, OneOrMore<string>>> | undefined) {
  return typeof principal === "object" ? Object.values(principal).flatMap(toList) : principal;
}

function conditionText(conditions: Conditions = {}): string {
  const tests = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      // No report shows an external ID.
      const value = /^sts:ExternalId$/i.test(key) ? "..." : toList(values).join(" or ");
      return `${key} ${operator} ${value}`;
    }),
  );
  return tests.length === 0 ? "" : ` if ${tests.sort().join(" and ")}`;
}
