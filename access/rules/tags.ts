/** Rules about tags. */
import { each } from "../each";
import { errorRule } from "./rule";

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
export const reservedTag = errorRule("reserved-tag", function* ({ declaration }) {
  const message = "AWS reserves tags that begin with aws:; choose another key";
  for (const { path, value } of each(declaration, "roles.*.tags", "users.*.tags"))
    for (const key of Object.keys(value))
      if (key.toLowerCase().startsWith("aws:")) yield { path: [...path, key], aboutKey: true, message };
});
