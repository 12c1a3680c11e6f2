import { durationText, type RoleSettings } from "../access";

/**
 * What a role asks of whoever assumes it, in words: `MFA`, `external ID`, ... The external ID itself is not among them: it
 * is no secret to AWS, but who only reads a report has no need of it.
 */
export function asksFor({ conditions }: RoleSettings, requireMfa = conditions.requireMfa): string[] {
  const { mfaMaxAge, externalId, sourceIps, organizationId, requireUserSessionName } = conditions;
  return [
    ...(requireMfa ? [mfaMaxAge === undefined ? "MFA" : `MFA within ${durationText(mfaMaxAge)}`] : []),
    ...(externalId === undefined ? [] : ["external ID"]),
    ...(sourceIps ? [`address in ${[...sourceIps].sort().join(" or ")}`] : []),
    ...(organizationId === undefined ? [] : [`organization ${organizationId}`]),
    ...(requireUserSessionName ? ["session named as the user"] : []),
  ];
}
