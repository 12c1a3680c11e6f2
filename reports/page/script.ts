import { card } from "./browser/card";
import { copy } from "./browser/copy";
import { element } from "./browser/element";
import { model } from "./browser/model";
import { search } from "./browser/search";
import { type Parts, start } from "./browser/start";

/** The id of the element with the page's data. */
export const dataId = "data";

/**
 * The page's script: the text of functions that are compiled and checked like all others, so that the page needs no build
 * of its own. Each uses nothing but what it is given.
 */
export function script(): string {
  const parts: Parts = { model, search, element, card, copy };
  const texts = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`);
  return `"use strict";
(${start.toString()})(JSON.parse(document.getElementById(${JSON.stringify(dataId)}).textContent), {
${texts.join(",\n")}
});
`;
}
