/** What IAM says of itself after the deployment: the half of the handshake that the emulator does not evaluate. */
import type { IAMClient } from "@aws-sdk/client-iam";
import {
  type Access,
  grantPolicies,
  grantPolicyName,
  type ManagedPolicy,
  managedPolicyArn,
  placesOf,
  placeTrustPolicy,
  type RolePlace,
  trustsIdentityAccount,
} from "../access";
import { groupBy } from "../access/group-by";
import { inlineGrantPolicyName } from "../access/own-policy-names";
import { accountPrincipalArn, iamArn } from "../iam/arn";
import { canonicalPolicy } from "../iam/canonical-policy";
import { byCodePoint, type PolicyDocument, toList } from "../iam/policy-document";
import { readIamAccount } from "../live/aws";
import type { IamAccount, IamHolder, IamRole } from "../live/iam-account";
import { inParallel } from "../live/in-parallel";

/** A role as IAM has it. */
export type RoleAsRead = Omit<IamRole, "name" | "arn" | "tags">;

/** The policies that decide what users, and roles, of an account may call, by their names. */
export interface CallersAsRead {
  readonly users: ReadonlyMap<string, readonly PolicyDocument[]>;
  readonly roles: ReadonlyMap<string, readonly PolicyDocument[]>;
}

/** What is known before the trials. */
export interface ReadBack {
  readonly callers: CallersAsRead;
  /** The same of the other accounts that have principals, by the account's id. */
  readonly elsewhere?: ReadonlyMap<string, CallersAsRead>;
  /** By ARN; missing where there is no such role. */
  readonly roles: ReadonlyMap<string, RoleAsRead>;
}

/**
 * Reads every account that has a role or a principal, and the identity account. IAM enforcement is off.
 *
 * @param iamOf a client for the account of an id
 */
export async function readBack(
  access: Access,
  iamOf: (accountId: string) => Promise<IAMClient>,
): Promise<ReadBack> {
  const { id: identityId } = access.identityAccount;
  const places = groupBy(placesOf(access), ({ account }) => account.id);
  const elsewhere = new Set(access.principals.flatMap(({ targetAccount }) => targetAccount?.id ?? []));
  const read = await inParallel(
    [...new Set([identityId, ...elsewhere, ...places.keys()])],
    async (id) => [id, await readIamAccount(await iamOf(id), id)] as const,
  );
  const accounts = new Map(read);
  const callers = new Map(read.map(([id, account]) => [id, callersOf(account)]));
  return {
    callers: callers.get(identityId) as CallersAsRead,
    elsewhere: callers,
    roles: new Map(
      [...places].flatMap(([id, some]) =>
        some.flatMap(({ arn, roleName }) => {
          const role = accounts.get(id)?.roles.get(roleName);
          return role ? [[arn, role] as const] : [];
        }),
      ),
    ),
  };
}

/** How a role differs from its declaration: a line each. */
export function roleDifferences(access: Access, place: RolePlace, read: RoleAsRead | undefined): string[] {
  if (!read) return ["there is no such role"];
  const { role, account, settings } = place;
  // This file does not say what a role made elsewhere is like.
  if (role.existing) return [];
  const arnOf = (policy: ManagedPolicy) => managedPolicyArn(account, policy);
  const grants = grantsOf(access, place);
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
  const namesNobodyThere = place.trustedArns?.length === 0;
  if (trustsIdentityAccount(access, place) && !namesNobodyThere && !isTrusted(read.trustPolicy, access))
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
    [...settings.managedPolicies.map(arnOf), ...grants.managed].sort(byCodePoint).join(", "),
    read.managedPolicies.join(", "),
  );
  compare(
    "inline policies",
    inline([
      ...settings.inlinePolicies.map(({ name, document }) => [name, document] as const),
      ...grants.inline,
    ]),
    inline(read.inlinePolicies),
  );
  return differences;
}

/** The policies with what a role of the file is granted: inline ones, and the ARNs of managed ones. */
function grantsOf(access: Access, place: RolePlace) {
  const principal = access.principals.find((one) => one.place === place);
  if (!principal) return { inline: [], managed: [] };
  const { inline, managed } = grantPolicies(access, principal);
  const { partition, id } = place.account;
  const nameOf = (name: string) => access.policyNamePrefix + name;
  return {
    inline: inline ? [[nameOf(inlineGrantPolicyName), inline] as const] : [],
    managed: managed.map(({ key }) =>
      iamArn(partition, id, "policy", nameOf(grantPolicyName(principal, key))),
    ),
  };
}

function isTrusted(document: PolicyDocument, { partition, identityAccount }: Access): boolean {
  const identity = accountPrincipalArn(partition, identityAccount.id);
  return toList(document.Statement).some(
    ({ Effect, Principal }) =>
      Effect === "Allow" && Principal !== "*" && toList(Principal?.AWS).includes(identity),
  );
}

/** The policies of all users and roles of an account: their own, their groups', and the attached. */
function callersOf(account: IamAccount): CallersAsRead {
  // AWS's own policies are not among them, and are attached to the deployer only.
  const documentsOf = (holder: IamHolder): PolicyDocument[] => [
    ...holder.inlinePolicies.values(),
    ...holder.managedPolicies.flatMap((arn) => account.policies.get(arn) ?? []),
  ];
  const groupDocuments = (name: string) => {
    const group = account.groups.get(name);
    return group ? documentsOf(group) : [];
  };
  return {
    users: new Map(
      [...account.users].map(([name, user]) => [
        name,
        [...documentsOf(user), ...user.groups.flatMap(groupDocuments)],
      ]),
    ),
    roles: new Map([...account.roles].map(([name, role]) => [name, documentsOf(role)])),
  };
}
