/** A difference as JSON, for other programs. Its form is in docs/reports.md. */
import { json } from "../json";
import { permissionNames } from "../permissions";
import type { Change, Difference } from "./difference";
import { type RenameRow, requirements } from "./difference-rows";
import type { Entry } from "./entry";

/** A difference as JSON: one entry for each user (or principal, or external subject), account and role. */
export function differenceJson({ changes, others }: Difference, renamed: readonly RenameRow[]): string {
  const of = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).map(changeJson);
  const value = {
    // A change that breaks readers increases it.
    version: 1,
    renamed,
    given: of("given"),
    changed: of("changed"),
    taken: of("taken"),
    others,
  };
  return `${json(value, 2)}\n`;
}

function changeJson({ entry, before, findings }: Change): object {
  const { caller, account, role } = entry;
  const names = { [caller.kind]: caller.name, account, role };
  return { ...names, findings, ...detailsJson(entry), before: before && detailsJson(before) };
}

/** The external ID itself is not shown, as in the matrix; a finding says that it changed. */
function detailsJson(entry: Entry): object {
  const { caller, granted, level, place } = entry;
  return {
    callerArn: caller.arn,
    roleArn: place.arn,
    granted,
    level: level.level,
    requires: requirements(entry),
    maxSessionDuration: place.settings.maxSessionDuration,
    permissions: permissionNames(place),
    permissionsBoundary: place.settings.permissionsBoundary?.name ?? null,
  };
}
