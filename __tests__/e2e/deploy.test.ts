/** `cdktf deploy` itself, as people run it in their checkout. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { Sandbox } from "../../sandbox/sandbox";
import { checkout, temporaryFolder } from "./support";

/** A copy of the checkout, as it is now, so that the checkout itself stays clean. */
function copyOfCheckout(): string {
  const folder = temporaryFolder();
  const { stdout } = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: checkout,
    encoding: "utf8",
  });
  for (const name of stdout.split("\0")) {
    if (name === "" || name === "node_modules" || !existsSync(join(checkout, name))) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(checkout, name), join(folder, name));
  }
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  return folder;
}

test("npm run deploy makes the lab's access, and cdktf destroy takes it away", async () => {
  const folder = copyOfCheckout();
  const sandbox = await Sandbox.start(join(folder, "access.yaml"));
  const run = (command: string, ...args: string[]) => {
    const ran = spawnSync(command, args, {
      cwd: folder,
      env: { ...sandbox.environment, ACCESS_FILE: join(folder, "access.yaml"), CI: "true" },
      encoding: "utf8",
    });
    return { status: ran.status, output: `${ran.stdout}${ran.stderr}` };
  };
  try {
    const deployed = run("npm", "run", "deploy", "--", "--auto-approve", "--skip-provider-lock");
    expect(deployed).toMatchObject({
      status: 0,
      output: expect.stringMatching(/Apply complete! Resources: 9 added/),
    });
    expect(existsSync(join(folder, "terraform.access.tfstate"))).toBe(true);
    const trials = await sandbox.tryMatrix(await sandbox.readBack());
    expect(trials).toMatchObject([{ user: "alex", role: "CrossAccount-B", observed: "allowed", ok: true }]);
    expect((await sandbox.tryLab()).filter(({ ok }) => !ok)).toEqual([]);

    await sandbox.enforce(false);
    await sandbox.removeKeys();
    const destroyed = run(
      "node",
      "lib/scripts/cdktf.js",
      "destroy",
      "--auto-approve",
      "--skip-provider-lock",
    );
    expect(destroyed).toMatchObject({ status: 0 });
    expect(await sandbox.leftovers()).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});
