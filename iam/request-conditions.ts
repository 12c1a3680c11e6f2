/**
 * Whether the conditions of a statement hold for a request of which some condition keys are known.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

import type { Condition } from "./condition";
import { globMatches } from "./statement";

/**
 * Values by condition key in lower case; `null` for a key that the request lacks. Any other key is not known.
 * `resourcetag/` is for all tags of the resource, whichever service's key they are under.
 */
export type RequestContext = Readonly<Record<string, string | null>>;

const operatorForm = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/** Whether all conditions hold: `true` or `false` for certain, `undefined` where it depends on what is not known. */
export function conditionsHold(
  conditions: readonly Condition[],
  context: RequestContext,
): boolean | undefined {
  let certain = true;
  for (const condition of conditions) {
    const holds = conditionHolds(condition, context);
    if (holds === false) return false;
    if (holds === undefined) certain = false;
  }
  return certain ? true : undefined;
}

function conditionHolds({ operator, key, values }: Condition, context: RequestContext): boolean | undefined {
  const value = context[/resourcetag\/./.test(key) ? "resourcetag/" : key];
  const [, set, base, ifExists] = operatorForm.exec(operator) ?? [];
  if (value === undefined || base === undefined) return undefined;
  if (base === "Null") return values.includes(String(value === null));
  const negated = /Not/.test(base);
  if (value === null)
    return ifExists !== undefined || set === "ForAllValues" || (negated && set === undefined);
  let unknown = false;
  for (const one of values) {
    const matches = valueMatches(base.replace("Not", ""), one, value);
    if (matches) return !negated;
    if (matches === undefined) unknown = true;
  }
  return unknown ? undefined : negated;
}

function valueMatches(operator: string, pattern: string, value: string): boolean | undefined {
  // A policy variable may stand for anything.
  if (pattern.includes("${")) return undefined;
  switch (operator) {
    case "StringEquals":
      return pattern === value;
    case "StringEqualsIgnoreCase":
    case "Bool":
      return pattern.toLowerCase() === value.toLowerCase();
    case "StringLike":
    case "ArnLike":
    case "ArnEquals":
      return globMatches(pattern, value);
    default:
      return undefined;
  }
}
