import { partitionFacts, partitionNames, partitionOfRegion } from "../../iam/partition";

test("each partition's default region is one of its own, and of no other", () => {
  for (const home of partitionNames)
    for (const other of partitionNames)
      expect([
        home,
        other,
        partitionFacts(other).regionPrefix.test(partitionFacts(home).defaultRegion),
      ]).toEqual([home, other, home === other]);
});

test.each([
  ["aws", "eu-central-1", true],
  ["aws", "mx-central-1", true],
  ["aws", "us-gov-east-1", false],
  ["aws-us-gov", "us-gov-east-1", true],
  ["aws-us-gov", "us-east-1", false],
  ["aws-cn", "cn-northwest-1", true],
  ["aws-cn", "ca-central-1", false],
] as const)("in %s, is %s a region: %s", (partition, region, expected) => {
  expect(partitionFacts(partition).regionPrefix.test(region)).toBe(expected);
});

test.each([
  ["eu-central-1", "aws"],
  ["us-gov-east-1", "aws-us-gov"],
  ["cn-northwest-1", "aws-cn"],
  ["mars", "aws"],
])("the region %s is one of the partition %s", (region, partition) => {
  expect(partitionOfRegion(region)).toBe(partition);
});
