/**
 * Makes the package for CDK Terrain, the living fork of CDKTF, from the compiled one, in lib/cdktn/:
 *
 *     npm run build:cdktn
 *
 * The framework's names in imports and in package.json are rewritten, and nothing else.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const target = join(root, "lib/cdktn");

/** CDKTF's packages, and those of the fork that stand for them. */
const renamed: Readonly<Record<string, string>> = {
  cdktf: "cdktn",
  "@cdktf/provider-aws": "@cdktn/provider-aws",
};

/**
 * What the fork's own packages ask for, at the versions that the tests run with.
 * Sources: https://github.com/open-constructs/cdk-terrain, the package.json of cdktn and of @cdktn/provider-aws
 */
const peerDependencies = {
  "@cdktn/provider-aws": ">=25.7.0 <26.0.0",
  cdktn: "^0.24.0",
  constructs: ">=10.6.0 <10.8.0",
};
const nodeVersions = ">=22.11";

/** Rewrites the framework's names in the imports of compiled JavaScript, of declarations, and of TypeScript. */
export function rewriteImports(code: string): string {
  return code.replace(
    /(\b(?:require|import)\(|\bfrom )(["'])(cdktf|@cdktf\/provider-aws)(?=[/"'])/g,
    (_import, before: string, quote: string, name: string) => `${before}${quote}${renamed[name]}`,
  );
}

type Manifest = Record<string, unknown> & {
  name: string;
  files: readonly string[];
  bin: Readonly<Record<string, string>>;
  keywords: readonly string[];
  peerDependencies: Readonly<Record<string, string>>;
};

/** The fork's package.json: without what only development needs. */
export function rewriteManifest({
  devDependencies: _dev,
  scripts: _scripts,
  workspaces: _workspaces,
  bin,
  ...manifest
}: Manifest): Manifest {
  return {
    ...manifest,
    name: renamedPackage(manifest.name),
    // The command that is named like the package is what `npx` runs.
    bin: Object.fromEntries(Object.entries(bin).map(([command, file]) => [renamedPackage(command), file])),
    keywords: manifest.keywords.map((keyword) => (keyword === "cdktf" ? "cdktn" : keyword)),
    engines: { node: nodeVersions },
    peerDependencies: {
      ...Object.fromEntries(
        Object.entries(manifest.peerDependencies).filter(([name]) => name.startsWith("@aws-sdk/")),
      ),
      ...peerDependencies,
    },
  };
}

function renamedPackage(name: string): string {
  return name.replace(/^cdktf-/, "cdktn-");
}

function readme(name: string, text: string): string {
  return [
    `> This is \`${renamedPackage(name)}\`, for [CDK Terrain](https://github.com/open-constructs/cdk-terrain), the fork`,
    "> of CDKTF that is maintained. Where the text says `cdktf`, read `cdktn`; nothing else differs.",
    "",
    text,
  ].join("\n");
}

function main(): void {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const entries = manifest.files.filter((entry) => !entry.startsWith("!"));
  for (const entry of [...entries, "LICENSE"])
    cpSync(join(root, entry), join(target, entry), { recursive: true });
  for (const file of readdirSync(join(target, "lib"), { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|d\.ts)$/.test(file)) continue;
    const path = join(target, "lib", file);
    writeFileSync(path, rewriteImports(readFileSync(path, "utf8")));
  }
  writeFileSync(join(target, "package.json"), `${JSON.stringify(rewriteManifest(manifest), null, 2)}\n`);
  writeFileSync(
    join(target, "README.md"),
    readme(manifest.name, readFileSync(join(root, "README.md"), "utf8")),
  );
}

if (require.main === module) main();
