import type { User } from "../../access";
import type { Entrance } from "../../access/entrances";
import { groupBy } from "../group-by";
import type { Report } from "../report";
import { awsConfig } from "./aws-config";
import { extendSwitchRoles } from "./extend-switch-roles";
import { userFolder } from "./folder";

/** The configuration of the tools of every user who may assume a role: files under `clients/<user>/`. */
export function* clientFiles({ access, entrances, profileName }: Report) {
  for (const [user, own] of groupBy(entrances.filter(isOfUser), ({ subject }) => subject)) {
    const folder = `clients/${userFolder(user.name)}`;
    yield { path: `${folder}/aws-config`, pieces: awsConfig(access, user.name, own, profileName) };
    const list = [...extendSwitchRoles(access.region, own, profileName)];
    if (list.length > 0) yield { path: `${folder}/aws-extend-switch-roles.ini`, pieces: list };
  }
}

/** A profile for a role that refuses the user would not work. */
function isOfUser(entrance: Entrance): entrance is Entrance & { readonly subject: User } {
  return entrance.subject.kind === "user" && entrance.ways.length > 0;
}
