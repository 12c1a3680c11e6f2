/** Rules about the entities that a role trusts. */
import { accountPrincipalArn } from "../../iam/arn";
import { conditionsOf } from "../../iam/condition";
import { admittingStatements, namesItself } from "../../iam/custom-trust";
import { policyCharacters, trustPolicyCharacters } from "../../iam/limits";
import { policyJson, type Statement } from "../../iam/policy-document";
import { type Access, type Caller, callersByPlace, placesOf, type Role, type RolePlace } from "../access";
import { placeTrustPolicy } from "../role-place";
import { isUnknown } from "../unknown";
import { type Declared, errorRule, ofAccess } from "./rule";
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
