/**
 * Markdown that shows text as it is, whatever the text holds.
 *
 * No escape keeps GitHub and GitLab from making a mention, a reference to an issue or a commit, an emoji or a link of plain
 * text: they look for those after Markdown has taken the escapes away. In a code span they do not look, and Markdown itself
 * knows no markup there. So everything but plain words is a code span.
 * Sources: https://github.com/github/markup/issues/1168, https://gitlab.com/gitlab-org/gitlab/-/issues/16827
 */
import { printable } from "../access/printable";

declare const made: unique symbol;

/** Markdown made by this module; a plain string cannot take its place. */
export type Markdown = string & { readonly [made]: true };

/** Letters, and digits after them. Seven digits and letters up to f could be a commit; `GH-12` is an issue. */
const part = "(?![0-9A-Fa-f]{7,}\\b)[A-Za-z][A-Za-z0-9]*";
/** Such parts, a small number or a duration. */
const plainWord = new RegExp(`^(${part}([-']${part})*|\\d{1,5}|(\\d{1,5}[hms]){1,3})$`);

/** A text: its plain words and the punctuation around them as they are, everything else as code. */
export function text(value: string): Markdown {
  const words = printable(value).split(" ");
  return words
    .map((word) =>
      word.replace(/^([("]*)(.*?)([)",;:]*)$/, (_, before: string, core: string, after: string) =>
        [before, plainWord.test(core) ? core : code(core), after].join(""),
      ),
    )
    .join(" ") as Markdown;
}

/** A text as a code span. Source: https://spec.commonmark.org/0.31.2/#code-spans */
export function code(value: string): Markdown {
  const shown = printable(value);
  const backticks = shown.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...backticks.map(({ length }) => length)) + 1);
  // One space at each end is not part of the code.
  const space = /^`|`$|^ .*[^ ].* $/.test(shown) ? " " : "";
  return (shown === "" ? "" : `${fence}${space}${shown}${space}${fence}`) as Markdown;
}

/** A link. The characters that could end the address are percent-encoded. */
export function link(label: Markdown, url: string): Markdown {
  const address = printable(url).replace(/[^\w\-.~:/?#@!$&'*+,=%()]/gu, encodeURIComponent);
  return `[${label}](${address.replaceAll("(", "%28").replaceAll(")", "%29")})` as Markdown;
}

/** Our own Markdown with parts in it: markdown\`${code(role)} in ${code(account)}\`. */
export function markdown(literals: TemplateStringsArray, ...parts: readonly Markdown[]): Markdown {
  return String.raw({ raw: literals }, ...parts) as Markdown;
}

/** The lines of a table. Source: https://github.github.com/gfm/#tables-extension- */
export function table(columns: readonly string[], rows: readonly (readonly Markdown[])[]): Markdown[] {
  const line = (cells: readonly Markdown[]) =>
    // A pipe ends a cell even within code, unless a backslash stands before it.
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |` as Markdown;
  return [line(columns.map(text)), line(columns.map(() => "---" as Markdown)), ...rows.map(line)];
}
