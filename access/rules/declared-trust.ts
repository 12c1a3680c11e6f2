/** The entities that roles trust, and where they are declared. */
import type { PolicyDocument } from "../../iam/policy-document";
import type { Access, Role, RolePlace, RoleSettings, RoleTrust } from "../access";
import { settingsOf } from "../access";
import type { Path } from "../problem";
import { customTrustOf } from "../trusted-entity";

/** One trusted entity of a role. */
export interface DeclaredTrust {
  readonly role: Role;
  /** The first of the settings that have it. */
  readonly settings: RoleSettings;
  /** The first of the places that have it. */
  readonly place: RolePlace;
  readonly trust: RoleTrust;
  /** The entry of `trustedEntity`; the role where the identity account is the default. */
  readonly path: Path;
}

/** The trusted entities of all roles. One that an override inherits is not repeated. */
export function* declaredTrusts({ roles }: Access): Iterable<DeclaredTrust> {
  for (const role of roles) {
    const seen = new Set<string>();
    for (const settings of settingsOf(role))
      for (const trust of settings.trust) {
        const path = trustPath(settings, trust);
        const key = JSON.stringify([path, trust.entity]);
        const place = role.places.find((one) => one.settings === settings);
        if (!place || seen.has(key)) continue;
        seen.add(key);
        yield { role, settings, place, trust, path };
      }
  }
}

/** Where a trusted entity is declared. */
export function trustPath({ declared }: RoleSettings, trust: RoleTrust): Path {
  return declared.trustAt.get(trust) ?? declared.at;
}

/** A trust policy that somebody wrote. */
export interface DeclaredCustomTrust {
  readonly role: Role;
  readonly document: PolicyDocument;
  /** The places that have it. */
  readonly places: readonly RolePlace[];
  /** The document. */
  readonly path: Path;
}

/** The custom trust policies of all roles, each once. */
export function* customTrusts(access: Access): Iterable<DeclaredCustomTrust> {
  for (const { role, trust, path } of declaredTrusts(access)) {
    const { entity } = trust;
    if (role.existing || entity.kind !== "custom") continue;
    const { document } = entity;
    const places = role.places.filter(({ settings }) => customTrustOf(settings.trust) === document);
    yield { role, document, places, path: [...path, "custom"] };
  }
}
