import type { Access } from "../access";
import type { Path, Problem } from "../problem";
import type { AccessFile } from "../schema";
import type { LintRuleId } from "./ids";

/** One thing that a declaration may do and had better not. */
export interface LintRule {
  /** What `ignore` names; part of the contract. */
  readonly id: LintRuleId;
  readonly severity: Problem["severity"];
  /** Whether it speaks of what is not there, which nobody knows of a file with errors. */
  readonly needsWholeFile?: true;
  /** Each place where the rule is broken. */
  readonly check: (declared: LintContext) => Iterable<Finding>;
}

export interface LintContext {
  readonly access: Access;
  readonly file: AccessFile;
  /** Whether nothing was left out of the file for its errors. */
  readonly whole: boolean;
}

export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly aboutKey?: boolean;
}
