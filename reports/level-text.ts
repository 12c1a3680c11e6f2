/** The level of a role in words. */
import type { RoleLevel } from "../access/role-level";

/**
 * `administrator`, `escalates (put-role-policy)`, `may escalate (assume-role)`, `permissions`, `write`, `read`, `none`,
 * `unknown, at least read`. The name in brackets is the escalation path.
 */
export function levelText({ level, atLeast, path, grade, boundaryUnknown }: RoleLevel): string {
  const boundary = boundaryUnknown ? ", boundary unknown" : "";
  switch (level) {
    case "unknown":
      return `unknown, at least ${atLeast}${boundary}`;
    case "escalates":
      return `${grade === "proven" || boundaryUnknown ? "escalates" : "may escalate"} (${path?.id})${boundary}`;
    default:
      return `${level}${boundary}`;
  }
}

/** Whether a role is administrator, can become it, or may be either: the level is unknown. */
export function mayBePowerful({ level }: RoleLevel): boolean {
  return level === "administrator" || level === "escalates" || level === "unknown";
}
