/** Rules about policy documents as a whole. */
import { addressProblem } from "../../iam/condition-problem";
import { inlinePolicyCharacters, policyCharacters } from "../../iam/limits";
import { type PolicyDocument, policyJson } from "../../iam/policy-document";
import { codesOfKeys } from "../../iam/policy-problem";
import { policyProblems } from "../../iam/policy-problems";
import { writtenDocuments } from "../documents";
import { each } from "../each";
import { entriesOf } from "../readable";
import { hasMark, isUnknown } from "../unknown";
import { errorRule, warningRule } from "./rule";

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
