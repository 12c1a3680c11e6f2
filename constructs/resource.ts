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
import { address } from "../access/terraform-address";
import { ImportBlock } from "./state-blocks";
import type { PropTokens, Text } from "./text";

/** The construct of the caller that resources belong to. */
export interface Origin {
  /** The ids of the constructs down to it: addresses and policy names begin with them. */
  readonly above: readonly string[];
  /** The tokens in its props. */
  readonly tokens: PropTokens;
}

/** The id of a construct within one of ours: its kind and the names that it has. */
export function childId(kind: string, ...names: readonly string[]): string {
  return `${kind}.${address(...names)}`;
}

/**
 * The ids that the addresses of a construct's resources begin with, so that they differ from another construct's in the same
 * stack. As in CDKTF, `Default` does not count.
 */
export function idsAbove(construct: IConstruct): string[] {
  const stack = TerraformStack.of(construct);
  const scopes = construct.node.scopes;
  return scopes
    .slice(scopes.indexOf(stack) + 1)
    .map(({ node }) => node.id)
    .filter((id) => id !== "Default");
}

export interface ResourceClass<Config, Resource extends TerraformResource> {
  new (scope: Construct, id: string, config: Config): Resource;
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
   * The id by which the next apply imports it.
   *
   * @default - Terraform makes it
   */
  readonly importId?: string;
}

/** Makes a resource. Everything of this library is made here. */
export function makeResource<Config, Resource extends TerraformResource>(
  scope: Construct,
  id: string,
  { type, origin, provider, names, settings, lifecycle, importId }: ResourceProps<Config, Resource>,
): Resource {
  const made = new type(scope, id, {
    ...(origin.tokens.terraformValue(settings) as Config),
    provider,
    lifecycle,
  });
  made.overrideLogicalId(address(...origin.above, ...names));
  if (importId !== undefined)
    new ImportBlock(scope, `import.${id}`, { resource: made, importId, tokens: origin.tokens });
  return made;
}

/** A map without entries is left out. */
export function nonEmpty<Value>(
  map: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
