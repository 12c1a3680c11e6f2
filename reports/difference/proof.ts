/**
 * A proof that a change gives nobody new access.
 *
 * Sound before complete: "proven" is said only where every way in after the change is a way in before it, with requirements
 * no weaker, to a role that allows no more. What cannot be decided is named.
 */

import {
  type Access,
  type ManagedPolicy,
  managedPolicyArn,
  placeTrustPolicy,
  type RolePlace,
} from "../../access";
import { laterTime } from "../../access/access";
import { policyDocument, policyJson, type Statement, toList } from "../../iam/policy-document";
import { statementTexts } from "../../iam/statement-text";
import type { MarkedLines } from "../marked-lines";
import { firstWider } from "./coverage";
import { type Entry, entriesOf } from "./entry";
import { findingsOfChanged } from "./entry-findings";
import type { Finding, FindingId } from "./findings";
import { type Declarations, otherChanges } from "./other-changes";
import { documentsOf, managedPolicyDenies, othersOf } from "./policy-findings";
import { renamesBetween } from "./renames";

export type Proof =
  | { readonly answer: "proven" }
  /** `undecided` may be empty. */
  | {
      readonly answer: "new access";
      readonly witnesses: readonly Witness[];
      readonly undecided: readonly string[];
    }
  | { readonly answer: "not proven"; readonly undecided: readonly string[] };

/** Somebody who gets access that was not there before. */
export interface Witness {
  /** As rows of the difference show it. */
  readonly subject: string;
  readonly role: string;
  readonly roleArn: string;
  /** The name of the target account. */
  readonly account: string;
  readonly accountId: string;
  /** In words. */
  readonly what: string;
}

/** Proves that a change gives nobody new access, or tells why not. */
export function proveNoNewAccess(before: Access, after: Access, declarations?: Declarations): Proof {
  const old = new Map([...entriesOf(before).values()].map((entry) => [identityOf(before, entry), entry]));
  const places = new Map(before.roles.flatMap((role) => role.places).map((place) => [place.arn, place]));
  const ofPlaces = new Map([...old.values()].map((entry) => [entry.place.arn, entry]));
  // Group and role -> when the grant ends.
  const groupGrants = new Map<string, string | undefined>(
    before.groups.flatMap(({ name, grants }) =>
      grants.flatMap(({ places, end }) => places.map(({ arn }) => [`${name} ${arn}`, end.until] as const)),
    ),
  );
  const witnesses: Witness[] = [];
  const undecided = new Set<string>();
  const checked = new Set<RolePlace>();
  for (const entry of entriesOf(after).values()) {
    const { caller, place } = entry;
    const was = places.get(place.arn);
    if (was && !checked.has(place)) for (const each of undecidedOfPlace(was, place)) undecided.add(each);
    if (!was && caller.kind === "nobody") undecided.add(`role ${entry.role} in ${entry.account}: a new role`);
    checked.add(place);
    // Members that others add were let in by the group's grants before, too.
    const isOfRole =
      caller.kind === "open" || (caller.kind === "members" && groupGrants.has(`${caller.name} ${place.arn}`));
    const same = old.get(identityOf(after, entry)) ?? (isOfRole ? ofPlaces.get(place.arn) : undefined);
    if (caller.kind === "nobody") continue;
    if (!same) witnesses.push(witness(entry, "may assume the role"));
    else if (same.caller.kind === caller.kind) witnesses.push(...weaker(same, entry));
  }
  for (const { kind, name, findings } of otherChanges({
    before,
    after,
    renames: renamesBetween(before, after),
    declarations,
  }))
    for (const { id, level, text } of findings)
      if (level !== "low" && !toldByEntries.includes(id))
        undecided.add(`${[kind, name].filter(Boolean).join(" ")}: ${text}`);
  // New members of a group, added by other means, get what the group is granted.
  for (const group of after.groups)
    for (const { role, places: granted, end } of group.grants)
      for (const { account, arn } of granted) {
        const key = `${group.name} ${arn}`;
        const was = groupGrants.get(key);
        if (!groupGrants.has(key))
          undecided.add(`group ${group.name}: granted ${role.name} in ${account.name}`);
        else if (was !== end.until && laterTime(was, end.until) === end.until)
          undecided.add(`group ${group.name}: granted ${role.name} in ${account.name} for longer`);
      }
  const open = [...undecided];
  if (witnesses.length > 0) return { answer: "new access", witnesses, undecided: open };
  return open.length > 0 ? { answer: "not proven", undecided: open } : { answer: "proven" };
}

