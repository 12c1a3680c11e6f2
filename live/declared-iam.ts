/** The IAM that a deployment makes, from the synthesized Terraform JSON: the same text that Terraform applies. */
import { type Access, placesOf } from "../access";
import { hostOfUrl } from "../access/identity-providers";
import { iamArn, parseIamArn } from "../iam/arn";
import type { Partition } from "../iam/partition";
import { byCodePoint, type PolicyDocument } from "../iam/policy-document";
import { SharedValues } from "./authorization-details";
import type { IamAccount, IamGroup, IamHolder, IamIdentityProvider, IamRole, IamUser } from "./iam-account";
import { oidcProviderOf, samlProviderOf } from "./identity-providers";
import { resourcesOf, type TerraformJson, type TerraformResource } from "./terraform-json";

/** What a deployment makes of a user, group or role. */
export type Declared<Holder extends IamHolder> = Holder & {
  /** Whether the deployment makes it, and not only policies and memberships of it. */
  readonly made: boolean;
};

/** What a deployment makes in one account. Maps are by name; customer managed policies by ARN. */
export interface DeclaredIam {
  readonly users: ReadonlyMap<string, Declared<IamUser>>;
  readonly groups: ReadonlyMap<string, Declared<IamGroup>>;
  readonly roles: ReadonlyMap<string, Declared<IamRole>>;
  readonly policies: ReadonlyMap<string, PolicyDocument>;
  /** By their keys: `saml-provider/okta`. */
  readonly identityProviders: NonNullable<IamAccount["identityProviders"]>;
}

/** What it makes in an account that it does not work in. */
export const nothingDeclared: DeclaredIam = {
  users: new Map(),
  groups: new Map(),
  roles: new Map(),
  policies: new Map(),
  identityProviders: new Map(),
};

type Kind = "user" | "group" | "role";

interface Making {
  readonly kind: Kind;
  readonly name: string;
  resource?: TerraformResource;
  template?: Template;
  readonly managedPolicies: Set<string>;
  readonly inlinePolicies: Map<string, PolicyDocument>;
  readonly groups: Set<string>;
}

/** The properties of a role in a CloudFormation template, for one account. */
interface Template {
  readonly Path?: string;
  readonly Description?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
}

/** Account id -> the IAM that the stacks make there. */
export function declaredIam(access: Access, stacks: readonly TerraformJson[]): Map<string, DeclaredIam> {
  const { partition } = access;
  // The roles of many accounts have the same documents.
  const shared = new SharedValues();
  const documentIn = (text = "{}") => shared.of("document", text, () => JSON.parse(text) as PolicyDocument);
  const making = new Map<string, Map<string, Making>>();
  const policies = new Map<string, Map<string, PolicyDocument>>();
  const providers = new Map<string, Map<string, IamIdentityProvider>>();
  const make = (accountId: string, kind: Kind, name: string): Making => {
    const ofAccount = mapOf(making, accountId);
    const key = `${kind} ${name}`;
    const found = ofAccount.get(key) ?? {
      kind,
      name,
      managedPolicies: new Set<string>(),
      inlinePolicies: new Map<string, PolicyDocument>(),
      groups: new Set<string>(),
    };
    ofAccount.set(key, found);
    return found;
  };
  for (const json of stacks)
    for (const resource of resourcesOf(json, (of, attribute) => attributeOf(partition, of, attribute))) {
      const { type, accountId, text, texts } = resource;
      const [, kind, part] = /^aws_iam_(user|group|role)(|_policy|_policy_attachment)$/.exec(type) ?? [];
      if (kind !== undefined) {
        const holder = make(accountId, kind as Kind, text(part === "" ? "name" : kind) ?? "");
        if (part === "") holder.resource = resource;
        else if (part === "_policy")
          holder.inlinePolicies.set(text("name") ?? "", documentIn(text("policy")));
        else holder.managedPolicies.add(text("policy_arn") ?? "");
      } else if (type === "aws_iam_user_group_membership")
        for (const group of texts("groups")) make(accountId, "user", text("user") ?? "").groups.add(group);
      else if (type === "aws_iam_policy")
        mapOf(policies, accountId).set(
          attributeOf(partition, resource, "arn") ?? "",
          documentIn(text("policy")),
        );
      else {
        const key = providerKeyOf(resource);
        if (key !== undefined) mapOf(providers, accountId).set(key, providerIn(resource, shared));
      }
    }
  addStackSetRoles(access, stacks, make);
  return new Map(
    [...new Set([...making.keys(), ...policies.keys(), ...providers.keys()])]
      .sort(byCodePoint)
      .map((accountId) => {
        const holders = [...(making.get(accountId)?.values() ?? [])].sort((a, b) =>
          byCodePoint(a.name, b.name),
        );
        const ofKind = <Holder>(kind: Kind, finish: (one: Making) => Holder) =>
          new Map(holders.filter((one) => one.kind === kind).map((one) => [one.name, finish(one)]));
        const place = { partition, accountId };
        return [
          accountId,
          {
            users: ofKind("user", (one) => ({
              ...finished(place, one),
              groups: [...one.groups].sort(byCodePoint),
              tags: one.resource?.textMap("tags") ?? {},
              permissionsBoundary: one.resource?.text("permissions_boundary"),
            })),
            groups: ofKind("group", (one) => finished(place, one)),
            roles: ofKind("role", (one) => ({ ...finished(place, one), ...roleSettings(one, documentIn) })),
            policies: policies.get(accountId) ?? new Map(),
            identityProviders: providers.get(accountId) ?? new Map(),
          },
        ];
      }),
  );
}

