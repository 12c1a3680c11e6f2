/** The page about troubleshooting quotes Terraform as it speaks: each text here is provoked, on the emulated AWS. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliConfigFile } from "../../sandbox/cli-config";
import { Emulator } from "../../sandbox/emulator";
import { terraformEnvironment } from "../../sandbox/environment";
import { findTerraform } from "../../sandbox/terraform";
import { textOf } from "../support/markdown";
import { temporaryFolder } from "./support";

const page = textOf("docs/troubleshooting.md");

let emulator: Emulator;
let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = temporaryFolder();
  emulator = await Emulator.start({ logFile: join(folder, "emulator.log"), managedPolicies: false });
  const configFile = join(folder, "aws-config");
  env = {
    ...terraformEnvironment(process.env, {
      endpoint: emulator.endpoint,
      region: "us-east-1",
      configFile,
      credentialsFile: join(folder, "aws-credentials"),
      cliConfigFile: cliConfigFile(folder),
    }),
    AWS_MAX_ATTEMPTS: "1",
  };
  writeFileSync(
    configFile,
    `[profile key]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = unknown
[profile identity-login]
login_session = arn:aws:iam::111111111111:user/sam
[profile over-login]
role_arn = arn:aws:iam::222222222222:role/Reader
source_profile = identity-login
[profile with-mfa]
role_arn = arn:aws:iam::222222222222:role/Reader
source_profile = key
mfa_serial = arn:aws:iam::111111111111:mfa/sam
`,
  );
  configure({});
  terraform(["init"], "key");
});
afterAll(() => emulator.stop());

/** Writes a configuration with one policy attachment. */
function configure({ backend, version = ">= 5.100.0" }: { backend?: object; version?: string }): void {
  const configuration = {
    terraform: {
      ...(backend && { backend }),
      required_providers: { aws: { source: "hashicorp/aws", version } },
    },
    provider: { aws: { region: "us-east-1" } },
    resource: {
      aws_iam_role: {
        Reader: {
          name: "Reader",
          assume_role_policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
        },
      },
      aws_iam_role_policy_attachment: {
        none: {
          role: "${aws_iam_role.Reader.name}",
          policy_arn: "arn:aws:iam::aws:policy/NoSuchPolicy",
        },
      },
    },
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration));
}

/** What Terraform says, on one line. */
function terraform(args: readonly string[], profile: string): string {
  const { stdout, stderr } = spawnSync(
    findTerraform(),
    [`-chdir=${folder}`, ...args, "-no-color", "-input=false"],
    {
      encoding: "utf8",
      env: { ...env, AWS_PROFILE: profile },
    },
  );
  return `${stdout}${stderr}`.replace(/\s+/g, " ");
}

/** The page has the text, and Terraform says it: with anything where the page has `...`. */
function expectQuoted(quoted: string, said: string): void {
  expect(page).toContain(`\`${quoted}\``);
  const pattern = quoted
    .split("...")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").trim())
    .join(".*");
  expect(said).toMatch(new RegExp(pattern));
}

test.each([
  ["No valid credential sources found", "identity-login"],
  ["failed to load assume role ...", "over-login"],
  ["failed to get shared config profile, ...", "nobody"],
  ["assume role with MFA enabled, but AssumeRoleTokenProvider session option not set", "with-mfa"],
])("%s", (quoted, profile) => {
  expectQuoted(quoted, terraform(["plan"], profile));
});

test("a managed policy that the partition does not have", () => {
  expectQuoted(
    "NoSuchEntity: Policy ... does not exist or is not attachable",
    terraform(["apply", "-auto-approve"], "key"),
  );
});

test("a lock file with another version of the provider", () => {
  configure({ version: ">= 6.0.0" });
  expectQuoted("Inconsistent dependency lock file", terraform(["plan"], "key"));
});

test("a state in a bucket that does not exist", () => {
  const s3 = { bucket: "acme-no-such-bucket", key: "state", region: "us-east-1", use_path_style: true };
  configure({ backend: { s3 } });
  expectQuoted("S3 bucket ... does not exist", terraform(["init", "-reconfigure"], "key"));
});
