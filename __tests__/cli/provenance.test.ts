import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { company } from "../reports/access-of";
import { runCli, temporaryFolder } from "../support/cli";
import { commitAll, git } from "../support/git";

/** What the page in `<out>/access` says that it was made from. */
function provenance(cwd: string, output: string): string[] {
  const page = readFileSync(join(cwd, output, "access/index.html"), "utf8");
  return [...page.matchAll(/^<p>((?:Commit |.*SHA-256 ).*)<\/p>$/gm)].map(([, line]) => line as string);
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** A repository with an access file in two files, and `build/` ignored. */
function repository(): { readonly cwd: string; readonly hashes: string[] } {
  const cwd = temporaryFolder();
  const { users, ...rest } = company();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify({ ...rest, include: ["people.yaml"] }));
  writeFileSync(join(cwd, "people.yaml"), JSON.stringify({ users }));
  writeFileSync(join(cwd, ".gitignore"), "build/\n");
  commitAll(cwd);
  const hashes = ["access.yaml", "people.yaml"].map((name) => `${name}: SHA-256 ${sha256(join(cwd, name))}`);
  return { cwd, hashes };
}

const synth = (cwd: string, output: string, ...options: string[]) =>
  runCli(["synth", "--output", output, ...options], { cwd });

test("the page says which commit and which files it was made from", async () => {
  const { cwd, hashes } = repository();
  const commit = expect.stringMatching(/^Commit [0-9a-f]{40} of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect((await synth(cwd, "build/out")).status).toBe(0);
  const first = provenance(cwd, "build/out");
  expect(first).toEqual([commit, ...hashes]);

  // A commit of something else does not date the access anew.
  writeFileSync(join(cwd, "README.md"), "read me");
  git(cwd, "add", "--all");
  git(cwd, "commit", "--quiet", "--message", "something else");
  await synth(cwd, "build/out");
  expect(provenance(cwd, "build/out")).toEqual(first);

  writeFileSync(join(cwd, "people.yaml"), `${readFileSync(join(cwd, "people.yaml"), "utf8")}\n`);
  await synth(cwd, "build/out");
  expect(provenance(cwd, "build/out")).toEqual([
    `${first[0]}, with changes that are not committed`,
    hashes[0],
    `people.yaml: SHA-256 ${sha256(join(cwd, "people.yaml"))}`,
  ]);
});

test("a page that git would commit says neither, and --check takes it wherever it is", async () => {
  const { cwd } = repository();
  await synth(cwd, "out");
  expect(provenance(cwd, "out")).toEqual([]);
  // A comment changes the bytes of the file, and no page.
  writeFileSync(join(cwd, "people.yaml"), `${readFileSync(join(cwd, "people.yaml"), "utf8")}\n# comment\n`);
  expect(await synth(cwd, "out", "--check")).toMatchObject({ status: 0, stdout: "" });
  // A pipeline that unpacks an archive has no repository.
  const archive = temporaryFolder();
  git(cwd, "add", "--all");
  git(cwd, "checkout-index", "--all", `--prefix=${archive}/`);
  expect(await synth(archive, "out", "--check")).toMatchObject({ status: 0, stdout: "" });
});

test("without a repository, the page has the hash alone", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
  await synth(cwd, "out");
  expect(provenance(cwd, "out")).toEqual([`access.yaml: SHA-256 ${sha256(join(cwd, "access.yaml"))}`]);
});
