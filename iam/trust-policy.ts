/**
 * Trust policies: who may assume a role, and on which conditions.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html (role trust policy) and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { accountPrincipalArn, iamArn } from "./arn";
import { type Partition, partitionFacts } from "./partition";
import {
  type Conditions,
  type OneOrMore,
  oneOrSorted,
  type PolicyDocument,
  policyDocument,
} from "./policy-document";

/** The entity that can assume a role: one of the five types that the IAM console offers for a new role. */
export type TrustedEntity =
  | {
      /** An AWS account. */
      readonly kind: "account";
      /** The id of the account: 12 digits. */
      readonly accountId: string;
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
  /** Exactly these ARNs of the trusted account: `aws:PrincipalArn`. */
  readonly principalArns?: readonly string[];
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

/** What a provider, by its host and path, calls audience and subject in its condition keys. */
export function webIdentityKeys(host: string): { readonly aud: string; readonly sub: string } {
  return builtInWebIdentityProviders.get(host) ?? { aud: "aud", sub: "sub" };
}

/** The trust policy of a role in `roleAccountId`. */
export function trustPolicy(
  partition: Partition,
  roleAccountId: string,
  entity: TrustedEntity,
  conditions: TrustConditions,
): PolicyDocument {
  switch (entity.kind) {
    case "custom":
      return entity.document;
    case "account":
      // The account, not the users: a user's ARN is stored as its unique id, fails where the user does not exist yet, and
      // breaks when the user is made anew. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
      return allow("sts:AssumeRole", { AWS: accountPrincipalArn(partition, entity.accountId) }, conditions);
    case "service":
      return allow("sts:AssumeRole", { Service: oneOrSorted(entity.services) }, conditions);
    case "webIdentity": {
      const host = entity.provider.replace(/^arn:.*:oidc-provider\//, "");
      const principal =
        builtInWebIdentityProviders.has(host) || entity.provider !== host
          ? entity.provider
          : iamArn(partition, roleAccountId, "oidc-provider", host);
      const { aud, sub } = webIdentityKeys(host);
      const subjects = entity.subjects.length > 0 && { [`${host}:${sub}`]: oneOrSorted(entity.subjects) };
      return allow("sts:AssumeRoleWithWebIdentity", { Federated: principal }, conditions, {
        StringEquals: {
          ...(entity.audiences.length > 0 && { [`${host}:${aud}`]: oneOrSorted(entity.audiences) }),
          ...(!entity.subjects.some(hasWildcard) && subjects),
        },
        StringLike: { ...(entity.subjects.some(hasWildcard) && subjects) },
      });
    }
    case "saml": {
      const arn = entity.provider.startsWith("arn:")
        ? entity.provider
        : iamArn(partition, roleAccountId, "saml-provider", entity.provider);
      // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
      const audience = entity.audience ?? `https://${partitionFacts(partition).signInHost}/saml`;
      return allow("sts:AssumeRoleWithSAML", { Federated: arn }, conditions, {
        StringEquals: { "SAML:aud": audience },
      });
    }
  }
}

/** What a trust policy asks of a caller, beyond being a trusted principal. */
function allow(
  action: string,
  principal: Readonly<Record<string, OneOrMore<string>>>,
  given: TrustConditions,
  own: {
    StringEquals?: Record<string, OneOrMore<string>>;
    StringLike?: Record<string, OneOrMore<string>>;
  } = {},
): PolicyDocument {
  const all: Record<string, Record<string, OneOrMore<string>>> = {
    // Bool, never BoolIfExists: the key is absent for plain access keys, and an Allow must not let those in.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    Bool: { ...(given.requireMfa && { "aws:MultiFactorAuthPresent": "true" }) },
    NumericLessThan: {
      ...(given.mfaMaxAge !== undefined && { "aws:MultiFactorAuthAge": String(given.mfaMaxAge) }),
    },
    IpAddress: { ...(given.sourceIps && { "aws:SourceIp": oneOrSorted(given.sourceIps) }) },
    StringEquals: {
      ...own.StringEquals,
      ...(given.externalId !== undefined && { "sts:ExternalId": given.externalId }),
      ...(given.organizationId !== undefined && { "aws:PrincipalOrgID": given.organizationId }),
      ...(given.requireUserSessionName && { "sts:RoleSessionName": "${aws:username}" }),
    },
    StringLike: { ...own.StringLike },
    ArnEquals: { ...(given.principalArns && { "aws:PrincipalArn": oneOrSorted(given.principalArns) }) },
  };
  const conditions: Conditions = Object.fromEntries(
    Object.entries(all).filter(([, keys]) => Object.keys(keys).length > 0),
  );
  return policyDocument({
    Effect: "Allow",
    Action: action,
    Principal: principal,
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  });
}

function hasWildcard(value: string): boolean {
  return /[*?]/.test(value);
}
