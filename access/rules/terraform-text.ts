/** Rules about text that is written as if Terraform read it. */
import { each } from "../each";
import { pathText } from "../problem";
import type { Readable } from "../readable";
import type { AccessFile } from "../schema";
import { expression, textsMatching } from "../texts";
import { isForged, unknownMark } from "../unknown";
import { errorRule, warningRule } from "./rule";
import { managedPolicies } from "./written";

/**
 * Expressions in values that become parts of ARNs or settings of Terraform. Descriptions, display names and documents may hold
 * them as text.
 */
function expressionsIn(declaration: Readable<AccessFile>) {
  const values = each(
    declaration,
    ...managedPolicies,
    "deployWith",
    "identityAccount.deployWith",
    "organization.deployWith",
    "targetAccounts.*.deployWith",
    "backend",
    "roles.*.path",
    "policies.*.path",
    "groups.*.path",
    "users.*.path",
    "principals.*.path",
    "roles.*.trustedEntity.webIdentity.provider",
    "roles.*.trustedEntity.saml.provider",
  );
  return values.flatMap(({ path, value }) => textsMatching(value, (text) => expression.test(text), path));
}

export const terraformExpression = errorRule("terraform-expression", function* ({ declaration }) {
  for (const { path, text } of expressionsIn(declaration)) {
    const key = path.findLast((part) => typeof part === "string" && part !== "name");
    const isPolicy = key === "managedPolicies" || key === "permissionsBoundary";
    const what = isPolicy || key === "provider" ? "the ARN or the name" : `the ${key}`;
    const [found] = expression.exec(text) ?? [];
    yield { path, message: `"${found}" is not evaluated here; write ${what} itself` };
  }
});

/** Source: https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
const expressionEscape = /\$\$\{|%%\{/;

export const terraformEscape = warningRule("terraform-escape", function* ({ declaration }) {
  const escapes = textsMatching(declaration, (text) => expressionEscape.test(text));
  // In some values any expression is an error.
  const errors = escapes.length === 0 ? [] : expressionsIn(declaration);
  const isError = new Set(errors.map(({ path }) => pathText(path)));
  for (const { path, aboutKey, text } of escapes.filter(({ path }) => !isError.has(pathText(path)))) {
    const [found = ""] = expressionEscape.exec(text) ?? [];
    const message = `"${found}" is Terraform's escape, but AWS would receive it unchanged; write "${found.slice(1)}", which is escaped for Terraform where necessary`;
    yield { path, aboutKey, message };
  }
});

/** Text that only Terraform knows has a form that no file can use. */
export const forgedText = errorRule("forged-text", function* ({ declaration, isFile }) {
  const isWrong = isFile ? (text: string) => text.includes(unknownMark) : isForged;
  for (const { path, aboutKey } of textsMatching(declaration, isWrong))
    yield { path, aboutKey, message: "contains the character U+E000, which is reserved here; remove it" };
});
