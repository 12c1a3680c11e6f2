/** What becomes of the declared policies: where they are made, made again and deleted. */
import type { Access, Policy } from "../../access";
import { policiesNamed, policyHolders, undeclaredPolicies } from "../../access/policy-places";
import { canonicalJson } from "../../iam/policy-document";
import { type Finding, only } from "./findings";
import { newName, type Renames } from "./renames";

/** The changes of one policy. */
interface PolicyChange {
  readonly kind: "policy";
  readonly name: string;
  readonly findings: readonly Finding[];
}

/**
 * The changes of the entries of `policies`. Findings of the roles, users and groups that name a policy tell a change of its
 * document.
 */
export function declaredPolicyChanges({
  before,
  after,
  renames,
}: {
  readonly before: Access;
  readonly after: Access;
  readonly renames: Renames;
}): PolicyChange[] {
  const [madeBefore, madeAfter] = [accountsOf(before), accountsOf(after)];
  const [elsewhereBefore, elsewhereAfter] = [accountsElsewhere(before), accountsElsewhere(after)];
  const byName = new Map(before.policies.map((policy) => [newName(renames.policies, policy.name), policy]));
  const declared = new Set(after.policies.map(({ name }) => name));
  const change = (name: string, findings: readonly Finding[]): PolicyChange => ({
    kind: "policy",
    name,
    findings,
  });
  const sinceRenamed = (accounts: ReadonlySet<string>) =>
    [...accounts].map((name) => newName(renames.accounts, name));
  return [
    ...after.policies.map((is) => {
      const was = byName.get(is.name);
      const [old, now] = [
        sinceRenamed(madeBefore.get(was?.name ?? "") ?? none),
        madeAfter.get(is.name) ?? none,
      ];
      const there = sinceRenamed(elsewhereBefore.get(is.path + is.name) ?? none).filter((name) =>
        now.has(name),
      );
      const added = [...now].filter((name) => !old.includes(name) && !there.includes(name));
      const lost = old.filter((name) => !now.has(name));
      return change(is.name, [
        ...only(there.length > 0, "policy-declared", declaredText(is, there)),
        ...(was ? ofKept({ was, is, accounts: old }) : []),
        ...only(added.length > 0, "policy-made", `made in ${added.join(", ")}`),
        ...only(lost.length > 0, "policy-deleted", `nothing names it there: deleted in ${lost.join(", ")}`),
        ...only(!was && now.size === 0, "setting-changed", "added; nothing names it, so it is made nowhere"),
      ]);
    }),
    ...[...byName]
      .filter(([name]) => !declared.has(name))
      .map(([, { name, path }]) => {
        const old = sinceRenamed(madeBefore.get(name) ?? none);
        const named = elsewhereAfter.get(path + name) ?? none;
        const [still, gone] = [true, false].map((is) => old.filter((each) => named.has(each) === is)) as [
          string[],
          string[],
        ];
        const refused = `no longer declared, but still named in ${still.join(", ")}: Terraform would delete it, and IAM refuses that while it is attached`;
        return change(name, [
          ...only(still.length > 0, "policy-still-named", refused),
          ...only(gone.length > 0, "policy-deleted", `removed: deleted in ${gone.join(", ")}`),
          ...only(old.length === 0, "restricted", "removed; it was made nowhere"),
        ]);
      }),
  ];
}

function declaredText({ adopt }: Policy, accounts: readonly string[]): string {
  const what = `declared here; before, it was named in ${accounts.join(", ")} as an existing policy`;
  return adopt === false
    ? `${what}, and Terraform cannot create it again: write adopt: true`
    : `${what}: it is imported, and gets this document`;
}

interface Kept {
  readonly was: Policy;
  readonly is: Policy;
  /** The accounts in which it was made. */
  readonly accounts: readonly string[];
}

/** Terraform can change the document of a policy only. Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy */
function ofKept({ was, is, accounts }: Kept): Finding[] {
  const changes = [
    ...(was.name === is.name ? [] : [`name ${is.name} (was ${was.name})`]),
    ...(was.path === is.path ? [] : [`path ${is.path} (was ${was.path})`]),
    ...(was.description === is.description
      ? []
      : [`description ${is.description ?? "none"} (was ${was.description ?? "none"})`]),
  ];
  const isUnnamed = accounts.length === 0;
  const isOther = canonicalJson(was.document) !== canonicalJson(is.document);
  return [
    ...only(
      changes.length > 0,
      isUnnamed ? "setting-changed" : "policy-replaced",
      isUnnamed
        ? changes.join(", ")
        : `${changes.join(", ")}: deleted and made again in ${accounts.join(", ")}`,
    ),
    ...only(isUnnamed && isOther, "setting-changed", "document changed; it was made nowhere"),
    ...only(
      canonicalJson(was.adopt) !== canonicalJson(is.adopt),
      "adopted",
      `adopt ${canonicalJson(is.adopt)} (was ${canonicalJson(was.adopt)})`,
    ),
  ];
}

const none: ReadonlySet<string> = new Set();

/** Name of each declared policy -> the accounts in which it is made. */
function accountsOf(access: Access): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const holder of policyHolders(access))
    for (const { name } of policiesNamed(holder))
      found.set(name, (found.get(name) ?? new Set()).add(holder.accountText));
  return found;
}

/** Path and name of each policy that is named and not declared -> the accounts in which it is named. */
function accountsElsewhere(access: Access): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [key, holders] of undeclaredPolicies(access)) {
    const policy = key.slice(key.indexOf(" ") + 1);
    const accounts = found.get(policy) ?? new Set();
    for (const { accountText } of holders) accounts.add(accountText);
    found.set(policy, accounts);
  }
  return found;
}
