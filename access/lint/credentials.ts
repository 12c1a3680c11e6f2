/** Rules about passwords and MFA. */
import type { LintRule } from "./rule";

export const readablePassword: LintRule = {
  id: "readable-password",
  severity: "warning",
  *check({ access }) {
    for (const { name, consoleAccess } of access.users)
      if (consoleAccess && consoleAccess.pgpKey === undefined)
        yield {
          path: ["users", name, "consoleAccess"],
          message: `the password of "${name}" will be readable in Terraform's state; give a pgpKey, or keep the state where only those read it who may sign in as "${name}"${consoleAccess.passwordResetRequired ? "" : ", and ask for a new one with passwordResetRequired: true"}`,
        };
  },
};
