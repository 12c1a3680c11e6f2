/**
 * The access matrix, tried: every user and principal against every role in every account. What is granted must be let in,
 * and everything else refused.
 */
import {
  type Access,
  accessMatrix,
  type Caller,
  callerText,
  isDeniedWithoutMfa,
  placesOf,
  type RolePlace,
} from "../access";
import { externalIdFor } from "../access/role-place";
import { trustNames } from "../iam/custom-trust";
import { sessionName } from "../iam/session-name";
import { inParallel } from "../live/in-parallel";
import { type EmulatedAws, type Keys, type Outcome, outcomeOf } from "./emulated-aws";
import { type EmulatorGaps, mistakes } from "./emulator-gaps";
import { permits } from "./permission";
import { oneOf } from "./principal-role";
import { type ReadBack, type RoleAsRead, roleDifferences } from "./read-back";

/** One user or principal, and one role in one account. */
export interface Expectation {
  readonly caller: Caller;
  readonly place: RolePlace;
  readonly granted: boolean;
  /** Whether the identity account refuses the caller everything until MFA is there. */
  readonly deniedWithoutMfa: boolean;
}

/** A side of the handshake: the permission in the identity account, and the trust of the role. */
export type Evidence = "permission" | "trust" | "denied without MFA";

export interface Trial {
  readonly user: string;
  readonly account: string;
  readonly role: string;
  readonly expected: "allowed" | "access denied";
  readonly observed: string;
  /** What was done for real. */
  readonly tried: readonly Evidence[];
  /** What was read back and checked against the declaration. */
  readonly read: readonly Evidence[];
  /** Why something was read only. */
  readonly note?: string;
  readonly ok: boolean;
}

/** A role in an account, compared with its declaration. */
export interface RoleTrial {
  readonly account: string;
  readonly role: string;
  readonly differences: readonly string[];
  readonly ok: boolean;
}

/** What the access file says of every caller, and every role in every account. */
export function expectations(access: Access): Expectation[] {
  const granted = new Map<Caller, Set<RolePlace>>();
  for (const { caller, place } of accessMatrix(access))
    granted.set(caller, (granted.get(caller) ?? new Set()).add(place));
  return [...access.users, ...access.principals].flatMap((caller) =>
    placesOf(access).map((place) => ({
      caller,
      place,
      granted: granted.get(caller)?.has(place) ?? false,
      deniedWithoutMfa: isDeniedWithoutMfa(caller),
    })),
  );
}

/** Compares every role in every account with its declaration. */
export function compareRoles(access: Access, { roles }: ReadBack): RoleTrial[] {
  return placesOf(access).map((place) => {
    const differences = roleDifferences(access, place, roles.get(place.arn));
    return { account: place.account.name, role: place.role.name, differences, ok: differences.length === 0 };
  });
}

export interface MatrixTrialOptions {
  readonly aws: EmulatedAws;
  readonly access: Access;
  readonly readBack: ReadBack;
  readonly gaps: EmulatorGaps;
  /** The credentials of a user or principal. */
  readonly keysOf: (caller: Caller) => Promise<Keys>;
  readonly signal?: AbortSignal;
  readonly onDone?: (done: number) => void;
}

/** Tries all of them. IAM enforcement is on. */
export function tryMatrix(options: MatrixTrialOptions, all: readonly Expectation[]): Promise<Trial[]> {
  const grantedArns = new Map<Caller, string[]>();
  for (const { caller, granted, place } of all)
    grantedArns.set(caller, [...(grantedArns.get(caller) ?? []), ...(granted ? [place.arn] : [])]);
  return inParallel(
    all,
    (expectation) => tryOne(options, expectation, grantedArns.get(expectation.caller) ?? []),
    { onDone: options.onDone },
  );
}

async function tryOne(
  { aws, access, readBack, gaps, keysOf, signal }: MatrixTrialOptions,
  expectation: Expectation,
  grantedArns: readonly string[],
): Promise<Trial> {
  signal?.throwIfAborted();
  const { caller, place, granted, deniedWithoutMfa } = expectation;
  const expected = granted ? "allowed" : "access denied";
  const evidence: {
    readonly of: Evidence;
    readonly tried: boolean;
    readonly says: Outcome;
    readonly wanted: Outcome;
  }[] = [];
  const request = async () =>
    outcomeOf(
      aws.assume(await keysOf(caller), place.arn, {
        sessionName: sessionName(caller.name),
        externalId: externalIdFor(place, caller),
      }),
    );

  const documents =
    caller.kind === "user"
      ? readBack.callers.users.get(caller.name)
      : (readBack.elsewhere?.get(accountOf(caller)) ?? readBack.callers).roles.get(oneOf(caller.roleName));
  evidence.push({
    of: "permission",
    tried: false,
    says: permits(documents ?? [], place.arn, { mfa: true, organizationId: access.organization?.id })
      ? "allowed"
      : "access denied",
    wanted: expected,
  });
  if (granted)
    evidence.push({
      of: "trust",
      tried: false,
      says: trusts(readBack.roles.get(place.arn), access, oneOf(caller.arn)) ? "allowed" : "access denied",
      wanted: "allowed",
    });

  const isOwnAccount = place.account.id === accountOf(caller);
  // Where the emulator refuses, or lets in, for reasons of its own, a trial would show nothing.
  const gap =
    isOwnAccount && gaps.refusesOwnAccount
      ? "the emulator does not let an account's users in by an account principal"
      : mistakes(place.arn, grantedArns, gaps);
  const note = deniedWithoutMfa
    ? "everything is denied without MFA, and the emulator has no sign-in with MFA"
    : gap;
  if (note === undefined) {
    const says = await request();
    evidence.push({ of: "permission", tried: true, says, wanted: expected });
    if (isOwnAccount) evidence.push({ of: "trust", tried: true, says, wanted: expected });
  } else if (granted && gap === undefined) {
    // What is not granted would be refused without that denial too.
    const says = await request();
    evidence.push({ of: "denied without MFA", tried: true, says, wanted: "access denied" });
  }

  const wrong = evidence.filter(({ says, wanted }) => says !== wanted);
  return {
    user: callerText(caller),
    account: place.account.name,
    role: place.role.name,
    expected,
    observed:
      wrong.length === 0
        ? expected
        : wrong.map(({ of, tried, says }) => `${of} ${tried ? "tried" : "read"}: ${says}`).join("; "),
    tried: evidence.filter(({ tried }) => tried).map(({ of }) => of),
    read: evidence.filter(({ tried }) => !tried).map(({ of }) => of),
    ...(note !== undefined && { note }),
    ok: wrong.length === 0,
  };
}

/** The id of the account of a caller. */
function accountOf({ arn }: Caller): string {
  return arn.split(":")[4] ?? "";
}

function trusts(role: RoleAsRead | undefined, access: Access, callerArn: string): boolean {
  return role !== undefined && trustNames(role.trustPolicy, access.identityAccount.id, callerArn);
}
