/** Rules about policy documents as a whole. */
import { inlinePolicyCharacters, policyCharacters } from "../../iam/limits";
import { type PolicyDocument, policyJson } from "../../iam/policy-document";
import { each } from "../each";
import { entriesOf } from "../readable";
import { errorRule } from "./rule";

export const inlinePoliciesTooLong = errorRule("inline-policies-too-long", function* (declared) {
  const { declaration, isReadable } = declared;
  const limit = inlinePolicyCharacters.role;
  for (const { path, value } of each(
    declaration,
    "roles.*.inlinePolicies",
    "roles.*.overrides.*.inlinePolicies",
  )) {
    const actual = entriesOf(value)
      .filter(([name]) => isReadable([...path, name]))
      .map(([, document]) => policyCharacters(policyJson(document as unknown as PolicyDocument)))
      .reduce((sum, characters) => sum + characters, 0);
    const message = `have ${actual} characters together; IAM allows ${limit} on a role: make some of them customer managed policies, and name these in managedPolicies`;
    if (actual > limit) yield { path, message, data: { limit, actual } };
  }
});
