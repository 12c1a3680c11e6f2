import { type Access, placesOf, type RolePlace } from "../access";

/** The name of the AWS CLI profile for a role in an account. */
export type ProfileNames = (place: RolePlace) => string;

/**
 * `<account>.<role>`, as in `aws --profile account-b.CrossAccount-B`. Names of accounts and roles may have dots: if two roles
 * would get the same profile name, theirs are `<account>/<role>`, as no name has a slash.
 */
export function profileNames(access: Access): ProfileNames {
  const count = new Map<string, number>();
  for (const place of placesOf(access)) count.set(dotted(place), (count.get(dotted(place)) ?? 0) + 1);
  return (place) =>
    count.get(dotted(place)) === 1 ? dotted(place) : `${place.account.name}/${place.role.name}`;
}

function dotted({ account, role }: RolePlace): string {
  return `${account.name}.${role.name}`;
}
