/** What a change of the policies of a role, user or group means. */
import { type Account, type ManagedPolicy, managedPolicyArn, type OwnPolicies } from "../../access";
import { type PolicyDocument, policyJson, toList } from "../../iam/policy-document";
import { contentOf } from "../../iam/role-policy";
import { statementTexts } from "../../iam/statement-text";
import { firstWider } from "./coverage";
import { type Finding, finding } from "./findings";
import { policyChanges } from "./policy-changes";

/** The policies of a role, user or group, and the account that it is in. */
export interface Holder extends OwnPolicies {
  readonly account: Account;
}

/** A policy document, as findings name it -> the document. */
type Documents = ReadonlyMap<string, PolicyDocument>;

/** The documents of the inline policies, and of the managed ones that are declared here. */
export function documentsOf({ inlinePolicies, managedPolicies }: OwnPolicies): Documents {
  return new Map([
    ...managedPolicies.flatMap((policy) => {
      const document = documentOf(policy);
      return document ? [[`policy ${policyName(policy)}`, document] as const] : [];
    }),
    ...inlinePolicies.map(({ name, document }) => [`inline policy "${name}"`, document] as const),
  ]);
}

function documentOf(policy: ManagedPolicy): PolicyDocument | undefined {
  return policy.kind === "customer" ? policy.declared?.document : undefined;
}

/** The managed policies that are not declared here. */
export function othersOf({ managedPolicies }: OwnPolicies): ManagedPolicy[] {
  return managedPolicies.filter((policy) => documentOf(policy) === undefined);
}

export function policyFindings(before: Holder, after: Holder): Finding[] {
  const others = (holder: Holder) => new Map(othersOf(holder).map((policy) => [policyName(policy), policy]));
  const [othersBefore, othersAfter] = [others(before), others(after)];
  const [was, is] = [documentsOf(before), documentsOf(after)];
  const statements = (documents: Documents) =>
    [...documents.values()].flatMap((document) => toList(document.Statement));
  const wider = firstWider(statements(was), statements(is));
  return [
    ...[...othersAfter.keys()]
      .filter((name) => !othersBefore.has(name))
      .map((name) => finding("policy-added", `policy ${name} added`)),
    ...[...othersBefore]
      .filter(([name]) => !othersAfter.has(name))
      .map(([name, policy]) => {
        const denies = managedPolicyDenies(before.account, policy);
        if (denies === true) return finding("deny-removed", `policy ${name} removed, which denies actions`);
        if (denies === false) return finding("restricted", `policy ${name} removed`);
        return finding(
          "policy-changed",
          `policy ${name} removed; if it denies actions, they are no longer denied`,
        );
      }),
    ...[...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
      const [old, now] = [was.get(name), is.get(name)];
      if (old && now && policyJson(old) === policyJson(now)) return [];
      const changes = policyChanges(old ? statementTexts(old) : [], now ? statementTexts(now) : []);
      const what = `${name} ${old === undefined ? "added" : now === undefined ? "removed" : "changed"}${changes}`;
      const own = firstWider(toList(old?.Statement), toList(now?.Statement));
      // A statement may have gone to another policy.
      if (!wider || !own) return [finding("restricted", what)];
      if (own.kind === "deny removed") return [finding("deny-removed", what)];
      return [finding(old ? "policy-changed" : "policy-added", what)];
    }),
  ];
}

/** Whether a managed policy denies anything; `undefined`: its content is not known. */
export function managedPolicyDenies(account: Account, policy: ManagedPolicy): boolean | undefined {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(managedPolicyArn(account, policy))?.[1];
  return name === undefined
    ? undefined
    : contentOf({ kind: "aws", name })?.rules.some(({ allows }) => !allows);
}

/** With its path or ARN, as a customer managed policy may have the name of an AWS managed one. */
export function policyName(policy: ManagedPolicy): string {
  if (policy.kind === "arn") return policy.arn;
  return policy.kind === "customer" ? policy.path + policy.name : policy.name;
}

/** The findings of the permissions boundary of a role or a user. */
export function boundaryFindings(
  before: ManagedPolicy | undefined,
  after: ManagedPolicy | undefined,
): Finding[] {
  const [was, is] = [before, after].map((policy) => policy && policyName(policy));
  const [old, now] = [before, after].map((policy) => policy && documentOf(policy));
  const isSame =
    old === now || (old !== undefined && now !== undefined && policyJson(old) === policyJson(now));
  if (was === is && isSame) return [];
  if (is === undefined) return [finding("boundary-dropped", `permissions boundary ${was} removed`)];
  if (was === undefined) return [finding("restricted", `permissions boundary ${is} added`)];
  if (was !== is) return [finding("boundary-changed", `permissions boundary ${is} (was ${was})`)];
  const changes = policyChanges(old ? statementTexts(old) : [], now ? statementTexts(now) : []);
  return [finding("boundary-changed", `permissions boundary ${is} changed${changes}`)];
}
