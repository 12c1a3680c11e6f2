/** Rules about grants and memberships that end. */
import { each } from "../each";
import { timeText } from "../matrix";
import type { Path } from "../problem";
import type { Readable } from "../readable";
import { membershipParts } from "../references";
import type { AccessFile } from "../schema";
import { errorRule, ofAccess, warningRule } from "./rule";

/** All ends that are written. */
function endsIn(declaration: Readable<AccessFile>): { readonly path: Path; readonly until: string }[] {
  const holders = ["groups", "users", "principals", "roles"].map((map) => `${map}.*.canAssume.*` as const);
  return each(declaration, "users.*", "principals.*", "users.*.groups.*", ...holders).flatMap(
    ({ path, value }) => {
      const until = typeof value === "object" ? (value as { readonly until?: string }).until : undefined;
      return until === undefined ? [] : [{ path: [...path, "until"], until }];
    },
  );
}

/** The time that a text means; `undefined` for 30 February. */
function timeOf(until: string): Date | undefined {
  const time = new Date(until);
  // JavaScript takes some dates that do not exist for later ones.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(until.slice(0, 10))
    ? time
    : undefined;
}

export const noSuchTime = errorRule("no-such-time", function* ({ declaration }) {
  for (const { path, until } of endsIn(declaration))
    if (timeOf(until) === undefined)
      yield { path, message: `${until} does not exist; write a date of the calendar`, data: { until } };
});

export const untilInThePast = warningRule("until-in-the-past", function* ({ declaration, now }) {
  for (const { path, until } of endsIn(declaration)) {
    const time = timeOf(until);
    if (now === undefined || time === undefined || time > now) continue;
    const what = path.includes("canAssume") || path.includes("groups") ? "this entry" : "until, or the entry";
    const message = `ended at ${timeText(until)} and no longer gives access; remove ${what}`;
    yield { path, message, data: { until } };
  }
});

/** A membership itself cannot end: IAM has no condition on it. */
export const membershipCannotEnd = errorRule(
  "membership-cannot-end",
  ofAccess(function* ({ users }, { declaration }) {
    for (const { name, endingMemberships } of users)
      for (const { group } of endingMemberships) {
        const hasPolicies = group.managedPolicies.length + group.inlinePolicies.length > 0;
        if (!group.existing && !hasPolicies) continue;
        const entries = declaration.users?.[name]?.groups ?? [];
        // The group may list the user instead.
        const index = entries.findIndex((entry) => entry && membershipParts(entry).group === group.name);
        const path = ["users", name, ...(index === -1 ? ["until"] : ["groups", index])];
        const entry = entries[index];
        const ofUser = entry === undefined || membershipParts(entry).until === undefined;
        const why = group.existing ? "is managed elsewhere" : "has policies";
        const message = `the group "${group.name}" ${why}, and only the grants of a group can end for one member; remove until${ofUser ? " at the user" : ""}, or grant the roles to the user itself`;
        yield { path, message, data: { group: group.name } };
      }
  }),
);
