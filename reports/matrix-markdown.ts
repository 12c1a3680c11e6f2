import type { MatrixEntry } from "../access";
import { matrixColumns, matrixRow } from "./matrix-table";

/** The matrix as a Markdown table, for a pull request. */
export function matrixMarkdown(matrix: readonly MatrixEntry[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(" | ")} |`;
  return [
    line(matrixColumns),
    line(matrixColumns.map(() => "---")),
    ...matrix.map((entry) => {
      const cells = matrixRow(entry);
      return line(
        "link" in entry.link ? [...cells.slice(0, -1), `[switch role](${entry.link.link})`] : cells,
      );
    }),
  ].join("\n");
}

/** Nothing of a cell may end the cell or start markup of its own. */
function cellText(text: string): string {
  return /^(\[switch role\]|---$)/.test(text) ? text : text.replace(/[\\|<>*_`[\]]/g, "\\$&");
}
