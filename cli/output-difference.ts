/** What differs between an output folder and what a synth would write there. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The difference, a line for each thing that differs; nothing when the output is what a synth gives.
 *
 * @param write writes as a synth would, into the folder that it is given
 */
export function outputDifference(output: string, write: (folder: string) => void): string[] {
  const folder = mkdtempSync(join(tmpdir(), "access-check-"));
  try {
    for (const file of synthesizedFiles(output)) cpSync(join(output, file), join(folder, file));
    write(folder);
    const had = synthesizedFiles(output);
    // Who does not commit the reports is not asked for them.
    const reports = existsSync(join(output, "access"));
    const gives = synthesizedFiles(folder).filter((file) => reports || !file.startsWith("access/"));
    return [...new Set([...had, ...gives])].sort().flatMap((file) => {
      const path = join(output, file);
      if (!gives.includes(file)) return [`- ${path}`];
      if (!had.includes(file)) return [`+ ${path}`];
      const [before, after] = [readFileSync(path, "utf8"), readFileSync(join(folder, file), "utf8")];
      if (before === after) return [];
      return [path, ...textDifference(file, before, after).map((line) => `  ${line}`)];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a synth writes and people commit. The framework's own manifest is of no use to Terraform. */
function synthesizedFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /^(main\.tf\.json|stacks\/[^/]+\/cdk\.tf\.json|access\/.+)$/.test(file))
    .filter((file) => statSync(join(folder, file)).isFile());
}

function textDifference(file: string, before: string, after: string): string[] {
  if (!file.endsWith(".tf.json")) return ["differs"];
  try {
    const lines = [...jsonDifference(JSON.parse(before), JSON.parse(after))];
    return lines.length > 0 ? lines : ["differs in order or space only"];
  } catch {
    return ["is no JSON"];
  }
}

/** What is gone (`-`) and what is new (`+`), by the path of the keys. */
function* jsonDifference(before: unknown, after: unknown, path = ""): Iterable<string> {
  if (isObject(before) && isObject(after)) {
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort())
      yield* jsonDifference(before[key], after[key], path === "" ? key : `${path}.${key}`);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    if (before !== undefined) yield `- ${path}: ${JSON.stringify(before)}`;
    if (after !== undefined) yield `+ ${path}: ${JSON.stringify(after)}`;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
