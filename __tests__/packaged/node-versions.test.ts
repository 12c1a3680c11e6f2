/** The installed package on the other versions of Node that are maintained, as the npm package `node` brings them. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder, installed, removeFolders, root, run } from "./folder";
import { expectLab } from "./terraform-json";

let folder: string;
beforeAll(() => {
  folder = installed();
  cpSync(join(root, "access.yaml"), join(folder, "access.yaml"));
});
afterAll(removeFolders);

/** The path of a version of Node, installed in a folder of its own. */
function nodeOf(version: string): string {
  const own = emptyFolder();
  run("npm", ["install", "--prefix", own, "--no-audit", "--no-fund", "--prefer-offline", `node@${version}`]);
  return join(own, "node_modules/node/bin/node");
}

test.each(["22", "24"])("Node.js %s: the commands work, and synthesize what the checkout does", (version) => {
  const node = nodeOf(version);
  expect(run(node, ["--version"])).toMatch(`v${version}.`);
  const command = join(folder, "node_modules/.bin/cross-account-roles");
  const output = `node-${version}.out`;
  const ran = (...args: string[]) => run(node, [command, ...args], { cwd: folder });
  expect(ran("synth", "--output", output)).toContain("CrossAccount-B");
  expectLab(join(folder, output));
  ran("synth", "--check", "--output", output);
  ran("check");
  expect(ran("show", "--can", "alex", "account-b")).toContain("CrossAccount-B");
  ran("diff", "access.yaml", "access.yaml");
  ran("synth", "--module", "--output", `module-${version}`);
});
