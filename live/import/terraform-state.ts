/**
 * The IAM that a Terraform state has: a state file, or the result of `terraform show -json`.
 *
 * Source: https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 */
import { groupBy } from "../../access/group-by";
import { parseIamArn } from "../../iam/arn";
import { byCodePoint, type PolicyDocument } from "../../iam/policy-document";
import { type AuthorizationDetails, iamAccountOf, withListedRoles } from "../authorization-details";
import type { IamAccount, IamIdentityProvider } from "../iam-account";
import { oidcProviderOf, providerKey, samlProviderOf } from "../identity-providers";

type Json = Readonly<Record<string, unknown>>;

/** A resource of a state. */
interface StateResource {
  readonly type: string;
  readonly address: string;
  /** What has the same provider: the text tells one from another. */
  readonly provider: string;
  readonly values: Json;
}

/** The accounts of some states. */
export interface StateIam {
  readonly accounts: readonly IamAccount[];
  /** Users with a login profile. */
  readonly users: readonly string[];
  /** Addresses of resources whose account cannot be told. */
  readonly unplaced: readonly string[];
}

/**
 * The IAM of the accounts that states have. What is in no state is unknown.
 *
 * @throws Error when one of them is no state
 */
export function iamOfStates(states: readonly unknown[]): StateIam {
  const resources = states.flatMap((state, index) =>
    resourcesOf(record(state)).map((resource) => ({
      ...resource,
      provider: `${index} ${resource.provider}`,
    })),
  );
  const accounts = new Map<string, StateAccount>();
  const unplaced: string[] = [];
  const accountOf = (id: string) => {
    const account = accounts.get(id) ?? new StateAccount();
    accounts.set(id, account);
    return account;
  };
  // An attachment does not say its account: it is that of the role, user or group of the same provider.
  const places = new Map<string, Set<string>>();
  for (const { type, provider, values } of resources) {
    const { accountId, resource } = parseIamArn(text(values.arn)) ?? {};
    if (accountId === undefined || type !== (providerTypes[resource ?? ""] ?? `aws_iam_${resource}`))
      continue;
    accountOf(accountId).things.push({ type, values });
    const key = `${provider} ${resource} ${text(values.name)}`;
    places.set(key, (places.get(key) ?? new Set()).add(accountId));
  }
  for (const { type, address, provider, values } of resources) {
    const parts = partsOf(type, values);
    for (const part of parts) {
      const [accountId, ...more] = places.get(`${provider} ${part.kind} ${part.holder}`) ?? [];
      if (accountId === undefined || more.length > 0) unplaced.push(address);
      else accountOf(accountId).parts.push(part);
    }
  }
  return {
    accounts: [...accounts].map(([id, account]) => account.iam(id)).sort((a, b) => byCodePoint(a.id, b.id)),
    users: resources
      .filter(({ type }) => type === "aws_iam_user_login_profile")
      .map(({ values }) => text(values.user)),
    unplaced: [...new Set(unplaced)].sort(byCodePoint),
  };
}

/** What identity providers are in an ARN -> in Terraform. */
const providerTypes: Readonly<Record<string, string>> = {
  "saml-provider": "aws_iam_saml_provider",
  "oidc-provider": "aws_iam_openid_connect_provider",
};

/** A policy or membership of a user, group or role. */
interface Part {
  readonly kind: "user" | "group" | "role";
  readonly holder: string;
  readonly managedPolicy?: string;
  readonly inlinePolicy?: { readonly name: string; readonly document: string };
  readonly group?: string;
}

/** What a resource that is no role, user, group or policy itself gives them. */
function partsOf(type: string, values: Json): Part[] {
  const [, kind, what] = /^aws_iam_(user|group|role)_(policy|policy_attachment)$/.exec(type) ?? [];
  if (kind !== undefined) {
    const of = { kind: kind as Part["kind"], holder: text(values[kind]) };
    return what === "policy"
      ? [{ ...of, inlinePolicy: { name: text(values.name), document: text(values.policy) } }]
      : [{ ...of, managedPolicy: text(values.policy_arn) }];
  }
  switch (type) {
    case "aws_iam_user_group_membership":
      return texts(values.groups).map((group) => ({ kind: "user", holder: text(values.user), group }));
    case "aws_iam_group_membership":
      return texts(values.users).map((holder) => ({ kind: "user", holder, group: text(values.group) }));
    case "aws_iam_policy_attachment":
      return (["user", "group", "role"] as const).flatMap((each) =>
        texts(values[`${each}s`]).map((holder) => ({
          kind: each,
          holder,
          managedPolicy: text(values.policy_arn),
        })),
      );
    default:
      return [];
  }
}

/** An account as it is found in states. */
class StateAccount {
  readonly things: { readonly type: string; readonly values: Json }[] = [];
  readonly parts: Part[] = [];

