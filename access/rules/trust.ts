/** Rules about the entities that a role trusts. */
import { accountPrincipalArn } from "../../iam/arn";
import { conditionsOf } from "../../iam/condition";
import { admittingStatements, namesItself } from "../../iam/custom-trust";
import { policyCharacters, trustPolicyCharacters } from "../../iam/limits";
import { policyJson, type Statement, toList } from "../../iam/policy-document";
import {
  type Access,
  type Caller,
  callersByPlace,
  granteePath,
  placesOf,
  type Role,
  type RolePlace,
  trustsIdentityAccount,
} from "../access";
import { placeTrustPolicy } from "../role-place";
import { isUnknown } from "../unknown";
import { customTrusts } from "./declared-trust";
import { type Declared, errorRule, ofAccess, warningRule } from "./rule";
import { knowsGrants } from "./written";

export const trustPolicyTooLong = errorRule(
  "trust-policy-too-long",
  ofAccess(function* ({ roles, quotas: { trustPolicy: limit } }) {
    for (const place of roles.flatMap(placesThatDiffer)) {
      const { settings, account } = place;
      const actual = policyCharacters(policyJson(placeTrustPolicy(place)));
      if (actual <= limit) continue;
      const remedy = settings.trustGrantedOnly
        ? "remove trustGrantedOnly (the identity account's policies still decide who may assume the role), or divide the role"
        : "make it shorter";
      const raise =
        actual <= trustPolicyCharacters.raised
          ? "; or raise the quota in each account, and write it in quotas.trustPolicy"
          : "";
      const message = `the trust policy in "${account.name}" has ${actual} characters; IAM allows ${limit}: ${remedy}${raise}`;
      yield { path: settings.declared.at, message, data: { limit, actual } };
    }
  }),
);

/** The places of a role whose trust policies may differ: with the same settings they do only where they name the grantees. */
function placesThatDiffer({ places }: Role): RolePlace[] {
  const first = new Map([...places].reverse().map((place) => [place.settings, place]));
  return places.filter(
    (place) =>
      place.settings.trustGrantedOnly || place.trustedRoles.length > 0 || first.get(place.settings) === place,
  );
}

/** A trust policy that names exactly the grantees admits nobody where there are none, such as after the last has left. */
export const nobodyGranted = warningRule(
  "nobody-granted",
  ofAccess(function* (access, declared) {
    for (const role of knowsGrants(declared) ? access.roles : []) {
      const without = role.places.filter(
        (place) =>
          place.trustedArns?.length === 0 &&
          place.trustedRoles.length === 0 &&
          place.settings.trust.every(({ grantedOnly }) => grantedOnly) &&
          trustsIdentityAccount(access, place),
      );
      for (const settings of new Set(without.map((place) => place.settings))) {
        const [first, ...others] = without.filter((place) => place.settings === settings);
        const where = `"${first?.account.name}"${others.length === 0 ? "" : ` and ${others.length} more`}`;
        const message = `nobody is granted the role in ${where}, so its trust policy admits nobody there; grant it, or leave the account out of targetAccounts`;
        yield { path: [...settings.declared.at, "trustGrantedOnly"], message };
      }
    }
  }),
);

/** A grant that the custom trust policy does not keep is an empty promise. */
export const grantNotTrusted = errorRule(
  "grant-not-trusted",
  ofAccess(function* (access, declared) {
    const { id } = access.identityAccount;
    const callers = callersByPlace(access);
    for (const { path, places, admitting } of customTrust(access, declared)) {
      const granted = new Set(places.flatMap((place) => [...(callers.get(place) ?? [])]));
      for (const caller of granted) {
        const { arn } = caller;
        // Which role of a permission set there is, this file does not know.
        if (arn.includes("*")) continue;
        const message = `does not let ${arn} in, which is granted the role; trust ${arn.split(":")[4] === id ? "the identity account" : "its account"} here, or remove the grant`;
        if (declared.isReadable([...granteePath(caller), "path"]) && admitting(arn).length === 0)
          yield { path, message, data: { arn } };
      }
    }
  }),
);

