/** Rules about users and groups. */
import { groupsPerUser } from "../../iam/limits";
import { each } from "../each";
import { errorRule, ofAccess } from "./rule";

export const tooManyGroups = errorRule(
  "too-many-groups",
  ofAccess(function* ({ users }, { declaration }) {
    for (const { name, groups } of users) {
      const actual = groups.length;
      if (actual <= groupsPerUser) continue;
      const own = declaration.users?.[name]?.groups ? ["groups"] : [];
      const message = `is in ${actual} groups; IAM allows a user ${groupsPerUser}: remove some of them`;
      const data = { limit: groupsPerUser, actual };
      yield { path: ["users", name, ...own], aboutKey: own.length === 0, message, data };
    }
  }),
);

/** Its owner decides these. */
const notForExisting = [
  "tags",
  "managedPolicies",
  "inlinePolicies",
  "permissionsBoundary",
  "forceDestroy",
  "consoleAccess",
  "selfService",
  "enrolMfaWithAccessKey",
  "denyWithoutMfa",
  "adopt",
  "exclusive",
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
