/**
 * The access matrix, tried: every user and principal against every role in every account. What is granted must be let in,
 * and everything else refused.
 */
import {
  type Access,
  accessMatrix,
  type MatrixPrincipal,
  principalArn,
  type Role,
  type RoleInAccount,
  roleArn,
  userArn,
} from "../access";
import { trustNames } from "../iam/custom-trust";
import { type EmulatedAws, type Keys, type Outcome, outcomeOf, sessionName } from "./emulated-aws";
import { type EmulatorGaps, mistakes } from "./emulator-gaps";
import { inParallel } from "./in-parallel";
import { permits } from "./permission";
import { type CallersAsRead, type RoleAsRead, roleDifferences } from "./read-back";

/** One user or principal, and one role in one account. */
export interface Expectation {
  readonly caller: MatrixPrincipal;
  readonly callerArn: string;
  readonly role: Role;
  readonly at: RoleInAccount;
  readonly roleArn: string;
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

/** What the access file says of every user and principal, and every role in every account. */
export function expectations(access: Access): Expectation[] {
  const granted = new Set(accessMatrix(access).map(({ principal, roleArn }) => keyOf(principal, roleArn)));
  const callers = [
    ...access.users.map((user) => ({
      caller: { kind: "user", name: user.name } as const,
      callerArn: userArn(access, user),
      deniedWithoutMfa: access.identityAccount.denyWithoutMfa && !user.existing,
    })),
    ...access.principals.map((principal) => ({
      caller: { kind: "principal", name: principal.name } as const,
      callerArn: principalArn(access, principal),
      deniedWithoutMfa: false,
    })),
  ];
  return callers.flatMap((caller) =>
    access.roles.flatMap((role) =>
      role.in.map((at) => {
        const arn = roleArn(access, role, at.account);
        return { ...caller, role, at, roleArn: arn, granted: granted.has(keyOf(caller.caller, arn)) };
      }),
    ),
  );
}

function keyOf({ kind, name }: MatrixPrincipal, roleArn: string): string {
  return `${kind} ${name} ${roleArn}`;
}

/** How a caller is shown. */
export function callerName({ kind, name }: MatrixPrincipal): string {
  return kind === "user" ? name : `${name} (role)`;
}

/** What is known before the trials. */
export interface ReadBack {
  readonly callers: CallersAsRead;
  /** By ARN; missing where there is no such role. */
  readonly roles: ReadonlyMap<string, RoleAsRead>;
}

/** Compares every role in every account with its declaration. */
export function compareRoles(access: Access, { roles }: ReadBack): RoleTrial[] {
  return access.roles.flatMap((role) =>
    role.in.map((at) => {
      const differences = roleDifferences(access, role, at, roles.get(roleArn(access, role, at.account)));
      return { account: at.account.name, role: role.name, differences, ok: differences.length === 0 };
    }),
  );
}

export interface MatrixTrialOptions {
  readonly aws: EmulatedAws;
  readonly access: Access;
  readonly readBack: ReadBack;
  readonly gaps: EmulatorGaps;
  /** The credentials of a user or principal. */
  readonly keysOf: (caller: MatrixPrincipal) => Promise<Keys>;
  readonly signal?: AbortSignal;
  readonly onDone?: (done: number) => void;
}

/** Tries all of them. IAM enforcement is on. */
export function tryMatrix(options: MatrixTrialOptions, all: readonly Expectation[]): Promise<Trial[]> {
  const grantedArns = new Map<string, string[]>();
  for (const { callerArn, granted, roleArn } of all)
    grantedArns.set(callerArn, [...(grantedArns.get(callerArn) ?? []), ...(granted ? [roleArn] : [])]);
  return inParallel(
    all,
    (expectation) => tryOne(options, expectation, grantedArns.get(expectation.callerArn) ?? []),
    { onDone: options.onDone },
  );
}

async function tryOne(
  { aws, access, readBack, gaps, keysOf, signal }: MatrixTrialOptions,
  expectation: Expectation,
  grantedArns: readonly string[],
): Promise<Trial> {
  signal?.throwIfAborted();
  const { caller, callerArn, role, at, roleArn, granted, deniedWithoutMfa } = expectation;
  const expected = granted ? "allowed" : "access denied";
  const evidence: {
    readonly of: Evidence;
    readonly tried: boolean;
    readonly says: Outcome;
    readonly wanted: Outcome;
  }[] = [];
  const request = async () =>
    outcomeOf(
      aws.assume(await keysOf(caller), roleArn, {
        sessionName: sessionName(caller.name),
        externalId: at.settings.conditions.externalId,
      }),
    );

  const documents =
    caller.kind === "user"
      ? readBack.callers.users.get(caller.name)
      : readBack.callers.roles.get(callerArn.slice(callerArn.lastIndexOf("/") + 1));
  evidence.push({
    of: "permission",
    tried: false,
    says: permits(documents ?? [], roleArn, { mfa: true, organizationId: access.organization?.id })
      ? "allowed"
      : "access denied",
    wanted: expected,
  });
  if (granted)
    evidence.push({
      of: "trust",
      tried: false,
      says: trusts(readBack.roles.get(roleArn), access, callerArn) ? "allowed" : "access denied",
      wanted: "allowed",
    });

  const isOwnAccount = at.account.id === access.identityAccount.id;
  // Where the emulator refuses, or lets in, for reasons of its own, a trial would show nothing.
  const gap =
    isOwnAccount && gaps.refusesOwnAccount
      ? "the emulator does not let an account's users in by an account principal"
      : mistakes(roleArn, grantedArns, gaps);
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
    user: callerName(caller),
    account: at.account.name,
    role: role.name,
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

function trusts(role: RoleAsRead | undefined, access: Access, callerArn: string): boolean {
  return role !== undefined && trustNames(role.trustPolicy, access.identityAccount.id, callerArn);
}
