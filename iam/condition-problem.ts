/**
 * Checks of the conditions in a statement.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { type ConditionKeyType, globalConditionKey, nearestGlobalConditionKey } from "./global-condition-key";
import { ipAddressText, ipRange } from "./ip-range";
import {
  error,
  isObject,
  type PolicyContext,
  type PolicyFinding,
  type PolicyProblemCode,
  placedItems,
  type Report,
  warning,
} from "./policy-problem";
import { hasVariable, variableProblem, withoutVariables } from "./policy-text";

type Family = "String" | "Numeric" | "Date" | "Bool" | "Binary" | "IP address" | "ARN" | "Null";

const families: readonly (readonly [Family, RegExp])[] = [
  ["String", /^String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)$/],
  ["Numeric", /^Numeric(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)$/],
  ["Date", /^Date(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)$/],
  ["Bool", /^Bool$/],
  ["Binary", /^BinaryEquals$/],
  ["IP address", /^(?:Not)?IpAddress$/],
  ["ARN", /^Arn(?:Not)?(?:Equals|Like)$/],
  ["Null", /^Null$/],
];

interface Operator {
  readonly family: Family;
  /** Without `ForAnyValue:`, `ForAllValues:` and `IfExists`. */
  readonly base: string;
  readonly qualified: boolean;
  readonly ifExists: boolean;
}

function parseOperator(text: string): Operator | undefined {
  const [, qualifier, base = "", ifExists] = /^(For(?:All|Any)Values?:)?(.*?)(IfExists)?$/.exec(text) ?? [];
  const family = families.find(([, form]) => form.test(base))?.[0];
  if (family === undefined || (qualifier !== undefined && !/^For(AllValues|AnyValue):$/.test(qualifier)))
    return undefined;
  return { family, base, qualified: qualifier !== undefined, ifExists: ifExists !== undefined };
}

/** Reports the problems with the Condition of a statement. */
export function checkConditions(condition: unknown, context: PolicyContext, report: Report): void {
  if (condition === undefined) return;
  if (!isObject(condition)) {
    report(
      ["Condition"],
      error("data-type-mismatch", "must map a condition operator to condition keys and their values"),
    );
    return;
  }
  for (const [name, keys] of Object.entries(condition)) {
    const operator = parseOperator(name);
    const problem = operatorProblem(operator);
    if (problem) report(["Condition", name], problem);
    if (isObject(keys)) checkKeys(keys, operator, context, at(report, ["Condition", name]));
    else report(["Condition", name], error("data-type-mismatch", "must map condition keys to their values"));
  }
}

function operatorProblem(operator: Operator | undefined): PolicyFinding | undefined {
  if (operator === undefined)
    return error(
      "invalid-condition-operator",
      "is not a condition operator; write one such as StringEquals, ArnLike or Bool",
    );
  if (operator.family !== "Null") return undefined;
  if (operator.ifExists)
    return error(
      "null-with-if-exists",
      "Null itself asks whether a key exists, and IAM refuses IfExists with it; write Null",
    );
  return operator.qualified
    ? warning(
        "null-with-qualifier",
        "Null with ForAllValues is always true and with ForAnyValue always false; write Null alone",
      )
    : undefined;
}

function checkKeys(
  keys: Record<string, unknown>,
  operator: Operator | undefined,
  { isUnknown = () => false }: PolicyContext,
  report: Report,
): void {
  const seen = new Map<string, string>();
  for (const [key, values] of Object.entries(keys)) {
    const other = seen.get(key.toLowerCase());
    if (other !== undefined)
      report(
        [key],
        error(
          "duplicate-keys-with-different-case",
          `is the same key as "${other}" to IAM; write it once, with the values of both`,
        ),
      );
    seen.set(key.toLowerCase(), key);
    if (!isUnknown(key)) {
      const problem = keyProblem(key) ?? (operator && typeProblem(key, operator));
      if (problem) report([key], problem);
    }
    const items = placedItems(values);
    if (items.length === 0)
      report([key], error("empty-array-condition", "has no values; write at least one"));
    else if (!items.every(([, value]) => ["string", "number", "boolean"].includes(typeof value)))
      report([key], error("data-type-mismatch", "must be a text, a number, true, false, or a list of these"));
    else if (operator)
      for (const [path, value] of items) {
        const text = String(value);
        const problem = isUnknown(text) ? undefined : valueProblem(text, operator);
        if (problem) report([key, ...path], problem);
      }
  }
}

