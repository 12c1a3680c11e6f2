/** Rules about what is written as for another tool. */
import type { Path } from "../problem";
import type { Finding, LintRule } from "./rule";

/** Source: https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
export const terraformEscape: LintRule = {
  id: "terraform-escape",
  severity: "warning",
  *check({ file }) {
    yield* escapes(file, []);
  },
};

function* escapes(value: unknown, path: Path): Iterable<Finding> {
  if (typeof value === "string") {
    const message = messageFor(value);
    if (message) yield { path, message };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* escapes(item, [...path, index]);
  } else if (value !== null && typeof value === "object")
    for (const [key, inner] of Object.entries(value)) {
      const message = messageFor(key);
      if (message) yield { path: [...path, key], aboutKey: true, message };
      yield* escapes(inner, [...path, key]);
    }
}

function messageFor(text: string): string | undefined {
  const [found] = /\$\$\{|%%\{/.exec(text) ?? [];
  return (
    found &&
    `"${found}" is Terraform's escape and arrives in AWS as it stands; write "${found.slice(1)}", which is escaped for Terraform where that is needed`
  );
}
