import type { PolicyDocument } from "../../iam/policy-document";
import { type AwsLevels, actionTable } from "../../scripts/action-levels";

const readOnly: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: ["athena:Get*", "logs:StartQuery"], Resource: "*" },
    {
      Effect: "Allow",
      Action: "s3express:CreateSession",
      Resource: "*",
      Condition: { StringEquals: { "s3express:SessionMode": "ReadOnly" } },
    },
  ],
};

const tableOf = (levels: Record<string, string>) =>
  actionTable(new Map(Object.entries(levels)) as AwsLevels, [readOnly]);

test("actions that write are told by their first word", () => {
  expect(tableOf({ "a:CreateThing": "Write", "a:CreateTag": "Tagging, Write", "a:PUT": "Write" })).toEqual({
    write: { a: "Create* PUT*" },
    permissions: {},
    read: {},
  });
});

test("actions that read are left out, unless their first word does not say so", () => {
  expect(tableOf({ "a:GetThing": "Read", "a:ListThings": "List", "a:Ping": "Read" })).toEqual({
    write: { a: "" },
    permissions: {},
    read: { a: "Ping" },
  });
});

test("two words tell actions that write from others with the same first word that read", () => {
  const levels = { "a:BatchDeleteThing": "Write", "a:BatchReadThing": "Read", "a:StopThing": "Write" };
  expect(tableOf(levels).write).toEqual({ a: "BatchDelete* Stop*" });
});

test("a word for reading does not hide an action that writes", () => {
  expect(tableOf({ "a:GetThing": "Read", "a:GetToken": "Write" }).write).toEqual({ a: "GetToken" });
});

test("the clearest of the actions that manage permissions comes first", () => {
  const levels = {
    "a:AllowThing": "Permissions management, Write",
    "a:PutThingPolicy": "Permissions management, Write",
  };
  expect(tableOf(levels).permissions).toEqual({ a: "PutThingPolicy AllowThing" });
});

test.each([
  ["reads, as AWS's policies for reading allow it", "athena:GetSessionEndpoint", "Write", "read"],
  ["reads, as AWS's policies for reading allow it", "logs:StartQuery", "Write", "read"],
  ["writes, as they allow it under a condition only", "s3express:CreateSession", "Write", "write"],
  ["reads, as it lists", "iot:ListSubscriptions", "Write", "read"],
  [
    "reads, as it describes permissions",
    "quicksight:DescribeTopicPermissions",
    "Permissions management, Write",
    "read",
  ],
  ["reads, as it changes nothing", "kms:Decrypt", "Write", "read"],
  ["manages permissions, as it hands out credentials", "iam:CreateAccessKey", "Write", "permissions"],
  [
    "manages permissions, as it signs in",
    "opensearch:ViewLoginPage",
    "Permissions management, Write",
    "permissions",
  ],
  [
    "only writes, as nobody may do more after it",
    "xray:PutEncryptionConfig",
    "Permissions management, Write",
    "write",
  ],
  [
    "only writes, as it delivers logs",
    "ecs:AllowVendedLogDeliveryForResource",
    "Permissions management, Write",
    "write",
  ],
])("%s: %s, which AWS calls %s", (_why, action, awsLevel, level) => {
  const [service = "", name = ""] = action.split(":");
  const { write, permissions, read } = tableOf({ [action]: awsLevel });
  const found = permissions[service] ? "permissions" : write[service] ? "write" : "read";
  expect(found).toBe(level);
  if (found === "read" && !/^(Get|List|Describe)/.test(name)) expect(read[service]).toBe(name);
});
