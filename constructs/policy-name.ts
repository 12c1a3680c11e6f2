import type { Construct } from "constructs";
import { groupOrPolicyName } from "../iam/limits";
import type { Origin } from "./resource";

/**
 * The name of a policy in the identity account, made of construct ids, the prefix of the declaration and a name of ours: two
 * constructs or files that grant the same user make two policies.
 *
 * @throws Error when IAM does not take it
 */
export function policyName(scope: Construct, { policyNamePrefix }: Origin, name: string): string {
  if (policyNamePrefix === "") return name;
  const whole = `${policyNamePrefix}${name}`;
  // Without a prefix, the rules have seen the name.
  if (policyNamePrefix !== "" && !groupOrPolicyName.test(whole))
    throw new Error(
      `${scope.node.path}: a policy would have the name ${JSON.stringify(whole)}; a policy's name is 1-128 letters, digits or any of _ + = , . @ -. Choose other construct ids`,
    );
  return whole;
}