  iam(id: string): IamAccount {
    const ofType = (type: string) =>
      this.things.filter((thing) => thing.type === type).map(({ values }) => values);
    const roles = ofType("aws_iam_role");
    const details: AuthorizationDetails = {
      UserDetailList: ofType("aws_iam_user").map((user) => ({
        ...holderOf(user),
        UserName: text(user.name),
        AttachedManagedPolicies: this.managed("user", user),
        UserPolicyList: this.inline("user", user),
        GroupList: this.of("user", user).flatMap(({ group }) => group ?? []),
      })),
      GroupDetailList: ofType("aws_iam_group").map((group) => ({
        ...holderOf(group),
        GroupName: text(group.name),
        AttachedManagedPolicies: this.managed("group", group),
        GroupPolicyList: this.inline("group", group),
      })),
      RoleDetailList: roles.map((role) => ({
        ...holderOf(role),
        RoleName: text(role.name),
        AssumeRolePolicyDocument: documentOf(role.assume_role_policy),
        AttachedManagedPolicies: this.managed("role", role),
        RolePolicyList: this.inline("role", role),
      })),
      Policies: ofType("aws_iam_policy").map((policy) => ({
        Arn: text(policy.arn),
        PolicyVersionList: [{ IsDefaultVersion: true, Document: documentOf(policy.policy) }],
      })),
    };
    const account = withListedRoles(
      iamAccountOf(id, [details]),
      roles.map((role) => ({
        RoleName: text(role.name),
        Description: text(role.description),
        MaxSessionDuration:
          typeof role.max_session_duration === "number" ? role.max_session_duration : undefined,
      })),
    );
    const providers = Object.values(providerTypes).flatMap((type) => ofType(type).map(providerOf));
    // What is in no state is not known.
    return providers.length === 0 ? account : { ...account, identityProviders: new Map(providers) };
  }

  private of(kind: Part["kind"], { name }: Json): Part[] {
    return this.parts.filter((part) => part.kind === kind && part.holder === name);
  }

  private managed(kind: Part["kind"], holder: Json) {
    // A role's own list has what Terraform read, also what others attached.
    const arns = [
      ...this.of(kind, holder).flatMap(({ managedPolicy }) => managedPolicy ?? []),
      ...texts(holder.managed_policy_arns),
    ];
    return [...new Set(arns)].map((PolicyArn) => ({ PolicyArn }));
  }

  private inline(kind: Part["kind"], holder: Json) {
    const read = list(holder.inline_policy).map((each) => record(each));
    const all = [
      ...read.map(({ name, policy }) => ({ name: text(name), document: text(policy) })),
      ...this.of(kind, holder).flatMap(({ inlinePolicy }) => inlinePolicy ?? []),
    ].filter(({ name }) => name !== "");
    return [...groupBy(all, ({ name }) => name)].map(([PolicyName, [first]]) => ({
      PolicyName,
      PolicyDocument: documentOf(first.document),
    }));
  }
}

function providerOf(values: Json): [string, IamIdentityProvider] {
  const Tags = tagsOf(values);
  const provider =
    values.saml_metadata_document === undefined
      ? oidcProviderOf({
          Url: text(values.url),
          ClientIDList: texts(values.client_id_list),
          ThumbprintList: texts(values.thumbprint_list),
          Tags,
        })
      : samlProviderOf({ SAMLMetadataDocument: text(values.saml_metadata_document), Tags });
  return [providerKey(text(values.arn)), provider];
}

function tagsOf({ tags }: Json) {
  return Object.entries(record(tags)).map(([Key, Value]) => ({ Key, Value: text(Value) }));
}

function holderOf({ arn, path, permissions_boundary: boundary, ...rest }: Json) {
  return {
    Arn: text(arn),
    Path: text(path) || "/",
    Tags: tagsOf(rest),
    ...(text(boundary) !== "" && { PermissionsBoundary: { PermissionsBoundaryArn: text(boundary) } }),
  };
}

function resourcesOf(state: Json): StateResource[] {
  if (state.version === 4)
    return list(state.resources).flatMap((each) => {
      const { type, name, mode, module, provider, instances } = record(each);
      return mode === "managed"
        ? list(instances).map((instance) => ({
            type: text(type),
            address: [module, type, name].filter((part) => part !== undefined).join("."),
            provider: text(provider),
            values: record(record(instance).attributes),
          }))
        : [];
    });
  if (typeof state.format_version !== "string" || state.values === undefined)
    throw new Error("is neither a state file nor the result of terraform show -json");
  return resourcesOfModule(record(record(state.values).root_module));
}

/** A module as `terraform show -json` has it: it does not say which of several providers a resource has. */
function resourcesOfModule({ address, resources, child_modules }: Json): StateResource[] {
  return [
    ...list(resources).flatMap((each) => {
      const { type, address: at, mode, values } = record(each);
      return mode === "managed"
        ? [{ type: text(type), address: text(at), provider: text(address), values: record(values) }]
        : [];
    }),
    ...list(child_modules).flatMap((module) => resourcesOfModule(record(module))),
  ];
}

function documentOf(value: unknown): PolicyDocument {
  return JSON.parse(text(value)) as PolicyDocument;
}

function record(value: unknown): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): string[] {
  return list(value).filter((each) => typeof each === "string");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
