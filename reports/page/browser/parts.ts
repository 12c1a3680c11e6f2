/** Parts that both views have. */
import { element } from "./element";

/** The level of a role. Its words are the tooltip, where they say more. */
export function levelChip(level: string, text: string): HTMLElement {
  return element("span", { class: `chip level level-${level}`, title: text }, level);
}

export function switchLink(href: string, title: string, profile: string): HTMLElement {
  return element(
    "a",
    {
      class: "switch",
      href,
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-label": `Switch role to ${title}`,
      "data-used": profile,
    },
    "Switch role",
  );
}

export function copyButton(what: string, value: string, title: string, profile = ""): HTMLElement {
  return element(
    "button",
    {
      type: "button",
      class: "copy",
      "data-copy": value,
      "aria-label": `Copy ${what} of ${title}`,
      ...(profile !== "" && { "data-used": profile }),
    },
    what,
  );
}

/** A text that begins a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
