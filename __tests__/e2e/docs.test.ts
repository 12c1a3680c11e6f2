/** The commands of the documentation that need the sandbox, each once. */
import { spawnSync } from "node:child_process";
import { blocksOf, markdownFiles, root } from "../support/markdown";

const commands = new Set(
  markdownFiles()
    .flatMap(blocksOf)
    .filter(({ language, mark }) => language === "sh" && mark === "sandbox")
    .map(({ text }) => text),
);

test.each([...commands])("%s", (text) => {
  const { status, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", text], {
    cwd: root,
    encoding: "utf8",
    input: "",
  });
  expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);
});
