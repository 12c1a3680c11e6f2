/** Rules about tags. */
import { refusedCharacter } from "../../iam/character";
import { tagCount, tagKey, tagValue } from "../../iam/limits";
import { each } from "../each";
import { entriesOf } from "../readable";
import { hasMark } from "../unknown";
import { errorRule } from "./rule";

const ofEntries = ["roles.*.tags", "users.*.tags"] as const;
const tagged = ["defaultTags", ...ofEntries] as const;

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
  const defaults = Object.keys(declaration.defaultTags ?? {});
  for (const { path, value } of each(declaration, ...tagged)) {
    const own = Object.keys(value);
    const inherited = path[0] === "defaultTags" ? [] : defaults.filter((key) => !own.includes(key));
    const seen = new Map(inherited.map((key) => [key.toLowerCase(), `"${key}" of defaultTags`]));
    for (const key of own) {
      const other = seen.get(key.toLowerCase());
      const message = `differs from ${other} only in upper and lower case, and IAM treats them as one tag; remove one`;
      if (other !== undefined) yield { path: [...path, key], aboutKey: true, message, data: { key } };
      seen.set(key.toLowerCase(), `"${key}"`);
    }
  }
});

/** The schema counts the tags of one entry. */
export const tooManyTagsWithDefaults = errorRule("too-many-tags", function* ({ declaration }) {
  const defaults = Object.keys(declaration.defaultTags ?? {});
  for (const { path, value } of defaults.length > 0 ? each(declaration, ...ofEntries) : []) {
    const actual = new Set([...defaults, ...Object.keys(value)]).size;
    const message = `has ${actual} tags with those of defaultTags; AWS allows ${tagCount}: remove some of them`;
    if (actual > tagCount) yield { path, message, data: { limit: tagCount, actual } };
  }
});
