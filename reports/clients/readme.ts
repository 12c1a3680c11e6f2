/** What a user or principal does with the files beside it. */
import { consoleSignInUrl } from "../../iam/switch-role-link";
import { code, type Markdown, markdown } from "../markdown";
import { type Client, firstProfile, mayNeedMfa, mfaDevice, signInOf } from "./aws-config";
import { canLogIn, loginProfile, sourceProfile } from "./sign-in";

/** `README.md`: how to sign in and to use a role, in ten lines. */
export function clientReadme(client: Client, hasSwitchList: boolean): string {
  const profile = firstProfile(client);
  const { access, caller } = client;
  const { id, alias } = access.identityAccount;
  const steps: Markdown[] = [
    markdown`Add ${code("aws-config")} to ${code("~/.aws/config")}, or name it in ${code("AWS_CONFIG_FILE")}.`,
    ...signIn(client),
    markdown`Use a role: ${code(`aws --profile ${profile} sts get-caller-identity`)}. All profiles: ${code("aws configure list-profiles")}.`,
    markdown`Terraform and other tools: ${code(`export AWS_PROFILE=${profile}`)}.`,
    ...(caller.kind === "user"
      ? [
          markdown`Console: sign in at ${code(consoleSignInUrl(access.partition, alias ?? id))}, then use the buttons of ${code(`index.html#${new URLSearchParams({ user: caller.name })}`)}${
            hasSwitchList
              ? markdown` or the browser extension AWS Extend Switch Roles with ${code("aws-extend-switch-roles.ini")}`
              : markdown``
          }.`,
        ]
      : []),
    markdown`${code("AccessDenied")}: ${
      client.routes.some(mayNeedMfa)
        ? markdown`the role requires MFA, and MFA counts from the sign-in on. Enrol a device, sign out, sign in again.`
        : markdown`check with the owner of the access file that the role is still granted.`
    }`,
  ];
  return [
    markdown`# AWS access of ${code(caller.name)}`,
    markdown``,
    ...steps.map((step, index) => markdown`${String(index + 1) as Markdown}. ${step}`),
    markdown``,
  ].join("\n");
}

function signIn(client: Client): Markdown[] {
  const { access, caller } = client;
  if (caller.kind === "principal")
    return caller.permissionSet === undefined
      ? [
          markdown`Run in the role ${code(caller.roleName)}: the profiles take its credentials from the environment. On EC2 write ${code("credential_source = Ec2InstanceMetadata")}.`,
        ]
      : [
          markdown`Sign in once: ${code(`aws configure sso --profile ${sourceProfile}`)}, with the permission set ${code(caller.permissionSet)} in the account ${code(access.identityAccount.id)}. Later: ${code(`aws sso login --profile ${sourceProfile}`)}.`,
        ];
  const key = markdown`${code(`aws configure --profile ${sourceProfile}`)} stores your access key.`;
  const device = client.routes.some(mayNeedMfa)
    ? markdown` ${code("mfa_serial")} is your MFA device, ${code(mfaDevice(access, caller.name))} unless you named it otherwise. It must give codes: the command line knows no passkeys and security keys.`
    : markdown``;
  if (!canLogIn(signInOf(caller))) return [markdown`Once: ${key}${device}`];
  return [
    markdown`Sign in: ${code(`aws login --profile ${loginProfile}`)} (AWS CLI 2.32 or newer), in the browser, with MFA. Passkeys work too. It lasts up to 12 hours.`,
    markdown`Only without a browser on this machine: ${key}${client.routes.some(mayNeedMfa) ? markdown` Then ${code(`sed -i 's/^# mfa_serial/mfa_serial/' ~/.aws/config`)}.${device}` : device}`,
  ];
}
