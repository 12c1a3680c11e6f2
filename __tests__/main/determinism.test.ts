/** The same access file gives the same bytes. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { withoutProvenance } from "../../reports/provenance";
import { runCli, temporaryFolder } from "../support/cli";

const root = join(__dirname, "../..");
const files = ["access.yaml", "examples/company/access.yaml"] as const;

/** Everything that a synth writes, by its path in the output folder, without the hash of the file that it was made from. */
async function synthesized(file: string, cwd = root): Promise<Record<string, string>> {
  const output = temporaryFolder();
  const ran = await runCli(["synth", file, "--output", output], { cwd });
  expect([ran.status, ran.stderr]).toEqual([0, expect.any(String)]);
  return Object.fromEntries(
    readdirSync(output, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(output.length), withoutProvenance(readFileSync(path, "utf8"))]),
  );
}

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(root, file), "utf8");

  test("gives the same bytes when it is synthesized again, and from another directory", async () => {
    const once = await synthesized(join(root, file));
    expect(Object.keys(once)).toContain("/stacks/access/cdk.tf.json");
    expect(await synthesized(file)).toEqual(once);
    expect(await synthesized(join(root, file), temporaryFolder())).toEqual(once);
  });

  test("gives the same bytes with its entries in any other order", async () => {
    const folder = temporaryFolder();
    const copy = join(folder, "access.yaml");
    writeFileSync(copy, text);
    const expected = await synthesized(copy);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        writeFileSync(copy, stringify(reordered(parse(text), random(seed))));
        const output = await synthesized(copy);
        for (const path of Object.keys(expected))
          expect(output[path]?.split("\n")).toEqual(expected[path]?.split("\n"));
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  test("leaves no path of this machine in what it writes", async () => {
    const output = await synthesized(join(root, file), temporaryFolder());
    for (const [path, content] of Object.entries(output))
      for (const place of [root, homedir(), tmpdir(), process.cwd()])
        expect([path, content.includes(place)]).toEqual([path, false]);
  });
});

/** The same declaration with the keys of its maps and the items of its lists in another order. */
function reordered(value: unknown, next: () => number, inDocument = false): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => reordered(item, next, inDocument));
    // In a policy document the order is the author's: it is handed on as it was written.
    return inDocument ? items : shuffled(items, next);
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    shuffled(Object.entries(value), next).map(([key, inner]) => [
      key,
      reordered(inner, next, inDocument || "Statement" in value),
    ]),
  );
}

function shuffled<Item>(items: readonly Item[], next: () => number): Item[] {
  return items
    .map((item) => ({ item, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Numbers that look random and are the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
}
