import type { RolePlace } from "../access";

/** The names of a role's policies, inline ones marked: `AmazonS3ReadOnlyAccess`, `no-secrets (inline)`. */
export function permissionNames({ role, settings }: Pick<RolePlace, "role" | "settings">): string[] {
  if (role.existing) return ["unknown, managed elsewhere"];
  const { managedPolicies, inlinePolicies } = settings;
  return [
    ...managedPolicies.map(({ name }) => name),
    ...inlinePolicies.map(({ name }) => `${name} (inline)`),
  ];
}

/** The same as a phrase, with the permissions boundary. */
export function permissionsText(place: Pick<RolePlace, "role" | "settings">): string {
  const names = permissionNames(place);
  const { permissionsBoundary } = place.settings;
  return [
    names.length === 0 ? "none" : names.join(", "),
    ...(permissionsBoundary ? [`within ${permissionsBoundary.name}`] : []),
  ].join("; ");
}
