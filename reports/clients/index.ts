/** What each user's own tools need to know. */
import { byCaller } from "../by-caller";
import type { Report } from "../report";
import type { ReportFile } from "../report-file";
import { awsConfig } from "./aws-config";
import { extendSwitchRoles } from "./extend-switch-roles";
import { userFolder } from "./folder";

/** The files of every user who may assume a role, under `clients/<user>/`. */
export function* clientFiles({ access, matrix, profileName }: Report): Generator<ReportFile> {
  for (const [caller, entries] of byCaller(matrix)) {
    if (caller.kind !== "user") continue;
    const folder = `clients/${userFolder(caller.name)}`;
    yield { path: `${folder}/aws-config`, pieces: awsConfig(access, caller.name, entries, profileName) };
    const list = [...extendSwitchRoles(access.region, entries, profileName)];
    if (list.length > 0) yield { path: `${folder}/aws-extend-switch-roles.ini`, pieces: list };
  }
}
