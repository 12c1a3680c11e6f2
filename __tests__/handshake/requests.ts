/**
 * One request to assume a role, and whether the synthesized Terraform JSON alone lets it through: the trust policy, the
 * permission of the caller, and every condition at the moment of the request.
 */
import { BlockList } from "node:net";
import { filledIn } from "../support/cloudformation";
import {
  arnMatches,
  type Document,
  documentOf,
  list,
  matches,
  push,
  resourcesOf,
  type Statement,
  speaksOf,
  statementsOf,
  type TerraformJson,
} from "./terraform-side";

/** Who asks. */
export type Caller =
  | {
      /** A user or role that the file declares: it has the permissions that the file gives it. */
      readonly kind: "user" | "role";
      readonly account: string;
      readonly name: string;
      readonly arn: string;
    }
  | {
      /** Somebody whom the file does not declare, with every permission in the account. */
      readonly kind: "stranger";
      readonly account: string;
      readonly arn: string;
    }
  | { readonly kind: "service"; readonly service: string }
  | {
      /** Somebody with a token of an identity provider of the role's account. */
      readonly kind: "token";
      readonly action: "sts:AssumeRoleWithSAML" | "sts:AssumeRoleWithWebIdentity";
      /** The provider, as its ARN ends: `saml-provider/Okta`. */
      readonly provider: string;
      /** The condition keys of the token. */
      readonly keys: Readonly<Record<string, string>>;
    };

/** A caller that AWS knows by an ARN. */
export type Principal = Extract<Caller, { readonly arn: string }>;

export const isPrincipal = (caller: Caller): caller is Principal => "arn" in caller;

/** The role that IAM Identity Center makes for a permission set. */
export const permissionSetRole = (permissionSet: string) =>
  `AWSReservedSSO_${permissionSet}_0123456789abcdef`;

/** What a request has, whoever sends it. */
export interface Circumstances {
  /** A time in UTC. */
  readonly time: string;
  /** Seconds since the sign-in with MFA; `undefined`: there was none. */
  readonly mfaAge?: number | undefined;
  readonly externalId?: string | undefined;
  readonly sourceIp: string;
  /** The organization of the caller's account. */
  readonly organizationId: string;
  /** The place of the caller's account in it. */
  readonly organizationPath: string;
  /** Whether the session is named after the caller. */
  readonly ownSessionName: boolean;
  /** The keys of the session tags. */
  readonly sessionTags: readonly string[];
  readonly sourceIdentity?: string | undefined;
}

/** A request to assume a role. */
export interface Request extends Circumstances {
  readonly caller: Caller;
  readonly roleArn: string;
}

