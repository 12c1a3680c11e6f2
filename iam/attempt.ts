/** Whether one statement of a trust policy lets a kind of request in. */

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
import type { RequestKind } from "./request-kind";
import type { Truth } from "./truth";

/** The ARN of a role that may be in any account. */
export const unknownRole = "arn:aws:iam::?:role/?";

/** A kind of request that one statement may let in. */
export interface Attempt {
  readonly kind: RequestKind;
  /** The statements that can matter. */
  readonly statements: readonly DecidingStatement[];
  readonly criteria: Criteria;
  readonly question: (context: Context) => Truth;
  readonly getsIn: Truth;
}

/** Tries a kind of request against one statement of the trust policy; no attempt when it certainly fails. */
export function attemptsBy(
  policies: ReadPolicies,
  kind: RequestKind,
  by: DecidingStatement,
  resource: string,
): Attempt[] {
  const { caller, action } = kind;
  const request = (context: Context): Request => ({ caller, action, resource, context });
  if (by.statement.Effect !== "Allow" || applies(by, request(kind.known)) === false) return [];
  const actions = [action, "sts:TagSession", "sts:SetSourceIdentity"];
  const statements = allStatements(policies).filter(
    (one) =>
      one === by || actions.some((name) => applies(one, { ...request(kind.known), action: name }) !== false),
  );
  const criteria = criteriaOf(statements);
  const question = (context: Context) => isAllowed(policies, request(context), by);
  const getsIn = possible(kind, criteria, question);
  return getsIn === false ? [] : [{ kind, statements, criteria, question, getsIn }];
}

/** Cache: many principals ask about the same statements. */
const criteriaRead = new WeakMap<
  DecidingStatement,
  { statements: readonly DecidingStatement[]; criteria: Criteria }[]
>();

/** What statements depend on. */
export function criteriaOf(statements: readonly DecidingStatement[]): Criteria {
  const [first] = statements;
  const known = (first && criteriaRead.get(first)) ?? [];
  const same = known.find(
    (one) =>
      one.statements.length === statements.length && one.statements.every((it, at) => it === statements[at]),
  );
  if (same !== undefined) return same.criteria;
  const read = readCriteria(statements);
  if (first !== undefined) criteriaRead.set(first, [...known, { statements, criteria: read }]);
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
