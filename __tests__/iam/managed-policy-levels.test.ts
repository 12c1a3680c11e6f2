import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import actionTable from "../../iam/aws-action-levels.json";
import table from "../../iam/aws-managed-policies.json";
import statementTable from "../../iam/aws-managed-policy-statements.json";
import { roleLevel, roleLevels } from "../../iam/level";

const levelOf = (name: string) => roleLevel({ policies: [{ kind: "aws", name }] });

describe("a role with the AWS managed policy", () => {
  // Judged by reading the documents.
  test.each<[name: string, level: string, reason: string]>([
    ["AdministratorAccess", "administrator", "* on *"],
    ["IAMFullAccess", "escalates", "iam:* on *: it changes its own policies"],
    ["PowerUserAccess", "escalates", "all but IAM: it may assume any role, and change what runs with one"],
    ["AdministratorAccess-Amplify", "escalates", "iam:PutRolePolicy and iam:AttachRolePolicy on *"],
    [
      "WellArchitectedConsoleFullAccess",
      "escalates",
      "it may create roles under service-role/ and attach any policy to them",
    ],
    ["AmazonEC2FullAccess", "escalates", "it may change the user data of instances, which have roles"],
    ["AWSLambda_FullAccess", "escalates", "it may pass any role to Lambda, and create functions"],
    ["AWSCloudFormationFullAccess", "escalates", "it may update stacks, which have roles"],
    ["AmazonSSMFullAccess", "escalates", "it may start a session on any instance"],
    ["AmazonECS_FullAccess", "escalates", "it may pass any role to tasks, and run them"],
    ["AmazonDynamoDBFullAccess", "escalates", "datapipeline:PutPipelineDefinition on *"],
    [
      "AmazonEventBridgeFullAccess",
      "escalates",
      "it may pass any role to EventBridge Scheduler, which calls any API",
    ],
    ["AmazonSageMakerFullAccess", "escalates", "it may pass any role to SageMaker, and start notebooks"],
    ["AWSCodeBuildAdminAccess", "escalates", "codebuild:StartBuild with a build specification of its own"],
    ["AWSGlueConsoleFullAccess", "escalates", "glue:* on *: it may sign in to any development endpoint"],
    [
      "AWSStepFunctionsFullAccess",
      "escalates",
      "states:* on *: it may change state machines, which have roles",
    ],
    [
      "AWSSSOMasterAccountAdministrator",
      "escalates",
      "sso:* on *: it may assign any permission set to itself",
    ],
    ["SecretsManagerReadWrite", "escalates", "it may create and execute change sets of any stack"],
    ["EC2InstanceConnect", "escalates", "it may sign in to any instance"],
    ["DatabaseAdministrator", "escalates", "datapipeline:PutPipelineDefinition on *"],
    ["DataScientist", "escalates", "it may pass any role to SageMaker, and start notebooks"],
    ["SystemAdministrator", "escalates", "lambda:Update* on *: it may replace the code of any function"],
    [
      "NetworkAdministrator",
      "permissions",
      "ec2:CreateNetworkInterfacePermission; it passes only flow-logs-* roles",
    ],
    ["AmazonS3FullAccess", "permissions", "s3:* on *: bucket policies"],
    ["AmazonRDSFullAccess", "permissions", "rds:* on *: it may share snapshots with other accounts"],
    ["AmazonVPCFullAccess", "permissions", "ec2:CreateNetworkInterfacePermission"],
    ["CloudWatchFullAccess", "permissions", "sns:* and logs:* on *: resource policies"],
    ["CloudWatchLogsFullAccess", "permissions", "logs:PutResourcePolicy"],
    ["AmazonSQSFullAccess", "permissions", "sqs:AddPermission"],
    ["AmazonSNSFullAccess", "permissions", "sns:AddPermission"],
    ["AmazonEC2ContainerRegistryFullAccess", "permissions", "ecr:SetRepositoryPolicy"],
    ["AWSOrganizationsFullAccess", "permissions", "organizations:AttachPolicy: service control policies"],
    ["AmazonAPIGatewayAdministrator", "permissions", "the policies of its APIs"],
    ["AWSCloudTrail_FullAccess", "permissions", "s3:PutBucketPolicy on buckets of trails"],
    ["AmazonCognitoPowerUser", "permissions", "cognito-identity:SetIdentityPoolRoles, but no role to pass"],
    ["AWSBackupFullAccess", "permissions", "backup:PutBackupVaultAccessPolicy"],
    ["AWSMcpServiceActionsFullAccess", "write", "* on *, but only actions of MCP servers themselves"],
    ["AmazonEKSClusterPolicy", "write", "it may change instances, but not stop and start them"],
    ["AmazonEC2ContainerRegistryPowerUser", "write", "it pushes images, and sets no repository policy"],
    ["AWSKeyManagementServicePowerUser", "write", "it creates keys, and grants nothing"],
    ["AmazonRoute53FullAccess", "write", "DNS has no permissions of its own"],
    ["CloudFrontFullAccess", "write", "distributions"],
    ["AWSCertificateManagerFullAccess", "write", "certificates"],
    ["AWSAccountManagementFullAccess", "write", "contacts and regions of the account"],
    ["AWSCodeCommitPowerUser", "write", "it pushes code; of IAM it has its own credentials for Git"],
    ["AWSCloud9User", "write", "it starts sessions only on instances with a tag of Cloud9, and sets no tags"],
    ["AWSElasticBeanstalkWebTier", "write", "it writes logs and its own bucket"],
    ["AWSLambdaBasicExecutionRole", "write", "it writes logs"],
    ["AmazonSSMManagedInstanceCore", "write", "an instance reports its state"],
    ["CloudWatchAgentServerPolicy", "write", "it writes metrics and logs"],
    ["AWSXrayWriteOnlyAccess", "write", "it writes traces"],
    ["AmazonElasticFileSystemClientReadWriteAccess", "write", "it writes files"],
    ["IAMUserChangePassword", "write", "its own password"],
    ["IAMUserSSHKeys", "write", "its own SSH keys"],
    ["SupportUser", "write", "support:*: it opens cases"],
    ["AWSSupportAccess", "write", "support:*: it opens cases"],
    ["Billing", "write", "it changes budgets and payment methods"],
    ["AmazonCognitoReadOnly", "write", "cognito-identity:GetId creates an identity"],
    ["ReadOnlyAccess", "read", "it reads, whatever level AWS gives some of its actions"],
    ["ViewOnlyAccess", "read", "it lists"],
    ["SecurityAudit", "read", "it reads settings"],
    ["AmazonS3ReadOnlyAccess", "read", "s3:Get* and s3:List*"],
    ["AmazonS3ExpressReadOnlyAccess", "read", "s3express:CreateSession for reading only"],
    ["AmazonEC2ReadOnlyAccess", "read", "ec2:Describe*"],
    ["AmazonVPCReadOnlyAccess", "read", "ec2:Describe*"],
    ["AmazonRDSReadOnlyAccess", "read", "rds:Describe*"],
    ["AmazonDynamoDBReadOnlyAccess", "read", "queries and scans"],
    ["AmazonSQSReadOnlyAccess", "read", "it lists queues"],
    ["AmazonRoute53ReadOnlyAccess", "read", "route53:Get* and List*"],
    ["AmazonSSMReadOnlyAccess", "read", "ssm:Get* and List*"],
    ["AmazonSageMakerReadOnly", "read", "sagemaker:Describe* and List*"],
    ["AmazonEC2ContainerRegistryReadOnly", "read", "it pulls images"],
    ["AWSLambda_ReadOnlyAccess", "read", "lambda:Get* and List*"],
    ["AWSCloudFormationReadOnlyAccess", "read", "it describes stacks, and detects drift"],
    ["AWSCodeBuildReadOnlyAccess", "read", "codebuild:BatchGet* and List*"],
    ["AWSConfigUserAccess", "read", "config:Get*, Describe* and Deliver*"],
    ["AWSOrganizationsReadOnlyAccess", "read", "organizations:Describe* and List*"],
    ["AWSSSOReadOnly", "read", "it lists assignments, and decrypts what Identity Center keeps"],
    ["CloudWatchReadOnlyAccess", "read", "metrics and logs; logs:StartQuery reads"],
    ["CloudWatchLogsReadOnlyAccess", "read", "logs; logs:StartQuery reads"],
    ["IAMReadOnlyAccess", "read", "iam:Get* and List*, and reports"],
    ["IAMAccessAdvisorReadOnly", "read", "reports of last access"],
    ["AWSDenyAll", "none", "a Deny of everything"],
    ["AWSCompromisedKeyQuarantineV3", "none", "a Deny only"],
  ])("%s has the level %s: %s", (name, level) => {
    expect(levelOf(name).level).toBe(level);
  });

  test.each(["IAMFullAccess", "AdministratorAccess-Amplify", "WellArchitectedConsoleFullAccess"])(
    "%s becomes administrator by IAM itself",
    (name) => {
      expect(levelOf(name).grade).toBe("proven");
    },
  );

  test.each(["PowerUserAccess", "AWSLambda_FullAccess", "AmazonEC2FullAccess", "AmazonSSMFullAccess"])(
    "%s becomes administrator if there is a stronger role to use",
    (name) => {
      expect(levelOf(name).grade).toBe("possible");
    },
  );
});

