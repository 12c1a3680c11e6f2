/** What `doctor` says of accounts that can be reached, and of those that cannot. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsServer } from "../support/aws-server";
import { runCli, temporaryFolder } from "../support/cli";

const aws = awsServer();

const file = JSON.stringify({
  deployWith: { role: "access-deploy" },
  identityAccount: { id: "111111111111", deployWith: "ambient" },
  targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
  roles: { Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] } },
  users: { alex: { canAssume: ["Reader"] } },
});

function doctor(text = file) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "access.yaml"), text);
  return runCli(["doctor"], { cwd, env: aws.env() });
}

test("names every account, and the way in that Terraform will take", async () => {
  aws.admitted = ["222222222222", "333333333333"];
  aws.requested.length = 0;
  const { status, stdout, stderr } = await doctor();
  expect([status, stderr]).toEqual([0, "all 3 places can be reached\n"]);
  expect(stdout).toBe(
    [
      "credentials at hand: arn:aws:iam::111111111111:user/deployer",
      "reached  identity account (111111111111)  the credentials at hand",
      "reached  dev (222222222222)  arn:aws:iam::222222222222:role/access-deploy",
      "reached  prod (333333333333)  arn:aws:iam::333333333333:role/access-deploy",
      "",
    ].join("\n"),
  );
  expect(new Set(aws.requested)).toEqual(new Set(["GetCallerIdentity", "AssumeRole", "ListRoles"]));
});

test("says what is missing where a role cannot be assumed, and tries the others all the same", async () => {
  aws.admitted = ["222222222222"];
  const { status, stdout, stderr } = await doctor();
  expect([status, stderr]).toEqual([3, "error: 1 of 3 places cannot be reached\n"]);
  expect(stdout).toContain("reached  dev (222222222222)");
  expect(stdout).toContain(
    "FAILED   prod (333333333333)  arn:aws:iam::333333333333:role/access-deploy: not authorized",
  );
  expect(stdout).toContain("let its trust policy admit arn:aws:iam::111111111111:user/deployer");
});

test("says so when the credentials are those of another account", async () => {
  const { status, stdout } = await doctor(file.replace('"id":"111111111111"', '"id":"444444444444"'));
  expect(status).toBe(3);
  expect(stdout).toContain(
    "FAILED   identity account (444444444444)  the credentials at hand: the credentials are of the account 111111111111, not of 444444444444",
  );
  expect(stdout).toContain("use credentials of this account");
});

/** The access file with its state in a bucket. */
function withState(bucket: string, more: object = {}): string {
  const s3 = { bucket, region: "eu-west-1", keyPrefix: "access/", usePathStyle: true, ...more };
  return JSON.stringify({ ...JSON.parse(file), backend: { s3 } });
}

test("lists the bucket of the state as Terraform will", async () => {
  aws.admitted = ["222222222222", "333333333333"];
  aws.requested.length = 0;
  aws.buckets = { "state-here": "ListBucketResult" };
  const { status, stdout, stderr } = await doctor(withState("state-here"));
  expect([status, stderr]).toEqual([0, "all 4 places can be reached\n"]);
  expect(stdout).toContain("reached  state bucket state-here (eu-west-1)  the credentials at hand\n");
  expect(aws.requested.filter((request) => request.includes("state-here"))).toEqual([
    "GET /state-here/?list-type=2&max-keys=1&prefix=access%2F",
  ]);
});

test.each([
  ["does not exist", "state-nowhere", "NoSuchBucket of S3", "create the bucket"],
  ["refuses", "state-of-others", "AccessDenied of S3", "allow s3:ListBucket on the bucket"],
])("says what to do where the bucket of the state %s", async (_what, bucket, message, remedy) => {
  aws.admitted = ["222222222222", "333333333333"];
  aws.buckets = { "state-of-others": "AccessDenied" };
  const { status, stdout, stderr } = await doctor(withState(bucket));
  expect([status, stderr]).toEqual([3, "error: 1 of 4 places cannot be reached\n"]);
  expect(stdout).toContain(
    `FAILED   state bucket ${bucket} (eu-west-1)  the credentials at hand: ${message}`,
  );
  expect(stdout).toContain(`\n         ${remedy}`);
});

test("reaches the bucket by the role that Terraform assumes for it", async () => {
  aws.admitted = ["222222222222", "333333333333"];
  const roleArn = "arn:aws:iam::444444444444:role/state";
  const { stdout } = await doctor(withState("state-here", { roleArn }));
  expect(stdout).toContain(`FAILED   state bucket state-here (eu-west-1)  ${roleArn}: not authorized`);
});
