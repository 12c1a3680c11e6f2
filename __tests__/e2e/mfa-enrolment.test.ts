/**
 * Enrolment of an MFA device with an access key, where everything is denied without MFA.
 *
 * What the emulator cannot show (moto 5.2.1), and the unit tests of the policies show instead:
 *
 * - Conditions: it knows `StringEquals` alone and takes all others to hold. To it a denial without MFA denies always, so
 *   only access keys are tried here; it has no console session and no session with MFA to try.
 * - Resources: it takes the resource of every IAM action to be `*`, and so refuses what self-service allows on the user.
 *   The users here are allowed everything instead: only the denial decides.
 */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { type PolicyDocument, policyDocument, policyJson } from "../../iam/policy-document";
import { denyWithoutMfaPolicy } from "../../iam/self-service";
import { EmulatedAws, outcomeOf } from "../../sandbox/emulated-aws";
import { Emulator } from "../../sandbox/emulator";
import { temporaryFolder } from "./support";

const accountId = "111111111111";
const everything = policyDocument({ Effect: "Allow", Action: "*", Resource: "*" });

let emulator: Emulator;
let aws: EmulatedAws;
beforeAll(async () => {
  emulator = await Emulator.start({ logFile: `${temporaryFolder()}/emulator.log` });
  aws = new EmulatedAws(emulator.endpoint, "aws", "us-east-1");
});
afterAll(() => emulator.stop());

/** What comes of enrolling a device with the access key of a user with certain policies. */
async function enrolled(UserName: string, ...documents: readonly PolicyDocument[]) {
  const administrator = aws.iam(await aws.inside(accountId));
  await administrator.send(new CreateUserCommand({ UserName }));
  for (const [index, document] of documents.entries())
    await administrator.send(
      new PutUserPolicyCommand({
        UserName,
        PolicyName: `policy-${index}`,
        PolicyDocument: policyJson(document),
      }),
    );
  const { AccessKey } = await administrator.send(new CreateAccessKeyCommand({ UserName }));
  const user = aws.iam({
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  });
  await emulator.enforce(true);
  try {
    return {
      create: await outcomeOf(
        user.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName })),
      ),
      enable: await outcomeOf(
        user.send(
          new EnableMFADeviceCommand({
            UserName,
            SerialNumber: `arn:aws:iam::${accountId}:mfa/${UserName}`,
            AuthenticationCode1: "123456",
            AuthenticationCode2: "234567",
          }),
        ),
      ),
      anythingElse: await outcomeOf(user.send(new ListAccessKeysCommand({ UserName }))),
    };
  } finally {
    await emulator.enforce(false);
  }
}

test("an access key may enrol a device where nothing denies it: this is the trap", async () => {
  expect(await enrolled("trapped", everything)).toEqual({
    create: "allowed",
    enable: "allowed",
    anythingElse: "allowed",
  });
});

test("an access key may not enrol a device where everything is denied without MFA", async () => {
  expect(await enrolled("denied", everything, denyWithoutMfaPolicy())).toEqual({
    create: "access denied",
    enable: "access denied",
    anythingElse: "access denied",
  });
});

test("the access key of a user with enrolMfaWithAccessKey may enrol a device, and do nothing else", async () => {
  const policy = denyWithoutMfaPolicy({ enrolMfaWithAccessKey: true });
  expect(await enrolled("opted-in", everything, policy)).toEqual({
    create: "allowed",
    enable: "allowed",
    anythingElse: "access denied",
  });
});
