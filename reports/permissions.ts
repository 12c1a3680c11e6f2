import type { RoleSettings } from "../access";

/** The names of a role's policies; those of its own are marked as such. */
export function permissionNames({ managedPolicies, inlinePolicies }: RoleSettings): string[] {
  return [
    ...managedPolicies.map(({ name }) => name),
    ...inlinePolicies.map(({ name }) => `${name} (inline)`),
  ];
}

/** The same as a phrase, with the boundary that limits them. */
export function permissionsText(settings: RoleSettings): string {
  const names = permissionNames(settings);
  const { permissionsBoundary } = settings;
  return [
    names.length === 0 ? "none" : names.join(", "),
    ...(permissionsBoundary ? [`within ${permissionsBoundary.name}`] : []),
  ].join("; ");
}
