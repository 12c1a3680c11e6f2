/**
 * The ways into a role: the statements of its trust policy that let a principal in, and what each of them requires.
 *
 * Every answer comes from evaluating requests, not from matching the text of the policy.
 */
import { type Attempt, attemptsBy, criteriaOf, unknownRole } from "./attempt";
import { type Condition, isReadable } from "./condition";
import { allStatements, type DecidingStatement, type Policies, readPolicies } from "./evaluation";
import { variablesIn } from "./policy-variable";
import { openKeys } from "./possible";
import { type Principal, type RequestKind, requestKindsOf } from "./request-kind";
import { type Requirement, requirementOf } from "./requirement";
import { some } from "./truth";

/** A statement of a trust policy that lets a principal in, and what it requires. */
export interface WayIn {
  readonly statement: DecidingStatement;
  /** True: some request gets in. False: whether one gets in is unknown. */
  readonly certain: boolean;
  /** "required": no request without MFA gets in. "not asked": some request without MFA gets in. */
  readonly mfa: "required" | "not asked" | "unknown";
  /** Seconds since the MFA sign-in after which requests are refused. */
  readonly mfaMaxAge?: number;
  /** What else every request must have: one requirement for each condition key. */
  readonly requirements: readonly Requirement[];
  /** Deny statements that combine several condition keys, so that no requirement on one key expresses them. */
  readonly denies: readonly DecidingStatement[];
  /** Conditions that cannot be read, as text. */
  readonly unknown: readonly string[];
}

/**
 * The ways in for a principal; none when it certainly cannot assume the role.
 *
 * Without `policies.identity`, the principal is taken to have the permission to assume the role.
 */
export function waysIn(policies: Policies, principal: Principal, roleArn = unknownRole): WayIn[] {
  const read = readPolicies({ ...policies, identity: policies.identity ?? "granted" });
  const keys = criteriaOf(allStatements(read)).conditions.flatMap(keysIn);
  return (read.trust ?? []).flatMap((statement) => {
    const attempts = requestKindsOf(principal, keys).flatMap((kind) =>
      attemptsBy(read, kind, statement, roleArn),
    );
    const answer = some(attempts, ({ getsIn }) => getsIn);
    if (answer === false) return [];
    const conditions = [...new Set(attempts.flatMap(({ criteria }) => criteria.conditions))];
    const mfa = mfaOf(attempts, conditions);
    const requirements = requirementsOf(attempts);
    const told = new Set(requirements.flatMap(({ key, exact }) => (exact ? [key.toLowerCase()] : [])));
    if (mfa.mfa === "required") for (const { key } of conditions) if (isAboutMfa(key)) told.add(key);
    return [
      {
        statement,
        certain: answer === true,
        ...mfa,
        requirements,
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
    attempts.filter(({ kind }) => !kind.mfa),
    ({ getsIn }) => getsIn,
  );
  const matters = conditions.some((condition) => isAboutMfa(condition.key) || !isReadable(condition));
  if (without === true || (without === "unknown" && !matters)) return { mfa: "not asked" };
  const withMfa = attempts.filter(({ kind }) => kind.mfa);
  const age = requirementOf("aws:multifactorauthage", withMfa)?.until;
  return {
    mfa: without === false ? "required" : "unknown",
    ...(age !== undefined && { mfaMaxAge: Number(age) }),
  };
}

function requirementsOf(attempts: readonly Attempt[]): Requirement[] {
  const keys = new Set(attempts.flatMap(({ kind, criteria }) => openKeys(kind, criteria)));
  return [...keys].filter((key) => !isAboutMfa(key)).flatMap((key) => requirementOf(key, attempts) ?? []);
}

/** The Deny statements that the requirements on single keys do not express. */
function jointDenies(attempts: readonly Attempt[], told: ReadonlySet<string>): DecidingStatement[] {
  const denies = attempts.flatMap(({ kind, statements }) =>
    statements.filter((one) => {
      const open = new Set(openKeys({ ...kind, known: keysWithoutMfa(kind) }, criteriaOf([one])));
      return one.statement.Effect === "Deny" && open.size > 1 && [...open].some((key) => !told.has(key));
    }),
  );
  return [...new Set(denies)];
}

/** The known keys, without those in which the kinds of requests differ. */
function keysWithoutMfa({ known }: RequestKind): RequestKind["known"] {
  return new Map([...known].filter(([key]) => !isAboutMfa(key)));
}

/** The condition keys that a condition compares. */
function keysIn({ key, values }: Condition): string[] {
  return [key, ...values.flatMap(variablesIn)];
}

function isAboutMfa(key: string): boolean {
  return key.startsWith("aws:multifactorauth");
}

function conditionText({ operator, name, values }: Condition): string {
  return `${operator} ${name}: ${values.join(", ")}`;
}
