/**
 * Whatever the environment says of AWS, of proxies and of Terraform, the sandbox talks to its emulator alone. Node reads
 * `NODE_USE_ENV_PROXY` from its versions 22.21 and 24 on.
 */
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { runSandbox, temporaryFolder, walkOf } from "./support";

/** Hosts of Terraform's registry, from where `terraform init` may get the provider by the user's proxy. */
const registry = /^(registry\.terraform\.io|releases\.hashicorp\.com):443$/;

/** What was asked of the trap, which is proxy and AWS at once. */
const asked: string[] = [];
const trap = createServer((request, response) => {
  asked.push(`${request.method} ${request.headers.host} ${request.url}`);
  response.writeHead(500).end();
}).on("connect", ({ url = "" }, socket) => {
  asked.push(url);
  if (!registry.test(url)) return socket.destroy();
  const [host, port] = url.split(":");
  const upstream = connect(Number(port), host, () => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    upstream.pipe(socket).pipe(upstream);
  });
});
beforeAll(() => new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  trap.closeAllConnections();
  trap.close();
});

test("nothing that the sandbox starts leaves this machine, and the lab comes out as ever", async () => {
  const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
  const folder = temporaryFolder();
  const config = join(folder, "config");
  const profile = `endpoint_url = ${url}\nregion = us-gov-west-1\nuse_fips_endpoint = true\nca_bundle = /none.pem\n`;
  writeFileSync(config, `[default]\n${profile}[profile production]\n${profile}`);
  const credentials = join(folder, "credentials");
  const keys = "aws_access_key_id = AKIAREAL\naws_secret_access_key = real\n";
  writeFileSync(credentials, `[default]\n${keys}[production]\n${keys}`);
  const ofAws = {
    AWS_PROFILE: "production",
    AWS_DEFAULT_PROFILE: "production",
    AWS_ACCESS_KEY_ID: "AKIAREAL",
    AWS_SECRET_ACCESS_KEY: "real",
    AWS_SESSION_TOKEN: "real",
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_SDK_LOAD_CONFIG: "1",
    AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/real",
    AWS_ROLE_SESSION_NAME: "real",
    AWS_WEB_IDENTITY_TOKEN_FILE: credentials,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/credentials",
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "real",
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: credentials,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    AWS_EC2_METADATA_DISABLED: "false",
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_IAM: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ENDPOINT_URL_S3: url,
    AWS_ENDPOINT_URL_EC2: url,
    AWS_ENDPOINT_URL_CLOUDFORMATION: url,
    AWS_ENDPOINT_URL_ORGANIZATIONS: url,
    AWS_ENDPOINT_URL_SSO_ADMIN: url,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
    AWS_USE_FIPS_ENDPOINT: "true",
    AWS_USE_DUALSTACK_ENDPOINT: "true",
    AWS_STS_REGIONAL_ENDPOINTS: "legacy",
    AWS_REGION: "us-gov-west-1",
    AWS_DEFAULT_REGION: "us-gov-west-1",
    AWS_CA_BUNDLE: "/none.pem",
    AWS_MAX_ATTEMPTS: "1000",
  };
  const proxies = Object.fromEntries(
    ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [
      [name, url],
      [name.toLowerCase(), url],
    ]),
  );
  const ofTerraform = {
    TF_CLI_ARGS: "-no-such-flag",
    TF_CLI_ARGS_apply: "-destroy",
    TF_CLI_ARGS_plan: "-refresh=false -out=elsewhere",
    TF_CLI_ARGS_init: "-backend=false",
    TF_CLI_ARGS_destroy: "-target=nothing.nothing",
    TF_CLI_ARGS_show: "-no-such-flag",
    TF_VAR_region: "us-gov-west-1",
    TF_WORKSPACE: "production",
    TF_DATA_DIR: join(folder, "data"),
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "1",
    TF_REATTACH_PROVIDERS: "{}",
    TF_AWS_STS_ENDPOINT: url,
    TF_APPEND_USER_AGENT: "real",
    TF_ENCRYPTION: "no such configuration",
    TF_STATE_PERSIST_INTERVAL: "1",
    TERRAFORM_CONFIG: "/none.tfrc",
  };
  const ran = await runSandbox(["access.yaml", "--json"], {
    env: {
      ...ofAws,
      ...proxies,
      NO_PROXY: "",
      no_proxy: "",
      NODE_USE_ENV_PROXY: "1",
      MOTO_ACCOUNT_ID: "999999999999",
      INITIAL_NO_AUTH_ACTION_COUNT: "0",
      ...ofTerraform,
    },
  });
  expect(walkOf(ran)).toMatchObject({ ok: true, left: [] });
  expect(asked.filter((host) => !registry.test(host))).toEqual([]);
  expect(ran).toMatchObject({ status: 0, leftFiles: [], leftProcesses: [] });
});
