import { callerText, durationText, grantedBy, type RolePlace } from "../access";
import { permissionsText } from "./permissions";
import type { Report } from "./report";
import { requirementsText } from "./requirements";

/** One entry of the access matrix in words, as tables show it. */
export interface MatrixRow {
  /** `alex`, `pipeline (role)`, or in brackets the external entity that the role trusts. */
  readonly user: string;
  readonly place: RolePlace;
  readonly granted: string;
  readonly requires: string;
  readonly session: string;
  readonly permissions: string;
}

/** The rows of a report: those of users and principals, then those of external entities. */
export function* matrixRows({ matrix, external }: Report): Generator<MatrixRow> {
  for (const { caller, place, granted, requireMfa } of matrix)
    yield row(callerText(caller), place, grantedBy(granted), requireMfa);
  for (const { trusted, place } of external) yield row(`(${trusted})`, place, "by the trust policy");
}

function row(user: string, place: RolePlace, granted: string, requireMfa?: boolean): MatrixRow {
  const { settings } = place;
  const requires = requirementsText(settings, requireMfa);
  const session = durationText(settings.maxSessionDuration);
  return { user, place, granted, requires, session, permissions: permissionsText(settings) };
}
