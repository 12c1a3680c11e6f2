/** Where Terraform gets the AWS provider from in the sandbox. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliConfigFile } from "../../sandbox/cli-config";
import { temporaryFolder } from "../support/cli";

/** A machine with an empty home folder, and a mirror of the provider in /<at>. */
function machine({ mirror, env = {} }: { mirror?: string; env?: Record<string, string> } = {}) {
  const root = temporaryFolder();
  const home = join(root, "home");
  mkdirSync(home);
  const path = join(root, mirror ?? "");
  if (mirror !== undefined)
    mkdirSync(join(path, "registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64"), { recursive: true });
  return { env, home, root, mirror: path };
}

function file(name: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, "provider_installation {\n  direct {}\n}\n");
  return path;
}

test.each(["mirror", "opt/mirror"])("the provider comes from a mirror in /%s", (mirror) => {
  const here = machine({ mirror });
  const folder = temporaryFolder();
  expect(cliConfigFile(folder, here)).toBe(join(folder, "terraform.tfrc"));
  expect(readFileSync(join(folder, "terraform.tfrc"), "utf8")).toBe(`provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(here.mirror)}
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }
}
`);
});

test("the user's own configuration goes before a mirror", () => {
  const named = file("my.tfrc");
  expect(
    cliConfigFile(temporaryFolder(), machine({ mirror: "opt/mirror", env: { TF_CLI_CONFIG_FILE: named } })),
  ).toBe(named);
  const here = machine({ mirror: "opt/mirror" });
  writeFileSync(join(here.home, ".terraformrc"), "");
  expect(cliConfigFile(temporaryFolder(), here)).toBeUndefined();
});

test.each([
  ["without a mirror", undefined],
  ["with a mirror deeper down", "opt/a/b"],
])("Terraform is left to its own folders %s", (_, mirror) => {
  expect(cliConfigFile(temporaryFolder(), machine({ mirror }))).toBeUndefined();
});

test("Terraform's cache is not a mirror", () => {
  const here = machine({ mirror: "var/cache" });
  const env = { TF_PLUGIN_CACHE_DIR: here.mirror };
  expect(cliConfigFile(temporaryFolder(), { ...here, env })).toBeUndefined();
});

test("a configuration file that the environment names and is not there counts for nothing", () => {
  const env = { TF_CLI_CONFIG_FILE: join(temporaryFolder(), "missing.tfrc") };
  expect(cliConfigFile(temporaryFolder(), machine({ env }))).toBeUndefined();
});
