import type { Access } from "../access";
import { clientFiles } from "./clients";
import { matrixCsv } from "./matrix-csv";
import { matrixJson } from "./matrix-json";
import { accessMarkdown } from "./matrix-markdown";
import { type PageOptions, page } from "./page/page";
import { permissionSetFiles } from "./permission-sets";
import { reportOf } from "./report";

/** A file of the folder `<out>/access/`. */
export interface ReportFile {
  /** Relative to that folder, with slashes. */
  readonly path: string;
  /** The text, in pieces: the whole may be longer than a string can be. */
  readonly pieces: Iterable<string>;
}

/** All reports of an access, and the client configuration of its users. The same access gives the same bytes, but for the provenance. */
export function* reportFiles(access: Access, options: PageOptions): Generator<ReportFile> {
  const report = reportOf(access);
  yield { path: "access.json", pieces: matrixJson(report) };
  yield { path: "access.md", pieces: [accessMarkdown(report, options.provenance)] };
  yield { path: "access.csv", pieces: matrixCsv(report) };
  yield { path: "index.html", pieces: [page(report, options)] };
  yield* clientFiles(report);
  yield* permissionSetFiles(access);
}
