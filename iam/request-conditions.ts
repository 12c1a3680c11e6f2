/** Whether the conditions of a statement hold for a request of which some condition keys are known. */
import { type Condition, conditionHolds } from "./condition";
import type { Context } from "./context";
import { every } from "./truth";

/**
 * Values by condition key in lower case; `null` for a key that the request lacks. Any other key is not known.
 * `resourcetag/` is for all tags of the resource, whichever service's key they are under.
 */
export type RequestContext = Readonly<Record<string, string | null>>;

/** Whether all conditions hold: `true` or `false` for certain, `undefined` where it depends on what is not known. */
export function conditionsHold(
  conditions: readonly Condition[],
  request: RequestContext,
): boolean | undefined {
  const context: Context = {
    get: (key) => {
      const value = request[/resourcetag\/./.test(key) ? "resourcetag/" : key];
      return value === undefined ? undefined : value === null ? [] : [value];
    },
  };
  const holds = every(conditions, (condition) => conditionHolds(condition, context));
  return holds === "unknown" ? undefined : holds;
}
