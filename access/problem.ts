/** What is wrong or risky in an access file, and where. */
import { lintRuleIds } from "./rules/ids";

/** A path in the access file: keys of mappings and indexes of lists, from the top. */
export type Path = readonly (string | number)[];

/** An error or a warning about an access file. */
export interface Problem {
  /** An error stops the synth; a warning does not, unless it runs with `--strict`. */
  readonly severity: "error" | "warning";
  /** The kind of problem in kebab case, such as `no-such-role`: the id of the rule that found it. Program against this. */
  readonly code: string;
  /** Where in the access file it is. */
  readonly path: Path;
  /** Whether it is about the name at the path rather than about the value that the name maps to. */
  readonly aboutKey?: boolean;
  /** The text for people. It may change at any time. */
  readonly message: string;
  /** The facts in the message, such as `{ name, known, nearest }` or `{ limit, actual }`. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export function error(
  code: string,
  path: Path,
  message: string,
  more: Pick<Problem, "aboutKey" | "data"> = {},
): Problem {
  return { severity: "error", code, path, message, ...more };
}

/** Errors only, or with the warnings as errors too. */
export function failures<Reported extends Problem>(
  problems: readonly Reported[],
  strict: boolean,
): Reported[] {
  return problems.filter(({ severity }) => strict || severity === "error");
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

/** The message, and in brackets the id of the rule where it is a warning or `ignore` can name it. */
export function messageText({ severity, code, message }: Problem): string {
  const showsCode = severity === "warning" || lintRuleIds.some((id) => id === code);
  return showsCode ? `${message} [${code}]` : message;
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === "object" && Object.hasOwn(value, part)
        ? (value as Record<string, unknown>)[part]
        : undefined,
    root,
  );
}
