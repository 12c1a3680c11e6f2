/** Whether a call gets in by one statement of a trust policy. */
import type { Call } from "./call";
import type { Condition } from "./condition";
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
import type { Context } from "./policy-variable";
import { possible } from "./possible";
import { awsPrincipals, readAwsPrincipal } from "./principal";
import type { Truth } from "./truth";

/** The ARN of a role that may be in any account. */
export const unknownRole = "arn:aws:iam::?:role/?";

/** A kind of call that one statement may let in. */
export interface Attempt {
  readonly call: Call;
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
  const request = (context: Context): Request => ({ ...call, resource, context });
  if (by.statement.Effect !== "Allow" || applies(by, request(call.known)) === false) return [];
  const criteria = criteriaOf(policies, request(call.known), by);
  const question = (context: Context) => isAllowed(policies, request(context), by);
  const getsIn = possible(call, criteria, question);
  return getsIn === false ? [] : [{ call, criteria, question, getsIn }];
}

/** All that can matter to whether a statement lets a call in. */
function criteriaOf(policies: ReadPolicies, request: Request, by: DecidingStatement): Criteria {
  const actions = [request.action, "sts:TagSession", "sts:SetSourceIdentity"];
  const relevant = allStatements(policies).filter(
    (one) => one === by || actions.some((action) => applies(one, { ...request, action }) !== false),
  );
  return {
    conditions: relevant.flatMap((one) => [...one.conditions, ...principalConditions(one)]),
    texts: relevant.flatMap(({ statement: { Resource, NotResource } }) => [
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
