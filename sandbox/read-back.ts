/** What IAM says of itself after the deployment: the half of the handshake that the emulator does not evaluate. */
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateGetAccountAuthorizationDetails,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import {
  type Access,
  type ManagedPolicy,
  managedPolicyArn,
  placeTrustPolicy,
  type RolePlace,
  trustsIdentityAccount,
} from "../access";
import { accountPrincipalArn } from "../iam/arn";
import {
  byCodePoint,
  type OneOrMore,
  type PolicyDocument,
  policyJson,
  type Statement,
  toList,
} from "../iam/policy-document";

/** A role as IAM has it. */
export interface RoleAsRead {
  readonly trustPolicy: PolicyDocument;
  readonly path: string;
  readonly maxSessionDuration: number;
  readonly permissionsBoundary?: string;
  /** ARNs, sorted. */
  readonly managedPolicies: readonly string[];
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>;
}

/** The policies that decide what users, and roles, of an account may call, by their names. */
export interface CallersAsRead {
  readonly users: ReadonlyMap<string, readonly PolicyDocument[]>;
  readonly roles: ReadonlyMap<string, readonly PolicyDocument[]>;
}

/** IAM writes documents in URL encoding. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
function decoded(document: string | undefined): PolicyDocument {
  return JSON.parse(decodeURIComponent(document ?? "{}")) as PolicyDocument;
}

/** Reads a role; `undefined` when there is none of that name. */
export async function readRole(iam: IAMClient, name: string): Promise<RoleAsRead | undefined> {
  const RoleName = name;
  const found = await iam.send(new GetRoleCommand({ RoleName })).catch((failure: Error) => {
    if (failure.name.startsWith("NoSuchEntity")) return undefined;
    throw failure;
  });
  if (!found?.Role) return undefined;
  const managedPolicies: string[] = [];
  for await (const { AttachedPolicies } of paginateListAttachedRolePolicies({ client: iam }, { RoleName }))
    for (const { PolicyArn = "" } of AttachedPolicies ?? []) managedPolicies.push(PolicyArn);
  const inlinePolicies = new Map<string, PolicyDocument>();
  for await (const { PolicyNames } of paginateListRolePolicies({ client: iam }, { RoleName }))
    for (const PolicyName of PolicyNames ?? []) {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      inlinePolicies.set(PolicyName, decoded(PolicyDocument));
    }
  const { Role } = found;
  return {
    trustPolicy: decoded(Role.AssumeRolePolicyDocument),
    path: Role.Path ?? "",
    maxSessionDuration: Role.MaxSessionDuration ?? 0,
    permissionsBoundary: Role.PermissionsBoundary?.PermissionsBoundaryArn,
    managedPolicies: managedPolicies.sort(byCodePoint),
    inlinePolicies,
  };
}

/** How a role differs from its declaration: a line each. */
export function roleDifferences(access: Access, place: RolePlace, read: RoleAsRead | undefined): string[] {
  if (!read) return ["there is no such role"];
  const { role, account, settings } = place;
  const arnOf = (policy: ManagedPolicy) => managedPolicyArn(account, policy);
  const inline = (policies: Iterable<readonly [string, PolicyDocument]>) =>
    [...policies]
      .map(([name, document]) => `${name} ${canonicalPolicy(document)}`)
      .sort(byCodePoint)
      .join(", ");
  const differences: string[] = [];
  const compare = (what: string, declared: string, found: string) => {
    if (declared !== found)
      differences.push(`${what}: declared ${declared || "none"}, found ${found || "none"}`);
  };
  compare("trust policy", canonicalPolicy(placeTrustPolicy(place)), canonicalPolicy(read.trustPolicy));
  if (trustsIdentityAccount(access, role) && !isTrusted(read.trustPolicy, access))
    differences.push("trust policy: does not name the identity account");
  compare("path", role.path, read.path);
  compare("maximum session duration", String(settings.maxSessionDuration), String(read.maxSessionDuration));
  compare(
    "permissions boundary",
    settings.permissionsBoundary ? arnOf(settings.permissionsBoundary) : "",
    read.permissionsBoundary ?? "",
  );
  compare(
    "managed policies",
    settings.managedPolicies.map(arnOf).sort(byCodePoint).join(", "),
    read.managedPolicies.join(", "),
  );
  compare(
    "inline policies",
    inline(settings.inlinePolicies.map(({ name, document }) => [name, document])),
    inline(read.inlinePolicies),
  );
  return differences;
}

