import { readFileSync } from "node:fs";
import { finding, verifyFindingIds } from "../../live/finding";

const page = readFileSync("docs/verify.md", "utf8");
const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (high|medium|low) \|/gm)].map(([, id, level]) => [
  id,
  level,
]);

test("the page lists every finding with its level, in the order in which findings are reported", () => {
  const about = { accountId: "", about: "", text: "" };
  expect(rows).toEqual(verifyFindingIds.map((id) => [id, finding(id, about).level]));
});
