/** A program in a folder, as its author's editor sees it: by the language service of TypeScript 6. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type TypeScript from "../../scripts/api-reference/node_modules/typescript";
import { root } from "./folder";

// TypeScript 7 has no JavaScript API.
const ts = createRequire(join(root, "scripts/api-reference/package.json"))("typescript") as typeof TypeScript;

/** The compiler options of a stock project in CommonJS, besides those of its module system. */
const stock: TypeScript.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  strict: true,
  noEmit: true,
  types: ["node"],
};

/** The two ways in which CommonJS projects find packages. */
export const moduleSystems = {
  node16: { module: ts.ModuleKind.Node16 },
  commonjs: {
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    // "node10" is deprecated, and common.
    ignoreDeprecations: "6.0",
  },
} satisfies Record<string, TypeScript.CompilerOptions>;

/** A name in the program that a package declares. */
export interface Use {
  readonly name: string;
  /** Where the package declares it: `<file>:<offset>`, the file from the folder. */
  readonly declaredAt: string;
  /** The docstring that the editor shows, with its tags. */
  readonly documentation: string;
}

export class Editor {
  private readonly service: TypeScript.LanguageService;

  /** @param file the program, in `folder` */
  constructor(
    private readonly folder: string,
    private readonly file: string,
    options: TypeScript.CompilerOptions,
  ) {
    const { sys } = ts;
    this.service = ts.createLanguageService({
      getCompilationSettings: () => ({ ...stock, ...options }),
      getCurrentDirectory: () => folder,
      getScriptFileNames: () => [join(folder, file)],
      getScriptVersion: () => "1",
      getScriptSnapshot: (name) =>
        sys.fileExists(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, "utf8")) : undefined,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: sys.fileExists,
      readFile: sys.readFile,
      readDirectory: sys.readDirectory,
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
    });
  }

  private get program(): TypeScript.Program {
    return this.service.getProgram() as TypeScript.Program;
  }

  /** The errors of all files, `<file>: <message>`, the file from the folder. */
  errors(): string[] {
    return ts.getPreEmitDiagnostics(this.program).map(({ file, messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, " ");
      return `${file ? this.fromFolder(file.fileName) : ""}: ${message}`;
    });
  }

  /** Every name in the program that is declared in files below `path`, from the folder. */
  uses(path: string): Use[] {
    const uses: Use[] = [];
    const visit = (node: TypeScript.Node): void => {
      if (ts.isIdentifier(node)) {
        const at = node.getStart();
        const name = join(this.folder, this.file);
        const declaredAt = this.service
          .getDefinitionAtPosition(name, at)
          ?.map(({ fileName, textSpan }) => this.place(fileName, textSpan.start))
          .find((place) => place.startsWith(path));
        if (declaredAt !== undefined) {
          const { documentation, tags = [] } = this.service.getQuickInfoAtPosition(name, at) ?? {};
          const parts = [documentation, ...tags.map(({ text }) => text)];
          uses.push({
            name: node.text,
            declaredAt,
            documentation: parts
              .map((part) => ts.displayPartsToString(part))
              .join("\n")
              .trim(),
          });
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(this.source(this.file));
    return uses;
  }

  /** The public members of the interfaces and classes that a declaration file exports, by place; `wanted` selects files. */
  members(declarations: string, wanted: (file: string) => boolean): Map<string, string> {
    const checker = this.program.getTypeChecker();
    const module = checker.getSymbolAtLocation(this.source(declarations));
    const exported = module ? checker.getExportsOfModule(module) : [];
    const found = new Map<string, string>();
    for (const symbol of exported) {
      const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      for (const declaration of original.declarations ?? []) {
        const { fileName } = declaration.getSourceFile();
        if (!ts.isInterfaceDeclaration(declaration) && !ts.isClassDeclaration(declaration)) continue;
        if (!wanted(this.fromFolder(fileName))) continue;
        for (const member of declaration.members)
          if (member.name && isPublic(member))
            found.set(
              this.place(fileName, member.name.getStart()),
              `${symbol.name}.${member.name.getText()}`,
            );
      }
    }
    return found;
  }

  private source(file: string): TypeScript.SourceFile {
    return this.program.getSourceFile(join(this.folder, file)) as TypeScript.SourceFile;
  }

  private place(file: string, offset: number): string {
    return `${this.fromFolder(file)}:${offset}`;
  }

  private fromFolder(file: string): string {
    return file.startsWith(`${this.folder}/`) ? file.slice(this.folder.length + 1) : file;
  }
}

/** Whether other programs may use a member. */
function isPublic(member: TypeScript.Declaration): boolean {
  const isPrivate = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private;
  return !isPrivate && !ts.getJSDocTags(member).some(({ tagName }) => tagName.text === "internal");
}
