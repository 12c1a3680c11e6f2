import type { Access } from "../access";
import { type Deployed, deployedBy } from "../deployed";
import type { Path, Problem } from "../problem";
import type { Readable } from "../readable";
import type { AccessFile } from "../schema";
import type { LintRuleId } from "./ids";

/**
 * Something that can be wrong or risky in a declaration. To add a rule, export it from the file of its subject. A rule that
 * `ignore` can name also has its id in `ids.ts` and a section in docs/lint-rules.md.
 */
export interface Rule {
  /** In kebab case: the code of its problems. */
  readonly id: string;
  readonly severity: Problem["severity"];
  /** Finds each place where the rule is broken. */
  readonly check: (declared: Declared) => Iterable<Finding>;
}

export type Finding = Omit<Problem, "severity" | "code">;

/** What rules look at. */
export interface Declared {
  /** What is written, without the values that cannot be read, and with JSON documents as data. */
  readonly declaration: Readable<AccessFile>;
  /**
   * What it means, without the entries whose ARN or trusted entity cannot be read. `undefined`: the id of the identity account
   * cannot be read.
   */
  readonly access?: Access;
  /** What is deployed. `undefined`: it is not known, or the declaration has an error. */
  readonly deployed?: Deployed;
  /**
   * Whether a value can be read with everything in it, and everything that it names exists. `*` in the path stands for every name
   * or index. A rule about something that is missing asks this: it may only be misspelt.
   */
  readonly isReadable: (path: Path) => boolean;
  /** Whether providers are made from `deployWith`, rather than brought by the caller. */
  readonly makesProviders: boolean;
  /** Whether the declaration comes from a file, rather than from the props of a construct. */
  readonly isFile: boolean;
  /** The time of the check. `undefined`: nobody says it, and no rule depends on it. */
  readonly now?: Date;
}

export function errorRule(id: string, check: Rule["check"]): Rule {
  return { id, severity: "error", check };
}

export function warningRule(id: LintRuleId, check: Rule["check"]): Rule {
  return { id, severity: "warning", check };
}

/** A check that needs to know what the declaration means. */
export function ofAccess(check: (access: Access, declared: Declared) => Iterable<Finding>): Rule["check"] {
  return (declared) => (declared.access ? check(declared.access, declared) : []);
}

/** What rules about a change look at. */
export interface Change {
  /** What is deployed. */
  readonly deployed: Deployed;
  /** What the declaration means. */
  readonly access: Access;
  /** What its apply would deploy. */
  readonly next: () => Deployed;
}

/** A check that compares a declaration with what is deployed. */
export function ofDeployed(check: (change: Change, declared: Declared) => Iterable<Finding>): Rule["check"] {
  return ofAccess((access, declared) => {
    const { deployed } = declared;
    if (!deployed) return [];
    // As large as the access, and not every rule looks at it.
    const next = () => deployedBy(access);
    return check({ deployed, access, next }, declared);
  });
}