/**
 * IAM looks for the user or role that a trust policy names, and refuses the policy where there is none yet.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const principalOfThisFile = warningRule(
  "principal-of-this-file",
  ofAccess(function* (access, { isReadable }) {
    if (!isReadable(["partition"])) return;
    const made = new Set([
      ...access.users.flatMap(({ existing, arn }) => (existing ? [] : [arn])),
      ...placesOf(access).flatMap(({ role, arn }) => (role.existing ? [] : [arn])),
    ]);
    for (const { document, path } of customTrusts(access))
      for (const [index, { Principal }] of toList(document.Statement).entries())
        for (const arn of typeof Principal === "object" ? toList(Principal.AWS) : []) {
          if (!made.has(arn)) continue;
          const account = accountPrincipalArn(access.partition, arn.split(":")[4] ?? "");
          const message = `names ${arn}, which this file makes: IAM refuses the policy until that exists, and the trust breaks when it is deleted and created again; name its account, ${account}, with the condition ArnEquals: { aws:PrincipalArn: ${arn} }`;
          const at = Array.isArray(document.Statement)
            ? [...path, "Statement", index]
            : [...path, "Statement"];
          yield { path: [...at, "Principal"], message, data: { arn } };
        }
  }),
);

/** A custom trust policy that lets somebody in by itself is a grant that nobody sees. */
export const trustedWithoutGrant = errorRule(
  "trusted-without-grant",
  ofAccess(function* (access, declared) {
    const { id } = access.identityAccount;
    const callers = callersByPlace(access);
    const hasArn = (caller: Caller) => declared.isReadable([...granteePath(caller), "path"]);
    // The roles of the identity account are callers there, whether they are granted something or not.
    const rolesHere = placesOf(access).filter(
      ({ account, role }) => account.id === id && declared.isReadable(["roles", role.name, "path"]),
    );
    const callersHere = [...access.users, ...access.principals].filter(
      (caller) => hasArn(caller) && !caller.arn.includes("*") && caller.arn.split(":")[4] === id,
    );
    const arns = [...new Set([...callersHere, ...rolesHere].map(({ arn }) => arn))];
    for (const { path, places, admitting } of knowsGrants(declared) ? customTrust(access, declared) : [])
      for (const place of places.filter(({ account }) => account.id === id)) {
        const granted = new Set([...(callers.get(place) ?? [])].map(({ arn }) => arn));
        for (const arn of arns.filter((each) => !granted.has(each))) {
          const message = `lets ${arn} in without a grant: in the identity account itself, a principal that the policy names, or that "*" covers, needs no permission; name the account, ${accountPrincipalArn(access.partition, id)}, or grant the role`;
          if (
            admitting(arn).some(
              (statement) => namesItself(statement, arn) && !asksForOrganization(statement, access),
            )
          )
            yield { path, message, data: { arn } };
        }
      }
  }),
);

/** Whether a statement asks for an organization that need not be the one of the identity account. */
function asksForOrganization(statement: Statement, { organization }: Access): boolean {
  return conditionsOf(statement).some(
    ({ key, values }) =>
      key.startsWith("aws:principalorg") &&
      (organization === undefined || values.every((value) => !value.includes(organization.id))),
  );
}

/** The custom trust policies, and the statements of each that let an ARN of the identity account in. */
function* customTrust(access: Access, { isReadable }: Declared) {
  const { id } = access.identityAccount;
  // What only Terraform knows can be any account; and ARNs have the partition in them.
  if (isUnknown(id) || !isReadable(["partition"])) return;
  for (const { path, places, document } of customTrusts(access)) {
    if (isUnknown(policyJson(document))) continue;
    yield { path, places, admitting: (arn: string) => admittingStatements(document, id, arn) };
  }
}
