import { trustNames } from "../../iam/custom-trust";
import { waysIn } from "../../iam/ways-in";
import type { Access, Caller, Role, RolePlace, RoleSettings } from "../access";
import { trustAsksForMfa } from "../role-place";
import { canRead } from "./declared-settings";
import type { Declared } from "./rule";

/** Whether a role certainly requires MFA of a caller that it lets in. */
export function requiresMfa(access: Access, declared: Declared, place: RolePlace, caller: Caller): boolean {
  const { role, settings } = place;
  const { trustedEntity: entity } = role;
  const isCertain =
    entity.kind === "custom"
      ? declared.isReadable([`${caller.kind}s`, caller.name, "path"]) &&
        trustNames(entity.document, access.identityAccount.id, caller.arn)
      : canRead(declared, settings, "requireMfa", "mfaMaxAge");
  return isCertain && trustAsksForMfa(access, place, caller);
}

/**
 * Whether a user or role of some AWS account may assume a role without MFA. Services and tokens have none anyway.
 *
 * @param callers "users": sessions of roles, which never have MFA, do not count where a custom trust policy admits only those
 */
export function assumedWithoutMfa(
  { trustedEntity }: Role,
  { conditions }: RoleSettings,
  callers: "users" | "anybody",
): boolean {
  if (trustedEntity.kind === "custom")
    return waysIn(
      { trust: trustedEntity.document },
      { kind: "anybody", ...(callers === "users" && { facts: { "aws:PrincipalType": "User" } }) },
    ).some(({ mfa }) => mfa !== "required");
  return trustedEntity.kind === "account" && !conditions.requireMfa && conditions.mfaMaxAge === undefined;
}
