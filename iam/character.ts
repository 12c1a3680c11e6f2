/** Characters that AWS refuses in a text. */

/** The first character of a text that a form does not allow, quoted and with its number; `undefined` if there is none. */
export function refusedCharacter(text: string, form: RegExp): string | undefined {
  const refused = [...text].find((character) => !form.test(character));
  if (refused === undefined) return undefined;
  const number = (refused.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return `${JSON.stringify(refused)} (U+${number})`;
}
