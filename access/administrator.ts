/** Whether a role allows everything. */
import { allowsEverything, statementsOf } from "../iam/statement";
import type { ManagedPolicy, RoleSettings } from "./access";

/** The name of the policy that makes a role an administrator; `undefined` if none does. */
export function administratorBy(settings: RoleSettings): string | undefined {
  // A permissions boundary limits whatever the policies allow.
  if (settings.permissionsBoundary && !isAdministratorAccess(settings.permissionsBoundary)) return undefined;
  const managed = settings.managedPolicies.find(isAdministratorAccess);
  const inline = settings.inlinePolicies.find(({ document }) =>
    statementsOf(document).some(({ statement }) => allowsEverything(statement)),
  );
  return (managed ?? inline)?.name;
}

function isAdministratorAccess(policy: ManagedPolicy): boolean {
  return (
    policy.name === "AdministratorAccess" &&
    (policy.kind === "aws" || (policy.kind === "arn" && /:iam::aws:policy\//.test(policy.arn)))
  );
}
