/** The matrix in a form that can be compared: plain data, by names. */
import type { Access, MatrixEntry, RoleSettings } from "../../access";
import type { Partition } from "../../iam/partition";
import { byCodePoint, canonicalJson } from "../../iam/policy-document";
import { type RolePlace, reportOf } from "../report";

/** That somebody may assume a role in an account. */
export interface Holding {
  readonly who: Who;
  readonly account: string;
  readonly role: string;
  readonly facts: Facts;
}

export interface Who {
  /** `outside`: not of the identity account, but trusted by the role; the name is in words. */
  readonly kind: MatrixEntry["principal"]["kind"] | "outside";
  readonly name: string;
}

/** What there is to say of a holding beside the names. */
export interface Facts {
  readonly granted: {
    readonly directly: boolean;
    readonly groups: readonly string[];
    readonly organization: boolean;
  };
  readonly requireMfa: boolean;
  readonly place: Place;
}

/** What is the same for everybody who may assume the role. */
export interface Place {
  readonly partition: Partition;
  readonly accountId: string;
  /** The role's path. */
  readonly path: string;
  readonly settings: RoleSettings;
  /** Whom the role trusts, as JSON. */
  readonly trusts: string;
  /** Equal where all of the above is. */
  readonly signature: string;
}

/** What tells one holding from another. */
export function holdingKey({ who, account, role }: Pick<Holding, "who" | "account" | "role">): string {
  return JSON.stringify([who.kind, who.name, account, role]);
}

/** Everything that somebody may assume, by user, principal and whoever is outside, then account and role. */
export function holdingsOf(access: Access): Map<string, Holding> {
  const report = reportOf(access);
  const places = new Map(report.places.map((place) => [place.at, placeOf(access, place)]));
  const holdings = new Map<string, Holding>();
  const add = (holding: Holding) => holdings.set(holdingKey(holding), holding);
  for (const { principal, account, role, at, direct, groups, organization, requireMfa } of report.matrix)
    add({
      who: principal,
      account: account.name,
      role: role.name,
      facts: {
        granted: { directly: direct, groups, organization },
        requireMfa,
        place: places.get(at) as Place,
      },
    });
  for (const { trusted, role, at } of report.outside)
    add({
      who: { kind: "outside", name: trusted },
      account: at.account.name,
      role: role.name,
      facts: {
        granted: { directly: false, groups: [], organization: false },
        requireMfa: at.settings.conditions.requireMfa,
        place: places.get(at) as Place,
      },
    });
  return holdings;
}

function placeOf({ partition }: Access, { role: { path, trustedEntity }, at }: RolePlace): Place {
  const { settings, account } = at;
  const trusts = canonicalJson(trustedEntity);
  return {
    partition,
    accountId: account.id,
    path,
    settings,
    trusts,
    signature: JSON.stringify([partition, account.id, path, trusts, settingsSignature(settings)]),
  };
}

/** Most accounts of a role share their settings, and so the text. */
const signatures = new WeakMap<RoleSettings, string>();

/** Equal where the settings are, whatever the order they were written in. */
export function settingsSignature(settings: RoleSettings): string {
  const known = signatures.get(settings);
  if (known !== undefined) return known;
  const { conditions } = settings;
  const sourceIps = conditions.sourceIps && [...conditions.sourceIps].sort(byCodePoint);
  const signature = canonicalJson({ ...settings, conditions: { ...conditions, sourceIps } });
  signatures.set(settings, signature);
  return signature;
}
