import { unprintable } from "../access/printable";

/** But for line ends: JSON has them between values only, and as `\n` within a text. */
const unprintableInJson = new RegExp(`(?!\n)${unprintable.source}`, "gu");

/**
 * JSON in which everything can be seen: `JSON.stringify` leaves some control and format characters as they are, and a
 * terminal would obey them.
 *
 * @param indent spaces a level; default: everything on one line
 */
export function json(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(unprintableInJson, (character) =>
    character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}
