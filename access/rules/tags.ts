/** Rules about tags. */
import { refusedCharacter } from "../../iam/character";
import { tagKey, tagValue } from "../../iam/limits";
import { each } from "../each";
import { entriesOf } from "../readable";
import { hasMark } from "../unknown";
import { errorRule } from "./rule";

const tagged = ["roles.*.tags", "users.*.tags"] as const;

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
export const reservedTag = errorRule("reserved-tag", function* ({ declaration }) {
  const message = "AWS reserves tags that begin with aws:; choose another key";
  for (const { path, value } of each(declaration, ...tagged))
    for (const key of Object.keys(value))
      if (key.toLowerCase().startsWith("aws:")) yield { path: [...path, key], aboutKey: true, message };
});

export const invalidTag = errorRule("invalid-tag", function* ({ declaration }) {
  const messageOf = (character: string) =>
    `has the character ${character}; IAM accepts letters, digits, spaces and any of _ . : / = + - @ in a tag`;
  for (const { path, value: tags } of each(declaration, ...tagged))
    for (const [key, value] of entriesOf(tags)) {
      const inKey = hasMark(key) ? undefined : refusedCharacter(key, tagKey);
      const inValue = hasMark(value) ? undefined : refusedCharacter(value, tagValue);
      const at = { path: [...path, key] };
      if (inKey !== undefined) yield { ...at, aboutKey: true, message: messageOf(inKey) };
      if (inValue !== undefined) yield { ...at, message: messageOf(inValue) };
    }
});

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
export const tagsEqualButForCase = errorRule("tags-equal-but-for-case", function* ({ declaration }) {
  for (const { path, value } of each(declaration, ...tagged)) {
    const seen = new Map<string, string>();
    for (const key of Object.keys(value)) {
      const other = seen.get(key.toLowerCase());
      const message = `differs from "${other}" only in upper and lower case, and IAM treats them as one tag; remove one`;
      if (other !== undefined) yield { path: [...path, key], aboutKey: true, message, data: { key, other } };
      seen.set(key.toLowerCase(), key);
    }
  }
});
