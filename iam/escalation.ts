/**
 * Ways in which a role can make itself administrator, by the actions that they need.
 *
 * Every entry is written from AWS's documentation of its actions. These lists helped to find them: DataDog's
 * https://pathfinding.cloud and https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation.
 */

/**
 * The resource that an action is needed on.
 *
 * - `itself`: the role itself, or any role.
 * - `any role`, `any user`, `any group`: any one of the account, so that a stronger one can be chosen.
 * - `its policy`: a customer managed policy of the role, or any.
 * - `one role`, `one user`: a role or user, however few the policies name; the same one for all actions of the path.
 * - `anything`: whatever the policies name, as the action makes something new.
 * - An ARN: any resource of that form, so that one with a stronger role can be chosen. `{any}` stands for a name.
 */
export type Target =
  | "itself"
  | "any role"
  | "any user"
  | "any group"
  | "its policy"
  | "one role"
  | "one user"
  | "anything"
  | `arn:{partition}:${string}`;

type ResourceForm = Extract<Target, `arn:${string}`>;

/** An action that a path needs. */
export interface Need {
  /** The action, such as `iam:PutRolePolicy`. */
  readonly action: string;
  /** The resource that the action must be allowed on. */
  readonly on: Target;
  /** Of `iam:PassRole`: the services that may get the role, any of them, as in the condition key `iam:PassedToService`. */
  readonly passedTo?: readonly string[];
}

/**
 * `proven`: IAM itself gives the role the permissions or the credentials of an administrator.
 * `possible`: a stronger role must exist that the role can pass, use or assume, or the caller must be another principal
 * of the account as well.
 */
export type EscalationGrade = "proven" | "possible";

/** A way to become administrator. */
export interface EscalationPath {
  /** Stays the same from release to release. */
  readonly id: string;
  /** The role needs all of these. */
  readonly needs: readonly Need[];
  /** How certain it is that the path leads to an administrator. */
  readonly grade: EscalationGrade;
  /** One sentence that says how the role does it. */
  readonly how: string;
  /** AWS's documentation of the decisive action. */
  readonly source: string;
}

/** A name that stands for all others: a pattern covers it only if it covers almost every name. */
export const anyName = "Xq7JkZ";

/**
 * Names of roles that are administrators: as AWS makes them, or by what they are called. A pattern for one of them is as
 * good as one for all roles.
 */
export const administratorRoles: readonly string[] = [
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
  "OrganizationAccountAccessRole",
  // https://docs.aws.amazon.com/controltower/latest/userguide/awscontroltowerexecution.html
  "AWSControlTowerExecution",
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
  "AWSCloudFormationStackSetExecutionRole",
  // https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
  "cdk-hnb659fds-cfn-exec-role-{account}-{region}",
  ...["Admin", "Administrator", "AdministratorAccess"],
];

const docs = "https://docs.aws.amazon.com";
const iamDocs = `${docs}/IAM/latest/APIReference`;

const ownPolicies: readonly EscalationPath[] = [
  {
    id: "put-role-policy",
    needs: [{ action: "iam:PutRolePolicy", on: "itself" }],
    grade: "proven",
    how: "Puts an inline policy that allows everything on itself.",
    source: `${iamDocs}/API_PutRolePolicy.html`,
  },
  {
    id: "attach-role-policy",
    needs: [{ action: "iam:AttachRolePolicy", on: "itself" }],
    grade: "proven",
    how: "Attaches AdministratorAccess to itself.",
    source: `${iamDocs}/API_AttachRolePolicy.html`,
  },
  {
    id: "create-policy-version",
    needs: [{ action: "iam:CreatePolicyVersion", on: "its policy" }],
    grade: "proven",
    how: "Gives a customer managed policy that is attached to it a new default version that allows everything.",
    source: `${iamDocs}/API_CreatePolicyVersion.html`,
  },
  {
    id: "set-default-policy-version",
    needs: [{ action: "iam:SetDefaultPolicyVersion", on: "its policy" }],
    grade: "possible",
    how: "Sets a policy that is attached to it back to an earlier version that allows more.",
    source: `${iamDocs}/API_SetDefaultPolicyVersion.html`,
  },
];

