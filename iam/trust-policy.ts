/**
 * Trust policies: who may assume a role, and on which conditions.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html (role trust policy) and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { accountPrincipalArn, iamArn } from "./arn";
import { untilCondition } from "./assume-role-permission";
import { type Partition, partitionFacts } from "./partition";
import {
  byCodePoint,
  type Conditions,
  canonicalJson,
  oneOrSorted,
  type PolicyDocument,
  policyDocument,
  type Statement,
} from "./policy-document";
import { serviceActions } from "./service-session-actions";

/** An entity that can assume a role. */
export type TrustedEntity =
  | {
      /** An AWS account: the users and roles that the account lets. */
      readonly kind: "account";
      /** The id of the account: 12 digits. */
      readonly accountId: string;
      /** ARNs of users and roles of the account, which may hold `*` and `?`; only they get in. `undefined`: all. */
      readonly principalArns?: readonly string[];
    }
  | {
      /** Every account of some organizational units. */
      readonly kind: "organizationalUnits";
      /** As `aws:PrincipalOrgPaths` has them. */
      readonly paths: readonly string[];
    }
  | {
      /** AWS services. */
      readonly kind: "service";
      /** The services, such as `ec2.amazonaws.com`. */
      readonly services: readonly string[];
    }
  | {
      /** Federation by OpenID Connect. */
      readonly kind: "webIdentity";
      /** Host (and path) of an OpenID Connect provider that exists in the role's account, or its ARN. */
      readonly provider: string;
      /** The audiences (`aud`) of the token, any of them. */
      readonly audiences: readonly string[];
      /** May hold `*` and `?`. None: any subject. */
      readonly subjects: readonly string[];
    }
  | {
      /** Federation by SAML 2.0. */
      readonly kind: "saml";
      /** Name of a SAML provider that exists in the role's account, or its ARN. */
      readonly provider: string;
      /** Default: the partition's sign-in page. */
      readonly audience?: string;
    }
  | {
      /** A complete trust policy. */
      readonly kind: "custom";
      /** The trust policy, used as written. */
      readonly document: PolicyDocument;
    };

/** The conditions that a trust may combine; all that are there must hold. */
export interface TrustConditions {
  /** The caller signed in with MFA: `aws:MultiFactorAuthPresent`. */
  readonly requireMfa: boolean;
  /** Seconds since the MFA sign-in: `aws:MultiFactorAuthAge`. */
  readonly mfaMaxAge?: number;
  /** What a third party must send: `sts:ExternalId`. */
  readonly externalId?: string;
  /** CIDR ranges the call must come from: `aws:SourceIp`. */
  readonly sourceIps?: readonly string[];
  /** The organization the caller's account must belong to: `aws:PrincipalOrgID`. */
  readonly organizationId?: string;
  /** The session must bear the IAM user's name: `sts:RoleSessionName`. */
  readonly requireUserSessionName: boolean;
  /** The time from which on requests are refused: `aws:CurrentTime`. */
  readonly until?: string;
  /** The keys of session tags that the request must have: `aws:RequestTag/<key>`. `undefined`: it cannot pass any. */
  readonly sessionTags?: readonly string[];
  /**
   * The source identities that are accepted, one of which the request must set: `sts:SourceIdentity`. None: any, or none.
   * `undefined`: it cannot set one.
   */
  readonly sourceIdentities?: readonly string[];
}

/** An entity that a role trusts, and what its requests must have. */
export interface Trust {
  /** The entity. */
  readonly entity: TrustedEntity;
  /** What the requests of the entity must have. */
  readonly conditions: TrustConditions;
}

/**
 * OpenID Connect providers that AWS knows by itself: the principal is the host, not an ARN. And what each calls audience
 * and subject.
 */
// Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
const builtInWebIdentityProviders: ReadonlyMap<string, { readonly aud: string; readonly sub: string }> =
  new Map([
    ["accounts.google.com", { aud: "aud", sub: "sub" }],
    ["cognito-identity.amazonaws.com", { aud: "aud", sub: "sub" }],
    ["graph.facebook.com", { aud: "app_id", sub: "id" }],
    ["www.amazon.com", { aud: "app_id", sub: "user_id" }],
  ]);

