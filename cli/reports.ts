/** The reports beside the Terraform JSON: what people look at. */
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Access } from "../access";
import { reportFiles } from "../reports/files";

/**
 * Writes all reports of an access to `<output>/access/`. What an earlier synth left there goes first: a user who is gone
 * must not keep a configuration.
 */
export function writeReports(access: Access, output: string): void {
  const folder = join(output, "access");
  rmSync(folder, { recursive: true, force: true });
  const made = new Set<string>();
  for (const { path, pieces } of reportFiles(access, sha256)) {
    const file = join(folder, path);
    const parent = dirname(file);
    // To make a folder that is there takes time too.
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFile(file, pieces);
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function writeFile(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, "w");
  try {
    // In good-sized pieces: a system call for each line is slow, and the whole can be longer than a string may be.
    let buffer = "";
    for (const piece of pieces) {
      buffer += piece;
      if (buffer.length < 1 << 20) continue;
      writeSync(file, buffer);
      buffer = "";
    }
    writeSync(file, buffer);
  } finally {
    closeSync(file);
  }
}
