/**
 * A user's profiles for the AWS CLI, and for every tool that reads `~/.aws/config`.
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
import type { Access, MatrixEntry } from "../../access";
import { iamArn } from "../../iam/arn";
import { sessionName } from "../../iam/limits";
import type { ProfileNames } from "../profile-name";

/** The profile with the user's own access key. No other can have its name: those have a dot or a slash. */
export const sourceProfile = "identity";

/** The file, in pieces: a profile for each role in each account that the user may assume. */
export function* awsConfig(
  access: Access,
  user: string,
  entries: readonly MatrixEntry[],
  profileName: ProfileNames,
): Generator<string> {
  const [first] = entries;
  const mfaSerial = iamArn(access.partition, access.identityAccount.id, "mfa", user);
  yield `# AWS CLI profiles of ${user}: one for each role in each target account, as in
#
#     aws --profile ${first ? profileName(first.place) : "<account>.<role>"} sts get-caller-identity
#
# Name this file in AWS_CONFIG_FILE, or add it to ~/.aws/config. The access key of ${user} belongs into
# ~/.aws/credentials, under the name "${sourceProfile}": aws configure --profile ${sourceProfile}
`;
  if (entries.some(({ requireMfa }) => requireMfa))
    yield `# Where MFA is required, mfa_serial is the device with the user's own name; if yours has another, write its ARN there.
`;
  yield `
[profile ${sourceProfile}]
region = ${access.region}
`;
  for (const { place, requireMfa } of entries) {
    const { externalId } = place.settings.conditions;
    yield [
      "",
      `[profile ${profileName(place)}]`,
      `role_arn = ${place.arn}`,
      `source_profile = ${sourceProfile}`,
      // A name of one character is none to STS: then the CLI makes one up.
      ...(sessionName.test(user) ? [`role_session_name = ${user}`] : []),
      `duration_seconds = ${place.settings.maxSessionDuration}`,
      ...(requireMfa ? [`mfa_serial = ${mfaSerial}`] : []),
      ...(externalId === undefined ? [] : [`external_id = ${externalId}`]),
      `region = ${access.region}`,
      "",
    ].join("\n");
  }
}
