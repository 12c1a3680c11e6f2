/** What is wrong with an access file, or worth a thought, and where. */
import type { z } from "zod";

export type Path = readonly (string | number)[];

export interface Problem {
  /** An error stops the synth; a warning does not, unless it is run with `--strict`. */
  readonly severity: "error" | "warning";
  readonly path: Path;
  /** Whether it is about the name at the path rather than about what the name maps to. */
  readonly aboutKey?: boolean;
  readonly message: string;
  /** The lint rule that says so, to be named in `ignore`. */
  readonly rule?: string;
}

export function error(path: Path, message: string, more: Partial<Problem> = {}): Problem {
  return { severity: "error", path, message, ...more };
}

export function warning(path: Path, message: string, more: Partial<Problem> = {}): Problem {
  return { severity: "warning", path, message, ...more };
}

/** A path as people write it: `roles.CrossAccount-B.targetAccounts[0]`. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[\w+=,@$-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}

/** The problems that the schema found, one for each thing to mend. */
export function problemsOf(issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues
    .filter((issue) => !followsFromAnother(issue, issues))
    .flatMap((issue): Problem[] => {
      const path = issue.path as Path;
      switch (issue.code) {
        case "unrecognized_keys": {
          const messages = issue.message.split("\n");
          return issue.keys.map((key, index) =>
            error([...path, key], messages[index] ?? "unknown key", { aboutKey: true }),
          );
        }
        case "invalid_key":
          return issue.issues.map(({ message }) => error(path, message, { aboutKey: true }));
        case "invalid_union": {
          const branch = branchMeant(issue.errors);
          if (!branch) return [error(path, issue.message)];
          return problemsOf(branch.map((nested) => ({ ...nested, path: [...issue.path, ...nested.path] })));
        }
        default:
          return [error(path, issue.message)];
      }
    });
}

/** A mapping with an unknown key is no wonder wrong as a whole, or misses the key that was meant. */
function followsFromAnother(issue: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean {
  const isAt = (path: readonly PropertyKey[], key?: PropertyKey) =>
    issues.some(
      (other) =>
        other.code === "unrecognized_keys" &&
        JSON.stringify(other.path) === JSON.stringify(path) &&
        (key === undefined || other.message.includes(`"${String(key)}"`)),
    );
  if (issue.code === "custom") return isAt(issue.path);
  return issue.message.startsWith(isMissing) && isAt(issue.path.slice(0, -1), issue.path.at(-1));
}

/** How the message begins where there is nothing at all. */
export const isMissing = "is missing";

/** The branch of a union that the value has the form of: the one that is wrong inside, not as a whole. */
function branchMeant(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  return branches.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys" || code === "custom"),
  );
}
