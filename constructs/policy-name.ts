import type { Construct } from "constructs";
import { groupOrPolicyName } from "../iam/limits";

/**
 * The name of a policy in the identity account, made of construct ids and a name of ours: two constructs that grant the same
 * user make two policies.
 *
 * @throws Error when IAM does not take it
 */
export function policyName(scope: Construct, prefix: readonly string[], name: string): string {
  if (prefix.length === 0) return name;
  const whole = [...prefix, name].join("-");
  if (!groupOrPolicyName.test(whole))
    throw new Error(
      `${scope.node.path}: a policy would have the name ${JSON.stringify(whole)}; a policy's name is 1-128 letters, digits or any of _ + = , . @ -. Choose other construct ids`,
    );
  return whole;
}