function isTrusted(document: PolicyDocument, { partition, identityAccount }: Access): boolean {
  const identity = accountPrincipalArn(partition, identityAccount.id);
  return toList(document.Statement).some(
    ({ Effect, Principal }) =>
      Effect === "Allow" && Principal !== "*" && toList(Principal?.AWS).includes(identity),
  );
}

/**
 * A document in the one form that all documents of its meaning share: IAM takes one value and a list of it for the same,
 * and lists in any order.
 */
export function canonicalPolicy({ Version, Statement }: PolicyDocument): string {
  const statements = toList(Statement).map((statement) => {
    const one = (value: OneOrMore<string | number | boolean>) =>
      [...toList(value)].map(String).sort(byCodePoint);
    const each = (values: Readonly<Record<string, OneOrMore<string | number | boolean>>>) =>
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, one(value)]));
    return Object.fromEntries(
      Object.entries(statement).map(([key, value]) => {
        if (key === "Condition")
          return [
            key,
            Object.fromEntries(
              Object.entries(value as NonNullable<Statement["Condition"]>).map(([operator, keys]) => [
                operator,
                each(keys),
              ]),
            ),
          ];
        if (typeof value === "object" && !Array.isArray(value))
          return [key, each(value as Readonly<Record<string, OneOrMore<string>>>)];
        return [key, one(value as OneOrMore<string>)];
      }),
    );
  });
  return policyJson({
    Version,
    Statement: statements
      .map((statement) => ({ statement, text: JSON.stringify(statement) }))
      .sort((a, b) => byCodePoint(a.text, b.text))
      .map(({ statement }) => statement as unknown as Statement),
  });
}

/** Reads the policies of all users and roles of an account: their own, their groups', and the attached. */
export async function readCallers(iam: IAMClient): Promise<CallersAsRead> {
  const users = new Map<string, PolicyDocument[]>();
  const roles = new Map<string, PolicyDocument[]>();
  const groups = new Map<string, PolicyDocument[]>();
  const memberships: { user: string; groups: readonly string[] }[] = [];
  const attached: { to: PolicyDocument[]; arns: readonly string[] }[] = [];
  const policies = new Map<string, PolicyDocument>();
  for await (const page of paginateGetAccountAuthorizationDetails(
    { client: iam },
    { Filter: ["User", "Role", "Group", "LocalManagedPolicy"] },
  )) {
    const holders = [
      ...(page.UserDetailList ?? []).map((user) => {
        memberships.push({ user: user.UserName ?? "", groups: user.GroupList ?? [] });
        return { map: users, name: user.UserName, inline: user.UserPolicyList, ...user };
      }),
      ...(page.RoleDetailList ?? []).map((role) => ({
        map: roles,
        name: role.RoleName,
        inline: role.RolePolicyList,
        ...role,
      })),
      ...(page.GroupDetailList ?? []).map((group) => ({
        map: groups,
        name: group.GroupName,
        inline: group.GroupPolicyList,
        ...group,
      })),
    ];
    for (const { map, name = "", inline, AttachedManagedPolicies } of holders) {
      const documents = (inline ?? []).map(({ PolicyDocument }) => decoded(PolicyDocument));
      map.set(name, documents);
      attached.push({
        to: documents,
        arns: (AttachedManagedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn),
      });
    }
    for (const { Arn = "", PolicyVersionList } of page.Policies ?? [])
      for (const { IsDefaultVersion, Document } of PolicyVersionList ?? [])
        if (IsDefaultVersion) policies.set(Arn, decoded(Document));
  }
  // AWS's own policies are not among them, and are attached to nobody here but whoever deploys.
  for (const { to, arns } of attached) to.push(...arns.flatMap((arn) => policies.get(arn) ?? []));
  for (const { user, groups: names } of memberships)
    users.get(user)?.push(...names.flatMap((name) => groups.get(name) ?? []));
  return { users, roles };
}
