/** The permission over here to assume roles over there. */
import { oneOrSorted, type PolicyDocument, policyDocument } from "./policy-document";

/** Allows `sts:AssumeRole` on exactly these role ARNs, and nothing else. */
export function assumeRolePolicy(roleArns: Iterable<string>): PolicyDocument {
  return policyDocument({ Effect: "Allow", Action: "sts:AssumeRole", Resource: oneOrSorted(roleArns) });
}
