/** The ids of what `verify` can find: what `expected` and `--fail-on` can name. Part of the contract. Most dangerous first. */
export const verifyFindingIds = [
  "undeclared-grant",
  "undeclared-member",
  "undeclared-role",
  "trust-differs",
  "foreign-managed-policy",
  "foreign-inline-policy",
  "policy-differs",
  "boundary-differs",
  "metadata-differs",
  "thumbprints-differ",
  "undeclared-audience",
  "session-longer",
  "dead-principal",
  "missing-role",
  "missing-user",
  "missing-group",
  "missing-member",
  "missing-policy",
  "missing-identity-provider",
  "missing-audience",
  "path-differs",
  "user-without-mfa",
  "old-access-key",
  "session-shorter",
  "idle-user",
  "unused-role",
  "unlisted-account",
] as const;

/** The id of a finding of `verify`. */
export type VerifyFindingId = (typeof verifyFindingIds)[number];
