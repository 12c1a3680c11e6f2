import type { MarkedLines } from "../../reports/marked-lines";

/** The text of lines with marks. */
export function markedText(parts: readonly MarkedLines[]): string {
  return parts.flatMap(({ lines }) => lines).join("\n");
}