/** What a request calls: first, the one that gets a session. */
export function actionsOf({
  caller,
  sessionTags,
  sourceIdentity,
}: Pick<Request, "caller" | "sessionTags" | "sourceIdentity">): string[] {
  return [
    caller.kind === "token" ? caller.action : "sts:AssumeRole",
    ...(sessionTags.length > 0 ? ["sts:TagSession"] : []),
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
}

/** The organization of all accounts but those of strangers. */
export const organization = "o-a1b2c3d4e5";
const otherOrganization = "o-other12345";
/** Accounts that are in another organization. */
export const foreignAccounts: readonly string[] = ["888888888888", "999999999999"];

/** The documents of one deployment. */
export interface Deployment {
  /** ARN of each role that is made -> its trust policy. */
  readonly trusts: ReadonlyMap<string, Document>;
  /** `<account> user alex` -> the policies that it has, those of its groups among them. */
  readonly policies: ReadonlyMap<string, readonly Document[]>;
}

/**
 * Reads the stacks of one deployment.
 *
 * @param members the accounts of the organization: stack sets make their roles there, but not in the management account
 */
export function deploymentOf(stacks: readonly TerraformJson[], members: readonly string[]): Deployment {
  const resources = stacks.flatMap((stack) => resourcesOf(stack));
  const policies = new Map<string, Document[]>();
  for (const resource of resources) {
    const [, holder, attached] = /^aws_iam_(user|group|role)_policy(_attachment)?$/.exec(resource.type) ?? [];
    if (!holder) continue;
    const policy = attached ? resource.referenceOf("policy_arn") : resource;
    // The policies that the generated files name of AWS's say nothing of assuming roles.
    if (policy)
      push(
        policies,
        `${resource.account} ${holder} ${resource.text(holder)}`,
        documentOf(policy.text("policy")),
      );
  }
  for (const resource of resources) {
    if (resource.type !== "aws_iam_user_group_membership") continue;
    const { account } = resource;
    const ofGroups = resource
      .texts("groups")
      .flatMap((group) => policies.get(`${account} group ${group}`) ?? []);
    push(policies, `${account} user ${resource.text("user")}`, ...ofGroups);
  }
  for (const { output, provider } of stacks)
    for (const [permissionSet, policy] of Object.entries(output?.permission_set_policies?.value ?? {})) {
      const identity = provider?.aws?.find(({ alias }) => alias === "identity");
      const account = String(identity?.allowed_account_ids);
      push(policies, `${account} role ${permissionSetRole(permissionSet)}`, documentOf(policy));
    }
  const roles = resources.filter(({ type }) => type === "aws_iam_role");
  const trusts = new Map(roles.map((role) => [role.arn, documentOf(role.text("assume_role_policy"))]));
  for (const set of resources) {
    if (set.type !== "aws_cloudformation_stack_set") continue;
    const template: unknown = JSON.parse(set.text("template_body"));
    for (const account of members) {
      if (set.text("call_as") === "SELF" && account === set.account) continue;
      const { Properties } = (filledIn(template, account) as RoleTemplate).Resources.Role;
      const arn = `arn:aws:iam::${account}:role${Properties.Path}${Properties.RoleName}`;
      if (trusts.has(arn)) throw new Error(`${arn} is made twice`);
      trusts.set(arn, Properties.AssumeRolePolicyDocument);
    }
  }
  return { trusts, policies };
}

interface RoleTemplate {
  readonly Resources: {
    readonly Role: {
      readonly Properties: {
        readonly Path: string;
        readonly RoleName: string;
        readonly AssumeRolePolicyDocument: Document;
      };
    };
  };
}

/** Whether IAM lets a request through. A role that is made elsewhere trusts whoever has the permission. */
export function isAllowed({ trusts, policies }: Deployment, request: Request): boolean {
  const { caller, roleArn } = request;
  const trust = trusts.get(roleArn);
  const [, , , , roleAccount] = roleArn.split(":");
  const isDeclared = caller.kind === "user" || caller.kind === "role";
  const own = isDeclared ? (policies.get(`${caller.account} ${caller.kind} ${caller.name}`) ?? []) : [];
  return actionsOf(request).every((action) => {
    const applying = (documents: readonly Document[], effect: Statement["Effect"]) =>
      documents
        .flatMap(statementsOf)
        .filter((statement) => statement.Effect === effect && speaksOf(statement, action))
        .filter(({ Resource }) => !Resource || list(Resource).some((pattern) => matches(pattern, roleArn)))
        .filter((statement) => conditionsHold(statement, request));
    if (applying(own, "Deny").length > 0) return false;
    const permitted = !isDeclared || applying(own, "Allow").length > 0;
    if (!trust) return permitted;
    const naming = (effect: Statement["Effect"]) =>
      applying([trust], effect).flatMap((statement) => namedBy(statement, caller, roleAccount) ?? []);
    if (naming("Deny").length > 0) return false;
    const isHere = isPrincipal(caller) && caller.account === roleAccount;
    return naming("Allow").some((by) => permitted || (by !== "account" && isHere));
  });
}

/** By what a statement names a caller. In one account, only its account's name asks for a permission as well. */
function namedBy(
  { Principal: principal }: Statement,
  caller: Caller,
  roleAccount: string | undefined,
): "account" | "itself" | undefined {
  const names = (type: string) => (typeof principal === "object" ? list(principal[type]) : []);
  if (caller.kind === "token")
    return names("Federated").includes(`arn:aws:iam::${roleAccount}:${caller.provider}`)
      ? "itself"
      : undefined;
  if (caller.kind === "service") return names("Service").includes(caller.service) ? "itself" : undefined;
  if (principal === "*" || names("AWS").some((name) => name === "*" || name === caller.arn)) return "itself";
  const root = new RegExp(`^arn:[a-z-]+:iam::${caller.account}:root$`);
  return names("AWS").some((name) => name === caller.account || root.test(name)) ? "account" : undefined;
}

function conditionsHold({ Condition: condition = {} }: Statement, request: Request): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      holds(operator, valuesOf(request, key), list(values), request),
    ),
  );
}

