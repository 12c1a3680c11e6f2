/** Makes Terraform resources: at an address made of names, by a named provider, with text that is only text. */
import {
  type IResolvable,
  type TerraformMetaArguments,
  type TerraformProvider,
  type TerraformResource,
  type TerraformResourceLifecycle,
  TerraformStack,
} from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { Access } from "../access";
import { formerNames, type Renamed } from "../access/renamed";
import { address } from "../access/terraform-address";
import {
  type AmongNames,
  amongNames,
  ImportBlock,
  type ImportSetting,
  MovedBlock,
  RemovedBlock,
} from "./state-blocks";
import type { PropTokens, Text } from "./text";

/** The construct of the caller that resources belong to. */
export interface Origin {
  /** The ids of the constructs down to it: addresses begin with them. */
  readonly above: readonly string[];
  /** What the names of policies in the identity account begin with. */
  readonly policyNamePrefix: string;
  /** The tokens in its props. */
  readonly tokens: PropTokens;
  /**
   * Tags of every resource that can be tagged, where the caller brings the providers.
   *
   * @default - none; providers that are made here have them
   */
  readonly defaultTags?: Readonly<Record<string, string>>;
}

/** The origin of the resources of a construct. */
export function originOf(construct: IConstruct, access: Access, tokens: PropTokens): Origin {
  const above = idsAbove(construct);
  return {
    above,
    policyNamePrefix: `${above.map((id) => `${id}-`).join("")}${access.policyNamePrefix}`,
    tokens,
  };
}

/** The id of a construct within one of ours: its kind and the names that it has. */
export function childId(kind: string, ...names: readonly string[]): string {
  return `${kind}.${address(...names)}`;
}

/**
 * The ids that the addresses of a construct's resources begin with, so that they differ from another construct's in the same
 * stack. As in CDKTF, `Default` does not count.
 */
function idsAbove(construct: IConstruct): string[] {
  const stack = TerraformStack.of(construct);
  const scopes = construct.node.scopes;
  return scopes
    .slice(scopes.indexOf(stack) + 1)
    .map(({ node }) => node.id)
    .filter((id) => id !== "Default");
}

export interface ResourceClass<Config, Resource extends TerraformResource> {
  new (scope: Construct, id: string, config: Config): Resource;
  readonly prototype: Resource;
  readonly tfResourceType: string;
}

/** The settings of a resource: as the provider's class takes them, but every string is plain text. */
type Settings<Config> = {
  readonly [Key in keyof Omit<Config, keyof TerraformMetaArguments>]: Setting<Config[Key]>;
};
type Setting<Value> = Value extends IResolvable
  ? never
  : Value extends string
    ? Text
    : Value extends readonly (infer Item)[]
      ? readonly Setting<Item>[]
      : Value extends object
        ? { readonly [Key in keyof Value]: Setting<Value[Key]> }
        : Value;

export interface ResourceProps<Config, Resource extends TerraformResource> {
  /** The provider's class of the resource. */
  readonly type: ResourceClass<Config, Resource>;
  readonly origin: Origin;
  readonly provider: TerraformProvider;
  /** The names that its address is made of, after those of its origin. */
  readonly names: readonly string[];
  readonly settings: Settings<Config>;
  readonly lifecycle?: TerraformResourceLifecycle;
  /**
   * How the next apply imports it.
   *
   * @default - Terraform makes it
   */
  readonly importBy?: ImportSetting;
  /**
   * Has Terraform make or import it only once a name is among those that a data source found.
   *
   * @default - it is made in any case
   */
  readonly onceAmong?: AmongNames;
  /**
   * Lists of names that its address may have been made of before. Terraform takes what it has there for this.
   *
   * @default - none
   */
  readonly formerNames?: readonly (readonly string[])[];
  /**
   * Whether Terraform forgets what it has under the former names, and makes this beside it: for what is named after a user or
   * group that IAM renames together with all that it has. Made again, it changes nothing in IAM.
   *
   * @default false
   */
  readonly forgetsFormer?: boolean;
}

/** Makes a resource. Everything of this library is made here. */
export function makeResource<Config, Resource extends TerraformResource>(
  scope: Construct,
  id: string,
  props: ResourceProps<Config, Resource>,
): Resource {
  const { type, origin, provider, names, settings, lifecycle, importBy } = props;
  const tags = "tags" in type.prototype && origin.defaultTags;
  const made = new type(scope, id, {
    ...(origin.tokens.terraformValue(tags ? withTags(settings, tags) : settings) as Config),
    provider,
    lifecycle,
  });
  made.overrideLogicalId(address(...origin.above, ...names));
  const { formerNames = [], forgetsFormer = false, onceAmong } = props;
  if (onceAmong) made.addOverride("count", `\${length(${amongNames(onceAmong)})}`);
  if (importBy)
    new ImportBlock(scope, `import.${id}`, {
      to: `${type.tfResourceType}.${made.friendlyUniqueId}${onceAmong ? "[0]" : ""}`,
      setting: importBy,
      provider,
      tokens: origin.tokens,
    });
  const addresses = [...formerNames, names].map(
    (list) => `${type.tfResourceType}.${address(...origin.above, ...list)}`,
  );
  // A chain: Terraform takes one `moved` block to an address, and follows them from any link.
  for (const [index, former] of addresses.slice(0, -1).entries())
    if (forgetsFormer) new RemovedBlock(scope, former);
    else new MovedBlock(scope, former, addresses[index + 1] as string);
  return made;
}

/**
 * Has Terraform forget resources of an entry that it may have made before the entry was `existing`: they stay in AWS.
 *
 * @param types the provider's classes of the resources
 */
export function letGo(
  scope: Construct,
  { above }: Origin,
  types: readonly { readonly tfResourceType: string }[],
  entry: Renamed,
): void {
  for (const { tfResourceType } of types)
    for (const names of [...formerNames(entry), [entry.name]])
      new RemovedBlock(scope, `${tfResourceType}.${address(...above, ...names)}`);
}

/** Settings with the default tags. Own tags win. */
function withTags(settings: object, defaultTags: Readonly<Record<string, string>>): object {
  const { tags } = settings as { readonly tags?: Readonly<Record<string, string>> };
  return { ...settings, tags: nonEmpty({ ...defaultTags, ...tags }) };
}

/** A map without entries is left out. */
export function nonEmpty<Value>(
  map: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
