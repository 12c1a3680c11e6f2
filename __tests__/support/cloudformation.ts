import { parse } from "yaml";

/** CloudFormation's functions as their text. */
const customTags = ["!Sub", "!Ref", "!GetAtt"].map((tag) => ({ tag, resolve: (text: string) => text }));

/** A template of CloudFormation, its functions as their text. */
export function readTemplate<Template>(text: string): Template {
  return parse(text, { customTags }) as Template;
}
