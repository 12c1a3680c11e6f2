/**
 * The environments of the processes that the sandbox starts. None can reach the real AWS: whatever the user's own
 * environment and files say of AWS stays outside.
 */
import { delimiter, join } from "node:path";
import { checkout } from "./checkout";

export interface SandboxEnvironment {
  /** The emulator's address. */
  readonly endpoint: string;
  readonly region: string;
  /** AWS's two files, of the sandbox's own. */
  readonly configFile: string;
  readonly credentialsFile: string;
  /** Terraform's CLI configuration; `undefined` leaves it to Terraform. */
  readonly cliConfigFile?: string;
}

const loopback = ["127.0.0.1", "localhost"];

/**
 * Terraform's variables that concern the machine, not what is deployed.
 * Source: https://developer.hashicorp.com/terraform/cli/config/environment-variables
 */
const keptOfTerraform = /^TF_(LOG|LOG_CORE|LOG_PROVIDER|LOG_PATH|PLUGIN_CACHE_DIR|REGISTRY_\w+)$/;

/** The environment of Terraform, and of other tools that use the emulator in place of AWS. */
export function terraformEnvironment(
  base: NodeJS.ProcessEnv,
  { endpoint, region, configFile, credentialsFile, cliConfigFile }: SandboxEnvironment,
): NodeJS.ProcessEnv {
  const noProxy = [base.NO_PROXY || base.no_proxy, ...loopback].filter(Boolean).join(",");
  return {
    ...without(
      base,
      (name) => name.startsWith("AWS_") || (name.startsWith("TF_") && !keptOfTerraform.test(name)),
    ),
    AWS_ENDPOINT_URL: endpoint,
    // For a profile with a role and a source profile, Terraform reads this one only, and would ask the real AWS.
    AWS_ENDPOINT_URL_STS: endpoint,
    AWS_REGION: region,
    AWS_CONFIG_FILE: configFile,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
    // Or a machine in AWS would lend Terraform its own role.
    AWS_EC2_METADATA_DISABLED: "true",
    // The emulator is near: what it fails at it will fail at again, and Terraform would wait for half an hour.
    AWS_MAX_ATTEMPTS: "4",
    CHECKPOINT_DISABLE: "1",
    // The provider starts many times for some seconds each, mostly to build its schema: without collecting garbage that takes
    // a quarter less. Source of the two: https://pkg.go.dev/runtime#hdr-Environment_Variables
    GOGC: base.GOGC ?? "off",
    GOMEMLIMIT: base.GOMEMLIMIT ?? "1GiB",
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    ...(cliConfigFile !== undefined && { TF_CLI_CONFIG_FILE: cliConfigFile }),
  };
}

/** The emulator's environment, with AWS's managed policies or without. */
export function emulatorEnvironment(base: NodeJS.ProcessEnv, managedPolicies = true): NodeJS.ProcessEnv {
  return {
    // MOTO_ACCOUNT_ID would pin every request to one account, and the other would turn IAM enforcement on from the start.
    ...without(base, (name) => /^(AWS|MOTO)_/.test(name) || name === "INITIAL_NO_AUTH_ACTION_COUNT"),
    ...(managedPolicies && { MOTO_IAM_LOAD_MANAGED_POLICIES: "true" }),
    PYTHONPATH: [join(checkout(), "sandbox", "requests-in-turn"), base.PYTHONPATH]
      .filter(Boolean)
      .join(delimiter),
  };
}

/**
 * Takes out of an environment what it says of AWS, such as profiles, keys, endpoints and modes: the clients in this process
 * read them too.
 */
export function forgetAws(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (name.startsWith("AWS_")) delete environment[name];
}

function without(base: NodeJS.ProcessEnv, unwanted: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(base).filter(([name]) => !unwanted(name)));
}
