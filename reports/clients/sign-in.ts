/**
 * How the callers of roles get their own credentials: the first profiles of their AWS configuration, from which all others
 * start.
 *
 * `aws login` writes `login_session` to a profile. The AWS CLI and most SDKs use it as it is. Terraform's provider and its S3
 * backend do not, so the other profiles start from one that asks the CLI for the credentials.
 *
 * Sources:
 * - https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html
 * - https://github.com/hashicorp/terraform-provider-aws/issues/45316
 * - the credentials of a permission set: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html
 */

/** The profile from which those of the roles start. No role's profile has this name: theirs have a dot or a slash. */
export const sourceProfile = "identity";
/** The profile that `aws login` signs in. */
export const loginProfile = "identity-login";

/** How a user or principal gets credentials of its own. */
export type SignIn =
  | {
      readonly kind: "user";
      readonly name: string;
      readonly arn: string;
      /** Whether `aws login` works: it needs the console, and the permissions of self-service. */
      readonly login: boolean;
    }
  | {
      readonly kind: "principal";
      readonly name: string;
      readonly roleName: string;
      /** The permission set of IAM Identity Center that the role belongs to. `undefined`: it is no such role. */
      readonly permissionSet?: string;
    };

/** Whether `aws login` signs in. */
export function canLogIn(signIn: SignIn): boolean {
  return signIn.kind === "user" && signIn.login;
}

/** The lines that name the source of the credentials, in the profile of a role. */
export function sourceOf(signIn: SignIn): string {
  const isPlainRole = signIn.kind === "principal" && signIn.permissionSet === undefined;
  return isPlainRole ? "credential_source = Environment" : `source_profile = ${sourceProfile}`;
}

/** What to do first, in sentences. */
export function signInSteps(signIn: SignIn): string[] {
  if (signIn.kind === "user")
    return canLogIn(signIn)
      ? [
          `Sign in: aws login --profile ${loginProfile} (AWS CLI 2.32 or newer). The browser asks for the password and MFA.`,
          "The sign-in lasts up to 12 hours.",
        ]
      : [`Store the access key of ${signIn.name} once: aws configure --profile ${sourceProfile}`];
  return signIn.permissionSet === undefined
    ? [
        `These profiles take the credentials of the role ${signIn.roleName} from the environment (AWS_ACCESS_KEY_ID and so on).`,
        "On EC2, write credential_source = Ec2InstanceMetadata instead; in ECS, EcsContainer.",
      ]
    : [
        `Sign in: aws configure sso --profile ${sourceProfile}, once, with the start URL of IAM Identity Center. Choose the`,
        `identity account and the permission set ${signIn.permissionSet}. Later: aws sso login --profile ${sourceProfile}`,
      ];
}

/** The profiles with the credentials of the user or principal itself: none where the environment has them. */
export function ownProfiles(region: string, signIn: SignIn): string[] {
  const regionLine = `region = ${region}`;
  if (signIn.kind === "principal" && signIn.permissionSet === undefined) return [];
  if (signIn.kind === "principal" || !canLogIn(signIn)) return ["", `[profile ${sourceProfile}]`, regionLine];
  return [
    "",
    `[profile ${loginProfile}]`,
    `login_session = ${signIn.arn}`,
    regionLine,
    "",
    `[profile ${sourceProfile}]`,
    `credential_process = aws configure export-credentials --profile ${loginProfile} --format process`,
    regionLine,
  ];
}
