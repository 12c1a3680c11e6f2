/**
 * Policy variables: `${aws:username}`, with a default value `${aws:PrincipalTag/team, 'none'}`, and the special characters
 * `${*}`, `${?}` and `${$}`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import type { Context } from "./context";
import { literalText, type TextPattern, type Token } from "./text-pattern";

const variable = /\$\{([*?$])\}|\$\{([^{},']+?)(?:, *'([^']*)')?\}/g;

const none: readonly string[] = [];

/** The condition keys that a value takes its text from, in lower case. */
export function variablesIn(text: string): readonly string[] {
  if (!text.includes("${")) return none;
  return [...text.matchAll(variable)].flatMap(([, , key]) => (key === undefined ? [] : [key.toLowerCase()]));
}

/**
 * The pattern of a policy's value, with every variable replaced by its value in the request; `undefined` when a variable has
 * no value, for it then matches nothing.
 *
 * Where a variable's value is not known, the pattern has any text, and is not `certain`: what it does not match is not
 * matched, what it does match may be.
 *
 * @param literal the pattern of a variable's value: wildcards in it have no special meaning
 */
export function withVariables(
  text: string,
  pattern: (text: string) => TextPattern,
  context: Context,
  literal = literalText,
): { readonly pattern: TextPattern; readonly certain: boolean } | undefined {
  const tokens: Token[] = [];
  let at = 0;
  let certain = true;
  for (const found of text.matchAll(variable)) {
    const [whole, special, key = "", otherwise] = found;
    tokens.push(...pattern(text.slice(at, found.index)));
    at = found.index + whole.length;
    if (special !== undefined) {
      tokens.push({ char: special });
      continue;
    }
    const values = key.includes(":") ? context.get(key.toLowerCase()) : undefined;
    // A key with several values cannot be a variable.
    if (values === undefined || values.length > 1) {
      certain = false;
      tokens.push({ any: "many" });
    } else if (values.length === 0 && otherwise === undefined) return undefined;
    else tokens.push(...literal(values[0] ?? otherwise ?? ""));
  }
  return { pattern: [...tokens, ...pattern(text.slice(at))], certain };
}
