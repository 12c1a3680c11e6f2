/** The files of a new project: the access file to start from, and what deploys it. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import { engines, name as packageName, peerDependencies, version } from "#package.json";

/** Where Terraform runs, and so how it reaches the accounts. */
export const placesToRunFrom = ["management", "identity", "pipeline"] as const;
/** The services that there is a pipeline for. */
export const services = ["github", "gitlab"] as const;

export interface Starter {
  readonly identityAccount: string;
  readonly targetAccount: { readonly name: string; readonly id: string };
  readonly user: string;
  /** `management`: with credentials of the management account; `identity`: of the identity account. */
  readonly runFrom: (typeof placesToRunFrom)[number];
  /** The service whose pipeline it is. */
  readonly pipeline: (typeof services)[number];
  /** The repository, as the pipeline's tokens name it. */
  readonly repository: string;
}

/**
 * The options of `synth`: where a pipeline runs Terraform, the output is committed. The reports are not: with them, the client
 * files of all users and their external IDs would be committed too.
 */
export function synthOptions({ runFrom }: Starter): string {
  return runFrom === "pipeline" ? " --output terraform --reports build" : "";
}

/** The files, by their paths in the project's folder. */
export function starterFiles(folder: string, starter: Starter): Record<string, string> {
  const isPipeline = starter.runFrom === "pipeline";
  return {
    "access.yaml": accessFileText(starter),
    "package.json": json(projectManifest(folder, starter)),
    // CDKTF's own command runs this one, and names the output folder in an environment variable.
    ...(!isPipeline && {
      "cdktf.json": json({
        language: "typescript",
        app: "npx cross-account-roles synth",
        sendCrashReports: "false",
      }),
    }),
    ".gitignore":
      "node_modules/\ncdktf.out/\nbuild/\n.terraform/\n.terraform-plugins/\nterraform-output/\n*.tfplan\n*.tfstate\n*.tfstate.*\n",
    ...(isPipeline && pipelineFiles(starter)),
    ...(starter.runFrom === "identity" && {
      "accounts/identity-account.yaml": example("accounts/identity-account.yaml", starter),
      ...accountFiles(starter),
    }),
  };
}

/** The folder of the examples: this file is below it, compiled or not. */
function examplesFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "examples/pipeline"))) folder = dirname(folder);
  return join(folder, "examples/pipeline");
}

function pipelineFiles(starter: Starter): Record<string, string> {
  const [folder, source, target] =
    starter.pipeline === "github"
      ? ["github-actions", "access.yml", ".github/workflows/access.yml"]
      : ["gitlab", ".gitlab-ci.yml", ".gitlab-ci.yml"];
  return {
    [target]: example(`${folder}/${source}`, starter),
    "terraform-stacks.sh": example("terraform-stacks.sh", starter),
    "accounts/identity-account.yaml": example(`${folder}/identity-account.yaml`, starter),
    ...accountFiles(starter),
  };
}

function accountFiles(starter: Starter): Record<string, string> {
  return Object.fromEntries(
    ["target-account.yaml", "target-account.tf"].map((file) => [
      `accounts/${file}`,
      example(`accounts/${file}`, starter),
    ]),
  );
}

/** A file of the examples, with the project's own names. */
function example(file: string, { identityAccount, repository }: Starter): string {
  return readFileSync(join(examplesFolder(), file), "utf8")
    .replaceAll("111111111111", identityAccount)
    .replaceAll(/\b(Default: )acme(@1234)?\/access(@5678)?/g, `$1${repository}`);
}

/** An access file to start from. It passes `check --strict`. */
export function accessFileText(starter: Starter): string {
  const { identityAccount, targetAccount, user } = starter;
  return `# yaml-language-server: $schema=./node_modules/${packageName}/access.schema.json
#
# The users who may reach each AWS account, and the IAM roles that they assume there.

${deployment(starter)}
# The accounts with the resources: name -> account.
targetAccounts:
  ${yamlKey(targetAccount.name)}:
    id: ${JSON.stringify(targetAccount.id)}

# The roles in the target accounts. Each requires MFA, unless it has requireMfa: false.
roles:
  ReadOnly:
    targetAccounts: "*"
    managedPolicies: [ReadOnlyAccess]
    maxSessionDuration: 1h

# The users, and the roles that they may assume.
users:
  ${yamlKey(user)}:
    consoleAccess: true # with a first password, which the user changes at the first sign-in
    # The first password is in Terraform's state. With pgpKey it is encrypted, and this line can go.
    ignore: [readable-password]
    canAssume: [ReadOnly]
`.replace("IDENTITY", JSON.stringify(identityAccount));
}

function deployment({ runFrom, identityAccount }: Starter): string {
  if (runFrom === "management")
    return `# The role that Terraform assumes in every account. Accounts that AWS Organizations created have this one; it trusts the
# management account only, so run Terraform with credentials of that.
deployWith: { role: OrganizationAccountAccessRole }

# The account with the IAM users.
identityAccount:
  id: IDENTITY
  deployWith: { role: OrganizationAccountAccessRole }
`;
  return `# The role that Terraform assumes in every target account: accounts/target-account.yaml makes it.
deployWith: { role: access-deploy }

# The account with the IAM users. Terraform runs with credentials of this account.
identityAccount:
  id: IDENTITY
  deployWith: ambient

# Where Terraform keeps its state: accounts/identity-account.yaml makes the bucket.
backend:
  s3:
    bucket: access-state-${identityAccount}
    region: us-east-1
    keyPrefix: access/
`;
}

/** A name as a YAML key: in quotes where YAML would read something else. */
function yamlKey(name: string): string {
  return stringify(name).trimEnd();
}

function projectManifest(folder: string, starter: Starter): object {
  const [framework = "", range = ""] =
    Object.entries(peerDependencies).find(([peer]) => /^cdkt.$/.test(peer)) ?? [];
  const clients = Object.entries(peerDependencies).filter(([peer]) => peer.startsWith("@aws-sdk/"));
  const isPipeline = starter.runFrom === "pipeline";
  return {
    name:
      basename(resolve(folder))
        .toLowerCase()
        .replace(/[^a-z0-9-]+/g, "-")
        .replace(/^-+|-+$/g, "") || "access",
    private: true,
    scripts: {
      synth: `cross-account-roles synth${synthOptions(starter)}`,
      show: "cross-account-roles show",
      ...(!isPipeline && { deploy: `${framework} deploy '*'` }),
    },
    dependencies: { [packageName]: `^${version}` },
    devDependencies: {
      // For `doctor` and `verify`, which read the accounts.
      ...Object.fromEntries(clients),
      ...(!isPipeline && { [`${framework}-cli`]: range }),
    },
    engines,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
