import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { address } from "./address";

interface ResourceClass<Config, Resource extends TerraformResource> {
  new (scope: Construct, id: string, config: Config): Resource;
  readonly tfResourceType: string;
}

/** A resource whose address is made of names alone. The construct's id is the address, so equal ones are refused. */
export function addressed<Config, Resource extends TerraformResource>(
  scope: Construct,
  resource: ResourceClass<Config, Resource>,
  names: readonly string[],
  config: Config,
): Resource {
  const logicalId = address(...names);
  const made = new resource(scope, `${resource.tfResourceType}.${logicalId}`, config);
  made.overrideLogicalId(logicalId);
  return made;
}
