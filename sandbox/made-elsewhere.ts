/**
 * What is there before Terraform runs: what the access file refers to as existing, and what a real organization has
 * anyway: the role that Terraform assumes in each account, and somebody to run it.
 */
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteOpenIDConnectProviderCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteSAMLProviderCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import {
  type Access,
  type Account,
  type ManagedPolicy,
  managedPolicyArn,
  placesOf,
  placeTrustPolicy,
} from "../access";
import { accountPrincipalArn, iamArn, parseIamArn } from "../iam/arn";
import { awsManagedPolicyArn } from "../iam/managed-policy";
import { policyDocument, policyJson, toList } from "../iam/policy-document";
import { deployAccounts, deployRoles } from "./deploy-credentials";
import type { EmulatedAws } from "./emulated-aws";

/** Something that exists before Terraform runs. */
export interface MadeElsewhere {
  readonly kind: "user" | "group" | "role" | "policy" | "oidc-provider" | "saml-provider";
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  /** Whether it may do everything in its account: whoever deploys. */
  readonly administrator?: boolean;
  /** Whether Terraform is to import it, and owns it from then on. */
  readonly adopted?: boolean;
}

/** What the sandbox adds of its own, by names that the access file leaves free. */
export interface SandboxNames {
  /** The user whose keys Terraform is run with. */
  readonly deployer: string;
  /** A role in each account that trusts the identity account and is granted to nobody. */
  readonly notGranted: string;
}

export function sandboxNames(access: Access): SandboxNames {
  return {
    deployer: freeName(
      "sandbox-deployer",
      access.users.map(({ name }) => name),
    ),
    notGranted: freeName("sandbox-not-granted", [
      ...access.roles.map(({ name }) => name),
      ...access.principals.map(({ roleName }) => roleName),
      ...deployRoles(access).map(({ name }) => name),
    ]),
  };
}

/** IAM takes names for equal that differ in case only. */
function freeName(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let count = 2; used.has(name); count++) name = `${wanted}-${count}`;
  return name;
}

/** All that has to be there before an access file can be deployed, each once. */
export function madeElsewhere(access: Access): MadeElsewhere[] {
  const identity = access.identityAccount.id;
  const { deployer, notGranted } = sandboxNames(access);
  const { ambient, profiles } = deployAccounts(access);
  const accountIds = accountsOf(access);
  const all: MadeElsewhere[] = [
    ...[ambient, ...profiles.values()].map(
      (accountId): MadeElsewhere => ({
        kind: "user",
        accountId,
        name: deployer,
        path: "/",
        administrator: true,
      }),
    ),
    ...deployRoles(access).map((role): MadeElsewhere => ({ kind: "role", ...role, administrator: true })),
    ...accountIds.map(
      (accountId): MadeElsewhere => ({ kind: "role", accountId, name: notGranted, path: "/" }),
    ),
    ...access.users
      .filter(({ existing }) => existing)
      .map(({ name, path }): MadeElsewhere => ({ kind: "user", accountId: identity, name, path })),
    ...access.groups
      .filter(({ existing }) => existing)
      .map(({ name, path }): MadeElsewhere => ({ kind: "group", accountId: identity, name, path })),
    ...access.principals.map(
      ({ roleName, path }): MadeElsewhere => ({ kind: "role", accountId: identity, name: roleName, path }),
    ),
    ...policiesOf(access),
    ...federationsOf(access),
    ...adoptedOf(access),
  ];
  return [...new Map(all.map((thing) => [keyOf(thing), thing])).values()];
}

/** The ids of all accounts of an access file, each once, the identity account's first. */
export function accountsOf({ identityAccount, targetAccounts }: Access): string[] {
  return [...new Set([identityAccount.id, ...targetAccounts.map(({ id }) => id)])];
}

/** What tells one thing from another. */
export function keyOf({ kind, accountId, name, path }: MadeElsewhere): string {
  return `${kind} ${accountId} ${path}${name}`;
}

function adoptedOf(access: Access): MadeElsewhere[] {
  const accountId = access.identityAccount.id;
  return [
    ...access.users
      .filter(({ adopt }) => adopt)
      .map(({ name, path }): MadeElsewhere => ({ kind: "user", accountId, name, path, adopted: true })),
    ...access.groups
      .filter(({ adopt }) => adopt)
      .map(({ name, path }): MadeElsewhere => ({ kind: "group", accountId, name, path, adopted: true })),
    ...placesOf(access)
      .filter(({ adopt }) => adopt)
      .map(
        ({ account, role: { name, path } }): MadeElsewhere => ({
          kind: "role",
          accountId: account.id,
          name,
          path,
          adopted: true,
        }),
      ),
  ];
}

