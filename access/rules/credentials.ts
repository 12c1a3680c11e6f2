/** Rules about passwords and MFA devices. */
import { grantsOf, type RolePlace } from "../access";
import { requiresMfa } from "./requires-mfa";
import { errorRule, ofAccess, warningRule } from "./rule";

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
      const message = `the first password of "${name}" is readable in Terraform's state; set pgpKey, or limit access to the state to people who may sign in as "${name}"${reset}`;
      yield { path, message };
    }
  }),
);

/** IAM refuses the generated password, in the middle of the apply. */
export const passwordTooShort = errorRule(
  "password-too-short",
  ofAccess(function* ({ identityAccount: { passwordPolicy }, users }, { isReadable }) {
    if (!passwordPolicy || !isReadable(["identityAccount", "passwordPolicy"])) return;
    const { minimumPasswordLength: limit } = passwordPolicy;
    for (const { name, consoleAccess } of users) {
      const path = ["users", name, "consoleAccess", "passwordLength"];
      const actual = consoleAccess?.passwordLength ?? limit;
      const message = `is ${actual}, and the account's passwordPolicy asks for ${limit} characters (minimumPasswordLength); write ${limit} or more, or remove it`;
      if (actual < limit) yield { path, message, data: { limit, actual } };
    }
  }),
);

/**
 * IAM cannot tell a user's access key from a stolen one. With MFA devices already enrolled, one more can be enrolled.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
 */
export const mfaEnrolmentWithAccessKey = warningRule(
  "mfa-enrolment-with-access-key",
  ofAccess(function* ({ users }) {
    for (const { name, consoleAccess, enrolMfaWithAccessKey } of users) {
      if (!enrolMfaWithAccessKey) continue;
      const remedy = consoleAccess
        ? `remove it: "${name}" can enrol one in the console`
        : "remove it once a device is enrolled, or let an administrator enrol one";
      const message = `a stolen access key of "${name}" can enrol an MFA device and then pass MFA; ${remedy}`;
      yield { path: ["users", name, "enrolMfaWithAccessKey"], message };
    }
  }),
);

/**
 * Users have no permission to enrol a device except the one that `selfService` gives, and without console access
 * `enrolMfaWithAccessKey`. Users with none of these get access keys from an administrator, who can enrol the device as well.
 */
export const mfaWithoutEnrolment = warningRule(
  "mfa-without-enrolment",
  ofAccess(function* (access, declared) {
    for (const user of access.users) {
      const { name, consoleAccess, selfService, enrolMfaWithAccessKey } = user;
      const canEnrol = selfService && (consoleAccess || enrolMfaWithAccessKey);
      if (canEnrol || (!consoleAccess && !selfService)) continue;
      const keys = ["consoleAccess", "selfService", "enrolMfaWithAccessKey"];
      if (!keys.every((key) => declared.isReadable(["users", name, key]))) continue;
      const granted = grantsOf(user);
      const asks = (place: RolePlace) => requiresMfa(access, declared, place, user);
      const withMfa = granted.find(({ places }) => places.some(asks))?.role.name;
      const role = withMfa ?? (user.denyWithoutMfa ? granted[0]?.role.name : undefined);
      const otherwise =
        withMfa === undefined ? "let an administrator enrol one" : `set requireMfa: false at "${role}"`;
      const enrolment = consoleAccess
        ? `cannot enrol a device; set selfService: true, or ${otherwise}`
        : "can enrol a device in the console only; let an administrator enrol one, or set consoleAccess or enrolMfaWithAccessKey";
      const message = `"${name}" may assume "${role}" only with MFA, and ${enrolment}`;
      if (role !== undefined) yield { path: ["users", name], aboutKey: true, message, data: { role } };
    }
  }),
);

/**
 * An access key by itself has no MFA. A user with neither console access nor self-service is a machine, or a person for whom an
 * administrator enrols the device.
 */
export const machineUserLockedOut = warningRule(
  "machine-user-locked-out",
  ofAccess(function* ({ users }, { declaration, isReadable }) {
    for (const { name, denyWithoutMfa, consoleAccess, selfService } of users) {
      if (!denyWithoutMfa || consoleAccess || selfService) continue;
      const path = ["users", name];
      const isSaid = declaration.users?.[name]?.denyWithoutMfa !== undefined;
      if (isSaid || !isReadable([...path, "consoleAccess"]) || !isReadable([...path, "selfService"]))
        continue;
      const message = `"${name}" has no console access, and denyWithoutMfa of the identity account denies its access keys everything without MFA; set denyWithoutMfa: false here for a machine, or true for a person with an MFA device`;
      yield { path, aboutKey: true, message };
    }
  }),
);
