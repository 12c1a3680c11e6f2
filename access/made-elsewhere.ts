/** A role that is made elsewhere: nobody knows here what it trusts and allows, so the evaluator gets documents that say that. */
import type { RolePolicy } from "../iam/role-policy";
import type { RoleTrust } from "./access";

/** Anybody, under a condition that cannot be read: whether a caller gets in is unknown, and so is whether MFA is required. */
export const trustElsewhere: RoleTrust = {
  entity: {
    kind: "custom",
    document: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: "*" },
          Condition: { in: { "the trust policy, which is managed elsewhere": "" } },
        },
      ],
    },
  },
  conditions: { requireMfa: false, requireUserSessionName: false },
  grantedOnly: false,
};

/** A policy of unknown content. */
export const policiesElsewhere: RolePolicy = { kind: "unknown", name: "policies managed elsewhere" };
