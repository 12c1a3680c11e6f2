/** All files that people and their tools get. */
import type { Access } from "../access";
import { clientFiles } from "./clients";
import { matrixJson } from "./matrix-json";
import { matrixMarkdown } from "./matrix-markdown";
import { page, type Sha256 } from "./page/page";
import { reportOf } from "./report";
import type { ReportFile } from "./report-file";

/** Every report of an access. The same access gives the same bytes. */
export function* reportFiles(access: Access, sha256: Sha256): Generator<ReportFile> {
  const report = reportOf(access);
  yield { path: "access.json", pieces: matrixJson(report) };
  yield { path: "access.md", pieces: [matrixMarkdown(report)] };
  yield { path: "index.html", pieces: [page(report, sha256)] };
  yield* clientFiles(report);
}
