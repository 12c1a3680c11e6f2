import type { RoleSettings } from "../access";

/** The names of a role's policies, inline ones marked: `AmazonS3ReadOnlyAccess`, `no-secrets (inline)`. */
export function permissionNames({ managedPolicies, inlinePolicies }: RoleSettings): string[] {
  return [
    ...managedPolicies.map(({ name }) => name),
    ...inlinePolicies.map(({ name }) => `${name} (inline)`),
  ];
}

/** The same as a phrase, with the permissions boundary. */
export function permissionsText(settings: RoleSettings): string {
  const names = permissionNames(settings);
  const { permissionsBoundary } = settings;
  return [
    names.length === 0 ? "none" : names.join(", "),
    ...(permissionsBoundary ? [`within ${permissionsBoundary.name}`] : []),
  ].join("; ");
}
