/**
 * The ways into a role: by which statements of its trust policy somebody can assume it, and what each asks for.
 *
 * Every answer comes from evaluating calls, not from the form of the policy.
 */
import { type Ask, askOf } from "./ask";
import { type Attempt, attemptsBy, criteriaOf, unknownRole } from "./attempt";
import { type Call, callsOf, type Principal } from "./call";
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
  /** What else every call must have: one for each condition key that matters by itself. */
  readonly asks: readonly Ask[];
  /** Statements that deny some calls by several condition keys together, of which no one matters by itself. */
  readonly denies: readonly DecidingStatement[];
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
    const mfa = mfaOf(attempts, conditions);
    const asks = asksOf(attempts);
    const told = new Set(asks.flatMap(({ key, exact }) => (exact ? [key.toLowerCase()] : [])));
    if (mfa.mfa === "required") for (const { key } of conditions) if (isAboutMfa(key)) told.add(key);
    return [
      {
        statement,
        certain: answer === true,
        ...mfa,
        asks,
        denies: jointDenies(attempts, told),
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

/** The Deny statements that are not told by what is asked of each key. */
function jointDenies(attempts: readonly Attempt[], told: ReadonlySet<string>): DecidingStatement[] {
  const denies = attempts.flatMap(({ call, statements }) =>
    statements.filter((one) => {
      const open = new Set(openKeys({ ...call, known: keysWithoutMfa(call) }, criteriaOf([one])));
      return one.statement.Effect === "Deny" && open.size > 1 && [...open].some((key) => !told.has(key));
    }),
  );
  return [...new Set(denies)];
}

/** Calls differ in MFA. */
function keysWithoutMfa({ known }: Call): Call["known"] {
  return new Map([...known].filter(([key]) => !isAboutMfa(key)));
}

function isAboutMfa(key: string): boolean {
  return key.startsWith("aws:multifactorauth");
}

function conditionText({ operator, name, values }: Condition): string {
  return `${operator} ${name}: ${values.join(", ")}`;
}
