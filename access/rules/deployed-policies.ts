/** Rules about declared policies that are deployed, and that the next apply makes again or cannot delete. */
import { type Access, placesOf } from "../access";
import type { DeployedThing } from "../deployed";
import { groupBy } from "../group-by";
import { listed } from "../listed";
import { policyKey, policyPlaces, undeclaredPolicies } from "../policy-places";
import { type Finding, ofDeployed, warningRule } from "./rule";

/** Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy */
export const policyReplaced = warningRule(
  "policy-replaced",
  ofDeployed(function* ({ deployed, access, next }): Iterable<Finding> {
    const key = ({ accountId, name }: DeployedThing) => `${accountId} ${name}`;
    const isPolicy = ({ kind }: DeployedThing) => kind === "policy";
    const before = new Map(deployed.things.filter(isPolicy).map((thing) => [key(thing), thing]));
    for (const [name, places] of groupBy(next().things.filter(isPolicy), (thing) => thing.name)) {
      const replaced = places.flatMap((is) => {
        const was = before.get(key(is));
        return was && (was.path !== is.path || was.description !== is.description) ? [{ was, is }] : [];
      });
      const [first] = replaced;
      if (!first) continue;
      const { was, is } = first;
      const part = was.path === is.path ? "description" : "path";
      const accounts = listed(replaced.map((each) => accountText(each.is)));
      const keep = was[part] === undefined ? `remove ${part}` : `write ${part}: ${JSON.stringify(was[part])}`;
      const what = isBoundary(access, name)
        ? `and Terraform cannot make another of that name while this one is a permissions boundary, so the apply fails; ${keep} to keep the policy, or give it another name to replace it`
        : replaced.some(({ was }) => was.isBoundary)
          ? `and it is still a permissions boundary when Terraform deletes it, so the apply fails; ${keep}, apply, and then write the new one, or give it another name to replace it`
          : `so Terraform detaches it, deletes it and makes another; roles, users and groups are without it meanwhile, and IAM refuses to delete it where others attached it; ${keep} to keep the policy, or ignore: [policy-replaced] to replace it`;
      yield {
        path: ["policies", name, part],
        message: `was ${JSON.stringify(was[part] ?? "")} in ${accounts}: IAM cannot change the ${part} of a policy, ${what}`,
        data: { [part]: was[part] ?? "", accounts: replaced.map((each) => accountText(each.is)) },
      };
    }
  }),
);

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export const policyStillNamed = warningRule(
  "policy-still-named",
  ofDeployed(function* ({ deployed, access }): Iterable<Finding> {
    const removed = deployed.things.filter(
      ({ kind, name }) => kind === "policy" && !isDeclared(access, name),
    );
    if (removed.length === 0) return;
    const elsewhere = undeclaredPolicies(access);
    for (const [name, things] of groupBy(removed, (thing) => thing.name)) {
      const holders = things.flatMap(
        ({ accountId = access.identityAccount.id, path }) =>
          elsewhere.get(policyKey(accountId, path, name)) ?? [],
      );
      const [first] = holders;
      if (!first) continue;
      const holding = listed([...new Set(holders.map(({ text }) => text))]);
      yield {
        path: first.path,
        message: `names the policy "${name}", which policies no longer declares: Terraform would delete it, and IAM refuses that while ${holding} ${holders.length === 1 ? "has" : "have"} it, so the apply fails; declare it in policies again, or remove its name here`,
        data: { policy: name },
      };
    }
  }),
);

function isBoundary(access: Access, name: string): boolean {
  return policyPlaces(access, { identity: true, places: placesOf(access) }).some(
    (place) => place.isBoundary && place.policy.name === name,
  );
}

function isDeclared({ policies }: Access, name: string): boolean {
  return policies.some((policy) => policy.name === name);
}

function accountText({ account }: DeployedThing): string {
  return account ?? "the identity account";
}
