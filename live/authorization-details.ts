/**
 * Reads the answer of `GetAccountAuthorizationDetails`: from the AWS SDK, or as the AWS CLI writes it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
import { createHash } from "node:crypto";
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

/** A tag of something in IAM. */
export interface Tag {
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

/**
 * Policy documents and other values that many accounts have alike, each once: most roles of an organization are copies, and
 * their documents are most of what is read.
 */
export class SharedValues {
  private readonly values = new Map<string, unknown>();

  /** The value that is there already for this text, or else a new one. */
  of<Value>(kind: "document" | "names" | "tags" | "text" | "time", text: string, read: () => Value): Value {
    // The texts of all documents would take more memory than sharing saves.
    const key = `${kind} ${text.length < 100 ? flat(text) : createHash("sha256").update(text).digest("base64")}`;
    const known = this.values.get(key);
    if (known !== undefined) return known as Value;
    const value = read();
    this.values.set(key, value);
    return value;
  }
}

/** The IAM of an account, from all pages of the answer. */
export function iamAccountOf(
  id: string,
  pages: readonly AuthorizationDetails[],
  shared = new SharedValues(),
): IamAccount {
  const holder = (name: string, detail: Detail, inline: readonly Inline[] | undefined) =>
    holderOf(name, detail, inline, shared);
  const tagsOf = (tags: readonly Tag[] = []) => shared.of("tags", JSON.stringify(tags), () => readTags(tags));
  const textOf = (text: string | undefined) => text && shared.of("text", text, () => flat(text));
  const namesOf = (names: readonly string[]) => sharedNames(names, shared);
  const documentOf = (document: Document) => sharedDocument(document, shared);
  const timeOf = (date: Date | string | undefined) =>
    date ? shared.of("time", new Date(date).toISOString(), () => new Date(date)) : undefined;
  const add = <Holder extends IamHolder>(to: Map<string, Holder>, one: Holder) => to.set(one.name, one);
  const users = new Map<string, IamUser>();
  const groups = new Map<string, IamGroup>();
  const roles = new Map<string, IamRole>();
  const policies = new Map<string, PolicyDocument>();
  for (const page of pages) {
    for (const { UserName: name = "", UserPolicyList, GroupList, ...user } of page.UserDetailList ?? [])
      add(users, {
        ...holder(name, user, UserPolicyList),
        groups: namesOf(GroupList ?? []),
        tags: tagsOf(user.Tags),
        permissionsBoundary: textOf(user.PermissionsBoundary?.PermissionsBoundaryArn),
      });
    for (const { GroupName: name = "", GroupPolicyList, ...group } of page.GroupDetailList ?? [])
      add(groups, holder(name, group, GroupPolicyList));
    for (const { RoleName: name = "", RolePolicyList, ...role } of page.RoleDetailList ?? [])
      add(roles, {
        ...holder(name, role, RolePolicyList),
        trustPolicy: documentOf(role.AssumeRolePolicyDocument),
        tags: tagsOf(role.Tags),
        permissionsBoundary: textOf(role.PermissionsBoundary?.PermissionsBoundaryArn),
        created: timeOf(role.CreateDate),
        lastUsed: timeOf(role.RoleLastUsed?.LastUsedDate),
      });
    for (const { Arn = "", PolicyVersionList } of page.Policies ?? [])
      for (const { IsDefaultVersion, Document } of PolicyVersionList ?? [])
        if (IsDefaultVersion) policies.set(flat(Arn), documentOf(Document));
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
export function withListedRoles(
  account: IamAccount,
  listed: readonly ListedRole[],
  shared = new SharedValues(),
): IamAccount {
  const roles = new Map(account.roles);
  for (const { RoleName = "", Description, MaxSessionDuration } of listed) {
    const role = roles.get(RoleName);
    if (role)
      roles.set(role.name, {
        ...role,
        description: Description ? shared.of("text", Description, () => flat(Description)) : undefined,
        maxSessionDuration: MaxSessionDuration,
      });
  }
  return { ...account, roles };
}

/** Tags, sorted by key. */
export function readTags(tags: readonly Tag[] = []): Record<string, string> {
  return Object.fromEntries(
    tags
      .map(({ Key = "", Value = "" }) => [flat(Key), flat(Value)] as const)
      .sort(([a], [b]) => byCodePoint(a, b)),
  );
}

const noPolicies: ReadonlyMap<string, PolicyDocument> = new Map();

function holderOf(
  name: string,
  { Path = "/", Arn = "", AttachedManagedPolicies = [] }: Detail,
  inline: readonly Inline[] = [],
  shared: SharedValues,
): IamHolder {
  return {
    name: shared.of("text", name, () => flat(name)),
    path: shared.of("text", Path, () => flat(Path)),
    arn: flat(Arn),
    managedPolicies: sharedNames(
      AttachedManagedPolicies.map(({ PolicyArn = "" }) => PolicyArn),
      shared,
    ),
    inlinePolicies:
      inline.length === 0
        ? noPolicies
        : new Map(
            inline
              .map(
                ({ PolicyName = "", PolicyDocument }) =>
                  [flat(PolicyName), sharedDocument(PolicyDocument, shared)] as const,
              )
              .sort(([a], [b]) => byCodePoint(a, b)),
          ),
  };
}

/** A text of its own. One that was cut out of an answer keeps the whole answer in memory. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

/** Names in their order. None has a space. */
function sharedNames(names: readonly string[], shared: SharedValues): readonly string[] {
  return shared.of("names", names.join(" "), () => names.map(flat).sort(byCodePoint));
}

function sharedDocument(document: Document, shared: SharedValues): PolicyDocument {
  return typeof document === "string"
    ? shared.of("document", document, () => documentOf(document))
    : documentOf(document);
}

/** @throws SyntaxError when a document is not JSON */
export function documentOf(document: Document): PolicyDocument {
  if (typeof document === "object") return document as PolicyDocument;
  return JSON.parse(
    decodeURIComponent(document ?? '{"Version":"2012-10-17","Statement":[]}'),
  ) as PolicyDocument;
}