/** Customer managed policies; AWS's own are there by themselves. */
function policiesOf(access: Access): MadeElsewhere[] {
  const named = (account: Account, policy: ManagedPolicy | undefined): MadeElsewhere[] => {
    const arn = policy && parseIamArn(managedPolicyArn(account, policy));
    // Of any other account AWS would refuse it, and so may Terraform.
    if (!arn || arn.accountId !== account.id) return [];
    return [{ kind: "policy", accountId: account.id, name: arn.name, path: arn.path }];
  };
  return [
    ...placesOf(access).flatMap(({ account, settings }) =>
      [...settings.managedPolicies, settings.permissionsBoundary].flatMap((policy) => named(account, policy)),
    ),
    ...access.users.flatMap(({ permissionsBoundary }) => named(access.identityAccount, permissionsBoundary)),
  ];
}

/** The OpenID Connect and SAML providers that trust policies name. */
function federationsOf(access: Access): MadeElsewhere[] {
  return placesOf(access).flatMap((place) =>
    toList(placeTrustPolicy(place).Statement).flatMap(({ Principal }) =>
      toList(Principal === "*" ? undefined : Principal?.Federated).flatMap((principal): MadeElsewhere[] => {
        const arn = parseIamArn(principal);
        const kind = arn?.resource;
        if (!arn || (kind !== "oidc-provider" && kind !== "saml-provider")) return [];
        return [{ kind, accountId: arn.accountId, name: arn.name, path: arn.path }];
      }),
    ),
  );
}

/** Makes things. IAM enforcement is off. */
export async function make(aws: EmulatedAws, access: Access, things: readonly MadeElsewhere[]) {
  const trustedAccount = policyJson(
    policyDocument({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: accountPrincipalArn(aws.partition, access.identityAccount.id) },
    }),
  );
  const administrator = awsManagedPolicyArn(aws.partition, "AdministratorAccess");
  for (const { kind, accountId, name, path, administrator: isAdministrator } of things) {
    const iam = aws.iam(await aws.inside(accountId));
    switch (kind) {
      case "user":
        await iam.send(new CreateUserCommand({ UserName: name, Path: path }));
        if (isAdministrator)
          await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: administrator }));
        break;
      case "group":
        await iam.send(new CreateGroupCommand({ GroupName: name, Path: path }));
        break;
      case "role":
        await iam.send(
          new CreateRoleCommand({ RoleName: name, Path: path, AssumeRolePolicyDocument: trustedAccount }),
        );
        if (isAdministrator)
          await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: administrator }));
        break;
      case "policy":
        await iam.send(new CreatePolicyCommand({ PolicyName: name, Path: path, PolicyDocument: standIn }));
        break;
      case "oidc-provider":
        await iam.send(
          new CreateOpenIDConnectProviderCommand({
            Url: `https:/${path}${name}`,
            ThumbprintList: ["0".repeat(40)],
          }),
        );
        break;
      case "saml-provider":
        await iam.send(new CreateSAMLProviderCommand({ Name: name, SAMLMetadataDocument: "x".repeat(1000) }));
        break;
    }
  }
}

/** What stands in for a customer managed policy, whose content the access file does not know. */
const standIn = policyJson(
  policyDocument({ Effect: "Allow", Action: "sts:GetCallerIdentity", Resource: "*" }),
);

/** Removes things, the last made first. Fails when one of them is gone already. IAM enforcement is off. */
export async function remove(aws: EmulatedAws, things: readonly MadeElsewhere[]): Promise<void> {
  for (const { kind, accountId, name, path } of [...things].reverse()) {
    const iam = aws.iam(await aws.inside(accountId));
    const arn = iamArn(aws.partition, accountId, kind, name, path);
    switch (kind) {
      case "user": {
        await removeAccessKeys(iam, name);
        const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: name }));
        for (const { PolicyArn } of AttachedPolicies ?? [])
          await iam.send(new DetachUserPolicyCommand({ UserName: name, PolicyArn }));
        await iam.send(new DeleteUserCommand({ UserName: name }));
        break;
      }
      case "group":
        await iam.send(new DeleteGroupCommand({ GroupName: name }));
        break;
      case "role": {
        const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: name }));
        for (const { PolicyArn } of AttachedPolicies ?? [])
          await iam.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn }));
        await iam.send(new DeleteRoleCommand({ RoleName: name }));
        break;
      }
      case "policy":
        await iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
        break;
      case "oidc-provider":
        await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
        break;
      case "saml-provider":
        await iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: arn }));
        break;
    }
  }
}

/** Removes a user's access keys, which would keep Terraform from deleting the user. */
export async function removeAccessKeys(iam: IAMClient, userName: string): Promise<void> {
  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: userName }));
  for (const { AccessKeyId } of AccessKeyMetadata ?? [])
    await iam.send(new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId }));
}
