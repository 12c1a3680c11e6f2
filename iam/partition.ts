/** The facts of AWS's partitions: groups of regions with identities, ARNs and consoles of their own. */

/** A partition as it stands in an ARN. Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export type Partition = "aws" | "aws-us-gov" | "aws-cn";

interface PartitionFacts {
  /** The region a provider gets where the access file names none. */
  readonly defaultRegion: string;
  /** How the partition's regions begin. */
  readonly regionPrefix: RegExp;
  /** Host of the console's sign-in pages. */
  readonly signInHost: string;
  /** Suffix that makes the sign-in host of one account: `<id or alias><suffix>`. */
  readonly accountSignInSuffix: string;
}

/**
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html,
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-console.html,
 * https://docs.amazonaws.cn/en_us/aws/latest/userguide/console.html
 */
const partitions: Readonly<Record<Partition, PartitionFacts>> = {
  aws: {
    defaultRegion: "us-east-1",
    regionPrefix: /^(?!us-gov-|cn-)[a-z]{2,4}-/,
    signInHost: "signin.aws.amazon.com",
    accountSignInSuffix: ".signin.aws.amazon.com",
  },
  "aws-us-gov": {
    defaultRegion: "us-gov-west-1",
    regionPrefix: /^us-gov-/,
    signInHost: "signin.amazonaws-us-gov.com",
    accountSignInSuffix: ".signin.amazonaws-us-gov.com",
  },
  "aws-cn": {
    defaultRegion: "cn-north-1",
    regionPrefix: /^cn-/,
    signInHost: "signin.amazonaws.cn",
    accountSignInSuffix: ".signin.amazonaws.cn",
  },
};

/** All partitions the project knows, in the order of the documentation. */
export const partitionNames = Object.keys(partitions) as Partition[];

/** The facts of one partition. */
export function partitionFacts(partition: Partition): PartitionFacts {
  return partitions[partition];
}

/** The partition of a region. An unknown region is taken for one of the partition `aws`. */
export function partitionOfRegion(region: string): Partition {
  return partitionNames.find((name) => partitions[name].regionPrefix.test(region)) ?? "aws";
}
