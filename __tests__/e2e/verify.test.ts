/** `verify` against the emulator: what was deployed is clean, and each thing changed by hand is found. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { VerifyFindingId } from "../../live/finding";
import { Sandbox } from "../../sandbox/sandbox";
import { checkout, temporaryFolder } from "./support";

const file = join(temporaryFolder(), "access.yaml");
const accessFile = `
deployWith: { role: OrganizationAccountAccessRole }
identityAccount: { id: "111111111111", deployWith: ambient }
targetAccounts:
  dev: { id: "222222222222" }
  prod: { id: "333333333333" }
roles:
  Reader: { targetAccounts: "*", managedPolicies: [ReadOnlyAccess], requireMfa: false }
  Limited:
    targetAccounts: [dev]
    managedPolicies: [PowerUserAccess]
    permissionsBoundary: ReadOnlyAccess
    requireMfa: false
    inlinePolicies: { notes: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] } }
  Deploy:
    targetAccounts: [prod]
    managedPolicies: [PowerUserAccess]
    trustedEntity: { webIdentity: { provider: token.example.com, audience: acme, subjects: [deploy] } }
identityProviders:
  pipeline: { oidc: { url: "https://token.example.com", audiences: [acme] } }
groups:
  auditors: { canAssume: [Reader] }
users:
  alex: { groups: [auditors] }
  billie: { groups: [auditors], canAssume: [Limited] }
expected:
  - { finding: undeclared-grant, name: sandbox-deployer, reason: The sandbox deploys with this user. }
  - { finding: undeclared-role, name: sandbox-not-granted, reason: The sandbox makes a role that nobody is granted. }
`;

interface Verified {
  readonly status: number | null;
  readonly findings: readonly {
    readonly id: VerifyFindingId;
    readonly about: string;
    readonly text: string;
  }[];
  readonly stderr: string;
}

let sandbox: Sandbox;

beforeAll(async () => {
  writeFileSync(file, accessFile);
  sandbox = await Sandbox.start(file);
  await sandbox.synth();
  await sandbox.init();
  await sandbox.apply();
});

afterAll(async () => {
  await sandbox.stop();
});

function verify(...args: string[]): Verified {
  const command = join(checkout, "lib/cli/main.js");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, "verify", file, "--format", "json", ...args],
    { encoding: "utf8", env: sandbox.environment },
  );
  return { status, stderr, findings: stdout === "" ? [] : JSON.parse(stdout).findings };
}

async function iam(accountId: string): Promise<IAMClient> {
  return sandbox.aws.iam(await sandbox.aws.inside(accountId));
}

function trustOf(principal: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: principal } }],
  });
}

const allow = (Action: string, Resource: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });

const identity = "111111111111";
const dev = "222222222222";

test("what was deployed is as the file says", () => {
  expect(verify()).toEqual({ status: 0, findings: [], stderr: "" });
});

describe("a user tries every role", () => {
  afterAll(async () => {
    await sandbox.removeKeys();
    const client = await iam(identity);
    const remove = (UserName: string, PolicyName: string) =>
      client.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
    await remove("alex", "emulator-only");
    await remove("billie", "emulator-only");
    await remove("alex", "by-hand");
    await client.send(new AddUserToGroupCommand({ UserName: "alex", GroupName: "auditors" }));
  });

  const attempt = async (user: string, keysOf = user) => {
    await sandbox.enforce(false);
    const { accessKeyId, secretAccessKey } = await sandbox.keysOf(keysOf);
    // The emulator asks for a permission for this call, and AWS does not.
    await (await iam(identity)).send(
      new PutUserPolicyCommand({
        UserName: keysOf,
        PolicyName: "emulator-only",
        PolicyDocument: allow("sts:GetCallerIdentity", "*"),
      }),
    );
    await sandbox.enforce(true);
    const { AWS_PROFILE: _, ...environment } = sandbox.environment;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(checkout, "lib/cli/main.js"), "verify", file, "--try", user, "--format", "json"],
      {
        encoding: "utf8",
        env: { ...environment, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
      },
    );
    await sandbox.enforce(false);
    return { status, stderr, trials: stdout === "" ? [] : JSON.parse(stdout) };
  };
  const trial = (role: string, account: string, expected: string, observed = expected) => ({
    account,
    role,
    expected,
    observed,
    hint: "",
  });

  test("and gets into those that the file grants, and no other", async () => {
    const { status, trials } = await attempt("alex");
    expect(trials).toEqual([
      trial("Deploy", "prod", "refused"),
      trial("Limited", "dev", "refused"),
      trial("Reader", "dev", "allowed"),
      trial("Reader", "prod", "allowed"),
    ]);
    expect(status).toBe(0);
  });

  test("a grant that is missing, or is too much, is found", async () => {
    const client = await iam(identity);
    await client.send(new RemoveUserFromGroupCommand({ UserName: "alex", GroupName: "auditors" }));
    await client.send(
      new PutUserPolicyCommand({
        UserName: "alex",
        PolicyName: "by-hand",
        PolicyDocument: allow("sts:AssumeRole", "arn:aws:iam::222222222222:role/Limited"),
      }),
    );
    const { status, trials } = await attempt("alex");
    expect(trials).toEqual([
      trial("Deploy", "prod", "refused"),
      trial("Limited", "dev", "refused", "allowed"),
      trial("Reader", "dev", "allowed", "refused"),
      trial("Reader", "prod", "allowed", "refused"),
    ]);
    expect(status).toBe(1);
  });

  test("credentials of somebody else are refused", async () => {
    const { status, stderr } = await attempt("alex", "billie");
    expect(status).toBe(2);
    expect(stderr).toContain(
      "--try alex: the credentials are those of arn:aws:iam::111111111111:user/billie; sign in as arn:aws:iam::111111111111:user/alex",
    );
  });
});

interface Planted {
  readonly id: VerifyFindingId;
  readonly about: string;
  readonly plant: () => Promise<unknown>;
  readonly undo?: () => Promise<unknown>;
}

const planted: readonly Planted[] = [
  {
    id: "foreign-managed-policy",
    about: "role Reader",
    plant: async () =>
      (await iam(dev)).send(
        new AttachRolePolicyCommand({
          RoleName: "Reader",
          PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
      ),
    undo: async () =>
      (await iam(dev)).send(
        new DetachRolePolicyCommand({
          RoleName: "Reader",
          PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
      ),
  },
  {
    id: "missing-policy",
    about: "role Reader",
    plant: async () =>
      (await iam(dev)).send(
        new DetachRolePolicyCommand({
          RoleName: "Reader",
          PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        }),
      ),
    undo: async () =>
      (await iam(dev)).send(
        new AttachRolePolicyCommand({
          RoleName: "Reader",
          PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        }),
      ),
  },
  {
    id: "foreign-inline-policy",
    about: "role Reader",
    plant: async () =>
      (await iam(dev)).send(
        new PutRolePolicyCommand({
          RoleName: "Reader",
          PolicyName: "more",
          PolicyDocument: allow("iam:*", "*"),
        }),
      ),
    undo: async () =>
      (await iam(dev)).send(new DeleteRolePolicyCommand({ RoleName: "Reader", PolicyName: "more" })),
  },
  {
    id: "policy-differs",
    about: "role Limited",
    plant: async () =>
      (await iam(dev)).send(
        new PutRolePolicyCommand({
          RoleName: "Limited",
          PolicyName: "notes",
          PolicyDocument: allow("s3:*", "*"),
        }),
      ),
    undo: async () =>
      (await iam(dev)).send(
        new PutRolePolicyCommand({
          RoleName: "Limited",
          PolicyName: "notes",
          PolicyDocument: allow("s3:GetObject", "*"),
        }),
      ),
  },
  {
    id: "boundary-differs",
    about: "role Limited",
    plant: async () =>
      (await iam(dev)).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "Limited" })),
    undo: async () =>
      (await iam(dev)).send(
        new PutRolePermissionsBoundaryCommand({
          RoleName: "Limited",
          PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        }),
      ),
  },
  {
    id: "trust-differs",
    about: "role Reader",
    plant: async () =>
      (await iam(dev)).send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: "Reader",
          PolicyDocument: trustOf("arn:aws:iam::999999999999:root"),
        }),
      ),
    undo: async () =>
      (await iam(dev)).send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: "Reader",
          PolicyDocument: trustOf(`arn:aws:iam::${identity}:root`),
        }),
      ),
  },
  {
    id: "session-longer",
    about: "role Reader",
    plant: async () =>
      (await iam(dev)).send(new UpdateRoleCommand({ RoleName: "Reader", MaxSessionDuration: 43200 })),
    undo: async () =>
      (await iam(dev)).send(new UpdateRoleCommand({ RoleName: "Reader", MaxSessionDuration: 3600 })),
  },
  {
    id: "undeclared-role",
    about: "role Backdoor",
    plant: async () =>
      (await iam(dev)).send(
        new CreateRoleCommand({
          RoleName: "Backdoor",
          AssumeRolePolicyDocument: trustOf(`arn:aws:iam::${identity}:root`),
        }),
      ),
    undo: async () =>
      (await iam(dev)).send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: "Backdoor",
          PolicyDocument: trustOf("arn:aws:iam::999999999999:root"),
        }),
      ),
  },
  {
    id: "undeclared-audience",
    about: "OpenID Connect provider token.example.com",
    plant: () => giveAudiences("acme", "anybody"),
    undo: () => giveAudiences("acme"),
  },
  {
    id: "undeclared-member",
    about: "group auditors",
    plant: async () => {
      const client = await iam(identity);
      await client.send(new CreateUserCommand({ UserName: "stranger" }));
      return client.send(new AddUserToGroupCommand({ UserName: "stranger", GroupName: "auditors" }));
    },
    undo: async () =>
      (await iam(identity)).send(
        new RemoveUserFromGroupCommand({ UserName: "stranger", GroupName: "auditors" }),
      ),
  },
  {
    id: "missing-member",
    about: "group auditors",
    plant: async () =>
      (await iam(identity)).send(
        new RemoveUserFromGroupCommand({ UserName: "billie", GroupName: "auditors" }),
      ),
    undo: async () =>
      (await iam(identity)).send(new AddUserToGroupCommand({ UserName: "billie", GroupName: "auditors" })),
  },
];

/** The provider of the pipeline, with audiences that somebody gave it. */
async function giveAudiences(...ClientIDList: readonly string[]) {
  const client = await iam("333333333333");
  const OpenIDConnectProviderArn = "arn:aws:iam::333333333333:oidc-provider/token.example.com";
  await client.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  return client.send(
    new CreateOpenIDConnectProviderCommand({
      Url: "https://token.example.com",
      ClientIDList: [...ClientIDList],
    }),
  );
}

