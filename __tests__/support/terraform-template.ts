/**
 * Terraform's reading of a string as a template, as far as this project needs it. It shares no code with the project.
 *
 * Source: https://developer.hashicorp.com/terraform/language/expressions/strings
 */

/** The value of a template. An expression other than a quoted text without escapes is what `meaning` says. */
export function evaluated(template: string, meaning: (expression: string) => string): string {
  let value = "";
  for (let index = 0; index < template.length; ) {
    const [here, next] = [template.slice(index, index + 3), template.slice(index, index + 2)];
    if (here === "$${" || here === "%%{") {
      value += here.slice(1);
      index += 3;
    } else if (next === "%{") {
      throw new Error(`a directive, at ${index} of ${template}`);
    } else if (next === "${") {
      const end = endOfExpression(template, index + 2);
      const expression = template.slice(index + 2, end);
      const quoted = /^"([^"\\{]*)"$/.exec(expression)?.[1];
      value += quoted ?? meaning(expression);
      index = end + 1;
    } else {
      value += template[index];
      index++;
    }
  }
  return value;
}

function endOfExpression(template: string, start: number): number {
  let quoted = false;
  let depth = 0;
  for (let index = start; index < template.length; index++) {
    const character = template[index];
    if (character === '"' && template[index - 1] !== "\\") quoted = !quoted;
    else if (!quoted && character === "{") depth++;
    else if (!quoted && character === "}" && depth-- === 0) return index;
  }
  throw new Error(`an expression without an end, at ${start} of ${template}`);
}
