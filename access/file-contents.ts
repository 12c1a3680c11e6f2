/** The content of the files that values of an access file name, and where it stands. */
import { type ReadFile, readNoFile, withoutArmor } from "./file-reference";
import { type Files, fileNamed } from "./files";
import { type FoundProblem, readSource, yamlProblems } from "./include";
import type { Path } from "./problem";
import { withValues } from "./readable";
import type { Source, Sources } from "./sources";

/** The keys whose files are not documents in YAML or JSON, and how their text is read. */
const textKeys: ReadonlyMap<string | number | undefined, (text: string) => string> = new Map([
  ["pgpKey", withoutArmor],
  // To the letter: a line break at the end is a change for Terraform.
  ["metadata", (text: string) => text],
]);

export class FileContents {
  /** The problems of the files as YAML. */
  readonly problems: FoundProblem[] = [];
  private readonly texts = new Map<string, Source | { readonly problem: string }>();
  private readonly values: [Path, unknown][] = [];

  constructor(
    private readonly sources: Sources,
    private readonly files: Files | undefined,
  ) {}

  /**
   * Reads the file that the value at a path names: a PGP key, SAML metadata, or a document in YAML or JSON.
   *
   * @param origin where the value is written, which is elsewhere for a default
   */
  read(file: string, at: Path, origin: Path): ReturnType<ReadFile> {
    const { files } = this;
    if (!files) return readNoFile(file, at);
    const named = fileNamed(file, this.sources.placeOf(origin, true).source.path);
    if ("problem" in named) return named;
    const source = this.texts.get(named.path) ?? this.readText(named.path, files);
    this.texts.set(named.path, source);
    if ("problem" in source) return source;
    const textOf = textKeys.get(at.at(-1));
    if (!textOf && source.yaml.problems.length > 0) {
      if (!this.problems.some((problem) => problem.source === source))
        this.problems.push(...yamlProblems(source));
      return {};
    }
    const value = textOf ? textOf(source.text) : source.yaml.value;
    this.sources.add(origin, source, []);
    this.values.push([at, value]);
    return { value };
  }

  /** A declaration with the content of the files in place of their names. */
  fillIn(declaration: unknown): unknown {
    return withValues(declaration, this.values);
  }

  private readText(path: string, files: Files): Source | { readonly problem: string } {
    const read = files.read(path);
    return "problem" in read ? read : readSource(path, files.shownName(path), read.text);
  }
}
