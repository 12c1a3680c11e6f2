/** What a reference to an attribute of a resource stands for. `undefined`: only Terraform knows. */
export type ResolveReference = (type: string, name: string, attribute: string) => string | undefined;

/**
 * A string as Terraform reads it: `$${` and `%%{` stand for `${` and `%{`, `${"text"}` for its text, and a reference for the
 * attribute.
 *
 * Source: https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function literalText(template: string, resolve: ResolveReference): string {
  return template.replace(
    /\$\$\{|%%\{|\$\{"((?:[^"\\]|\\.)*)"\}|\$\{(\w+)\.([\w-]+)\.(\w+)\}/g,
    (whole, quoted?: string, type?: string, name?: string, attribute?: string) => {
      if (whole === "$${" || whole === "%%{") return whole.slice(1);
      if (quoted !== undefined) return quoted;
      return resolve(type ?? "", name ?? "", attribute ?? "") ?? whole;
    },
  );
}
