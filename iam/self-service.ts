/**
 * What users may do for themselves, and what they may not do before they have MFA.
 * Source of both patterns:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 */
import { iamArn } from "./arn";
import type { Partition } from "./partition";
import { type PolicyDocument, policyDocument } from "./policy-document";

/** The signed-in user, at the root path and at any other: user names are unique in an account, whatever their paths. */
function ownUser(partition: Partition, accountId: string): string[] {
  return [
    iamArn(partition, accountId, "user", "${aws:username}"),
    iamArn(partition, accountId, "user", "${aws:username}", "/*/"),
  ];
}

/**
 * One's own password, access keys and MFA devices, whatever name a device has, and nothing else.
 *
 * Taking an MFA device off asks for MFA: otherwise a stolen password or key could take it off.
 */
export function selfServicePolicy(partition: Partition, accountId: string): PolicyDocument {
  const own = ownUser(partition, accountId);
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
      Action: ["iam:EnableMFADevice", "iam:GetMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"],
      Resource: own,
    },
    {
      Sid: "OwnMfaDevicesOffWithMfa",
      Effect: "Allow",
      Action: "iam:DeactivateMFADevice",
      Resource: own,
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    },
    {
      // A device belongs to nobody until it is enabled, and may have any name: mfa/${aws:username} would be too narrow.
      Sid: "NewMfaDevices",
      Effect: "Allow",
      Action: ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"],
      Resource: iamArn(partition, accountId, "mfa", "*"),
    },
    {
      // These know no resource. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
      Sid: "RulesAndDevicesOfTheAccount",
      Effect: "Allow",
      Action: ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"],
      Resource: "*",
    },
  );
}

/**
 * Denies everything until the user has signed in with MFA, but for what the first sign-in needs: changing the password
 * that must be changed, and enrolling a device.
 */
export function denyWithoutMfaPolicy(): PolicyDocument {
  return policyDocument({
    Sid: "NothingWithoutMfa",
    Effect: "Deny",
    NotAction: [
      "iam:ChangePassword",
      "iam:CreateVirtualMFADevice",
      "iam:DeleteVirtualMFADevice",
      "iam:EnableMFADevice",
      "iam:GetAccountPasswordPolicy",
      "iam:GetLoginProfile",
      "iam:GetMFADevice",
      "iam:GetUser",
      "iam:ListMFADevices",
      "iam:ListVirtualMFADevices",
      "iam:ResyncMFADevice",
      "sts:GetSessionToken",
    ],
    Resource: "*",
    // BoolIfExists, for this is a Deny: plain access keys do not have the key at all, and must be denied too.
    Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  });
}
