/** An access file from the IAM of real accounts. */
import type { AccessFile } from "../../access/schema";
import { iamArn, parseIamArn } from "../../iam/arn";
import type { Partition } from "../../iam/partition";
import { permissionSetOf } from "../../iam/permission-set";
import { byCodePoint } from "../../iam/policy-document";
import type { AccountSettings } from "../account-settings";
import { AssumableRoles } from "../assumable";
import type { Credential } from "../credential-report";
import type { IamAccount, IamHolder } from "../iam-account";
import { NamedPlaces } from "./declared-grants";
import { declaredPeople } from "./declared-people";
import { declaredProviders } from "./declared-providers";
import { declaredRoles } from "./declared-roles";
import { granteesByRole } from "./grantees";
import {
  type GrantedPeople,
  type GrantedRole,
  namedInGrants,
  readChains,
  readGrants,
  type Sessions,
} from "./identity-grants";
import { type ImportedAccount, importedAccounts, type KnownAccount } from "./imported-account";
import { type Note, noteKinds } from "./note";
import { groupRoles, type RoleGroup } from "./role-groups";
import { type OtherRole, type PlacedRole, selectRoles } from "./selected-roles";
import { TrustAnswers } from "./trust-answers";
import { type LeftUnsaid, whatCanBeSaid } from "./what-can-be-said";

/** All that an access file is made from. */
export interface ImportInput {
  readonly partition: Partition;
  readonly identityAccountId: string;
  /** The IAM of all accounts, the identity account among them. */
  readonly accounts: readonly IamAccount[];
  /** Names and tags of the accounts, as far as they are known. */
  readonly knownAccounts: readonly KnownAccount[];
  /** Passwords of the users of the identity account. `undefined`: not known. */
  readonly credentials?: readonly Credential[];
  /** The alias and the password policy of the identity account. `undefined`: not known. */
  readonly settings?: AccountSettings;
  /** Name of the role that Terraform assumes in the target accounts. */
  readonly deployRole: string;
  /** ARNs of roles that are assumed to read. */
  readonly readingRoles: ReadonlySet<string>;
  /** Users, groups and roles that the caller leaves out, such as `user/terraform`. */
  readonly leftOut: ReadonlySet<string>;
  /** Whether the same role in several accounts becomes one role. */
  readonly fold: boolean;
}

/** An access file as plain data, and what there is to say about it. */
export interface Imported {
  readonly declaration: AccessFile;
  /** In the order in which people read them. */
  readonly notes: readonly Note[];
}

/**
 * The access file that describes the accounts.
 *
 * @throws Error when the identity account is not among the accounts
 */
export function importAccess(input: ImportInput): Imported {
  const { identityAccountId, partition, deployRole, settings } = input;
  const accounts = [...input.accounts].sort((a, b) => byCodePoint(a.id, b.id));
  const identity = accounts.find(({ id }) => id === identityAccountId);
  if (!identity) throw new Error(`the identity account ${identityAccountId} was not read`);
  const deployRoles = new Set([
    ...input.readingRoles,
    ...accounts.map(({ id }) => iamArn(partition, id, "role", deployRole)),
  ]);
  const chosen = selectRoles({ ...input, accounts, deployRoles, granted: namedInGrants(identity) });
  const { roles, people, sessions, notes } = grantsOf(
    { ...input, identity, deployRoles, ...chosen },
    accounts,
  );
  const targets = targetAccounts(input, accounts, roles);
  const groups = groupRoles(roles, targets, input.fold);
  const places = placesOf(groups, targets);
  const declared = declaredRoles({
    partition,
    identityAccountId,
    groups,
    accounts: targets,
    grantees: granteesByRole(partition, { ...people, roles: ofIdentity(roles, identityAccountId) }),
    places,
    sessions,
  });
  const { identityProviders, notes: ofProviders } = declaredProviders(accounts, declared.places);
  const { denyWithoutMfa, ...declaredMaps } = declaredPeople({
    ...people,
    partition,
    identity,
    credentials: input.credentials,
    places,
  });
  const { declaration, left } = whatCanBeSaid({
    ...(partition !== "aws" && { partition }),
    deployWith: { role: deployRole },
    defaults: { roles: { adopt: true }, users: { adopt: true } },
    identityAccount: {
      id: identityAccountId,
      ...(settings?.alias !== undefined && { alias: settings.alias }),
      ...(denyWithoutMfa && { denyWithoutMfa }),
      ...(settings?.passwordPolicy && { passwordPolicy: { ...settings.passwordPolicy, adopt: true } }),
    },
    targetAccounts: Object.fromEntries(
      [...targets]
        .sort(([, a], [, b]) => byCodePoint(a.name, b.name))
        .map(([id, { name, tags }]) => [name, { id, ...(Object.keys(tags).length > 0 && { tags }) }]),
    ),
    roles: declared.roles,
    ...Object.fromEntries(
      Object.entries({ identityProviders, ...declaredMaps }).filter(([, map]) => Object.keys(map).length > 0),
    ),
  });
  return {
    declaration,
    notes: inOrder([
      ...notes,
      ...declared.notes,
      ...ofProviders,
      ...unknownNotes(input),
      ...left.map((one) => unsaidNote(identityAccountId, one)),
    ]),
  };
}

