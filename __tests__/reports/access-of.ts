import { type Access, type AccessFile, readAccess } from "../../access";
import type { Draft } from "../support/draft";
import { withoutWarnings } from "../support/without-warnings";

/** The access of a declaration that is right. */
export function accessOf(file: unknown): Access {
  const { access, problems } = readAccess(withoutWarnings(file));
  if (!access) throw new Error(problems.map(({ message }) => message).join("\n"));
  return access;
}

/** A small company: two groups, three accounts, roles of every kind that reports tell apart. */
export function company(): Draft<AccessFile> {
  return {
    identityAccount: { id: "111111111111", alias: "acme-identity" },
    deployWith: { role: "OrganizationAccountAccessRole" },
    targetAccounts: {
      prod: { id: "222222222222", tags: { environment: "prod" } },
      dev: { id: "333333333333", tags: { environment: "dev" } },
      logs: { id: "444444444444" },
    },
    roles: {
      Admin: {
        targetAccounts: ["prod", "dev"],
        managedPolicies: ["AdministratorAccess"],
        maxSessionDuration: "4h",
        overrides: { dev: { requireMfa: false } },
      },
      Auditor: {
        targetAccounts: "*",
        path: "/audit/",
        displayName: "Audit",
        managedPolicies: ["SecurityAudit"],
        inlinePolicies: {
          "no-secrets": {
            Version: "2012-10-17",
            Statement: [{ Effect: "Deny", Action: "secretsmanager:*", Resource: "*" }],
          },
        },
        permissionsBoundary: "ReadOnlyAccess",
      },
      Vendor: {
        targetAccounts: ["logs"],
        managedPolicies: ["ReadOnlyAccess"],
        externalId: "acme-4711",
        sourceIps: ["198.51.100.0/24"],
      },
      Scanner: {
        targetAccounts: ["prod"],
        managedPolicies: ["SecurityAudit"],
        trustedEntity: { awsAccount: "999999999999" },
      },
    },
    groups: {
      platform: { canAssume: ["Admin"] },
      auditors: { canAssume: ["Auditor", { role: "Admin", accounts: ["dev"] }] },
    },
    users: {
      alex: { groups: ["platform", "auditors"] },
      bea: { groups: ["auditors"] },
      carol: { canAssume: ["Vendor"] },
    },
    principals: { pipeline: { roleName: "ci", canAssume: [{ role: "Admin", accounts: ["prod"] }] } },
  };
}

/** Access over other roles: alex, and the members of a group managed elsewhere, reach Root over Jump. */
export function chained(): Draft<AccessFile> {
  const statement = (condition: object) => ({
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::999999999999:root" },
    Action: "sts:AssumeRole",
    Condition: condition,
  });
  return {
    identityAccount: { id: "111111111111" },
    deployWith: { role: "OrganizationAccountAccessRole" },
    targetAccounts: {
      "account-b": { id: "222222222222", tags: { environment: "dev" } },
      "account-c": { id: "333333333333", tags: { environment: "prod" } },
    },
    roles: {
      Jump: {
        targetAccounts: ["account-b"],
        maxSessionDuration: "4h",
        inlinePolicies: {
          go: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::333333333333:role/Root" },
            ],
          },
        },
      },
      Root: {
        targetAccounts: ["account-c"],
        managedPolicies: ["AdministratorAccess"],
        maxSessionDuration: "4h",
        trustedEntity: { awsAccount: "222222222222" },
      },
      Vendor: {
        targetAccounts: ["account-b"],
        managedPolicies: ["ReadOnlyAccess"],
        trustedEntity: {
          custom: {
            Version: "2012-10-17",
            Statement: [
              statement({ StringEquals: { "sts:ExternalId": "s3cret" } }),
              statement({ IpAddress: { "aws:SourceIp": "198.51.100.0/24" } }),
            ],
          },
        },
      },
    },
    groups: { theirs: { existing: true, canAssume: ["Jump"] } },
    users: { alex: { canAssume: ["Jump"], consoleAccess: true } },
    principals: { alex: { roleName: "ci", canAssume: ["Jump"] } },
  };
}
