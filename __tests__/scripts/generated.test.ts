/** The generated files are what `npm run generate` writes now. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessJsonSchema } from "../../access";
import { pageAssets } from "../../scripts/build-page";
import { accessFileReference } from "../../scripts/generate-access-file-reference";
import { cliReference } from "../../scripts/generate-cli-reference";
import { declarationText } from "../../scripts/generate-declaration-types";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

test("the types of the access file are those of the schema (if not: npm run generate)", () => {
  expect(read("access/declaration.ts")).toBe(declarationText());
});

test("the reference of the access file is that of the schema (if not: npm run generate)", () => {
  expect(read("docs/access-file.md")).toBe(accessFileReference(accessJsonSchema()));
});

test("the reference of the command line is that of the commands (if not: npm run generate)", () => {
  expect(read("docs/cli.md")).toBe(cliReference());
  expect(cliReference()).toContain("| `--fail-on <LEVELS>` | exit with status 1");
});

test("the page's script and style sheet are built from their sources (else: npm run generate)", () => {
  expect(read("reports/page/assets.json")).toBe(pageAssets(root));
});

describe("the types of the access file", () => {
  const text = declarationText();
  const lines = text.split("\n");
  const properties = [...lines.entries()].filter(([, line]) => /^ {2}\w/.test(line));

  test("have a docstring on every property", () => {
    const documented = properties.filter(([index]) => lines[index - 1]?.endsWith(" */"));
    expect(properties.length).toBeGreaterThan(80);
    expect(documented).toEqual(properties);
  });

  test("are read only at every level", () => {
    expect(properties.filter(([, line]) => !line.startsWith("  readonly "))).toEqual([]);
    expect(text).not.toMatch(/(?<!readonly [\w()| ]+)\[\]|(?<!Readonly<)Record</);
  });

  test("say the default as editors show it: a value, or prose after a hyphen", () => {
    expect(text).toContain("   * AWS partition of all accounts.\n   *\n   * @default aws\n");
    expect(text).toContain("   * @default - any address\n");
    expect(text).not.toContain("Default:");
  });
});