test.each(planted)("$id is found when it is made by hand", async ({ id, about, plant, undo }) => {
  await plant();
  const found = verify();
  await undo?.();
  expect(found.findings).toEqual([expect.objectContaining({ id, about })]);
  expect(found.status).toBe(1);
  expect(verify().findings).toEqual([]);
});

test("a permission to assume roles that the file does not grant is found, whoever has it", async () => {
  const client = await iam(identity);
  await client.send(
    new PutUserPolicyCommand({
      UserName: "stranger",
      PolicyName: "all",
      PolicyDocument: allow("sts:AssumeRole", "*"),
    }),
  );
  await client.send(
    new AttachUserPolicyCommand({
      UserName: "alex",
      PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    }),
  );
  const { findings } = verify();
  expect(findings.map(({ id, about }) => `${id} ${about}`)).toEqual([
    "undeclared-grant user alex",
    "undeclared-grant user stranger",
    "foreign-managed-policy user alex",
  ]);
  expect(findings[0]?.text).toContain("arn:aws:iam::222222222222:role/Limited");
  expect(findings[0]?.text).not.toContain("role/Reader");
  expect(findings[1]?.text).toContain("arn:aws:iam::333333333333:role/Reader");
  expect(verify("--fail-on", "unused-role").status).toBe(0);
});

test("an account that cannot be read is said, and is not a clean result", async () => {
  await (await iam(identity)).send(new CreateAccessKeyCommand({ UserName: "stranger" }));
  const { status, stderr } = verify("--with", "arn:aws:iam::999999999999:role/Elsewhere");
  expect(status).toBe(3);
  expect(stderr).toContain("dev: cannot be read: the credentials are of the account 999999999999");
  expect(stderr).toContain("not a clean result: 2 of 3 accounts could not be read");
});

test("the evidence holds the findings and what was read", () => {
  const folder = join(temporaryFolder(), "evidence");
  verify("--evidence", folder);
  expect(readdirSync(folder).sort()).toEqual(["accounts", "credentials.json", "matrix.json", "verify.json"]);
  expect(existsSync(join(folder, "accounts", `${dev}.json`))).toBe(true);
});
