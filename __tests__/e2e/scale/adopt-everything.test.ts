/** An organization that exists, as the file says: adopted as a whole, and nothing in it changes. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PutGroupPolicyCommand, PutRolePolicyCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import type { AccessFile } from "../../../access";
import { policyDocument, policyJson } from "../../../iam/policy-document";
import type { SandboxPlan } from "../../../sandbox/sandbox";
import { accountId, Deployment, declaration } from "./support";

const home = "111111111111";
const a = accountId(1);
const looking = policyDocument({ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" });
const own = { managedPolicies: ["ReadOnlyAccess"], inlinePolicies: { own: looking } };

function organization(
  adopt: boolean,
  ofUser: object = { permissionsBoundary: "PowerUserAccess" },
): AccessFile {
  const adopted = adopt ? { adopt } : {};
  return declaration({
    identityAccount: { id: home, passwordPolicy: adopted },
    targetAccounts: { a: { id: a } },
    roles: { Reader: { targetAccounts: ["a"], ...own, ...adopted } },
    groups: { staff: { canAssume: ["Reader"], members: "*", ...own, ...adopted } },
    users: {
      alex: {
        consoleAccess: true,
        canAssume: ["Reader"],
        ...own,
        ...ofUser,
        ...adopted,
      },
    },
  } as never);
}

/** What an apply would do: each resource, with the arguments that change. */
function lines({ changes }: SandboxPlan): string[] {
  return changes
    .map(({ address, actions, attributes }) => `${actions.join()} ${address}: ${attributes.join()}`)
    .sort();
}

let deployment: Deployment;
afterEach(() => deployment?.end());

/** Terraform's state goes, and what it made stays. */
function forgetAll(): void {
  const folder = join(deployment.sandbox.output, "..");
  const states = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.tfstate(\.backup)?$/.test(file),
  );
  expect(states).not.toEqual([]);
  for (const state of states) rmSync(join(folder, state));
}

test("the first plan imports everything and changes nothing; an inline policy with another text is shown before it is overwritten", async () => {
  deployment = await Deployment.of(organization(false));
  await deployment.deploy(organization(false));
  forgetAll();

  deployment.synthOnly(organization(true));
  await deployment.sandbox.init();
  expect(lines(await deployment.sandbox.plan())).toEqual([]);

  // The emulator loses the boundary of a user, and an apply could not set it again.
  const withoutBoundary = (adopt: boolean) => organization(adopt, {});
  deployment.synthOnly(withoutBoundary(true));
  const [here, there] = [await deployment.iam(home), await deployment.iam(a)];
  const other = {
    PolicyName: "own",
    PolicyDocument: policyJson(policyDocument({ Effect: "Allow", Action: "ec2:*", Resource: "*" })),
  };
  await here.send(new PutUserPolicyCommand({ UserName: "alex", ...other }));
  await here.send(new PutGroupPolicyCommand({ GroupName: "staff", ...other }));
  await there.send(new PutRolePolicyCommand({ RoleName: "Reader", ...other }));
  const shown = await deployment.sandbox.plan();
  expect(lines(shown)).toEqual([
    "update aws_iam_group_policy.staff__own: policy",
    "update aws_iam_role_policy.a__Reader__own: policy",
    "update aws_iam_user_policy.alex__own: policy",
  ]);
  // With the text that the apply replaces, of each.
  expect(shown.text.match(/"ec2:\*"/g)?.length).toBeGreaterThanOrEqual(3);
  await deployment.sandbox.apply();

  deployment.synthOnly(withoutBoundary(false));
  expect(lines(await deployment.sandbox.plan())).toEqual([
    expect.stringMatching(/^create aws_iam_group_membership.staff/),
    "update aws_iam_role.a__Reader: force_detach_policies",
  ]);
  await deployment.sandbox.apply();
  expect(lines(await deployment.sandbox.plan())).toEqual([]);
});
