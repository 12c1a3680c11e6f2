/**
 * What the installed package synthesizes, deployed by real Terraform to the emulated AWS; and the move of a deployed
 * project from CDKTF to CDK Terrain.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Sandbox } from "../../sandbox/sandbox";
import { copyOfSources, install, pack, published, removeFolders, root, run } from "./folder";

const accessFile = join(root, "access.yaml");

let sandbox: Sandbox;
let sources: string;
let onCdktf: string;
let onCdktn: string;
beforeAll(async () => {
  sources = copyOfSources();
  onCdktf = published().folder;
  run("npm", ["run", "build:cdktn"], { cwd: sources });
  onCdktn = install([pack(join(sources, "lib/cdktn")).tarball]);
  sandbox = await Sandbox.start(accessFile);
});
afterAll(async () => {
  await sandbox.stop();
  removeFolders();
});

/** Synthesizes with an installed package into the one project that is deployed. */
function synth(installed: string): string {
  const project = join(sandbox.folder, "project");
  mkdirSync(project, { recursive: true });
  cpSync(accessFile, join(project, "access.yaml"));
  run(join(installed, "node_modules/.bin/cross-account-roles"), ["synth"], { cwd: project });
  return join(project, "cdktf.out/stacks/access");
}

const terraform = (folder: string, ...args: string[]) =>
  run("terraform", [`-chdir=${folder}`, ...args], { env: sandbox.environment });

test("what the package synthesizes needs nothing but Terraform", () => {
  const folder = synth(onCdktf);
  terraform(folder, "init", "-input=false");
  terraform(folder, "validate");
  expect(terraform(folder, "apply", "-input=false", "-auto-approve", "-no-color")).toContain("9 added");
  // Status 2, and so an error here, when there is anything to do.
  terraform(folder, "plan", "-input=false", "-detailed-exitcode");
});

test("a deployed project moves to CDK Terrain without a change to any resource", () => {
  const folder = synth(onCdktn);
  terraform(folder, "init", "-input=false");
  expect(terraform(folder, "plan", "-input=false", "-detailed-exitcode", "-no-color")).toContain(
    "No changes.",
  );
  expect(terraform(folder, "destroy", "-input=false", "-auto-approve", "-no-color")).toContain("9 destroyed");
});

test("npm run deploy deploys every stack", () => {
  const file = parse(readFileSync(accessFile, "utf8"));
  const own = join(sandbox.folder, "two-stacks.json");
  writeFileSync(own, JSON.stringify({ ...file, stacks: "perAccount" }));
  run("npm", ["run", "deploy", "--", "--auto-approve", "--skip-provider-lock"], {
    cwd: sources,
    env: { ...sandbox.environment, ACCESS_FILE: own },
  });
  const stacks = readdirSync(join(sources, "cdktf.out/stacks")).sort();
  expect(stacks).toEqual(["access", "account-b"]);
  for (const stack of stacks)
    terraform(join(sources, "cdktf.out/stacks", stack), "plan", "-input=false", "-detailed-exitcode");
});