/** The map of an account, which is made when it is first asked for. */
function mapOf<Value>(maps: Map<string, Map<string, Value>>, accountId: string): Map<string, Value> {
  const map = maps.get(accountId) ?? new Map<string, Value>();
  maps.set(accountId, map);
  return map;
}

/** What the account knows an identity provider by. `undefined`: the resource is none. */
export function providerKeyOf({ type, text }: TerraformResource): string | undefined {
  if (type === "aws_iam_saml_provider") return `saml-provider/${text("name")}`;
  if (type === "aws_iam_openid_connect_provider") return `oidc-provider/${hostOfUrl(text("url") ?? "")}`;
  return undefined;
}

function providerIn({ type, text, texts, textMap }: TerraformResource, shared: SharedValues) {
  const Tags = Object.entries(textMap("tags")).map(([Key, Value]) => ({ Key, Value }));
  if (type === "aws_iam_saml_provider")
    return samlProviderOf({ SAMLMetadataDocument: text("saml_metadata_document"), Tags }, shared);
  return oidcProviderOf({
    Url: text("url"),
    ClientIDList: texts("client_id_list"),
    ThumbprintList: texts("thumbprint_list"),
    Tags,
  });
}

function finished(
  { partition, accountId }: { readonly partition: Partition; readonly accountId: string },
  { kind, name, resource, template, managedPolicies, inlinePolicies }: Making,
): Declared<IamHolder> {
  const path = resource?.text("path") ?? template?.Path ?? "/";
  return {
    name,
    path,
    arn: iamArn(partition, accountId, kind, name, path),
    managedPolicies: [...managedPolicies].sort(byCodePoint),
    inlinePolicies: new Map([...inlinePolicies].sort(([a], [b]) => byCodePoint(a, b))),
    made: resource !== undefined || template !== undefined,
  };
}

/** IAM's default. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const defaultSessionDuration = 3600;
const noStatements: PolicyDocument = { Version: "2012-10-17", Statement: [] };

function roleSettings({ resource, template }: Making, documentIn: (text: string) => PolicyDocument) {
  const trust = resource?.text("assume_role_policy");
  const duration = resource?.argument("max_session_duration") ?? template?.MaxSessionDuration;
  return {
    tags: resource?.textMap("tags") ?? templateTags(template),
    description: resource?.text("description") ?? template?.Description,
    trustPolicy:
      template?.AssumeRolePolicyDocument ?? (trust === undefined ? noStatements : documentIn(trust)),
    permissionsBoundary: resource?.text("permissions_boundary") ?? template?.PermissionsBoundary,
    maxSessionDuration: typeof duration === "number" ? duration : defaultSessionDuration,
  };
}

function templateTags({ Tags = [] }: Partial<Template> = {}): Record<string, string> {
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
}

/** The roles that stack sets bring: each in the accounts where the access file has it. */
function addStackSetRoles(
  access: Access,
  stacks: readonly TerraformJson[],
  make: (accountId: string, kind: Kind, name: string) => Making,
): void {
  const places = placesOf(access).filter(({ role }) => role.stackSet);
  if (places.length === 0) return;
  const arns = new Set(places.map(({ arn }) => arn));
  const accounts = new Set(places.map(({ account }) => account));
  const templates = stacks
    .flatMap((json) => resourcesOf(json, () => undefined))
    .filter(({ type }) => type === "aws_cloudformation_stack_set")
    .map(({ text }) => text("template_body") ?? "{}");
  for (const account of accounts)
    for (const template of templates) {
      const { Resources = {} } = JSON.parse(template, filledIn(account.id)) as {
        readonly Resources?: Readonly<
          Record<string, { readonly Type: string; readonly Properties: unknown }>
        >;
      };
      for (const { Type, Properties } of Object.values(Resources)) {
        if (Type !== "AWS::IAM::Role") continue;
        const role = Properties as Template & {
          readonly RoleName: string;
          readonly ManagedPolicyArns?: readonly string[];
          readonly Policies?: readonly { PolicyName: string; PolicyDocument: PolicyDocument }[];
        };
        const arn = iamArn(account.partition, account.id, "role", role.RoleName, role.Path);
        if (!arns.has(arn)) continue;
        const making = make(account.id, "role", role.RoleName);
        making.template = role;
        for (const policy of role.ManagedPolicyArns ?? []) making.managedPolicies.add(policy);
        for (const { PolicyName, PolicyDocument } of role.Policies ?? [])
          making.inlinePolicies.set(PolicyName, PolicyDocument);
      }
    }
}

/**
 * What CloudFormation makes of `Fn::Sub` in an account.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
function filledIn(accountId: string): (key: string, value: unknown) => unknown {
  return (_key, value) => {
    const text =
      value !== null && typeof value === "object" ? (value as Record<string, unknown>)["Fn::Sub"] : undefined;
    return typeof text === "string"
      ? text.replace(/\$\{AWS::AccountId\}/g, accountId).replace(/\$\{!/g, "${")
      : value;
  };
}

/** An attribute that another resource refers to. */
export function attributeOf(
  partition: Partition,
  { type, accountId, text }: TerraformResource,
  attribute: string,
): string | undefined {
  const [, kind] = /^aws_iam_(user|group|role|policy)$/.exec(type) ?? [];
  const name = text("name");
  if (kind === undefined || name === undefined) return text(attribute);
  if (attribute === "name" || (attribute === "id" && kind !== "policy")) return name;
  if (attribute === "arn" || attribute === "id")
    return iamArn(partition, accountId, kind as Kind, name, text("path"));
  return text(attribute);
}

/** The account of an ARN. */
export function accountIdOf(arn: string): string | undefined {
  return parseIamArn(arn)?.accountId;
}
