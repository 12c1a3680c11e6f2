/** What `npm run generate` makes is in the repository as it would make it now. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessJsonSchema } from "../../access";
import { pageAssets } from "../../scripts/build-page";
import { accessFileReference } from "../../scripts/generate-access-file-reference";
import { apiReference } from "../../scripts/generate-api-reference";
import { temporaryFolder } from "../support/cli";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

test("the reference of the access file is the schema's (else: npm run generate)", () => {
  expect(read("docs/access-file.md")).toBe(accessFileReference(accessJsonSchema()));
});

test("the page's script and style sheet are built from their sources (else: npm run generate)", () => {
  expect(read("reports/page/assets.json")).toBe(pageAssets(root));
});

test("the API reference is the docstrings' (else: npm run generate)", () => {
  const folder = temporaryFolder();
  const tsc = join(require.resolve("typescript/package.json"), "../bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", root, "--emitDeclarationOnly", "--outDir", folder]);
  expect(read("docs/api.md")).toBe(apiReference(folder));
});
