import { durationText, type Entrance, grantedBy, type RolePlace, subjectText } from "../access";
import { levelText } from "./level-text";
import { permissionsText } from "./permissions";
import type { Report } from "./report";
import { waysText } from "./requirements";

/** One entrance in words, as tables show it. */
export interface MatrixRow {
  /** `alex`, `pipeline (role)`, or in brackets a subject that only the trust policy lets in. */
  readonly user: string;
  readonly place: RolePlace;
  readonly granted: string;
  readonly requires: string;
  readonly session: string;
  readonly level: string;
  readonly permissions: string;
}

/** The rows of a report: users and principals, members of groups, then the subjects that only trust policies let in. */
export function* matrixRows(report: Report): Generator<MatrixRow> {
  for (const entrance of report.entrances) yield matrixRow(report, entrance);
}

/** One entrance in words. */
export function matrixRow({ access, levelOf }: Report, entrance: Entrance): MatrixRow {
  const { subject, place, granted } = entrance;
  return {
    user: subjectText(subject, access.identityAccount.id),
    place,
    granted: granted ? grantedBy(granted) : "by the trust policy",
    requires: waysText(entrance),
    session: durationText(place.settings.maxSessionDuration),
    level: levelText(levelOf(place)),
    permissions: permissionsText(place.settings),
  };
}
