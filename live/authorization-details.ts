/**
 * Reads the answer of `GetAccountAuthorizationDetails`: from the AWS SDK, or as the AWS CLI writes it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import type { IamAccount, IamGroup, IamHolder, IamRole, IamUser } from "./iam-account";

/** A document as the API gives it, in URL encoding, or as the AWS CLI gives it, as data. */
type Document = string | object | undefined;

interface Attached {
  readonly PolicyArn?: string;
}

interface Inline {
  readonly PolicyName?: string;
  readonly PolicyDocument?: Document;
}

interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

interface Detail {
  readonly Path?: string;
  readonly Arn?: string;
  readonly AttachedManagedPolicies?: readonly Attached[];
}

interface Boundary {
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn?: string };
}

/** One page of the answer, or all of it. */
export interface AuthorizationDetails {
  readonly UserDetailList?: readonly (Detail &
    Boundary & {
      readonly UserName?: string;
      readonly UserPolicyList?: readonly Inline[];
      readonly GroupList?: readonly string[];
      readonly Tags?: readonly Tag[];
    })[];
  readonly GroupDetailList?: readonly (Detail & {
    readonly GroupName?: string;
    readonly GroupPolicyList?: readonly Inline[];
  })[];
  readonly RoleDetailList?: readonly (Detail &
    Boundary & {
      readonly RoleName?: string;
      readonly CreateDate?: Date | string;
      readonly AssumeRolePolicyDocument?: Document;
      readonly RolePolicyList?: readonly Inline[];
      readonly RoleLastUsed?: { readonly LastUsedDate?: Date | string };
      readonly Tags?: readonly Tag[];
    })[];
  readonly Policies?: readonly {
    readonly Arn?: string;
    readonly PolicyVersionList?: readonly {
      readonly IsDefaultVersion?: boolean;
      readonly Document?: Document;
    }[];
  }[];
}

/** The IAM of an account, from all pages of the answer. */
export function iamAccountOf(id: string, pages: readonly AuthorizationDetails[]): IamAccount {
  const users = new Map<string, IamUser>();
  const groups = new Map<string, IamGroup>();
  const roles = new Map<string, IamRole>();
  const policies = new Map<string, PolicyDocument>();
  for (const page of pages) {
    for (const { UserName: name = "", UserPolicyList, GroupList, ...user } of page.UserDetailList ?? [])
      users.set(name, {
        ...holder(name, user, UserPolicyList),
        groups: [...(GroupList ?? [])].sort(byCodePoint),
        tags: tagsOf(user.Tags),
        permissionsBoundary: user.PermissionsBoundary?.PermissionsBoundaryArn,
      });
    for (const { GroupName: name = "", GroupPolicyList, ...group } of page.GroupDetailList ?? [])
      groups.set(name, holder(name, group, GroupPolicyList));
    for (const { RoleName: name = "", RolePolicyList, ...role } of page.RoleDetailList ?? [])
      roles.set(name, {
        ...holder(name, role, RolePolicyList),
        trustPolicy: documentOf(role.AssumeRolePolicyDocument),
        tags: tagsOf(role.Tags),
        permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
        created: dateOf(role.CreateDate),
        lastUsed: dateOf(role.RoleLastUsed?.LastUsedDate),
      });
    for (const { Arn = "", PolicyVersionList } of page.Policies ?? [])
      for (const { IsDefaultVersion, Document } of PolicyVersionList ?? [])
        if (IsDefaultVersion) policies.set(Arn, documentOf(Document));
  }
  return { id, users, groups, roles, policies };
}

/** What `ListRoles` says of a role that `GetAccountAuthorizationDetails` leaves out. */
export interface ListedRole {
  readonly RoleName?: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
}

/** An account with what `ListRoles` says of its roles. */
export function withListedRoles(account: IamAccount, listed: readonly ListedRole[]): IamAccount {
  const roles = new Map(account.roles);
  for (const { RoleName = "", Description, MaxSessionDuration } of listed) {
    const role = roles.get(RoleName);
    if (role)
      roles.set(RoleName, {
        ...role,
        description: Description === "" ? undefined : Description,
        maxSessionDuration: MaxSessionDuration,
      });
  }
  return { ...account, roles };
}

function tagsOf(tags: readonly Tag[] = []): Record<string, string> {
  return Object.fromEntries(
    tags.map(({ Key = "", Value = "" }) => [Key, Value] as const).sort(([a], [b]) => byCodePoint(a, b)),
  );
}

function holder(name: string, detail: Detail, inline: readonly Inline[] | undefined): IamHolder {
  return {
    name,
    path: detail.Path ?? "/",
    arn: detail.Arn ?? "",
    managedPolicies: (detail.AttachedManagedPolicies ?? [])
      .map(({ PolicyArn = "" }) => PolicyArn)
      .sort(byCodePoint),
    inlinePolicies: new Map(
      (inline ?? [])
        .map(({ PolicyName = "", PolicyDocument }) => [PolicyName, documentOf(PolicyDocument)] as const)
        .sort(([a], [b]) => byCodePoint(a, b)),
    ),
  };
}

/** @throws SyntaxError when a document is not JSON */
export function documentOf(document: Document): PolicyDocument {
  if (typeof document === "object") return document as PolicyDocument;
  return JSON.parse(
    decodeURIComponent(document ?? '{"Version":"2012-10-17","Statement":[]}'),
  ) as PolicyDocument;
}

function dateOf(date: Date | string | undefined): Date | undefined {
  return date === undefined ? undefined : new Date(date);
}
