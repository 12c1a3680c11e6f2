/** Rules about how Terraform reaches an account. */
import { parseIamArn } from "../../iam/arn";
import { each } from "../each";
import { type Path, valueAt } from "../problem";
import type { DeployWith } from "../schema";
import { identityStack, makesOrganizationStack } from "../stacks";
import { isUnknown } from "../unknown";
import { errorRule, type Finding, ofAccess } from "./rule";

export const unreachableAccount = errorRule(
  "unreachable-account",
  ofAccess(function* (access, { makesProviders, isReadable }) {
    const { targetAccounts, organization } = access;
    if (!makesProviders || !isReadable(["deployWith"])) return;
    const message =
      "Terraform has no way to reach this account: write deployWith here or at the top, such as deployWith: { role: OrganizationAccountAccessRole }";
    const unreachable = ({ deployWith }: { readonly deployWith?: DeployWith }, path: Path): Finding[] =>
      deployWith === undefined && isReadable([...path, "deployWith"])
        ? [{ path, aboutKey: true, message }]
        : [];
    if (organization?.accountId !== undefined && makesOrganizationStack(access))
      yield* unreachable(organization, ["organization"]);
    // An account that has roles by stack sets only needs no provider.
    if (!isReadable(["roles", "*", "rollout"]) || !isReadable(["roles", "*", "targetAccounts"])) return;
    for (const account of targetAccounts.filter(({ hasProvider }) => hasProvider))
      yield* unreachable(account, ["targetAccounts", account.name]);
  }),
);

/** Each `deployWith` of one account. */
const ofAccounts = [
  "identityAccount.deployWith",
  "organization.deployWith",
  "targetAccounts.*.deployWith",
] as const;

export const incompleteDeployWith = errorRule("incomplete-deploy-with", function* (declared) {
  const { declaration, makesProviders, isReadable } = declared;
  for (const { path, value } of makesProviders ? each(declaration, "deployWith", ...ofAccounts) : []) {
    if (value === "ambient" || value.role !== undefined || !isReadable(path)) continue;
    if (value.profile === undefined)
      yield { path, message: "has no role and no profile; write role: <name>, profile: <name>, or both" };
    for (const key of ["externalId", "sessionName"] as const)
      if (value[key] !== undefined)
        yield { path, message: `${key} has no effect without a role; add role: <name>, or remove ${key}` };
  }
});

export const deployRoleInAnotherAccount = errorRule("deploy-role-in-another-account", function* (declared) {
  const { declaration, access, makesProviders } = declared;
  const { deployWith: inherited, organization, targetAccounts } = declaration;
  if (!makesProviders) return;
  for (const { path, value } of each(declaration, ...ofAccounts)) {
    const [account, idKey] = [path.slice(0, -1), path[0] === "organization" ? "accountId" : "id"];
    yield* inAnotherAccount(valueAt(declaration, [...account, idKey]), value, { path: [...path, "role"] });
  }
  if (!access || !inherited) return;
  if (makesOrganizationStack(access) && !organization?.deployWith)
    yield* inAnotherAccount(organization?.accountId, inherited, { path: ["organization"], aboutKey: true });
  for (const { name, id, hasProvider } of access.targetAccounts)
    if (hasProvider && id !== access.identityAccount.id && !targetAccounts?.[name]?.deployWith)
      yield* inAnotherAccount(id, inherited, { path: ["targetAccounts", name], aboutKey: true });
});

function* inAnotherAccount(
  id: unknown,
  deployWith: DeployWith,
  at: Pick<Finding, "path" | "aboutKey">,
): Iterable<Finding> {
  const role = deployWith === "ambient" ? undefined : deployWith.role;
  if (id === undefined || role === undefined || isUnknown(id) || isUnknown(role)) return;
  const { accountId = id } = parseIamArn(role) ?? {};
  const message = `the role ${role} is in account ${accountId}, this account is ${id}; write only the role's name to use the role of that name in each account`;
  if (accountId !== id) yield { ...at, message, data: { role, accountId: id } };
}

/** The credentials of the environment belong to one account, and each stack is applied by itself. */
export const ambientForTwoAccounts = errorRule(
  "ambient-for-two-accounts",
  ofAccess(function* ({ identityAccount, targetAccounts }, { declaration, makesProviders, isReadable }) {
    if (!makesProviders || !isReadable(["identityAccount", "deployWith"]) || !isReadable(["stacks"])) return;
    const ambient = new Map<string, { readonly id: string; readonly what: string }>();
    if (identityAccount.deployWith === "ambient")
      ambient.set(identityStack, { id: identityAccount.id, what: "the identity account" });
    for (const { name, id, stack, deployWith, hasProvider } of targetAccounts) {
      if (!hasProvider || deployWith !== "ambient" || isUnknown(id)) continue;
      const other = ambient.get(stack) ?? { id, what: `target account "${name}"` };
      ambient.set(stack, other);
      if (other.id === id) continue;
      const isOwn = declaration.targetAccounts?.[name]?.deployWith !== undefined;
      const path = ["targetAccounts", name, ...(isOwn ? ["deployWith"] : [])];
      const message = `ambient credentials belong to one account, and ${other.what} has them already; write a role or a profile here`;
      yield { path, aboutKey: !isOwn, message };
    }
  }),
);