const otherRoles: readonly EscalationPath[] = [
  {
    id: "update-assume-role-policy",
    needs: [{ action: "iam:UpdateAssumeRolePolicy", on: "any role" }],
    grade: "proven",
    how: "Adds itself to the trust policy of an administrator role, and assumes that role.",
    source: `${iamDocs}/API_UpdateAssumeRolePolicy.html`,
  },
  ...["iam:AttachRolePolicy", "iam:PutRolePolicy"].flatMap((permit) => [
    onOne(
      "role",
      ["iam:CreateRole", permit],
      "Creates a role that trusts it and may do everything, and assumes it.",
    ),
    onOne(
      "role",
      ["iam:UpdateAssumeRolePolicy", permit],
      "Adds itself to the trust policy of a role, gives that role every permission, and assumes it.",
    ),
    onOne(
      "role",
      ["sts:AssumeRole", permit],
      "Gives a role that it may assume every permission, and assumes it.",
    ),
  ]),
  {
    id: "assume-role",
    needs: [{ action: "sts:AssumeRole", on: "any role" }],
    grade: "possible",
    how: "Assumes a stronger role that trusts it or its account.",
    source: `${docs}/STS/latest/APIReference/API_AssumeRole.html`,
  },
  {
    id: "assume-root",
    needs: [{ action: "sts:AssumeRoot", on: "arn:{partition}:iam::{account}:root" }],
    grade: "possible",
    how: "Recovers the password of the root user of a member account of its organization.",
    source: `${docs}/STS/latest/APIReference/API_AssumeRoot.html`,
  },
  {
    id: "update-saml-provider",
    needs: [{ action: "iam:UpdateSAMLProvider", on: "arn:{partition}:iam::{account}:saml-provider/{any}" }],
    grade: "possible",
    how: "Replaces the metadata of an identity provider by its own, and signs in to a stronger role that trusts it.",
    source: `${iamDocs}/API_UpdateSAMLProvider.html`,
  },
];

const users: readonly EscalationPath[] = [
  {
    id: "create-access-key",
    needs: [{ action: "iam:CreateAccessKey", on: "any user" }],
    grade: "proven",
    how: "Creates an access key for a user who is administrator.",
    source: `${iamDocs}/API_CreateAccessKey.html`,
  },
  {
    id: "create-login-profile",
    needs: [{ action: "iam:CreateLoginProfile", on: "any user" }],
    grade: "proven",
    how: "Creates a console password for a user who is administrator, and signs in with it.",
    source: `${iamDocs}/API_CreateLoginProfile.html`,
  },
  {
    id: "update-login-profile",
    needs: [{ action: "iam:UpdateLoginProfile", on: "any user" }],
    grade: "proven",
    how: "Changes the console password of a user who is administrator, and signs in with it.",
    source: `${iamDocs}/API_UpdateLoginProfile.html`,
  },
  ...["iam:AttachUserPolicy", "iam:PutUserPolicy"].flatMap((permit) => [
    ...["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"].map((signIn) =>
      onOne("user", [signIn, permit], "Gives a user every permission, and signs in as that user."),
    ),
    bearer(permit, "any user", "Gives every permission to a user whose credentials the caller has."),
  ]),
  ...["iam:AttachGroupPolicy", "iam:PutGroupPolicy"].map((permit) =>
    bearer(
      permit,
      "any group",
      "Gives every permission to a group with a user whose credentials the caller has.",
    ),
  ),
  bearer(
    "iam:AddUserToGroup",
    "any group",
    "Adds a user whose credentials the caller has to a group of administrators.",
  ),
];

const permissionSet = "arn:{partition}:sso:::permissionSet/{any}/{any}";
const identityCenterDocs = `${docs}/singlesignon/latest`;

