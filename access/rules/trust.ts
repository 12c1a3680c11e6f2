/** Rules about the entities that a role trusts. */
import { accountPrincipalArn } from "../../iam/arn";
import {
  accountsNamed,
  admittingStatements,
  asksForExternalId,
  bindsCallers,
  letsAccountsIn,
  namesEverybody,
  namesItself,
} from "../../iam/custom-trust";
import { policyCharacters, trustPolicyCharacters } from "../../iam/limits";
import { policyJson } from "../../iam/policy-document";
import { federatedProvider } from "../../iam/principal-problem";
import { missingControl } from "../../iam/shared-identity-provider";
import { conditionsOf, demandsItsKey } from "../../iam/statement";
import { webIdentityKeys } from "../../iam/trust-policy";
import { isAnybodysSubject, isPublicProvider, openProvidersIn } from "../../iam/web-identity";
import { type Access, type Caller, callersByPlace, placesOf, type Role, type RolePlace } from "../access";
import { writtenStatements } from "../documents";
import { each } from "../each";
import { itemsOf } from "../readable";
import { placeTrustPolicy } from "../role-place";
import { isUnknown } from "../unknown";
import { canRead, declaredSettings } from "./declared-settings";
import { type Declared, errorRule, ofAccess, warningRule } from "./rule";
import { knowsGrants, trustedKind } from "./written";

export const trustPolicyTooLong = errorRule(
  "trust-policy-too-long",
  ofAccess(function* ({ roles }) {
    const limit = trustPolicyCharacters.default;
    for (const place of roles.flatMap(placesThatDiffer)) {
      const { settings, account } = place;
      const actual = policyCharacters(policyJson(placeTrustPolicy(place)));
      if (actual <= limit) continue;
      const remedy = settings.trustGrantedOnly
        ? "remove trustGrantedOnly (the identity account's policies still decide who may assume the role), or divide the role"
        : "make it shorter";
      const message = `the trust policy in "${account.name}" has ${actual} characters; IAM allows ${limit}: ${remedy}`;
      yield { path: settings.declared.at, message, data: { limit, actual } };
    }
  }),
);

/** The places of a role whose trust policies may differ: with the same settings they do only where they name the grantees. */
function placesThatDiffer({ places }: Role): RolePlace[] {
  const first = new Map([...places].reverse().map((place) => [place.settings, place]));
  return places.filter((place) => place.settings.trustGrantedOnly || first.get(place.settings) === place);
}

/** A trust policy that names exactly the grantees names nobody where there are none. */
export const nobodyGranted = errorRule(
  "nobody-granted",
  ofAccess(function* (access, declared) {
    for (const role of knowsGrants(declared) ? access.roles : []) {
      const places = trustedKind(declared, role.name) === "identityAccount" ? role.places : [];
      const without = places.filter(({ trustedArns }) => trustedArns?.length === 0);
      for (const settings of new Set(without.map((place) => place.settings))) {
        const [first, ...others] = without.filter((place) => place.settings === settings);
        const where = `"${first?.account.name}"${others.length === 0 ? "" : ` and ${others.length} more`}`;
        const message = `nobody is granted the role in ${where}, so nobody could assume it there: grant it, leave the account out of targetAccounts, or remove trustGrantedOnly`;
        yield { path: [...settings.declared.at, "trustGrantedOnly"], message };
      }
    }
  }),
);

/** A grant that the custom trust policy does not keep is an empty promise. */
export const grantNotTrusted = errorRule(
  "grant-not-trusted",
  ofAccess(function* (access, declared) {
    const callers = callersByPlace(access);
    for (const { path, places, admitting } of customTrust(access, declared)) {
      const granted = new Set(places.flatMap((place) => [...(callers.get(place) ?? [])]));
      for (const { kind, name, arn } of granted) {
        const message = `does not let ${arn} in, which is granted the role; trust the identity account here, or remove the grant`;
        if (declared.isReadable([`${kind}s`, name, "path"]) && admitting(arn).length === 0)
          yield { path, message, data: { arn } };
      }
    }
  }),
);

/** A custom trust policy that lets somebody in by itself is a grant that nobody sees. */
export const trustedWithoutGrant = errorRule(
  "trusted-without-grant",
  ofAccess(function* (access, declared) {
    const { id } = access.identityAccount;
    const callers = callersByPlace(access);
    const hasArn = ({ kind, name }: Caller) => declared.isReadable([`${kind}s`, name, "path"]);
    // The roles of the identity account are callers there, and nothing is granted to them.
    const rolesHere = placesOf(access).filter(
      ({ account, role }) => account.id === id && declared.isReadable(["roles", role.name, "path"]),
    );
    const callersHere = [...access.users, ...access.principals].filter(hasArn);
    const arns = [...callersHere, ...rolesHere].map(({ arn }) => arn);
    for (const { path, places, admitting } of knowsGrants(declared) ? customTrust(access, declared) : [])
      for (const place of places.filter(({ account }) => account.id === id)) {
        const granted = new Set([...(callers.get(place) ?? [])].map(({ arn }) => arn));
        for (const arn of arns.filter((each) => !granted.has(each))) {
          const message = `lets ${arn} in without a grant: in the identity account itself, a principal that the policy names, or that "*" covers, needs no permission; name the account, ${accountPrincipalArn(access.partition, id)}, or grant the role`;
          if (admitting(arn).some((statement) => namesItself(statement, arn)))
            yield { path, message, data: { arn } };
        }
      }
  }),
);