/** Whether every account knows the provider of a host: it is no identity provider of the account. */
export function isBuiltInProvider(host: string): boolean {
  return builtInWebIdentityProviders.has(host);
}

/** What a provider, by its host and path, calls audience and subject in its condition keys. */
export function webIdentityKeys(host: string): { readonly aud: string; readonly sub: string } {
  return builtInWebIdentityProviders.get(host) ?? { aud: "aud", sub: "sub" };
}

/**
 * The trust policy of a role in `roleAccountId`: a statement for each entity, in a fixed order. Entities of one kind with the
 * same conditions share a statement.
 *
 * A custom trust policy is the whole document.
 */
export function trustPolicy(
  partition: Partition,
  roleAccountId: string,
  trusts: readonly Trust[],
): PolicyDocument {
  const custom = trusts.find(({ entity }) => entity.kind === "custom")?.entity;
  if (custom?.kind === "custom") return custom.document;
  const all = trusts.flatMap((trust) => trustedParties(partition, roleAccountId, trust));
  // A list of ARNs without any admits nobody.
  const statements = merged(all.filter(({ principalArns }) => principalArns?.length !== 0)).map(statementOf);
  if (statements.length === 0) return policyDocument(admitsNobody);
  return policyDocument(
    ...statements
      .map((statement) => [canonicalJson(statement), statement] as const)
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([, statement]) => statement),
  );
}

/** The parts of a statement of a trust policy. */
interface TrustedParty {
  readonly actions: readonly string[];
  readonly type: "AWS" | "Service" | "Federated";
  readonly names: readonly string[];
  /** ARNs that `aws:PrincipalArn` must match. */
  readonly principalArns?: readonly string[];
  readonly conditions: Conditions;
}

