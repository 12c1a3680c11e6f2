import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Access } from "../access";
import { reportFiles } from "../reports/files";
import type { Provenance } from "../reports/provenance";
import { chunks } from "./chunks";
import { Exit, exitStatus } from "./exit";

/** The folder of the reports, in the output folder or in one of their own. */
export const reportsFolder = "access";

/** @throws Exit where a folder of this name is there, and holds something else than reports: a synth replaces it */
export function requireReports(folder: string): void {
  const at = join(folder, reportsFolder);
  if (!existsSync(at) || existsSync(join(at, "access.json"))) return;
  throw new Exit(
    exitStatus.wrongInput,
    `${at} exists and holds something other than reports, and a synth would replace it; name another folder with --reports`,
  );
}

/**
 * Writes all reports of an access to a folder that does not exist yet.
 *
 * @param provenance what they were made from; `undefined` in files that git commits: see ARCHITECTURE.md
 */
export function writeReports(access: Access, folder: string, provenance: Provenance | undefined): void {
  for (const { path, pieces } of reportFiles(access, { sha256, provenance })) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFile(file, pieces);
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function writeFile(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, "w");
  try {
    for (const chunk of chunks(pieces)) writeFileSync(file, chunk);
  } finally {
    closeSync(file);
  }
}
