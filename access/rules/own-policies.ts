/** Rules about what the declared policies of users and groups let them assume. */
import type { RolePlace } from "../access";
import { type Entrance, entrancesByPolicy } from "../entrances";
import { groupBy } from "../group-by";
import { listed } from "../listed";
import type { PolicySource } from "../matrix";
import type { Path } from "../problem";
import { entriesOf, itemsOf } from "../readable";
import { type Declared, ofAccess, warningRule } from "./rule";
import { knowsGrants } from "./written";

/** A policy whose content is not known is no finding here: reports say that it may allow a role. */
export const assumesBeyondGrants = warningRule(
  "assumes-beyond-grants",
  ofAccess(function* (access, declared) {
    if (access.users.length + access.groups.length === 0 || !knowsGrants(declared)) return;
    const found = entrancesByPolicy(access).flatMap(({ subject, place, granted }) =>
      (granted?.policies ?? [])
        .filter(({ contentUnknown }) => !contentUnknown)
        .map((source) => ({ ...holderOf(subject, source), policy: source.policy, place })),
    );
    for (const alike of groupBy(found, ({ map, name, policy }) =>
      JSON.stringify([map, name, policy]),
    ).values()) {
      const [{ map, name, policy }] = alike as [(typeof found)[number]];
      const places = [...new Set(alike.map(({ place }) => place))];
      const what = map === "users" ? "user" : "members of group";
      const message = `the policy "${policy}" lets ${what} "${name}" assume roles that canAssume does not name: ${placesText(places)}; name them in canAssume, or remove sts:AssumeRole on them from the policy`;
      yield { path: policyPath(declared, [map, name], policy), message, data: { policy } };
    }
  }),
);

function placesText(places: readonly RolePlace[]): string {
  return listed(places.map(({ role, account }) => `"${role.name}" in "${account.name}"`).sort());
}

function holderOf(subject: Entrance["subject"], { group }: PolicySource) {
  if (group !== undefined) return { map: "groups", name: group } as const;
  return { map: subject.kind === "members" ? "groups" : "users", name: subject.name } as const;
}

/** Where a user or group names a policy; the user or group itself where `defaults` do. */
function policyPath(
  { declaration }: Declared,
  [map, name]: readonly ["users" | "groups", string],
  policy: string,
): Path {
  const holder = declaration[map]?.[name];
  if (entriesOf(holder?.inlinePolicies).some(([each]) => each === policy))
    return [map, name, "inlinePolicies", policy];
  const [index] =
    itemsOf(holder?.managedPolicies).find(([, named]) =>
      typeof named === "string" ? named.endsWith(policy) : named.name === policy,
    ) ?? [];
  return index === undefined ? [map, name] : [map, name, "managedPolicies", index];
}
