/**
 * Every command of the documentation that needs no AWS account, as people would run them: those marked `sh` in a clean
 * checkout, those marked `sh published` in an empty folder with the package from its tarball.
 */
import { cpSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Block, blocksOf, markdownFiles } from "../support/markdown";
import { copyOfSources, emptyFolder, fromTarball, removeFolders, root, run } from "./folder";

const blocks = markdownFiles()
  .flatMap(blocksOf)
  .filter(({ language }) => language === "sh");
const title = ({ file, line, text }: Block) => `${file}:${line} ${text.trim().replace(/\n/g, "; ")}`;
const marked = (mark: string) =>
  blocks.filter((block) => block.mark === mark).map((block) => [title(block), block] as const);

let checkout: string;
beforeAll(() => {
  checkout = copyOfSources();
  run("git", ["init", "--quiet"], { cwd: checkout });
  run("git", ["add", "--all"], { cwd: checkout });
  // The README's own `npm ci` comes later.
  rmSync(join(checkout, "node_modules"));
  for (const folder of ["", "scripts/api-reference"])
    run("cp", ["-al", join(root, folder, "node_modules"), join(checkout, folder)]);
});
afterAll(removeFolders);

const shell = (text: string, cwd: string) =>
  run("bash", ["-euo", "pipefail", "-c", text], {
    cwd,
    input: "",
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
  });

test.each(marked(""))("in a checkout: %s", (_title, { text }) => {
  shell(text, checkout);
});

test.each(marked("published"))("with the published package: %s", (_title, { file, text }) => {
  const folder = emptyFolder();
  const example = join(root, dirname(file));
  if (example !== root && existsSync(join(example, "package.json")))
    cpSync(example, folder, { recursive: true });
  shell(fromTarball(text), folder);
});
