/** Nothing that the sandbox starts can reach the real AWS. */
import { delimiter, join } from "node:path";
import { emulatorEnvironment, forgetAws, terraformEnvironment } from "../../sandbox/environment";

const checkout = join(__dirname, "../..");

const sandbox = {
  endpoint: "http://127.0.0.1:5555",
  region: "eu-central-1",
  configFile: "/sandbox/aws-config",
  credentialsFile: "/sandbox/aws-credentials",
};

const users = {
  PATH: "/usr/bin",
  HOME: "/home/alex",
  AWS_PROFILE: "production",
  AWS_ACCESS_KEY_ID: "AKIAREAL",
  AWS_SECRET_ACCESS_KEY: "real",
  AWS_SESSION_TOKEN: "real",
  AWS_CONFIG_FILE: "/home/alex/.aws/config",
  AWS_ENDPOINT_URL_STS: "https://sts.amazonaws.com",
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
  AWS_WEB_IDENTITY_TOKEN_FILE: "/token",
  AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/real",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.2/",
  AWS_USE_FIPS_ENDPOINT: "true",
  AWS_CA_BUNDLE: "/certificates.pem",
  HTTPS_PROXY: "http://proxy.example:3128",
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/credentials",
  AWS_CONTAINER_AUTHORIZATION_TOKEN: "real",
  TF_CLI_ARGS: "-var=real",
  TF_CLI_ARGS_apply: "-destroy",
  TF_ENCRYPTION: "real",
  TF_REATTACH_PROVIDERS: "{}",
  TF_WORKSPACE: "production",
  TF_DATA_DIR: "/elsewhere",
  TF_VAR_account: "real",
  TF_CLI_CONFIG_FILE: "/missing.tfrc",
  TF_PLUGIN_CACHE_DIR: "/cache",
  TF_LOG: "DEBUG",
};

test("Terraform gets the emulator and the sandbox's own credentials, and nothing of the user's AWS", () => {
  expect(terraformEnvironment(users, sandbox)).toEqual({
    PATH: "/usr/bin",
    HOME: "/home/alex",
    AWS_ENDPOINT_URL: "http://127.0.0.1:5555",
    AWS_ENDPOINT_URL_STS: "http://127.0.0.1:5555",
    AWS_REGION: "eu-central-1",
    AWS_CONFIG_FILE: "/sandbox/aws-config",
    AWS_SHARED_CREDENTIALS_FILE: "/sandbox/aws-credentials",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "4",
    CHECKPOINT_DISABLE: "1",
    GOGC: "off",
    GOMEMLIMIT: "1GiB",
    HTTPS_PROXY: "http://proxy.example:3128",
    NO_PROXY: "127.0.0.1,localhost",
    no_proxy: "127.0.0.1,localhost",
    TF_PLUGIN_CACHE_DIR: "/cache",
    TF_LOG: "DEBUG",
  });
});

test("Terraform gets the CLI configuration of the sandbox, where there is one", () => {
  const cliConfigFile = "/sandbox/terraform.tfrc";
  expect(terraformEnvironment(users, { ...sandbox, cliConfigFile }).TF_CLI_CONFIG_FILE).toBe(cliConfigFile);
});

test("hosts that the user reaches without a proxy stay so", () => {
  const { NO_PROXY } = terraformEnvironment({ no_proxy: "intranet.example" }, sandbox);
  expect(NO_PROXY).toBe("intranet.example,127.0.0.1,localhost");
});

test("the emulator is not pinned to one account, and checks no permissions at first", () => {
  expect(
    emulatorEnvironment({
      PATH: "/usr/bin",
      MOTO_ACCOUNT_ID: "111111111111",
      INITIAL_NO_AUTH_ACTION_COUNT: "0",
      AWS_PROFILE: "production",
      PYTHONPATH: "/modules",
    }),
  ).toEqual({
    PATH: "/usr/bin",
    MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
    PYTHONPATH: [join(checkout, "sandbox/requests-in-turn"), "/modules"].join(delimiter),
  });
});

test("the clients in the sandbox's own process get nothing of the user's AWS either", () => {
  const environment = { ...users };
  forgetAws(environment);
  expect(Object.keys(environment).filter((name) => name.startsWith("AWS_"))).toEqual([]);
});
