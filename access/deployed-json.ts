/**
 * Reads what is deployed from Terraform's JSON: synthesized configuration, the result of `terraform show -json`, or a state file.
 *
 * Source: https://developer.hashicorp.com/terraform/internals/json-format#state-representation; the format of state files is
 * not documented, and read only as far as it has not changed since Terraform 0.12.
 */
import { parseIamArn } from "../iam/arn";
import { toList } from "../iam/policy-document";
import {
  type Deployed,
  type DeployedThing,
  granteeSettings,
  grantText,
  roleSettings,
  templateSettings,
} from "./deployed";
import { groupBy } from "./group-by";
import { grantPolicyPrefix, inlineGrantPolicyName, isOwnPolicyName } from "./own-policy-names";
import { identityStack } from "./stacks";
import { namesInAddress } from "./terraform-address";
import { literalText, type ResolveReference } from "./terraform-text";

type Json = Readonly<Record<string, unknown>>;

/** A resource of a stack, from any source. */
interface Resource {
  readonly type: string;
  /** The names that its address is made of. */
  readonly names: readonly string[];
  readonly values: Json;
  /** Id of the provider's account, where the source names it. */
  readonly accountId?: string;
}

/** What the configuration of a stack, as a synth writes it, deploys. */
export function deployedByConfiguration(stack: string, configuration: unknown): Deployed {
  const { provider, resource } = record(configuration);
  const accountIds = new Map<string, unknown>(
    list(record(provider).aws).map((each) => {
      const { alias, allowed_account_ids } = record(each);
      return [`aws.${alias}`, list(allowed_account_ids)[0]] as const;
    }),
  );
  const types = Object.entries(record(resource));
  // The id of a user, group or role is its name.
  const resolve: ResolveReference = (type, name, attribute) =>
    attribute === "name" || attribute === "id"
      ? text(record(record(record(resource)[type])[name]).name)
      : undefined;
  const resources = types.flatMap(([type, byName]) =>
    Object.entries(record(byName)).map(
      ([name, values]): Resource => ({
        type,
        names: namesInAddress(name),
        values: record(plain(values, resolve)),
        accountId: text(accountIds.get(String(record(values).provider))),
      }),
    ),
  );
  return { identityAccountId: text(accountIds.get("aws.identity")), things: thingsOf(stack, resources) };
}

/**
 * What a state has.
 *
 * @returns `undefined` when this is neither the result of `terraform show -json` for a state nor a state file
 */
export function deployedByState(stack: string, state: unknown): Deployed | undefined {
  const resources = stateResources(record(state));
  if (!resources) return undefined;
  const things = thingsOf(stackOfState(stack, record(state)), resources);
  const inIdentityAccount = [...things]
    .filter(({ kind }) => kind === "user" || kind === "group")
    .map(({ accountId }) => accountId);
  const ofPolicies = resources
    .filter(({ type }) => type === "aws_iam_policy")
    .map(({ accountId }) => accountId);
  return {
    identityAccountId: [...inIdentityAccount, ...ofPolicies].find((id) => id !== undefined),
    things,
  };
}

/** The outputs of the identity account's stack tell it from the others, whatever the name of the file. */
function stackOfState(stack: string, { outputs, values }: Json): string {
  return "console_sign_in_url" in { ...record(outputs), ...record(record(values).outputs) }
    ? identityStack
    : stack;
}

function stateResources(state: Json): Resource[] | undefined {
  const resource = (type: unknown, name: unknown, values: unknown): Resource => ({
    type: String(type),
    names: namesInAddress(String(name)),
    values: record(values),
    accountId:
      parseIamArn(text(record(values).arn) ?? "")?.accountId ?? text(record(values).arn)?.split(":")[4],
  });
  if (state.version === 4)
    return list(state.resources).flatMap((each) => {
      const { type, name, mode, instances } = record(each);
      return mode === "managed"
        ? list(instances).map((instance) => resource(type, name, record(instance).attributes))
        : [];
    });
  if (typeof state.format_version !== "string" || "planned_values" in state) return undefined;
  const { resources } = record(record(state.values).root_module);
  return list(resources).flatMap((each) => {
    const { type, name, mode, values } = record(each);
    return mode === "managed" ? [resource(type, name, values)] : [];
  });
}

