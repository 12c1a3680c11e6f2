/** docs/changes.md says of each kind of change what the walks have proven. `UPDATE_GOLDEN=1` writes its tables anew. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { all, sections } from "../e2e/walks/all";
import { stackSets } from "../e2e/walks/stack-sets";
import { type Row, tableOf } from "../e2e/walks/table";
import { root, textOf } from "../support/markdown";

const file = "docs/changes.md";

/** The page with the tables of the walks. */
function page(): string {
  return Object.entries<readonly Row[]>({ ...sections, "Stack sets": stackSets }).reduce(
    (text, [title, rows]) => {
      const [begin, end] = [`<!-- walks: ${title} -->\n`, "<!-- end -->"];
      const from = text.indexOf(begin) + begin.length;
      expect([title, text.indexOf(begin) >= 0]).toEqual([title, true]);
      return `${text.slice(0, from)}\n${tableOf(rows)}\n\n${text.slice(text.indexOf(end, from))}`;
    },
    textOf(file),
  );
}

test("the page has the tables of the walks", () => {
  const written = page();
  if (process.env.UPDATE_GOLDEN) writeFileSync(join(root, file), written);
  expect(textOf(file)).toBe(written);
});

test("each walk has a name of its own", () => {
  const names = all.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});
