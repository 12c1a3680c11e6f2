/** Text that must reach AWS as it was written. */

/**
 * Terraform reads `${` and `%{` in every string as the start of a template; doubled, they are themselves. CDKTF does not
 * do this. Its own tokens stay: they are meant to be references.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literal(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)/g, "$$${").replace(/%\{/g, "%%{");
}

/** The same for the keys and values of a map; `undefined` when there is nothing in it. */
export function literalMap(map: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const entries = Object.entries(map).map(([key, value]): [string, string] => [literal(key), literal(value)]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
