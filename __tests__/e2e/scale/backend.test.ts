import { rmSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { accountId, Deployment, declaration } from "./support";

let deployment: Deployment;
afterEach(() => deployment.end());

test("each stack keeps its state in S3, and a lock file keeps a second run out", async () => {
  const declared = declaration({
    stacks: "perAccount",
    backend: { s3: { bucket: "acme-states", region: "us-east-1", keyPrefix: "access/", usePathStyle: true } },
    targetAccounts: { a: { id: accountId(1) } },
    roles: { Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] } },
    users: { alex: { canAssume: ["Reader"] } },
  });
  deployment = await Deployment.of(declared);
  const { aws } = deployment.sandbox;
  const s3 = aws.s3(await aws.inside("111111111111"));
  await s3.send(new CreateBucketCommand({ Bucket: "acme-states" }));
  await deployment.synth(declared);
  // The sandbox would keep the state in files; here it goes where the file says.
  for (const folder of deployment.sandbox.stacks()) rmSync(join(folder, "sandbox_override.tf.json"));
  await deployment.sandbox.init();
  await deployment.sandbox.apply();
  expect((await deployment.sandbox.plan()).changes).toEqual([]);
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: "acme-states" }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(["access/a.tfstate", "access/access.tfstate"]);

  const lock = {
    Bucket: "acme-states",
    Key: "access/a.tfstate.tflock",
    Body: JSON.stringify({
      ID: "other",
      Operation: "OperationTypeApply",
      Who: "another run",
      Version: "1.11.4",
      Created: "2026-01-01T00:00:00Z",
      Path: "acme-states/access/a.tfstate",
    }),
  };
  await s3.send(new PutObjectCommand(lock));
  await expect(deployment.terraform.plan(deployment.stack("a"))).rejects.toThrow(/state lock/);
});
