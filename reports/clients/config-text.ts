/** The lines of `~/.aws/config`. The page makes them in the browser too, so this needs no model of the access. */
import { sessionName } from "../../iam/limits";
import { canLogIn, ownProfiles, type SignIn, signInSteps, sourceOf } from "./sign-in";

/** What all profiles of a user or principal have in common. */
export interface ConfigHead {
  readonly signIn: SignIn;
  readonly region: string;
  /** The name of a profile, for the example. */
  readonly firstProfile: string;
  /** Whether a profile has an MFA device. */
  readonly hasMfa: boolean;
  /** Where the lines belong, in a sentence. */
  readonly where: string;
}

/** A role in an account that the user or principal may assume. */
export interface ConfigProfile {
  readonly name: string;
  readonly roleArn: string;
  /** The profile of the role before it. `undefined`: the user or principal assumes the role itself. */
  readonly before?: string;
  /** In words, when the grant ends. */
  readonly ends: readonly string[];
  /** Seconds. `undefined`: the CLI asks for one hour, which every role allows. */
  readonly duration?: number;
  /** The ARN of the MFA device, if the role may require one. */
  readonly mfaDevice?: string;
  readonly externalId?: string;
}

/** The comment at the top, and the profiles with the user's or principal's own credentials. */
export function headLines({ signIn, region, firstProfile, hasMfa, where }: ConfigHead): string[] {
  return [
    `# AWS CLI profiles of ${signIn.name}: one for each role in each target account.`,
    ...signInSteps(signIn).map((line) => `# ${line}`),
    `# Then: aws --profile ${firstProfile} sts get-caller-identity`,
    `# ${where}`,
    ...(hasMfa
      ? [
          ...(canLogIn(signIn) ? ['# With an access key, remove the "# " before each mfa_serial.'] : []),
          "# mfa_serial is the MFA device named like the user; if yours has another name, write its ARN there.",
        ]
      : []),
    ...ownProfiles(region, signIn),
  ];
}

/** The profile of a role, with an empty line before it. */
export function profileLines(
  { signIn, region }: Pick<ConfigHead, "signIn" | "region">,
  profile: ConfigProfile,
): string[] {
  const { name, roleArn, before, ends, duration, mfaDevice, externalId } = profile;
  return [
    "",
    ...ends.map((text) => `# ${text}`),
    `[profile ${name}]`,
    `role_arn = ${roleArn}`,
    before === undefined ? sourceOf(signIn) : `source_profile = ${before}`,
    // STS takes no session name of one character: then the CLI makes one up.
    ...(sessionName.test(signIn.name) ? [`role_session_name = ${signIn.name}`] : []),
    ...(duration === undefined ? [] : [`duration_seconds = ${duration}`]),
    // The browser asks for MFA in `aws login`. Only an access key needs a code on the command line.
    ...(mfaDevice === undefined ? [] : [`${canLogIn(signIn) ? "# " : ""}mfa_serial = ${mfaDevice}`]),
    ...(externalId === undefined ? [] : [`external_id = ${externalId}`]),
    `region = ${region}`,
  ];
}
