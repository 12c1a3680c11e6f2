/**
 * Makes an element. Its children that are strings become text, never markup.
 *
 * @param children `false` stands for no child
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string | false)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== false));
  return made;
}

/** An element that the page has from the start. */
export function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}
