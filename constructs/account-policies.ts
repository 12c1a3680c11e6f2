import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { type Account, type ManagedPolicy, managedPolicyArn, type Policy, type PolicyPlace } from "../access";
import { formerNames } from "../access/renamed";
import { address } from "../access/terraform-address";
import { isUnknown } from "../access/unknown";
import { policyJson } from "../iam/policy-document";
import { childId, makeResource, type Origin } from "./resource";
import { Reference, type Text } from "./text";

/** The declared policies that are made in one account, by name. */
export type AccountPolicies = Readonly<Record<string, IamPolicy>>;

export interface PolicyProps {
  readonly origin: Origin;
  readonly place: PolicyPlace;
  readonly provider: TerraformProvider;
}

/** Makes a declared policy in one account. A change of its document makes a new version of it. */
export function makePolicy(scope: Construct, { origin, place, provider }: PolicyProps): IamPolicy {
  const { policy, account, isImported, isBoundary } = place;
  const { name, path, description, document } = policy;
  return makeResource(scope, childId("policy", ...namesOf(place)), {
    type: IamPolicy,
    origin,
    provider,
    names: namesOf(place),
    formerNames: formerNamesOf(place),
    settings: { name, path, description, policy: policyJson(document) },
    // IAM does not delete a boundary: users and roles get another, or none, before Terraform deletes it.
    lifecycle: isBoundary ? { createBeforeDestroy: true } : undefined,
    importBy: isImported ? { id: managedPolicyArn(account, declaredPolicy(policy)) } : undefined,
  });
}

/** The address of what {@link makePolicy} makes, and those that it had before. */
export function policyAddresses(above: readonly string[], place: PolicyPlace): string[] {
  return [...formerNamesOf(place), namesOf(place)].map(
    (names) => `${IamPolicy.tfResourceType}.${address(...above, ...names)}`,
  );
}

function formerNamesOf({ policy, accountName, madeIn }: PolicyPlace): string[][] {
  return accountName === undefined || madeIn === undefined
    ? []
    : formerNames(madeIn).map((names) => [...names, policy.name]);
}

/** Policies of the identity account have the name alone, whether users or a role there names them. */
function namesOf({ policy, accountName }: PolicyPlace): string[] {
  return accountName === undefined ? [policy.name] : [accountName, policy.name];
}

function declaredPolicy(declared: Policy): ManagedPolicy {
  return { kind: "customer", name: declared.name, path: declared.path, declared };
}

/** The ARN of a managed policy: a reference if it is made here, so that what uses it waits for it. */
export function policyArnText(policy: ManagedPolicy, account: Account, made: AccountPolicies = {}): Text {
  const resource = policy.kind === "customer" && policy.declared ? made[policy.name] : undefined;
  return resource ? Reference.to(resource, "arn") : managedPolicyArn(account, policy);
}

/** The name of a policy, or of the resource that it comes from: a place in a list would change with the list. */
export function attachmentName({ name }: ManagedPolicy, { tokens }: Origin, scope: Construct): string {
  return isUnknown(name) ? tokens.expression(name, scope).replace(/\.arn$/, "") : name;
}
