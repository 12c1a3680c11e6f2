/** The script of the example pipelines, with a command that stands for Terraform: what it makes of stacks that fail. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/cli";
import { root } from "../support/markdown";

/** Fails where the stack's file names the command that is run. */
const terraform = `#!/bin/sh
folder=\${1#-chdir=}
if grep -q "$2 fails" "$folder/cdk.tf.json"; then echo "Error: no $2 here"; exit 1; fi
echo "$2 of $folder"
`;

/** Runs the script in a project with stacks: name -> what its file says. */
function runStacks(verb: string, stacks: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(stacks)) {
    mkdirSync(join(folder, "terraform/stacks", name), { recursive: true });
    writeFileSync(join(folder, "terraform/stacks", name, "cdk.tf.json"), text);
  }
  const command = join(folder, "terraform-here");
  writeFileSync(command, terraform);
  chmodSync(command, 0o755);
  const script = join(root, "examples/pipeline/terraform-stacks.sh");
  const { status, stdout } = spawnSync("sh", [script, verb, ...Object.keys(stacks)], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TERRAFORM: command },
  });
  const output = (stack: string) => readFileSync(join(folder, `terraform-output/${stack}.txt`), "utf8");
  return { status, stdout, output };
}

test("it succeeds when every stack does", () => {
  const { status, stdout } = runStacks("plan", { access: "", dev: "" });
  expect([status, stdout]).toEqual([0, expect.stringContaining("== plan of stack dev: done")]);
});

test.each(["init", "apply"])("a stack whose %s fails stops no other, and the status is 1", (command) => {
  const { status, stdout, output } = runStacks("apply", { access: `${command} fails`, dev: "" });
  expect(status).toBe(1);
  expect(stdout).toContain(`Error: no ${command} here`);
  expect(output("access")).toContain(`== ${command} of stack access: FAILED`);
  expect(output("dev")).toContain("apply of terraform/stacks/dev");
});

test("it takes no other command of Terraform", () => {
  expect(runStacks("destroy", { access: "" }).status).toBe(2);
});
