/**
 * The `Principal` element: the callers that a statement of a trust policy is about.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { type Condition, conditionHolds } from "./condition";
import type { Context } from "./context";
import { type Statement, toList } from "./policy-document";
import { every, not, or, some, type Truth } from "./truth";

/**
 * The caller of a request: a user or a role's session of an AWS account, an AWS service, or the holder of a token. The
 * condition keys of the request identify the user or role.
 */
export interface Caller {
  readonly kind: "aws" | "service" | "federated";
  /** The service principal (`ec2.amazonaws.com`); or the ARN or host of the identity provider. */
  readonly name?: string;
}

/** How a statement names a caller. */
export interface Named {
  /** As itself (a user, a role's session, a service, an identity provider) or as everybody (`*`). */
  readonly directly: Truth;
  /** As the role whose session the caller is. */
  readonly asRole: Truth;
  /** By its account. The account's own policies then decide. */
  readonly byAccount: Truth;
}

/** Whether a statement names a caller at all. */
export function isNamed({ directly, asRole, byAccount }: Named): Truth {
  return or(directly, asRole, byAccount);
}

/** How a statement's `Principal` (or `NotPrincipal`) names a caller. */
export function namedIn(statement: Statement, caller: Caller, context: Context): Named {
  const { Principal, NotPrincipal } = statement;
  if (NotPrincipal === undefined) return namedBy(Principal, caller, context);
  // IAM refuses NotPrincipal in a trust policy; what it says is "everybody but".
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  return { directly: not(isNamed(namedBy(NotPrincipal, caller, context))), asRole: false, byAccount: false };
}

function namedBy(principal: Statement["Principal"], caller: Caller, context: Context): Named {
  const aws = awsPrincipals(principal);
  const everybody = aws.includes("*");
  if (caller.kind !== "aws") {
    const names =
      typeof principal === "object" ? principal[caller.kind === "service" ? "Service" : "Federated"] : [];
    const directly = everybody || toList(names).some((name) => isSame(name, caller.name));
    return { directly, asRole: false, byAccount: false };
  }
  const read = aws.map(readAwsPrincipal);
  const as = (kind: AwsPrincipal["kind"]) =>
    some(read, (one) =>
      one.kind === kind ? every(one.conditions, (condition) => conditionHolds(condition, context)) : false,
    );
  return {
    directly: everybody || or(as("itself"), as("unknown")),
    asRole: as("role"),
    byAccount: as("account"),
  };
}

/** The `AWS` principals of an element; `*` alone is one. */
export function awsPrincipals(principal: Statement["Principal"]): readonly string[] {
  if (principal === undefined) return [];
  return principal === "*" ? ["*"] : toList(principal.AWS);
}

/** An identity provider may be called by its ARN or by its host (and path) or name alone. */
function isSame(written: string, name: string | undefined): boolean {
  return (
    name !== undefined && (written === name || /:(oidc|saml)-provider\/(.*)$/.exec(written)?.[2] === name)
  );
}

interface AwsPrincipal {
  readonly kind: "account" | "itself" | "role" | "unknown";
  /** What must hold of the request for the caller to be this principal. */
  readonly conditions: readonly Condition[];
}

/** Reads one `AWS` principal other than `*`. */
export function readAwsPrincipal(text: string): AwsPrincipal {
  const known = principals.get(text) ?? readPrincipal(text);
  principals.set(text, known);
  return known;
}

const principals = new Map<string, AwsPrincipal>();

function readPrincipal(text: string): AwsPrincipal {
  const [, account, root] = /^(?:(\d{12})|arn:[^:]+:iam::([^:]+):root)$/.exec(text) ?? [];
  if (account !== undefined || root !== undefined)
    return { kind: "account", conditions: [equals("aws:PrincipalAccount", account ?? root)] };
  const [, service, id, resource = ""] = /^arn:[^:]+:(iam|sts)::([^:]+):(.+)$/.exec(text) ?? [];
  const [type, name, session] = resource.split("/");
  if (service === "sts" && type === "assumed-role" && session !== undefined)
    return {
      kind: "itself",
      conditions: [
        equals("aws:PrincipalAccount", id),
        // The ARN of a session has the role's name without its path.
        condition(
          "ArnLike",
          "aws:PrincipalArn",
          `arn:*:iam::${id}:role/${name}`,
          `arn:*:iam::${id}:role/*/${name}`,
        ),
        like("aws:userid", `*:${session}`),
      ],
    };
  if ((service === "iam" && type === "user") || (service === "sts" && type === "federated-user"))
    return { kind: "itself", conditions: [equals("aws:PrincipalArn", text)] };
  if (service === "iam" && type === "role")
    return { kind: "role", conditions: [equals("aws:PrincipalArn", text)] };
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  if (/^AIDA[A-Z0-9]+$/.test(text)) return { kind: "itself", conditions: [equals("aws:userid", text)] };
  if (/^AROA[A-Z0-9]+$/.test(text)) return { kind: "role", conditions: [like("aws:userid", `${text}:*`)] };
  // Not a principal that IAM documents, such as an account id that only Terraform knows.
  return { kind: "unknown", conditions: [condition("unknown", "principal", text)] };
}

function equals(name: string, value = ""): Condition {
  return condition("StringEquals", name, value);
}

function like(name: string, ...values: readonly string[]): Condition {
  return condition("StringLike", name, ...values);
}

function condition(operator: string, name: string, ...values: readonly string[]): Condition {
  return { operator, key: name.toLowerCase(), name, values, withoutVariables: true };
}
