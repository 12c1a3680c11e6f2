import { GetRoleCommand, GetRolePolicyCommand } from "@aws-sdk/client-iam";
import type { AccessFile } from "../../../access";
import { outcomeOf } from "../../../sandbox/emulated-aws";
import { run } from "../../../sandbox/process-group";
import { Deployment, declaration } from "./support";

const management = "999900001111";
let deployment: Deployment;
afterEach(() => deployment.end());

test("a stack set brings a role to every account of the unit, as it is declared; other units touch nothing there, and the last role takes its stack set along", async () => {
  deployment = await Deployment.of(declaration({ targetAccounts: {}, roles: {}, users: { alex: {} } }));
  const { id, unit, emptyUnit, accountIds } = await deployment.organizationWith(3, management);
  const inlinePolicies = {
    own: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::home/${aws:username}/*" },
      ],
    },
  };
  const declared: AccessFile = declaration({
    organization: { id, accountId: management, organizationalUnits: [unit] },
    targetAccounts: Object.fromEntries(accountIds.map((account, n) => [`member-${n}`, { id: account }])),
    roles: {
      Viewer: {
        rollout: "stackSet",
        path: "/teams/",
        description: "Looks, and touches nothing",
        targetAccounts: "*",
        managedPolicies: ["ViewOnlyAccess"],
        inlinePolicies,
        maxSessionDuration: "2h",
        requireMfa: false,
        tags: { team: "platform" },
      },
    },
    users: { alex: { canAssume: ["Viewer"] } },
  });
  deployment.synthOnly(declared);
  await deployment.sandbox.init();
  await deployment.sandbox.apply();

  for (const accountId of accountIds) {
    const iam = await deployment.iam(accountId);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "Viewer" }));
    expect(Role).toMatchObject({
      Arn: `arn:aws:iam::${accountId}:role/teams/Viewer`,
      MaxSessionDuration: 7200,
    });
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""))).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111111111111:root" } },
      ],
    });
    // Not read here: managed policies. The emulator's CloudFormation leaves ManagedPolicyArns out; the unit tests hold
    // the template against what Terraform would make, attribute by attribute.
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: "Viewer", PolicyName: "own" }),
    );
    // The emulator's CloudFormation keeps it in a form that is no JSON.
    expect(decodeURIComponent(PolicyDocument ?? "")).toContain("arn:aws:s3:::home/${aws:username}/*");
  }

  const keys = await deployment.sandbox.keysOf("alex");
  await deployment.sandbox.enforce(true);
  const assume = (account: string, role: string) =>
    outcomeOf(
      deployment.sandbox.aws.assume(keys, `arn:aws:iam::${account}:role/${role}`, { sessionName: "alex" }),
    );
  for (const accountId of accountIds) expect(await assume(accountId, "teams/Viewer")).toBe("allowed");
  expect(await assume(management, "teams/Viewer")).toBe("access denied");
  await deployment.sandbox.enforce(false);

  const instance = (of: string) => `aws_cloudformation_stack_set_instance.Viewer__${of}`;
  const set = "aws_cloudformation_stack_set.Viewer";
  const changesOf = async (organizationalUnits: string[], roles = declared.roles) => {
    const users = { alex: { canAssume: Object.keys(roles) } };
    deployment.synthOnly({
      ...declared,
      organization: { id, accountId: management, organizationalUnits },
      roles,
      users,
    });
    const { changes } = await deployment.terraform.plan(deployment.stack("organization"));
    return Object.fromEntries(changes.map(({ address, actions }) => [address, actions.join()]));
  };
  // The emulator does not read auto_deployment back, so each plan replaces the stack set itself, as it would not on AWS.
  const changesOfInstances = async (...changed: Parameters<typeof changesOf>) => {
    const { [set]: _set, ...instances } = await changesOf(...changed);
    return instances;
  };
  const tolerant = {
    Viewer: {
      ...declared.roles.Viewer,
      targetAccounts: "*",
      stackSet: { failureTolerancePercentage: 20 },
    } as const,
  };

  // As docs/changes.md says, where the state does not know a stack set that there is.
  const terraform = async (...args: string[]) => {
    const cwd = deployment.stack("organization");
    const done = await run("terraform", args, { env: deployment.sandbox.environment, cwd });
    expect(done).toMatchObject({ status: 0 });
  };
  await terraform("state", "rm", set);
  await terraform("import", "-input=false", set, "cross-account-role-Viewer");
  expect(await changesOfInstances([unit])).toEqual({});
  expect(await changesOfInstances([unit], tolerant)).toEqual({});
  expect(await changesOfInstances([unit, emptyUnit])).toEqual({ [instance(emptyUnit)]: "create" });
  expect(await changesOfInstances([emptyUnit])).toEqual({
    [instance(unit)]: "delete",
    [instance(emptyUnit)]: "create",
  });
  expect(await changesOf([unit], {})).toEqual({ [set]: "delete", [instance(unit)]: "delete" });
});
