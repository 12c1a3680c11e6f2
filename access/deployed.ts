/**
 * What is deployed: a plain list of things, read from a Terraform state or from synthesized JSON (`deployed-json.ts`), or
 * what the apply of an access would deploy. The rules and the recognition of renames do not know which.
 */
import { canonicalJson } from "../iam/policy-document";
import {
  type Access,
  type Grant,
  type Grantee,
  type Group,
  type ManagedPolicy,
  placesOf,
  type Role,
  type RolePlace,
  type TargetAccount,
  type User,
} from "./access";
import { type IdentityProviderPlace, identityProviderPlaces } from "./identity-providers";
import { type PolicyPlace, policyPlaces } from "./policy-places";
import { managedPolicyArn, placeTrustPolicy } from "./role-place";
import { roleTemplate } from "./role-template";
import { identityStack, organizationStack, stacksOf } from "./stacks";

/** What is deployed. */
export interface Deployed {
  /** The id of the identity account. `undefined`: nothing deployed tells. */
  readonly identityAccountId?: string;
  /** The things, in no order. */
  readonly things: readonly DeployedThing[];
}

/** A role, declared policy or identity provider in an account, a user, a group, a login profile, a password policy or a stack set. */
export interface DeployedThing {
  /** What it is. */
  readonly kind:
    | "role"
    | "user"
    | "group"
    | "loginProfile"
    | "stackSet"
    | "policy"
    | "identityProvider"
    | "passwordPolicy";
  /** The Terraform stack that has it. */
  readonly stack: string;
  /**
   * The name of the target account of a role, policy or identity provider, in the access file that it was deployed from. A
   * policy of the identity account has none.
   */
  readonly account?: string;
  /** Id of the account that it is in; of a stack set, of the organization's account. `undefined`: nothing tells. */
  readonly accountId?: string;
  /** The name in the access file; of the password policy, `identity`, as in its address. */
  readonly name: string;
  /** The name in IAM, where it is not that in the access file. */
  readonly iamName?: string;
  /** The path in IAM. Of what has none: `/`. */
  readonly path: string;
  /** Of a policy: its description. `undefined`: it has none, as everything else. */
  readonly description?: string;
  /** Of a policy: whether it is the permissions boundary of a role or user. Of anything else, it is left out. */
  readonly isBoundary?: boolean;
  /** Whether Terraform made it. Of a user or group with `existing: true` there are grants only, of such a role nothing. */
  readonly made: boolean;
  /** The old name that the access file declares. A state has none. */
  readonly renamedFrom?: string;
  /** Of a user or group: `<account id> <role>` of each grant, with `*` for all accounts of the organization. */
  readonly grants: readonly string[];
  /** Of a user: the names of its groups. */
  readonly groups: readonly string[];
  /** Its other settings, for the recognition of a rename. */
  readonly settings: () => unknown;
}

/** What the apply of an access deploys. */
export function deployedBy(access: Access): Deployed {
  const { identityAccount, organization, roles, groups, users } = access;
  const inIdentityAccount = {
    stack: identityStack,
    accountId: identityAccount.id,
    groups: [],
    settings: () => [],
  };
  return {
    identityAccountId: identityAccount.id,
    things: [
      ...roles.flatMap((role) =>
        role.stackSet ? stackSetThing(role, organization?.accountId) : role.places.map(roleThing),
      ),
      ...groups.map((group) => ({ ...inIdentityAccount, ...granteeThing(group) })),
      ...users.flatMap((user) => [
        {
          ...inIdentityAccount,
          ...granteeThing(user),
          groups: user.groups.map(({ name }) => name),
          settings: () => userSettings(access, user),
        },
        ...(user.consoleAccess
          ? [
              {
                ...inIdentityAccount,
                kind: "loginProfile" as const,
                name: user.name,
                path: "/",
                made: true,
                grants: [],
              },
            ]
          : []),
      ]),
      ...stacksOf(access).flatMap((stack) =>
        policyPlaces(access, stack).map((place) => policyThing(stack.name, place)),
      ),
      ...identityProviderPlaces(access, placesOf(access))
        .filter(({ provider }) => !provider.existing)
        .map(identityProviderThing),
      ...(identityAccount.passwordPolicy
        ? [
            {
              ...inIdentityAccount,
              kind: "passwordPolicy" as const,
              name: "identity",
              path: "/",
              made: true,
              grants: [],
            },
          ]
        : []),
    ],
  };
}

