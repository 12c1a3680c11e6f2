/**
 * What changes of stack sets do. The emulator does not read stack sets back, so these are no walks: their plans are proven in
 * `scale/stack-set.test.ts`.
 */
import type { Row } from "./table";

export const stackSets: readonly Row[] = [
  {
    change: "An organizational unit is added",
    outcome: "Rolls the role out to the accounts of that unit. The roles in all other accounts are kept.",
  },
  {
    change: "An organizational unit is removed",
    outcome: "Deletes the role in the accounts of that unit. The roles in all other accounts are kept.",
  },
  {
    change: "`stackSet.failureTolerancePercentage`, or another preference, changes",
    outcome: "Changes nothing until the next rollout. The roles are kept.",
  },
  {
    change: "The last role with `rollout: stackSet` is removed",
    outcome: "Deletes the stack set, and the role in every account.",
  },
];
