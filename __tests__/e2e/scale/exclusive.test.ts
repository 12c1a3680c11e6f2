/** What somebody gives by hand to a role, user or group of the file: the next plan shows it, and the next apply removes it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetGroupCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { stringify } from "yaml";
import { policyDocument, policyJson } from "../../../iam/policy-document";
import { run } from "../../../sandbox/process-group";
import { checkout } from "../support";
import { accountId, Deployment, declaration } from "./support";

const home = "111111111111";
const a = accountId(1);
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const anyRole = policyJson(policyDocument({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }));

let deployment: Deployment;
afterEach(() => deployment?.end());

/** What the next apply would change: addresses, with what is done. */
async function planned(): Promise<string[]> {
  const { changes } = await deployment.sandbox.plan();
  return changes.map(({ address, actions }) => `${actions.join()} ${address}`).sort();
}

async function attachedTo(RoleName: string): Promise<(string | undefined)[]> {
  const iam = await deployment.iam(a);
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return AttachedPolicies.map(({ PolicyName }) => PolicyName).sort();
}

async function inlineOf(UserName: string): Promise<string[] | undefined> {
  return (await (await deployment.iam(home)).send(new ListUserPoliciesCommand({ UserName }))).PolicyNames;
}

async function membersOf(GroupName: string): Promise<(string | undefined)[]> {
  const { Users = [] } = await (await deployment.iam(home)).send(new GetGroupCommand({ GroupName }));
  return Users.map(({ UserName }) => UserName).sort();
}

test("strangers among members and policies are planned for removal, and gone after the apply", async () => {
  const company = (ofGroup: object) =>
    declaration({
      targetAccounts: { a: { id: a } },
      roles: {
        Viewer: { targetAccounts: ["a"], managedPolicies: ["ViewOnlyAccess"] },
        Shared: { targetAccounts: ["a"], managedPolicies: ["ViewOnlyAccess"], exclusive: false },
      },
      groups: { admins: { canAssume: ["Viewer", "Shared"], ...ofGroup } },
      users: { alex: { groups: ["admins"], canAssume: ["Viewer"] }, kim: { exclusive: false } },
    } as never);
  deployment = await Deployment.of(company({ members: ["kim"] }));
  await deployment.deploy(company({ members: ["kim"] }));
  expect(await planned()).toEqual([]);

  const [here, there] = [await deployment.iam(home), await deployment.iam(a)];
  await here.send(new CreateUserCommand({ UserName: "mallory" }));
  await here.send(new AddUserToGroupCommand({ UserName: "mallory", GroupName: "admins" }));
  await here.send(new AttachGroupPolicyCommand({ GroupName: "admins", PolicyArn: administrator }));
  for (const UserName of ["alex", "kim"])
    await here.send(new PutUserPolicyCommand({ UserName, PolicyName: "more", PolicyDocument: anyRole }));
  for (const RoleName of ["Viewer", "Shared"])
    await there.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: administrator }));

  expect(await planned()).toEqual([
    "update aws_iam_group_membership.admins",
    "update aws_iam_group_policy_attachments_exclusive.admins",
    "update aws_iam_role_policy_attachments_exclusive.a__Viewer",
    "update aws_iam_user_policies_exclusive.alex",
  ]);
  await deployment.sandbox.apply();
  expect(await planned()).toEqual([]);
  expect(await membersOf("admins")).toEqual(["alex", "kim"]);
  const { AttachedPolicies } = await here.send(new ListAttachedGroupPoliciesCommand({ GroupName: "admins" }));
  expect(AttachedPolicies).toEqual([]);
  expect(await attachedTo("Viewer")).toEqual(["ViewOnlyAccess"]);
  expect(await inlineOf("alex")).toEqual(["assume-cross-account-roles"]);

  // With `exclusive: false`, all of it is left.
  expect(await attachedTo("Shared")).toEqual(["AdministratorAccess", "ViewOnlyAccess"]);
  expect(await inlineOf("kim")).toEqual(["more"]);
  await deployment.deploy(company({ members: ["kim"], exclusive: false }));
  expect(await planned()).toEqual([]);
  expect(await membersOf("admins")).toEqual(["alex", "kim"]);
});

