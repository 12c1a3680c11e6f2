import type { Access } from "../access";
import type { Path, Problem } from "../problem";
import type { AccessFile } from "../schema";

/** One thing that a declaration may do and had better not. */
export interface LintRule {
  /** What `ignore` names; part of the contract. */
  readonly id: string;
  readonly severity: Problem["severity"];
  /** Each place where the rule is broken. */
  readonly check: (declared: LintContext) => Iterable<Finding>;
}

export interface LintContext {
  readonly access: Access;
  readonly file: AccessFile;
}

export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly aboutKey?: boolean;
}
