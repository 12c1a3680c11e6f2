/** The linter: what is allowed, and had better be otherwise. Each rule has a section in docs/lint-rules.md. */
import type { Problem } from "../problem";
import type { AccessFile } from "../schema";
import { administratorWithoutMfa } from "./administrators";
import { readablePassword } from "./credentials";
import { nobodyMayAssume, nothingGranted } from "./grants";
import type { LintContext, LintRule } from "./rule";
import { manyProvidersInAStack } from "./stacks";

export const lintRules: readonly LintRule[] = [
  nothingGranted,
  nobodyMayAssume,
  administratorWithoutMfa,
  readablePassword,
  manyProvidersInAStack,
];

/** What the rules find, but for what the entries say to ignore. */
export function lint(declared: LintContext): Problem[] {
  return lintRules
    .filter(({ needsWholeFile }) => declared.whole || !needsWholeFile)
    .flatMap((rule) =>
      [...rule.check(declared)]
        .filter(({ path }) => !ignoredAt(declared.file, path).includes(rule.id))
        .map((finding) => ({ severity: rule.severity, rule: rule.id, ...finding })),
    );
}

/** What the entry that a path leads into says to ignore. */
function ignoredAt(file: AccessFile, path: Problem["path"]): readonly string[] {
  const [map, name] = path;
  if (map === "identityAccount") return file.identityAccount.ignore ?? [];
  const entries = file[map as "roles" | "users" | "groups" | "principals" | "targetAccounts"];
  return entries?.[String(name)]?.ignore ?? [];
}
