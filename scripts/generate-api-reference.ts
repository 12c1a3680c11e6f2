/**
 * Writes the API reference, docs/api.md, anew from the docstrings in the compiled declarations: `npm run generate`.
 *
 * The known tools for this need the compiler's API, which TypeScript 7 does not have. Declarations as the compiler writes
 * them are regular enough to be read by the line.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Something exported. */
interface Declaration {
  readonly kind: string;
  readonly name: string;
  readonly doc: string;
  /** As the compiler writes it, without a body. */
  readonly signature: string;
  readonly members: readonly Member[];
}

interface Member {
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
}

const introduction = `# API

Two entry points: the constructs, and what they are made from without the framework. What is not here may change at any
time. The keys of an access file are the same in the constructs' props; they are in [the access file](access-file.md).

An example to start from: [examples/library](../examples/library).
`;

const entryPoints = [
  {
    module: "cdktf-aws-cross-account-roles",
    index: "constructs/index.d.ts",
    about:
      "Constructs for CDKTF apps. They make no \\`App\\`, no backend, read no file and no environment variable, and never rely on a default provider. For CDK Terrain it is \\`cdktn-aws-cross-account-roles\\`.",
  },
  {
    module: "cdktf-aws-cross-account-roles/access",
    index: "access/index.d.ts",
    about:
      "The access file: reading, checking, resolving it, and who reaches what. Does not load the framework.",
  },
] as const;

/** Longer signatures say less than the docstring: the types of the schema library. */
const readableSignature = 400;

/** The reference as Markdown, of the declarations compiled into a folder. */
export function apiReference(lib: string): string {
  const sections = entryPoints.map(({ module, index, about }) =>
    [
      `## \`${module}\``,
      "",
      about.replace(/\\`/g, "`"),
      "",
      ...exportsOf(join(lib, index)).map(declarationText),
    ].join("\n"),
  );
  return `${[introduction, ...sections].join("\n").trimEnd()}\n`;
}

/** What a module exports, also from others. */
function exportsOf(file: string): Declaration[] {
  const text = readFileSync(file, "utf8");
  const folder = join(file, "..");
  return [...text.matchAll(/^export (?:type )?(\*|\{([^}]*)\}) from "([^"]+)";/gm)].flatMap(
    ([, all, names = "", from = ""]) => {
      const wanted = names.split(",").map((name) => name.trim().replace(/^type /, ""));
      return declarationsIn(readFileSync(join(folder, `${from}.d.ts`), "utf8")).filter(
        ({ name }) => all === "*" || wanted.includes(name),
      );
    },
  );
}

/** The exported declarations of one file. */
function declarationsIn(text: string): Declaration[] {
  const found: Declaration[] = [];
  const pattern =
    /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export (?:declare )?(?:abstract )?(class|interface|function|const|type) (\w+)([\s\S]*?)(?:\{\n((?: {4}[^\n]*\n)*)\}|;)$/gm;
  for (const [, doc = "", kind = "", name = "", head = "", body = ""] of text.matchAll(pattern))
    found.push({
      kind,
      name,
      doc: docText(doc),
      signature: `${kind} ${name}${head}`.trim(),
      members: kind === "class" || kind === "interface" ? membersIn(body) : [],
    });
  return found;
}

function membersIn(body: string): Member[] {
  const pattern =
    /(?: {4}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^ {4}((?!private|protected|\/\*\*| |\})(?:static )?(?:readonly )?(?:get )?(\w+)[\s\S]*?);$/gm;
  return [...body.matchAll(pattern)]
    .filter(([, doc = ""]) => !doc.includes("@internal"))
    .map(([, doc = "", signature = "", name = ""]) => ({
      name,
      signature: signature
        .replace(/^get (\w+)\(\)/, "$1")
        .replace(/^readonly /, "")
        .replace(/\n\s*/g, " "),
      doc: docText(doc),
    }));
}

/** A docstring as Markdown. */
function docText(doc: string): string {
  return doc
    .replace(/^\s*\* ?/gm, "")
    .trim()
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/^@default\s+(?:- )?/gm, "Default: ")
    .replace(/^@throws /gm, "Throws: ")
    .replace(/^@param (\w+) /gm, "`$1`: ");
}

function declarationText({ kind, name, doc, signature, members }: Declaration): string {
  const lines = [`### ${name}`, "", ...(doc === "" ? [] : [doc, ""])];
  // The headline says as much of a class, and of an interface that extends none.
  if (!/^(class|interface \w+$)/.test(signature) && signature.length <= readableSignature)
    lines.push("```ts", signature.replace(/ \{$/, ""), "```", "");
  if (members.length > 0)
    lines.push(
      `| ${kind === "class" ? "member" : "property"} | meaning |`,
      "| --- | --- |",
      ...members.map(
        (member) => `| \`${cell(member.signature)}\` | ${cell(member.doc).replace(/\n+/g, " ")} |`,
      ),
      "",
    );
  return lines.join("\n");
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|");
}

if (require.main === module)
  writeFileSync(join(__dirname, "../../docs/api.md"), apiReference(join(__dirname, "..")));
