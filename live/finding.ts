/** What `verify` can find: how the real accounts differ from the access file. */
import type { FindingLevel } from "../access/finding-levels";
import { type VerifyFindingId, verifyFindingIds } from "../access/verify-findings";

export { type VerifyFindingId, verifyFindingIds };

/** How dangerous each finding is. */
const levels: Readonly<Record<VerifyFindingId, FindingLevel>> = {
  "undeclared-grant": "high",
  "undeclared-member": "high",
  "undeclared-role": "high",
  "trust-differs": "high",
  "foreign-managed-policy": "high",
  "foreign-inline-policy": "high",
  "policy-differs": "high",
  "boundary-differs": "high",
  "metadata-differs": "high",
  "thumbprints-differ": "high",
  "undeclared-audience": "high",
  "session-longer": "medium",
  "dead-principal": "medium",
  "missing-role": "medium",
  "missing-user": "medium",
  "missing-group": "medium",
  "missing-member": "medium",
  "missing-policy": "medium",
  "missing-identity-provider": "medium",
  "missing-audience": "medium",
  "path-differs": "medium",
  "user-without-mfa": "medium",
  "old-access-key": "medium",
  "session-shorter": "low",
  "idle-user": "low",
  "unused-role": "low",
  "unlisted-account": "low",
};

/** One difference between an account and the access file. */
export interface VerifyFinding {
  readonly id: VerifyFindingId;
  readonly level: FindingLevel;
  /** Id of the account. */
  readonly accountId: string;
  /** What it is about, such as `role Reader`. */
  readonly about: string;
  /** What differs, in words. */
  readonly text: string;
}

/** A finding with its level. */
export function finding(id: VerifyFindingId, about: Omit<VerifyFinding, "id" | "level">): VerifyFinding {
  return { id, level: levels[id], ...about };
}

/** Findings in their order: most dangerous first, then by account and by what they are about. */
export function inOrder(findings: readonly VerifyFinding[]): VerifyFinding[] {
  const key = ({ id, accountId, about, text }: VerifyFinding) =>
    [String(verifyFindingIds.indexOf(id)).padStart(2, "0"), accountId, about, text].join("\n");
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
