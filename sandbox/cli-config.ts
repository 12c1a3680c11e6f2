/**
 * Where Terraform gets the AWS provider from in the sandbox.
 * Source: https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, parse } from "node:path";

const provider = "registry.terraform.io/hashicorp/aws";

export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  /** The user's home folder. */
  readonly home: string;
  /** The root of the file system. */
  readonly root: string;
}

/**
 * A CLI configuration file for `TF_CLI_CONFIG_FILE`: the user's own where there is one. Where there is none, and a folder on
 * this machine mirrors the provider, a file in `folder` that installs it from there. `undefined` otherwise: then Terraform
 * looks into its own folders, and asks the registry.
 */
export function cliConfigFile(folder: string, machine = thisMachine()): string | undefined {
  const { TF_CLI_CONFIG_FILE: named = "" } = machine.env;
  // Terraform would warn, with each command, of a file that is not there.
  if (existsSync(named)) return named;
  if (existsSync(join(machine.home, ".terraformrc"))) return undefined;
  const mirror = findMirror(machine);
  if (mirror === undefined) return undefined;
  const file = join(folder, "terraform.tfrc");
  writeFileSync(
    file,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["${provider}"]
  }
  direct {
    exclude = ["${provider}"]
  }
}
`,
  );
  return file;
}

function thisMachine(): Machine {
  return { env: process.env, home: homedir(), root: parse(process.cwd()).root };
}

/** A mirror one or two folders below the root, where administrators put them; not the cache that Terraform installs into. */
function findMirror({ env, root }: Machine): string | undefined {
  const top = foldersIn(root);
  return [...top, ...top.flatMap(foldersIn)].find(
    (folder) => folder !== env.TF_PLUGIN_CACHE_DIR && existsSync(join(folder, provider)),
  );
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name));
  } catch {
    // Terraform cannot read it either.
    return [];
  }
}
