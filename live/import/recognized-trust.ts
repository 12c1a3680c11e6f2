/** Trust policies in the words of the access file. */
import { placeTrustPolicy } from "../../access";
import type { RolePlace, RoleSettings } from "../../access/access";
import { durationText } from "../../access/duration";
import type { TrustedEntityDeclaration } from "../../access/schema";
import { trustOf } from "../../access/trust";
import { canonicalPolicy } from "../../iam/canonical-policy";
import { type Partition, partitionFacts } from "../../iam/partition";
import { byCodePoint, canonicalJson, oneOrSorted, type PolicyDocument } from "../../iam/policy-document";
import { trustPolicy, webIdentityKeys } from "../../iam/trust-policy";
import type { SessionActions } from "./identity-grants";
import { partiesText, type TrustedParty, trustedParties } from "./trust-parties";

/** What a role trusts, in the words of the access file. */
export interface RecognizedTrust {
  /** Each with all conditions that hold for it. */
  readonly entities: readonly TrustedEntityDeclaration[];
  readonly trustGrantedOnly: boolean;
  /**
   * How the document that the access file makes differs: not at all, in its form (the same principals get in on the same
   * terms), it is `narrower` (session tags and source identities that nobody may use are gone), or `custom`: it cannot be said
   * in other words, and is used as it is.
   */
  readonly written: "alike" | "in another form" | "narrower" | "custom";
}

/** A trust policy, and what it depends on in an access file. */
export interface TrustToRecognize {
  readonly partition: Partition;
  readonly identityAccountId: string;
  /** Id of the role's account. */
  readonly accountId: string;
  readonly document: PolicyDocument;
  /** ARNs that the file grants the role -> when the grant ends; `undefined`: it does not. */
  readonly grantees: ReadonlyMap<string, string | undefined>;
  /** What those whom the file grants the role may do beside assuming it. */
  readonly sessions: SessionActions;
}

/** A trust policy in the words of the access file: the first form whose document means the same. */
export function recognizeTrust(trust: TrustToRecognize): RecognizedTrust {
  const { partition, document, identityAccountId } = trust;
  const there = canonicalPolicy(document);
  const all = trustedParties(partition, document);
  const parties = all?.map((party) => usedParty(party, trust));
  const isNarrower = all !== undefined && parties !== undefined && partiesText(all) !== partiesText(parties);
  const meant = parties && partiesText(parties);
  for (const form of formsOf(trust, parties)) {
    if (!setsUpTheSame(form, trust.sessions, identityAccountId)) continue;
    const made = documentOf(trust, form);
    if (canonicalPolicy(made) === there) return { ...form, written: "alike" };
    const madeParties = trustedParties(partition, made);
    if (meant !== undefined && madeParties && partiesText(madeParties) === meant)
      return { ...form, written: isNarrower ? "narrower" : "in another form" };
  }
  return { entities: [{ custom: document as never }], trustGrantedOnly: false, written: "custom" };
}

/** A party without what nobody of it may do: the identity account's half lacks the permission. */
function usedParty(party: TrustedParty, { sessions, identityAccountId }: TrustToRecognize): TrustedParty {
  const { name, actions, conditions } = party;
  const isGranted = name === "*" || accountOf(name) === identityAccountId;
  const keys = Object.values(conditions).flatMap((each) => Object.keys(each));
  const isAsked = keys.some((key) => /^(aws:requesttag\/|sts:sourceidentity$)/.test(key));
  if (!isGranted || isAsked || !actions.includes("sts:assumerole")) return party;
  return { ...party, actions: actions.filter((action) => !sessions.byNobody.has(action)) };
}

/** Whether the grants of the file would have exactly the permission to set up sessions that those granted the role have. */
function setsUpTheSame({ entities }: Form, { byAll }: SessionActions, identityAccountId: string): boolean {
  return entities.every((entity) => {
    const isGranted =
      entity.identityAccount ||
      entity.organizationalUnits ||
      entity.principals?.some((arn) => accountOf(arn) === identityAccountId);
    return (
      !isGranted ||
      ((!entity.tagSession || byAll.has("sts:tagsession")) &&
        (!entity.setSourceIdentity || byAll.has("sts:setsourceidentity")))
    );
  });
}

type Form = Omit<RecognizedTrust, "written">;

