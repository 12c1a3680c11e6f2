/** The characters and policy variables in the texts of a policy document. */
import { refusedCharacter } from "./character";
import { policyText } from "./limits";
import { error, isObject, type PolicyFinding, type Report } from "./policy-problem";

function characterProblem(text: string): PolicyFinding | undefined {
  const refused = refusedCharacter(text, policyText);
  return refused === undefined
    ? undefined
    : error(
        "unsupported-character",
        `has the character ${refused}; a policy can have printable characters up to U+00FF only`,
      );
}

/** Reports every key and text that has a character which IAM accepts in no policy. */
export function checkCharacters(
  value: unknown,
  isUnknown: (text: string) => boolean,
  report: Report,
  path: readonly (string | number)[] = [],
): void {
  if (typeof value === "string") {
    const problem = isUnknown(value) ? undefined : characterProblem(value);
    if (problem) report(path, problem);
  } else if (path.length > documentDepth) {
    return;
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkCharacters(item, isUnknown, report, [...path, index]);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      checkCharacters(key, isUnknown, report, [...path, key]);
      checkCharacters(inner, isUnknown, report, [...path, key]);
    }
  }
}

/** Statement, its index, Condition, operator, key, index. Nothing in a policy is deeper. */
const documentDepth = 6;

/**
 * The problem with the policy variables of a text, such as `${aws:username}`; `undefined` if there is none.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function variableProblem(text: string): PolicyFinding | undefined {
  for (let start = text.indexOf("${"); start !== -1; start = text.indexOf("${", start + 2)) {
    const end = text.indexOf("}", start);
    const inner = text.slice(start + 2, end === -1 ? undefined : end);
    if (end === -1 || inner.includes("${"))
      return error("missing-brace-in-variable", `the policy variable "\${${inner}" has no closing brace }`);
    if (inner.trim() === "")
      return error("empty-variable", "${} names no condition key; write one, such as ${aws:username}");
    const [, name = "", otherwise] = /^([^,]*)(?:,(.*))?$/s.exec(inner) ?? [];
    // The key of a tag may hold spaces.
    if (/\s/.test(name.replace(/\/.*\S/s, "")))
      return error(
        "unsupported-space-in-variable",
        `the policy variable "\${${inner}}" has a space in its name`,
      );
    if (otherwise !== undefined && !/^\s*'[^']*'\s*$/.test(otherwise))
      return error(
        "missing-quote-in-variable",
        `the default value in "\${${inner}}" needs single quotes, such as \${${name}, 'none'}`,
      );
  }
  return undefined;
}

const variable = /\$\{[^}]*\}/g;

/** Whether a text holds a policy variable; `${*}`, `${?}` and `${$}` stand for one character and do not count. */
export function hasVariable(text: string): boolean {
  return (text.match(variable) ?? []).some((found) => !/^\$\{[*?$]\}$/.test(found));
}

/** A text with every policy variable replaced. */
export function withoutVariables(text: string, replacement: string): string {
  return text.replace(variable, replacement);
}
