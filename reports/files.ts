import type { Access } from "../access";
import { clientFiles } from "./clients";
import { matrixJson } from "./matrix-json";
import { matrixMarkdown } from "./matrix-markdown";
import { page, type Sha256 } from "./page/page";
import { reportOf } from "./report";

/** A file of the folder `<out>/access/`. */
export interface ReportFile {
  /** Relative to that folder, with slashes. */
  readonly path: string;
  /** The text, in pieces: the whole may be longer than a string can be. */
  readonly pieces: Iterable<string>;
}

/** All reports of an access, and the client configuration of its users. The same access gives the same bytes. */
export function* reportFiles(access: Access, sha256: Sha256): Generator<ReportFile> {
  const report = reportOf(access);
  yield { path: "access.json", pieces: matrixJson(report) };
  yield { path: "access.md", pieces: [matrixMarkdown(report)] };
  yield { path: "index.html", pieces: [page(report, sha256)] };
  yield* clientFiles(report);
}
