import { trustNames } from "../../iam/custom-trust";
import type { Access, Caller, RolePlace } from "../access";
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
