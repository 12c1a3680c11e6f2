/**
 * Links into the console.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
 */
import * as limits from "./limits";
import { type Partition, partitionFacts } from "./partition";

/** What decides whether the console can switch to a role, and how the link reads. */
export interface SwitchRoleTarget {
  readonly partition: Partition;
  /** The account's 12 digits, or its alias. */
  readonly account: string;
  readonly roleName: string;
  /** Begins and ends with a slash. */
  readonly rolePath: string;
  /** What the trust policy requires that the console does not send. `undefined`: nothing. */
  readonly consoleLacks?: "an external ID" | "session tags" | "a source identity";
  /** Whether users of an AWS account may assume the role at all, as opposed to a service or a federation only. */
  readonly trustsAnAccount: boolean;
  /** What the console's navigation bar shows after the switch: 1 to 64 characters. */
  readonly displayName: string;
}

/** The link to switch to a role in the console, or the reason why there is none. */
export type SwitchRoleLink =
  | {
      /** The link. */
      readonly url: string;
      /** The same, with a name for the console to show. */
      readonly urlWithDisplayName: string;
      /** Not set: there is a link. */
      readonly reason?: undefined;
    }
  | {
      /** Not set: there is no link. */
      readonly url?: undefined;
      /** Not set: there is no link. */
      readonly urlWithDisplayName?: undefined;
      /** The reason why there is no link, for people. */
      readonly reason: string;
    };

/** The link to switch to a role in the console, or why there can be none: a dead link is worse. */
export function switchRoleLink(target: SwitchRoleTarget): SwitchRoleLink {
  // The console wants the path with the name, but not the path's first slash.
  const name = `${target.rolePath}${target.roleName}`.replace(/^\//, "");
  if (!target.trustsAnAccount)
    return { reason: "no link: the role trusts no AWS account, so nobody can switch to it" };
  if (target.consoleLacks !== undefined)
    return { reason: `no link: the console cannot switch to a role that requires ${target.consoleLacks}` };
  if (name.length > limits.switchRoleNameLength)
    return {
      reason: `no link: path and name have ${name.length} characters; the console switches with at most ${limits.switchRoleNameLength}`,
    };
  // The order of the parameters is that of the link which the IAM console shows for a role. Slashes stay readable.
  const roleName = encodeURIComponent(name).replace(/%2F/g, "/");
  const url = `https://${partitionFacts(target.partition).signInHost}/switchrole?roleName=${roleName}&account=${target.account}`;
  return { url, urlWithDisplayName: `${url}&displayName=${encodeURIComponent(target.displayName)}` };
}

/** `<role> @ <account>`; where that is too long for the console, the longer of the two is cut first. */
export function defaultDisplayName(role: string, account: string): string {
  const separator = " @ ";
  const room = limits.displayNameLength - separator.length;
  const half = Math.floor(room / 2);
  const cut = (text: string, length: number) =>
    text.length <= length ? text : `${text.slice(0, length - 1)}…`;
  const accountText = cut(account, Math.max(half, room - role.length));
  return cut(role, room - accountText.length) + separator + accountText;
}

/**
 * Where the users of an account sign in.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html
 */
export function consoleSignInUrl(partition: Partition, idOrAlias: string): string {
  return `https://${idOrAlias}${partitionFacts(partition).accountSignInSuffix}/console`;
}
