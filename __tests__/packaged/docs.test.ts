/**
 * Every command of the documentation that needs no AWS account, as people would run them: those marked `sh` in a clean
 * checkout, those marked `sh published` in an empty folder with the package from its tarball.
 */
import { cpSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Block, blocksOf, markdownFiles } from "../support/markdown";
import { copyOfSources, emptyFolder, pack, removeFolders, root, run } from "./folder";

const blocks = markdownFiles()
  .flatMap(blocksOf)
  .filter(({ language }) => language === "sh");
const title = ({ file, line, text }: Block) => `${file}:${line} ${text.trim().replace(/\n/g, "; ")}`;
const marked = (mark: string) =>
  blocks.filter((block) => block.mark === mark).map((block) => [title(block), block] as const);

let checkout: string;
let tarball: string;
beforeAll(() => {
  const sources = copyOfSources();
  tarball = pack(sources).tarball;
  checkout = copyOfSources();
  rmSync(join(checkout, "node_modules"));
  run("git", ["init", "--quiet"], { cwd: checkout });
  run("git", ["add", "--all"], { cwd: checkout });
  run("npm", ["ci", "--prefer-offline", "--no-audit"], { cwd: checkout });
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
  // As if the tarball were on the registry already.
  const published = text
    .replaceAll(
      "npx cdktf-aws-cross-account-roles",
      `npm exec --yes --package ${tarball} -- cross-account-roles`,
    )
    .replaceAll("npm install", `npm install --prefer-offline --no-audit ${tarball}`);
  shell(published, folder);
});
