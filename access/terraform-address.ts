/**
 * Terraform addresses from the names in the access file: `aws_iam_role.account-b__CrossAccount-B`.
 *
 * Addresses are part of the contract: with a new address, Terraform deletes a role and makes it again. So an address depends
 * on names only, reads like them, and no two lists of names share one.
 */

/** Words for the characters that IAM allows in a name and Terraform does not allow in an identifier. */
// Source: https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers
const words: Readonly<Record<string, string>> = {
  ".": "_dot_",
  "+": "_plus_",
  "=": "_eq_",
  ",": "_comma_",
  "@": "_at_",
};
const underscore = "_us_";
const separator = "__";
const reserved = new RegExp(
  `^(${[...Object.values(words), underscore, "_is_", "_u[0-9a-f]+_", separator].join("|")})`,
);

/** One identifier for a list of names. Different lists have different identifiers. */
export function address(...names: readonly string[]): string {
  // From the end, so that an underscore of a name can be told from one of ours by what follows it.
  let rest = "";
  for (let index = names.length - 1; index >= 0; index--) {
    for (const character of [...(names[index] as string)].reverse()) rest = encoded(character, rest);
    if (index > 0) rest = separator + rest;
  }
  // An identifier begins with a letter or an underscore.
  return /^[A-Za-z_]/.test(rest) ? rest : `_is_${rest}`;
}

function encoded(character: string, rest: string): string {
  const word = words[character];
  if (word !== undefined) return word + rest;
  if (character === "_") return (reserved.test(`_${rest}`) ? underscore : "_") + rest;
  if (/[A-Za-z0-9-]/.test(character)) return character + rest;
  return `_u${character.codePointAt(0)?.toString(16)}_${rest}`;
}
