/** IAM of one AWS account as it is there: what access depends on. */
import type { PolicyDocument } from "../iam/policy-document";

/** IAM of one AWS account. Maps are by name; customer managed policies by ARN. */
export interface IamAccount {
  /** The account's 12 digits. */
  readonly id: string;
  readonly users: ReadonlyMap<string, IamUser>;
  readonly groups: ReadonlyMap<string, IamGroup>;
  readonly roles: ReadonlyMap<string, IamRole>;
  /** Customer managed policies: ARN -> the document of the default version. */
  readonly policies: ReadonlyMap<string, PolicyDocument>;
  /** Those of the identity providers that were asked for, by their keys: `saml-provider/okta`. `undefined`: none was asked for. */
  readonly identityProviders?: ReadonlyMap<string, IamIdentityProvider>;
}

/** A user, group or role: what policies it has. */
export interface IamHolder {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly arn: string;
  /** ARNs of the attached managed policies, sorted. */
  readonly managedPolicies: readonly string[];
  /** Name -> document. */
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>;
}

/** An IAM group. */
export interface IamGroup extends IamHolder {}

/** An IAM user. */
export interface IamUser extends IamHolder {
  /** Names of the groups that the user is a member of, sorted. */
  readonly groups: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** ARN of the permissions boundary. `undefined`: none. */
  readonly permissionsBoundary?: string;
}

/** An IAM role. */
export interface IamRole extends IamHolder {
  readonly trustPolicy: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  /** `undefined`: none, or not known; `GetAccountAuthorizationDetails` leaves it out. */
  readonly description?: string;
  /** ARN of the permissions boundary. `undefined`: none. */
  readonly permissionsBoundary?: string;
  /** Seconds. `undefined`: not known; `GetAccountAuthorizationDetails` leaves it out. */
  readonly maxSessionDuration?: number;
  /** When the role was made. `undefined`: not known. */
  readonly created?: Date;
  /** When a session of the role was last used, within 400 days. `undefined`: not within that time, or not known. */
  readonly lastUsed?: Date;
}

/** An identity provider. */
export type IamIdentityProvider = IamSamlProvider | IamOidcProvider;

/** A SAML 2.0 provider. */
export interface IamSamlProvider {
  readonly kind: "saml";
  /** The metadata document, XML. */
  readonly metadata: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An OpenID Connect provider. */
export interface IamOidcProvider {
  readonly kind: "oidc";
  /** Begins with `https://`. */
  readonly url: string;
  /** Sorted. */
  readonly audiences: readonly string[];
  /** In lower case, sorted. */
  readonly thumbprints: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The users, groups and roles of an account. */
export function holdersOf({ users, groups, roles }: IamAccount): IamHolder[] {
  return [...users.values(), ...groups.values(), ...roles.values()];
}
