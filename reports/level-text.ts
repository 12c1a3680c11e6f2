/** The level and the longest session of a role in words. */
import { durationText } from "../access";
import { groupBy } from "../access/group-by";
import type { RoleLevel } from "../access/role-level";

/**
 * `administrator`, `escalates (put-role-policy)`, `may escalate (assume-role)`, `permissions`, `write`, `read`, `none`,
 * `unknown, at least read`. The name in brackets is the escalation path.
 */
export function levelText({ level, atLeast, path, grade, boundaryUnknown }: RoleLevel): string {
  const boundary = boundaryUnknown ? ", boundary unknown" : "";
  switch (level) {
    case "unknown":
      return `unknown${atLeast === "none" ? "" : `, at least ${atLeast}`}${boundary}`;
    case "escalates":
      return `${grade === "proven" || boundaryUnknown ? "escalates" : "may escalate"} (${path?.id})${boundary}`;
    default:
      return `${level}${boundary}`;
  }
}

/** Levels from the most powerful on, each by the first word or words of its text, and what it means if that is not plain. */
const levels = [
  ["administrator"],
  ["escalates", "can make itself administrator"],
  ["may escalate", "can possibly make itself administrator"],
  ["unknown", "the content of a policy is not in the file"],
  ["permissions", "changes permissions of others"],
  ["write"],
  ["read"],
  ["none"],
] as const;

/** Where the text of a level stands among the levels: 0 is administrator. */
export function levelRank(text: string): number {
  const rank = levels.findIndex(([words]) => text.startsWith(words));
  return rank < 0 ? levels.length : rank;
}

/** What a level means, if its text does not say it. */
export function levelMeaning(text: string): string | undefined {
  return levels[levelRank(text)]?.[1];
}

/** `write 2, read 30` */
export function countsByLevel(texts: readonly string[]): string {
  return [...groupBy(texts, (text) => text)].map(([text, all]) => `${text} ${all.length}`).join(", ");
}

/** Whether a role is administrator, can become it, or may be either: the level is unknown. */
export function mayBePowerful({ level }: RoleLevel): boolean {
  return level === "administrator" || level === "escalates" || level === "unknown";
}

/** `1h`, or `unknown` for a role made elsewhere. */
export function sessionText(seconds: number | undefined): string {
  return seconds === undefined ? "unknown" : durationText(seconds);
}
