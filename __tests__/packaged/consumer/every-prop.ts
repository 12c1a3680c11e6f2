/**
 * A program of somebody else's that uses every prop of the published package, and every key of an access file. It is
 * compiled, not run; the editor must show documentation for each prop.
 */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import {
  AccountProvider,
  type AccountProviderProps,
  CrossAccountAccess,
  type CrossAccountAccessProps,
  CrossAccountRole,
  type CrossAccountRoleProps,
} from "cdktf-aws-cross-account-roles";
import { type AccessDeclaration, loadAccess } from "cdktf-aws-cross-account-roles/access";

/** Arrays that cannot be changed, as people keep them in constants. */
const targetAccounts = ["account-b", "account-c"] as const;
const officeRanges = ["198.51.100.0/24"] as const;
const readAccess = ["ReadOnlyAccess", { name: "read-reports", path: "/teams/" }] as const;

const file: AccessDeclaration = {
  $schema: "./node_modules/cdktf-aws-cross-account-roles/access.schema.json",
  partition: "aws",
  region: "eu-central-1",
  deployWith: {
    role: "OrganizationAccountAccessRole",
    profile: "deploy",
    externalId: "deploy-4711",
    sessionName: "terraform",
  },
  stacks: "perAccount",
  backend: {
    s3: {
      bucket: "acme-terraform-state",
      region: "eu-central-1",
      keyPrefix: "cross-account-roles/",
      useLockfile: true,
      encrypt: true,
      kmsKeyId: "arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555",
      dynamodbTable: "terraform-locks",
      profile: "state",
      roleArn: "arn:aws:iam::111111111111:role/TerraformState",
      usePathStyle: false,
    },
  },
  organization: {
    id: "o-a1b2c3d4e5",
    accountId: "444444444444",
    deployWith: "ambient",
    callAs: "delegatedAdmin",
    organizationalUnits: ["ou-ab12-cdefgh34"],
  },
  identityAccount: {
    id: "111111111111",
    alias: "acme-identity",
    deployWith: "ambient",
    denyWithoutMfa: true,
    passwordPolicy: {
      allowUsersToChangePassword: true,
      hardExpiry: false,
      maxPasswordAge: 90,
      minimumPasswordLength: 14,
      passwordReusePrevention: 24,
      requireLowercaseCharacters: true,
      requireNumbers: true,
      requireSymbols: true,
      requireUppercaseCharacters: true,
    },
    ignore: ["mfa-without-enrolment"],
  },
  targetAccounts: {
    "account-b": {
      id: "222222222222",
      tags: { environment: "dev" },
      deployWith: { role: "Deployer" },
      stack: "workloads",
      movedFrom: "access",
      keepProvider: true,
      retired: false,
      ignore: ["many-providers-in-a-stack"],
    },
    "account-c": { id: "333333333333" },
  },
  roles: {
    Auditor: {
      description: "Reads everything, changes nothing",
      path: "/audit/",
      displayName: "Audit",
      tags: { team: "security" },
      targetAccounts,
      trustedEntity: { awsAccount: "999999999999" },
      managedPolicies: readAccess,
      inlinePolicies: {
        "read-reports": {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" }],
        },
      },
      permissionsBoundary: "ReadOnlyAccess",
      maxSessionDuration: "4h",
      requireMfa: true,
      mfaMaxAge: 3600,
      externalId: "acme-4711",
      sourceIps: officeRanges,
      organizationId: "o-a1b2c3d4e5",
      requireUserSessionName: true,
      trustGrantedOnly: true,
      adopt: ["account-c"],
      rollout: "stackSet",
      stackSet: {
        organizationalUnits: ["ou-ab12-cdefgh34"],
        failureTolerancePercentage: 10,
        maxConcurrentPercentage: 50,
      },
      overrides: { "account-c": { maxSessionDuration: "1h", sourceIps: officeRanges } },
      ignore: ["external-id-in-console"],
    },
    Deployer: {
      targetAccounts: { tags: { environment: "dev" } },
      trustedEntity: {
        webIdentity: {
          provider: "token.actions.githubusercontent.com",
          audience: ["sts.amazonaws.com"],
          subjects: ["repo:acme/infra:ref:refs/heads/main"],
        },
      },
    },
    Employee: {
      targetAccounts: "*",
      trustedEntity: { saml: { provider: "Okta", audience: "https://signin.aws.amazon.com/saml" } },
    },
    Backup: { targetAccounts: "*", trustedEntity: { service: ["backup.amazonaws.com"] } },
    Special: {
      targetAccounts: "*",
      trustedEntity: { custom: '{ "Version": "2012-10-17", "Statement": [] }' },
    },
  },
  groups: {
    auditors: {
      path: "/teams/",
      existing: false,
      adopt: true,
      canAssume: ["Auditor"],
      ignore: ["nothing-granted"],
    },
  },
  users: {
    alex: {
      path: "/people/",
      tags: { team: "security" },
      permissionsBoundary: { name: "people", path: "/teams/" },
      forceDestroy: true,
      consoleAccess: {
        passwordResetRequired: true,
        passwordLength: 24,
        pgpKey: "keybase:alex",
        adopt: false,
      },
      selfService: true,
      enrolMfaWithAccessKey: false,
      existing: false,
      adopt: false,
      groups: ["auditors"],
      canAssume: [
        { role: "Deployer", accounts: targetAccounts },
        { role: "Auditor", accounts: { tags: {} } },
      ],
      ignore: ["readable-password"],
    },
  },
  principals: {
    ci: { roleName: "ci", path: "/service/", canAssume: ["Deployer"], ignore: ["mfa-for-principal"] },
  },
};

/** The other places where Terraform can keep its state. */
const backends: readonly AccessDeclaration["backend"][] = [
  {
    cloud: {
      organization: "acme",
      workspacePrefix: "roles-",
      project: "iam",
      hostname: "terraform.example.com",
    },
  },
  { local: { directory: "states" } },
];

const stack = new TerraformStack(new App(), "every-prop");
const identity = new AwsProvider(stack, "identity", { alias: "identity", region: "eu-central-1" });
const reached: AccountProviderProps = {
  alias: "dev",
  accountId: "222222222222",
  deployWith: { role: "Deployer" },
  region: "eu-central-1",
  partition: "aws",
};
const provider = new AccountProvider(stack, "dev", reached);

const role: CrossAccountRoleProps = {
  roleName: "Auditor",
  partition: "aws",
  identityAccount: { id: "111111111111" },
  targetAccounts: [{ name: "dev", id: "222222222222", provider }],
};
new CrossAccountRole(stack, "auditor", role);

const props: CrossAccountAccessProps = {
  identityAccount: file.identityAccount,
  targetAccounts: file.targetAccounts,
  roles: file.roles,
  providers: {
    identity,
    targetAccounts: { "account-b": provider, "account-c": provider },
    organization: identity,
  },
};
new CrossAccountAccess(stack, "access", props);

const loaded = loadAccess(JSON.stringify({ ...file, backend: backends[0] }), "access.json");
if (loaded.access) new CrossAccountAccess(stack, "read", { access: loaded.access, stack: undefined });
