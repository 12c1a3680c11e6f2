/** Rules about `adopt`, which imports what exists and Terraform does not know. */

import { placesOf } from "../access";
import type { DeployedThing } from "../deployed";
import { groupBy } from "../group-by";
import { identityProviderPlaces } from "../identity-providers";
import { policyPlaces } from "../policy-places";
import type { Path } from "../problem";
import { stacksOf } from "../stacks";
import { type Change, type Finding, ofDeployed, warningRule } from "./rule";

/** Whether Terraform made or imported a thing: by kind, name and account id. */
function madeIn({
  deployed,
  access,
}: Change): (kind: DeployedThing["kind"], name: string, id?: string) => boolean {
  const key = (kind: string, name: string, id: string) => JSON.stringify([kind, name, id]);
  const { identityAccount } = access;
  const made = new Set(
    deployed.things.flatMap((thing) =>
      thing.made ? [key(thing.kind, thing.name, thing.accountId ?? identityAccount.id)] : [],
    ),
  );
  return (kind, name, id = identityAccount.id) => made.has(key(kind, name, id));
}

const imported = "is imported already; delete this key";

/** One that is adopted in an account. */
interface Adopted {
  /** Name of the target account. `undefined`: the identity account, which is not one. */
  readonly accountName: string | undefined;
  readonly isMade: boolean;
}

/** That `adopt` of a role, policy or identity provider is left in, in some accounts or in all. */
function* leftIn(path: Path, what: string, adopted: readonly Adopted[]): Iterable<Finding> {
  const names = (isMade: boolean) => [
    ...new Set(adopted.filter((one) => one.isMade === isMade).map(({ accountName }) => accountName)),
  ];
  const [there, left] = [names(true), names(false)];
  // A list of accounts could not name the identity account.
  if (there.length === 0 || left.includes(undefined)) return;
  const accounts = left.join(", ");
  const message =
    left.length === 0
      ? imported
      : `is imported already in ${there.map((name) => name ?? "the identity account").join(", ")}, but not in ${accounts}; write adopt: [${accounts}] if the ${what} exists there, otherwise delete this key`;
  yield { path: [...path, "adopt"], message, data: { accounts: there.flatMap((name) => name ?? []) } };
}

export const adoptLeft = warningRule(
  "adopt-left",
  ofDeployed(function* (change, { declaration }): Iterable<Finding> {
    const { access } = change;
    const isMade = madeIn(change);
    for (const { name, places } of access.roles) {
      const adopted = places
        .filter(({ adopt }) => adopt)
        .map(({ account }) => ({ accountName: account.name, isMade: isMade("role", name, account.id) }));
      yield* leftIn(["roles", name], "role", adopted);
    }
    const policies = groupBy(
      stacksOf(access).flatMap((stack) => policyPlaces(access, stack)),
      ({ policy }) => policy.name,
    );
    for (const [name, places] of policies) {
      const adopted = places
        .filter(({ isAdopted }) => isAdopted)
        .map(({ account, accountName }) => ({
          accountName: accountName ?? access.targetAccounts.find(({ id }) => id === account.id)?.name,
          isMade: isMade("policy", name, account.id),
        }));
      yield* leftIn(["policies", name], "policy", adopted);
    }
    const providers = groupBy(
      identityProviderPlaces(access, placesOf(access)).filter(({ isAdopted }) => isAdopted),
      ({ provider }) => provider.name,
    );
    for (const [name, places] of providers) {
      const adopted = places.map(({ account }) => ({
        accountName: account.name,
        isMade: isMade("identityProvider", name, account.id),
      }));
      yield* leftIn(["identityProviders", name], "provider", adopted);
    }
    if (access.identityAccount.adoptPasswordPolicy && isMade("passwordPolicy", "identity"))
      yield { path: ["identityAccount", "passwordPolicy", "adopt"], message: imported };
    for (const { name, adopt } of access.groups)
      if (adopt && isMade("group", name)) yield { path: ["groups", name, "adopt"], message: imported };
    for (const { name, adopt } of access.users) {
      const consoleAccess = declaration.users?.[name]?.consoleAccess;
      if (adopt && isMade("user", name)) yield { path: ["users", name, "adopt"], message: imported };
      if (typeof consoleAccess === "object" && consoleAccess.adopt && isMade("loginProfile", name))
        yield { path: ["users", name, "consoleAccess", "adopt"], message: imported };
    }
  }),
);

export const adoptMissing = warningRule(
  "adopt-missing",
  ofDeployed(function* ({ deployed, access }) {
    const existing = new Set(
      deployed.things.flatMap(({ kind, name, made }) => (made ? [] : [`${kind} ${name}`])),
    );
    for (const { kind, name, existing: exists, adopt } of [...access.groups, ...access.users])
      if (!exists && !adopt && existing.has(`${kind} ${name}`))
        yield {
          path: [`${kind}s`, name],
          aboutKey: true,
          message: `was existing: true, so the ${kind} exists and Terraform cannot create it; write adopt: true`,
          data: { name },
        };
  }),
);
