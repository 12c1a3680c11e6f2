/**
 * Builds the page's script and style sheet, reports/page/assets.json, from reports/page/browser/: `npm run generate`.
 *
 * The built file is committed and published. Only a change of the sources needs esbuild.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync, type StdinOptions } from "esbuild";
import { colors } from "../reports/account-color";

/**
 * The page's script and style sheet, as JSON. The same sources give the same text.
 *
 * @param root the folder of the checkout
 */
export function pageAssets(root: string): string {
  const resolveDir = join(root, "reports/page/browser");
  const build = (stdin: StdinOptions) =>
    buildSync({ stdin, bundle: true, minify: true, target: "es2022", write: false }).outputFiles[0]?.text;
  const colorRules = colors.map(([name, hex]) => `.color-${name}{--color:#${hex}}`);
  const assets = {
    script: build({ contents: 'import "./start"', resolveDir }),
    style: build({ contents: `@import "./style.css"; ${colorRules.join("")}`, loader: "css", resolveDir }),
  };
  return `${JSON.stringify(assets, null, 2)}\n`;
}

if (require.main === module) {
  const root = join(__dirname, "../..");
  writeFileSync(join(root, "reports/page/assets.json"), pageAssets(root));
}