function policyThing(
  stack: string,
  { policy, account, accountName, isBoundary }: PolicyPlace,
): DeployedThing {
  return {
    kind: "policy",
    stack,
    ...(accountName !== undefined && { account: accountName }),
    accountId: account.id,
    name: policy.name,
    path: policy.path,
    ...(policy.description && { description: policy.description }),
    isBoundary,
    made: true,
    grants: [],
    groups: [],
    settings: () => policy.document,
  };
}

function identityProviderThing({ provider, account }: IdentityProviderPlace): DeployedThing {
  return {
    kind: "identityProvider",
    stack: account.stack,
    account: account.name,
    accountId: account.id,
    name: provider.name,
    path: "/",
    made: true,
    grants: [],
    groups: [],
    settings: () => [],
  };
}

function roleThing(place: RolePlace): DeployedThing {
  const { role, account, roleName, settings } = place;
  const arnOf = (policy: ManagedPolicy) => managedPolicyArn(account, policy);
  return {
    kind: "role",
    stack: account.stack,
    account: account.name,
    accountId: account.id,
    name: role.name,
    ...(roleName !== role.name && { iamName: roleName }),
    path: role.path,
    made: !role.existing,
    renamedFrom: renamedFrom(role),
    grants: [],
    groups: [],
    settings: () =>
      roleSettings({
        trust: placeTrustPolicy(place),
        maxSessionDuration: settings.maxSessionDuration,
        boundary: settings.permissionsBoundary && arnOf(settings.permissionsBoundary),
        managed: settings.managedPolicies.map(arnOf),
        inline: settings.inlinePolicies.map(({ name, document }) => [name, document]),
      }),
  };
}

/** The settings that tell one role from another, in the same form from every source. */
export function roleSettings(role: {
  readonly trust: unknown;
  readonly maxSessionDuration: unknown;
  readonly boundary: unknown;
  readonly managed: readonly unknown[];
  readonly inline: readonly (readonly [name: unknown, document: unknown])[];
}): unknown {
  const sorted = (items: readonly unknown[]) => items.map(canonicalJson).sort();
  const { trust, maxSessionDuration, boundary, managed, inline } = role;
  return [trust, maxSessionDuration, boundary || null, sorted(managed), sorted(inline)];
}

function stackSetThing(role: Role, accountId: string | undefined): DeployedThing[] {
  if (role.places.length === 0) return [];
  const thing = {
    kind: "stackSet" as const,
    stack: organizationStack,
    accountId,
    name: role.name,
    path: "/",
  };
  const settings = () => templateSettings(roleTemplate(role));
  return [{ ...thing, made: true, renamedFrom: renamedFrom(role), grants: [], groups: [], settings }];
}

/** A template without the name of its role. */
export function templateSettings(template: unknown): unknown {
  return JSON.parse(JSON.stringify(template), (key, value) => (key === "RoleName" ? undefined : value));
}

function granteeThing(grantee: User | Group) {
  const { kind, name, path, existing, grants } = grantee;
  return {
    kind,
    name,
    // Nothing deployed tells the path of one that exists by itself.
    path: existing ? "/" : path,
    made: !existing,
    renamedFrom: renamedFrom(grantee),
    grants: grantTexts(grants),
  };
}

function grantTexts(grants: readonly Grant[]): string[] {
  return grants.flatMap(({ role, places, organization }) =>
    organization
      ? [grantText("*", role.roleName)]
      : places.map(({ account, roleName }) => grantText(account.id, roleName)),
  );
}

/** A grant of a role in an account, or in all accounts of the organization (`*`). */
export function grantText(accountId: string, role: string): string {
  return `${accountId} ${role}`;
}

function userSettings({ identityAccount }: Access, user: User): unknown {
  const { tags, permissionsBoundary, forceDestroy, consoleAccess, selfService, enrolMfaWithAccessKey } = user;
  return granteeSettings({
    tags,
    boundary: permissionsBoundary && managedPolicyArn(identityAccount, permissionsBoundary),
    forceDestroy,
    hasLoginProfile: consoleAccess !== undefined,
    selfService: selfService && (enrolMfaWithAccessKey ? "with-access-key" : "in-console"),
  });
}

/** The settings that tell one user from another, in the same form from every source. */
export function granteeSettings(user: {
  readonly tags: unknown;
  readonly boundary: unknown;
  readonly forceDestroy: unknown;
  readonly hasLoginProfile: boolean;
  readonly selfService: unknown;
}): unknown {
  const { tags, boundary, forceDestroy, hasLoginProfile, selfService } = user;
  return [tags ?? {}, boundary || null, forceDestroy ?? false, hasLoginProfile, selfService];
}

/** The old name that an entry declares. */
export function renamedFrom(entry: Role | Grantee | TargetAccount): string | undefined {
  return entry.renamedFrom;
}
