/** Every relative link leads to a file that is there, and every anchor to a heading. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchor } from "../../scripts/generate-access-file-reference";
import { markdownFiles, root, textOf } from "../support/markdown";

/** The text without what is code. */
function prose(file: string): string {
  return textOf(file)
    .replace(/^( *)```[\s\S]*?^\1```$/gm, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, "x"));
}

/** The anchors of a file's headings, as GitHub makes them, and those that are written as HTML. */
function anchors(file: string): Set<string> {
  const found = new Map<string, number>();
  const headings = textOf(file)
    .replace(/^( *)```[\s\S]*?^\1```$/gm, "")
    .matchAll(/^#{1,6} (.+)$/gm);
  const written = [...textOf(file).matchAll(/<a id="([^"]*)">/g)].map(([, id = ""]) => id);
  return new Set([
    ...written,
    ...[...headings].map(([, heading = ""]) => {
      const name = anchor(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
      const times = found.get(name) ?? 0;
      found.set(name, times + 1);
      return times === 0 ? name : `${name}-${times}`;
    }),
  ]);
}

/** The runs and the badge of a workflow: a page of GitHub, relative to that of a file in the root. */
const workflowPage = /^\.\.\/\.\.\/actions\/(workflows\/[\w-]+\.yml)(?:\/badge\.svg)?$/;

function brokenLinks(file: string): string[] {
  return [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = "", fragment] = target.replace(workflowPage, ".github/$1").split("#");
    const leadsTo = path === "" ? file : normalize(join(dirname(file), path));
    if (!existsSync(join(root, leadsTo))) return [`${file}: ${target} is not there`];
    if (fragment === undefined || statSync(join(root, leadsTo)).isDirectory()) return [];
    return anchors(leadsTo).has(fragment) ? [] : [`${file}: ${target} has no such heading`];
  });
}

test.each(markdownFiles())("the links in %s lead somewhere", (file) => {
  expect(brokenLinks(file)).toEqual([]);
});

test("every page of the documentation is in its table of contents", () => {
  const contents = textOf("docs/README.md");
  const missing = markdownFiles().filter(
    (file) => /^docs\/(?!README)/.test(file) && !contents.includes(`(${file.slice("docs/".length)})`),
  );
  expect(missing).toEqual([]);
});
