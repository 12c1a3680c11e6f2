/** Accounts as the AWS CLI writes them, made by hand in the forms that organizations have. */
import { readAccess } from "../../../access";
import type { AuthorizationDetails } from "../../../live/authorization-details";
import type { IamAccount } from "../../../live/iam-account";
import { type Imported, type ImportInput, importAccess } from "../../../live/import/import-access";

export const identity = "111111111111";
export const dev = "222222222222";
export const prod = "333333333333";

type Statement = Readonly<Record<string, unknown>>;

/** A policy document of statements; each is allowed unless it says otherwise. */
export function policy(...statements: readonly Statement[]) {
  return {
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  };
}

/** A trust policy for AWS principals. */
export function trust(AWS: string | readonly string[], Condition?: Statement) {
  return policy({
    Action: "sts:AssumeRole",
    Principal: { AWS },
    ...(Condition && { Condition }),
  });
}

/** A trust policy for a SAML provider of an account. */
export function trustSaml(accountId: string, provider: string) {
  return policy({
    Action: "sts:AssumeRoleWithSAML",
    Principal: { Federated: `arn:aws:iam::${accountId}:saml-provider/${provider}` },
    Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
  });
}

export const github = "token.actions.githubusercontent.com";

/** A trust policy for repositories of an organization, by the OpenID Connect provider of an account. */
export function trustGithub(accountId: string, audience = "sts.amazonaws.com") {
  return policy({
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${github}` },
    Condition: {
      StringEquals: { [`${github}:aud`]: audience },
      StringLike: { [`${github}:sub`]: "repo:acme/*" },
    },
  });
}

export const root = (id: string) => `arn:aws:iam::${id}:root`;
export const user = (name: string) => `arn:aws:iam::${identity}:user/${name}`;
export const roleArn = (id: string, name: string) => `arn:aws:iam::${id}:role/${name}`;
export const withMfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

type Role = NonNullable<AuthorizationDetails["RoleDetailList"]>[number];
type User = NonNullable<AuthorizationDetails["UserDetailList"]>[number];
type Group = NonNullable<AuthorizationDetails["GroupDetailList"]>[number];

export function role(accountId: string, name: string, document: object, more: Partial<Role> = {}): Role {
  const path = more.Path ?? "/";
  return {
    RoleName: name,
    Path: path,
    Arn: `arn:aws:iam::${accountId}:role${path}${name}`,
    AssumeRolePolicyDocument: document,
    ...more,
  };
}

export function iamUser(name: string, more: Partial<User> = {}): User {
  return { UserName: name, Path: "/", Arn: user(name), ...more };
}

export function group(name: string, more: Partial<Group> = {}): Group {
  return { GroupName: name, Path: "/", Arn: `arn:aws:iam::${identity}:group/${name}`, ...more };
}

/** An inline policy that lets its holder assume roles. */
export function assuming(name: string, resources: string | readonly string[], more: Statement = {}) {
  return {
    PolicyName: name,
    PolicyDocument: policy({ Action: "sts:AssumeRole", Resource: resources, ...more }),
  };
}

/** The access file of accounts, which has no errors. */
export function importOf(accounts: readonly IamAccount[], more: Partial<ImportInput> = {}): Imported {
  const result = importAccess({
    partition: "aws",
    identityAccountId: identity,
    accounts,
    knownAccounts: [
      { id: dev, name: "dev" },
      { id: prod, name: "prod" },
    ],
    credentials: [],
    settings: {},
    deployRole: "OrganizationAccountAccessRole",
    readingRoles: new Set(),
    leftOut: new Set(),
    fold: true,
    ...more,
  });
  const { problems } = readAccess(result.declaration, { isFile: true });
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return result;
}
