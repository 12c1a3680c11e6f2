/** The packed package in an empty folder, as others install it. */
import { type ExecFileSyncOptions, execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

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
  npmInstall(folder, packages);
  return folder;
}

function npmInstall(folder: string, packages: readonly string[]): void {
  run("npm", ["install", "--no-audit", "--no-fund", "--strict-peer-deps", "--prefer-offline", ...packages], {
    cwd: folder,
  });
}

/** The package, packed, and a folder where npm installed it and its peers. */
export interface Published extends Packed {
  readonly folder: string;
}

const variable = "PUBLISHED_PACKAGE";

/** Packs the package and installs it, once for all test files: an installation takes longer than most tests. */
export function publish(): void {
  const packed = pack(copyOfSources());
  const published: Published = { ...packed, folder: install([packed.tarball]) };
  process.env[variable] = JSON.stringify(published);
}

export function published(): Published {
  return JSON.parse(process.env[variable] ?? "{}") as Published;
}

/** A folder with the package, its peers and more packages. */
export function installed(packages: readonly string[] = []): string {
  const folder = emptyFolder();
  for (const name of ["package.json", "package-lock.json"])
    cpSync(join(published().folder, name), join(folder, name));
  linkModules(folder);
  if (packages.length > 0) npmInstall(folder, packages);
  return folder;
}

/** Gives a folder the installed packages as hard links. npm then installs the rest: it replaces files, and writes into none. */
export function linkModules(folder: string): void {
  run("cp", ["-al", join(published().folder, "node_modules"), folder]);
}

/**
 * Commands of the documentation, as if the tarball were in the registry already. The command comes from the installed package
 * as `npm exec` would install it, and `npm install` finds most packages there.
 */
export function fromTarball(commands: string): string {
  const { folder, tarball } = published();
  return commands
    .replaceAll(
      "npx cdktf-aws-cross-account-roles",
      join(folder, "node_modules/.bin/cdktf-aws-cross-account-roles"),
    )
    .replaceAll(
      /^npm install$/gm,
      [
        `cp -al ${join(folder, "node_modules")} .`,
        // In the folder itself, or the lock file would name a path of this machine.
        `cp ${tarball} .`,
        `npm install --no-audit --no-fund --prefer-offline --ignore-scripts ./${basename(tarball)}`,
      ].join(" && "),
    );
}
