import { trustNames } from "../../iam/custom-trust";
import { waysIn } from "../../iam/ways-in";
import {
  type Access,
  type Caller,
  granteePath,
  type Principal,
  type RolePlace,
  type RoleSettings,
} from "../access";
import { namesCaller, trustAsksForMfa } from "../role-place";
import { customTrustOf } from "../trusted-entity";
import { canRead } from "./declared-settings";
import type { Declared } from "./rule";

/** Whether a role certainly requires MFA of a caller that it lets in. */
export function requiresMfa(access: Access, declared: Declared, place: RolePlace, caller: Caller): boolean {
  const { settings } = place;
  const document = customTrustOf(settings.trust);
  const isCertain = document
    ? declared.isReadable([...granteePath(caller), "path"]) &&
      trustNames(document, access.identityAccount.id, caller.arn)
    : canRead(declared, settings, "requireMfa", "mfaMaxAge", "trustedEntity");
  return isCertain && trustAsksForMfa(access, place, caller);
}

/**
 * A principal by which somebody gets into a role without MFA, though the role itself requires it of users: a role made elsewhere,
 * or a role of the file that is itself assumed without MFA. `undefined`: there is none.
 */
export function chainWithoutMfa(access: Access, settings: RoleSettings): Principal | undefined {
  const known = new Set<RoleSettings>();
  const by = (assumed: RoleSettings): Principal | undefined => {
    known.add(assumed);
    return access.principals.find(({ arn, place, targetAccount, grants }) => {
      const admits = ({ settings: granted, trustedRoles }: RolePlace) =>
        granted === assumed &&
        trustedRoles.some((trust) => !trust.conditions.requireMfa && namesCaller(trust, arn));
      if (!targetAccount || !grants.some(({ places }) => places.some(admits))) return false;
      if (!place || place.role.existing) return true;
      if (known.has(place.settings)) return false;
      return assumedWithoutMfa(place.settings, "users") || by(place.settings) !== undefined;
    });
  };
  return by(settings);
}

/**
 * Whether a user or role of some AWS account may assume a role without MFA. Services and tokens have none anyway.
 *
 * @param callers "users": sessions of roles, which never have MFA, do not count where a custom trust policy admits only those
 */
export function assumedWithoutMfa({ trust }: RoleSettings, callers: "users" | "anybody"): boolean {
  const document = customTrustOf(trust);
  if (document)
    return waysIn(
      { trust: document },
      { kind: "anybody", ...(callers === "users" && { facts: { "aws:PrincipalType": "User" } }) },
    ).some(({ mfa }) => mfa !== "required");
  return trust.some(
    ({ entity: { kind }, conditions }) =>
      (kind === "account" || kind === "organizationalUnits") && !conditions.requireMfa,
  );
}
