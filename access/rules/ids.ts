/** The ids of the lint rules: what `ignore` can name. Part of the contract. */
export const lintRuleIds = [
  "administrator-long-session",
  "administrator-without-mfa",
  "assume-role-wildcard",
  "chained-session",
  "external-id-in-console",
  "iam-wildcard",
  "managed-policies-over-quota",
  "many-providers-in-a-stack",
  "mfa-enrolment-with-access-key",
  "mfa-for-principal",
  "mfa-slips-through",
  "mfa-without-enrolment",
  "nobody-may-assume",
  "nothing-granted",
  "pass-role-wildcard",
  "private-source-ip",
  "readable-password",
  "reads-differently",
  "role-name-too-long-for-console",
  "terraform-escape",
  "third-party-without-external-id",
  "unknown-aws-policy",
  "web-identity-subject",
  "wildcard-principal",
] as const;

export type LintRuleId = (typeof lintRuleIds)[number];
