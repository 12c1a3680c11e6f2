/** Two access files of two teams on one identity account: neither takes the policies of the other. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListPoliciesCommand,
} from "@aws-sdk/client-iam";
import { stringify } from "yaml";
import type { AccessFile } from "../../../access";
import { accountId, Deployment, declaration } from "./support";

const home = "111111111111";
const many = Array.from({ length: 12 }, (_, index) => `Reader${index}-${"x".repeat(50)}`);

/** A file whose user needs every policy that is made in the identity account, and a group of both files. */
function fileOf(team: string, account: string): AccessFile {
  return declaration({
    policyNamePrefix: team === "one" ? undefined : `${team}-`,
    identityAccount: { id: home, denyWithoutMfa: true },
    targetAccounts: { [team]: { id: account } },
    roles: Object.fromEntries(
      many.map((name) => [
        name,
        // A path this long makes the grants outgrow an inline policy.
        { path: `/${"p".repeat(100)}/`, targetAccounts: "*" as const, managedPolicies: ["ViewOnlyAccess"] },
      ]),
    ),
    groups: { staff: { existing: true, canAssume: [many[0] as string] } },
    users: { [`user-of-${team}`]: { selfService: true, ignore: ["readable-password"], canAssume: many } },
  } as never);
}

const [one, two] = [fileOf("one", accountId(1)), fileOf("two", accountId(2))];
let deployment: Deployment;
afterAll(() => deployment?.end());

test("both files apply, both plan empty, and each has policies of its own", async () => {
  deployment = await Deployment.of(one);
  const here = await deployment.iam(home);
  await deployment.deploy(one);

  // The other team's file, in its own folder with its own state.
  const folder = join(deployment.sandbox.folder, "other");
  mkdirSync(folder);
  writeFileSync(join(folder, "access.yaml"), stringify(two));
  const command = join(__dirname, "../../../lib/cli/main.js");
  const synth = spawnSync(process.execPath, [command, "synth"], { cwd: folder, encoding: "utf8" });
  expect([synth.status, synth.stderr]).toEqual([0, expect.anything()]);
  const stack = join(folder, "cdktf.out/stacks/access");
  const terraform = (...args: string[]) => {
    const ran = spawnSync("terraform", [`-chdir=${stack}`, ...args, "-input=false", "-no-color"], {
      env: deployment.sandbox.environment,
      encoding: "utf8",
    });
    return { status: ran.status, text: `${ran.stdout}${ran.stderr}` };
  };
  for (const args of [["init"], ["apply", "-auto-approve"]])
    expect(terraform(...args)).toEqual({ status: 0, text: expect.anything() });

  expect(terraform("plan", "-detailed-exitcode")).toEqual({ status: 0, text: expect.anything() });
  expect((await deployment.sandbox.plan()).changes).toEqual([]);

  const { Policies = [] } = await here.send(new ListPoliciesCommand({ Scope: "Local" }));
  const names = Policies.map(({ PolicyName = "" }) => PolicyName).sort();
  expect(names).toEqual(expect.arrayContaining(["self-service", "two-self-service", "deny-without-mfa"]));
  for (const name of names)
    expect([name, name.includes("user-of-one") && name.startsWith("two-")]).toEqual([name, false]);
  const { PolicyNames } = await here.send(new ListGroupPoliciesCommand({ GroupName: "staff" }));
  expect(PolicyNames?.sort()).toEqual(["assume-cross-account-roles", "two-assume-cross-account-roles"]);
  for (const team of ["one", "two"]) {
    const { AttachedPolicies = [] } = await here.send(
      new ListAttachedUserPoliciesCommand({ UserName: `user-of-${team}` }),
    );
    expect(AttachedPolicies.length).toBeGreaterThan(2);
    for (const { PolicyName } of AttachedPolicies)
      expect([team, PolicyName?.startsWith("two-")]).toEqual([team, team === "two"]);
  }
});
