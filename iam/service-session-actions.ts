/** The actions that AWS services call to assume a role: all need `sts:AssumeRole`, and some set up the session too. */
/** IAM Roles Anywhere: sessions for programs outside AWS, by certificate. */
export const rolesAnywhere = "rolesanywhere.amazonaws.com";

/**
 * What a service needs beside `sts:AssumeRole`.
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html,
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 */
const sessionActions: Readonly<Record<string, readonly string[]>> = {
  "pods.eks.amazonaws.com": ["sts:TagSession"],
  [rolesAnywhere]: ["sts:SetSourceIdentity", "sts:TagSession"],
};

/** The actions that a trust policy must allow a service, sorted. */
export function serviceActions(service: string): readonly string[] {
  return [
    "sts:AssumeRole",
    ...(Object.hasOwn(sessionActions, service) ? (sessionActions[service] ?? []) : []),
  ];
}