/** The problem with a condition key; `undefined` if there is none. */
export function keyProblem(key: string): PolicyFinding | undefined {
  if (!/^[^\s:]+:\S/.test(key))
    return error(
      "invalid-condition-key-format",
      key.trim() === ""
        ? "the condition key is empty; write one, such as aws:PrincipalOrgID"
        : `"${key}" is not a condition key; write service:key, such as aws:PrincipalOrgID`,
    );
  if (!/^aws:/i.test(key)) return undefined;
  if (key.toLowerCase() === "aws:arn")
    return warning(
      "deprecated-global-condition-key",
      "is an old key; write aws:PrincipalArn or aws:SourceArn",
    );
  const known = globalConditionKey(key);
  if (known?.hasTagKey && !/\/./.test(key))
    return error("missing-tag-key-in-condition", `needs the key of a tag, such as ${known.name}/environment`);
  if (known) return undefined;
  const meant = nearestGlobalConditionKey(key);
  // A warning: AWS adds global keys now and then, and a new one may be like another.
  return warning(
    "invalid-global-condition-key",
    `AWS documents no global condition key "${key}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
  );
}

/** The families whose operators compare a key of a type. AWS's own policies compare Bool keys as texts too. */
const familiesOf: Readonly<Record<ConditionKeyType, readonly Family[]>> = {
  ARN: ["ARN", "String"],
  Bool: ["Bool", "String"],
  Date: ["Date"],
  "IP address": ["IP address"],
  Numeric: ["Numeric"],
  String: ["String"],
};

/** A global condition key compared by an operator of another type. */
function typeProblem(key: string, { family, base }: Operator): PolicyFinding | undefined {
  const known = globalConditionKey(key);
  if (!known || family === "Null") return undefined;
  const possible = known.types.flatMap((type) => familiesOf[type]);
  // The value of a tag may be anything.
  if (possible.includes(family) || (known.hasTagKey && family !== "IP address")) return undefined;
  const message = `${known.name} is of the type ${known.types.join(" or ")}, which ${base} cannot compare; use an operator of the type ${possible.join(" or ")}`;
  return family === "IP address" ? error("type-mismatch", message) : warning("type-mismatch", message);
}

/**
 * Dates as W3C writes ISO 8601, or seconds since 1970.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date,
 * https://www.w3.org/TR/NOTE-datetime
 */
const date =
  /^\d+$|^\d{4}(?:-(?:0?[1-9]|1[0-2])(?:-(?:0?[1-9]|[12]\d|3[01])(?:T(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/i;

/** The form of the values of each family, its check at Access Analyzer, and what to write. */
const valueForms: Readonly<Partial<Record<Family, readonly [RegExp, PolicyProblemCode, string]>>> = {
  Numeric: [/^[+-]?\d+(?:\.\d+)?$/, "type-mismatch-number", "a number"],
  Date: [date, "type-mismatch-date", "a date such as 2030-12-31 or 2030-12-31T12:00:00Z"],
  Bool: [/^(?:true|false)$/i, "type-mismatch-boolean", "true or false"],
  Null: [/^(?:true|false)$/i, "type-mismatch-boolean", "true or false"],
  Binary: [
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    "type-mismatch-string",
    "a text in base64",
  ],
};

function valueProblem(text: string, { family, base }: Operator): PolicyFinding | undefined {
  if (["String", "ARN", "Bool"].includes(family)) {
    const problem = variableProblem(text);
    if (problem) return problem;
    // Only the request tells what it is.
    if (family === "Bool" && hasVariable(text)) return undefined;
  } else if (hasVariable(text))
    return error(
      "invalid-variable-for-operator",
      `"${text}" has a policy variable, which ${base} does not replace; String and Arn operators do`,
    );
  const [form, code, says] = valueForms[family] ?? [];
  if (form && code && !form.test(text)) return error(code, `"${text}" is not ${says}, as ${base} needs`);
  if (family === "IP address") return addressProblem(text);
  if (family === "ARN") return arnPatternProblem(text);
  return family === "String" && !base.includes("Like") && /[*?]/.test(withoutVariables(text, ""))
    ? warning(
        "wildcard-without-like-operator",
        `${base} compares "${text}" literally, * and ? included; use ${base.replace(/Equals(IgnoreCase)?$/, "Like")} for wildcards`,
      )
    : undefined;
}

/**
 * The problem with an address or a range of addresses; `undefined` if there is none.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function addressProblem(text: string): PolicyFinding | undefined {
  const range = ipRange(text);
  if (!range || /\/0\d/.test(text))
    return error(
      "type-mismatch-ip-range",
      `"${text}" is not an address range; write it as 198.51.100.0/24 or 2001:db8::/32`,
    );
  // The prefix of the IPv4 addresses within IPv6, RFC 4291, section 2.5.5.2. AWS writes such an address as IPv4.
  if (range.bits === 128 && range.first >> 32n === 0xffffn)
    return error(
      "type-mismatch-ip-range",
      `"${text}" is an IPv4 address written as IPv6, which no request has; write it as 198.51.100.0/24`,
    );
  const [address = ""] = text.split("/");
  const first = ipAddressText(range.first, range.bits);
  return ipRange(address)?.first === range.first
    ? undefined
    : warning(
        "improve-ip-range",
        `"${text}" begins within its range, and IAM ignores the rest of the address; write ${first}/${range.prefix}`,
      );
}

function arnPatternProblem(text: string): PolicyFinding | undefined {
  const plain = withoutVariables(text, "*");
  const parts = plain.split(":");
  if (/^[*?]/.test(plain) || (parts[0] === "arn" && (parts.length > 5 || plain.endsWith("*"))))
    return undefined;
  return warning("type-mismatch", `"${text}" is not an ARN, so it matches none; an ARN has six parts`);
}

function at(report: Report, path: readonly (string | number)[]): Report {
  return (below, finding) => report([...path, ...below], finding);
}
