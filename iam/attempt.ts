/** Whether a call gets in by one statement of a trust policy. */
import type { Call } from "./call";
import type { Condition } from "./condition";
import type { Context } from "./context";
import type { Criteria } from "./distinct-values";
import {
  allStatements,
  applies,
  type DecidingStatement,
  isAllowed,
  type ReadPolicies,
  type Request,
} from "./evaluation";
import { toList } from "./policy-document";
import { possible } from "./possible";
import { awsPrincipals, readAwsPrincipal } from "./principal";
import type { Truth } from "./truth";

/** The ARN of a role that may be in any account. */
export const unknownRole = "arn:aws:iam::?:role/?";

/** A kind of call that one statement may let in. */
export interface Attempt {
  readonly call: Call;
  /** The statements that can matter. */
  readonly statements: readonly DecidingStatement[];
  readonly criteria: Criteria;
  readonly question: (context: Context) => Truth;
  readonly getsIn: Truth;
}

/** The attempt to get in with a call by one statement; none when it certainly fails. */
export function attemptsBy(
  policies: ReadPolicies,
  call: Call,
  by: DecidingStatement,
  resource: string,
): Attempt[] {
  const { caller, action } = call;
  const request = (context: Context): Request => ({ caller, action, resource, context });
  if (by.statement.Effect !== "Allow" || applies(by, request(call.known)) === false) return [];
  const actions = [action, "sts:TagSession", "sts:SetSourceIdentity"];
  const statements = allStatements(policies).filter(
    (one) =>
      one === by || actions.some((action) => applies(one, { ...request(call.known), action }) !== false),
  );
  const criteria = criteriaOf(statements);
  const question = (context: Context) => isAllowed(policies, request(context), by);
  const getsIn = possible(call, criteria, question);
  return getsIn === false ? [] : [{ call, statements, criteria, question, getsIn }];
}

/** The criteria of the same statements are the same, so that what is found out about them is kept. */
const criteria = new WeakMap<
  DecidingStatement,
  { statements: readonly DecidingStatement[]; criteria: Criteria }[]
>();

/** What statements depend on. */
export function criteriaOf(statements: readonly DecidingStatement[]): Criteria {
  const [first] = statements;
  const known = (first && criteria.get(first)) ?? [];
  const same = known.find(
    (one) =>
      one.statements.length === statements.length && one.statements.every((it, at) => it === statements[at]),
  );
  if (same !== undefined) return same.criteria;
  const read = readCriteria(statements);
  if (first !== undefined) criteria.set(first, [...known, { statements, criteria: read }]);
  return read;
}

function readCriteria(statements: readonly DecidingStatement[]): Criteria {
  return {
    conditions: statements.flatMap((one) => [...one.conditions, ...principalConditions(one)]),
    texts: statements.flatMap(({ statement: { Resource, NotResource } }) => [
      ...toList(Resource),
      ...toList(NotResource),
    ]),
  };
}

/** What the `Principal` of a statement compares condition keys with. */
function principalConditions({ statement: { Principal, NotPrincipal } }: DecidingStatement): Condition[] {
  return [...awsPrincipals(Principal), ...awsPrincipals(NotPrincipal)].flatMap((name) =>
    name === "*" ? [] : readAwsPrincipal(name).conditions,
  );
}
