/** How an output folder differs from what a synth writes. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { withoutProvenance } from "../reports/provenance";
import { foreignCommittedFiles } from "./committed-files";
import { keptFile } from "./deployed";
import { lockFile } from "./lock-file";
import { moduleFile } from "./module";
import { isConfiguration, requireFolder } from "./output-folder";
import { reportsFolder } from "./reports-folder";
import { showWork } from "./terminal";

/**
 * The files that are missing, extra or different, a line each; below a different `.tf.json` each value that differs.
 * Empty when the output is what a synth writes. Where no report is committed, none is missing. In the folders of the stacks
 * nothing else may be committed: a pipeline runs Terraform there.
 *
 * @param write writes as a synth would, into the folder that it is given
 */
export function outputDifference(output: string, write: (folder: string) => void): string[] {
  requireFolder(output);
  const folder = mkdtempSync(join(tmpdir(), "access-check-"));
  try {
    write(folder);
    showWork(`comparing ${output}`);
    leaveOutReports(output, folder);
    const files = new Set([
      ...synthesizedFiles(output),
      ...synthesizedFiles(folder),
      ...sharedLockFiles(folder),
    ]);
    const committed = foreignCommittedFiles(output, (file) => files.has(file));
    const differences = [...files].sort().flatMap((file) => {
      const [is, wanted] = [join(output, file), join(folder, file)];
      if (!existsSync(is)) return [`missing: ${is}`];
      if (!existsSync(wanted)) return [`extra: ${is}`];
      if (statSync(is).isDirectory()) return [];
      const [before = "", after = ""] = [is, wanted].map((path) => {
        const text = readFileSync(path, "utf8");
        return file.startsWith(`${reportsFolder}/`) ? withoutProvenance(text) : text;
      });
      if (before === after) return [];
      return [`differs: ${is}`, ...(file.endsWith(".tf.json") ? changedValues(before, after) : [])];
    });
    return [
      ...differences,
      ...committed.map((file) => `committed: ${join(output, file)}; delete it, or run: git rm --cached FILE`),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the reports are not committed, none is missing. What an unresolved warning compares with may be there without them. */
function leaveOutReports(output: string, folder: string): void {
  const [is, wanted] = [join(output, reportsFolder), join(folder, reportsFolder)];
  const committed = existsSync(is) ? readdirSync(is) : undefined;
  if (!existsSync(wanted) || (committed && committed.join() !== basename(keptFile))) return;
  for (const name of readdirSync(wanted))
    if (!committed?.includes(name)) rmSync(join(wanted, name), { recursive: true });
}

/**
 * The files of a synth that people commit, everything else in the stacks that Terraform would read, and folders of stacks
 * without any: without CDKTF's manifest, and without what Terraform keeps beside them.
 */
function synthesizedFiles(folder: string): string[] {
  const entriesOf = (path: string) =>
    existsSync(join(folder, path)) ? readdirSync(join(folder, path), { withFileTypes: true }) : [];
  const filesBelow = (path: string): string[] =>
    entriesOf(path).flatMap((entry) => {
      const at = `${path}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(at) : [at];
    });
  const stacks = entriesOf("stacks").flatMap((stack) => {
    const at = `stacks/${stack.name}`;
    if (!stack.isDirectory()) return isConfiguration(stack.name) ? [at] : [];
    const files = entriesOf(at).filter(({ name }) => isConfiguration(name));
    return files.length === 0 ? [at] : files.map(({ name }) => `${at}/${name}`);
  });
  const module = existsSync(join(folder, moduleFile)) ? [moduleFile] : [];
  return [...module, ...stacks, ...filesBelow(reportsFolder)];
}

/** The lock files that a synth copies to the stacks. Terraform makes others, where a synth has none to copy. */
function sharedLockFiles(folder: string): string[] {
  const stacks = join(folder, "stacks");
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks)
    .map((stack) => `stacks/${stack}/${lockFile}`)
    .filter((file) => existsSync(join(folder, file)));
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
    value === undefined ? [] : [`  ${sign} ${path.slice(1)}: ${shortened(JSON.stringify(value))}`];
  return [...line("-", is), ...line("+", wanted)];
}

/** The beginning of a long value: the whole of one that is new or gone would fill the screen. */
function shortened(text: string, most = 200): string {
  return text.length <= most ? text : `${text.slice(0, most)}... (${text.length} characters)`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
