/**
 * A user's program with every prop and every member of the published constructs, and every key of an access file. The tests
 * compile it and do not run it. The editor must show documentation for each name.
 */
import type { IamGroupPolicy } from "@cdktf/provider-aws/lib/iam-group-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { IamUserPolicy } from "@cdktf/provider-aws/lib/iam-user-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import {
  AccessModule,
  type AccessModuleProps,
  type AccessProviders,
  AccessStack,
  type AccessStackProps,
  AccountProvider,
  type AccountProviderProps,
  type AmongNames,
  type AssumeRoleGrantee,
  awsProviderVersions,
  CrossAccountAccess,
  type CrossAccountAccessProps,
  CrossAccountRole,
  type CrossAccountRoleProps,
  type CrossAccountRoleSettings,
  type ExclusivePolicies,
  type FromAccessOptions,
  type GrantAssumeOptions,
  type GroupGrantee,
  type IdentityGroup,
  type IdentityResources,
  type IdentityUser,
  type Import,
  type InlineGrantPolicy,
  type RoleGrantee,
  type RoleGrants,
  type RoleIdentityAccount,
  type RoleInAccount,
  type RoleStackSet,
  type RoleTargetAccount,
  type UserGrantee,
  type UsersPolicy,
} from "cdktf-aws-cross-account-roles";
import { type AccessDeclaration, loadAccess, stacksOf } from "cdktf-aws-cross-account-roles/access";

/** Arrays that cannot be changed, as people keep them in constants. */
const targetAccounts = ["account-b", "account-c"] as const;
const officeRanges = ["198.51.100.0/24"] as const;
const readAccess = ["ReadOnlyAccess", { name: "read-reports", path: "/teams/" }] as const;

const readReports = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" }],
} as const;

