/** The roles of an access file. */
import type { RoleDeclaration } from "../../access/schema";
import type { Partition } from "../../iam/partition";
import { byCodePoint } from "../../iam/policy-document";
import type { NamedPlaces } from "./declared-grants";
import { foldedRole, type TrustedPlace } from "./folded-role";
import type { Grantees } from "./grantees";
import type { Sessions } from "./identity-grants";
import type { ImportedAccount } from "./imported-account";
import type { Note } from "./note";
import { type RecognizedTrust, recognizeTrust } from "./recognized-trust";
import type { RoleGroup } from "./role-groups";
import type { PlacedRole } from "./selected-roles";

/** What roles are declared from. */
export interface RolesToDeclare {
  readonly partition: Partition;
  readonly identityAccountId: string;
  readonly groups: readonly RoleGroup[];
  /** Id -> each target account. */
  readonly accounts: ReadonlyMap<string, ImportedAccount>;
  readonly grantees: Grantees;
  readonly sessions: Sessions;
  readonly places: NamedPlaces;
}

/** The roles, by name and as they are in each account, and what there is to say about them. */
export function declaredRoles(input: RolesToDeclare): {
  readonly roles: Readonly<Record<string, RoleDeclaration>>;
  readonly places: readonly TrustedPlace[];
  readonly notes: readonly Note[];
} {
  const groups = input.groups.map((group) => ({
    group,
    places: group.places.map((placed) => trustedPlace(input, placed)),
  }));
  const places = groups.flatMap((each) => each.places);
  return {
    roles: Object.fromEntries(groups.map(({ group, places }) => [group.key, roleOf(input, group, places)])),
    places,
    notes: places.flatMap(notesOf),
  };
}

function trustedPlace(
  { partition, identityAccountId, accounts, grantees, sessions }: RolesToDeclare,
  { role, accountId }: PlacedRole,
): TrustedPlace {
  const trust = recognizeTrust({
    partition,
    identityAccountId,
    accountId,
    document: role.trustPolicy,
    grantees: grantees.get(role.arn) ?? new Map(),
    sessions: sessions.get(role.arn) ?? noSessions,
  });
  return { role, accountId, accountName: accounts.get(accountId)?.name ?? accountId, trust };
}

const noSessions = { byAll: new Set<string>(), byNobody: new Set<string>() };

const trustNotes: Readonly<Record<RecognizedTrust["written"], Pick<Note, "kind" | "text"> | undefined>> = {
  alike: undefined,
  "in another form": {
    kind: "changes",
    text: "The next apply writes its trust policy in another form. It lets in the same users and roles, with the same requirements.",
  },
  narrower: {
    kind: "changes",
    text: "Its trust policy lets the identity account pass session tags or set a source identity, and nobody who is granted the role may do that. The file leaves it out. To keep it, write tagSession or setSourceIdentity.",
  },
  custom: {
    kind: "cannot-say",
    text: "The other keys of the access file cannot express its trust policy, so trustedEntity.custom has the document as it is. If you can simplify it, write it with the other keys.",
  },
};

function notesOf({ role, accountId, trust }: TrustedPlace): Note[] {
  const about = { accountId, about: `role ${role.name}` };
  const ofTrust = trustNotes[trust.written];
  return [
    ...(ofTrust ? [{ ...about, ...ofTrust }] : []),
    ...(role.maxSessionDuration === undefined
      ? [
          {
            ...about,
            kind: "unknown" as const,
            text: "Its maximum session and its description were not read. The file has the defaults, 1h and none.",
          },
        ]
      : []),
  ];
}

function roleOf(
  { accounts, places: named }: RolesToDeclare,
  { key, roleName, path, places: [first] }: RoleGroup,
  places: readonly TrustedPlace[],
): RoleDeclaration {
  const canAssume = named.canAssume(first?.grants ?? new Map());
  const names = places.map(({ accountName }) => accountName).sort(byCodePoint);
  return {
    ...(roleName !== key && { roleName }),
    ...(path !== "/" && { path }),
    targetAccounts: names.length === accounts.size ? "*" : names,
    ...foldedRole(places),
    ...(canAssume.length > 0 && { canAssume }),
  };
}
