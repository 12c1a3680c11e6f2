/** The texts that a declaration is written in, and which of its values stands in which text. */
import type { Path } from "./problem";
import type { Place, Yaml } from "./yaml";

/** A text with a part of the declaration: the access file, a file that it includes, or a document. */
export interface Source {
  /** Its path, relative to the folder of the access file. */
  readonly path: string;
  /** Its name as messages show it. */
  readonly name: string;
  readonly text: string;
  readonly yaml: Yaml;
}

/** Where a value is: in which text, and where in that. */
export interface SourcePlace extends Place {
  readonly source: Source;
}

interface Mount {
  readonly source: Source;
  /** The value's path in the text. */
  readonly at: Path;
}

export class Sources {
  private readonly mounts = new Map<string, Mount>();
  private readonly order: Source[] = [];

  /** @param main the text that holds everything which no other text does */
  constructor(main: Source) {
    this.add([], main, []);
  }

  /** A value of the declaration is in a text, with everything below it. */
  add(path: Path, source: Source, at: Path): void {
    this.mounts.set(JSON.stringify(path), { source, at });
    if (!this.order.includes(source)) this.order.push(source);
  }

  placeOf(path: Path, aboutKey = false): SourcePlace {
    for (let length = path.length; ; length--) {
      const mount = this.mounts.get(JSON.stringify(path.slice(0, length)));
      // The key of a whole text is in the text that names it.
      if (!mount || (aboutKey && length === path.length && mount.at.length === 0 && length > 0)) continue;
      const { source, at } = mount;
      return { ...source.yaml.placeOf([...at, ...path.slice(length)], aboutKey), source };
    }
  }

  /** By text, in the order in which they were added, then by position. Texts of which nothing can be read are last. */
  compare(a: Pick<SourcePlace, "source" | "offset">, b: Pick<SourcePlace, "source" | "offset">): number {
    const rank = ({ source }: Pick<SourcePlace, "source">) =>
      this.order.includes(source) ? this.order.indexOf(source) : this.order.length;
    return rank(a) - rank(b) || a.offset - b.offset;
  }
}

/** `access.yaml:14:22` */
export function positionText({
  source: { name, yaml },
  offset,
}: Pick<SourcePlace, "source" | "offset">): string {
  const [line, column] = yaml.lineAndColumn(offset);
  return `${name}:${line}:${column}`;
}
