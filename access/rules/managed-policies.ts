/** Rules about managed policies and permissions boundaries. */
import { managedPoliciesAttached } from "../../iam/limits";
import {
  awsManagedPolicyArn,
  awsManagedPolicyNames,
  isServiceLinkedPolicy,
  managedPolicyProblem,
  serviceLinkedPolicyText,
} from "../../iam/managed-policy";
import type { Access, Account } from "../access";
import { each, type Written } from "../each";
import { nearestName } from "../nearest";
import type { Path } from "../problem";
import { itemsOf, type Readable } from "../readable";
import { managedPolicyOf } from "../resolve";
import type { AccessFile } from "../schema";
import { expression } from "../texts";
import { isUnknown } from "../unknown";
import { declaredSettings } from "./declared-settings";
import { type Declared, errorRule, ofAccess, warningRule } from "./rule";
import { managedPolicies, managedPolicyLists } from "./written";

/** The policies that are a name of AWS's, or an ARN. */
function policyTexts(declaration: Readable<AccessFile>, isArn: boolean): Written<string>[] {
  return each(declaration, ...managedPolicies).flatMap(({ path, value }) =>
    typeof value === "string" &&
    value.startsWith("arn:") === isArn &&
    !isUnknown(value) &&
    !expression.test(value)
      ? [{ path, value }]
      : [],
  );
}

export const noSuchManagedPolicy = errorRule("no-such-managed-policy", function* ({ declaration }) {
  const { partition = "aws" } = declaration;
  for (const { path, value: name } of policyTexts(declaration, false)) {
    if (awsManagedPolicyArn(partition, name) !== undefined) continue;
    const nearest = nearestName(name, awsManagedPolicyNames());
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    if (Object.hasOwn(declaration.policies ?? {}, name)) {
      const message = `no AWS managed policy "${name}"; write { name: ${name} }, which is the policy declared here`;
      yield { path, message, data: { name } };
      continue;
    }
    const others = `; write a customer managed policy as { name, path }, and one that this version does not know as its whole ARN, arn:${partition}:iam::aws:policy/...`;
    // The names are those of the partition `aws`: another has some of its own.
    const message = `no AWS managed policy "${name}"${hint}${hint === "" || partition !== "aws" ? others : ""}`;
    yield { path, message, data: { name, nearest } };
  }
});

export const serviceLinkedPolicy = errorRule("service-linked-policy", function* (declared) {
  for (const { path, value } of policyTexts(declared.declaration, false))
    if (isServiceLinkedPolicy(value)) yield { path, message: serviceLinkedPolicyText(value) };
  for (const { path, problem } of arnProblems(declared))
    if (problem.code === "service-linked") yield { path, message: problem.message };
});

export const invalidPolicyArn = errorRule("invalid-policy-arn", function* (declared) {
  const wrong = ["not-a-policy", "other-partition", "other-path"];
  for (const { path, problem } of arnProblems(declared))
    if (
      wrong.includes(problem.code) &&
      !(problem.code === "other-partition" && !declared.isReadable(["partition"]))
    )
      yield { path, message: problem.message };
});

export const unknownAwsPolicy = warningRule("unknown-aws-policy", function* (declared) {
  const { partition = "aws" } = declared.declaration;
  for (const { path, problem, arn } of arnProblems(declared)) {
    if (problem.code !== "unknown-aws-policy") continue;
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    const nearest = nearestName(name, awsManagedPolicyNames());
    const hint = nearest === undefined ? "" : `; did you mean ${awsManagedPolicyArn(partition, nearest)}?`;
    yield { path, message: problem.message + hint, data: { name, nearest } };
  }
});

/** The problems that ARNs have in any account. */
function arnProblems({ declaration }: Declared) {
  const { partition = "aws" } = declaration;
  return policyTexts(declaration, true).flatMap(({ path, value }) => {
    const problem = managedPolicyProblem(value, undefined, partition);
    return problem ? [{ path, problem, arn: value }] : [];
  });
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#customer-managed-policies */
export const policyOfAnotherAccount = errorRule(
  "policy-of-another-account",
  ofAccess(function* (access, { declaration }) {
    for (const { path, value } of policyTexts(declaration, true))
      for (const account of accountsAt(access, path)) {
        const problem = isUnknown(account.id)
          ? undefined
          : managedPolicyProblem(value, account.id, access.partition);
        if (problem?.code !== "other-account") continue;
        yield { path, message: problem.message, data: { account: account.id } };
        break;
      }
  }),
);

/** The accounts in which a policy at a path is attached. */
function accountsAt(
  { identityAccount, roles }: Access,
  [map, name, key, override]: Path,
): readonly Account[] {
  if (map !== "roles") return [identityAccount];
  const places = roles.find((role) => role.name === name)?.places ?? [];
  const here =
    key === "overrides"
      ? places.filter(({ account }) => account.name === override)
      : places.filter(
          ({ settings: { declared } }) => !declared.override || !declared.keys.has(key as PolicyKey),
        );
  return here.map(({ account }) => account);
}

type PolicyKey = "managedPolicies" | "permissionsBoundary";

export const duplicateManagedPolicy = errorRule("duplicate-managed-policy", function* ({ declaration }) {
  for (const { path, value } of each(declaration, ...managedPolicyLists)) {
    const seen = new Set<string>();
    for (const [index, written] of itemsOf(value)) {
      const { name = "" } = managedPolicyOf(written) ?? {};
      if (seen.has(name))
        yield { path: [...path, index], message: `names the policy "${name}" a second time` };
      if (name !== "") seen.add(name);
    }
  }
});

const { raised: highestQuota } = managedPoliciesAttached.role;

export const tooManyManagedPolicies = errorRule("too-many-managed-policies", function* ({ declaration }) {
  for (const { path, value } of each(declaration, ...managedPolicyLists)) {
    const what = String(path[0]).slice(0, -1) as keyof typeof managedPoliciesAttached;
    const { raised: limit } = managedPoliciesAttached[what];
    const message = `has ${value.length} managed policies; IAM attaches at most ${limit} to a ${what}`;
    if (value.length > limit) yield { path, message, data: { limit, actual: value.length } };
  }
});

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entities */
export const managedPoliciesOverQuota = warningRule(
  "managed-policies-over-quota",
  ofAccess(function* (access) {
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const { length } = settings.managedPolicies;
      const { managedPoliciesPerRole: quota } = access.quotas;
      if (length <= quota || length > highestQuota || !sets("managedPolicies")) continue;
      const path = [...settings.declared.at, "managedPolicies"];
      const message = `"${role.name}" has ${length} managed policies${where}; IAM attaches ${quota}, and up to ${highestQuota} where the quota is raised: raise it in each account and write quotas: { managedPoliciesPerRole: ${length} }, or combine some of them`;
      yield { path, message, data: { limit: quota, actual: length } };
    }
  }),
);
