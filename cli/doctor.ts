/** Whether Terraform can reach every account and its state, tried before the first plan. */
import type { Access } from "../access";
import type { DeployWith } from "../access/schema";
import { makesOrganizationStack } from "../access/stacks";
import { AwsReader, type Reach } from "../live/aws";
import { inParallel } from "../live/in-parallel";
import { readAccessFile } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { reachOf } from "./read-accounts";
import { print, printMarked, progress, warn } from "./terminal";

/** Something that Terraform must reach. */
interface Place {
  /** As messages name it. */
  readonly name: string;
  /** By which role or credentials. */
  readonly way: string;
  /** @throws Error when it cannot be reached */
  readonly reach: () => Promise<void>;
  /** What to do where it cannot. */
  readonly remedy: (failure: Error, caller: string | undefined) => string;
}

/**
 * Tries to reach every account of an access file as Terraform will, and to read its IAM; and the bucket of the state.
 * Changes nothing.
 *
 * @throws Exit 3 when one cannot be reached, after what is missing for each
 */
export async function doctor(file: string): Promise<void> {
  const access = readAccessFile(file, { quiet: true });
  const reader = new AwsReader({ region: access.region });
  const caller = await reader.ambientArn();
  print(`credentials at hand: ${caller ?? "none"}`);
  const places = [...accountsToReach(access, reader), ...stateBucket(access, reader)];
  const failures = await inParallel(
    places,
    ({ reach }) =>
      reach().then(
        () => undefined,
        (failure: Error) => failure,
      ),
    { onDone: progress("tried", places.length) },
  );
  places.forEach(({ name, way, remedy }, index) => {
    const failure = failures[index];
    if (!failure) print(`reached  ${name}  ${way}`);
    else
      printMarked([
        {
          lines: [`FAILED   ${name}  ${way}: ${failure.message}`, `         ${remedy(failure, caller)}`],
          mark: "danger",
        },
      ]);
  });
  const failed = failures.filter((failure) => failure !== undefined).length;
  if (failed > 0)
    throw new Exit(exitStatus.outsideFailed, `${failed} of ${places.length} places cannot be reached`);
  warn(`all ${places.length} places can be reached`);
}

function accountsToReach(access: Access, reader: AwsReader): Place[] {
  const { identityAccount, targetAccounts, organization, partition } = access;
  const account = (name: string, id: string, deployWith: DeployWith | undefined): Place => {
    const reach = reachOf({ id, partition }, deployWith);
    return {
      name: `${name} (${id})`,
      way: wayOf(reach),
      reach: () => reader.tryAccount(reach),
      remedy: (failure, caller) => accountRemedy(reach, failure, caller),
    };
  };
  return [
    account("identity account", identityAccount.id, identityAccount.deployWith),
    ...targetAccounts
      .filter(({ hasProvider }) => hasProvider)
      .map(({ name, id, deployWith }) => account(name, id, deployWith)),
    ...(makesOrganizationStack(access) && organization?.accountId !== undefined
      ? [account("organization", organization.accountId, organization.deployWith)]
      : []),
  ];
}

/** The bucket of the state, where the state is in one. */
function stateBucket({ backend }: Access, reader: AwsReader): Place[] {
  const { s3 } = backend ?? {};
  if (!s3) return [];
  const { bucket, region } = s3;
  return [
    {
      name: `state bucket ${bucket} (${region})`,
      way: wayOf(s3),
      reach: () => reader.tryBucket(s3),
      remedy: ({ name }) => {
        if (name === "NoSuchBucket")
          return "create the bucket, or correct backend.s3.bucket in the access file";
        if (name === "PermanentRedirect")
          return "write the region of the bucket as backend.s3.region in the access file";
        if (name === "AccessDenied")
          return "allow s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on its objects";
        return "see the message of AWS above";
      },
    },
  ];
}

function wayOf({ roleArn, profile }: Pick<Reach, "roleArn" | "profile">): string {
  return roleArn ?? (profile === undefined ? "the credentials at hand" : `profile ${profile}`);
}

/** What to do so that the account can be reached. */
function accountRemedy({ roleArn, profile }: Reach, { name }: Error, caller: string | undefined): string {
  if (profile !== undefined) return `try: aws sts get-caller-identity --profile ${profile}`;
  if (caller === undefined)
    return "sign in first, for example with aws sso login, and set AWS_PROFILE; then run this again";
  if (roleArn === undefined)
    return name === "AccessDenied"
      ? `allow ${caller} the actions of IAM in this account`
      : "use credentials of this account, or write deployWith: { role: ... } for it";
  if (name === "AccessDenied")
    return `create the role, let its trust policy admit ${caller}, allow ${caller} sts:AssumeRole on it, and allow the role iam:ListRoles`;
  return "see the message of AWS above";
}
