/**
 * Step 4 of the lab, for every user who may switch to a role that may read S3 and nothing else: the outcomes to be
 * observed, not assumed.
 */
import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import { ListUsersCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { type Access, accessMatrix, type MatrixEntry } from "../access";
import { externalIdFor } from "../access/role-place";
import { iamArn } from "../iam/arn";
import { sessionName } from "../iam/session-name";
import { type EmulatedAws, type Keys, outcomeOf } from "./emulated-aws";
import { accountsOf } from "./made-elsewhere";

export interface LabRow {
  /** Who tries, and where. */
  readonly as: string;
  readonly tries: string;
  readonly expected: "allowed" | "access denied";
  readonly observed: string;
  readonly ok: boolean;
}

/** The entries of the matrix that the lab's step 4 is about; none of them asks for MFA, which no plain key has. */
export function labEntries(access: Access): MatrixEntry[] {
  return accessMatrix(access).filter(({ caller, place, requireMfa }) => {
    const { managedPolicies, inlinePolicies, permissionsBoundary } = place.settings;
    const [policy] = managedPolicies;
    return (
      caller.kind === "user" &&
      !requireMfa &&
      managedPolicies.length === 1 &&
      policy?.kind === "aws" &&
      policy.name === "AmazonS3ReadOnlyAccess" &&
      inlinePolicies.length === 0 &&
      permissionsBoundary === undefined
    );
  });
}

export interface LabTrialOptions {
  readonly aws: EmulatedAws;
  readonly access: Access;
  readonly keysOf: (user: string) => Promise<Keys>;
  /** Name of the role in each account that nobody is granted. */
  readonly notGranted: string;
  readonly signal?: AbortSignal;
}

/** Walks through step 4. IAM enforcement is on. */
export async function tryLab(options: LabTrialOptions, { caller, place }: MatrixEntry) {
  const { aws, access, keysOf, notGranted, signal } = options;
  const { account, role } = place;
  const user = caller.name;
  const own = await keysOf(user);
  const home = `${user}, signed in to the identity account`;
  const away = `${user}, switched to ${account.name}`;
  const rows: LabRow[] = [];
  const row = async (
    as: string,
    tries: string,
    expected: LabRow["expected"],
    request: () => Promise<unknown>,
  ) => {
    signal?.throwIfAborted();
    const observed = await outcomeOf(request());
    rows.push({ as, tries, expected, observed, ok: observed === expected });
  };
  const listBuckets = (keys: Keys) => () => aws.s3(keys).send(new ListBucketsCommand({}));
  const describeInstances = (keys: Keys) => () => aws.ec2(keys).send(new DescribeInstancesCommand({}));
  const session = { sessionName: sessionName(user), externalId: externalIdFor(place, caller) };

  await row(home, "list S3 buckets", "access denied", listBuckets(own));
  await row(home, "describe EC2 instances", "access denied", describeInstances(own));
  await row(home, "list IAM users", "access denied", () => aws.iam(own).send(new ListUsersCommand({})));

  let switched: Keys | undefined;
  await row(home, `assume ${role.name} in ${account.name}`, "allowed", async () => {
    switched = await aws.assume(own, place.arn, session);
  });
  if (switched) {
    await row(away, "list S3 buckets", "allowed", listBuckets(switched));
    const bucket = { Bucket: `sandbox-${account.id}-not-to-be-made` };
    await row(away, "create an S3 bucket", "access denied", () =>
      aws.s3(switched as Keys).send(new CreateBucketCommand(bucket)),
    );
    await row(away, "describe EC2 instances", "access denied", describeInstances(switched));
  }

  for (const accountId of accountsOf(access)) {
    const arn = iamArn(access.partition, accountId, "role", notGranted);
    await row(home, `assume a role in ${accountId} that was not granted`, "access denied", () =>
      aws.assume(own, arn, session),
    );
  }
  const back = `${user}, switched back`;
  await row(back, "list S3 buckets", "access denied", listBuckets(own));
  await row(back, "describe EC2 instances", "access denied", describeInstances(own));
  return rows;
}
