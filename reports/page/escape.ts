/** Markup, as opposed to text: `html` escapes everything else. */
export class Html {
  constructor(readonly markup: string) {}
}

/** HTML or SVG with parts in it: text is escaped, between tags and in attributes in double quotes, and markup is not. */
export function html(
  literals: TemplateStringsArray,
  ...parts: readonly (string | number | Html | readonly Html[])[]
): Html {
  const markup = parts.map((part) =>
    typeof part === "object"
      ? [part]
          .flat()
          .map((each) => each.markup)
          .join("")
      : escaped(String(part)),
  );
  return new Html(String.raw({ raw: literals }, ...markup));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON in a script element: nothing of it can end the element or open a comment. */
export function scriptJson(value: unknown): Html {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return new Html(json);
}
