/**
 * A user's roles for the browser extension AWS Extend Switch Roles.
 * Source: https://github.com/tilfinltd/aws-extend-switch-roles (its README)
 */
import type { Entrance } from "../../access/entrances";
import { printableLines } from "../../access/printable";
import { accountColor } from "../account-color";
import type { ProfileNames } from "../profile-name";

/** The list, in pieces: the roles that the console can switch to. No piece when there is none. */
export function* extendSwitchRoles(
  region: string,
  entries: readonly Entrance[],
  profileName: ProfileNames,
): Generator<string> {
  for (const { place } of entries)
    if (place.link.url !== undefined)
      yield printableLines([
        "",
        `[${profileName(place)}]`,
        `role_arn = ${place.arn}`,
        `region = ${region}`,
        `color = ${accountColor(place.account).hex}`,
      ]);
}