function trustedParties(
  partition: Partition,
  roleAccountId: string,
  { entity, conditions: given }: Trust,
): TrustedParty[] {
  const party = (
    action: string,
    type: TrustedParty["type"],
    name: string,
    own: { readonly conditions?: Conditions; readonly principalArns?: readonly string[] } = {},
  ): TrustedParty[] => [
    {
      actions: [action, ...sessionActions(given)],
      type,
      names: [name],
      principalArns: own.principalArns,
      conditions: conditionsOf(given, own.conditions),
    },
  ];
  switch (entity.kind) {
    case "custom":
      return [];
    case "account":
      // The account, not the users: a user's ARN is stored as its unique id, fails where the user does not exist yet, and
      // breaks when the user is deleted and created again. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
      return party("sts:AssumeRole", "AWS", accountPrincipalArn(partition, entity.accountId), {
        principalArns: entity.principalArns,
      });
    case "organizationalUnits":
      // The key has several values; ForAnyValue is false where it is absent.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
      return party("sts:AssumeRole", "AWS", "*", {
        conditions: { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": oneOrSorted(entity.paths) } },
      });
    case "service":
      return entity.services.map((service) => ({
        actions: serviceActions(service),
        type: "Service",
        names: [service],
        conditions: conditionsOf(given),
      }));
    case "webIdentity": {
      const host = entity.provider.replace(/^arn:.*:oidc-provider\//, "");
      const principal =
        isBuiltInProvider(host) || entity.provider !== host
          ? entity.provider
          : iamArn(partition, roleAccountId, "oidc-provider", host);
      const { aud, sub } = webIdentityKeys(host);
      const subjects = entity.subjects.length > 0 && { [`${host}:${sub}`]: oneOrSorted(entity.subjects) };
      return party("sts:AssumeRoleWithWebIdentity", "Federated", principal, {
        conditions: {
          StringEquals: {
            ...(entity.audiences.length > 0 && { [`${host}:${aud}`]: oneOrSorted(entity.audiences) }),
            ...(!entity.subjects.some(hasWildcard) && subjects),
          },
          StringLike: { ...(entity.subjects.some(hasWildcard) && subjects) },
        },
      });
    }
    case "saml": {
      const arn = entity.provider.startsWith("arn:")
        ? entity.provider
        : iamArn(partition, roleAccountId, "saml-provider", entity.provider);
      // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
      const audience = entity.audience ?? `https://${partitionFacts(partition).signInHost}/saml`;
      return party("sts:AssumeRoleWithSAML", "Federated", arn, {
        conditions: { StringEquals: { "SAML:aud": audience } },
      });
    }
  }
}

/** A trust policy must have a statement. IAM takes no `Principal: "*"` there. */
const admitsNobody: Statement = { Effect: "Deny", Action: "sts:AssumeRole", Principal: { AWS: "*" } };

/**
 * What a request calls beside `sts:AssumeRole...` when it has session tags or a source identity. The permission to assume the
 * role needs the same.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
export function sessionActions({
  sessionTags,
  sourceIdentities,
}: Pick<TrustConditions, "sessionTags" | "sourceIdentities">): string[] {
  return [...(sourceIdentities ? ["sts:SetSourceIdentity"] : []), ...(sessionTags ? ["sts:TagSession"] : [])];
}

/** What a request must have, beyond its principal: the given conditions, and those of the entity itself. */
function conditionsOf(given: TrustConditions, own: Conditions = {}): Conditions {
  const identities = given.sourceIdentities ?? [];
  const sourceIdentity = identities.length > 0 && { "sts:SourceIdentity": oneOrSorted(identities) };
  return joined(own, {
    // Bool, never BoolIfExists: the key is absent for plain access keys, and an Allow must not let those in.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    Bool: { ...(given.requireMfa && { "aws:MultiFactorAuthPresent": "true" }) },
    NumericLessThan: {
      ...(given.mfaMaxAge !== undefined && { "aws:MultiFactorAuthAge": String(given.mfaMaxAge) }),
    },
    ...(given.until !== undefined && untilCondition(given.until)),
    IpAddress: { ...(given.sourceIps && { "aws:SourceIp": oneOrSorted(given.sourceIps) }) },
    StringEquals: {
      ...(given.externalId !== undefined && { "sts:ExternalId": given.externalId }),
      ...(given.organizationId !== undefined && { "aws:PrincipalOrgID": given.organizationId }),
      ...(given.requireUserSessionName && { "sts:RoleSessionName": "${aws:username}" }),
      ...(!identities.some(hasWildcard) && sourceIdentity),
    },
    StringLike: { ...(identities.some(hasWildcard) && sourceIdentity) },
    Null: Object.fromEntries((given.sessionTags ?? []).map((key) => [`aws:RequestTag/${key}`, "false"])),
  });
}

/** All conditions together, without empty operators. */
function joined(...all: readonly Conditions[]): Conditions {
  const operators = [...new Set(all.flatMap((conditions) => Object.keys(conditions)))];
  return Object.fromEntries(
    operators
      .map((operator) => [operator, Object.assign({}, ...all.map((conditions) => conditions[operator]))])
      .filter(([, keys]) => Object.keys(keys as object).length > 0),
  );
}

/** Parties of one kind with the same conditions as one. The ARN of a caller says its account, so lists of ARNs join too. */
function merged(parties: readonly TrustedParty[]): TrustedParty[] {
  const alike = new Map<string, TrustedParty>();
  for (const party of parties) {
    const { actions, type, names, principalArns, conditions } = party;
    const key = canonicalJson([actions, type, principalArns !== undefined, conditions]);
    const known = alike.get(key);
    alike.set(key, {
      ...party,
      names: [...(known?.names ?? []), ...names],
      principalArns: principalArns && [...(known?.principalArns ?? []), ...principalArns],
    });
  }
  return [...alike.values()];
}

function statementOf({ actions, type, names, principalArns, conditions }: TrustedParty): Statement {
  // Both operators work alike; the name tells a reader whether there are wildcards.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
  const operator = principalArns?.some(hasWildcard) ? "ArnLike" : "ArnEquals";
  const condition = principalArns
    ? joined(conditions, { [operator]: { "aws:PrincipalArn": oneOrSorted(principalArns) } })
    : conditions;
  return {
    Effect: "Allow",
    Action: oneOrSorted(actions),
    Principal: { [type]: oneOrSorted(names) },
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

/** Whether a value of a condition has a wildcard. */
export function hasWildcard(value: string): boolean {
  return /[*?]/.test(value);
}
