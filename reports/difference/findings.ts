/** Findings: the ids of all that a difference can say, and how dangerous each is. */

import { type FindingLevel, findingLevels } from "../../access/finding-levels";

/**
 * All findings, most dangerous first, with their levels. The ids are what `--fail-on` takes, and part of the contract;
 * docs/reports.md explains each.
 */
const levels = {
  "grant-admin": "high",
  "grant-escalates": "high",
  "identity-account-changed": "high",
  "organization-changed": "high",
  "organization-account-changed": "high",
  "partition-changed": "high",
  "mfa-dropped": "high",
  "deny-without-mfa-dropped": "high",
  "external-id-dropped": "high",
  "external-id-guessable": "high",
  "boundary-dropped": "high",
  "trust-changed": "high",
  "grant-external": "high",
  "grant-organization": "high",
  "principal-changed": "high",
  "identity-provider-changed": "high",
  "rollout-changed": "high",
  "account-changed": "high",
  "level-raised": "medium",
  "policy-added": "medium",
  "policy-changed": "medium",
  "policy-declared": "medium",
  "policy-still-named": "medium",
  "deny-removed": "medium",
  "boundary-changed": "medium",
  "external-id-changed": "medium",
  "condition-dropped": "medium",
  "session-longer": "medium",
  "grant-prolonged": "medium",
  "role-open": "medium",
  grant: "medium",
  "user-renamed": "medium",
  "console-given": "medium",
  "password-reset-dropped": "medium",
  "password-policy-weakened": "medium",
  "pgp-key-changed": "medium",
  "self-service-given": "medium",
  "user-created": "medium",
  "tags-changed": "medium",
  "deploy-role-changed": "medium",
  "backend-changed": "medium",
  "rules-ignored": "medium",
  "selector-tags-changed": "medium",
  "retired-undone": "medium",
  "account-added": "low",
  "role-added": "low",
  moved: "low",
  renamed: "low",
  "granted-otherwise": "low",
  "policy-replaced": "low",
  "policy-made": "low",
  "policy-deleted": "low",
  "region-changed": "low",
  adopted: "low",
  "stack-changed": "low",
  "setting-changed": "low",
  restricted: "low",
  take: "low",
} as const satisfies Record<string, FindingLevel>;

export type FindingId = keyof typeof levels;

/** Every id, most dangerous first. */
export const findingIds = Object.keys(levels) as readonly FindingId[];

export interface Finding {
  readonly id: FindingId;
  /** `low` is information. */
  readonly level: FindingLevel;
  /** Empty where the id says it all. */
  readonly text: string;
}

/** A finding at the level of its id. */
export function finding(id: FindingId, text = ""): Finding {
  return { id, level: levels[id], text };
}

/** One finding, or none. */
export function only(condition: boolean, id: FindingId, text = ""): Finding[] {
  return condition ? [finding(id, text)] : [];
}

/** How dangerous a finding is: 0 is worst. */
export function rank({ id }: Pick<Finding, "id">): number {
  return findingIds.indexOf(id);
}

export function mostDangerousFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/** The level of the most dangerous finding. */
export function worstLevel(findings: readonly Finding[]): FindingLevel {
  return findingLevels.find((level) => findings.some((each) => each.level === level)) ?? "low";
}
