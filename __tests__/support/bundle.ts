/** The command and parts of it as a process of its own, built from the sources as they are. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

const root = join(__dirname, "../..");

/** Builds a source file with all that it imports, but not the packages; returns the script. */
export function bundle(source: string, folder: string): string {
  const script = join(folder, "bundle.cjs");
  buildSync({
    entryPoints: [join(root, source)],
    outfile: script,
    bundle: true,
    platform: "node",
    packages: "external",
    alias: { "#package.json": join(root, "package.json") },
    logLevel: "error",
  });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return script;
}
