/**
 * The government platform of the examples with real Terraform, by a sample: three of its departments with their own files and
 * users, in accounts that the emulator makes. The emulator takes a second and 20 MB for each account.
 */
import { join } from "node:path";
import type { AccessFile } from "../../../access";
import { readDeclaration } from "../../../cli/access-file";
import { Deployment } from "./support";

const example = readDeclaration(join(__dirname, "../../../examples/government-platform/access.yaml"));
const organization = example.organization as NonNullable<AccessFile["organization"]>;
const sampled = ["benefits", "courts", "customs"];
const others = Object.values(example.targetAccounts).map(({ tags }) => String(tags?.department));
const isLeftOut = (name: string) => others.includes(name) && !sampled.includes(name);

let deployment: Deployment;
afterEach(() => deployment?.end());

test("three departments of the government platform get their roles, and nobody else's", async () => {
  const accounts = Object.entries(example.targetAccounts).filter(
    ([, { tags }]) => sampled.includes(String(tags?.department)) && tags?.service === "apply",
  );
  deployment = await Deployment.of({
    ...example,
    targetAccounts: {},
    roles: {},
    groups: {},
    users: {},
    organization: undefined,
  });
  const { id, unit, accountIds } = await deployment.organizationWith(
    accounts.length,
    organization.accountId as string,
  );
  const users = Object.entries(example.users ?? {}).filter(
    ([, { groups = [] }]) => !groups.some((group) => isLeftOut(String(group))),
  );
  await deployment.deploy({
    ...example,
    organization: { ...organization, id, organizationalUnits: [unit] },
    targetAccounts: Object.fromEntries(
      accounts.map(([name, account], index) => [name, { ...account, id: accountIds[index] as string }]),
    ),
    groups: Object.fromEntries(Object.entries(example.groups ?? {}).filter(([name]) => !isLeftOut(name))),
    users: Object.fromEntries(users),
  });
  // The emulator does not read auto_deployment back, so each plan replaces the stack sets, as it would not on AWS.
  const { changes } = await deployment.sandbox.plan();
  expect(changes.filter(({ address }) => !address.startsWith("aws_cloudformation_stack_set."))).toEqual([]);

  const trials = await deployment.sandbox.tryMatrix(await deployment.sandbox.readBack());
  expect(trials.filter(({ ok }) => !ok)).toEqual([]);
  expect(trials.filter(({ expected }) => expected === "allowed").length).toBeGreaterThan(accounts.length);
});
