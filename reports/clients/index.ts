/** What each user's own tools need to know. */
import { byCaller } from "../by-caller";
import type { Report } from "../report";
import type { ReportFile } from "../report-file";
import { awsConfig } from "./aws-config";
import { extendSwitchRoles } from "./extend-switch-roles";
import { userFolder } from "./folder";

/** The files of every user who may assume a role, under `clients/<user>/`. */
export function* clientFiles({ access, matrix, profileName }: Report): Generator<ReportFile> {
  const indexes = new Map(
    [...new Set(matrix.map(({ place }) => place))].map((place, index) => [place, index]),
  );
  // Members of the same groups have the same list, and its compressed size takes time to find out.
  const lists = new Map<string, string[]>();
  for (const [caller, entries] of byCaller(matrix)) {
    if (caller.kind !== "user") continue;
    const folder = `clients/${userFolder(caller.name)}`;
    yield { path: `${folder}/aws-config`, pieces: awsConfig(access, caller.name, entries, profileName) };
    const roles = entries.map(({ place }) => indexes.get(place)).join();
    const list = lists.get(roles) ?? extendSwitchRoles(access.region, entries, profileName);
    lists.set(roles, list);
    for (const [index, text] of list.entries())
      yield {
        path: `${folder}/aws-extend-switch-roles${list.length === 1 ? "" : `-${index + 1}`}.ini`,
        pieces: [text],
      };
  }
}