function thingsOf(stack: string, resources: readonly Resource[]): DeployedThing[] {
  const byType = groupBy(resources, ({ type }) => type);
  const ofType = (type: string) => byType.get(type) ?? [];
  // Those of a role or user are at its address, with a name more.
  const byOwner = new Map(
    [...byType].map(([type, some]) => [
      type,
      groupBy(some, ({ names }) => JSON.stringify(names.slice(0, -1))),
    ]),
  );
  const ownedBy = (type: string, owner: readonly string[]) =>
    byOwner.get(type)?.get(JSON.stringify(owner)) ?? [];
  const common = { stack, made: true, path: "/", grants: [], groups: [], settings: (): unknown => [] };
  const roles = ofType("aws_iam_role")
    .filter(({ names }) => names.length === 2)
    .map(
      ({ names, values, accountId }): DeployedThing => ({
        ...common,
        kind: "role",
        account: names[0],
        accountId,
        name: names[1] as string,
        ...(text(values.name) !== names[1] && { iamName: text(values.name) }),
        path: text(values.path) ?? "/",
        settings: () =>
          roleSettings({
            trust: document(values.assume_role_policy),
            maxSessionDuration: values.max_session_duration,
            boundary: values.permissions_boundary,
            managed: ownedBy("aws_iam_role_policy_attachment", names)
              .filter(isNoGrant)
              .map((each) => each.values.policy_arn),
            inline: ownedBy("aws_iam_role_policy", names)
              .filter(isNoGrant)
              .map((each) => [each.values.name, document(each.values.policy)]),
          }),
      }),
    );
  const stackSets = ofType("aws_cloudformation_stack_set").map(
    ({ names, values, accountId }): DeployedThing => ({
      ...common,
      kind: "stackSet",
      accountId,
      name: names[0] as string,
      settings: () => templateSettings(document(values.template_body)),
    }),
  );
  const loginProfiles = ofType("aws_iam_user_login_profile").map(
    ({ names, accountId }): DeployedThing => ({
      ...common,
      kind: "loginProfile",
      accountId,
      name: names[0] as string,
    }),
  );
  const identityProviders = [
    ...ofType("aws_iam_saml_provider"),
    ...ofType("aws_iam_openid_connect_provider"),
  ].map(
    ({ names, accountId }): DeployedThing => ({
      ...common,
      kind: "identityProvider",
      account: names[0],
      accountId,
      name: names[1] as string,
    }),
  );
  const passwordPolicies = ofType("aws_iam_account_password_policy").map(
    ({ names, accountId }): DeployedThing => ({
      ...common,
      kind: "passwordPolicy",
      accountId,
      name: names[0] as string,
    }),
  );
  // Policies with grants are below their grantee; those for users have names that no declared policy has.
  const boundaries = new Set(
    [...ofType("aws_iam_role"), ...ofType("aws_iam_user")].map(({ values }) =>
      text(values.permissions_boundary),
    ),
  );
  const policies = ofType("aws_iam_policy")
    .filter(({ names }) => names.length <= 2 && !isOwnPolicyName(names.at(-1) as string, ""))
    .map(
      ({ names, values, accountId }): DeployedThing => ({
        ...common,
        kind: "policy",
        ...(names.length === 2 && { account: names[0] }),
        accountId,
        name: names.at(-1) as string,
        path: text(values.path) ?? "/",
        ...(text(values.description) && { description: text(values.description) }),
        // A state has the ARN. A configuration has a reference, and says how a boundary is replaced.
        isBoundary: text(values.arn)
          ? boundaries.has(text(values.arn))
          : record(values.lifecycle).create_before_destroy === true,
        settings: () => document(values.policy),
      }),
    );
  return [
    ...roles,
    ...stackSets,
    ...loginProfiles,
    ...policies,
    ...identityProviders,
    ...passwordPolicies,
    ...granteeThings(stack, { ofType, ownedBy }),
  ];
}

