/** The server in front of the emulator refuses what IAM refuses, and nothing else. */
import { join } from "node:path";
import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  GetGroupCommand,
  type IAMClient,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { EmulatedAws } from "../../sandbox/emulated-aws";
import { Emulator } from "../../sandbox/emulator";
import { IamRefusals } from "../../sandbox/iam-refusals";
import { temporaryFolder } from "./support";

const home = "111111111111";
const other = "222222222222";

let emulator: Emulator;
let refusals: IamRefusals;
let iam: IAMClient;
let elsewhere: IAMClient;
beforeAll(async () => {
  emulator = await Emulator.start({
    logFile: join(temporaryFolder(), "emulator.log"),
    managedPolicies: false,
  });
  refusals = await IamRefusals.start(new EmulatedAws(emulator.endpoint, "aws", "us-east-1"));
  const aws = new EmulatedAws(refusals.endpoint, "aws", "us-east-1");
  iam = aws.iam(await aws.inside(home));
  elsewhere = aws.iam(await aws.inside(other));
});
afterAll(async () => {
  await refusals?.stop();
  await emulator?.stop();
});

async function comesOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return "done";
  } catch (failure) {
    const { name, message } = failure as Error;
    return `${name.replace(/Exception$/, "")}: ${message}`;
  }
}

test("a user goes only when keys, password and memberships are gone", async () => {
  const UserName = "kim";
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new CreateGroupCommand({ GroupName: "night" }));
  await iam.send(new AddUserToGroupCommand({ UserName, GroupName: "night" }));
  await iam.send(new CreateLoginProfileCommand({ UserName, Password: "long-Enough-4711" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const gone = () => comesOf(iam.send(new DeleteUserCommand({ UserName })));
  const conflict = (reason: string) => `DeleteConflict: Cannot delete entity, ${reason} first.`;

  expect(await gone()).toBe(conflict("must remove users from group"));
  await iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName: "night" }));
  expect(await gone()).toBe(conflict("must delete login profile"));
  await iam.send(new DeleteLoginProfileCommand({ UserName }));
  expect(await gone()).toBe(conflict("must delete access keys"));
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId }));
  expect(await gone()).toBe("done");
});

test("a group with members or policies stays", async () => {
  const GroupName = "staff";
  const gone = () => comesOf(iam.send(new DeleteGroupCommand({ GroupName })));
  await iam.send(new CreateGroupCommand({ GroupName }));
  await iam.send(new CreateUserCommand({ UserName: "lee" }));
  await iam.send(new AddUserToGroupCommand({ UserName: "lee", GroupName }));
  expect(await gone()).toBe("DeleteConflict: Cannot delete entity, must remove users from group first.");
  await iam.send(new RemoveUserFromGroupCommand({ UserName: "lee", GroupName }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
  });
  await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: "own", PolicyDocument }));
  expect(await gone()).toBe("DeleteConflict: Cannot delete entity, must delete policies first.");
});

test("names that differ in letter case only are the same, and one's own is free", async () => {
  await iam.send(new CreateUserCommand({ UserName: "alex" }));
  await iam.send(new CreateUserCommand({ UserName: "sam" }));
  const taken = (name: string) => `EntityAlreadyExists: User with name ${name} already exists.`;
  expect(await comesOf(iam.send(new CreateUserCommand({ UserName: "Alex" })))).toBe(taken("Alex"));
  const renamed = (UserName: string, NewUserName: string) =>
    comesOf(iam.send(new UpdateUserCommand({ UserName, NewUserName })));
  expect(await renamed("sam", "ALEX")).toBe(taken("ALEX"));
  expect(await renamed("alex", "Alex")).toBe("done");
  // In another account the name is free.
  expect(await comesOf(elsewhere.send(new CreateUserCommand({ UserName: "alex" })))).toBe("done");

  await iam.send(new CreateGroupCommand({ GroupName: "ops" }));
  expect(await comesOf(iam.send(new CreateGroupCommand({ GroupName: "OPS" })))).toMatch(
    /^EntityAlreadyExists/,
  );
  expect(await comesOf(iam.send(new UpdateGroupCommand({ GroupName: "ops", NewGroupName: "Ops" })))).toBe(
    "done",
  );

  const moved = new UpdateGroupCommand({ GroupName: "Ops", NewGroupName: "Ops", NewPath: "/teams/" });
  expect(await comesOf(iam.send(moved))).toBe("done");
  const { Group } = await iam.send(new GetGroupCommand({ GroupName: "Ops" }));
  expect(Group?.Path).toBe("/teams/");

  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
  });
  await iam.send(new CreatePolicyCommand({ PolicyName: "look", PolicyDocument }));
  expect(
    await comesOf(iam.send(new CreatePolicyCommand({ PolicyName: "Look", Path: "/far/", PolicyDocument }))),
  ).toMatch(/^EntityAlreadyExists/);
});

test("a trust policy names only users and roles that exist", async () => {
  const trusting = (RoleName: string, AWS: string) =>
    comesOf(
      elsewhere.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS } },
          }),
        }),
      ),
    );
  await iam.send(new CreateUserCommand({ UserName: "robin" }));
  const nobody = `arn:aws:iam::${home}:user/nobody`;
  expect(await trusting("First", nobody)).toBe(
    `MalformedPolicyDocument: Invalid principal in policy: "AWS":"${nobody}"`,
  );
  expect(await trusting("First", `arn:aws:iam::${home}:user/robin`)).toBe("done");
  expect(await trusting("first", `arn:aws:iam::${home}:root`)).toMatch(/^EntityAlreadyExists/);
  expect(await trusting("Second", `arn:aws:iam::${other}:role/First`)).toBe("done");
});

test("an account that cannot be reached lets nobody in", async () => {
  const aws = new EmulatedAws(refusals.endpoint, "aws", "us-east-1");
  refusals.unreachable.add(other);
  expect(await comesOf(aws.inside(other))).toMatch(/^AccessDenied: /);
  expect(await comesOf(aws.inside(home))).toBe("done");
  refusals.unreachable.clear();
});