function holds(
  written: string,
  actual: readonly string[],
  values: readonly string[],
  { caller }: Request,
): boolean {
  if (written === "Null") return values.includes(String(actual.length === 0));
  const operator = written.replace(/^ForAnyValue:|IfExists$/g, "");
  if (actual.length === 0) return written.endsWith("IfExists");
  const wanted = values.flatMap((value) => {
    if (!value.includes("${aws:username}")) return value;
    return caller.kind === "user" ? value.replace("${aws:username}", caller.name) : [];
  });
  const compare: Readonly<Record<string, (actual: string, wanted: string) => boolean>> = {
    Bool: (is, value) => is === value,
    StringEquals: (is, value) => is === value,
    StringLike: (is, value) => matches(value, is),
    ArnEquals: (is, value) => arnMatches(value, is),
    ArnLike: (is, value) => arnMatches(value, is),
    NumericLessThan: (is, value) => Number(is) < Number(value),
    DateLessThan: (is, value) => Date.parse(is) < Date.parse(value),
    IpAddress: isInRange,
  };
  const compared = compare[operator];
  if (!compared) throw new Error(`nobody has said what ${written} is`);
  return actual.some((is) => wanted.some((value) => compared(is, value)));
}

function isInRange(address: string, range: string): boolean {
  const [network = "", length] = range.split("/");
  const ranges = new BlockList();
  ranges.addSubnet(network, Number(length ?? 32), network.includes(":") ? "ipv6" : "ipv4");
  return ranges.check(address, address.includes(":") ? "ipv6" : "ipv4");
}

/** The values of a condition key in a request; none where the request has no such key. */
function valuesOf(request: Request, key: string): readonly string[] {
  const { caller, mfaAge } = request;
  const [name = "", tag = ""] = key.split("/");
  const always = { "aws:CurrentTime": request.time };
  const sessions = {
    "aws:RequestTag": request.sessionTags.includes(tag) ? "any" : undefined,
    "sts:SourceIdentity": request.sourceIdentity,
  };
  // A service calls with nothing of a user's; a token has what its provider says.
  if (caller.kind === "service" || caller.kind === "token") {
    const ofToken = caller.kind === "token" && {
      ...sessions,
      ...caller.keys,
      "aws:SourceIp": request.sourceIp,
    };
    return list(({ ...always, ...ofToken } as Readonly<Record<string, string | undefined>>)[name]);
  }
  // Plain access keys have no such key; a role's session has, and is never one with MFA.
  const withoutMfa = caller.kind === "user" ? undefined : "false";
  const all: Readonly<Record<string, string | undefined>> = {
    ...always,
    ...sessions,
    "aws:PrincipalArn": caller.arn,
    "aws:ResourceOrgID": foreignAccounts.includes(request.roleArn.split(":")[4] ?? "")
      ? otherOrganization
      : organization,
    "aws:PrincipalOrgID": request.organizationId,
    "aws:PrincipalOrgPaths": request.organizationPath,
    "aws:SourceIp": request.sourceIp,
    "aws:MultiFactorAuthPresent": mfaAge === undefined ? withoutMfa : "true",
    "aws:MultiFactorAuthAge": mfaAge === undefined ? undefined : String(mfaAge),
    "sts:ExternalId": request.externalId,
    "sts:RoleSessionName": request.ownSessionName && caller.kind === "user" ? caller.name : "another-session",
  };
  // Only tokens have those of identity providers.
  if (!(name in all) && !/:(aud|sub)$/.test(name)) throw new Error(`nobody has said what ${key} is`);
  return list(all[name]);
}