/** Whether a policy of a role is one of its settings, as opposed to what it is granted. */
function isNoGrant({ names }: Resource): boolean {
  const name = names.at(-1) ?? "";
  return name !== inlineGrantPolicyName && !name.startsWith(grantPolicyPrefix);
}

interface Resources {
  readonly ofType: (type: string) => readonly Resource[];
  readonly ownedBy: (type: string, owner: readonly string[]) => readonly Resource[];
}

function granteeThings(stack: string, { ofType, ownedBy }: Resources): DeployedThing[] {
  const memberships = new Map(
    ofType("aws_iam_user_group_membership").map(({ names, values }) => [
      names[0] as string,
      list(values.groups).map(String),
    ]),
  );
  const loginProfiles = new Set(ofType("aws_iam_user_login_profile").map(({ names }) => names[0]));
  const things = (kind: "user" | "group", alsoNamed: Iterable<string | undefined>): DeployedThing[] => {
    const made = new Map(ofType(`aws_iam_${kind}`).map((each) => [each.names[0] as string, each]));
    const inline = groupBy(ofType(`aws_iam_${kind}_policy`), ({ names }) => names[0] as string);
    const attached = ofType(`aws_iam_${kind}_policy_attachment`).map(({ names }) => names[0]);
    const names = new Set([...made.keys(), ...inline.keys(), ...attached, ...alsoNamed]);
    return [...names].flatMap((name): DeployedThing[] => {
      if (name === undefined) return [];
      const resource = made.get(name);
      const { values = {}, accountId } = resource ?? {};
      const policies = [...(inline.get(name) ?? []), ...ownedBy("aws_iam_policy", [kind, name])];
      const attachedByUs = (id: string) =>
        ownedBy("aws_iam_user_policy_attachment", [name]).some((each) => each.names[1] === id);
      return [
        {
          kind,
          stack,
          accountId,
          name,
          path: text(values.path) ?? "/",
          made: resource !== undefined,
          grants: policies.flatMap((policy) => grantTextsIn(document(policy.values.policy))),
          groups: kind === "user" ? (memberships.get(name) ?? []) : [],
          settings: () =>
            kind === "user"
              ? granteeSettings({
                  tags: values.tags,
                  boundary: values.permissions_boundary,
                  forceDestroy: values.force_destroy,
                  hasLoginProfile: loginProfiles.has(name),
                  selfService:
                    (attachedByUs("self-service") && "in-console") ||
                    (attachedByUs("self-service-enrol-with-access-key") && "with-access-key"),
                })
              : [],
        },
      ];
    });
  };
  return [
    ...things("user", [...memberships.keys(), ...loginProfiles]),
    ...things("group", [...memberships.values()].flat()),
  ];
}

/** The roles that a policy of ours allows to assume. */
function grantTextsIn(policy: unknown): string[] {
  return list(record(policy).Statement).flatMap((statement) => {
    const { Action, Resource } = record(statement);
    if (Action !== "sts:AssumeRole") return [];
    return toList(Resource as string | readonly string[]).flatMap((arn) => {
      const [, , , , accountId = "", role = ""] = String(arn).split(":");
      return [grantText(accountId, role.slice(role.lastIndexOf("/") + 1))];
    });
  });
}

/** The value of a JSON document in a string. */
function document(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value;
  }
}

/** A value as Terraform reads it: each string without escapes, and with what its references stand for. */
function plain(value: unknown, resolve: ResolveReference): unknown {
  if (Array.isArray(value)) return value.map((each) => plain(each, resolve));
  if (typeof value === "string") return literalText(value, resolve);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner, resolve)]));
}

function record(value: unknown): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
