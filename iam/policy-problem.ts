/**
 * Problems of policy documents.
 *
 * An error: IAM refuses the document, or a part of it can never match. A warning: IAM accepts the document but reads it
 * differently than it looks.
 */

/**
 * Where IAM Access Analyzer has a check for it, the code is the name of that check.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export type PolicyProblemCode =
  | StructureCode
  | TextCode
  | ActionCode
  | ResourceCode
  | PrincipalCode
  | ConditionCode;

type StructureCode =
  | "data-type-mismatch"
  | "invalid-policy-element"
  | "invalid-version"
  | "invalid-effect"
  | "missing-statement"
  | "missing-effect"
  | "missing-action"
  | "missing-resource"
  | "missing-principal"
  | "unsupported-element-combination"
  | "unsupported-principal"
  | "unsupported-sid"
  | "unique-sids-required"
  | "role-trust-policy-syntax-error-resource"
  | "role-trust-policy-syntax-error-notprincipal";

type TextCode =
  /** Not a check of Access Analyzer: the pattern of `policyDocumentType` in the IAM API. */
  | "unsupported-character"
  | "missing-brace-in-variable"
  | "missing-quote-in-variable"
  | "unsupported-space-in-variable"
  | "empty-variable";

type ActionCode = "invalid-action" | "unsupported-action-in-policy";

type ResourceCode =
  | "invalid-arn-prefix"
  | "missing-arn-field"
  | "invalid-partition"
  | "invalid-arn-service"
  | "invalid-arn-service-case"
  | "arn-region-not-allowed"
  | "invalid-arn-account"
  | "invalid-arn-resource";

type PrincipalCode =
  | "invalid-principal-key"
  | "invalid-principal-format"
  | "invalid-service-principal-format"
  | "invalid-federated-principal-syntax-in-role-trust-policy"
  | "unsupported-wildcard-in-principal"
  | "role-trust-policy-unsupported-wildcard-in-principal"
  | "mismatched-action-for-principal"
  | "missing-action-for-roles-anywhere-trust-policy";

type ConditionCode =
  | "invalid-condition-operator"
  | "null-with-if-exists"
  | "null-with-qualifier"
  | "invalid-condition-key-format"
  | "duplicate-keys-with-different-case"
  | "invalid-global-condition-key"
  | "deprecated-global-condition-key"
  | "missing-tag-key-in-condition"
  | "empty-array-condition"
  | "invalid-variable-for-operator"
  | "wildcard-without-like-operator"
  | "improve-ip-range"
  | "type-mismatch"
  | "type-mismatch-boolean"
  | "type-mismatch-date"
  | "type-mismatch-ip-range"
  | "type-mismatch-number"
  | "type-mismatch-string";

/** The codes of problems with a key: the last part of their path. */
export const codesOfKeys: ReadonlySet<PolicyProblemCode> = new Set<PolicyProblemCode>([
  "invalid-policy-element",
  "unsupported-principal",
  "role-trust-policy-syntax-error-resource",
  "role-trust-policy-syntax-error-notprincipal",
  "invalid-principal-key",
  "invalid-condition-operator",
  "null-with-if-exists",
  "null-with-qualifier",
  "invalid-condition-key-format",
  "duplicate-keys-with-different-case",
  "invalid-global-condition-key",
  "deprecated-global-condition-key",
  "missing-tag-key-in-condition",
]);

export interface PolicyFinding {
  readonly code: PolicyProblemCode;
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** A finding and where it is in the document. */
export interface PolicyProblem extends PolicyFinding {
  readonly path: readonly (string | number)[];
}

/** The accounts that a document is for. */
export interface PolicyContext {
  /** Their partition, such as `aws-cn`. Default: any. */
  readonly partition?: string;
  /** Whether only Terraform knows a text or a part of it; its form is not checked. Default: never. */
  readonly isUnknown?: (text: string) => boolean;
}

export type Report = (path: readonly (string | number)[], finding: PolicyFinding) => void;

/** IAM refuses it, or it can never match. */
export function error(code: PolicyProblemCode, message: string): PolicyFinding {
  return { code, severity: "error", message };
}

/** IAM accepts it, and reads it differently than it looks. */
export function warning(code: PolicyProblemCode, message: string): PolicyFinding {
  return { code, severity: "warning", message };
}

/** A text or a list as a list, each item with its place below the element. */
export function placedItems(value: unknown): readonly (readonly [path: readonly number[], item: unknown])[] {
  // Not map, which passes over the holes of a sparse array.
  return Array.isArray(value)
    ? Array.from(value, (item: unknown, index) => [[index], item] as const)
    : [[[], value] as const];
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
