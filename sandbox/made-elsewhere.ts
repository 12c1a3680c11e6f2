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
  DeleteRolePolicyCommand,
  DeleteSAMLProviderCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  type Access,
  type Account,
  type ManagedPolicy,
  managedPolicyArn,
  type PolicyPlace,
  placesOf,
  placeTrustPolicy,
  policyPlaces,
  stacksOf,
} from "../access";
import { identityProviderPlaces } from "../access/identity-providers";
import { accountPrincipalArn, iamArn, parseIamArn } from "../iam/arn";
import { awsManagedPolicyArn } from "../iam/managed-policy";
import { type PolicyDocument, policyDocument, policyJson, toList } from "../iam/policy-document";
import { deployAccounts, deployRoles } from "./deploy-credentials";
import type { EmulatedAws } from "./emulated-aws";
import { inlinePolicyOf, oneOf } from "./principal-role";

const inlinePolicyName = "permission-set";

/** Something that exists before Terraform runs. */
export interface MadeElsewhere {
  readonly kind: "user" | "group" | "role" | "policy" | "oidc-provider" | "saml-provider";
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  /** Whether it may do everything in its account: the deployer. */
  readonly administrator?: boolean;
  /** An inline policy that it has, by the name `permission-set`. */
  readonly inlinePolicy?: PolicyDocument;
  /** Audiences of an OpenID Connect provider. */
  readonly audiences?: readonly string[];
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
      ...placesOf(access).map(({ roleName }) => roleName),
      ...access.principals.map(({ roleName }) => oneOf(roleName)),
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
    ...access.principals
      .filter(({ place }) => !place)
      .map(
        (principal): MadeElsewhere => ({
          kind: "role",
          accountId: principal.targetAccount?.id ?? identity,
          name: oneOf(principal.roleName),
          path: oneOf(principal.path),
          inlinePolicy: inlinePolicyOf(access, principal),
        }),
      ),
    ...placesOf(access)
      .filter(({ role }) => role.existing)
      .map(
        ({ account, roleName: name, role: { path } }): MadeElsewhere => ({
          kind: "role",
          accountId: account.id,
          name,
          path,
        }),
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
        ({ account, roleName: name, role: { path } }): MadeElsewhere => ({
          kind: "role",
          accountId: account.id,
          name,
          path,
          adopted: true,
        }),
      ),
  ];
}

function placesIn(access: Access): PolicyPlace[] {
  return stacksOf(access).flatMap((stack) => policyPlaces(access, stack));
}

/** Customer managed policies; AWS's own are there by themselves. */
function policiesOf(access: Access): MadeElsewhere[] {
  const named = (account: Account, policy: ManagedPolicy | undefined): MadeElsewhere[] => {
    // Terraform makes those that are declared.
    if (policy?.kind === "customer" && policy.declared) return [];
    const arn = policy && parseIamArn(managedPolicyArn(account, policy));
    // Of any other account AWS would refuse it, and so may Terraform.
    if (!arn || arn.accountId !== account.id) return [];
    return [{ kind: "policy", accountId: account.id, name: arn.name, path: arn.path }];
  };
  return [
    ...placesOf(access).flatMap(({ account, settings }) =>
      [...settings.managedPolicies, settings.permissionsBoundary].flatMap((policy) => named(account, policy)),
    ),
    ...access.users.flatMap(({ managedPolicies, permissionsBoundary }) =>
      [...managedPolicies, permissionsBoundary].flatMap((policy) => named(access.identityAccount, policy)),
    ),
    ...access.groups.flatMap(({ managedPolicies }) =>
      managedPolicies.flatMap((policy) => named(access.identityAccount, policy)),
    ),
    ...placesIn(access).flatMap(({ policy, account, isImported }) =>
      isImported
        ? [
            {
              kind: "policy" as const,
              accountId: account.id,
              name: policy.name,
              path: policy.path,
              adopted: true,
            },
          ]
        : [],
    ),
  ];
}

/** The OpenID Connect and SAML providers that trust policies name, but those that the access file makes. */
function federationsOf(access: Access): MadeElsewhere[] {
  const declared = new Map(
    identityProviderPlaces(access, placesOf(access)).map((place) => {
      const { provider, account } = place;
      const name =
        provider.kind === "saml" ? `saml-provider/${provider.name}` : `oidc-provider/${provider.host}`;
      return [`${account.id}:${name}`, place];
    }),
  );
  return placesOf(access).flatMap((place) =>
    toList(placeTrustPolicy(place).Statement).flatMap(({ Principal }) =>
      toList(Principal === "*" ? undefined : Principal?.Federated).flatMap((principal): MadeElsewhere[] => {
        const arn = parseIamArn(principal);
        const kind = arn?.resource;
        if (!arn || (kind !== "oidc-provider" && kind !== "saml-provider")) return [];
        const made = declared.get(principal.split(":").slice(4).join(":"));
        if (made && !made.isImported && !made.provider.existing) return [];
        const adopted = made !== undefined && !made.provider.existing;
        // The emulator cannot add an audience later.
        const audiences = made?.provider.kind === "oidc" ? made.provider.audiences : undefined;
        return [{ kind, accountId: arn.accountId, name: arn.name, path: arn.path, adopted, audiences }];
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
  for (const thing of things) {
    const { kind, accountId, name, path, administrator: isAdministrator, inlinePolicy, audiences } = thing;
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
        if (inlinePolicy)
          await iam.send(
            new PutRolePolicyCommand({
              RoleName: name,
              PolicyName: inlinePolicyName,
              PolicyDocument: policyJson(inlinePolicy),
            }),
          );
        break;
      case "policy":
        await iam.send(new CreatePolicyCommand({ PolicyName: name, Path: path, PolicyDocument: standIn }));
        break;
      case "oidc-provider":
        await iam.send(
          new CreateOpenIDConnectProviderCommand({
            Url: `https:/${path}${name}`,
            ClientIDList: audiences && [...audiences],
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
  for (const { kind, accountId, name, path, inlinePolicy } of [...things].reverse()) {
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
        if (inlinePolicy)
          await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: inlinePolicyName }));
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
