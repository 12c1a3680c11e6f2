/** Rules about users and groups. */
import { groupsPerUser } from "../../iam/limits";
import { each } from "../each";
import { errorRule } from "./rule";

export const tooManyGroups = errorRule("too-many-groups", function* ({ declaration }) {
  for (const { path, value } of each(declaration, "users.*.groups")) {
    const message = `is in ${value.length} groups; IAM allows a user ${groupsPerUser}`;
    if (value.length > groupsPerUser)
      yield { path, message, data: { limit: groupsPerUser, actual: value.length } };
  }
});

/** Its owner decides these. */
const notForExisting = [
  "tags",
  "permissionsBoundary",
  "forceDestroy",
  "consoleAccess",
  "selfService",
  "enrolMfaWithAccessKey",
  "adopt",
];

export const existingIsManagedElsewhere = errorRule("existing-is-managed-elsewhere", function* (declared) {
  for (const { path, value } of each(declared.declaration, "users.*", "groups.*"))
    for (const [key, setting] of value.existing ? Object.entries(value) : [])
      if (notForExisting.includes(key) && setting !== undefined && setting !== false) {
        const message = `the ${path[0] === "users" ? "user" : "group"} exists and is managed elsewhere; remove ${key} here, or existing: true`;
        yield { path: [...path, key], message, data: { key } };
      }
});

export const enrolmentWithoutSelfService = errorRule(
  "enrolment-without-self-service",
  function* ({ declaration }) {
    for (const { path, value } of each(declaration, "users.*"))
      if (value.enrolMfaWithAccessKey && value.selfService === false) {
        const message = "enrolMfaWithAccessKey is part of self-service; remove it, or selfService: false";
        yield { path: [...path, "enrolMfaWithAccessKey"], message };
      }
  },
);
