/** Everybody who may get into a role place: grantees of the file, and others that a trust policy lets in. */
import type { Caller, Group } from "./access";
import { callerText } from "./matrix";

/** Someone or something that may assume a role. Two subjects of one kind and name are the same. */
export type Subject = Caller | GroupMembers | TrustedSubject;

/** The members of a group that this file does not list: all of a group managed elsewhere, or those added by others. */
export interface GroupMembers {
  readonly kind: "members";
  /** The name of the group. */
  readonly name: string;
  readonly group: Group;
}

/** A subject that a trust policy lets in by itself: no grant of this file is needed. */
export type TrustedSubject =
  /** Any user or role of an account that its account lets; the name is the account's id. */
  | { readonly kind: "account"; readonly name: string }
  /** One user or role that is not in this file; the name is its ARN. */
  | { readonly kind: "user or role"; readonly name: string }
  /** Any user or role of the accounts of an organizational unit; the name is its path. */
  | { readonly kind: "organizational unit"; readonly name: string }
  /** The subjects that the trust policy of a role made elsewhere lets in. */
  | { readonly kind: "unknown"; readonly name: "*" }
  /** Anybody with an AWS account. */
  | { readonly kind: "anybody"; readonly name: "*" }
  /** The name is the service's, such as `ec2.amazonaws.com`. */
  | { readonly kind: "service"; readonly name: string }
  /** Tokens of an OpenID Connect provider with this subject, which may hold `*` and `?`. */
  | {
      readonly kind: "webIdentity";
      readonly name: string;
      readonly provider: string;
      readonly subject: string;
    }
  /** The name is the SAML provider's name or ARN. */
  | { readonly kind: "saml"; readonly name: string };

/** Whether a subject is granted roles by this file, as opposed to a trust policy alone. */
export function isGrantee(subject: Subject): subject is Caller | GroupMembers {
  return subject.kind === "user" || subject.kind === "principal" || subject.kind === "members";
}

/** A subject as reports show it. Subjects without a grant stand in brackets. */
export function subjectText(subject: Subject, identityAccountId: string): string {
  switch (subject.kind) {
    case "user":
    case "principal":
      return callerText(subject);
    case "members":
      return subject.group.existing
        ? `members of ${subject.name}, managed elsewhere`
        : `members of ${subject.name} that others add`;
    case "account":
      return subject.name === identityAccountId
        ? "(users and roles that the identity account allows)"
        : `(account ${subject.name})`;
    case "user or role":
      return `(${subject.name})`;
    case "organizational unit":
      return `(accounts of ${subject.name})`;
    case "unknown":
      return "(others, by a trust policy managed elsewhere)";
    case "anybody":
      return "(anybody with an AWS account)";
    case "service":
      return `(service ${subject.name})`;
    case "webIdentity":
      return `(${subject.subject === "*" ? "any token" : subject.subject} of ${subject.provider})`;
    case "saml":
      return `(SAML provider ${subject.name})`;
  }
}
