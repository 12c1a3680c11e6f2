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
const beginning = "_is_";
const reserved = [...Object.values(words), underscore, beginning, "_u[0-9a-f]+_", separator].join("|");
const beginsReserved = new RegExp(`^(${reserved})`);

/** One identifier for a list of names. Different lists have different identifiers. */
export function address(...names: readonly string[]): string {
  // From the end, so that an underscore of a name can be told from one of ours by what follows it.
  let rest = "";
  for (let index = names.length - 1; index >= 0; index--) {
    for (const character of [...(names[index] as string)].reverse()) rest = encoded(character, rest);
    if (index > 0) rest = separator + rest;
  }
  // An identifier begins with a letter or an underscore.
  return /^[A-Za-z_]/.test(rest) ? rest : beginning + rest;
}

/** Aliases of the providers of accounts that are not target accounts. */
export const otherAliases = { identity: "identity", organization: "organization" } as const;

/**
 * The alias of a target account's provider: the address of its name, or one that no name has where another account's provider has
 * that alias.
 *
 * @param above the ids of the constructs above it
 */
export function accountAlias(above: readonly string[], account: string): string {
  if (!Object.hasOwn(otherAliases, account)) return address(...above, account);
  return (above.length === 0 ? "" : address(...above) + separator) + beginning + account;
}

/** The names that an identifier was made from: the inverse of {@link address}. */
export function namesInAddress(identifier: string): string[] {
  const names = [""];
  for (const [part] of identifier.replace(/^_is_/, "").matchAll(new RegExp(`${reserved}|[^]`, "gu")))
    if (part === separator) names.push("");
    else names[names.length - 1] += decoded(part);
  return names;
}

function decoded(part: string): string {
  if (part === underscore) return "_";
  const code = /^_u([0-9a-f]+)_$/.exec(part)?.[1];
  if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
  return Object.keys(words).find((character) => words[character] === part) ?? part;
}

function encoded(character: string, rest: string): string {
  const word = words[character];
  if (word !== undefined) return word + rest;
  if (character === "_") return (beginsReserved.test(`_${rest}`) ? underscore : "_") + rest;
  if (/[A-Za-z0-9-]/.test(character)) return character + rest;
  return `_u${character.codePointAt(0)?.toString(16)}_${rest}`;
}
