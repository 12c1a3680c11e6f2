/** What is published says where it comes from, and its README has no link that leads nowhere. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/cli";
import { readWorkflow } from "../support/github-actions";
import { root } from "../support/markdown";

const { steps = [] } = readWorkflow(join(root, ".github/workflows/publish.yml")).jobs.publish ?? {};
const repository = "https://github.example/acme/access-roles";

function published(): string {
  const folder = temporaryFolder();
  for (const file of ["package.json", "README.md"]) cpSync(join(root, file), join(folder, file));
  const step = steps.find(({ name }) => name?.startsWith("Write the repository's address"));
  const { status, stderr } = spawnSync("bash", ["-e", "-c", step?.run ?? "exit 1"], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_REPOSITORY: "acme/access-roles",
      GITHUB_REF_NAME: "v1.0.0",
    },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return folder;
}

test("package.json names the repository that publishes it", () => {
  expect(JSON.parse(readFileSync(join(published(), "package.json"), "utf8"))).toMatchObject({
    name: "cdktf-aws-cross-account-roles",
    repository: { type: "git", url: `git+${repository}.git` },
    bugs: { url: `${repository}/issues` },
    homepage: `${repository}#readme`,
  });
});

/** A browser goes up for each `..`. */
const asBrowser = (link: string) => (link.startsWith("https:") ? new URL(link).href : link);

test("every link of the README leads to a file of this version, or to another site", () => {
  const text = readFileSync(join(published(), "README.md"), "utf8");
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
  const files = links.map(asBrowser).flatMap((link) => {
    const file = /^https:\/\/github\.example\/acme\/access-roles\/(?:blob|raw)\/v1\.0\.0\/([^#]+)/.exec(
      link,
    )?.[1];
    return file === undefined ? [] : [file];
  });
  expect(links.map(asBrowser)).toContain(`${repository}/actions/workflows/test.yml`);
  expect(files.length).toBeGreaterThan(15);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(links.filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
});

test("the repository's address comes before what is packed, of both packages", () => {
  const at = (text: string) =>
    steps.findIndex(({ name = "", run = "" }) => name.includes(text) || run.includes(text));
  expect(at("Write the repository's address")).toBeGreaterThan(-1);
  expect(at("Write the repository's address")).toBeLessThan(at("build:cdktn"));
});