/** The roles with a custom trust policy, and the statements of each that let an ARN of the identity account in. */
function* customTrust({ roles, identityAccount: { id } }: Access, { isReadable }: Declared) {
  // What only Terraform knows can be any account; and ARNs have the partition in them.
  if (isUnknown(id) || !isReadable(["partition"])) return;
  for (const { name, trustedEntity, places } of roles) {
    if (trustedEntity.kind !== "custom" || isUnknown(policyJson(trustedEntity.document))) continue;
    const admitting = (arn: string) => admittingStatements(trustedEntity.document, id, arn);
    yield { path: ["roles", name, "trustedEntity", "custom"], places, admitting };
  }
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous */
export const wildcardPrincipal = errorRule("wildcard-principal", function* ({ declaration }) {
  for (const { kind, roleName, statement, path } of writtenStatements(declaration)) {
    if (kind !== "trust" || !letsAccountsIn(statement)) continue;
    if (!namesEverybody(statement) || bindsCallers(statement)) continue;
    const element = statement.NotPrincipal === undefined ? "Principal" : "NotPrincipal";
    const message = `lets anybody with an AWS account assume "${roleName}"; name the accounts, or limit the callers, such as by StringEquals: { aws:PrincipalOrgID: <id of your organization> }`;
    yield { path: [...path, element], message };
  }
});

/**
 * A third party that works for others too could be made to act on this account for one of them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const thirdPartyWithoutExternalId = warningRule(
  "third-party-without-external-id",
  ofAccess(function* (access, declared) {
    const { identityAccount, organization, targetAccounts } = access;
    const ours = new Set([
      identityAccount.id,
      organization?.accountId,
      ...targetAccounts.map(({ id }) => id),
    ]);
    const { isReadable, declaration } = declared;
    if (!isReadable(["targetAccounts", "*", "id"]) || !isReadable(["organization", "accountId"])) return;
    const isForeign = (id: string) => !ours.has(id) && !isUnknown(id);
    const messageOf = (id: string, role: string, keys: string) =>
      `account ${id} is not in this file and needs no external ID to assume ${role}; agree with its owner on an external ID and require it, or name your organization if the account belongs to it (${keys})`;
    for (const { role, settings, where, sets } of declaredSettings(access)) {
      const { trustedEntity: entity } = role;
      const { externalId, organizationId } = settings.conditions;
      if (entity.kind !== "account" || !isForeign(entity.accountId)) continue;
      if (externalId !== undefined || organizationId !== undefined) continue;
      if (!sets("externalId", "organizationId")) continue;
      if (!canRead(declared, settings, "externalId", "organizationId")) continue;
      const { at } = settings.declared;
      const message = messageOf(entity.accountId, `"${role.name}"${where}`, "externalId, organizationId");
      const path = where === "" ? [...at, "trustedEntity", "awsAccount"] : at;
      yield { path, aboutKey: where !== "", message, data: { accountId: entity.accountId } };
    }
    for (const { kind, roleName, statement, path } of writtenStatements(declaration)) {
      if (kind !== "trust" || !letsAccountsIn(statement) || asksForExternalId(statement)) continue;
      if (
        conditionsOf(statement).some((each) => each.key.startsWith("aws:principalorg") && demandsItsKey(each))
      )
        continue;
      for (const accountId of new Set(accountsNamed(statement).filter(isForeign))) {
        const message = messageOf(accountId, `"${roleName}"`, "sts:ExternalId, aws:PrincipalOrgID");
        yield { path: [...path, "Principal"], message, data: { accountId } };
      }
    }
  }),
);

export const webIdentitySubject = warningRule("web-identity-subject", function* (declared) {
  const { declaration, isReadable } = declared;
  const remedy = "list your own subjects, such as repo:acme/infra:ref:refs/heads/main";
  for (const { path, value } of each(declaration, "roles.*.trustedEntity.webIdentity")) {
    const { provider, audience = [], subjects } = value;
    if (provider === undefined || !isPublicProvider(provider)) continue;
    // IAM refuses these itself: the rule shared-identity-provider.
    const host = federatedProvider(provider)?.name ?? provider;
    if (
      missingControl(
        host,
        itemsOf(subjects).map(([, subject]) => subject),
      ) !== undefined
    )
      continue;
    const everyToken = `lets every token of ${provider} for ${[audience].flat().join(", ")} assume "${path[1]}"`;
    if (subjects === undefined && isReadable(path))
      yield { path, aboutKey: true, message: `${everyToken}, whoever has it; ${remedy}` };
    for (const [index, subject] of itemsOf(subjects)) {
      const message = `"${subject}" lets tokens of ${provider} assume "${path[1]}" that anybody can get; ${remedy}`;
      if (isAnybodysSubject(provider, subject)) yield { path: [...path, "subjects", index], message };
    }
  }
  for (const { kind, roleName, statement, path } of writtenStatements(declaration)) {
    const [provider] = kind === "trust" ? openProvidersIn(statement) : [];
    if (provider === undefined) continue;
    const message = `lets every token of ${provider} assume "${roleName}", whoever has it; add a condition on ${provider}:${webIdentityKeys(provider).sub} with your own subjects`;
    yield { path: [...path, "Principal"], message };
  }
});
