/**
 * Text that is not known here: Terraform knows it only when it applies, such as the id of an account that the same
 * configuration makes.
 *
 * The constructs put an unknown text where a prop holds a CDKTF token, and the token back where text becomes Terraform's.
 * So nothing below the constructs knows the syntax of tokens, and text of an access file can never become one.
 */

/**
 * The first character of every unknown text. It is for private use, and AWS takes it nowhere: not in names, descriptions,
 * tags or policies. A declaration that holds it is refused.
 */
export const unknownMark = "\uE000";

/** Every unknown text in a text. */
export const unknownInText = new RegExp(`${unknownMark}\\d{11}`, "g");
const form = new RegExp(unknownInText.source);

/** The unknown text of a number; 12 characters, as an account id has. Different numbers give different texts. */
export function unknownText(number: number): string {
  return unknownMark + String(number).padStart(11, "0");
}

/** Whether a value is a text that is unknown, in whole or in part. */
export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && form.test(value);
}

/** Whether a text holds the mark at all, so that checks of characters and forms do not apply. */
export function hasMark(text: string): boolean {
  return text.includes(unknownMark);
}

/** Whether a text holds the mark otherwise than in unknown texts: nobody can tell what it stands for. */
export function isForged(text: string): boolean {
  return text.replace(unknownInText, "").includes(unknownMark);
}
