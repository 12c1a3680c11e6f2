import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { company } from "../reports/access-of";
import { runCli, temporaryFolder } from "../support/cli";

/** Path -> bytes of all reports that a synth writes. */
function reportsIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
      }),
  );
}

test("a synth writes every report beside the Terraform JSON", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
  expect((await runCli(["synth"], { cwd })).status).toBe(0);
  expect(Object.keys(reportsIn(join(cwd, "cdktf.out/access"))).sort()).toEqual([
    "access.json",
    "access.md",
    "clients/alex/aws-config",
    "clients/alex/aws-extend-switch-roles.ini",
    "clients/bea/aws-config",
    "clients/bea/aws-extend-switch-roles.ini",
    "clients/carol/aws-config",
    "index.html",
  ]);
});

test("the same file gives the same bytes, from another folder and with its entries in another order", async () => {
  const [one, other] = [temporaryFolder(), temporaryFolder()];
  const turned = <Value>(map: Record<string, Value> | undefined) =>
    Object.fromEntries(Object.entries(map ?? {}).reverse());
  const { users, roles, targetAccounts, groups, ...rest } = company();
  const file = {
    users: turned(users),
    groups: turned(groups),
    roles: turned(roles),
    ...rest,
    targetAccounts: turned(targetAccounts),
  };
  writeFileSync(join(one, "access.yaml"), JSON.stringify(company()));
  writeFileSync(join(other, "access.yaml"), JSON.stringify(file));
  await runCli(["synth"], { cwd: one });
  await runCli(["synth"], { cwd: other });
  expect(reportsIn(join(other, "cdktf.out/access"))).toEqual(reportsIn(join(one, "cdktf.out/access")));
});

test("a user who is gone keeps no configuration", async () => {
  const cwd = temporaryFolder();
  const file = company();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(file));
  await runCli(["synth"], { cwd });
  expect(existsSync(join(cwd, "cdktf.out/access/clients/carol"))).toBe(true);
  delete file.users?.carol;
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(file));
  await runCli(["synth"], { cwd });
  expect(existsSync(join(cwd, "cdktf.out/access/clients/carol"))).toBe(false);
});

test("a file that is wrong leaves the reports of the last one", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), JSON.stringify(company()));
  await runCli(["synth"], { cwd });
  const before = reportsIn(join(cwd, "cdktf.out/access"));
  writeFileSync(join(cwd, "access.yaml"), "roles: {}\n");
  expect((await runCli(["synth"], { cwd })).status).toBe(1);
  expect(reportsIn(join(cwd, "cdktf.out/access"))).toEqual(before);
});
