/**
 * Rules about accounts that hold deployed roles. Terraform deletes a role through the provider of its account: where the
 * declaration no longer has that provider, or has it for another account, the roles stay behind, trusted and unmanaged.
 */
import type { TargetAccount } from "../access";
import type { Deployed } from "../deployed";
import { renamedFrom } from "../deployed";
import { groupBy } from "../group-by";
import { makesOrganizationStack, stackOf } from "../stacks";
import { ofDeployed, warningRule } from "./rule";

/** A target account that holds deployed roles. */
interface DeployedAccount {
  readonly name: string;
  readonly stack: string;
  /** `undefined`: nothing deployed tells. */
  readonly id?: string;
}

function accountsOf({ things }: Deployed): DeployedAccount[] {
  const roles = things.filter(({ account }) => account !== undefined);
  return [...groupBy(roles, ({ stack, account }) => JSON.stringify([stack, account])).values()].map(
    ([{ stack, account = "", accountId }]) => ({ name: account, stack, id: accountId }),
  );
}

/** The entries by name, by id and by previous name. */
function entriesBy(accounts: readonly TargetAccount[]) {
  return {
    name: new Map(accounts.map((account) => [account.name, account])),
    id: new Map(accounts.map((account) => [account.id, account])),
    previousName: new Map(accounts.map((account) => [renamedFrom(account), account])),
  };
}

export const accountGone = warningRule(
  "account-gone",
  ofDeployed(function* ({ deployed, access }, { declaration }) {
    const entries = entriesBy(access.targetAccounts);
    for (const { name, stack, id } of accountsOf(deployed)) {
      if (entries.name.has(name) || entries.previousName.has(name) || (id && entries.id.has(id))) continue;
      const ofStack = stackOf(declaration, name) === stack ? "" : `, stack: ${stack}`;
      const entry = `${name}: { id: "${id ?? "..."}", retired: true${ofStack} }`;
      yield {
        path: ["targetAccounts"],
        aboutKey: true,
        message: `the account ${id ?? ""} ("${name}") was removed, but its roles are deployed by the stack "${stack}", and without the account's provider Terraform cannot delete them; restore the entry with retired: true, apply, then delete it: ${entry}`,
        data: { name, id, stack },
      };
    }
  }),
);

export const accountLeftStack = warningRule(
  "account-left-stack",
  ofDeployed(function* ({ deployed, access }) {
    const entries = entriesBy(access.targetAccounts);
    for (const { name, stack } of accountsOf(deployed)) {
      const account = entries.previousName.get(name) ?? entries.name.get(name);
      if (!account || (account.hasProvider && [account.stack, account.movedFrom].includes(stack))) continue;
      yield {
        path: ["targetAccounts", account.name],
        aboutKey: true,
        message: account.hasProvider
          ? `moved from the stack "${stack}" to "${account.stack}", and both would manage its roles; set movedFrom: ${stack} until both are applied`
          : `has no role of this file, but Terraform created some here before, and without the account's provider the plan of the stack "${stack}" fails; set keepProvider: true until their removal is applied`,
        data: { stack },
      };
    }
  }),
);

export const accountIdChanged = warningRule(
  "account-id-changed",
  ofDeployed(function* ({ deployed, access }) {
    const entries = entriesBy(access.targetAccounts);
    const deployedIds = new Map(accountsOf(deployed).map(({ name, id }) => [name, id]));
    for (const [name, id] of deployedIds) {
      const account = entries.name.get(name);
      if (!account || id === undefined || account.id === id) continue;
      const other = entries.id.get(id);
      const stays = `"${name}" was the account ${id}, and its roles there would stay, trusted and unmanaged`;
      const message = !other
        ? `${stays}; write id: "${id}" and retired: true, apply, then write the new id`
        : deployedIds.has(other.name)
          ? `the ids of "${name}" and "${other.name}" are exchanged, and the roles in both accounts would stay, unmanaged; write id: "${id}" here; to exchange the names, rename one of the two to a third name with renamedFrom, apply, then rename the other`
          : `"${name}" was the account ${id}, which is now "${other.name}"; Terraform moves nothing away from a name that is in use, so delete this entry, write renamedFrom: ${name} in the entry "${other.name}", apply, then add this account again`;
      yield { path: ["targetAccounts", name, "id"], message, data: { name, id, other: other?.name } };
    }
  }),
);

export const identityAccountIdChanged = warningRule(
  "identity-account-id-changed",
  ofDeployed(function* ({ deployed: { identityAccountId }, access: { identityAccount } }) {
    if (identityAccountId === undefined || identityAccountId === identityAccount.id) return;
    yield {
      path: ["identityAccount", "id"],
      message: `was ${identityAccountId}, and the users, groups and policies there would stay, with their passwords and access keys, unmanaged; write id: "${identityAccountId}"; to move to another account, deploy this file with another output folder and state, then run terraform destroy for the old one`,
      data: { id: identityAccountId },
    };
  }),
);

/** Without a stack for stack sets, nothing deletes them. */
export const stackSetGone = warningRule(
  "stack-set-gone",
  ofDeployed(function* ({ deployed, access }) {
    const { organization } = access;
    const accountId = makesOrganizationStack(access) ? organization?.accountId : undefined;
    const left = deployed.things.filter(
      (thing) => thing.kind === "stackSet" && thing.accountId !== accountId,
    );
    const [first] = left;
    if (!first) return;
    const names = left.map(({ name }) => `"${name}"`).join(", ");
    yield {
      path: organization ? ["organization"] : [],
      aboutKey: true,
      message: `the account ${first.accountId} deploys the stack sets of ${names}, and Terraform could not delete them without its provider: their roles would stay in every account; write organization: { id: ${organization?.id ?? "o-..."}, accountId: "${first.accountId}", deployWith: ... } until they are deleted`,
      data: { accountId: first.accountId },
    };
  }),
);
