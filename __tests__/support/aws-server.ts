/** AWS as a server of a test: the credentials at hand, and roles that may be assumed. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The account of the credentials at hand. */
const own = "111111111111";

export interface AwsServer {
  /** The accounts whose roles may be assumed. */
  admitted: readonly string[];
  /** Bucket -> what S3 answers to a list of its objects: a result, or the code of an error. */
  buckets: Readonly<Record<string, "ListBucketResult" | "AccessDenied">>;
  /** The actions that were requested, and what was of S3. */
  readonly requested: string[];
  /** The environment in which the AWS SDK asks this server. */
  env(): Record<string, string>;
}

/** Starts the server for the tests of a file. */
export function awsServer(): AwsServer {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (data) => {
      body += data;
    });
    request.on("end", () => {
      const [, bucket = ""] = new URL(request.url ?? "", "http://aws").pathname.split("/");
      if (bucket !== "") {
        aws.requested.push(`${request.method} ${request.url}`);
        const [status, xml] = bucketAnswer(aws.buckets[bucket] ?? "NoSuchBucket");
        response.writeHead(status, { "content-type": "application/xml" }).end(xml);
        return;
      }
      const parameters = new URLSearchParams(body);
      const action = parameters.get("Action") ?? "";
      // The access key of an assumed role ends in its account, see below.
      const [, assumed] = /Credential=ASIA(\d{12})/.exec(request.headers.authorization ?? "") ?? [];
      aws.requested.push(action);
      const [status, xml] = answer(action, assumed ?? own, parameters.get("RoleArn") ?? "");
      response.writeHead(status, { "content-type": "text/xml" }).end(xml);
    });
  });
  const aws: AwsServer = {
    admitted: [],
    buckets: {},
    requested: [],
    env: () => ({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    }),
  };
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return aws;

  function answer(action: string, account: string, roleArn: string): [number, string] {
    const result = (content: string): [number, string] => [
      200,
      `<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`,
    ];
    if (action === "GetCallerIdentity")
      return result(`<Account>${account}</Account><Arn>arn:aws:iam::${account}:user/deployer</Arn>`);
    if (action === "ListRoles") return result("<Roles/><IsTruncated>false</IsTruncated>");
    const [, id = ""] = /::(\d{12}):/.exec(roleArn) ?? [];
    if (action === "AssumeRole" && aws.admitted.includes(id))
      return result(
        `<Credentials><AccessKeyId>ASIA${id}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken></Credentials>`,
      );
    return [
      403,
      "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>",
    ];
  }
}

function bucketAnswer(code: string): [number, string] {
  if (code === "ListBucketResult") return [200, `<${code}></${code}>`];
  return [
    code === "NoSuchBucket" ? 404 : 403,
    `<Error><Code>${code}</Code><Message>${code} of S3</Message></Error>`,
  ];
}
