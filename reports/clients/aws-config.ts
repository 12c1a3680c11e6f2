/**
 * A user's profiles for the AWS CLI, and for every tool that reads `~/.aws/config`.
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
import type { Access } from "../../access";
import type { Entrance } from "../../access/entrances";
import { printableLines } from "../../access/printable";
import { iamArn } from "../../iam/arn";
import { sessionName } from "../../iam/limits";
import type { ProfileNames } from "../profile-name";

/** The profile with the user's own access key. No role's profile has this name: theirs have a dot or a slash. */
export const sourceProfile = "identity";

/** The file, in pieces: a profile for each role in each account that the user may assume. */
export function* awsConfig(
  access: Access,
  user: string,
  entries: readonly Entrance[],
  profileName: ProfileNames,
): Generator<string> {
  const [first] = entries;
  const mfaSerial = iamArn(access.partition, access.identityAccount.id, "mfa", user);
  // The format has no escapes: a control character in a value is shown, and cannot begin another line.
  yield printableLines([
    `# AWS CLI profiles of ${user}: one for each role in each target account. To use one:`,
    "#",
    `#     aws --profile ${first ? profileName(first.place) : "<account>.<role>"} sts get-caller-identity`,
    "#",
    `# Name this file in AWS_CONFIG_FILE, or add it to ~/.aws/config. Store the access key of ${user} in`,
    `# ~/.aws/credentials, under the name "${sourceProfile}": aws configure --profile ${sourceProfile}`,
    ...(entries.some(mayNeedMfa)
      ? [
          "# mfa_serial is the MFA device named like the user; if yours has another name, write its ARN there.",
        ]
      : []),
    "",
    `[profile ${sourceProfile}]`,
    `region = ${access.region}`,
  ]);
  for (const entry of entries) {
    const { place } = entry;
    const { maxSessionDuration, conditions } = place.settings;
    yield printableLines([
      "",
      `[profile ${profileName(place)}]`,
      `role_arn = ${place.arn}`,
      `source_profile = ${sourceProfile}`,
      // STS takes no session name of one character: then the CLI makes one up.
      ...(sessionName.test(user) ? [`role_session_name = ${user}`] : []),
      `duration_seconds = ${maxSessionDuration}`,
      ...(mayNeedMfa(entry) ? [`mfa_serial = ${mfaSerial}`] : []),
      ...(conditions.externalId === undefined ? [] : [`external_id = ${conditions.externalId}`]),
      `region = ${access.region}`,
    ]);
  }
}

/** Where it is unknown whether MFA is required, the profile uses it. */
function mayNeedMfa({ mfa }: Entrance): boolean {
  return mfa !== "not asked";
}
