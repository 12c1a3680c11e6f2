/**
 * The package for CDK Terrain, the living fork of CDKTF: the same code with the framework's names rewritten does the
 * same. Nothing of the framework's own is in the comparison but its metadata taken out.
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rewriteImports } from "../../scripts/build-cdktn";
import { copyOfSources, install, type Packed, pack, removeFolders, root, run } from "./folder";
import { expectConsumer, expectLab } from "./terraform-json";

const peers = ["cdktn@0.24.0", "@cdktn/provider-aws@25.7.0", "constructs@10.7.2"];

let packed: Packed;
let folder: string;
beforeAll(() => {
  const sources = copyOfSources();
  run("npm", ["run", "build:cdktn"], { cwd: sources });
  packed = pack(join(sources, "lib/cdktn"));
  folder = install([packed.tarball, ...peers, "typescript@7.0.2", "@types/node@22"]);
});
afterAll(removeFolders);

test("no import in the package is CDKTF's", () => {
  const installed = join(folder, "node_modules/cdktn-aws-cross-account-roles");
  const code = packed.files.filter((file) => /\.(js|d\.ts)$/.test(file));
  expect(code.length).toBeGreaterThan(50);
  for (const file of code)
    expect([
      file,
      readFileSync(join(installed, file), "utf8").match(/["'](cdktf|@cdktf\/[^"']*)["']/g),
    ]).toEqual([file, null]);
});

test("the app that uses the package for CDKTF, its imports renamed, synthesizes the same", () => {
  const app = readFileSync(join(__dirname, "consumer/main.ts"), "utf8");
  writeFileSync(
    join(folder, "main.ts"),
    rewriteImports(app).replace(/"cdktf-aws-cross-account-roles/g, '"cdktn-aws-cross-account-roles'),
  );
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    strict: true,
    skipLibCheck: true,
    types: ["node"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
  run("npx", ["tsc"], { cwd: folder });
  run("node", ["main.js"], { cwd: folder });
  expectConsumer(join(folder, "out"));
});

test("the command synthesizes what the one on CDKTF does", () => {
  cpSync(join(root, "access.yaml"), join(folder, "access.yaml"));
  run("npx", ["cross-account-roles", "synth"], { cwd: folder });
  expectLab(join(folder, "cdktf.out"));
});

test("every unit test of what is synthesized passes on it", () => {
  const report = join(folder, "report.json");
  run("npx", ["jest", "--config", "jest.cdktn.config.js", "--silent", "--json", "--outputFile", report], {
    cwd: root,
    env: { ...process.env, CDKTN_MODULES: join(folder, "node_modules") },
  });
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8")) as Record<
    string,
    number
  >;
  expect(numFailedTests).toBe(0);
  expect(numPassedTests).toBeGreaterThan(100);
});
