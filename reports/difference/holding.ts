/** The matrix in a form that can be compared: plain data, by names. */
import type { Access, Caller, Granted, RolePlace, RoleSettings } from "../../access";
import type { Partition } from "../../iam/partition";
import { canonicalJson } from "../../iam/policy-document";
import { reportOf } from "../report";

/** That somebody may assume a role in an account. */
export interface Holding {
  readonly who: Who;
  readonly account: string;
  readonly role: string;
  readonly facts: Facts;
}

export interface Who {
  /** `external`: not of the identity account, but trusted by the role; the name is in words. */
  readonly kind: Caller["kind"] | "external";
  readonly name: string;
}

/** What there is to say of a holding beside the names. */
export interface Facts {
  readonly granted: Granted;
  readonly requireMfa: boolean;
  readonly place: PlaceFacts;
}

/** What is the same for everybody who may assume the role. */
export interface PlaceFacts {
  readonly partition: Partition;
  readonly accountId: string;
  /** The role's path. */
  readonly path: string;
  readonly settings: RoleSettings;
  /** The trusted entity, as JSON. */
  readonly trusts: string;
  /** Equal where all of the above is. */
  readonly signature: string;
}

/** What tells one holding from another. */
export function holdingKey({ who, account, role }: Pick<Holding, "who" | "account" | "role">): string {
  return JSON.stringify([who.kind, who.name, account, role]);
}

/** Everything that somebody may assume, by user, principal and external entity, then account and role. */
export function holdingsOf(access: Access): Map<string, Holding> {
  const report = reportOf(access);
  const facts = new Map(report.places.map((place) => [place, placeFacts(place)]));
  const holdings = new Map<string, Holding>();
  const add = (who: Who, place: RolePlace, granted: Granted, requireMfa: boolean) => {
    const holding = {
      who,
      account: place.account.name,
      role: place.role.name,
      facts: { granted, requireMfa, place: facts.get(place) as PlaceFacts },
    };
    holdings.set(holdingKey(holding), holding);
  };
  for (const { caller, place, granted, requireMfa } of report.matrix)
    add({ kind: caller.kind, name: caller.name }, place, granted, requireMfa);
  for (const { trusted, place } of report.external)
    add(
      { kind: "external", name: trusted },
      place,
      { directly: false, groups: [], organization: false },
      place.settings.conditions.requireMfa,
    );
  return holdings;
}

function placeFacts({ role: { path, trustedEntity }, account, settings }: RolePlace): PlaceFacts {
  const { partition, id: accountId } = account;
  const trusts = canonicalJson(trustedEntity);
  return {
    partition,
    accountId,
    path,
    settings,
    trusts,
    signature: JSON.stringify([partition, accountId, path, trusts, settingsSignature(settings)]),
  };
}

/** Most accounts of a role share their settings, and so the text. */
const signatures = new WeakMap<RoleSettings, string>();

/** Equal where the settings are, whatever the order they were written in. */
export function settingsSignature(settings: RoleSettings): string {
  const known = signatures.get(settings);
  if (known !== undefined) return known;
  const { declared, ...rest } = settings;
  const signature = canonicalJson(rest);
  signatures.set(settings, signature);
  return signature;
}
