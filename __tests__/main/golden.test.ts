/** Whole outputs of the shipped access files, byte for byte. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCli, temporaryFolder } from "../support/cli";
import { expectGolden } from "../support/golden";

const root = join(__dirname, "../..");

test.each([
  ["lab", "access.yaml"],
  ["company", "examples/company/access.yaml"],
])("the Terraform JSON of the %s", async (name, file) => {
  const output = temporaryFolder();
  const { status, stderr } = await runCli(["synth", join(root, file), "--output", output], { cwd: root });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  expectGolden(`${name}.tf.json`, readFileSync(join(output, "stacks/access/cdk.tf.json"), "utf8"));
});

test("the company's file has no warning that it does not name and give a reason for", async () => {
  const file = join(root, "examples/company/access.yaml");
  expect(await runCli(["check", "--strict", file], { cwd: temporaryFolder() })).toMatchObject({
    status: 0,
    stdout: "",
    stderr: `${file}: no problems\n`,
  });
});
