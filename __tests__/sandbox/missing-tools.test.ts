/** What the sandbox says where Terraform or the emulator is missing: one command for each, and both at once. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { missingEmulator } from "../../sandbox/emulator";
import { Sandbox } from "../../sandbox/sandbox";
import { findTerraform, missingTerraform } from "../../sandbox/terraform";
import { temporaryFolder } from "../support/cli";

const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

/** Only these commands are on the PATH. */
function onlyOnPath(...commands: string[]): void {
  const folder = temporaryFolder();
  for (const command of commands) {
    writeFileSync(join(folder, command), "#!/bin/sh\n");
    chmodSync(join(folder, command), 0o755);
  }
  process.env.PATH = folder;
}

test("where both are missing, both are told, with a command for each", async () => {
  onlyOnPath();
  const failure = await Sandbox.start("access.yaml").catch((error: Error) => error);
  expect((failure as Error).message).toMatch(
    /neither terraform nor tofu is on the PATH; install one:\n {2}\w+/,
  );
  expect((failure as Error).message).toContain(
    "uv tool install 'moto[server]'\n  pipx install 'moto[server]'",
  );
});

test.each([
  ["darwin", "brew install opentofu"],
  ["linux", "snap install --classic opentofu"],
  ["win32", "winget install --exact --id=OpenTofu.Tofu"],
  ["freebsd", "https://opentofu.org/docs/intro/install/"],
] as const)("the command for Terraform is that of the platform: %s", (platform, command) => {
  onlyOnPath();
  expect(missingTerraform(platform).join("\n")).toContain(command);
});

test("OpenTofu is used where there is no Terraform", () => {
  onlyOnPath("tofu");
  expect([findTerraform(), missingTerraform()]).toEqual(["tofu", []]);
  onlyOnPath("tofu", "terraform");
  expect(findTerraform()).toBe("terraform");
});

test.each(["moto_server", "uvx", "pipx", "docker"])("with %s, no emulator is missing", (command) => {
  onlyOnPath(command);
  expect(missingEmulator()).toEqual([]);
});
