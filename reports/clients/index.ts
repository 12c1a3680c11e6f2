import { groupBy } from "../../access/group-by";
import { destinationOf, type Route } from "../../access/reach";
import type { Report } from "../report";
import { awsConfig, type RouteOfCaller } from "./aws-config";
import { extendSwitchRoles } from "./extend-switch-roles";
import { userFolder } from "./folder";
import { clientReadme } from "./readme";

/**
 * The configuration of the tools of everybody who may assume a role: files under `clients/<user>/` and
 * `principals/<principal>/`. A user and a principal can have the same name.
 */
export function* clientFiles({ access, routes, profileName }: Report) {
  for (const [caller, all] of groupBy(routes.filter(isOfCaller), ({ entrance }) => entrance.subject)) {
    const folder = `${caller.kind === "user" ? "clients" : "principals"}/${userFolder(caller.name)}`;
    // A role that is reached in two ways has one profile, the first.
    const own = [
      ...new Map([...all].reverse().map((route) => [destinationOf(route), route])).values(),
    ].reverse();
    const client = { access, caller, routes: own, profileName };
    yield { path: `${folder}/aws-config`, pieces: awsConfig(client) };
    const direct = own.filter(({ chain }) => chain.length === 0).map(({ entrance }) => entrance);
    const list = caller.kind === "user" ? [...extendSwitchRoles(access.region, direct, profileName)] : [];
    if (list.length > 0) yield { path: `${folder}/aws-extend-switch-roles.ini`, pieces: list };
    yield { path: `${folder}/README.md`, pieces: [clientReadme(client, list.length > 0)] };
  }
}

/** A profile for a role that refuses the caller would not work. A role of this file has its own profiles with its user's. */
function isOfCaller(route: Route): route is RouteOfCaller {
  const { subject, ways } = route.entrance;
  return (subject.kind === "user" || (subject.kind === "principal" && !subject.place)) && ways.length > 0;
}