/** The document that an access file with these entities makes. */
function documentOf(trust: TrustToRecognize, { entities, trustGrantedOnly }: Form): PolicyDocument {
  const { partition, identityAccountId, accountId, grantees } = trust;
  const settings = trustOf({ trustedEntity: entities, trustGrantedOnly }, [], identityAccountId);
  const ends = [...grantees].flatMap(([arn, until]) => (until === undefined ? [] : [[arn, until] as const]));
  return placeTrustPolicy({
    account: { partition, id: accountId } as RolePlace["account"],
    settings: settings as unknown as RoleSettings,
    trustedRoles: [],
    ...(trustGrantedOnly && {
      trustedArns: [...grantees.keys()].sort(byCodePoint),
      trustedEnds: new Map(ends),
    }),
  });
}

/** The forms that may make the document, the best first. */
function* formsOf(
  { partition, identityAccountId, accountId, document }: TrustToRecognize,
  parties: readonly TrustedParty[] | undefined,
): Iterable<Form> {
  const nobody = trustPolicy(partition, accountId, []);
  if (canonicalPolicy(document) === canonicalPolicy(nobody))
    yield { entities: [{ identityAccount: true }], trustGrantedOnly: true };
  if (!parties) return;
  const entities = groupedEntities(parties, { partition, identityAccountId });
  if (!entities) return;
  const ofIdentity = (entity: TrustedEntityDeclaration) =>
    entity.principals?.every((arn) => arn.split(":")[4] === identityAccountId) ?? false;
  const limited = entities.filter(({ entity }) => ofIdentity(entity));
  const others = entities.filter(({ entity }) => !ofIdentity(entity)).map(({ entity }) => entity);
  if (limited.length > 0) {
    const conditions = limited.map(({ entity: { principals: _arns, ...rest } }) => rest);
    const [first = {}, ...more] = conditions;
    if (more.every((one) => canonicalJson(one) === canonicalJson(first)))
      yield {
        entities: [withIdentityDefault({ identityAccount: true, ...first }), ...others],
        trustGrantedOnly: true,
      };
  }
  if (entities.every(({ until }) => until === undefined))
    yield { entities: entities.map(({ entity }) => entity), trustGrantedOnly: false };
}

type Identity = Pick<TrustToRecognize, "partition" | "identityAccountId">;

interface EndingEntity {
  readonly entity: TrustedEntityDeclaration;
  readonly until?: string;
}

