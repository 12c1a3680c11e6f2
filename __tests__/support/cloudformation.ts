import { parse } from "yaml";

/** CloudFormation's functions as their text. */
const customTags = ["!Sub", "!Ref", "!GetAtt"].map((tag) => ({ tag, resolve: (text: string) => text }));

/** A template of CloudFormation, its functions as their text. */
export function readTemplate<Template>(text: string): Template {
  return parse(text, { customTags }) as Template;
}

/** What CloudFormation makes of a template in an account. */
export function filledIn(value: unknown, account: string): unknown {
  if (Array.isArray(value)) return value.map((inner) => filledIn(inner, account));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "Fn::Sub")
    return String(entries[0][1]).replaceAll("${AWS::AccountId}", account).replaceAll("${!", "${");
  return Object.fromEntries(entries.map(([key, inner]) => [key, filledIn(inner, account)]));
}
