/** Rules about passwords and MFA devices. */
import { grantsOf, type RolePlace } from "../access";
import { trustAsksForMfa } from "../role-place";
import type { LintRule } from "./rule";

/** Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile */
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

/**
 * Users have no permission to enrol a device but the one that `selfService` gives. Who has no console access is given
 * access keys by an administrator, who can enrol the device as well.
 */
export const mfaWithoutEnrolment: LintRule = {
  id: "mfa-without-enrolment",
  severity: "warning",
  *check({ access }) {
    for (const user of access.users) {
      const { name, consoleAccess, selfService } = user;
      if (!consoleAccess || selfService) continue;
      const granted = grantsOf(user);
      const asks = (place: RolePlace) => trustAsksForMfa(access, place, user);
      const withMfa = granted.find(({ places }) => places.some(asks))?.role.name;
      const role = withMfa ?? (access.identityAccount.denyWithoutMfa ? granted[0]?.role.name : undefined);
      if (role !== undefined)
        yield {
          path: ["users", name],
          aboutKey: true,
          message: `"${name}" may assume "${role}" only with MFA, and may not enrol a device; set selfService: true, or ${withMfa === undefined ? "have somebody else enrol one" : `have "${role}" not ask for it`}`,
        };
    }
  },
};
