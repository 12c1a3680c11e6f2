import { groupBy } from "../group-by";
import type { Report } from "../report";
import { awsConfig } from "./aws-config";
import { extendSwitchRoles } from "./extend-switch-roles";
import { userFolder } from "./folder";

/** The configuration of the tools of every user who may assume a role: files under `clients/<user>/`. */
export function* clientFiles({ access, matrix, profileName }: Report) {
  const indexes = new Map(
    [...new Set(matrix.map(({ place }) => place))].map((place, index) => [place, index]),
  );
  // Members of the same groups have the same list, and its compressed size takes time to find out.
  const lists = new Map<string, string[]>();
  for (const [caller, entries] of groupBy(matrix, (entry) => entry.caller)) {
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
