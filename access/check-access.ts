/** What only shows when everything is resolved: documents that outgrow IAM's limits, and trust that reaches nobody. */
import { accountPrincipalArn } from "../iam/arn";
import { admittingStatements, namesItself } from "../iam/custom-trust";
import { groupOrPolicyName, policyCharacters, trustPolicyCharacters } from "../iam/limits";
import { policyJson } from "../iam/policy-document";
import { type Access, callersByPlace, granteesOf, placesOf, type Role } from "./access";
import { attachmentsForGrants, grantPolicies, grantPolicyName } from "./grant-policies";
import { error, type Problem } from "./problem";
import { placeTrustPolicy } from "./role-place";

/**
 * All errors of an access whose declaration is right by itself. `whole`: whether nothing was left out of it, so that what is
 * not there does not exist.
 */
export function checkAccess(access: Access, whole = true): Problem[] {
  return [
    ...checkGrantPolicies(access),
    ...checkSessionNames(access),
    ...access.roles.flatMap((role) => checkTrust(access, role, whole)),
  ];
}

/** Grants that fit in no number of policies, or whose policies would have too long a name. */
function checkGrantPolicies(access: Access): Problem[] {
  return granteesOf(access).flatMap((grantee) => {
    const { managed, tooMany } = grantPolicies(access, grantee);
    const path = [`${grantee.kind}s`, grantee.name];
    if (tooMany)
      return [
        error(
          [...path, "canAssume"],
          `may assume ${tooMany.arns} roles; their ARNs need ${tooMany.policies} managed policies, and ${attachmentsForGrants(access, grantee)} can be attached: spread them over groups, or grant { role: <role>, accounts: organization }, the role of that name in any account of the organization`,
        ),
      ];
    const tooLong = managed
      .map(({ key }) => grantPolicyName(grantee, key))
      .filter((name) => !groupOrPolicyName.test(name));
    return tooLong.slice(0, 1).map((name) =>
      error(
        path,
        `its grants need managed policies with names such as "${name}", over 128 characters; choose a shorter name`,
        {
          aboutKey: true,
        },
      ),
    );
  });
}

function checkTrust(access: Access, role: Role, whole: boolean): Problem[] {
  const problems: Problem[] = [];
  let seen = false;
  for (const place of role.places) {
    const { settings, account } = place;
    // The accounts without an override share one policy, unless it names the grantees, who differ from account to account.
    const overridden = settings.declared.override !== undefined;
    if (seen && !overridden && !settings.trustGrantedOnly) continue;
    seen ||= !overridden;
    const characters = policyCharacters(policyJson(placeTrustPolicy(place)));
    if (characters > trustPolicyCharacters.default)
      problems.push(
        error(
          settings.declared.at,
          `the trust policy in "${account.name}" has ${characters} characters; IAM takes ${trustPolicyCharacters.default}: ${settings.trustGrantedOnly ? "drop trustGrantedOnly (the identity account's policies still decide who gets in), or split the role" : "make it shorter"}`,
        ),
      );
  }
  return [
    ...problems,
    ...(whole ? checkSomebodyIsGranted(role) : []),
    ...(whole ? checkStackSetTrust(role) : []),
    ...checkCustomTrust(access, role, whole),
  ];
}

/** A trust that names exactly those who are granted the role names nobody, where nobody is. */
function checkSomebodyIsGranted(role: Role): Problem[] {
  const without = role.places.filter(({ trustedArns }) => trustedArns?.length === 0);
  const own = without.filter(({ settings }) => settings.declared.override === undefined);
  const overridden = without.filter(({ settings }) => settings.declared.override !== undefined);
  return [own, ...overridden.map((place) => [place])].flatMap((places) => {
    const [first, ...others] = places;
    if (!first) return [];
    const where = `"${first.account.name}"${others.length === 0 ? "" : ` and ${others.length} more`}`;
    return [
      error(
        [...first.settings.declared.at, "trustGrantedOnly"],
        `nobody is granted the role in ${where}, so nobody could assume it there: grant it, leave the account out of targetAccounts, or drop trustGrantedOnly`,
      ),
    ];
  });
}

/** A stack set has one template for all its accounts, and so one trust policy. */
function checkStackSetTrust(role: Role): Problem[] {
  if (!role.stackSet || !role.places.some(({ settings }) => settings.trustGrantedOnly)) return [];
  const granted = role.places.map(({ trustedArns }) => [...(trustedArns ?? [])].sort().join(" "));
  if (new Set(granted).size <= 1) return [];
  return [
    error(
      ["roles", role.name, "trustGrantedOnly"],
      "a stack set is the same in all its accounts, and this role is granted to others in one than in another; grant it in all its accounts, drop trustGrantedOnly, or use rollout: provider",
    ),
  ];
}

/**
 * What a trust policy of somebody's own says of the users and principals must be what the grants say: a grant that the
 * trust does not keep is an empty promise, and a trust that lets somebody in by itself is a grant that nobody sees.
 */
function checkCustomTrust(access: Access, role: Role, whole: boolean): Problem[] {
  const { trustedEntity } = role;
  if (trustedEntity.kind !== "custom") return [];
  const { id: identityId } = access.identityAccount;
  const ways = new Map(
    [
      ...[...access.users, ...access.principals].map(({ arn }) => arn),
      // The roles of the identity account itself are callers there, and nothing is granted to them.
      ...placesOf(access)
        .filter(({ account }) => account.id === identityId)
        .map(({ arn }) => arn),
    ].map((arn) => [arn, admittingStatements(trustedEntity.document, identityId, arn)]),
  );
  const refused = new Set<string>();
  const letIn = new Set<string>();
  const callers = callersByPlace(access);
  for (const place of role.places) {
    const granted = new Set([...(callers.get(place) ?? [])].map(({ arn }) => arn));
    for (const arn of granted) if (ways.get(arn)?.length === 0) refused.add(arn);
    if (whole && place.account.id === identityId)
      for (const [arn, statements] of ways)
        if (!granted.has(arn) && statements.some((statement) => namesItself(statement, arn))) letIn.add(arn);
  }
  const path = ["roles", role.name, "trustedEntity", "custom"];
  return [
    ...[...refused].map((arn) =>
      error(
        path,
        `does not let ${arn} in, which is granted the role; trust the identity account here, or drop the grant`,
      ),
    ),
    ...[...letIn].map((arn) =>
      error(
        path,
        `lets ${arn} in without a grant: in the identity account itself it is enough to be named, or to be one of "*"; name the account, ${accountPrincipalArn(access.partition, identityId)}, or grant the role`,
      ),
    ),
  ];
}

/** A session of a role has no user name that it could bear. */
function checkSessionNames(access: Access): Problem[] {
  return access.principals.flatMap(({ name, grants }) =>
    grants
      .filter(({ places }) => places.some(({ settings }) => settings.conditions.requireUserSessionName))
      .map(({ role }) =>
        error(
          ["principals", name, "canAssume"],
          `"${role.name}" asks for a session with the IAM user's name, and "${name}" is a role and has none; drop requireUserSessionName, or the grant`,
        ),
      ),
  );
}
