/** Which role may assume which, as the synthesized Terraform JSON alone says it: both halves, in every account. */
import {
  admissionOf,
  allowed,
  type Document,
  denied,
  documentOf,
  push,
  resourcesOf,
  type TerraformJson,
} from "./terraform-side";

/** A step from one role, or user, to the next, by their ARNs. */
export interface Step {
  readonly from: string;
  readonly to: string;
}

/** A role that exists already: it is in AWS, and not in the Terraform JSON. */
export interface RoleElsewhere {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
}

/** The steps of role sessions. None has MFA, so a trust that asks for it lets none in. */
export function stepsOfRoles(
  stacks: readonly TerraformJson[],
  elsewhere: readonly RoleElsewhere[],
): readonly Step[] {
  const resources = stacks.flatMap((stack) => resourcesOf(stack));
  const roles = resources
    .filter(({ type }) => type === "aws_iam_role")
    .map((resource) => ({
      arn: resource.arn,
      account: resource.account,
      name: resource.text("name"),
      trust: documentOf(resource.text("assume_role_policy")),
    }));
  const policies = new Map<string, Document[]>();
  for (const resource of resources) {
    const { type, account } = resource;
    if (type === "aws_iam_role_policy")
      push(policies, `${account} ${resource.text("role")}`, documentOf(resource.text("policy")));
    const attached = type === "aws_iam_role_policy_attachment" && resource.referenceOf("policy_arn");
    if (attached) {
      // A policy of another account cannot be attached.
      if (attached.account !== account) throw new Error(`${attached.arn} is attached in ${account}`);
      push(policies, `${account} ${resource.text("role")}`, documentOf(attached.text("policy")));
    }
  }
  const callers = [...roles, ...elsewhere];
  const known = new Set(callers.map(({ account, name }) => `${account} ${name}`));
  for (const holder of policies.keys())
    if (!known.has(holder)) throw new Error(`${holder} holds a policy, and nobody knows it`);
  return callers.flatMap(({ arn, account, name }) => {
    const own = policies.get(`${account} ${name}`) ?? [];
    return roles.flatMap((role): Step[] => {
      if (role.arn === arn || !allowed(own, role.arn) || denied(own, role.arn)) return [];
      const admission = admissionOf(role.trust, account, arn);
      return admission && !admission.asked.mfa ? [{ from: arn, to: role.arn }] : [];
    });
  });
}

/** Where somebody gets over any number of steps, and in how many at least. */
export function reached(from: readonly string[], steps: readonly Step[]): ReadonlyMap<string, number> {
  const hops = new Map(from.map((arn) => [arn, 1]));
  for (const [arn, count] of hops)
    for (const step of steps) if (step.from === arn && !hops.has(step.to)) hops.set(step.to, count + 1);
  return hops;
}