const file: AccessDeclaration = {
  $schema: "./node_modules/cdktf-aws-cross-account-roles/access.schema.json",
  include: ["teams/*.yaml"],
  policyNamePrefix: "acme-",
  defaults: {
    roles: {
      roleName: "{account}-{role}",
      path: "/roles/",
      displayName: "{account}",
      existing: false,
      adopt: false,
      exclusive: true,
      rollout: "provider",
      stackSet: { maxConcurrentPercentage: 25 },
    },
    users: {
      path: "/people/",
      tags: { owner: "platform" },
      managedPolicies: readAccess,
      inlinePolicies: { "read-reports": readReports },
      permissionsBoundary: "ReadOnlyAccess",
      forceDestroy: false,
      consoleAccess: true,
      selfService: true,
      enrolMfaWithAccessKey: false,
      denyWithoutMfa: true,
      adopt: false,
      exclusive: true,
      groups: ["auditors"],
      canAssume: ["Employee"],
      until: "2026-12-24",
      reason: "the contract ends",
    },
  },
  partition: "aws",
  region: "eu-central-1",
  deployWith: {
    role: "OrganizationAccountAccessRole",
    profile: "deploy",
    externalId: "deploy-4711",
    sessionName: "terraform",
  },
  defaultTags: { owner: "platform" },
  quotas: {
    trustPolicy: 4096,
    managedPoliciesPerRole: 20,
    managedPoliciesPerUser: 20,
    customerManagedPolicies: 2000,
  },
  stacks: "perAccount",
  ignore: ["many-providers-in-a-stack"],
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
    accounts: ["555555555555"],
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
      adopt: true,
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
      renamedFrom: "account-z",
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
      inlinePolicies: { "read-reports": readReports, "from-a-file": { file: "policies/reports.json" } },
      permissionsBoundary: "ReadOnlyAccess",
      maxSessionDuration: "4h",
      requireMfa: true,
      mfaMaxAge: 3600,
      externalId: "acme-4711",
      sourceIps: officeRanges,
      organizationId: "o-a1b2c3d4e5",
      requireUserSessionName: true,
      trustGrantedOnly: true,
      tagSession: ["team"],
      setSourceIdentity: true,
      exclusive: true,
      adopt: ["account-c"],
      renamedFrom: "Reviewer",
      rollout: "stackSet",
      stackSet: {
        organizationalUnits: ["ou-ab12-cdefgh34"],
        failureTolerancePercentage: 10,
        maxConcurrentPercentage: 50,
      },
      overrides: { "account-c": { maxSessionDuration: "1h", sourceIps: officeRanges } },
      ignore: ["external-id-in-console"],
    },
    Elsewhere: {
      targetAccounts: "*",
      roleName: "{account}-elsewhere",
      existing: true,
      canAssume: ["Auditor"],
    },
    Partner: {
      targetAccounts: { tags: { environment: ["dev", "test"] }, except: { tags: { team: "security" } } },
      trustedEntity: [
        {
          identityAccount: true,
          requireMfa: true,
          mfaMaxAge: "1h",
          sourceIps: officeRanges,
          requireUserSessionName: true,
          tagSession: true,
          setSourceIdentity: ["*@example.com"],
        },
        {
          principals: ["arn:aws:iam::999999999999:role/partner"],
          externalId: "acme-4711",
          organizationId: "o-z9y8x7w6v5",
        },
        { organizationalUnits: ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"] },
      ],
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
    Machine: { targetAccounts: "*", trustedEntity: { service: "ec2.amazonaws.com" }, instanceProfile: true },
    Special: {
      targetAccounts: "*",
      trustedEntity: { custom: '{ "Version": "2012-10-17", "Statement": [] }' },
    },
  },
  policies: {
    "read-reports": {
      path: "/teams/",
      description: "Reads reports",
      document: readReports,
      adopt: ["account-c"],
      ignore: ["nothing-granted"],
    },
  },
  identityProviders: {
    Okta: { saml: { metadata: { file: "okta.xml" } }, tags: { owner: "platform" }, adopt: true },
    github: {
      oidc: {
        url: "https://token.actions.githubusercontent.com",
        audiences: ["sts.amazonaws.com"],
        thumbprints: ["6938fd4d98bab03faadb97b34396831e3780aea1"],
      },
      existing: false,
      renamedFrom: "github-actions",
      ignore: ["shared-identity-provider"],
    },
  },
  expected: [
    { finding: "undeclared-role", account: "account-c", name: "Legacy", reason: "goes with the old network" },
  ],
  groups: {
    auditors: {
      managedPolicies: readAccess,
      inlinePolicies: { "read-reports": readReports },
      exclusive: true,
      members: { except: ["kim"] },
      path: "/teams/",
      existing: false,
      adopt: true,
      renamedFrom: "reviewers",
      canAssume: ["Auditor"],
      ignore: ["nothing-granted"],
    },
  },
  users: {
    alex: {
      path: "/people/",
      tags: { team: "security" },
      managedPolicies: readAccess,
      inlinePolicies: { "read-reports": readReports },
      denyWithoutMfa: false,
      exclusive: true,
      until: "2026-12-24",
      reason: "leaves",
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
      renamedFrom: "alexander",
      groups: [{ group: "auditors", until: "2026-12-24T18:00:00Z", reason: "helps with the audit" }],
      canAssume: [
        { role: "Deployer", accounts: targetAccounts, until: "2026-12-24", reason: "the migration" },
        { role: "Auditor", accounts: { tags: {} } },
      ],
      ignore: ["readable-password"],
    },
  },
  principals: {
    ci: { roleName: "ci", path: "/service/", canAssume: ["Deployer"], ignore: ["mfa-for-principal"] },
    people: {
      permissionSet: "Admin",
      canAssume: ["Deployer"],
      until: "2026-12-24",
      reason: "the migration",
    },
    build: { roleName: "build", account: "account-b", renamedFrom: "builder", canAssume: ["Deployer"] },
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
  defaultTags: { owner: "platform" },
};
const provider = new AccountProvider(stack, "dev", reached);

// One role in several accounts, and the permission to assume it.
const identityAccount: RoleIdentityAccount = { id: "111111111111", provider: identity };
const dev: RoleTargetAccount = { name: "dev", id: "222222222222", provider };
const shorter: CrossAccountRoleSettings = { maxSessionDuration: "1h", sourceIps: officeRanges };
const role: CrossAccountRoleProps = {
  roleName: "Auditor",
  partition: "aws",
  quotas: { trustPolicy: 4096 },
  identityAccount,
  targetAccounts: [dev],
  overrides: { dev: shorter },
};
const auditor = new CrossAccountRole(stack, "auditor", role);

const user: UserGrantee = { user: "alex", path: "/people/" };
const group: GroupGrantee = { group: "auditors" };
const caller: RoleGrantee = { role: "ci", path: "/service/" };
const made = new IamRole(stack, "made", { name: "made", assumeRolePolicy: "{}", provider: identity });
const grantees: readonly AssumeRoleGrantee[] = [user, group, caller, made];
const inDev: GrantAssumeOptions = { accounts: ["dev"] };
const permissions: readonly RoleGrants[] = grantees.map((grantee) => auditor.grantAssume(grantee, inDev));

// The whole access as props.
const providers: AccessProviders = {
  identity,
  targetAccounts: { "account-b": provider, "account-c": provider },
  organization: identity,
};
const props: CrossAccountAccessProps = {
  identityAccount: file.identityAccount,
  targetAccounts: file.targetAccounts,
  roles: file.roles,
  providers,
};
const access = new CrossAccountAccess(stack, "access", props);
access.addOutputs();

/** The text of everything that a program can read from the constructs. */
export const texts: readonly (string | undefined)[] = [
  awsProviderVersions,
  ...Object.values(auditor.roleArns),
  ...Object.values(auditor.switchRoleLinks),
  ...Object.values(access.roleArns).flatMap((roles) => Object.values(roles)),
  ...Object.values(access.switchRoleLinks).flatMap((roles) => Object.values(roles)),
  access.consoleSignInUrl,
  ...Object.values(access.consolePasswords),
  ...Object.values(access.permissionSetPolicies),
  ...Object.values(auditor.roles).flatMap(ofRole),
  ...Object.values(access.roles).flatMap((roles) => Object.values(roles).flatMap(ofRole)),
  ...Object.values(access.stackSets).flatMap(ofStackSet),
  ...Object.values(access.grants).flatMap(ofGrants),
  ...(access.identityAccount ? ofIdentityAccount(access.identityAccount) : []),
  ...permissions.flatMap(ofGrants),
];

function ofRole(inAccount: RoleInAccount): (string | undefined)[] {
  const { arn, resource, switchRoleLink, instanceProfile } = inAccount;
  const { managedPolicies, inlinePolicies, exclusive } = inAccount;
  return [
    ...[arn, resource.uniqueId, switchRoleLink, instanceProfile?.arn],
    ...ofPolicies(managedPolicies, inlinePolicies, exclusive),
  ];
}

function ofPolicies(
  managed: Readonly<Record<string, { readonly policyArn: string }>>,
  inline: Readonly<Record<string, { readonly policy: string }>>,
  exclusive: ExclusivePolicies | undefined,
): string[] {
  return [
    ...Object.values(managed).map(({ policyArn }) => policyArn),
    ...Object.values(inline).map(({ policy }) => policy),
    ...(exclusive ? ofExclusive(exclusive) : []),
  ];
}

function ofExclusive({ inlinePolicies, managedPolicies }: ExclusivePolicies): string[] {
  return [...inlinePolicies.policyNames, ...managedPolicies.policyArns];
}

function ofStackSet({ resource, instances }: RoleStackSet): string[] {
  return [resource.stackSetId, ...Object.values(instances).map((instance) => instance.stackSetName)];
}

function ofIdentityAccount(inAccount: IdentityResources): (string | undefined)[] {
  const { selfService, selfServiceEnrolWithAccessKey } = inAccount;
  const { denyWithoutMfa, denyWithoutMfaEnrolWithAccessKey } = inAccount;
  const policies: readonly (UsersPolicy | undefined)[] = [
    ...[selfService, selfServiceEnrolWithAccessKey],
    ...[denyWithoutMfa, denyWithoutMfaEnrolWithAccessKey],
  ];
  return [
    ...Object.values(inAccount.users).flatMap(ofUser),
    ...Object.values(inAccount.groups).flatMap(ofGroup),
    ...Object.values(inAccount.principals).flatMap(ofGrants),
    ...policies.map((policy) => policy?.resource.arn),
    ...Object.values(inAccount.policies).map(({ arn }) => arn),
    ...Object.values(inAccount.exclusiveMembers).map(({ group }) => group),
    inAccount.passwordPolicy?.id,
  ];
}

function ofUser(user: IdentityUser): (string | undefined)[] {
  const { resource, membership, loginProfile, grants, managedPolicies, inlinePolicies, exclusive } = user;
  return [
    ...[resource?.arn, membership?.user, loginProfile?.keyFingerprint],
    ...ofGrants(grants),
    ...ofPolicies(managedPolicies, inlinePolicies, exclusive),
  ];
}

function ofGroup(group: IdentityGroup): (string | undefined)[] {
  const { resource, grants, managedPolicies, inlinePolicies, exclusive } = group;
  return [resource?.arn, ...ofGrants(grants), ...ofPolicies(managedPolicies, inlinePolicies, exclusive)];
}

function ofGrants({ inlinePolicy, managedPolicies }: RoleGrants): (string | undefined)[] {
  const inline: InlineGrantPolicy | undefined = inlinePolicy;
  const policy: IamUserPolicy | IamGroupPolicy | IamRolePolicy | undefined = inline;
  return [policy?.policy, ...managedPolicies.map(({ arn }) => arn)];
}

// The same from the text of an access file: as one stack, as several, and as a module.
const loaded = loadAccess(JSON.stringify({ ...file, backend: backends[0] }), "access.json");
if (loaded.access) {
  const options: FromAccessOptions = { providers, stack: undefined };
  CrossAccountAccess.fromAccess(stack, "from-file", loaded.access, options);

  for (const part of stacksOf(loaded.access)) {
    const ofStack: AccessStackProps = { access: loaded.access, stack: part };
    const one = new AccessStack(stack, part.name, ofStack);
    one.declared.addOutputs();
    one.toTerraform();
  }
}
if (loaded.declaration) {
  const ofModule: AccessModuleProps = { declaration: loaded.declaration };
  const module = new AccessModule(stack, "module", ofModule);
  const imports: readonly Import[] = module.imports;
  module.declared.addOutputs();
  module.toTerraform();
  imports.map(({ to, id, provider: address, ifAmong, forEach }) => [
    ...[to, id, address, forEach],
    ...(ifAmong ? ofNames(ifAmong) : []),
  ]);
  module.providerAliases.map((alias) => `aws.${alias}`);
  module.callFrom("./modules/access");
}

function ofNames({ type, data, name }: AmongNames): string[] {
  return [type, data, name];
}
