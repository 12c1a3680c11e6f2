/**
 * Self-service: the permissions of IAM users on their own password, access keys and MFA devices, and the denial of
 * everything else until they have signed in with MFA.
 *
 * Both policies follow AWS's patterns, with one difference. AWS's patterns let an access key enrol an MFA device. A stolen
 * key can then enrol a device, get a session with MFA from `sts:GetSessionToken`, and pass every condition on MFA. Here,
 * enrolment needs a console session, which needs the password.
 *
 * No other action here leads from an access key to a session with MFA or in the console: `iam:ChangePassword` needs the
 * old password, `iam:ResyncMFADevice` needs two codes of the device, `iam:CreateAccessKey` makes one more plain key, and
 * `iam:DeactivateMFADevice` needs a session with MFA.
 *
 * `aws login` gives a user of the console temporary credentials for the command line, instead of an access key. It needs two
 * actions on the client of the AWS CLI on the same machine. The client of `aws login --remote` is left out: with it, a user can
 * be tricked into signing in for somebody else's machine.
 *
 * Sources:
 * - `aws login`: https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html
 * - patterns: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 * - `sts:GetSessionToken` needs no permission, and its credentials cannot call IAM without MFA:
 *   https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 * - old password: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html
 * - two codes: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html
 */
import { iamArn } from "./arn";
import type { Partition } from "./partition";
import { type Conditions, type PolicyDocument, policyDocument } from "./policy-document";

/** How a user enrols an MFA device. */
export interface MfaEnrolment {
  /** Whether an access key is enough to enrol a device. If false, a console session is needed. Default: false. */
  readonly enrolMfaWithAccessKey?: boolean;
}

/**
 * A console session, with or without MFA, as opposed to an access key.
 *
 * `aws:MultiFactorAuthPresent` is present for temporary credentials only, such as those behind a console session. There
 * are two other kinds for an IAM user: those of `sts:GetSessionToken`, which IAM refuses without MFA, and those that a
 * service makes from the user's access key to call IAM on the user's behalf (`aws:ViaAWSService`).
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
const consoleSession: Conditions = {
  Null: { "aws:MultiFactorAuthPresent": "false" },
  BoolIfExists: { "aws:ViaAWSService": "false" },
};

/** An access key: the only credentials without the key. */
const accessKey: Conditions = { Null: { "aws:MultiFactorAuthPresent": "true" } };

/** The actions of `aws login`: to sign in in the browser, and to get and renew the credentials. */
const signInActions = ["signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token"];

/** A device belongs to no user until it is enabled. */
const newDeviceActions = ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"];
const enableDeviceAction = "iam:EnableMFADevice";

/** The signed-in user, at the root path and at any other: user names are unique in an account, whatever their paths. */
function ownUser(partition: Partition, accountId: string): string[] {
  return [
    iamArn(partition, accountId, "user", "${aws:username}"),
    iamArn(partition, accountId, "user", "${aws:username}", "/*/"),
  ];
}

/** Allows users to manage their own password, access keys and MFA devices, and to use `aws login`; nothing else. */
export function selfServicePolicy(
  partition: Partition,
  accountId: string,
  { enrolMfaWithAccessKey = false }: MfaEnrolment = {},
): PolicyDocument {
  const own = ownUser(partition, accountId);
  const enrolment = enrolMfaWithAccessKey ? {} : { Condition: consoleSession };
  return policyDocument(
    {
      Sid: "OwnPasswordAndAccessKeys",
      Effect: "Allow",
      Action: [
        "iam:ChangePassword",
        "iam:CreateAccessKey",
        "iam:DeleteAccessKey",
        "iam:GetAccessKeyLastUsed",
        "iam:GetLoginProfile",
        "iam:GetUser",
        "iam:ListAccessKeys",
        "iam:UpdateAccessKey",
      ],
      Resource: own,
    },
    {
      Sid: "OwnMfaDevices",
      Effect: "Allow",
      Action: ["iam:GetMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"],
      Resource: own,
    },
    {
      Sid: "OwnMfaDevicesOn",
      Effect: "Allow",
      Action: enableDeviceAction,
      Resource: own,
      ...enrolment,
    },
    {
      // With MFA only: otherwise a stolen password or access key could remove the device.
      Sid: "OwnMfaDevicesOffWithMfa",
      Effect: "Allow",
      Action: "iam:DeactivateMFADevice",
      Resource: own,
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    },
    {
      // A user can have several devices, each with a name of its own: mfa/${aws:username} would be too narrow.
      Sid: "NewMfaDevices",
      Effect: "Allow",
      Action: newDeviceActions,
      Resource: iamArn(partition, accountId, "mfa", "*"),
      ...enrolment,
    },
    {
      // These know no resource. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
      Sid: "RulesAndDevicesOfTheAccount",
      Effect: "Allow",
      Action: ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"],
      Resource: "*",
    },
    {
      Sid: "SignInOnTheCommandLine",
      Effect: "Allow",
      Action: signInActions,
      Resource: `arn:${partition}:signin:*:${accountId}:oauth2/public-client/localhost`,
    },
  );
}

/**
 * Denies everything until the user has signed in with MFA, except what the first sign-in needs: to change the password,
 * to enrol a device, and to sign in, because AWS does not document the key for MFA in requests of the sign-in itself. Denies
 * enrolment with an access key, whichever policy allows it.
 */
export function denyWithoutMfaPolicy({ enrolMfaWithAccessKey = false }: MfaEnrolment = {}): PolicyDocument {
  const nothingWithoutMfa = {
    Sid: "NothingWithoutMfa",
    Effect: "Deny",
    NotAction: [
      "iam:ChangePassword",
      ...newDeviceActions,
      enableDeviceAction,
      "iam:GetAccountPasswordPolicy",
      "iam:GetLoginProfile",
      "iam:GetMFADevice",
      "iam:GetUser",
      "iam:ListMFADevices",
      "iam:ListVirtualMFADevices",
      "iam:ResyncMFADevice",
      ...signInActions,
      "sts:GetSessionToken",
    ],
    Resource: "*",
    // BoolIfExists, because this is a Deny: access keys do not have the key at all, and must be denied too.
    Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  } as const;
  const noEnrolmentWithAccessKey = {
    Sid: "NoMfaEnrolmentWithAccessKey",
    Effect: "Deny",
    Action: [...newDeviceActions, enableDeviceAction],
    Resource: "*",
    Condition: accessKey,
  } as const;
  return enrolMfaWithAccessKey
    ? policyDocument(nothingWithoutMfa)
    : policyDocument(nothingWithoutMfa, noEnrolmentWithAccessKey);
}
