/**
 * The ways into a role: by which statements of its trust policy somebody can assume it, and what each asks for.
 *
 * Every answer comes from evaluating calls, not from the form of the policy.
 */
import { type Ask, askOf } from "./ask";
import { type Attempt, attemptsBy, unknownRole } from "./attempt";
import { callsOf, type Principal } from "./call";
import { type Condition, isReadable } from "./condition";
import { type DecidingStatement, type Policies, readPolicies } from "./evaluation";
import { openKeys } from "./possible";
import { some } from "./truth";

/** A statement of a trust policy that lets a principal in, and what it asks for. */
export interface WayIn {
  readonly statement: DecidingStatement;
  /** Whether some call gets in for certain; else it is unknown whether one does. */
  readonly certain: boolean;
  /** "required": no call without MFA gets in. "not asked": some call without MFA does. */
  readonly mfa: "required" | "not asked" | "unknown";
  /** Seconds since the MFA sign-in after which the call is refused. */
  readonly mfaMaxAge?: number;
  /** What else a call must have: one for each condition key that matters. */
  readonly asks: readonly Ask[];
  /** Conditions that are not understood, as text. */
  readonly unknown: readonly string[];
}

/**
 * The ways in for a principal; none when it certainly cannot assume the role.
 *
 * Without `policies.identity`, the principal is taken to have the permission to assume the role.
 */
export function waysIn(policies: Policies, principal: Principal, roleArn = unknownRole): WayIn[] {
  const read = readPolicies({ identity: "granted", ...policies });
  return (read.trust ?? []).flatMap((statement) => {
    const attempts = callsOf(principal).flatMap((call) => attemptsBy(read, call, statement, roleArn));
    const answer = some(attempts, ({ getsIn }) => getsIn);
    if (answer === false) return [];
    const conditions = [...new Set(attempts.flatMap(({ criteria }) => criteria.conditions))];
    return [
      {
        statement,
        certain: answer === true,
        ...mfaOf(attempts, conditions),
        asks: asksOf(attempts),
        unknown: conditions.filter((condition) => !isReadable(condition)).map(conditionText),
      },
    ];
  });
}

function mfaOf(
  attempts: readonly Attempt[],
  conditions: readonly Condition[],
): Pick<WayIn, "mfa" | "mfaMaxAge"> {
  const without = some(
    attempts.filter(({ call }) => !call.mfa),
    ({ getsIn }) => getsIn,
  );
  const matters = conditions.some((condition) => isAboutMfa(condition.key) || !isReadable(condition));
  if (without === true || (without === "unknown" && !matters)) return { mfa: "not asked" };
  const withMfa = attempts.filter(({ call }) => call.mfa);
  const age = askOf("aws:multifactorauthage", withMfa)?.until;
  return {
    mfa: without === false ? "required" : "unknown",
    ...(age !== undefined && { mfaMaxAge: Number(age) }),
  };
}

function asksOf(attempts: readonly Attempt[]): Ask[] {
  const keys = new Set(attempts.flatMap(({ call, criteria }) => openKeys(call, criteria)));
  return [...keys].filter((key) => !isAboutMfa(key)).flatMap((key) => askOf(key, attempts) ?? []);
}

function isAboutMfa(key: string): boolean {
  return key.startsWith("aws:multifactorauth");
}

function conditionText({ operator, name, values }: Condition): string {
  return `${operator} ${name}: ${values.join(", ")}`;
}
