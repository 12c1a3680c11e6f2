/**
 * Organizations that others made go over to an access file: `import`, apply, an empty plan; a second `import` gives the same file.
 * Each has five accounts.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  CreateSAMLProviderCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  OrganizationsClient,
  TagResourceCommand,
} from "@aws-sdk/client-organizations";
import { parse } from "yaml";
import type { AccessFile } from "../../access";
import {
  assuming,
  github,
  policy,
  roleArn,
  root,
  trust,
  trustGithub,
  trustSaml,
  withMfa,
} from "../live/import/organization";
import { samlMetadata } from "../support/saml-metadata";
import { accountId, Deployment, declaration } from "./scale/support";
import { checkout, temporaryFolder } from "./support";

const identity = "111111111111";
const targets = ["web-dev", "web-prod", "data-dev", "data-prod"].map((name, index) => ({
  name,
  id: accountId(index + 1),
}));

let deployment: Deployment;
beforeEach(async () => {
  const targetAccounts = Object.fromEntries(targets.map(({ name, id }) => [name, { id }]));
  deployment = await Deployment.of(declaration({ targetAccounts, roles: {} }));
});
afterEach(() => deployment.end());

interface Imported {
  readonly text: string;
  readonly page: string;
  readonly declared: AccessFile;
}

/** Runs a command in a folder, with the credentials that Terraform has too. */
function runCommand(folder: string, args: readonly string[], env = deployment.sandbox.environment) {
  return spawnSync(process.execPath, [join(checkout, "lib/cli/main.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
}

function run(folder: string, ...args: readonly string[]) {
  return runCommand(folder, ["import", ...args]);
}

/** What the sandbox itself has there. */
const withoutTheSandbox = ["--leave-out", "user/sandbox-deployer", "role/sandbox-not-granted"];

function importAccounts(): Imported {
  const folder = temporaryFolder();
  const accounts = targets.map(({ name, id }) => `${name}=${id}`);
  const { status, stderr } = run(
    folder,
    "--identity",
    identity,
    "--accounts",
    ...accounts,
    ...withoutTheSandbox,
  );
  if (status !== 0) throw new Error(stderr);
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  const text = read("access.yaml");
  // Terraform gets the metadata that is in the file.
  const withContent = (_key: unknown, value: unknown) =>
    typeof value === "object" && value && "file" in value ? read(String(value.file)) : value;
  return { text, page: read("import.md"), declared: parse(text, withContent) };
}

/** Applies what was imported, and imports again. */
async function goOver({ declared, text, page }: Imported): Promise<void> {
  expect(page).toContain("The access file gives the same ways.");
  deployment.synthOnly(declared);
  await deployment.sandbox.init();
  const { changes } = await deployment.sandbox.plan();
  // What exists is imported; grants are written to policies with names of ours.
  const made = changes.filter(({ actions }) => actions.includes("create"));
  expect(
    made.filter(({ address }) => /^aws_iam_(role|user|group|user_login_profile)\./.test(address)),
  ).toEqual([]);
  expect(changes.filter(({ address }) => address.includes("_provider."))).toEqual([]);
  await deployment.sandbox.apply();
  expect((await deployment.sandbox.plan()).changes).toEqual([]);
  expect(importAccounts().text).toBe(text);
}

async function makeRole(
  account: string,
  name: string,
  document: object,
  more: Partial<CreateRoleCommandInput> = {},
) {
  const iam = await deployment.iam(account);
  await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(document), ...more }),
  );
}

