import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Access } from "../access";
import { reportFiles } from "../reports/files";
import { chunks } from "./chunks";

/**
 * Writes all reports of an access to `<output>/access/`. What an earlier synth left there is deleted first, so that a user
 * who was removed keeps no configuration.
 */
export function writeReports(access: Access, output: string): void {
  const folder = join(output, "access");
  rmSync(folder, { recursive: true, force: true });
  for (const { path, pieces } of reportFiles(access, sha256)) {
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
