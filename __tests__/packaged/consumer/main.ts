/**
 * A CDKTF app of somebody else's that uses the published package in every way it is meant to be used. It is compiled and
 * run from an empty folder, against the packed tarball; what it synthesizes is in ../golden.
 */
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, Aspects, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import {
  AccountProvider,
  CrossAccountAccess,
  type CrossAccountAccessProps,
  CrossAccountRole,
  type CrossAccountRoleProps,
} from "cdktf-aws-cross-account-roles";
import { type Access, loadAccess } from "cdktf-aws-cross-account-roles/access";
import { Construct } from "constructs";

const app = new App({ outdir: "out" });

/** Props of the caller's own, typed on their own. */
const lab: CrossAccountAccessProps = {
  deployWith: { role: "OrganizationAccountAccessRole" },
  identityAccount: { id: "111111111111", deployWith: "ambient" },
  targetAccounts: { "account-b": { id: "222222222222", tags: { environment: "dev" } } },
  roles: {
    "CrossAccount-B": {
      targetAccounts: { tags: { environment: "dev" } },
      managedPolicies: ["AmazonS3ReadOnlyAccess"],
      maxSessionDuration: "1h",
      requireMfa: false,
    },
  },
  users: { alex: { canAssume: ["CrossAccount-B"] } },
};

/** One role in two accounts, granted to a user of the program and to a group that exists, with the caller's providers. */
class RoleAlone extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const identity = new AwsProvider(this, "identity", { alias: "identity", region: "eu-central-1" });
    const auditors = new CrossAccountRole(this, "auditors", {
      roleName: "Auditor",
      description: "Reads everything, changes nothing",
      identityAccount: { id: "111111111111", provider: identity },
      targetAccounts: [
        {
          name: "dev",
          id: "222222222222",
          provider: new AccountProvider(this, "dev", {
            alias: "dev",
            accountId: "222222222222",
            deployWith: { role: "OrganizationAccountAccessRole" },
            region: "eu-central-1",
            partition: "aws",
          }),
        },
        {
          name: "prod",
          id: "333333333333",
          provider: new AwsProvider(this, "prod", { alias: "prod", profile: "prod", region: "eu-central-1" }),
        },
      ],
      managedPolicies: ["SecurityAudit", "job-function/ViewOnlyAccess"],
      inlinePolicies: {
        "read-reports": {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" }],
        },
      },
      overrides: { prod: { maxSessionDuration: "2h", mfaMaxAge: "30m" } },
    });
    auditors.grantAssume(new IamUser(this, "sam", { provider: identity, name: "sam" }));
    auditors.grantAssume({ group: "audit" }, { accounts: ["prod"] });
    auditors.roles.dev?.resource.addOverride("force_detach_policies", true);
    const roleArns: Record<string, string> = auditors.roleArns;
    new TerraformOutput(this, "arns", { value: roleArns });
    new TerraformOutput(this, "links", { value: auditors.switchRoleLinks });
  }
}

/** The whole declaration, with the providers that it makes itself. */
class AccessAlone extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const access = new CrossAccountAccess(this, "access", lab);
    new TerraformOutput(this, "arn", { value: access.roleArns["account-b"]?.["CrossAccount-B"] });
    new TerraformOutput(this, "sign-in", { value: access.consoleSignInUrl });
  }
}

/** Account ids that only Terraform knows: one from a variable, one from a data source. */
class Tokens extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const identity = new AwsProvider(this, "identity", { alias: "identity", region: "us-east-1" });
    const workloads = new AwsProvider(this, "workloads", { alias: "workloads", region: "us-east-1" });
    const identityAccountId = new TerraformVariable(this, "identity_account_id", { type: "string" });
    const caller = new DataAwsCallerIdentity(this, "workloads-account", { provider: workloads });
    const access = new CrossAccountAccess(this, "Default", {
      identityAccount: { id: identityAccountId.stringValue },
      targetAccounts: { workloads: { id: caller.accountId } },
      roles: {
        Deployer: { targetAccounts: "*", managedPolicies: ["PowerUserAccess"], trustGrantedOnly: true },
      },
      groups: { platform: { canAssume: ["Deployer"] } },
      users: { robin: { groups: ["platform"] } },
      providers: { identity, targetAccounts: { workloads } },
    });
    new TerraformOutput(this, "role_arns", { value: access.roleArns, staticId: true });
    new TerraformOutput(this, "switch_role_links", { value: access.switchRoleLinks, staticId: true });
  }
}

/** Two declarations in one stack: what each makes is kept apart by the ids of the constructs. */
class Two extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new CrossAccountAccess(this, "people", lab);
    new CrossAccountAccess(this, "machines", {
      ...lab,
      roles: { Deployer: { targetAccounts: "*", managedPolicies: ["PowerUserAccess"], requireMfa: false } },
      users: undefined,
      principals: { ci: { roleName: "ci", canAssume: ["Deployer"] } },
    });
  }
}

/** A construct of the caller's own around ours. */
class LandingZone extends Construct {
  readonly access: CrossAccountAccess;

  constructor(scope: Construct, id: string, props: { readonly region: string }) {
    super(scope, id);
    this.access = new CrossAccountAccess(this, "access", { ...lab, region: props.region });
  }
}

class Nested extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const zone = new LandingZone(this, "zone", { region: "eu-west-1" });
    new TerraformOutput(this, "links", { value: zone.access.switchRoleLinks });
  }
}

/** An access file that has been read before. */
class FromFile extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { access, problems } = loadAccess(JSON.stringify(lab), "lab.json");
    if (!access) throw new Error(problems.map(({ text }) => text).join("\n"));
    const read: Access = access;
    const made = CrossAccountAccess.fromAccess(this, "access", read);
    made.addOutputs();
    Aspects.of(made).add({
      visit: (construct) => {
        if (construct === made.identityAccount?.users.alex?.resource)
          made.identityAccount.users.alex.resource.tags = { team: "platform" };
      },
    });
  }
}

for (const stack of [
  new RoleAlone(app, "role-alone"),
  new AccessAlone(app, "access-alone"),
  new Tokens(app, "tokens"),
  new Two(app, "two"),
  new Nested(app, "nested"),
  new FromFile(app, "from-file"),
])
  new LocalBackend(stack, { path: "terraform.tfstate" });
app.synth();

/** What the declarations must refuse; never run. */
export function refused(scope: Construct): void {
  const targetAccounts = [{ name: "dev", id: "222222222222" }];
  const identityAccount = { id: "111111111111" };
  // @ts-expect-error without its provider a role would land in whatever account Terraform runs in
  new CrossAccountRole(scope, "a", { roleName: "Auditor", identityAccount, targetAccounts });
  // @ts-expect-error no such key
  new CrossAccountAccess(scope, "b", { ...lab, accounts: {} });
  // @ts-expect-error an access that was read is no props
  new CrossAccountAccess(scope, "c", { access: {} as Access });
  // @ts-expect-error one role has no rollout
  const rollout: CrossAccountRoleProps["rollout"] = "stackSet";
  void rollout;
  // @ts-expect-error no boolean
  const role: CrossAccountAccessProps["roles"] = { Auditor: { targetAccounts: "*", requireMfa: "yes" } };
  void role;
}