/** Parties of one kind with the same conditions as one entity, sorted. `undefined`: some terms have no words. */
function groupedEntities(parties: readonly TrustedParty[], identity: Identity): EndingEntity[] | undefined {
  const groups = new Map<string, TrustedParty[]>();
  for (const party of parties) {
    const { actions, type, name, principalArn, conditions } = party;
    const key = canonicalJson([
      actions,
      type,
      conditions,
      principalArn !== undefined,
      type === "AWS" && accountOf(name) === identity.identityAccountId,
      type === "Federated" || name === "*" ? name : "",
    ]);
    groups.set(key, [...(groups.get(key) ?? []), party]);
  }
  const entities: EndingEntity[] = [];
  for (const group of groups.values()) {
    const entity = entityOf(group, identity);
    if (!entity) return undefined;
    entities.push(entity);
  }
  return entities
    .map((one) => ({ one, text: canonicalJson(one) }))
    .sort((a, b) => byCodePoint(a.text, b.text))
    .map(({ one }) => one);
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

function entityOf(
  group: readonly TrustedParty[],
  { partition, identityAccountId }: Identity,
): EndingEntity | undefined {
  const [party] = group;
  if (!party) return undefined;
  const { type, name, principalArn } = party;
  const terms = new Terms(party);
  const names = oneOrSorted(group.map((one) => one.name));
  const conditions = (entity: TrustedEntityDeclaration): EndingEntity | undefined => {
    const read = terms.conditions();
    return read && { entity: { ...entity, ...read.conditions }, until: read.until };
  };
  if (type === "Service") return terms.isEmpty ? { entity: { service: names } } : undefined;
  if (type === "Federated") {
    const saml = /:saml-provider\/(.+)$/.exec(name)?.[1];
    if (saml !== undefined) return conditions({ saml: { provider: saml, ...terms.samlAudience(partition) } });
    const host = name.replace(/^arn:.*:oidc-provider\//, "");
    const claims = terms.webIdentityClaims(host);
    return claims && conditions({ webIdentity: { provider: host, ...claims } });
  }
  if (principalArn !== undefined)
    return conditions({
      principals: [...new Set(group.map((one) => one.principalArn ?? ""))].sort(byCodePoint),
    });
  if (name === "*") {
    const paths = terms.take("ForAnyValue:StringLike", "aws:principalorgpaths");
    return paths && conditions({ organizationalUnits: paths });
  }
  if (accountOf(name) === identityAccountId) {
    const entity = conditions({ identityAccount: true });
    return entity && { ...entity, entity: withIdentityDefault(entity.entity) };
  }
  return conditions({ awsAccount: oneOrSorted(group.map((one) => accountOf(one.name))) });
}

/** An entity in the identity account: MFA is the default there, and no MFA has to be written. */
function withIdentityDefault(entity: TrustedEntityDeclaration): TrustedEntityDeclaration {
  const { requireMfa, mfaMaxAge, ...rest } = entity;
  const requires = requireMfa ?? mfaMaxAge !== undefined;
  return {
    ...rest,
    ...(!requires && { requireMfa: false }),
    ...(mfaMaxAge !== undefined && { mfaMaxAge }),
  };
}

type ReadConditions = Omit<TrustedEntityDeclaration, "identityAccount" | "awsAccount" | "principals">;

/** The terms on which a party gets in; each is taken out as it is read, and none may be left. */
class Terms {
  private readonly left: Map<string, readonly string[]>;
  private readonly actions: Set<string>;

  constructor({ conditions, actions }: TrustedParty) {
    this.left = new Map(
      Object.entries(conditions).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => [`${operator} ${key}`, values] as const),
      ),
    );
    this.actions = new Set(actions);
  }

  get isEmpty(): boolean {
    return this.left.size === 0;
  }

  /** The values of a condition, which counts as read. */
  take(operator: string, key: string): readonly string[] | undefined {
    const values = this.left.get(`${operator} ${key}`);
    this.left.delete(`${operator} ${key}`);
    return values;
  }

  private one(operator: string, key: string): string | undefined {
    const values = this.left.get(`${operator} ${key}`);
    if (values?.length !== 1) return undefined;
    this.take(operator, key);
    return values[0];
  }

  samlAudience(partition: Partition): { readonly audience?: string } {
    const audience = this.one("StringEquals", "saml:aud");
    const isDefault = audience === `https://${partitionFacts(partition).signInHost}/saml`;
    return audience === undefined || isDefault ? {} : { audience };
  }

  webIdentityClaims(host: string) {
    const { aud, sub } = webIdentityKeys(host);
    const key = (claim: string) => `${host}:${claim}`.toLowerCase();
    const audience = this.take("StringEquals", key(aud));
    if (!audience) return undefined;
    const subjects = this.take("StringEquals", key(sub)) ?? this.take("StringLike", key(sub));
    return { audience: oneOrSorted(audience), ...(subjects && { subjects }) };
  }

  /** The conditions that the access file has words for. `undefined`: there are others. */
  conditions(): { readonly conditions: ReadConditions; readonly until?: string } | undefined {
    const requireMfa = this.one("Bool", "aws:multifactorauthpresent") === "true";
    const age = this.one("NumericLessThan", "aws:multifactorauthage");
    const externalId = this.one("StringEquals", "sts:externalid");
    const organizationId = this.one("StringEquals", "aws:principalorgid");
    const userName = this.one("StringEquals", "sts:rolesessionname");
    const sourceIps = this.take("IpAddress", "aws:sourceip");
    const until = this.one("DateLessThan", "aws:currenttime");
    const identities =
      this.take("StringEquals", "sts:sourceidentity") ?? this.take("StringLike", "sts:sourceidentity");
    const tags = [...this.left.keys()].flatMap((key) => /^Null aws:requesttag\/(.+)$/.exec(key)?.[1] ?? []);
    for (const tag of tags) this.one("Null", `aws:requesttag/${tag}`);
    if (!this.isEmpty || (userName !== undefined && userName !== "${aws:username}")) return undefined;
    // A maximum age implies MFA.
    const impliedMfa = age !== undefined;
    return {
      until,
      conditions: {
        ...(requireMfa !== impliedMfa && { requireMfa }),
        ...(age !== undefined && { mfaMaxAge: durationText(Number(age)) }),
        ...(externalId !== undefined && { externalId }),
        ...(sourceIps && { sourceIps }),
        ...(organizationId !== undefined && { organizationId }),
        ...(userName !== undefined && { requireUserSessionName: true }),
        ...(this.actions.has("sts:tagsession") && {
          tagSession: tags.length > 0 ? tags.sort(byCodePoint) : true,
        }),
        ...(this.actions.has("sts:setsourceidentity") && { setSourceIdentity: identities ?? true }),
      },
    };
  }
}