test("an inline policy that the file adds writes over one of that name: only a refresh and verify tell of that one", async () => {
  const file = (own: object) =>
    declaration({
      targetAccounts: { a: { id: a } },
      roles: { Viewer: { targetAccounts: ["a"], ...own } },
      groups: { admins: { canAssume: ["Viewer"], ...own } },
      users: { alex: { canAssume: ["Viewer"], ...own } },
    } as never);
  deployment = await Deployment.of(file({}));
  await deployment.deploy(file({}));
  const byHand = {
    PolicyName: "own",
    PolicyDocument: policyJson(policyDocument({ Effect: "Allow", Action: "ec2:*", Resource: "*" })),
  };
  const [here, there] = [await deployment.iam(home), await deployment.iam(a)];
  await here.send(new PutUserPolicyCommand({ UserName: "alex", ...byHand }));
  await here.send(new PutGroupPolicyCommand({ GroupName: "admins", ...byHand }));
  await there.send(new PutRolePolicyCommand({ RoleName: "Viewer", ...byHand }));

  const own = policyDocument({ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" });
  const changed = file({ inlinePolicies: { own } });
  deployment.synthOnly(changed);
  const { changes, text } = await deployment.sandbox.plan();
  expect(changes.map(({ address, actions }) => `${actions.join()} ${address}`).sort()).toEqual([
    "create aws_iam_group_policy.admins__own",
    "create aws_iam_role_policy.a__Viewer__own",
    "create aws_iam_user_policy.alex__own",
  ]);
  expect(text).not.toContain("ec2:*");

  const environment = { env: deployment.sandbox.environment, cwd: deployment.stack("access") };
  const refreshed = await run("terraform", ["plan", "-refresh-only", "-no-color"], environment);
  for (const list of [
    "group_policies_exclusive.admins",
    "role_policies_exclusive.a__Viewer",
    "user_policies_exclusive.alex",
  ])
    expect(refreshed.stdout).toContain(`# aws_iam_${list} has changed`);
  expect(refreshed.stdout.match(/\+ "own"/g)).toHaveLength(3);
  expect(refreshed.stdout.match(/"ec2:\*"/g)).toHaveLength(1);

  const path = join(deployment.sandbox.folder, "changed.yaml");
  writeFileSync(path, stringify(changed));
  const verify = [join(checkout, "lib/cli/main.js"), "verify", path, "--format", "json"];
  const { findings } = JSON.parse((await run(process.execPath, verify, environment)).stdout);
  expect(findings.filter(({ id }: { id: string }) => id === "policy-differs")).toEqual(
    ["group admins", "user alex", "role Viewer"].map((about) =>
      expect.objectContaining({ about, text: expect.stringContaining("+ ec2:* on *") }),
    ),
  );
});

test("what is adopted keeps its policies until adopt is removed, and then the plan names them first", async () => {
  const file = (ofRole: object) =>
    declaration({
      targetAccounts: { a: { id: a } },
      roles: { Reader: { targetAccounts: ["a"], managedPolicies: ["ReadOnlyAccess"], ...ofRole } },
    });
  deployment = await Deployment.of(declaration({ targetAccounts: { a: { id: a } }, roles: {} }));
  const there = await deployment.iam(a);
  const trust = policyJson(
    policyDocument({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: a } }),
  );
  await there.send(new CreateRoleCommand({ RoleName: "Reader", AssumeRolePolicyDocument: trust }));
  await there.send(new AttachRolePolicyCommand({ RoleName: "Reader", PolicyArn: administrator }));

  deployment.synthOnly(file({ adopt: true }));
  await deployment.sandbox.init();
  await deployment.sandbox.apply();
  expect(await planned()).toEqual([]);
  expect(await attachedTo("Reader")).toEqual(["AdministratorAccess", "ReadOnlyAccess"]);

  deployment.synthOnly(file({}));
  expect(await planned()).toEqual([
    // Of `force_detach_policies` alone, which is not in AWS: an import cannot read it.
    "update aws_iam_role.a__Reader",
    "update aws_iam_role_policy_attachments_exclusive.a__Reader",
  ]);
  await deployment.sandbox.apply();
  expect(await planned()).toEqual([]);
  expect(await attachedTo("Reader")).toEqual(["ReadOnlyAccess"]);
});
