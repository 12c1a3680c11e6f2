/** The form of the page's data: page-data.ts writes it, and the page's script reads it. Imports nothing, for both. */

/** All numbers are places in the other lists, unless they say otherwise. */
export interface PageData {
  readonly identityAccount: { readonly id: string; readonly alias?: string; readonly signInUrl: string };
  readonly region: string;
  /** How the ARNs of the MFA devices begin that the console proposes; the name of the user follows. */
  readonly mfaArnStart: string;
  readonly accounts: readonly PageAccount[];
  readonly roles: readonly PageRole[];
  readonly groups: readonly PageGroup[];
  readonly users: readonly PageUser[];
  readonly principals: readonly PagePrincipal[];
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
  /** The parts of its ARN: text, and what stands for the name and the id of the account. */
  readonly arn: readonly PageAccountText[];
  /** The parts of its name in IAM. Empty: it is the name in the access file. */
  readonly roleName: readonly PageAccountText[];
  /** How all links to it begin. */
  readonly link: string;
  readonly settings: readonly PageSettings[];
  readonly reasons: readonly string[];
  readonly in: readonly PagePlace[];
}

/** A text, or the name or id of the account that it is about. */
export type PageAccountText = string | { readonly account: "name" | "id" };

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
  /** The same in seconds. Absent where the role is made elsewhere. */
  readonly seconds?: number;
  /** The users whose way in requires MFA, or may: all, none, or these, by their place in the list. */
  readonly mfa: boolean | readonly number[];
  /** Whether a caller has to send an external ID. */
  readonly externalId?: true;
  /** Whether one way in does without MFA, or it is unknown. */
  readonly withoutMfa: boolean;
  /** Whether a subject that is not in the identity account gets in. */
  readonly external: boolean;
  /** The users and principals that are granted the role and do not get in, by their place in the list of both. */
  readonly refused: readonly number[];
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
  readonly own?: PageOwnPolicies;
  /** The members that the access file does not list, as in `others`. */
  readonly others: string;
}

/** The policies that are declared for a user or group, which give power in the identity account itself. */
export interface PageOwnPolicies {
  readonly level: string;
  readonly levelText: string;
  readonly policies: readonly string[];
}

export interface PageUser extends PageHolder {
  readonly groups: readonly PageMembership[];
  readonly arn: string;
  /** Whether the user has a password. `unknown`: the user is made elsewhere. */
  readonly console: boolean | "unknown";
  /** Whether the user must choose a new password at the first sign-in. */
  readonly reset?: true;
  /** Whether the user manages its own MFA devices and access keys, and can use `aws login` with a password. */
  readonly selfService: boolean;
  readonly own?: PageOwnPolicies;
}

export interface PagePrincipal extends PageHolder {
  readonly roleName: string;
  readonly permissionSet?: string;
  /** Set if it is a role of the access file in one of its accounts. */
  readonly isPlace?: true;
}

/** A group, and when the membership ends. */
export type PageMembership = readonly [group: number] | readonly [group: number, end: PageEnd];

/** In words when a grant ends, or which policies of its own let the user in; and the time, in UTC, if it ends. */
export type PageEnd = readonly [text: string] | readonly [text: string, until: string];

/** The roles before one that is reached over others, in words, and the last of them. */
export type PageOver = readonly [text: string, role: number, account: number];

/**
 * A role, the accounts it is granted in (`null`: all of the role's), its end, and the roles over which it is reached where it is
 * not granted itself.
 */
export type PageGrant =
  | readonly [role: number]
  | readonly [role: number, accounts: readonly number[] | null]
  | readonly [role: number, accounts: readonly number[] | null, end: PageEnd]
  | readonly [role: number, accounts: readonly number[] | null, end: PageEnd, over: PageOver];
