/** The linter: what is allowed, and had better be otherwise. Each rule has a section in docs/lint-rules.md. */
import type { Problem } from "../problem";
import type { AccessFile } from "../schema";
import { administratorLongSession, administratorWithoutMfa } from "./administrators";
import { chainedSession, mfaForPrincipal } from "./chaining";
import { externalIdInConsole, roleNameTooLongForConsole } from "./console";
import { mfaWithoutEnrolment, readablePassword } from "./credentials";
import { terraformEscape } from "./escapes";
import { nobodyMayAssume, nothingGranted } from "./grants";
import { assumeRoleWildcard, iamWildcard, managedPoliciesOverQuota, passRoleWildcard } from "./permissions";
import type { LintContext, LintRule } from "./rule";
import { manyProvidersInAStack } from "./stacks";
import {
  mfaSlipsThrough,
  privateSourceIp,
  thirdPartyWithoutExternalId,
  webIdentitySubject,
  wildcardPrincipal,
} from "./trust";

export const lintRules: readonly LintRule[] = [
  administratorLongSession,
  administratorWithoutMfa,
  assumeRoleWildcard,
  chainedSession,
  externalIdInConsole,
  iamWildcard,
  managedPoliciesOverQuota,
  manyProvidersInAStack,
  mfaForPrincipal,
  mfaSlipsThrough,
  mfaWithoutEnrolment,
  nobodyMayAssume,
  nothingGranted,
  passRoleWildcard,
  privateSourceIp,
  readablePassword,
  roleNameTooLongForConsole,
  terraformEscape,
  thirdPartyWithoutExternalId,
  webIdentitySubject,
  wildcardPrincipal,
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
