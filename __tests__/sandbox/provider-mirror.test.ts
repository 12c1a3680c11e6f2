/** Where the AWS provider is found, and what Terraform is told of it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cliConfig, findProviderMirror, type Machine, satisfies } from "../../sandbox/provider-mirror";
import { temporaryFolder } from "../support/cli";

const range = ">= 5.100.0, < 7.0.0";

function machine(env: NodeJS.ProcessEnv = {}): Machine & { readonly root: string } {
  const root = temporaryFolder();
  const folders = { home: join(root, "home"), opt: join(root, "opt"), share: join(root, "share") };
  for (const folder of Object.values(folders)) mkdirSync(folder);
  return {
    root,
    // The real XDG folders are no part of the test.
    env: { XDG_DATA_HOME: join(root, "data"), XDG_DATA_DIRS: join(root, "data-dirs"), ...env },
    home: folders.home,
    platform: "linux_amd64",
    systemFolders: [folders.opt, folders.share],
  };
}

function unpacked(mirror: string, version = "5.100.0", platform = "linux_amd64"): void {
  mkdirSync(join(mirror, "registry.terraform.io/hashicorp/aws", version, platform), { recursive: true });
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe("the AWS provider is found", () => {
  test.each([
    ["the user's plugins", (m: Machine) => join(m.home, ".terraform.d/plugins")],
    ["the user's data folder", (m: Machine) => join(m.env.XDG_DATA_HOME ?? "", "terraform/plugins")],
    ["the system's data folders", (m: Machine) => join(m.env.XDG_DATA_DIRS ?? "", "terraform/plugins")],
    ["a system folder", (m: Machine) => m.systemFolders[0] ?? ""],
    ["a folder in a system folder", (m: Machine) => join(m.systemFolders[0] ?? "", "mirror")],
    ["a folder two below", (m: Machine) => join(m.systemFolders[1] ?? "", "terraform/mirror")],
  ])("in %s", (_, mirrorOf) => {
    const here = machine();
    unpacked(mirrorOf(here));
    expect(findProviderMirror(here, range)).toBe(mirrorOf(here));
  });

  test("in the plugin cache, where there is one", () => {
    const cache = join(temporaryFolder(), "cache");
    unpacked(cache);
    expect(findProviderMirror(machine({ TF_PLUGIN_CACHE_DIR: cache }), range)).toBe(cache);
  });

  test("in a cache only where there is no mirror", () => {
    const cache = join(temporaryFolder(), "cache");
    unpacked(cache);
    const here = machine({ TF_PLUGIN_CACHE_DIR: cache });
    const mirror = join(here.systemFolders[0] ?? "", "mirror");
    unpacked(mirror);
    expect(findProviderMirror(here, range)).toBe(mirror);
  });

  test("packed", () => {
    const here = machine();
    const mirror = join(here.home, ".terraform.d/plugins");
    write(
      join(mirror, "registry.terraform.io/hashicorp/aws/terraform-provider-aws_6.25.0_linux_amd64.zip"),
      "",
    );
    expect(findProviderMirror(here, range)).toBe(mirror);
  });

  test("past a mirror with versions that are not wanted", () => {
    const here = machine();
    unpacked(join(here.home, ".terraform.d/plugins"), "4.67.0");
    unpacked(join(here.home, ".terraform.d/plugins"), "7.0.0");
    const wanted = join(here.systemFolders[0] ?? "", "mirror");
    unpacked(wanted);
    expect(findProviderMirror(here, range)).toBe(wanted);
  });
});

describe("the AWS provider is not found", () => {
  test("where there is none", () => {
    expect(findProviderMirror(machine(), range)).toBeUndefined();
  });

  test("where it is for another platform", () => {
    const here = machine();
    unpacked(join(here.home, ".terraform.d/plugins"), "5.100.0", "darwin_arm64");
    expect(findProviderMirror(here, range)).toBeUndefined();
  });

  test("far below a system folder", () => {
    const here = machine();
    unpacked(join(here.systemFolders[0] ?? "", "a/b/c"));
    expect(findProviderMirror(here, range)).toBeUndefined();
  });
});

test("versions are compared as numbers", () => {
  expect(satisfies("5.100.0", range)).toBe(true);
  expect(satisfies("5.99.1", range)).toBe(false);
  expect(satisfies("6.25.0", range)).toBe(true);
  expect(satisfies("7.0.0", range)).toBe(false);
  expect(satisfies("7.0.0-beta1", range)).toBe(false);
  expect(satisfies("5.100.0", "5.100.0")).toBe(true);
});

describe("Terraform's CLI configuration", () => {
  test("takes the provider from the mirror and the rest from where Terraform would", () => {
    const here = machine();
    const mirror = join(here.systemFolders[0] ?? "", "mirror");
    unpacked(mirror);
    expect(cliConfig(here, range)).toEqual({
      text: `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }
}
`,
      hasMirror: true,
    });
  });

  test("is the user's own where that says how providers are installed", () => {
    const here = machine();
    unpacked(join(here.systemFolders[0] ?? "", "mirror"));
    const file = join(here.home, ".terraformrc");
    write(file, 'provider_installation {\n  network_mirror { url = "https://mirror.example/" }\n}\n');
    expect(cliConfig(here, range)).toEqual({ file });
  });

  test("is the file that the environment names, before the one in the home folder", () => {
    const file = join(temporaryFolder(), "my.tfrc");
    write(file, "provider_installation {\n  direct {}\n}\n");
    const here = machine({ TF_CLI_CONFIG_FILE: file });
    write(join(here.home, ".terraformrc"), "provider_installation {}\n");
    expect(cliConfig(here, range)).toEqual({ file });
  });

  test("keeps what else the user's own says, but for a cache: the mirror may be that same folder", () => {
    const here = machine();
    unpacked(join(here.systemFolders[0] ?? "", "mirror"));
    write(
      join(here.home, ".terraformrc"),
      'plugin_cache_dir = "/cache"\ncredentials "app.terraform.io" {}\n',
    );
    const config = cliConfig(here, range) as { text: string };
    expect(config.text).toMatch(/^credentials "app.terraform.io" \{\}\n\nprovider_installation \{/);
    expect(config.text).not.toContain("plugin_cache_dir");
  });

  test("is left to Terraform where nothing is to be said", () => {
    expect(cliConfig(machine(), range)).toBeUndefined();
  });

  test("is an empty file where the environment names one that is not there: Terraform would warn each time", () => {
    const here = machine({ TF_CLI_CONFIG_FILE: join(temporaryFolder(), "missing.tfrc") });
    expect(cliConfig(here, range)).toEqual({ text: "", hasMirror: false });
  });
});
