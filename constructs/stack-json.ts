/**
 * The Terraform JSON of a large stack, the same as TerraformStack makes.
 *
 * TerraformStack resolves every element, and then all of them again. Nothing resolves to a token, and most blocks hold no
 * token at all. At thousands of accounts, resolving them is more than a quarter of the time of a synth.
 */
import {
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  TerraformOutput,
  TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import type { IConstruct } from "constructs";
import { holdsToken } from "./text";

type Json = { [key: string]: unknown };

const resolver = new DefaultTokenResolver(new StringConcat());

/** What `toTerraform` of a stack returns. */
export function stackJson(stack: TerraformStack): Json {
  const resolved = (value: Json): Json =>
    isPlain(value) ? value : Tokenization.resolve(value, { scope: stack, resolver, preparing: false });
  const elements = elementsOf(stack);
  // The framework has no other way to the overrides of a stack.
  const { rawOverrides: overrides } = stack as unknown as { readonly rawOverrides: Json };
  const metadata: Json = {
    version: stack.node.tryGetContext("cdktfVersion"),
    stackName: stack.node.id,
    backend: "local",
    ...(Object.keys(overrides).length > 0 && { overrides: { stack: Object.keys(overrides) } }),
  };
  const outputs: Json = {};
  const json: Json = { "//": { metadata, outputs } };
  for (const element of elements) {
    merge(metadata, resolved(element.toMetadata() as Json));
    merge(json, resolved(element.toTerraform() as Json));
    if (TerraformOutput.isTerraformOutput(element))
      merge(
        outputs,
        element.node.path
          .split("/")
          .reduceRight<Json | string>((inner, part) => ({ [part]: inner }), element.friendlyUniqueId) as Json,
      );
  }
  merge(json, resolved(overrides));
  return json;
}

function elementsOf(construct: IConstruct): TerraformElement[] {
  const below = construct.node.children.filter((child) => !TerraformStack.isStack(child)).flatMap(elementsOf);
  return TerraformElement.isTerraformElement(construct) ? [construct, ...below] : below;
}

/** Whether resolving a value would give the same value. */
function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return !holdsToken(value);
    case "number":
      return !Token.isUnresolved(value);
    case "object":
      break;
    default:
      return true;
  }
  if (value === null) return true;
  if (Array.isArray(value)) return value.every((item) => item !== undefined && isPlain(item));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) if (holdsToken(key) || !isPlain((value as Json)[key])) return false;
  return !Tokenization.isResolvable(value);
}

/** Adds blocks to others: maps are merged, lists joined. */
function merge(target: Json, source: Json): void {
  for (const key in source) {
    const [into, value] = [target[key], source[key]];
    if (value === undefined) continue;
    if (Array.isArray(into) && Array.isArray(value)) into.push(...value);
    else if (isMap(into) && isMap(value)) merge(into, value);
    else target[key] = Array.isArray(value) ? [...value] : value;
  }
}

function isMap(value: unknown): value is Json {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
