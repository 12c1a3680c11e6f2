/** Rules about passwords and MFA devices. */
import { grantsOf, type RolePlace } from "../access";
import { requiresMfa } from "./requires-mfa";
import { ofAccess, warningRule } from "./rule";

/** Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile */
export const readablePassword = warningRule(
  "readable-password",
  ofAccess(function* ({ users }, { isReadable }) {
    for (const { name, consoleAccess } of users) {
      const path = ["users", name, "consoleAccess"];
      if (!consoleAccess || consoleAccess.pgpKey || !isReadable([...path, "pgpKey"])) continue;
      const reset = consoleAccess.passwordResetRequired
        ? ""
        : ", and require a new password with passwordResetRequired: true";
      const message = `the password of "${name}" will be readable in Terraform's state; set pgpKey, or let only those read the state who may sign in as "${name}"${reset}`;
      yield { path, message };
    }
  }),
);

/**
 * Users have no permission to enrol a device except the one that `selfService` gives. Users without console access get access
 * keys from an administrator, who can enrol the device as well.
 */
export const mfaWithoutEnrolment = warningRule(
  "mfa-without-enrolment",
  ofAccess(function* (access, declared) {
    for (const user of access.users) {
      const { name, consoleAccess, selfService } = user;
      if (!consoleAccess || selfService || !declared.isReadable(["users", name, "selfService"])) continue;
      const granted = grantsOf(user);
      const asks = (place: RolePlace) => requiresMfa(access, declared, place, user);
      const withMfa = granted.find(({ places }) => places.some(asks))?.role.name;
      const role = withMfa ?? (access.identityAccount.denyWithoutMfa ? granted[0]?.role.name : undefined);
      const remedy =
        withMfa === undefined ? "let an administrator enrol one" : `set requireMfa: false at "${role}"`;
      const message = `"${name}" may assume "${role}" only with MFA, and may not enrol a device; set selfService: true, or ${remedy}`;
      if (role !== undefined) yield { path: ["users", name], aboutKey: true, message, data: { role } };
    }
  }),
);
