/**
 * Reads the library's API, that is all exports of constructs/index.ts and access/index.ts, with TypeDoc:
 *
 *     node scripts/api-reference/main.mjs [--write]
 *
 * Prints as JSON the text of docs/api.md, the exports without a docstring, and the types that exports mention without being
 * exported themselves. With --write it writes docs/api.md instead.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Logger, LogLevel } from "typedoc";
import { load as loadMarkdown } from "typedoc-plugin-markdown";
import { load as loadTheme } from "./theme.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const introduction = `# API

The package has two entry points: the constructs, and the access file without the CDKTF framework. Names that are not on
this page can change at any time. The props of the constructs have the names of the keys of
[the access file](access-file.md).

Start from an example: [examples/library](../examples/library).
`;

const entryPoints = [
  {
    source: "constructs/index.ts",
    page: "constructs.md",
    heading: "`cdktf-aws-cross-account-roles`",
    about: `Constructs for CDKTF apps. They create no \`App\` and no backend, read no file and no environment variable, and never
use a default provider. The package for CDK Terrain is \`cdktn-aws-cross-account-roles\`.`,
  },
  {
    source: "access/index.ts",
    page: "access.md",
    heading: "`cdktf-aws-cross-account-roles/access`",
    about:
      "The access file: reading, checking and resolving it. This entry point does not load the CDKTF framework.",
  },
];

/** TypeDoc's options. Source: https://typedoc.org/documents/Options.html, https://typedoc-plugin-markdown.org/docs/options */
const options = {
  plugin: [loadMarkdown, loadTheme],
  entryPoints: entryPoints.map(({ source }) => join(root, source)),
  tsconfig: join(root, "tsconfig.json"),
  // `npm run lint` checks the types.
  skipErrorChecking: true,
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  readme: "none",
  logLevel: "Warn",
  sort: ["source-order"],
  // `@default - prose` is prose, as in the AWS CDK.
  jsDocCompatibility: { defaultTag: false },
  theme: "api",
  outputFileStrategy: "modules",
  hidePageHeader: true,
  hidePageTitle: true,
  hideBreadcrumbs: true,
  hideGroupHeadings: true,
  useCodeBlocks: true,
  expandParameters: true,
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  typeDeclarationFormat: "table",
  propertyMembersFormat: "table",
  parametersFormat: "table",
  tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true, hideDefaults: true },
  requiredToBeDocumented: [
    "Class",
    "Constructor",
    "Interface",
    "Property",
    "Accessor",
    "Function",
    "Variable",
    "TypeAlias",
    "Enum",
    "EnumMember",
  ],
};

/** Collects warnings instead of printing them. */
class Warnings extends Logger {
  texts = [];
  log(message, level) {
    if (level >= LogLevel.Warn) this.texts.push(message);
  }
}

const app = await Application.bootstrapWithPlugins(options);
const project = await app.convert();
if (!project) throw new Error("TypeDoc found no exports");

/** The warnings of one of TypeDoc's validations. */
function warningsOf(validation) {
  const warnings = new Warnings();
  app.logger = warnings;
  app.options.setValue("validation", {
    notExported: false,
    notDocumented: false,
    invalidLink: false,
    [validation]: true,
  });
  app.validate(project);
  return warnings.texts;
}

/** The text of docs/api.md. */
async function page() {
  const folder = mkdtempSync(join(tmpdir(), "api-reference-"));
  try {
    app.options.setValue("outputs", [{ name: "markdown", path: folder }]);
    await app.generateOutputs(project);
    const sections = entryPoints.map(({ page, heading, about }) =>
      [`## ${heading}\n`, `${about}\n`, section(readFileSync(join(folder, page), "utf8"))].join("\n"),
    );
    return withoutIdleAnchors([introduction, ...sections].join("\n"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One of the plugin's pages as a section of ours. */
function section(text) {
  return (
    text
      // Headings go one level down; code stays as it is.
      .replace(/^```[\s\S]*?^```$|^#/gm, (found) => (found === "#" ? "##" : found))
      .replace(/\]\((?:constructs|access)\.md#/g, "](#")
      .replace(/^\*\*\*\n\n/gm, "")
      .replace(/\*\*Default\*\* (?:- )?/g, "Default: ")
      .replace(/ +$/gm, "")
  );
}

/** Without the anchors that no link on the page leads to. */
function withoutIdleAnchors(text) {
  return text.replace(/<a id="([^"]*)"><\/a> /g, (anchor, id) => (text.includes(`](#${id})`) ? anchor : ""));
}

const text = await page();
if (process.argv.includes("--write")) writeFileSync(join(root, "docs/api.md"), text);
else
  console.log(
    JSON.stringify({
      page: text,
      undocumented: warningsOf("notDocumented"),
      notExported: warningsOf("notExported"),
      brokenLinks: warningsOf("invalidLink"),
    }),
  );
