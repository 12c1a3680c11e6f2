/**
 * Text on its way into Terraform.
 *
 * Terraform reads every string as a template, and CDKTF reads tokens in it. In an access file, both are text and nothing
 * else; only the props of a construct may hold tokens. So inside this library every string is plain text:
 *
 * - On the way in, {@link PropTokens.plain} takes the tokens out of props and puts unknown texts in their place.
 * - On the way out, {@link PropTokens.terraform} escapes text and puts the tokens back.
 *
 * A string can therefore never become an expression by mistake. A {@link Reference} is the only other thing that a setting
 * may hold.
 */
import { DefaultTokenResolver, StringConcat, type TerraformResource, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { error, type Path, type Problem } from "../access/problem";
import { unknownInText, unknownMark, unknownText } from "../access/unknown";

/** A Terraform reference to an attribute of a resource, such as `aws_iam_role.dev__Reader.name`. */
export class Reference {
  private constructor(
    /** As Terraform reads it, `${...}` included. */
    readonly expression: string,
  ) {}

  /** @param attribute Terraform's name of the attribute */
  static to(
    resource: TerraformResource,
    attribute: "arn" | "id" | "name" | "policy_arn" | "password" | "encrypted_password",
  ) {
    // Not CDKTF's token: it takes a stack trace, and is looked up in every string that holds it.
    return new Reference(`\${${resource.terraformResourceType}.${resource.friendlyUniqueId}.${attribute}}`);
  }

  /** The same of a resource that there is once or not at all; null then. */
  static toOptional(resource: TerraformResource, attribute: "password" | "encrypted_password") {
    return new Reference(
      `\${one(${resource.terraformResourceType}.${resource.friendlyUniqueId}[*].${attribute})}`,
    );
  }
}

/** Plain text, or a reference. */
export type Text = string | Reference;

/** The tokens in the props of one construct. There are none in an access that was read from a file. */
export class PropTokens {
  private readonly tokens: string[] = [];

  /**
   * Props as plain data: an unknown text stands for each token. Tokens of other things than text are problems.
   *
   * Numbers of unknown texts depend on the props alone: neither on the order of their keys nor on the program around them.
   */
  plain<Props>(props: Props): { readonly props: Props; readonly problems: readonly Problem[] } {
    const problems: Problem[] = [];
    const report = (path: Path, message: string) => problems.push(error("token", path, message));
    return { props: this.plainValue(props, [], report) as Props, problems };
  }

  private plainValue(value: unknown, path: Path, report: (path: Path, message: string) => void): unknown {
    if (typeof value === "string") return this.plainText(value, path, report);
    if (typeof value === "number" && Token.isUnresolved(value))
      report(path, "is a number that only Terraform knows; write the number");
    if (value === null || typeof value !== "object") return value;
    if (Tokenization.isResolvable(value)) {
      report(path, "is a token; a token can stand for text only, in its string form such as `stringValue`");
      return undefined;
    }
    // Deeper than any declaration is only what refers to itself; the checks of the declaration report it.
    if (path.length > maximumDepth) return value;
    if (Array.isArray(value)) {
      if (Token.isUnresolved(value)) {
        report(path, "is a list that only Terraform knows; write the list");
        return undefined;
      }
      return value.map((item, index) => this.plainValue(item, [...path, index], report));
    }
    if (!isPlainObject(value)) return value;
    if (Token.isUnresolved(value)) {
      report(path, "is a map that only Terraform knows; write the map");
      return undefined;
    }
    const plain = new Map(
      Object.keys(value)
        .sort()
        .map((key) => {
          const inner = (value as Record<string, unknown>)[key];
          return [
            key,
            [this.plainText(key, path, report), this.plainValue(inner, [...path, key], report)],
          ] as const;
        }),
    );
    return Object.fromEntries(Object.keys(value).map((key) => plain.get(key) as [string, unknown]));
  }

  private plainText(text: string, path: Path, report: (path: Path, message: string) => void): string {
    if (text.includes(unknownMark))
      report(path, "holds the character U+E000, which this library keeps for itself; remove it");
    if (itemToken.test(text)) report(path, "is an item of a list or map that only Terraform knows");
    return text
      .replace(textToken, (token) => this.unknown(token))
      .replace(numberInText, (digits) => {
        const token = Token.isUnresolved(Number.parseFloat(digits))
          ? Tokenization.reverseNumber(Number.parseFloat(digits))
          : undefined;
        return token === undefined ? digits : this.unknown(Token.asString(token));
      });
  }

  /** The unknown text of a token: the same for the same token. */
  unknown(token: string): string {
    const known = this.tokens.indexOf(token);
    return unknownText(known >= 0 ? known : this.tokens.push(token) - 1);
  }

  /** Text as CDKTF takes it: Terraform makes the same text of it, with the values of the tokens in their places. */
  terraform(text: string): string {
    if (!text.includes(unknownMark)) return literal(text);
    const between = text.split(unknownInText).map(literalBesideToken);
    const tokens = [...text.matchAll(unknownInText)].map(([unknown]) => this.token(unknown));
    return between.map((part, index) => part + (tokens[index] ?? "")).join("");
  }

  /** The same for all text in a value, keys of maps included. */
  terraformValue(value: unknown): unknown {
    if (typeof value === "string") return this.terraform(value);
    if (value instanceof Reference) return value.expression;
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((item) => this.terraformValue(item));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.terraform(key), this.terraformValue(inner)]),
    );
  }

  /** Text with tokens of another construct's props, as text with these. */
  adopted(text: string, from: PropTokens): string {
    return text.replace(unknownInText, (unknown) => this.unknown(from.token(unknown)));
  }

  /**
   * Text with what Terraform reads in the place of each token, such as `aws_iam_policy.reader.arn`. It depends on the token
   * alone: neither on its place in a list nor on the tokens around it.
   */
  expression(text: string, scope: IConstruct): string {
    return text.replace(unknownInText, (unknown) =>
      String(Tokenization.resolve(this.token(unknown), { scope, resolver, preparing: false })).replace(
        /^\$\{(.*)\}$/s,
        "$1",
      ),
    );
  }

  private token(unknown: string): string {
    return this.tokens[Number(unknown.slice(unknownMark.length))] ?? unknown;
  }
}