interface GrantsToFind extends ImportInput {
  readonly identity: IamAccount;
  readonly deployRoles: ReadonlySet<string>;
  readonly selected: readonly PlacedRole[];
  readonly others: readonly OtherRole[];
}

/** The grants of users, groups and roles. A role of the identity account that is not in the file itself is a principal. */
function grantsOf(
  { partition, identity, deployRoles, selected, others, leftOut }: GrantsToFind,
  accounts: readonly IamAccount[],
): {
  readonly roles: readonly GrantedRole[];
  readonly people: GrantedPeople;
  readonly sessions: Sessions;
  readonly notes: readonly Note[];
} {
  const isHere = ({ arn, name }: IamHolder) =>
    !deployRoles.has(arn) && !leftOut.has(`${parseIamArn(arn)?.resource}/${name}`);
  const input = {
    partition,
    identity,
    others,
    roles: new Map(selected.map((placed) => [placed.role.arn, placed])),
    trusts: new TrustAnswers(partition),
    assumable: new AssumableRoles(selected.map(({ role }) => role)),
  };
  const read = readGrants(input, {
    users: [...identity.users.values()].filter(isHere),
    groups: [...identity.groups.values()].filter(isHere),
    roles: [...identity.roles.values()].filter((role) => isHere(role) && !input.roles.has(role.arn)),
  });
  const principals = read.people.principals.filter(({ grants }) => grants.size > 0);
  const isPrincipal = new Set(principals.map(({ holder }) => holder.arn));
  const chains = readChains(input, accounts);
  return {
    people: { ...read.people, principals },
    sessions: read.sessions,
    roles: chains.roles,
    notes: [
      ...read.notes,
      ...chains.notes,
      ...others
        .filter(({ role }) => !isPrincipal.has(role.arn))
        .map(({ role, accountId, reason }): Note => {
          return { kind: "left-out", accountId, about: `role ${nameForNote(role.name)}`, text: reason };
        }),
    ],
  };
}

/** The role of a permission set has another name in each account. */
function nameForNote(roleName: string): string {
  const permissionSet = permissionSetOf(roleName);
  return permissionSet === undefined ? roleName : `AWSReservedSSO_${permissionSet}_*`;
}

/** Id -> each account of the file. The identity account is one of them if it has a role of the file. */
function targetAccounts(
  { identityAccountId, knownAccounts }: ImportInput,
  accounts: readonly IamAccount[],
  roles: readonly PlacedRole[],
): Map<string, ImportedAccount> {
  const hasRoles = roles.some(({ accountId }) => accountId === identityAccountId);
  return importedAccounts(
    accounts
      .filter(({ id }) => id !== identityAccountId || hasRoles)
      .map(({ id }) => ({
        ...(id === identityAccountId && { name: "identity" }),
        ...knownAccounts.find((known) => known.id === id),
        id,
      })),
  );
}

function placesOf(groups: readonly RoleGroup[], accounts: ReadonlyMap<string, ImportedAccount>): NamedPlaces {
  return new NamedPlaces(
    new Map(
      groups.flatMap(({ key, places }) =>
        places.map(({ role, accountId }) => [
          role.arn,
          { role: key, account: accounts.get(accountId)?.name ?? accountId },
        ]),
      ),
    ),
  );
}

/** Roles of the identity account that a trust policy can list as grantees. */
function ofIdentity(roles: readonly GrantedRole[], identityAccountId: string): GrantedRole[] {
  return roles.filter(({ accountId }) => accountId === identityAccountId);
}

/** Notes about parts of the identity account that were not read. */
function unknownNotes({ identityAccountId: accountId, credentials, settings }: ImportInput): Note[] {
  const note = (about: string, text: string): Note => ({ kind: "unknown", accountId, about, text });
  return [
    ...(credentials
      ? []
      : [
          note(
            "users",
            "The credential report was not read, so the file has no consoleAccess. Add consoleAccess: { adopt: true } to users with a password.",
          ),
        ]),
    ...(settings
      ? []
      : [
          note(
            "password policy",
            "The password policy and the alias of the account were not read, so the file has none. Terraform leaves the password policy as it is.",
          ),
        ]),
  ];
}

function unsaidNote(accountId: string, { about, problem, existing }: LeftUnsaid): Note {
  const done = existing
    ? "The file has it with existing: true, so others manage it."
    : "The file leaves this out.";
  return {
    kind: "cannot-say",
    accountId,
    about,
    text: `The access file cannot have it: ${problem}. ${done}`,
  };
}

/** Each note once, by kind, account and subject. */
function inOrder(notes: readonly Note[]): Note[] {
  const key = ({ kind, accountId, about, text }: Note) =>
    [noteKinds.indexOf(kind), accountId, about, text].join("\n");
  const each = new Map(notes.map((note) => [key(note), note]));
  return [...each].sort(([a], [b]) => byCodePoint(a, b)).map(([, note]) => note);
}
