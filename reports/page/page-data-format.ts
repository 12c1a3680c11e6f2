/** The form of the page's data: page-data.ts writes it, and the page's script reads it. Imports nothing, for both. */

/** All numbers are places in the other lists, unless they say otherwise. */
export interface PageData {
  readonly identityAccount: { readonly id: string; readonly alias?: string; readonly signInUrl: string };
  readonly accounts: readonly PageAccount[];
  readonly roles: readonly PageRole[];
  readonly groups: readonly PageGroup[];
  readonly users: readonly (PageHolder & { readonly groups: readonly number[] })[];
  readonly principals: readonly PageHolder[];
}

export interface PageAccount {
  readonly name: string;
  readonly id: string;
  readonly color: string;
  /** `environment: prod` */
  readonly tags: readonly string[];
}

export interface PageRole {
  readonly name: string;
  readonly description: string;
  /** What comes before and after the account's id in its ARN. */
  readonly arn: readonly [string, string];
  /** How all links to it begin. */
  readonly link: string;
  readonly settings: readonly PageSettings[];
  readonly reasons: readonly string[];
  readonly in: readonly PagePlace[];
}

/** The settings and entrances of a role that some of its accounts share. */
export interface PageSettings {
  /** `administrator`, `escalates`, ..., `unknown`. */
  readonly level: string;
  /** The level in words, and how the role escalates. */
  readonly levelText: string;
  readonly permissions: readonly string[];
  readonly boundary: string;
  /** As people write it: `1h`. */
  readonly session: string;
  /** The requirements, MFA first. Those of some entrances only say so. */
  readonly asksFor: readonly string[];
  /** The subjects that get in besides the users and principals: members of groups, accounts, services, ... */
  readonly others: readonly string[];
}

/** Account, settings, the rest of the link or which reason there is none, and the profile where it has no dot. */
export type PagePlace =
  | readonly [account: number, settings: number, link: string | number]
  | readonly [account: number, settings: number, link: string | number, profile: string];

export interface PageHolder {
  readonly name: string;
  readonly grants: readonly PageGrant[];
}

export interface PageGroup extends PageHolder {
  /** The members that the access file does not list, as in `others`. */
  readonly others: string;
}

/** A role, and the accounts it is granted in; none stands for all of the role's. */
export type PageGrant = readonly [role: number] | readonly [role: number, accounts: readonly number[]];
