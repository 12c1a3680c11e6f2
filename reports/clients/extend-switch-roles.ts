/**
 * A user's roles for the browser extension AWS Extend Switch Roles.
 * Source: https://github.com/tilfinltd/aws-extend-switch-roles (its README)
 */
import type { MatrixEntry } from "../../access";
import { accountColor } from "../account-color";
import type { ProfileNames } from "../profile-name";

/** The list, in pieces: the roles that the console can switch to. No piece when there is none. */
export function* extendSwitchRoles(
  region: string,
  entries: readonly MatrixEntry[],
  profileName: ProfileNames,
): Generator<string> {
  for (const { role, account, roleArn, link } of entries)
    if (!("reason" in link))
      yield `
[${profileName(role, account)}]
role_arn = ${roleArn}
region = ${region}
color = ${accountColor(account).hex}
`;
}
