/** The packed package in an empty folder, as others install it. */
import { type ExecFileSyncOptions, execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const root = join(__dirname, "../..");

const folders: string[] = [];

/** An empty folder; gone after `removeFolders`. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cross-account-roles-"));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Runs a command that must succeed; what it printed is in the error when it does not. */
export function run(command: string, args: readonly string[], options: ExecFileSyncOptions = {}): string {
  const { stdout, stderr, status, error } = spawnSync(command, args, {
    ...options,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")}: ${error ?? `status ${status}`}\n${stdout}${stderr}`);
  return stdout;
}

/** The sources as they stand, copied: packing builds them anew there and disturbs nothing here. */
export function copyOfSources(): string {
  const copy = join(emptyFolder(), "sources");
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\0")) {
    if (file === "" || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** What `npm pack` says about a package. */
export interface Packed {
  /** The tarball. */
  readonly tarball: string;
  readonly files: readonly string[];
  readonly unpackedSize: number;
}

/** Packs the package in a folder, its scripts run as they are before publishing. */
export function pack(folder: string): Packed {
  const destination = emptyFolder();
  const [packed] = JSON.parse(
    run("npm", ["pack", "--json", "--silent", "--pack-destination", destination], { cwd: folder }),
  ) as [{ filename: string; files: { path: string }[]; unpackedSize: number }];
  return {
    tarball: join(destination, packed.filename),
    files: packed.files.map(({ path }) => path),
    unpackedSize: packed.unpackedSize,
  };
}

/** An empty folder with packages installed. Peers that do not fit are an error. */
export function install(packages: readonly string[]): string {
  const folder = emptyFolder();
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "consumer", version: "1.0.0", private: true }),
  );
  run("npm", ["install", "--no-audit", "--no-fund", "--strict-peer-deps", "--prefer-offline", ...packages], {
    cwd: folder,
  });
  return folder;
}
