/** Rules about policy documents as a whole. */
import { addressProblem } from "../../iam/condition-problem";
import { inlinePolicyCharacters, managedPolicyCharacters, policyCharacters } from "../../iam/limits";
import { type PolicyDocument, policyJson } from "../../iam/policy-document";
import { codesOfKeys } from "../../iam/policy-problem";
import { policyProblems } from "../../iam/policy-problems";
import { writtenDocuments } from "../documents";
import { each } from "../each";
import { entriesOf } from "../readable";
import { hasMark, isUnknown } from "../unknown";
import { errorRule, warningRule } from "./rule";
import { inlinePolicies } from "./written";

export const inlinePoliciesTooLong = errorRule("inline-policies-too-long", function* (declared) {
  const { declaration, isReadable } = declared;
  for (const { path, value } of each(declaration, ...inlinePolicies)) {
    const owner = String(path[0]).slice(0, -1) as keyof typeof inlinePolicyCharacters;
    const limit = inlinePolicyCharacters[owner];
    const actual = entriesOf(value)
      .filter(([name]) => isReadable([...path, name]))
      .map(([, document]) => policyCharacters(policyJson(document as unknown as PolicyDocument)))
      .reduce((sum, characters) => sum + characters, 0);
    const message = `have ${actual} characters together; IAM allows ${limit} on a ${owner}: declare some of them in policies, and name these in managedPolicies`;
    if (actual > limit) yield { path, message, data: { limit, actual } };
  }
});

export const managedPolicyTooLong = errorRule("managed-policy-too-long", function* (declared) {
  const { declaration, isReadable } = declared;
  const limit = managedPolicyCharacters;
  for (const { path, value } of each(declaration, "policies.*.document")) {
    if (!isReadable(path)) continue;
    const actual = policyCharacters(policyJson(value as unknown as PolicyDocument));
    const message = `has ${actual} characters; IAM allows ${limit} in a managed policy: divide it into several`;
    if (actual > limit) yield { path, message, data: { limit, actual } };
  }
});

/**
 * IAM accepts it, and it is not what it looks like.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html (warnings and suggestions)
 */
export const readsDifferently = warningRule("reads-differently", function* ({ declaration }) {
  // The rule unknown-condition-key knows more keys.
  for (const { kind, path, document } of writtenDocuments(declaration))
    for (const { code, severity, path: within, message } of policyProblems(document, kind, {
      isUnknown: hasMark,
    }))
      if (severity === "warning" && !/global-condition-key$/.test(code))
        yield {
          path: [...path, ...within],
          ...(codesOfKeys.has(code) && { aboutKey: true }),
          message,
          data: { check: code },
        };
  for (const { path, value } of each(declaration, "roles.*.sourceIps.*", "roles.*.overrides.*.sourceIps.*")) {
    const problem = isUnknown(value) ? undefined : addressProblem(value);
    if (problem?.severity === "warning") yield { path, message: problem.message };
  }
});