describe("the tables", () => {
  const names = Object.values(table.policies).flatMap((policies) => Object.keys(policies));

  test("know a level of every AWS managed policy", () => {
    for (const name of names) expect(roleLevels).toContain(levelOf(name).level);
  });

  test("have one administrator, and few that can become one", () => {
    const levels = names.map((name) => levelOf(name).level);
    const count = (level: string) => levels.filter((one) => one === level).length;
    expect(count("administrator")).toBe(1);
    expect(count("escalates")).toBeGreaterThan(50);
    expect(count("escalates")).toBeLessThan(names.length / 10);
  });

  test("are of the same versions of their packages", () => {
    expect(statementTable.source).toBe(table.source);
    expect(actionTable.source).toMatch(/^@cloud-copilot\/iam-data@\d+\.\d+\.\d+$/);
  });

  test("have statements only of policies that there are", () => {
    for (const name of Object.keys(statementTable.statements)) expect(names).toContain(name);
  });

  test("are small enough to be shipped", () => {
    const iam = join(__dirname, "../../iam");
    const sizes = readdirSync(iam)
      .filter((file) => file.endsWith(".json"))
      .map((file) => statSync(join(iam, file)).size);
    expect(sizes).toHaveLength(3);
    // Bytes. The compiler indents them by another 7 %.
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(327_000);
  });
});
