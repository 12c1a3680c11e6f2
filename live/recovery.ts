/** What a killed apply made and did not write into Terraform's state: the import blocks for it. */
import { isDeepStrictEqual } from "node:util";
import type { Access } from "../access";
import { parseIamArn } from "../iam/arn";
import { byCodePoint } from "../iam/policy-document";
import { attributeOf, providerKeyOf } from "./declared-iam";
import type { IamAccount, IamHolder } from "./iam-account";
import { providerArn } from "./identity-providers";
import { resourcesOf, type TerraformJson, type TerraformResource } from "./terraform-json";

/** An import block of Terraform. */
export interface RecoveredImport {
  /** Address of the resource, such as `aws_iam_role.dev__Reader`. */
  readonly to: string;
  /** What the provider knows the resource by. */
  readonly id: string;
  /** Address of the provider, such as `aws.dev`. */
  readonly provider: string;
}

/** All that is compared for one stack. */
export interface RecoveryInput {
  readonly access: Access;
  /** What a synth writes for the stack. */
  readonly stack: TerraformJson;
  /** The addresses in the state of the stack. */
  readonly known: ReadonlySet<string>;
  /** Account id -> what is there. */
  readonly accounts: ReadonlyMap<string, IamAccount>;
  /** Of what had to be asked for by itself, that which exists. */
  readonly found: readonly AskedFor[];
}

/** Something that the details of an account do not list. */
export interface AskedFor {
  readonly type: AskedType;
  readonly accountId: string;
  /** What the provider and AWS know it by: a name, or the ARN of an identity provider. */
  readonly id: string;
}

/** Its Terraform type. */
export type AskedType = (typeof askedTypes)[number];

const askedTypes = [
  "aws_iam_instance_profile",
  "aws_iam_openid_connect_provider",
  "aws_iam_saml_provider",
  "aws_iam_user_login_profile",
] as const;

/** The imports of what the stack declares, AWS has, and the state does not know. */
export function recoveredImports({
  access,
  stack,
  known,
  accounts,
  found,
}: RecoveryInput): RecoveredImport[] {
  const isFound = (asked: AskedFor) => found.some((one) => isDeepStrictEqual(one, asked));
  return unknownResources({ access, stack, known })
    .flatMap((resource): RecoveredImport[] => {
      const account = accounts.get(resource.accountId);
      const asked = askedFor(access, resource);
      const id = asked ? isFound(asked) && asked.id : account && existingId(resource, account);
      return id ? [{ to: instanceOf(resource), id, provider: String(resource.argument("provider")) }] : [];
    })
    .sort((a, b) => byCodePoint(a.to, b.to));
}

type Known = Pick<RecoveryInput, "access" | "stack" | "known">;

/** What the stack declares, the state does not know, and the details of an account do not list. */
export function toAskFor(input: Known): AskedFor[] {
  return unknownResources(input).flatMap((resource) => askedFor(input.access, resource) ?? []);
}

function unknownResources({ access, stack, known }: Known): TerraformResource[] {
  const taken = takenAddresses(stack, known);
  return resourcesOf(stack, (of, attribute) => attributeOf(access.partition, of, attribute)).filter(
    (resource) => !taken.has(instanceOf(resource)),
  );
}

function askedFor({ partition }: Access, resource: TerraformResource): AskedFor | undefined {
  const { type: written, accountId, text } = resource;
  const type = askedTypes.find((each) => each === written);
  const provider = providerKeyOf(resource);
  const id =
    provider === undefined
      ? text(type === "aws_iam_instance_profile" ? "name" : "user")
      : providerArn(partition, accountId, provider);
  return type && { type, accountId, id: id ?? "" };
}

function instanceOf({ address, argument }: TerraformResource): string {
  return argument("count") === undefined ? address : `${address}[0]`;
}

/** The addresses in the state, those that `moved` blocks make of them, and those that the stack imports itself. */
function takenAddresses(stack: TerraformJson, known: ReadonlySet<string>): ReadonlySet<string> {
  const { import: imports = [], moved = [] } = stack;
  const taken = new Set([...known, ...imports.map(({ to }) => to)]);
  // A chain of moves is in any order.
  for (let size = -1; size !== taken.size; ) {
    size = taken.size;
    for (const { from, to } of moved) if (taken.has(from)) taken.add(to);
  }
  return taken;
}

const kinds = { user: "users", group: "groups", role: "roles" } as const;

/**
 * What the provider knows a resource by, if it exists.
 *
 * Source: the section "Import" of each resource, such as
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy#import
 */
function existingId({ type, text, accountId }: TerraformResource, account: IamAccount): string | undefined {
  const [, kind, part = ""] =
    /^aws_iam_(user|group|role)(_policy|_policy_attachment|_policies_exclusive|_policy_attachments_exclusive)?$/.exec(
      type,
    ) ?? [];
  if (kind !== undefined) {
    const map: ReadonlyMap<string, IamHolder> = account[kinds[kind as keyof typeof kinds]];
    const argument = part === "" ? "name" : part.endsWith("_exclusive") ? `${kind}_name` : kind;
    const name = text(argument) ?? "";
    const holder = map.get(name);
    if (!holder) return undefined;
    if (part === "_policy") {
      const policy = text("name") ?? "";
      return holder.inlinePolicies.has(policy) ? `${name}:${policy}` : undefined;
    }
    if (part === "_policy_attachment") {
      const arn = text("policy_arn") ?? "";
      return holder.managedPolicies.includes(arn) ? `${name}/${arn}` : undefined;
    }
    return name;
  }
  if (type === "aws_iam_policy") {
    const name = text("name");
    return [...account.policies.keys()].find((arn) => {
      const parsed = parseIamArn(arn);
      return parsed?.accountId === accountId && parsed.name === name;
    });
  }
  return undefined;
}
