/** Packs the ARNs that somebody may assume into policies, in sorted order. */
import { assumeRolePolicy } from "./assume-role-policy";
import * as limits from "./limits";
import { policyJson } from "./policy-document";

export interface GrantedAccount {
  readonly accountId: string;
  readonly arns: readonly string[];
}
export interface GrantPolicy {
  readonly key: string;
  readonly arns: readonly string[];
}
export type PackedGrants =
  | { readonly kind: "none" }
  | { readonly kind: "inline"; readonly arns: readonly string[] }
  | { readonly kind: "managed"; readonly policies: readonly GrantPolicy[]; readonly tight: boolean }
  | { readonly kind: "full"; readonly fewest: number; readonly arns: number };

export function packGrants(
  granted: readonly GrantedAccount[],
  room: { inlineCharacters: number; attachments: number },
): PackedGrants {
  const arns = granted.flatMap((account) => account.arns).sort();
  if (arns.length === 0) return { kind: "none" };
  const size = (of: readonly string[]) => limits.policyCharacters(policyJson(assumeRolePolicy(of)));
  if (size(arns) <= room.inlineCharacters) return { kind: "inline", arns };
  const policies: { key: string; arns: string[] }[] = [{ key: "1", arns: [] }];
  for (const arn of arns) {
    const last = policies.at(-1) as { key: string; arns: string[] };
    if (size([...last.arns, arn]) <= limits.managedPolicyCharacters) last.arns.push(arn);
    else policies.push({ key: String(policies.length + 1), arns: [arn] });
  }
  if (policies.length > room.attachments) return { kind: "full", fewest: policies.length, arns: arns.length };
  return { kind: "managed", policies, tight: false };
}