async function attach(account: string, RoleName: string, policyName: string) {
  const iam = await deployment.iam(account);
  await iam.send(
    new AttachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::aws:policy/${policyName}` }),
  );
}

function inline({ PolicyName, PolicyDocument }: ReturnType<typeof assuming>) {
  return { PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) };
}

const arnsOf = (name: string, accounts = targets) => accounts.map(({ id }) => roleArn(id, name));

test("made in the console", async () => {
  const iam = await deployment.iam(identity);
  const [webDev, webProd] = targets as [(typeof targets)[number], (typeof targets)[number]];
  for (const { id } of targets) {
    await makeRole(id, "Auditor", trust(root(identity), withMfa), { Description: "Reads everything" });
    await attach(id, "Auditor", "ReadOnlyAccess");
  }
  for (const { id, name } of [webDev, webProd]) {
    await makeRole(id, `${name}-operator`, trust(root(identity), withMfa), { MaxSessionDuration: 7200 });
    await attach(id, `${name}-operator`, "AmazonEC2FullAccess");
  }
  await makeRole(
    webProd.id,
    "Monitoring",
    trust(root("999999999999"), { StringEquals: { "sts:ExternalId": "acme-1" } }),
  );
  const service = policy({ Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } });
  await makeRole(webDev.id, "web-server", service);
  for (const UserName of ["alex", "kim"]) await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new CreateLoginProfileCommand({ UserName: "alex", Password: "chosen-Long-Ago-1" }));
  await iam.send(new CreateGroupCommand({ GroupName: "auditors" }));
  await iam.send(
    new PutGroupPolicyCommand({
      GroupName: "auditors",
      ...inline(assuming("audit", "arn:aws:iam::*:role/Auditor")),
    }),
  );
  for (const UserName of ["alex", "kim"])
    await iam.send(new AddUserToGroupCommand({ GroupName: "auditors", UserName }));
  const operator = assuming("operate", roleArn(webDev.id, "web-dev-operator"));
  await iam.send(new PutUserPolicyCommand({ UserName: "kim", ...inline(operator) }));

  const imported = importAccounts();
  expect(imported.declared.roles).toEqual({
    Auditor: { targetAccounts: "*", description: "Reads everything", managedPolicies: ["ReadOnlyAccess"] },
    Monitoring: {
      targetAccounts: ["web-prod"],
      trustedEntity: { awsAccount: "999999999999" },
      externalId: "acme-1",
    },
    operator: {
      roleName: "{account}-operator",
      targetAccounts: ["web-dev", "web-prod"],
      managedPolicies: ["AmazonEC2FullAccess"],
      maxSessionDuration: "2h",
    },
  });
  expect(imported.declared.users).toEqual({
    alex: { consoleAccess: { adopt: true }, selfService: false, groups: ["auditors"] },
    kim: { groups: ["auditors"], canAssume: [{ role: "operator", accounts: ["web-dev"] }] },
  });
  expect(imported.declared.groups).toEqual({ auditors: { adopt: true, canAssume: ["Auditor"] } });
  await goOver(imported);
});

test("made with the modules iam-assumable-roles and iam-group-with-assumable-roles-policy", async () => {
  const iam = await deployment.iam(identity);
  const trusted = policy({
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Principal: { AWS: root(identity) },
    Condition: { ...withMfa, NumericLessThan: { "aws:MultiFactorAuthAge": "86400" } },
  });
  const policies = { admin: "AdministratorAccess", poweruser: "PowerUserAccess", readonly: "ReadOnlyAccess" };
  for (const { id } of targets)
    for (const [name, policyName] of Object.entries(policies)) {
      await makeRole(id, name, trusted, { Tags: [{ Key: "Terraform", Value: "true" }] });
      await attach(id, name, policyName);
    }
  for (const name of Object.keys(policies)) {
    await iam.send(new CreateGroupCommand({ GroupName: `${name}s` }));
    const document = policy({ Action: "sts:AssumeRole", Resource: arnsOf(name) });
    const made = await iam.send(
      new CreatePolicyCommand({ PolicyName: `${name}s`, PolicyDocument: JSON.stringify(document) }),
    );
    await iam.send(new AttachGroupPolicyCommand({ GroupName: `${name}s`, PolicyArn: made.Policy?.Arn }));
    await iam.send(new CreateUserCommand({ UserName: `${name}-1` }));
    await iam.send(new AddUserToGroupCommand({ GroupName: `${name}s`, UserName: `${name}-1` }));
  }

  const imported = importAccounts();
  expect(imported.declared.roles.admin).toEqual({
    targetAccounts: "*",
    tags: { Terraform: "true" },
    mfaMaxAge: "24h",
    managedPolicies: ["AdministratorAccess"],
  });
  expect(imported.declared.groups?.admins).toEqual({ adopt: true, canAssume: ["admin"] });
  await goOver(imported);
});

test("team roles that people enter by SAML, and from there the accounts; pipelines enter by OpenID Connect", async () => {
  const iam = await deployment.iam(identity);
  const SAMLMetadataDocument = `${samlMetadata()}\n`;
  await iam.send(new CreateSAMLProviderCommand({ Name: "Okta", SAMLMetadataDocument }));
  for (const team of ["web", "data"]) {
    await makeRole(identity, `team-${team}`, trustSaml(identity, "Okta"));
    const own = targets.filter(({ name }) => name.startsWith(team));
    for (const { id } of own) {
      await makeRole(id, "Developer", trust(roleArn(identity, `team-${team}`)));
      await attach(id, "Developer", "PowerUserAccess");
    }
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: `team-${team}`,
        ...inline(assuming("accounts", arnsOf("Developer", own))),
      }),
    );
  }

  const audiences = ["sts.amazonaws.com", "elsewhere"];
  for (const { id } of targets) {
    await makeRole(id, "Deploy", trustGithub(id));
    await (await deployment.iam(id)).send(
      new CreateOpenIDConnectProviderCommand({
        Url: `https://${github}`,
        ClientIDList: audiences,
        ThumbprintList: ["a".repeat(40)],
        Tags: [{ Key: "team", Value: "platform" }],
      }),
    );
  }

  const imported = importAccounts();
  const { roles, principals, identityProviders } = imported.declared;
  expect(principals).toBeUndefined();
  expect(identityProviders).toEqual({
    Okta: { saml: { metadata: SAMLMetadataDocument }, adopt: true },
    [github]: {
      oidc: {
        url: `https://${github}`,
        audiences: [...audiences].sort(),
        thumbprints: ["a".repeat(40)],
      },
      tags: { team: "platform" },
      adopt: true,
    },
  });
  expect(roles.Developer).toEqual({
    targetAccounts: targets.map(({ name }) => name).sort(),
    requireMfa: false,
    trustGrantedOnly: true,
    managedPolicies: ["PowerUserAccess"],
  });
  expect(roles["team-web"]).toEqual({
    targetAccounts: ["identity"],
    trustedEntity: { saml: { provider: "Okta" } },
    canAssume: [{ role: "Developer", accounts: ["web-dev", "web-prod"] }],
  });
  await goOver(imported);
});