/** Other changes that give access only by what the entries tell, or none at all. */
const toldByEntries: readonly FindingId[] = ["rules-ignored", "selector-tags-changed", "retired-undone"];

/** Findings that are new access for certain: requests get in that did not before, or for longer. */
const weakerRequirements: readonly FindingId[] = [
  "mfa-dropped",
  "external-id-dropped",
  "external-id-changed",
  "external-id-guessable",
  "condition-dropped",
  "session-longer",
  "grant-prolonged",
  "grant-organization",
  "grant",
];

/** What tells an entry from all others in AWS: whose it is, and the ARN of the role. */
function identityOf({ identityAccount }: Access, { caller, place }: Entry): string {
  return JSON.stringify([caller.kind, caller.arn ?? [identityAccount.id, caller.name], place.arn]);
}

function witness({ caller, role, account, place }: Entry, what: string): Witness {
  return { subject: caller.text, role, roleArn: place.arn, account, accountId: place.account.id, what };
}

function weaker(before: Entry, after: Entry): Witness[] {
  const isCertain = ({ id, level }: Finding): boolean =>
    weakerRequirements.includes(id) ||
    ((id === "grant-admin" || id === "grant-escalates") &&
      level === "high" &&
      isKnown(before) &&
      isKnown(after));
  return findingsOfChanged(before, after)
    .filter(isCertain)
    .map(({ text }) => witness(after, text));
}

function isKnown({ level }: Entry): boolean {
  return level.grade === "proven" && !level.boundaryUnknown && level.unknownPolicies.length === 0;
}

/** What of a role cannot be shown to let in, and to allow, no more than before. */
function undecidedOfPlace(before: RolePlace, after: RolePlace): string[] {
  const name = `role ${after.role.name} in ${after.account.name}`;
  const trust = (place: RolePlace) => toList(placeTrustPolicy(place).Statement);
  const documents = ({ settings }: RolePlace) =>
    [...documentsOf(settings).values()].flatMap((document) => toList(document.Statement));
  const managed = (place: RolePlace) =>
    new Map(othersOf(place.settings).map((policy) => [managedPolicyArn(place.account, policy), policy]));
  const [{ permissionsBoundary: oldBoundary }, { permissionsBoundary: boundary }] = [
    before.settings,
    after.settings,
  ];
  const [was, is] = [managed(before), managed(after)];
  const wider = (what: string, found: ReturnType<typeof firstWider>) =>
    found ? [`${name}: ${what}: ${found.kind}: ${statementText(found.statement)}`] : [];
  return [
    ...wider("trust policy", firstWider(trust(before), trust(after))),
    ...wider("policies", firstWider(documents(before), documents(after))),
    ...[...is.keys()].filter((arn) => !was.has(arn)).map((arn) => `${name}: policy ${arn} added`),
    ...[...was]
      .filter(([arn, policy]) => !is.has(arn) && managedPolicyDenies(before.account, policy) !== false)
      .map(([arn]) => `${name}: policy ${arn} removed: it may deny actions`),
    ...(oldBoundary && boundaryText(before, oldBoundary) !== (boundary && boundaryText(after, boundary))
      ? [
          `${name}: permissions boundary ${boundary ? managedPolicyArn(after.account, boundary) : "none"} (was ${managedPolicyArn(before.account, oldBoundary)})`,
        ]
      : []),
  ];
}

/** Two boundaries with the same text are the same. */
function boundaryText({ account }: RolePlace, policy: ManagedPolicy): string {
  const document = policy.kind === "customer" && policy.declared ? policyJson(policy.declared.document) : "";
  return managedPolicyArn(account, policy) + document;
}

function statementText(statement: Statement): string {
  return statementTexts(policyDocument(statement)).join(", ");
}

/** The lines of a proof. */
export function proofLines(proof: Proof): MarkedLines[] {
  if (proof.answer === "proven") return [{ lines: ["proven: nobody gets new access"] }];
  const witnesses = proof.answer === "new access" ? proof.witnesses : [];
  return [
    {
      lines: witnesses.map(
        ({ subject, role, account, accountId, roleArn, what }) =>
          `new access: ${subject}: ${role} in ${account} (${accountId}, ${roleArn}): ${what}`,
      ),
      mark: "danger",
    },
    { lines: proof.undecided.map((construct) => `not proven: ${construct}`), mark: "caution" },
  ];
}
