/** The command `import`, on files that the AWS CLI wrote. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import {
  assuming,
  dev,
  github,
  iamUser,
  identity,
  prod,
  role,
  roleArn,
  root,
  trust,
  trustGithub,
  trustSaml,
  withMfa,
} from "../live/import/organization";
import { runCli, temporaryFolder } from "../support/cli";
import { samlMetadata } from "../support/saml-metadata";

const reader = (id: string) => role(id, "Reader", trust(root(identity), withMfa));
const roles = [roleArn(dev, "Reader"), roleArn(prod, "Reader")];
const accounts = {
  [identity]: {
    UserDetailList: [
      iamUser("alex", { UserPolicyList: [assuming("assume-cross-account-roles", roles)] }),
      iamUser("terraform", { UserPolicyList: [assuming("all", "*")] }),
    ],
  },
  [dev]: { RoleDetailList: [reader(dev)] },
  [prod]: { RoleDetailList: [reader(prod)] },
};

function folderWith(details: Readonly<Record<string, object>> = accounts): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "iam"));
  for (const [id, content] of Object.entries(details))
    writeFileSync(join(folder, "iam", `${id}.json`), JSON.stringify(content));
  return folder;
}

const common = [
  "import",
  "--identity",
  identity,
  "--from",
  "iam",
  "--accounts",
  `dev=${dev}`,
  `prod=${prod}`,
];
const importIn = (cwd: string, ...more: readonly string[]) => runCli([...common, ...more], { cwd });
const written = (folder: string, file: string) => readFileSync(join(folder, file), "utf8");

test("writes an access file that passes its check, and import.md with the proof", async () => {
  const folder = folderWith();
  const { status, stdout, stderr } = await importIn(folder, "--leave-out", "user/terraform");
  expect({ status, stdout }).toEqual({ status: 0, stdout: "written  access.yaml\nwritten  import.md\n" });
  expect(stderr).toContain("3 accounts: 1 role, 1 user, 0 groups, 0 principals");
  expect(parse(written(folder, "access.yaml"))).toEqual({
    deployWith: { role: "OrganizationAccountAccessRole" },
    defaults: { roles: { adopt: true }, users: { adopt: true } },
    identityAccount: { id: identity },
    targetAccounts: { dev: { id: dev }, prod: { id: prod } },
    roles: { Reader: { targetAccounts: "*" } },
    users: { alex: { canAssume: ["Reader"] } },
  });
  expect(written(folder, "import.md")).toContain("The access file gives the same ways.");
  expect(await runCli(["check", "access.yaml"], { cwd: folder })).toMatchObject({ status: 0 });
});

test("what list-roles says and the credential report are read where they are there", async () => {
  const folder = folderWith();
  const listed = { Roles: [{ RoleName: "Reader", Description: "Reads", MaxSessionDuration: 7200 }] };
  writeFileSync(join(folder, "iam", `${dev}.roles.json`), JSON.stringify(listed));
  writeFileSync(
    join(folder, "iam", `${identity}.csv`),
    `user,arn,password_enabled,mfa_active\nalex,arn:aws:iam::${identity}:user/alex,true,false\n`,
  );
  await importIn(folder);
  const { roles: read, users } = parse(written(folder, "access.yaml"));
  expect(read.Reader).toMatchObject({
    maxSessionDuration: "2h",
    overrides: { dev: { description: "Reads" }, prod: { maxSessionDuration: "1h" } },
  });
  expect(users.alex).toMatchObject({ consoleAccess: { adopt: true }, selfService: false });
});

test("identity providers are read where they are there: their metadata is a file, and verify compares them", async () => {
  const federated = [role(dev, "People", trustSaml(dev, "Okta")), role(dev, "Deploy", trustGithub(dev))];
  const folder = folderWith({ ...accounts, [dev]: { RoleDetailList: [reader(dev), ...federated] } });
  const put = (file: string, answer: object) =>
    writeFileSync(join(folder, "iam", `${dev}.${file}.json`), JSON.stringify(answer));
  const putProvider = (...ClientIDList: readonly string[]) =>
    put("oidc-provider.1", { Url: github, ClientIDList, ThumbprintList: [], Tags: [] });
  const SAMLMetadataDocument = `${samlMetadata()}\n`;
  put("saml-provider.Okta", { SAMLMetadataDocument });
  putProvider("sts.amazonaws.com");
  const { status, stdout } = await importIn(folder);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: "written  saml/Okta.xml\nwritten  access.yaml\nwritten  import.md\n",
  });
  expect(written(folder, "saml/Okta.xml")).toBe(SAMLMetadataDocument);
  expect(parse(written(folder, "access.yaml")).identityProviders).toEqual({
    Okta: { saml: { metadata: { file: "saml/Okta.xml" } }, adopt: true },
    [github]: { oidc: { url: `https://${github}`, audiences: ["sts.amazonaws.com"] }, adopt: true },
  });

  const findings = async () => {
    const { stdout: found } = await runCli(["verify", "--from", "iam", "--format", "json"], { cwd: folder });
    return JSON.parse(found)
      .findings.filter(({ about }: { about: string }) => about.includes("provider"))
      .map(({ id, about, text }: Record<string, string>) => `${id}: ${about} ${text}`);
  };
  expect(await findings()).toEqual([]);
  putProvider("sts.amazonaws.com", "elsewhere");
  expect(await findings()).toEqual([
    `undeclared-audience: OpenID Connect provider ${github} takes tokens for elsewhere, which is not declared`,
  ]);
  rmSync(join(folder, "iam", `${dev}.oidc-provider.1.json`));
  expect(await findings()).toEqual([
    `missing-identity-provider: OpenID Connect provider ${github} there is no such provider`,
  ]);
});

test("an existing file is not overwritten, unless it is the same", async () => {
  const folder = folderWith();
  await importIn(folder);
  expect((await importIn(folder)).status).toBe(0);
  writeFileSync(join(folder, "access.yaml"), "roles: {}\n");
  const { status, stderr } = await importIn(folder);
  expect(status).toBe(2);
  expect(stderr).toContain("access.yaml exists with other content and is not overwritten");
  expect(written(folder, "access.yaml")).toBe("roles: {}\n");
});

test("an account that cannot be read is said, and the others are written", async () => {
  const folder = folderWith();
  writeFileSync(join(folder, "iam", "444444444444.json"), "{");
  const { status, stderr } = await importIn(folder);
  expect(status).toBe(3);
  expect(stderr).toContain("not complete: 1 of 4 accounts could not be read");
  expect(written(folder, "import.md")).toContain("## Not read");
  expect(existsSync(join(folder, "access.yaml"))).toBe(true);
});

test("Terraform states are read in place of accounts", async () => {
  const folder = temporaryFolder();
  const attributes = {
    name: "alex",
    arn: `arn:aws:iam::${identity}:user/alex`,
  };
  const resources = [
    { mode: "managed", type: "aws_iam_user", name: "alex", provider: "a", instances: [{ attributes }] },
  ];
  writeFileSync(join(folder, "state.json"), JSON.stringify({ version: 4, resources }));
  const { status } = await runCli(["import", "--identity", identity, "--state", "state.json"], {
    cwd: folder,
  });
  expect(status).toBe(0);
  expect(parse(written(folder, "access.yaml"))).toMatchObject({ users: { alex: {} }, roles: {} });
  writeFileSync(join(folder, "plan.json"), "{}");
  const wrong = await runCli(["import", "--identity", identity, "--state", "plan.json"], { cwd: folder });
  expect(wrong).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("--state plan.json: is neither"),
  });
});

test.each([
  [["import"], "--identity: write the id of the identity account, 12 digits"],
  [["import", "--identity", identity], "write which accounts to read"],
  [["import", "--identity", identity, "--accounts", "dev"], "--accounts dev: write ID or NAME=ID"],
  [["import", "--identity", identity, "--from", "nowhere"], "--from nowhere:"],
])("a wrong call says what to write: %j", async (args, message) => {
  const { status, stderr } = await runCli(args, { cwd: temporaryFolder() });
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
