import { accessMatrix } from "../access";
import { matrixJson } from "../reports/matrix-json";
import { matrixMarkdown } from "../reports/matrix-markdown";
import { matrixTable } from "../reports/matrix-table";
import { readAccessFile } from "./access-file";

export const showFormats = ["table", "json", "markdown"] as const;
export type ShowFormat = (typeof showFormats)[number];

/** Shows the access matrix of an access file. */
export function show(
  file: string,
  { format, quiet }: { readonly format: ShowFormat; readonly quiet?: boolean },
): void {
  const access = readAccessFile(file, { quiet });
  const matrix = accessMatrix(access);
  const text = { table: matrixTable, json: matrixJson, markdown: matrixMarkdown }[format](matrix);
  process.stdout.write(`${text}\n`);
}
