/**
 * Where this machine keeps Terraform's AWS provider, if it does: then no registry is needed.
 * Source: https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Below a mirror: the registry's host, the provider's namespace and type. */
const registry = "registry.terraform.io";
const provider = "hashicorp/aws";

export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  /** The user's home folder. */
  readonly home: string;
  /** As Terraform writes it: `linux_amd64`. */
  readonly platform: string;
  /** Folders of the system that administrators put mirrors in, at any place near their top. */
  readonly systemFolders: readonly string[];
}

/** This machine. */
export function thisMachine(env: NodeJS.ProcessEnv, home: string): Machine {
  const system = { win32: "windows" }[process.platform as string] ?? process.platform;
  const processor = { x64: "amd64", ia32: "386" }[process.arch as string] ?? process.arch;
  return {
    env,
    home,
    platform: `${system}_${processor}`,
    systemFolders: ["/opt", "/usr/local", "/usr/local/share", "/usr/share", "/var/lib"],
  };
}

/** How many folders below a system folder are looked into. */
const depth = 2;

/**
 * A folder that Terraform can install the AWS provider from; `undefined` where there is none.
 *
 * @param versions the versions that are wanted, as `required_providers` has them
 */
export function findProviderMirror(machine: Machine, versions: string): string | undefined {
  const wanted = (folder: string) => holdsProvider(folder, machine.platform, versions);
  const implied = impliedFolders(machine).find(wanted);
  if (implied !== undefined) return implied;
  for (const folder of machine.systemFolders)
    for (const found of foldersBelow(folder, depth)) if (wanted(found)) return found;
  return cacheFolders(machine).find(wanted);
}

/**
 * The folders that Terraform looks into by itself.
 * Source: https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
function impliedFolders({ env, home }: Machine): string[] {
  const dataFolders = [
    env.XDG_DATA_HOME || join(home, ".local", "share"),
    ...(env.XDG_DATA_DIRS || ["/usr/local/share", "/usr/share"].join(delimiter)).split(delimiter),
  ];
  return [
    join(home, ".terraform.d", "plugins"),
    ...dataFolders.map((folder) => join(folder, "terraform", "plugins")),
  ];
}

/** Terraform's cache, and the one that CDKTF chooses: laid out as a mirror is. */
function cacheFolders({ env, home }: Machine): string[] {
  return [
    ...(env.TF_PLUGIN_CACHE_DIR ? [env.TF_PLUGIN_CACHE_DIR] : []),
    join(home, ".terraform.d", "plugin-cache"),
  ];
}

function* foldersBelow(folder: string, levels: number): Iterable<string> {
  yield folder;
  if (levels === 0) return;
  for (const name of foldersIn(folder)) yield* foldersBelow(join(folder, name), levels - 1);
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    // What we may not read is no mirror for Terraform either.
    return [];
  }
}

/** Unpacked (`<version>/<platform>/`) or packed (`terraform-provider-aws_<version>_<platform>.zip`). */
function holdsProvider(mirror: string, platform: string, versions: string): boolean {
  const folder = join(mirror, registry, provider);
  if (!existsSync(folder)) return false;
  const packed = new RegExp(`^terraform-provider-aws_(.+)_${platform}\\.zip$`);
  return readdirSync(folder).some((name) => {
    const version = packed.exec(name)?.[1] ?? name;
    return (
      satisfies(version, versions) &&
      (version !== name || statSync(join(folder, name, platform), { throwIfNoEntry: false })?.isDirectory())
    );
  });
}

/** Whether a version is in a range of comparisons, such as `>= 5.100.0, < 7.0.0`. */
export function satisfies(version: string, range: string): boolean {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return false;
  return range.split(",").every((part) => {
    const [, operator, bound] = /^\s*(>=|<=|>|<|=)?\s*(\d+(?:\.\d+)*)\s*$/.exec(part) ?? [];
    if (bound === undefined) return false;
    const order = compareVersions(version, bound);
    switch (operator) {
      case ">=":
        return order >= 0;
      case "<=":
        return order <= 0;
      case ">":
        return order > 0;
      case "<":
        return order < 0;
      default:
        return order === 0;
    }
  });
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  for (let index = 0; index < 3; index++) {
    const difference = (x[index] ?? 0) - (y[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Terraform's CLI configuration as the sandbox is to use it: a file of the user's, or a text for a file of its own. */
export type CliConfig =
  | { readonly file: string }
  | {
      readonly text: string;
      /** Whether the provider comes from a mirror of this machine; a cache would be of no use then. */
      readonly hasMirror: boolean;
    };

/**
 * The CLI configuration: the user's own where it says how to install providers; else with the mirror, where there is
 * one. `undefined` leaves it to Terraform.
 */
export function cliConfig(machine: Machine, versions: string): CliConfig | undefined {
  const { file, text, missing } = userCliConfig(machine);
  if (file !== undefined && /^\s*provider_installation\b/m.test(text)) return { file };
  const mirror = findProviderMirror(machine, versions);
  if (mirror !== undefined) {
    // Terraform cannot install from a mirror into a cache that is the same folder.
    const others = text.replace(/^\s*plugin_cache_dir\s*=.*\n?/gm, "");
    return { text: [others, mirrorConfig(mirror)].filter(Boolean).join("\n"), hasMirror: true };
  }
  // Terraform would warn of a file that is named and not there, with each command.
  if (missing) return { text: "", hasMirror: false };
  return file === undefined ? undefined : { file };
}

function userCliConfig({ env, home }: Machine): {
  readonly file?: string;
  readonly text: string;
  readonly missing: boolean;
} {
  const named = env.TF_CLI_CONFIG_FILE;
  const file = named || join(home, ".terraformrc");
  if (!existsSync(file)) return { text: "", missing: Boolean(named) };
  return { file, text: readFileSync(file, "utf8"), missing: false };
}

function mirrorConfig(mirror: string): string {
  const address = JSON.stringify(`${registry}/${provider}`);
  return [
    "provider_installation {",
    "  filesystem_mirror {",
    `    path    = ${JSON.stringify(mirror)}`,
    `    include = [${address}]`,
    "  }",
    "  direct {",
    `    exclude = [${address}]`,
    "  }",
    "}",
    "",
  ].join("\n");
}
