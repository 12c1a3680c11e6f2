/** An organization of many accounts, each with what accounts have: roles of AWS, of applications, and for people. */
import type { AuthorizationDetails, ListedRole } from "../../../live/authorization-details";
import { policy, roleArn, root, trust, withMfa } from "../import/organization";

/** The account with the users. */
export const identityAccountId = accountId(0);

/** The id of an account by its number. */
export function accountId(index: number): string {
  return String(100_000_000_000 + index * 37);
}

/** The number of the account with an id. */
export function accountIndex(id: string): number {
  return (Number(id) - 100_000_000_000) / 37;
}

/** The name and the tags of an account. */
export function accountEntry(index: number) {
  const stage = ["dev", "test", "prod"][index % 3] as string;
  const team = `team-${String(Math.floor(index / 12)).padStart(3, "0")}`;
  return { name: `${team}-${stage}-${index}`, tags: { team, stage } };
}

const created = new Date("2024-03-01T10:00:00Z");
const byService = (service: string) =>
  policy({ Action: "sts:AssumeRole", Principal: { Service: `${service}.amazonaws.com` } });

/** Services whose roles AWS makes in most accounts. */
const linkedServices = [
  "access-analyzer",
  "autoscaling",
  "backup",
  "cloudtrail",
  "config",
  "ecs",
  "elasticloadbalancing",
  "guardduty",
  "inspector2",
  "organizations",
  "rds",
  "securityhub",
];
const permissionSets = ["Administrator", "Billing", "Developer", "ReadOnly", "Support"];
const applications = ["orders", "payments", "search", "mail", "stock"];

type Role = NonNullable<AuthorizationDetails["RoleDetailList"]>[number] & ListedRole;

/** The roles of an account: as `GetAccountAuthorizationDetails` and `ListRoles` give them together. */
export function rolesOf(index: number): Role[] {
  const id = accountId(index);
  const role = (path: string, name: string, document: object, more: Partial<Role> = {}): Role => ({
    RoleName: name,
    Path: path,
    Arn: `arn:aws:iam::${id}:role${path}${name}`,
    CreateDate: created,
    AssumeRolePolicyDocument: document,
    MaxSessionDuration: 3600,
    ...more,
  });
  const attached = (...names: readonly string[]) => ({
    AttachedManagedPolicies: names.map((name) => ({ PolicyArn: `arn:aws:iam::aws:policy/${name}` })),
  });
  const forPeople = (name: string, awsPolicy: string, more: Partial<Role> = {}) =>
    role("/", name, trust(root(identityAccountId), withMfa), {
      ...attached(awsPolicy),
      Description: `${name} for people of the identity account`,
      Tags: [{ Key: "managed-by", Value: "platform" }],
      RoleLastUsed: { LastUsedDate: new Date() },
      ...more,
    });
  return [
    ...linkedServices.map((service) =>
      role(
        `/aws-service-role/${service}.amazonaws.com/`,
        `AWSServiceRoleFor-${service}`,
        byService(service),
        {
          AttachedManagedPolicies: [{ PolicyArn: `arn:aws:iam::aws:policy/aws-service-role/${service}` }],
        },
      ),
    ),
    ...permissionSets.map((name, at) =>
      role(
        "/aws-reserved/sso.amazonaws.com/eu-central-1/",
        `AWSReservedSSO_${name}_${(index * 16 + at).toString(16).padStart(16, "0")}`,
        policy({
          Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
          Principal: { Federated: `arn:aws:iam::${id}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` },
          Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
        }),
        attached("ReadOnlyAccess"),
      ),
    ),
    ...(index === 0
      ? []
      : ["OrganizationAccountAccessRole", "Auditor"].map((name) =>
          role("/", name, trust(root(identityAccountId)), attached("SecurityAudit")),
        )),
    ...(index === 0
      ? []
      : [
          forPeople("ReadOnly", "ReadOnlyAccess"),
          forPeople("Developer", "PowerUserAccess", { MaxSessionDuration: index % 3 === 0 ? 28800 : 3600 }),
          forPeople("Administrator", "AdministratorAccess"),
        ]),
    ...applications.flatMap((name) =>
      ["lambda", "ecs-tasks", "ec2"].map((service) =>
        role("/", `${name}-${service}`, byService(service), {
          ...attached("service-role/AWSLambdaBasicExecutionRole"),
          RolePolicyList: [
            {
              PolicyName: "access",
              PolicyDocument: policy(
                {
                  Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"],
                  Resource: [`arn:aws:s3:::${name}-${id}`, `arn:aws:s3:::${name}-${id}/*`],
                },
                {
                  Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
                  Resource: `arn:aws:dynamodb:eu-central-1:${id}:table/${name}`,
                },
                { Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
              ),
            },
          ],
          Tags: [
            { Key: "application", Value: name },
            { Key: "team", Value: accountEntry(index).tags.team },
          ],
        }),
      ),
    ),
  ];
}

/** The users, groups and policies of an account. Two hundred people are in the identity account. */
export function othersOf(index: number, accounts: number): Omit<AuthorizationDetails, "RoleDetailList"> {
  const id = accountId(index);
  const user = (name: string, groups: readonly string[]) => ({
    UserName: name,
    Path: "/",
    Arn: `arn:aws:iam::${id}:user/${name}`,
    GroupList: groups,
  });
  const Policies = applications.map((name) => ({
    Arn: `arn:aws:iam::${id}:policy/${name}-data`,
    PolicyVersionList: [
      {
        IsDefaultVersion: true,
        Document: policy({
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: `arn:aws:kms:eu-central-1:${id}:key/${name}`,
        }),
      },
    ],
  }));
  if (index !== 0) return { UserDetailList: [user("deploy-pipeline", [])], Policies };
  const group = (name: string, roles: readonly string[]) => ({
    GroupName: name,
    Path: "/",
    Arn: `arn:aws:iam::${id}:group/${name}`,
    GroupPolicyList: [
      { PolicyName: "assume", PolicyDocument: policy({ Action: "sts:AssumeRole", Resource: roles }) },
    ],
  });
  const own = (role: string, from: number, to: number) =>
    Array.from({ length: Math.max(0, Math.min(to, accounts) - from) }, (_, at) =>
      roleArn(accountId(from + at), role),
    );
  return {
    Policies,
    GroupDetailList: [
      group("everybody", ["arn:aws:iam::*:role/ReadOnly"]),
      group("administrators", ["arn:aws:iam::*:role/Administrator"]),
      ...Array.from({ length: 8 }, (_, team) =>
        group(`developers-${team}`, own("Developer", 1 + team * 12, 13 + team * 12)),
      ),
    ],
    UserDetailList: people.map((name, at) =>
      user(name, ["everybody", at % 25 === 0 ? "administrators" : `developers-${at % 8}`]),
    ),
  };
}

/** The names of the users of the identity account. */
export const people = Array.from({ length: 200 }, (_, at) => `person-${String(at).padStart(3, "0")}`);
