/**
 * Role chains: the trust in roles that are granted roles.
 *
 * The account of the role is the principal, and `aws:PrincipalArn` its ARN: IAM refuses a trust policy that names a role which
 * does not exist yet. So stacks apply in any order, and two roles may be granted each other.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { byCodePoint, canonicalJson } from "../iam/policy-document";
import type { Trust, TrustConditions } from "../iam/trust-policy";
import { type Access, isIdentityAccount, laterTime, type Principal, type RolePlace } from "./access";
import { namesCaller } from "./role-place";
import { customTrustOf } from "./trusted-entity";

/** Adds the trust in the roles that are granted a role to its places. */
export function trustGrantedRoles(access: Access): void {
  const found = new Map<RolePlace, Map<Principal, string | undefined>>();
  for (const principal of access.principals)
    for (const { places, end } of principal.grants)
      for (const place of places) {
        const ends = found.get(place) ?? new Map<Principal, string | undefined>();
        found.set(place, ends);
        ends.set(principal, ends.has(principal) ? laterTime(ends.get(principal), end.until) : end.until);
      }
  for (const [place, ends] of found)
    Object.assign(place, { trustedRoles: trustIn(access, place, ends) } satisfies Partial<RolePlace>);
}

function trustIn(
  access: Access,
  place: RolePlace,
  ends: ReadonlyMap<Principal, string | undefined>,
): readonly Trust[] {
  const alike = new Map<string, { accountId: string; conditions: TrustConditions; arns: Set<string> }>();
  for (const [principal, until] of ends)
    for (const given of ownConditions(access, place, principal)) {
      const conditions = { ...given, until };
      const accountId = principal.arn.split(":")[4] ?? "";
      const key = canonicalJson([accountId, conditions]);
      const known = alike.get(key) ?? { accountId, conditions, arns: new Set<string>() };
      alike.set(key, known);
      known.arns.add(principal.arn);
    }
  return [...alike]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([, { accountId, conditions, arns }]) => ({
      entity: { kind: "account", accountId, principalArns: [...arns].sort(byCodePoint) },
      conditions,
    }));
}

/** The conditions of the statements that a role needs of its own. None: a trusted entity lets it in, or decides. */
function ownConditions(
  access: Access,
  { role, settings }: RolePlace,
  { arn, place, targetAccount }: Principal,
): readonly TrustConditions[] {
  // Of a role made elsewhere, the trust is made elsewhere; and a custom trust policy is the whole document.
  if (role.existing || customTrustOf(settings.trust) || targetAccount === undefined) return [];
  const naming = settings.trust.filter((trust) => trust.entity.kind === "account" && namesCaller(trust, arn));
  if (naming.length === 0) return [settings.conditionsForRoles];
  const isForUsers = (trust: (typeof naming)[number]) =>
    place !== undefined && isIdentityAccount(access, trust) && settings.declared.mfaByDefault.has(trust);
  if (!naming.every(isForUsers)) return [];
  return naming.map(({ conditions }) => ({ ...conditions, requireMfa: false }));
}

/** Whether a role gets in by the trust in the identity account, which may be limited to the grantees. */
export function isTrustedAsGrantee(access: Access, place: RolePlace, principal: Principal): boolean {
  return (
    principal.arn.split(":")[4] === access.identityAccount.id &&
    ownConditions(access, place, principal).length === 0
  );
}
