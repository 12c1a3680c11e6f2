/** Reads Terraform JSON as this project synthesizes it: literal text, and references to attributes of resources. */
import { literalText, type ResolveReference } from "../access/terraform-text";

/** A synthesized stack, as far as IAM depends on it. */
export interface TerraformJson extends Partial<Record<"import", readonly { readonly to: string }[]>> {
  readonly provider?: {
    readonly aws?: readonly { readonly alias?: string; readonly allowed_account_ids?: readonly string[] }[];
  };
  readonly resource?: Readonly<Record<string, Readonly<Record<string, TerraformBlock>>>>;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}

/** The arguments of one resource. */
export type TerraformBlock = Readonly<Record<string, unknown>>;

/** A resource of a stack, its text as Terraform reads it. */
export interface TerraformResource {
  /** Such as `aws_iam_role.dev__Reader`. */
  readonly address: string;
  readonly type: string;
  /** Id of the account that the resource's provider works in. */
  readonly accountId: string;
  /** A text argument, references resolved. `undefined`: not set, or not text. */
  readonly text: (argument: string) => string | undefined;
  /** An argument that is a list of texts. */
  readonly texts: (argument: string) => readonly string[];
  /** An argument that is a mapping of texts. Empty: not set. */
  readonly textMap: (argument: string) => Readonly<Record<string, string>>;
  /** Any argument, as it is written. */
  readonly argument: (argument: string) => unknown;
}

/** The resources of a stack. */
export function resourcesOf(
  { provider, resource }: TerraformJson,
  attributeOf: (resource: TerraformResource, attribute: string) => string | undefined,
): TerraformResource[] {
  const accounts = new Map(
    (provider?.aws ?? []).map(({ alias, allowed_account_ids: [id] = [] }) => [`aws.${alias}`, id ?? ""]),
  );
  const byAddress = new Map<string, TerraformResource>();
  const resolve: ResolveReference = (type, name, attribute) => {
    const found = byAddress.get(`${type}.${name}`);
    return found && attributeOf(found, attribute);
  };
  for (const [type, ofType] of Object.entries(resource ?? {}))
    for (const [name, block] of Object.entries(ofType)) {
      const address = `${type}.${name}`;
      const text = (value: unknown) => (typeof value === "string" ? literalText(value, resolve) : undefined);
      byAddress.set(address, {
        address,
        type,
        accountId: accounts.get(String(block.provider)) ?? "",
        text: (argument) => text(block[argument]),
        texts: (argument) => {
          const value = block[argument];
          return Array.isArray(value) ? value.flatMap((item) => text(item) ?? []) : [];
        },
        textMap: (argument) =>
          Object.fromEntries(
            Object.entries((block[argument] ?? {}) as Record<string, unknown>).map(([key, value]) => [
              text(key) ?? key,
              text(value) ?? "",
            ]),
          ),
        argument: (argument) => block[argument],
      });
    }
  return [...byAddress.values()];
}