describe("an organization, with the role to read with", () => {
  let members: readonly { readonly name: string; readonly id: string; readonly environment: string }[] = [];
  const ids = () => [identity, ...members.map(({ id }) => id)];

  async function makeOrganization(): Promise<void> {
    const { aws } = deployment.sandbox;
    const client = new OrganizationsClient({
      endpoint: aws.endpoint,
      region: "us-east-1",
      credentials: { ...(await aws.inside(identity)) },
    });
    await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
    members = [];
    for (const environment of ["dev", "prod"]) {
      const name = `web-${environment}`;
      const { CreateAccountStatus } = await client.send(
        new CreateAccountCommand({ AccountName: name, Email: `${name}@acme.example` }),
      );
      const id = CreateAccountStatus?.AccountId ?? "";
      const Tags = [{ Key: "environment", Value: environment }];
      await client.send(new TagResourceCommand({ ResourceId: id, Tags }));
      members = [...members, { name, id, environment }];
    }
  }

  /** Applies the template in each account, as its README says: a module, called with the provider of each. */
  async function applyTemplate(): Promise<void> {
    const folder = temporaryFolder();
    const modules = ids().map(
      (id) => `
provider "aws" {
  alias  = "of-${id}"
  region = "us-east-1"
  assume_role {
    role_arn = "${roleArn(id, "OrganizationAccountAccessRole")}"
  }
}
module "of-${id}" {
  source             = "${join(checkout, "examples/reader-role")}"
  trusted_account_id = "${identity}"
  providers          = { aws = aws.of-${id} }
}`,
    );
    writeFileSync(join(folder, "main.tf"), modules.join("\n"));
    await deployment.terraform.init(folder);
    await deployment.terraform.apply(folder);
    expect((await deployment.terraform.plan(folder)).changes).toEqual([]);
  }

  /** The role is the one that the CloudFormation template makes. */
  async function compareTemplates(): Promise<void> {
    const iam = await deployment.iam(identity);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "Auditor" }));
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: "Auditor", PolicyName: "read-iam" }),
    );
    const template = readFileSync(join(checkout, "examples/reader-role/reader-role.yaml"), "utf8");
    const substitute = (text: string) =>
      text.replace("${AWS::Partition}", "aws").replace("${TrustedAccountId}", identity);
    const made = parse(template, { customTags: [{ tag: "!Sub", resolve: substitute }] });
    const { AssumeRolePolicyDocument, Description, Policies } = made.Resources.Auditor.Properties;
    const read = (document = "") => JSON.parse(decodeURIComponent(document));
    expect(read(PolicyDocument)).toEqual(Policies[0].PolicyDocument);
    expect(read(Role?.AssumeRolePolicyDocument)).toEqual(AssumeRolePolicyDocument);
    expect(Role?.Description).toBe(Description);
  }

  /** The environment of a user of the identity account who may assume the role in every account, and nothing else. */
  async function readerOnly(): Promise<NodeJS.ProcessEnv> {
    const iam = await deployment.iam(identity);
    await iam.send(new CreateUserCommand({ UserName: "reader" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "reader" }));
    const assume = inline(assuming("assume", "arn:aws:iam::*:role/Auditor"));
    await iam.send(new PutUserPolicyCommand({ UserName: "reader", ...assume }));
    // The emulator asks for a permission for this call, and AWS does not.
    const PolicyName = "emulator-only";
    const PolicyDocument = JSON.stringify(policy({ Action: "sts:GetCallerIdentity", Resource: "*" }));
    await iam.send(new PutUserPolicyCommand({ UserName: "reader", PolicyName, PolicyDocument }));
    for (const id of ids())
      await (await deployment.iam(id)).send(
        new PutRolePolicyCommand({ RoleName: "Auditor", PolicyName, PolicyDocument }),
      );
    // Nor does it know that an account as principal stands for the account's own users.
    const user = `arn:aws:iam::${identity}:user/reader`;
    const trusted = policy({ Action: "sts:AssumeRole", Principal: { AWS: [root(identity), user] } });
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: "Auditor", PolicyDocument: JSON.stringify(trusted) }),
    );
    const { AWS_PROFILE: _, ...environment } = deployment.sandbox.environment;
    return {
      ...environment,
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey,
    };
  }

  test("is imported with the names and tags of its accounts, and verified with the role's permissions alone", async () => {
    await makeOrganization();
    await applyTemplate();
    await compareTemplates();
    for (const { id } of members) {
      await makeRole(id, "Viewer", trust(root(identity), withMfa));
      await attach(id, "Viewer", "ReadOnlyAccess");
    }
    const folder = temporaryFolder();
    const args = ["--organization", "--identity", identity, "--with", "role/Auditor", ...withoutTheSandbox];
    expect(run(folder, ...args)).toMatchObject({ status: 0 });
    const declared: AccessFile = parse(readFileSync(join(folder, "access.yaml"), "utf8"));
    expect(declared.targetAccounts).toEqual(
      Object.fromEntries(members.map(({ name, id, environment }) => [name, { id, tags: { environment } }])),
    );
    expect(declared.roles).toEqual({ Viewer: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] } });
    expect(run(folder, "--accounts-only", "access.yaml")).toMatchObject({ status: 0 });

    const reader = await readerOnly();
    await deployment.sandbox.enforce(true);
    const verified = runCommand(
      folder,
      ["verify", "--with", "role/Auditor", "--organization", "--format", "json"],
      reader,
    );
    const refused = runCommand(folder, ["import", ...args], reader);
    await deployment.sandbox.enforce(false);
    const { unreadable, findings } = JSON.parse(verified.stdout);
    expect(unreadable).toEqual({});
    expect(findings.map(({ id, about }: { id: string; about: string }) => `${id} ${about}`)).toEqual([
      "undeclared-grant user sandbox-deployer",
      "undeclared-role role sandbox-not-granted",
    ]);
    expect(refused).toMatchObject({
      status: 3,
      stderr: expect.stringContaining("use credentials of its management account"),
    });
  });
});
