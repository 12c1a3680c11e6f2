/** A sandbox that is interrupted, at whatever moment, leaves no process and no file. */
import { runSandbox } from "./support";

test.each([
  ["while the emulator starts", "SIGINT", "readable-password", 130],
  ["while it synthesizes", "SIGINT", "✔ start the emulator", 130],
  ["while Terraform initializes", "SIGINT", "✔ synth", 130],
  ["while Terraform plans, by kill", "SIGTERM", "✔ terraform apply", 143],
  ["while Terraform destroys", "SIGINT", "✔ walk the lab's step 4", 130],
  ["at the end", "SIGINT", "✔ IAM enforcement off, terraform destroy", 130],
] as const)("%s", async (_when, by, at, status) => {
  const ran = await runSandbox(["access.yaml"], { interrupt: { by, at } });
  expect(ran.stderr).toContain(`${by}: cleaning up`);
  expect(ran).toMatchObject({ status, stdout: "", leftFiles: [], leftProcesses: [] });
});

test("while access is tried in one that would be kept", async () => {
  const at = "✔ roles and policies read back";
  const ran = await runSandbox(["access.yaml", "--keep"], { interrupt: { by: "SIGINT", at } });
  expect(ran).toMatchObject({ status: 130, stdout: "", leftFiles: [], leftProcesses: [] });
});

test("while Terraform applies, under npm, which sends the signal of the terminal once more", async () => {
  const ran = await runSandbox(["access.yaml"], {
    command: ["npm", "run", "--silent", "sandbox", "--"],
    interrupt: { by: "SIGINT", at: "✔ terraform init" },
  });
  expect(ran).toMatchObject({ stdout: "", leftFiles: [], leftProcesses: [] });
});
