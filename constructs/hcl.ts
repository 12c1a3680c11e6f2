/**
 * Text as a quoted text in Terraform's own language.
 *
 * Source: https://developer.hashicorp.com/terraform/language/expressions/strings#quoted-strings
 */
export function hclString(text: string): string {
  const escaped = text
    .replace(/["\\]/g, "\\$&")
    .replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/\$\{/g, "$$${")
    .replace(/%\{/g, "%%{");
  return `"${escaped}"`;
}