const maximumDepth = 50;
const resolver = new DefaultTokenResolver(new StringConcat());

/** Whether an object is one of `{ ... }`, as opposed to an instance of a class. */
function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** CDKTF's form of a token in a string. Source: `lib/tokens/private/encoding.ts` of cdktf */
const textToken = /\$\{TfToken\[[A-Za-z0-9:._-]+\]\}/g;
/** CDKTF's form of the token of a list or map, as its only item or key. Source: the same file */
const itemToken = /[#&]\{TfToken\[[A-Za-z0-9:._-]+\]\}/;
/** Where CDKTF looks for the token of a number in a string. Source: the same file */
const numberInText = /[-|\d.+]+e[-|\d.eE+]+/g;

/** Whether CDKTF would look up something in text. */
export function holdsToken(text: string): boolean {
  return (
    text.includes("TfToken[") ||
    text.search(numberInText) >= 0 ||
    text === Token.STRING_MAP_TOKEN_VALUE ||
    text === Token.ANY_MAP_TOKEN_VALUE
  );
}

/** Whether Terraform and CDKTF read text as itself without an escape: where neither evaluates text, there is none. */
export function isPlain(text: string): boolean {
  return literal(text) === text;
}

/**
 * Text that Terraform and CDKTF read as itself.
 *
 * Doubled, the marks of a template are text. Source:
 * https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
function literal(text: string): string {
  if (text === Token.STRING_MAP_TOKEN_VALUE || text === Token.ANY_MAP_TOKEN_VALUE)
    return interpolated(text.slice(0, 1)) + text.slice(1);
  return withoutTokenForms(text.replace(/\$\{/g, "$$${").replace(/%\{/g, "%%{"));
}

/**
 * The same for text beside a token. A dollar before a token would escape the token; and where a string holds a token, CDKTF
 * takes each `${` for the beginning of an expression, which must end.
 */
function literalBesideToken(text: string): string {
  return withoutTokenForms(text.replace(/\$+(?=\{|$)/g, interpolated).replace(/%\{/g, "%%{"));
}

/** Breaks what CDKTF would look up as a token: `TfToken` in braces, and numbers that stand for tokens. */
function withoutTokenForms(text: string): string {
  return text
    .replace(/(?<=[$#&]\{)TfToken(?=\[)/g, interpolated)
    .replace(numberInText, (digits) =>
      Token.isUnresolved(Number.parseFloat(digits)) ? digits.replace(/e/g, interpolated) : digits,
    );
}

/** Text as a Terraform expression: the same to Terraform, and nothing to CDKTF. */
function interpolated(text: string): string {
  return `\${"${text}"}`;
}
