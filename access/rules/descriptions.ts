/** Rules about descriptions. */
import { refusedCharacter } from "../../iam/character";
import { description } from "../../iam/limits";
import { each } from "../each";
import { hasMark } from "../unknown";
import { errorRule } from "./rule";

export const invalidDescription = errorRule("invalid-description", function* ({ declaration }) {
  for (const { path, value } of each(declaration, "roles.*.description", "policies.*.description")) {
    const character = hasMark(value) ? undefined : refusedCharacter(value, description);
    const message = `has the character ${character}; IAM accepts printable characters up to U+00FF`;
    if (character !== undefined) yield { path, message, data: { character } };
  }
});
