/** How an output folder differs from what a synth writes. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The files that are missing, extra or different, a line each; below a different `.tf.json` each value that differs.
 * Empty when the output is what a synth writes. Where no report is committed, none is missing.
 *
 * @param write writes as a synth would, into the folder that it is given
 */
export function outputDifference(output: string, write: (folder: string) => void): string[] {
  const folder = mkdtempSync(join(tmpdir(), "access-check-"));
  try {
    write(folder);
    if (!existsSync(join(output, "access"))) rmSync(join(folder, "access"), { recursive: true, force: true });
    const files = new Set([...synthesizedFiles(output), ...synthesizedFiles(folder)]);
    return [...files].sort().flatMap((file) => {
      const [is, wanted] = [join(output, file), join(folder, file)];
      if (!existsSync(is)) return [`missing: ${is}`];
      if (!existsSync(wanted)) return [`extra: ${is}`];
      const [before, after] = [readFileSync(is, "utf8"), readFileSync(wanted, "utf8")];
      if (before === after) return [];
      return [`differs: ${is}`, ...(file.endsWith(".tf.json") ? changedValues(before, after) : [])];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files of a synth that people commit: without CDKTF's manifest, and without what Terraform keeps beside them. */
function synthesizedFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /^(main\.tf\.json|stacks\/[^/]+\/cdk\.tf\.json|access\/.+)$/.test(file))
    .filter((file) => statSync(join(folder, file)).isFile());
}

function changedValues(before: string, after: string): string[] {
  try {
    return compare(JSON.parse(before), JSON.parse(after), "");
  } catch {
    return ["  is not valid JSON"];
  }
}

/** Each value that differs, by the path of its keys: `-` as it is, `+` as a synth writes it. */
function compare(is: unknown, wanted: unknown, path: string): string[] {
  if (JSON.stringify(is) === JSON.stringify(wanted)) return [];
  if (isObject(is) && isObject(wanted))
    return Object.keys({ ...is, ...wanted }).flatMap((key) =>
      compare(is[key], wanted[key], `${path}.${key}`),
    );
  const line = (sign: string, value: unknown) =>
    value === undefined ? [] : [`  ${sign} ${path.slice(1)}: ${JSON.stringify(value)}`];
  return [...line("-", is), ...line("+", wanted)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
