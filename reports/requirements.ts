import { durationText, type RoleSettings } from "../access";

/**
 * The conditions that a role's trust policy sets for the caller, in words: `MFA`, `external ID`, ... The external ID itself
 * is not among them: AWS does not treat it as a secret, but a reader of reports does not need it.
 *
 * @param requireMfa whether the caller needs MFA on the way; default: as the role's settings say
 */
export function requirements({ conditions }: RoleSettings, requireMfa = conditions.requireMfa): string[] {
  const { mfaMaxAge, externalId, sourceIps, organizationId, requireUserSessionName } = conditions;
  return [
    ...(requireMfa ? [mfaMaxAge === undefined ? "MFA" : `MFA within ${durationText(mfaMaxAge)}`] : []),
    ...(externalId === undefined ? [] : ["external ID"]),
    ...(sourceIps ? [`address in ${sourceIps.join(" or ")}`] : []),
    ...(organizationId === undefined ? [] : [`organization ${organizationId}`]),
    ...(requireUserSessionName ? ["session named as the user"] : []),
  ];
}

/** The same as a phrase: `MFA, external ID`, or `nothing`. */
export function requirementsText(settings: RoleSettings, requireMfa?: boolean): string {
  return requirements(settings, requireMfa).join(", ") || "nothing";
}
