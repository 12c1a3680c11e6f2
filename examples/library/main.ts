/** A CDKTF app with its own stack, providers, backend and outputs, and the roles and grants from the library. */
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { CrossAccountAccess, CrossAccountRole } from "cdktf-aws-cross-account-roles";
import type { Construct } from "constructs";

const identityAccountId = "111111111111";
const accountIds = { dev: "222222222222", prod: "333333333333" };

class AccessStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const region = "eu-central-1";
    const identity = new AwsProvider(this, "identity", {
      alias: "identity",
      region,
      allowedAccountIds: [identityAccountId],
    });
    const provider = (name: keyof typeof accountIds) =>
      new AwsProvider(this, name, {
        alias: name,
        region,
        allowedAccountIds: [accountIds[name]],
        assumeRole: [{ roleArn: `arn:aws:iam::${accountIds[name]}:role/access-deploy` }],
      });
    const providers = { dev: provider("dev"), prod: provider("prod") };

    // The whole declaration: roles in the target accounts, users and grants in the identity account.
    const access = new CrossAccountAccess(this, "people", {
      identityAccount: { id: identityAccountId, alias: "acme-identity" },
      targetAccounts: {
        dev: { id: accountIds.dev, tags: { environment: "dev" } },
        prod: { id: accountIds.prod },
      },
      roles: {
        Developer: { targetAccounts: { tags: { environment: "dev" } }, managedPolicies: ["PowerUserAccess"] },
        Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] },
      },
      groups: { developers: { canAssume: ["Developer", "Reader"] } },
      users: { sam: { consoleAccess: true, groups: ["developers"] } },
      providers: { identity, targetAccounts: providers },
    });

    // One role, and a grant to a user that this program makes.
    const reviewer = new IamUser(this, "reviewer", { provider: identity, name: "reviewer" });
    const billing = new CrossAccountRole(this, "billing", {
      roleName: "Billing",
      identityAccount: { id: identityAccountId, provider: identity },
      managedPolicies: ["job-function/Billing"],
      targetAccounts: [{ name: "prod", id: accountIds.prod, provider: providers.prod }],
    });
    billing.grantAssume(reviewer);
    // Anything of a resource that has no prop.
    billing.roles.prod?.resource.addOverride("force_detach_policies", true);

    // A role for a third party, which is no user of the identity account.
    const monitoring = new CrossAccountRole(this, "monitoring", {
      roleName: "Monitoring",
      identityAccount: { id: identityAccountId },
      trustedEntity: { awsAccount: "999999999999" },
      externalId: "acme-7f3c9d2e",
      managedPolicies: ["CloudWatchReadOnlyAccess"],
      targetAccounts: [{ name: "prod", id: accountIds.prod, provider: providers.prod }],
    });

    new TerraformOutput(this, "switch_role_links", { value: access.switchRoleLinks });
    new TerraformOutput(this, "monitoring_role", { value: monitoring.roleArns.prod });
  }
}

const app = new App();
new LocalBackend(new AccessStack(app, "access"), { path: "../../../access.tfstate" });
app.synth();
