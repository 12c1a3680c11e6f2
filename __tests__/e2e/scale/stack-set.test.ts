import { GetRoleCommand, GetRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import type { AccessFile } from "../../../access";
import { outcomeOf } from "../../../sandbox/emulated-aws";
import { Deployment, declaration } from "./support";

const management = "999900001111";
let deployment: Deployment;
afterEach(() => deployment.end());

/** An organization with a unit, and as many accounts in it. */
async function organizationWith(
  accounts: number,
): Promise<{ id: string; unit: string; accountIds: string[] }> {
  const { aws } = deployment.sandbox;
  const client = new OrganizationsClient({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: await aws.inside(management),
  });
  const { Organization } = await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  const { Roots: [root] = [] } = await client.send(new ListRootsCommand({}));
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ ParentId: root?.Id, Name: "workloads" }),
  );
  const accountIds: string[] = [];
  for (let n = 0; n < accounts; n++) {
    const { CreateAccountStatus } = await client.send(
      new CreateAccountCommand({ AccountName: `member-${n}`, Email: `member-${n}@example.com` }),
    );
    const AccountId = CreateAccountStatus?.AccountId;
    await client.send(
      new MoveAccountCommand({
        AccountId,
        SourceParentId: root?.Id,
        DestinationParentId: OrganizationalUnit?.Id,
      }),
    );
    accountIds.push(AccountId as string);
  }
  return { id: Organization?.Id as string, unit: OrganizationalUnit?.Id as string, accountIds };
}

test("a stack set brings a role to every account of the unit, as it is declared, and whoever is granted it gets in", async () => {
  deployment = await Deployment.of(declaration({ targetAccounts: {}, roles: {}, users: { alex: {} } }));
  const { id, unit, accountIds } = await organizationWith(3);
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
});
