/** Rules about declared policies: their names, and the accounts in which they are made. */
import { type Access, type Group, placesOf, type RolePlace, type User } from "../access";
import { each } from "../each";
import { listed } from "../listed";
import { inlineGrantPolicyName, isOwnPolicyName } from "../own-policy-names";
import { policiesNamed } from "../policy-places";
import { entriesOf } from "../readable";
import { identityStack } from "../stacks";
import { errorRule, ofAccess, warningRule } from "./rule";
import { managedPolicies } from "./written";

export const policyOfAnotherPath = errorRule("policy-of-another-path", function* ({ declaration }) {
  for (const { path, value } of each(declaration, ...managedPolicies)) {
    if (typeof value === "string" || value.path === undefined || value.name === undefined) continue;
    const declared = entriesOf(declaration.policies).find(([name]) => name === value.name)?.[1];
    const own = declared?.path ?? "/";
    if (!declared || own === value.path) continue;
    const message = `"${value.name}" is declared in policies with the path ${own}, and names of policies are unique in an account, whatever their paths; remove this path, or rename one`;
    yield { path: [...path, "path"], message, data: { path: own } };
  }
});

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names */
export const reservedPolicyName = errorRule("reserved-policy-name", function* ({ declaration }) {
  const { policyNamePrefix: prefix = "" } = declaration;
  for (const { path, value } of each(declaration, "policies"))
    for (const name of Object.keys(value).filter((each) => isOwnPolicyName(each, prefix))) {
      const message = `"${name}" is reserved for a policy that this program creates for users and grants; choose another name`;
      yield { path: [...path, name], aboutKey: true, message };
    }
  const granted = each(declaration, "users.*.inlinePolicies", "groups.*.inlinePolicies").concat(
    each(declaration, "roles.*.inlinePolicies", "roles.*.overrides.*.inlinePolicies").filter(
      ({ path }) => declaration.roles?.[String(path[1])]?.canAssume !== undefined,
    ),
  );
  for (const { path, value } of granted)
    for (const name of Object.keys(value).filter(
      (each) => each.toLowerCase() === (prefix + inlineGrantPolicyName).toLowerCase(),
    )) {
      const message = `"${name}" is the name of the inline policy with the grants; choose another name`;
      yield { path: [...path, name], aboutKey: true, message };
    }
});

export const unusedPolicy = warningRule(
  "unused-policy",
  ofAccess(function* (access, { declaration, isReadable }) {
    const named = new Set(
      each(declaration, ...managedPolicies).flatMap(({ value }) =>
        typeof value === "object" ? value.name : [],
      ),
    );
    const isKnown = ["roles", "users", "groups"].every((map) => isReadable([map, "*"]));
    for (const { name } of isKnown ? access.policies : [])
      if (!named.has(name)) {
        const message =
          "nothing names this policy, so it is made in no account; name it in managedPolicies, or remove it";
        yield { path: ["policies", name], aboutKey: true, message };
      }
  }),
);

/** No stack needs another's state, so none waits for a policy of another. */
export const policyInTwoStacks = errorRule(
  "policy-in-two-stacks",
  ofAccess(function* (access) {
    const { id } = access.identityAccount;
    const ofUsers = new Set(
      [...access.users, ...access.groups].flatMap(policiesNamed).map(({ name }) => name),
    );
    const elsewhere = placesOf(access).filter(
      ({ account, role }) => account.id === id && account.stack !== identityStack && !role.stackSet,
    );
    for (const { account, role, settings } of elsewhere)
      for (const { name } of policiesNamed(settings).filter((policy) => ofUsers.has(policy.name))) {
        const message = `is made in the stack "${identityStack}" for users or groups, and "${account.name}" is the same account in the stack "${account.stack}", for "${role.name}"; declare a policy of another name for one of them, or move the account to the stack "${identityStack}"`;
        yield { path: ["policies", name], aboutKey: true, message, data: { role: role.name } };
      }
  }),
);

/** Terraform and each stack set make their policies themselves, and one name is one policy in an account. */
export const policyMadeTwice = errorRule(
  "policy-made-twice",
  ofAccess(function* (access) {
    for (const { name } of access.policies) {
      const makers = makersOf(access, name);
      for (const [account, who] of makers)
        if (who.size > 1) {
          const message = `would be made ${who.size} times in "${account}": ${listed([...who].sort())} each make it; declare a policy of another name for each, or use one rollout`;
          yield { path: ["policies", name], aboutKey: true, message, data: { account } };
          break;
        }
    }
  }),
);

/** Account -> what makes the policy there. */
function makersOf(access: Access, policy: string): Map<string, Set<string>> {
  const makers = new Map<string, Set<string>>();
  const add = (account: string, maker: string) =>
    makers.set(account, (makers.get(account) ?? new Set()).add(maker));
  const names = (named: Parameters<typeof policiesNamed>[0]) =>
    policiesNamed(named).some(({ name }) => name === policy);
  const makerOf = ({ role }: RolePlace) => (role.stackSet ? `the stack set of "${role.name}"` : "Terraform");
  for (const place of placesOf(access)) if (names(place.settings)) add(place.account.name, makerOf(place));
  const isUsed = [...access.users, ...access.groups].some(
    (grantee: User | Group) => !grantee.existing && names(grantee),
  );
  for (const { name, id } of access.targetAccounts)
    if (isUsed && id === access.identityAccount.id && makers.has(name)) add(name, "Terraform");
  return makers;
}
