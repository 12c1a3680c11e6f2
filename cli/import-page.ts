/** `import.md`: what `import` has to say about the access file that it wrote. */
import { groupBy } from "../access/group-by";
import type { AccessDifference } from "../live/import/access-difference";
import type { Note, NoteKind } from "../live/import/note";
import { noteKinds } from "../live/import/note";
import { code, type Markdown, markdown, table, text } from "../reports/markdown";

/** What the page shows. */
export interface ImportPage {
  /** Name of the access file. */
  readonly file: string;
  readonly notes: readonly Note[];
  readonly difference: AccessDifference;
  /** Id of an account that could not be read -> the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** The name of an account. */
  readonly nameOf: (accountId: string) => string;
}

const headings: Readonly<Record<NoteKind, { readonly title: string; readonly text: string }>> = {
  "cannot-say": {
    title: "To decide",
    text: "The access file cannot say this, or can say it better once you have decided.",
  },
  changes: {
    title: "Changes by the next apply",
    text: "The access file says the same in another way. The plan shows these changes.",
  },
  unknown: { title: "Not known", text: "The import did not read this, or AWS did not answer." },
  expanded: {
    title: "Wildcards",
    text: "Permissions with wildcards became lists of roles.",
  },
  "left-out": {
    title: "Left out",
    text: "These exist in the accounts, but not in the access file.",
  },
};

/** Lines of the list of differences that are shown. */
const linesShown = 200;

/** The page, as Markdown. */
export function importPage({ file, notes, difference, unreadable, nameOf }: ImportPage): string {
  const byKind = groupBy(notes, ({ kind }) => kind);
  const sections = noteKinds.flatMap((kind) => {
    const some = byKind.get(kind);
    if (!some) return [];
    const { title, text: what } = headings[kind];
    return [`## ${title}`, "", what, "", ...noteTable(some, nameOf), ""];
  });
  return `${[
    "# Import",
    "",
    markdown`${code(file)} describes the IAM of the accounts that were read. Review it, run a plan, and apply it. Then remove ${code("adopt")} from it: as long as it is there, the apply imports what exists.`,
    "",
    ...unreadableSection(unreadable, nameOf),
    "## Proof",
    "",
    ...proofLines(difference),
    "",
    ...sections,
  ].join("\n")}`;
}

function unreadableSection(unreadable: ImportPage["unreadable"], nameOf: ImportPage["nameOf"]): string[] {
  if (unreadable.size === 0) return [];
  const rows = [...unreadable].map(([id, why]) => [code(nameOf(id)), text(why)]);
  return [
    "## Not read",
    "",
    "The file does not have these accounts.",
    "",
    ...table(["account", "reason"], rows),
    "",
  ];
}

/** Sentences: the periods between them stand outside of what is shown as code. */
function sentences(value: string): Markdown {
  const each = value.replace(/\.$/, "").split(". ");
  return `${each.map(text).join(". ")}.` as Markdown;
}

/** The same note about the same thing in several accounts is one line. */
function noteTable(notes: readonly Note[], nameOf: ImportPage["nameOf"]): Markdown[] {
  const same = groupBy(notes, ({ about, text: said }) => `${about}\n${said}`);
  return table(
    ["what", "account", "note"],
    [...same.values()].map(([first, ...more]) => [
      text(first.about),
      more.length === 0 ? code(nameOf(first.accountId)) : text(`${more.length + 1} accounts`),
      sentences(first.text),
    ]),
  );
}

function proofLines({ same, lost, added }: AccessDifference): Markdown[] {
  if (lost.length + added.length === 0)
    return [
      sentences(
        `The policies in the accounts let users and roles of the identity account assume roles in ${same} ways. The access file gives the same ways.`,
      ),
    ];
  const lines = [...lost.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
  const more = lines.length - linesShown;
  return [
    sentences(
      `The policies in the accounts let users and roles of the identity account assume roles in ${same + lost.length} ways. The access file gives ${same} of them. A line with - is a way that the access file takes away, a line with + one that it adds.`,
    ),
    "" as Markdown,
    ...lines.slice(0, linesShown).map((line) => markdown`* ${code(line)}`),
    ...(more > 0 ? [text(`and ${more} more.`)] : []),
  ];
}
