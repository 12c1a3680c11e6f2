/** The library's API as TypeDoc reads it from the sources; it takes some seconds. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The output of `node scripts/api-reference/main.mjs`. */
export interface Api {
  /** The text of docs/api.md. */
  readonly page: string;
  /** Exports, and their members, without a docstring. */
  readonly undocumented: readonly string[];
  /** Types of ours that exports mention and that no entry point exports. */
  readonly notExported: readonly string[];
  /** Links in docstrings that lead nowhere. */
  readonly brokenLinks: readonly string[];
}

export function readApi(): Api {
  const script = join(__dirname, "../../scripts/api-reference/main.mjs");
  const json = execFileSync(process.execPath, [script], { encoding: "utf8", maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(json) as Api;
}