const identityCenter: readonly EscalationPath[] = [
  {
    id: "create-account-assignment",
    needs: [{ action: "sso:CreateAccountAssignment", on: permissionSet }],
    grade: "possible",
    how: "Assigns the caller, a user of IAM Identity Center, a permission set that may do everything.",
    source: `${identityCenterDocs}/APIReference/API_CreateAccountAssignment.html`,
  },
  ...["sso:AttachManagedPolicyToPermissionSet", "sso:PutInlinePolicyToPermissionSet"].map(
    (action): EscalationPath => ({
      id: kebab(action),
      needs: [{ action, on: permissionSet }],
      grade: "possible",
      how: "Gives every permission to a permission set that is assigned to the caller.",
      source: `${identityCenterDocs}/APIReference/API_${nameOf(action)}.html`,
    }),
  ),
  {
    id: "create-group-membership",
    needs: [
      { action: "identitystore:CreateGroupMembership", on: "arn:{partition}:identitystore:::group/{any}" },
    ],
    grade: "possible",
    how: "Adds the caller, a user of IAM Identity Center, to a group of administrators.",
    source: `${identityCenterDocs}/IdentityStoreAPIReference/API_CreateGroupMembership.html`,
  },
];

/** A stronger role is passed to a service, which does with it what the caller says. */
const passedRoles: readonly EscalationPath[] = [
  ...passing("ec2", {
    how: "Starts an instance with a stronger role, and takes the role's credentials from it.",
    source: `${docs}/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html`,
    ways: [
      ["ec2:RunInstances"],
      ["ec2:RequestSpotInstances"],
      ["ec2:RequestSpotFleet"],
      ["ec2:CreateFleet"],
      ["autoscaling:CreateLaunchConfiguration"],
      ["autoscaling:CreateAutoScalingGroup"],
      ["elasticbeanstalk:CreateEnvironment"],
      ["imagebuilder:CreateInfrastructureConfiguration"],
    ],
  }),
  ...passing("ec2", {
    how: "Gives an instance that it can reach a stronger role, and takes the role's credentials from it.",
    source: `${docs}/AWSEC2/latest/UserGuide/attach-iam-role.html`,
    ways: [["ec2:AssociateIamInstanceProfile"], ["ec2:ReplaceIamInstanceProfileAssociation"]],
  }),
  ...passing("elasticmapreduce ec2", {
    how: "Starts a cluster with a stronger role, and runs a step on it.",
    source: `${docs}/emr/latest/APIReference/API_RunJobFlow.html`,
    ways: [["elasticmapreduce:RunJobFlow"]],
  }),
  ...passing("emr-serverless", {
    how: "Runs a job with a stronger role.",
    source: `${docs}/emr-serverless/latest/APIReference/API_StartJobRun.html`,
    ways: [["emr-serverless:StartJobRun"]],
  }),
  ...passing("lambda", {
    how: "Creates a function that runs its code with a stronger role.",
    source: `${docs}/lambda/latest/api/API_CreateFunction.html`,
    ways: [["lambda:CreateFunction"]],
  }),
  ...passing("synthetics lambda", {
    how: "Creates a canary that runs its script with a stronger role.",
    source: `${docs}/AmazonSynthetics/latest/APIReference/API_CreateCanary.html`,
    ways: [["synthetics:CreateCanary"]],
  }),
  ...passing("lambda", {
    how: "Gives a function a stronger role, and replaces its code.",
    source: `${docs}/lambda/latest/api/API_UpdateFunctionConfiguration.html`,
    ways: [["lambda:UpdateFunctionConfiguration"]],
  }),
  ...passing("ecs-tasks", {
    how: "Runs a container with a stronger role.",
    source: `${docs}/AmazonECS/latest/developerguide/task-iam-roles.html`,
    ways: [
      ["ecs:RegisterTaskDefinition", "ecs:RunTask"],
      ["ecs:RegisterTaskDefinition", "ecs:StartTask"],
      ["ecs:RegisterTaskDefinition", "ecs:CreateService"],
      ["ecs:RegisterTaskDefinition", "ecs:UpdateService"],
      ["ecs:RunTask"],
      ["batch:RegisterJobDefinition", "batch:SubmitJob"],
    ],
  }),
  ...passing("cloudformation", {
    how: "Lets CloudFormation create, with a stronger role, whatever its template says.",
    source: `${docs}/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html`,
    ways: [
      ["cloudformation:CreateStack"],
      ["cloudformation:UpdateStack"],
      ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
      ["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
      ["cloudformation:UpdateStackSet"],
    ],
  }),
  ...passing("codebuild", {
    how: "Runs the commands of its build specification with a stronger role.",
    source: `${docs}/codebuild/latest/APIReference/API_CreateProject.html`,
    ways: [
      ["codebuild:CreateProject", "codebuild:StartBuild"],
      ["codebuild:CreateProject", "codebuild:StartBuildBatch"],
      ["codebuild:UpdateProject", "codebuild:StartBuild"],
      ["codebuild:UpdateProject", "codebuild:StartBuildBatch"],
    ],
  }),
  ...passing("datapipeline", {
    how: "Runs the commands of its pipeline with a stronger role.",
    source: `${docs}/datapipeline/latest/APIReference/API_PutPipelineDefinition.html`,
    ways: [["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"]],
  }),
  ...passing("glue", {
    how: "Runs its script with a stronger role.",
    source: `${docs}/glue/latest/dg/create-an-iam-role.html`,
    ways: [
      ["glue:CreateDevEndpoint"],
      ["glue:CreateSession"],
      ["glue:CreateJob", "glue:StartJobRun"],
      ["glue:CreateJob", "glue:CreateTrigger"],
      ["glue:UpdateJob", "glue:StartJobRun"],
      ["glue:UpdateJob", "glue:CreateTrigger"],
    ],
  }),
  ...passing("sagemaker", {
    how: "Runs its code in SageMaker with a stronger role.",
    source: `${docs}/sagemaker/latest/dg/sagemaker-roles.html`,
    ways: [
      ["sagemaker:CreateNotebookInstance"],
      ["sagemaker:CreateTrainingJob"],
      ["sagemaker:CreateProcessingJob"],
      ["sagemaker:CreateModel"],
      ["sagemaker:CreateDomain"],
      ["sagemaker:CreateUserProfile"],
    ],
  }),
  ...passing("ssm", {
    how: "Registers a machine of its own, which gets the credentials of a stronger role.",
    source: `${docs}/systems-manager/latest/APIReference/API_CreateActivation.html`,
    ways: [["ssm:CreateActivation"]],
  }),
  {
    id: "pass-role-to-ssm-and-start-automation-execution",
    needs: [
      { action: "iam:PassRole", on: "any role", passedTo: ["ssm.amazonaws.com"] },
      {
        action: "ssm:StartAutomationExecution",
        on: "arn:{partition}:ssm:{region}:{account}:automation-definition/{any}:{any}",
      },
    ],
    grade: "possible",
    how: "Runs a runbook of its own with a stronger role.",
    source: `${docs}/systems-manager/latest/userguide/automation-setup-iam.html`,
  },
  ...passing("states", {
    how: "Lets a state machine call any API with a stronger role.",
    source: `${docs}/step-functions/latest/dg/supported-services-awssdk.html`,
    ways: [
      ["states:CreateStateMachine", "states:StartExecution"],
      ["states:UpdateStateMachine", "states:StartExecution"],
    ],
  }),
  ...passing("scheduler", {
    how: "Lets a schedule call any API with a stronger role.",
    source: `${docs}/scheduler/latest/UserGuide/managing-targets-universal.html`,
    ways: [["scheduler:CreateSchedule"], ["scheduler:UpdateSchedule"]],
  }),
  ...passing("apigateway", {
    how: "Lets an API call any service with a stronger role.",
    source: `${docs}/apigateway/latest/api/API_PutIntegration.html`,
    ways: [["apigateway:PUT"]],
  }),
  ...passing("appsync", {
    how: "Lets an API sign requests to any service with a stronger role.",
    source: `${docs}/appsync/latest/APIReference/API_CreateDataSource.html`,
    ways: [["appsync:CreateDataSource"]],
  }),
  ...passing("apprunner tasks.apprunner", {
    how: "Runs a container with a stronger role.",
    source: `${docs}/apprunner/latest/dg/security_iam_service-with-iam.html`,
    ways: [["apprunner:CreateService"]],
  }),
  ...passing("bedrock-agentcore", {
    how: "Runs its code in an interpreter with a stronger role.",
    source: `${docs}/bedrock-agentcore/latest/devguide/security-credentials-management.html`,
    ways: [
      [
        "bedrock-agentcore:CreateCodeInterpreter",
        "bedrock-agentcore:StartCodeInterpreterSession",
        "bedrock-agentcore:InvokeCodeInterpreter",
      ],
    ],
  }),
  ...passing("kinesisanalytics", {
    how: "Runs its application with a stronger role.",
    source: `${docs}/managed-flink/latest/apiv2/API_CreateApplication.html`,
    ways: [["kinesisanalytics:CreateApplication"]],
  }),
  ...passing("airflow", {
    how: "Runs its workflows with a stronger role.",
    source: `${docs}/mwaa/latest/userguide/mwaa-create-role.html`,
    ways: [["airflow:CreateEnvironment"]],
  }),
  ...passing("cognito-identity cognito-identity-us-gov", {
    how: "Gives a stronger role to the users of an identity pool, and signs in there.",
    source: `${docs}/cognitoidentity/latest/APIReference/API_SetIdentityPoolRoles.html`,
    ways: [["cognito-identity:SetIdentityPoolRoles"]],
  }),
  ...passing("iot credentials.iot", {
    how: "Takes the credentials of a stronger role with the certificate of a thing.",
    source: `${docs}/iot/latest/developerguide/authorizing-direct-aws.html`,
    ways: [["iot:CreateRoleAlias"], ["iot:UpdateRoleAlias"]],
  }),
  ...passing("rolesanywhere", {
    how: "Takes the credentials of a stronger role with a certificate.",
    source: `${docs}/rolesanywhere/latest/userguide/introduction.html`,
    ways: [
      ["rolesanywhere:CreateProfile", "rolesanywhere:CreateTrustAnchor"],
      ["rolesanywhere:UpdateProfile", "rolesanywhere:CreateTrustAnchor"],
    ],
  }),
  ...passing("eks pods.eks", {
    how: "Runs a container with a stronger role on a cluster that it can reach.",
    source: `${docs}/eks/latest/userguide/pod-identities.html`,
    ways: [["eks:CreatePodIdentityAssociation"]],
  }),
];

const regional = "{region}:{account}";
const instance: ResourceForm = `arn:{partition}:ec2:${regional}:instance/{any}`;
const stack: ResourceForm = `arn:{partition}:cloudformation:${regional}:stack/{any}/{any}`;

/** Something that runs with a stronger role already does what the caller says. */
const rolesInUse: readonly EscalationPath[] = [
  ...using(`arn:{partition}:lambda:${regional}:function:{any}`, {
    how: "Replaces the code of a function that has a stronger role.",
    source: `${docs}/lambda/latest/api/API_UpdateFunctionCode.html`,
    ways: [["lambda:UpdateFunctionCode"]],
  }),
  ...using(`arn:{partition}:lambda:${regional}:function:{any}`, {
    how: "Adds a layer with its code to a function that has a stronger role.",
    source: `${docs}/lambda/latest/api/API_UpdateFunctionConfiguration.html`,
    ways: [["lambda:UpdateFunctionConfiguration"]],
  }),
  ...using(stack, {
    how: "Changes a stack that CloudFormation updates with a stronger role.",
    source: `${docs}/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html`,
    ways: [
      ["cloudformation:UpdateStack"],
      ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
    ],
  }),
  ...using(`arn:{partition}:cloudformation:${regional}:stackset/{any}:{any}`, {
    how: "Lets CloudFormation create whatever its template says in the accounts of a stack set, as administrator.",
    source: `${docs}/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html`,
    ways: [
      ["cloudformation:UpdateStackSet"],
      ["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
    ],
  }),
  ...using(`arn:{partition}:codebuild:${regional}:project/{any}`, {
    how: "Runs its own build specification in a project that has a stronger role.",
    source: `${docs}/codebuild/latest/APIReference/API_StartBuild.html`,
    ways: [["codebuild:StartBuild"], ["codebuild:StartBuildBatch"]],
  }),
  ...using(instance, {
    how: "Takes the credentials of an instance that has a stronger role.",
    source: `${docs}/systems-manager/latest/APIReference/API_StartSession.html`,
    ways: [["ssm:StartSession"]],
  }),
  {
    id: "ssm-send-command",
    needs: [
      { action: "ssm:SendCommand", on: instance },
      { action: "ssm:SendCommand", on: "arn:{partition}:ssm:{region}::document/AWS-RunShellScript" },
    ],
    grade: "possible",
    how: "Runs a command on an instance that has a stronger role.",
    source: `${docs}/systems-manager/latest/APIReference/API_SendCommand.html`,
  },
  {
    id: "ssm-create-association",
    needs: [
      { action: "ssm:CreateAssociation", on: instance },
      { action: "ssm:CreateAssociation", on: "arn:{partition}:ssm:{region}::document/AWS-RunShellScript" },
    ],
    grade: "possible",
    how: "Runs a command on an instance that has a stronger role.",
    source: `${docs}/systems-manager/latest/APIReference/API_CreateAssociation.html`,
  },
  ...using(instance, {
    how: "Signs in to an instance that has a stronger role.",
    source: `${docs}/ec2-instance-connect/latest/APIReference/API_SendSSHPublicKey.html`,
    ways: [["ec2-instance-connect:SendSSHPublicKey"]],
  }),
  ...using(instance, {
    how: "Changes the commands that an instance with a stronger role runs when it starts.",
    source: `${docs}/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html`,
    ways: [["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"]],
  }),
  ...using(`arn:{partition}:ec2:${regional}:launch-template/{any}`, {
    how: "Changes the commands that instances with a stronger role run when they start.",
    source: `${docs}/AWSEC2/latest/APIReference/API_CreateLaunchTemplateVersion.html`,
    ways: [["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"]],
  }),
  ...using(`arn:{partition}:batch:${regional}:job-definition/{any}`, {
    how: "Runs its own command in a job that has a stronger role.",
    source: `${docs}/batch/latest/APIReference/API_SubmitJob.html`,
    ways: [["batch:SubmitJob"]],
  }),
  ...using(`arn:{partition}:ecs:${regional}:task/{any}/{any}`, {
    how: "Runs a command in a container that has a stronger role.",
    source: `${docs}/AmazonECS/latest/APIReference/API_ExecuteCommand.html`,
    ways: [["ecs:ExecuteCommand"]],
  }),
  {
    id: "eks-create-access-entry-and-associate-access-policy",
    needs: [
      { action: "eks:CreateAccessEntry", on: `arn:{partition}:eks:${regional}:cluster/{any}` },
      {
        action: "eks:AssociateAccessPolicy",
        on: `arn:{partition}:eks:${regional}:access-entry/{any}/role/{account}/{any}/{any}`,
      },
    ],
    grade: "possible",
    how: "Makes itself administrator of a cluster whose containers or instances have a stronger role.",
    source: `${docs}/eks/latest/userguide/access-entries.html`,
  },
  ...using(`arn:{partition}:elasticmapreduce:${regional}:cluster/{any}`, {
    how: "Runs a step on a cluster that has a stronger role.",
    source: `${docs}/emr/latest/APIReference/API_AddJobFlowSteps.html`,
    ways: [["elasticmapreduce:AddJobFlowSteps"]],
  }),
  ...using(`arn:{partition}:glue:${regional}:devEndpoint/{any}`, {
    how: "Signs in to a development endpoint that has a stronger role.",
    source: `${docs}/glue/latest/webapi/API_UpdateDevEndpoint.html`,
    ways: [["glue:UpdateDevEndpoint"]],
  }),
  ...using(`arn:{partition}:sagemaker:${regional}:notebook-instance/{any}`, {
    how: "Runs its code in a notebook that has a stronger role.",
    source: `${docs}/sagemaker/latest/APIReference/API_CreatePresignedNotebookInstanceUrl.html`,
    ways: [
      ["sagemaker:CreatePresignedNotebookInstanceUrl"],
      [
        "sagemaker:UpdateNotebookInstance",
        "sagemaker:StopNotebookInstance",
        "sagemaker:StartNotebookInstance",
      ],
    ],
  }),
  ...using(`arn:{partition}:sagemaker:${regional}:user-profile/{any}/{any}`, {
    how: "Signs in to Studio as a user profile that has a stronger role.",
    source: `${docs}/sagemaker/latest/APIReference/API_CreatePresignedDomainUrl.html`,
    ways: [["sagemaker:CreatePresignedDomainUrl"]],
  }),
  ...using(`arn:{partition}:kinesisanalytics:${regional}:application/{any}`, {
    how: "Replaces the code of an application that has a stronger role.",
    source: `${docs}/managed-flink/latest/apiv2/API_UpdateApplication.html`,
    ways: [["kinesisanalytics:UpdateApplication"]],
  }),
  ...using(`arn:{partition}:states:${regional}:stateMachine:{any}`, {
    how: "Changes what a state machine calls with a stronger role.",
    source: `${docs}/step-functions/latest/apireference/API_UpdateStateMachine.html`,
    ways: [["states:UpdateStateMachine"]],
  }),
  ...using(`arn:{partition}:apprunner:${regional}:service/{any}/{any}`, {
    how: "Replaces the image of a service that has a stronger role.",
    source: `${docs}/apprunner/latest/api/API_UpdateService.html`,
    ways: [["apprunner:UpdateService"]],
  }),
  ...using(`arn:{partition}:bedrock-agentcore:${regional}:code-interpreter-custom/{any}`, {
    how: "Runs its code in an interpreter that has a stronger role.",
    source: `${docs}/bedrock-agentcore/latest/devguide/security-credentials-management.html`,
    ways: [["bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"]],
  }),
  ...using(`arn:{partition}:datapipeline:${regional}:pipeline/{any}`, {
    how: "Changes the commands of a pipeline that has a stronger role.",
    source: `${docs}/datapipeline/latest/APIReference/API_PutPipelineDefinition.html`,
    ways: [["datapipeline:PutPipelineDefinition"]],
  }),
];

/** The proven ones first. */
export const escalationPaths: readonly EscalationPath[] = [
  ...ownPolicies,
  ...otherRoles,
  ...users,
  ...identityCenter,
  ...passedRoles,
  ...rolesInUse,
].sort((a, b) => Number(a.grade === "possible") - Number(b.grade === "possible"));

/** Several paths of one kind: each of the ways is a list of actions that it needs. */
interface Ways {
  readonly how: string;
  readonly source: string;
  readonly ways: readonly (readonly string[])[];
}

/** `services`: of their principals, as `lambda` of `lambda.amazonaws.com`. The first one gives the path its name. */
function passing(services: string, { how, source, ways }: Ways): EscalationPath[] {
  const passedTo = services.split(" ").map((service) => `${service}.amazonaws.com`);
  return ways.map((actions) => ({
    id: `pass-role-to-${services.split(" ")[0]}-and-${actions.map(kebab).join("-and-")}`,
    needs: [
      { action: "iam:PassRole", on: "any role", passedTo },
      ...actions.map((action) => ({ action, on: "anything" as const })),
    ],
    grade: "possible",
    how,
    source,
  }));
}

function using(on: ResourceForm, { how, source, ways }: Ways): EscalationPath[] {
  return ways.map((actions) => ({
    id: `${serviceOf(actions[0])}-${actions.map(kebab).join("-and-")}`,
    needs: actions.map((action) => ({ action, on })),
    grade: "possible",
    how,
    source,
  }));
}

function onOne(kind: "role" | "user", actions: readonly [string, string], how: string): EscalationPath {
  return {
    id: actions.map(kebab).join("-and-"),
    needs: actions.map((action) => ({ action, on: `one ${kind}` as const })),
    grade: "proven",
    how,
    source: `${iamDocs}/API_${nameOf(actions[1])}.html`,
  };
}

/** A path by which the caller with the role gets more as another principal of the account. */
function bearer(action: string, on: "any user" | "any group", how: string): EscalationPath {
  return {
    id: kebab(action),
    needs: [{ action, on }],
    grade: "possible",
    how,
    source: `${iamDocs}/API_${nameOf(action)}.html`,
  };
}

function serviceOf(action = ""): string {
  return action.slice(0, action.indexOf(":"));
}

function nameOf(action: string): string {
  return action.slice(action.indexOf(":") + 1);
}

/** `put-role-policy` of `iam:PutRolePolicy`. */
function kebab(action: string): string {
  return nameOf(action)
    .replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$&-")
    .toLowerCase();
}
