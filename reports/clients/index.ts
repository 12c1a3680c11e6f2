import { groupBy } from "../group-by";
import type { Report } from "../report";
import { awsConfig } from "./aws-config";
import { extendSwitchRoles } from "./extend-switch-roles";
import { userFolder } from "./folder";

/** The configuration of the tools of every user who may assume a role: files under `clients/<user>/`. */
export function* clientFiles({ access, matrix, profileName }: Report) {
  for (const [caller, entries] of groupBy(matrix, (entry) => entry.caller)) {
    if (caller.kind !== "user") continue;
    const folder = `clients/${userFolder(caller.name)}`;
    yield { path: `${folder}/aws-config`, pieces: awsConfig(access, caller.name, entries, profileName) };
    const list = [...extendSwitchRoles(access.region, entries, profileName)];
    if (list.length > 0) yield { path: `${folder}/aws-extend-switch-roles.ini`, pieces: list };
  }
}
