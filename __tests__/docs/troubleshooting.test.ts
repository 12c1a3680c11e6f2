/** The texts of our own that the page about troubleshooting quotes are those of the command. Terraform's: e2e. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root, textOf } from "../support/markdown";

const page = textOf("docs/troubleshooting.md");
const [, ours = ""] = /^## When you synthesize$([\s\S]*?)^## /m.exec(page) ?? [];
const quoted = [...ours.matchAll(/^\| `(.+?)` \|/gm)].map(([, text = ""]) => text);
const sources = readdirSync(join(root, "cli")).map((file) => textOf(`cli/${file}`));

test("the page quotes texts of the command", () => {
  expect(quoted.length).toBeGreaterThan(2);
});

test.each(quoted)("%s", (text) => {
  // What stands for `...` is put in by the command.
  const parts = text.split("...").map((part) => part.replace("access.yaml", "").trim());
  expect(sources.filter((source) => parts.every((part) => source.includes(part)))).not.toEqual([]);
});
