/**
 * The shape of the access file: the one source of the checks at run time, of the TypeScript types (`declaration.ts`) and of
 * the JSON Schema (`access.schema.json`). `npm run generate` writes both files from here.
 *
 * This file checks the shape and format of single values; the rules in `rules/` check how they fit together. The schema transforms
 * nothing.
 */
import { z } from "zod";
import * as limits from "../iam/limits";
import { partitionNames } from "../iam/partition";
import type { AccessDeclaration, BackendDeclaration } from "./declaration";
import type { Path } from "./problem";
import { lintRuleIds } from "./rules/ids";

/** The TypeScript type that `npm run generate` writes for a part of the schema. */
interface DeclarationType {
  /** Name of the type. */
  readonly id: string;
  /** Its docstring, and the part's description in the JSON Schema. */
  readonly description: string;
  /** Name of the interface that this one extends: that of a part with some of the same properties. */
  readonly extends?: string;
}

/** The parts of the schema that are TypeScript types with a name: every mapping with fixed keys, and some unions. */
export const declarationTypes = z.registry<DeclarationType>();

/** A mapping that knows its keys: any other key is an error. */
function object<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, `must be a mapping with the keys ${Object.keys(shape).join(", ")}`);
}

function text(error: string) {
  return z.string(error);
}

/** A text of a certain form. */
function formed(form: RegExp, error: string) {
  return text(error).regex(form, error);
}

function limitedText(max: number) {
  return text("must be a text").max(max);
}

function flag() {
  return z.boolean("must be true or false");
}

function list<Item extends z.ZodType>(item: Item, error: string) {
  return z.array(item, error);
}

/** The form of a name that is a key in the declaration. */
interface NameForm {
  /** What has the name. */
  readonly what: string;
  readonly form: RegExp;
  /** The form in words. */
  readonly says: string;
}

const upTo64 = "1-64 letters, digits or any of _ + = , . @ -";
const upTo128 = "1-128 letters, digits or any of _ + = , . @ -";
const plainName = /^[A-Za-z0-9][\w.-]{0,63}$/;
const plainNameText = "1-64 letters, digits, dots, hyphens or underscores, a letter or digit first";

/** What the names in the declaration may be. The rule `invalid-name` checks them. */
export const nameForms = {
  account: { what: "target account", form: plainName, says: plainNameText },
  role: { what: "role", form: limits.roleOrUserName, says: upTo64 },
  user: { what: "user", form: limits.roleOrUserName, says: upTo64 },
  group: { what: "group", form: limits.groupOrPolicyName, says: upTo128 },
  policy: { what: "policy", form: limits.groupOrPolicyName, says: upTo128 },
  principal: { what: "principal", form: limits.roleOrUserName, says: upTo64 },
} as const satisfies Record<string, NameForm>;

/** A map from names to values. The schema accepts any name: the library would skip the value of a wrong one. */
function named<Value extends z.ZodType>(what: keyof typeof nameForms, value: Value) {
  return z.record(
    z.string().meta({ pattern: nameForms[what].form.source }),
    value,
    `must map names to their settings: <${nameForms[what].what}>: { ... }`,
  );
}

const accountId = formed(limits.accountId, "must be 12 digits").meta({
  description: 'AWS account id: 12 digits, in quotes because leading zeros count ("012345678901").',
  examples: ["111111111111"],
});

const path = formed(limits.path, 'must begin and end with a slash, such as "/teams/"').max(limits.pathLength);

const tags = z
  .record(
    z.string().min(1, "must not be empty").max(limits.tagKeyLength),
    limitedText(limits.tagValueLength),
    "must map tag keys to values",
  )
  .refine((value) => Object.keys(value).length <= limits.tagCount, {
    error: `has more than ${limits.tagCount} tags`,
    params: { code: "too-many-tags" },
  });

const taggedAccounts = object({
  tags: tags.meta({ description: "Tags that an account must have, all of them." }),
}).register(declarationTypes, {
  id: "TaggedAccounts",
  description: "All target accounts that have certain tags.",
});

const targetAccountName = text("must be the name of a target account").meta({
  description: "Name of a target account.",
});

const externalId = formed(limits.externalId, "must be 2-1224 letters, digits or any of _ + = , . @ : / -");

const durationForm = "must be a duration such as 1h, 90m or 1h30m, or a number of seconds";

const duration = z
  .union([z.int(durationForm), z.string().regex(/^(?=.)(\d+h)?(\d+m)?(\d+s)?$/, durationForm)], durationForm)
  .meta({ examples: ["1h", 3600] })
  .register(declarationTypes, {
    id: "DurationDeclaration",
    description: "A duration such as `1h`, `90m` or `1h30m`, or a number of seconds.",
  });

const deployWith = z
  .union(
    [
      z.literal("ambient"),
      object({
        role: text("must be the name or the ARN of a role")
          .regex(
            /^(arn:aws[a-z-]*:iam::\d{12}:role\/.+|(?!arn:)[\w+=,.@/-]+)$/,
            "must be the name or the ARN of a role",
          )
          .optional()
          .meta({
            description:
              "Role in the account that Terraform assumes: its name (with its path, if it has one) or its ARN.",
          }),
        profile: text("must be the name of a profile")
          .min(1, "must be the name of a profile")
          .optional()
          .meta({ description: "Profile in the AWS configuration of the machine that runs Terraform." }),
        externalId: externalId.optional().meta({ description: "External ID that the role requires." }),
        sessionName: formed(limits.sessionName, "must be 2-64 letters, digits or any of _ + = , . @ -")
          .optional()
          .meta({
            description:
              "Name of Terraform's session, as CloudTrail records it. Default: the AWS provider generates one.",
          }),
      }).register(declarationTypes, {
        id: "DeployCredentials",
        description: "Credentials that Terraform works with in an account: a role, a profile or both.",
      }),
    ],
    "must be `ambient`, or a mapping with `role`, `profile` or both",
  )
  .register(declarationTypes, {
    id: "DeployWith",
    description:
      "How Terraform reaches an account: a `role` to assume, a `profile`, both (the profile assumes the role), or `ambient`, the credentials that Terraform runs with.",
  });

const accountSelector = z
  .union(
    [z.literal("*"), list(targetAccountName, "must be names of the target accounts"), taggedAccounts],
    `must be a list of names of target accounts, "*" for all, or { tags: { ... } }`,
  )
  .meta({
    description:
      'Accounts where the role exists: names of target accounts, `"*"` for all, or `{ tags: { ... } }`.',
  })
  .register(declarationTypes, {
    id: "AccountSelector",
    description: 'Target accounts: their names, `"*"` for all, or `{ tags: { ... } }`.',
  });

const accountsOfGrant = z
  .union(
    [
      z.literal("*"),
      z.literal("organization"),
      list(targetAccountName, "must be names of target accounts"),
      taggedAccounts,
    ],
    `must be a list of names of target accounts, "*", { tags: { ... } }, or organization`,
  )
  .meta({
    description:
      'Target accounts of the role in which it can be assumed: names, `"*"` for all, or `{ tags: { ... } }`. `organization` allows the role of this name in every account of the organization; use it if the exact grants exceed IAM\'s size limits. Default: all target accounts of the role.',
  })
  .register(declarationTypes, {
    id: "GrantedAccounts",
    description:
      'Target accounts of a role: their names, `"*"` for all, `{ tags: { ... } }`, or `organization` for the role of this name in every account of the organization.',
  });

const canAssume = list(
  z
    .union(
      [
        z.string().meta({ description: "Name of a role in `roles`, in all of its target accounts." }),
        object({
          role: text("must be the name of a role").meta({ description: "Name of a role in `roles`." }),
          accounts: accountsOfGrant.optional(),
        }).register(declarationTypes, {
          id: "GrantDeclaration",
          description: "A grant: permission to assume one role, in some or all of its target accounts.",
        }),
      ],
      "must be the name of a role, or { role: <name>, accounts: [<target account>] }",
    )
    .register(declarationTypes, {
      id: "CanAssume",
      description:
        "An entry of `canAssume`: the name of a role (in all of its target accounts), or `{ role, accounts }`.",
    }),
  "must be a list of roles: names, or { role, accounts }",
).meta({
  description:
    "Roles that can be assumed: the name of a role (in all of its target accounts), or `{ role, accounts }`.",
});

const policyDocument = z
  .union(
    [z.record(z.string(), z.unknown()), z.string()],
    "must be a policy document, as YAML or as JSON in a string",
  )
  .register(declarationTypes, {
    id: "PolicyDocumentDeclaration",
    description: "An IAM policy document: a mapping, or JSON in a string.",
  });

const managedPolicyForm =
  "must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy";

const managedPolicy = z
  .union(
    [
      z
        .string()
        .min(1, managedPolicyForm)
        .meta({ description: "Name of an AWS managed policy, or the ARN of any managed policy." }),
      object({
        name: text("must be the name of a policy")
          .regex(limits.groupOrPolicyName, "must be 1-128 letters, digits or any of _ + = , . @ -")
          .meta({ description: "Name of a customer managed policy that exists in the account." }),
        path: path.optional().meta({ description: "Path of the policy. Default: `/`." }),
      }).register(declarationTypes, {
        id: "CustomerManagedPolicyDeclaration",
        description: "A customer managed policy that exists in the account.",
      }),
    ],
    managedPolicyForm,
  )
  .register(declarationTypes, {
    id: "ManagedPolicyDeclaration",
    description:
      "A managed policy: the name of an AWS managed policy, any ARN, or `{ name, path }` of a customer managed policy that exists in the account.",
  });

const managedPolicies = list(managedPolicy, "must be a list of managed policies").meta({
  description:
    "Managed policies to attach: the name of an AWS managed policy, any ARN, or `{ name, path }` of a customer managed policy that exists in each target account.",
});

const permissionsBoundary = managedPolicy.optional().meta({
  description:
    "Permissions boundary, the maximum permissions: the name of an AWS managed policy, any ARN, or `{ name, path }` of a customer managed policy that exists in the account.",
});

const roleSettings = {
  managedPolicies: managedPolicies.optional(),
  inlinePolicies: named("policy", policyDocument).optional().meta({
    description:
      "Inline policies of the role: name -> document. Policy variables such as `${aws:username}` are kept as written.",
  }),
  permissionsBoundary,
  maxSessionDuration: duration
    .optional()
    .meta({ description: "Maximum duration of a session, from 1h to 12h. Default: `1h`." }),
  requireMfa: flag().optional().meta({
    description:
      "Whether the caller must have signed in with MFA (`aws:MultiFactorAuthPresent`). Default: true if the role trusts the identity account or `mfaMaxAge` is set, otherwise false.",
  }),
  mfaMaxAge: duration.optional().meta({
    description: "Maximum time since the sign-in with MFA (`aws:MultiFactorAuthAge`). Default: no maximum.",
  }),
  externalId: externalId.optional().meta({
    description:
      "External ID that the caller must send (`sts:ExternalId`), as for a third party. The console cannot switch to a role that requires one.",
  }),
  sourceIps: list(
    text("must be an address range such as 198.51.100.0/24").meta({
      description: "A CIDR range, such as `198.51.100.0/24`.",
    }),
    "must be a list of CIDR ranges",
  )
    .min(1, "must hold at least one address range")
    .optional()
    .meta({
      description: "CIDR ranges that the request must come from (`aws:SourceIp`). Default: any address.",
    }),
  organizationId: formed(limits.organizationId, 'must be the id of an organization, such as "o-a1b2c3d4e5"')
    .optional()
    .meta({
      description: "Id of the organization that the caller's account must belong to (`aws:PrincipalOrgID`).",
    }),
  requireUserSessionName: flag().optional().meta({
    description:
      "Whether the session must have the name of the IAM user (`sts:RoleSessionName`). Default: false.",
  }),
  trustGrantedOnly: flag().optional().meta({
    description:
      "Whether the trust policy admits only the users and principals that are granted the role. If false, it admits the identity account, and the policies there decide. Default: false.",
  }),
};

const roleSettingsDeclaration = object(roleSettings).register(declarationTypes, {
  id: "RoleSettingsDeclaration",
  description: "Settings of a role that can differ from one target account to another.",
});

const ignore = list(
  z
    .enum(lintRuleIds, "must be the id of a rule in docs/lint-rules.md")
    .register(declarationTypes, { id: "LintRuleId", description: "Id of a lint rule." }),
  "must be a list of ids of lint rules",
)
  .optional()
  .meta({ description: "Lint rules to suppress for this entry." });

/** A mapping with exactly one of its keys. */
function oneKeyOf<Mapping extends z.ZodObject>(mapping: Mapping) {
  return mapping.refine((value) => Object.keys(value).length === 1, {
    error: `must have exactly one of ${Object.keys(mapping.shape).join(", ")}`,
    params: { code: "not-exactly-one" },
  });
}

const trustedEntity = oneKeyOf(
  object({
    awsAccount: accountId
      .optional()
      .meta({ description: "Id of another AWS account, such as a third party's." }),
    service: z
      .union(
        [
          z.string(),
          list(
            text("must be a service such as ec2.amazonaws.com").meta({
              description: "An AWS service, such as `ec2.amazonaws.com`.",
            }),
            "must be services",
          ).min(1, "must hold at least one service"),
        ],
        "must be a service such as ec2.amazonaws.com",
      )
      .optional()
      .meta({ description: "One or more AWS services, such as `ec2.amazonaws.com`." }),
    webIdentity: object({
      provider: text("must be the host of an OpenID Connect provider, or its ARN").meta({
        description: "OpenID Connect provider that exists in each target account: its host or its ARN.",
        examples: ["token.actions.githubusercontent.com"],
      }),
      audience: z
        .union(
          [
            z.string(),
            list(
              text("must be an audience").meta({ description: "An audience of the token." }),
              "must be audiences",
            ).min(1, "must hold at least one audience"),
          ],
          "must be an audience, or a list of them",
        )
        .meta({ description: "Audience of the token (`aud`), such as `sts.amazonaws.com`; one or more." }),
      subjects: list(
        text("must be a subject").meta({
          description: "A subject of the token, with `*` and `?` as wildcards.",
        }),
        "must be a list of subjects",
      )
        .optional()
        .meta({
          description:
            "Subjects of the token (`sub`), such as `repo:acme/infra:ref:refs/heads/main`; `*` and `?` are wildcards. Default: any subject.",
        }),
    })
      .register(declarationTypes, {
        id: "WebIdentityDeclaration",
        description: "Trust in an OpenID Connect provider, such as GitHub Actions.",
      })
      .optional()
      .meta({ description: "Federation by OpenID Connect, such as GitHub Actions." }),
    saml: object({
      provider: text("must be the name or the ARN of a SAML provider").meta({
        description: "SAML provider that exists in each target account: its name or its ARN.",
      }),
      audience: text("must be the audience of the assertion").optional().meta({
        description: "Audience of the assertion (`SAML:aud`). Default: the partition's sign-in page.",
      }),
    })
      .register(declarationTypes, { id: "SamlDeclaration", description: "Trust in a SAML 2.0 provider." })
      .optional()
      .meta({ description: "Federation by SAML 2.0." }),
    custom: policyDocument.optional().meta({
      description:
        'A complete trust policy, used as written; only `Principal: "*"`, which IAM refuses here, becomes `{ AWS: "*" }`, which means the same.',
    }),
  }),
);

const percentage = (description: string) =>
  z
    .int("must be a whole number from 0 to 100")
    .min(0, "must be a whole number from 0 to 100")
    .max(100, "must be a whole number from 0 to 100")
    .optional()
    .meta({ description });

const organizationalUnits = list(
  formed(
    /^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/,
    'must be the id of an organizational unit, such as "ou-ab12-cdefgh34", or of the root',
  ).meta({ description: "Id of an organizational unit, or of the root." }),
  "must be a list of ids of organizational units",
).min(1, "must hold at least one organizational unit");

const adopt = (what: string) =>
  flag()
    .optional()
    .meta({
      description: `Whether the ${what} exists already. If true, the next apply imports it into the Terraform state instead of creating it. Default: false.`,
    });

const role = object({
  description: limitedText(limits.descriptionLength)
    .optional()
    .meta({ description: "Description of the role in IAM." }),
  path: path.optional().meta({ description: "Path of the role. Default: `/`." }),
  displayName: limitedText(limits.displayNameLength).min(1, "must not be empty").optional().meta({
    description:
      "Name that the console's navigation bar shows after the switch. Default: `<role> @ <target account>`, shortened to fit.",
  }),
  tags: tags.optional().meta({ description: "Tags of the role." }),
  targetAccounts: accountSelector,
  trustedEntity: trustedEntity
    .register(declarationTypes, {
      id: "TrustedEntityDeclaration",
      description: "The entity that can assume a role. Set exactly one property.",
    })
    .optional()
    .meta({
      description:
        "Entity that can assume the role; exactly one of `awsAccount`, `service`, `webIdentity`, `saml` and `custom`. Default: the identity account.",
      minProperties: 1,
      maxProperties: 1,
    }),
  ...roleSettings,
  adopt: z
    .union(
      [flag(), list(targetAccountName, "must be names of target accounts")],
      "must be true, or a list of the target accounts where the role exists already",
    )
    .optional()
    .meta({
      description:
        "Whether the role exists already, in all of its target accounts (`true`) or in those listed. The next apply imports it into the Terraform state instead of creating it. Default: false.",
    }),
  rollout: z.enum(["provider", "stackSet"], "must be provider or stackSet").optional().meta({
    description:
      "How the role is created in its accounts: `provider` uses one Terraform provider for each account, `stackSet` one CloudFormation StackSet for organizational units. Default: `provider`.",
  }),
  stackSet: object({
    organizationalUnits: organizationalUnits.optional().meta({
      description:
        "Organizational units (or the root) whose accounts get the role. Default: `organization.organizationalUnits`.",
    }),
    failureTolerancePercentage: percentage(
      "Percentage of accounts that can fail before CloudFormation stops the operation. Default: 0.",
    ),
    maxConcurrentPercentage: percentage(
      "Percentage of accounts that CloudFormation works on at the same time. Default: 10.",
    ),
  })
    .register(declarationTypes, {
      id: "StackSetDeclaration",
      description: "Settings of the CloudFormation StackSet of a role.",
    })
    .optional()
    .meta({ description: "Settings of `rollout: stackSet`." }),
  overrides: named("account", roleSettingsDeclaration).optional().meta({
    description:
      "Settings that differ in one target account: account name -> settings. Each setting given here replaces the role's.",
  }),
  ignore,
}).register(declarationTypes, {
  id: "RoleDeclaration",
  extends: "RoleSettingsDeclaration",
  description: "A cross-account role.",
});

const consoleAccess = z
  .union(
    [
      flag(),
      object({
        passwordResetRequired: flag().optional().meta({
          description: "Whether the user must choose a new password at the first sign-in. Default: true.",
        }),
        passwordLength: z
          .int("must be a whole number from 8 to 128")
          .min(8, "must be a whole number from 8 to 128")
          .max(128, "must be a whole number from 8 to 128")
          .optional()
          .meta({ description: "Length of the generated password. Default: 20." }),
        pgpKey: text("must be a PGP public key in base64, or keybase:<name>")
          .regex(
            /^(keybase:[\w.-]+|[A-Za-z0-9+/=\s]{64,})$/,
            "must be a PGP public key in base64 (without armour), or keybase:<name>",
          )
          .optional()
          .meta({
            description:
              "PGP public key, in base64 or as `keybase:<name>`. Terraform's state and outputs then hold only the encrypted password.",
          }),
        adopt: adopt("login profile"),
      }).register(declarationTypes, {
        id: "ConsoleAccessDeclaration",
        description: "Console access of a user: the login profile, with a generated password.",
      }),
    ],
    "must be true, or a mapping with passwordResetRequired, passwordLength, pgpKey",
  )
  .meta({
    description:
      "Whether the user can sign in to the console with a password: `true`, or settings. Default: false.",
  });

const existing = (what: string) =>
  flag()
    .optional()
    .meta({
      description: `Whether the ${what} is created and managed elsewhere. If true, it is only granted roles. Default: false.`,
    });

const user = object({
  path: path.optional().meta({ description: "Path of the user. Default: `/`." }),
  tags: tags.optional().meta({ description: "Tags of the user." }),
  permissionsBoundary,
  forceDestroy: flag().optional().meta({
    description:
      "Whether Terraform can delete the user even if it has access keys or MFA devices that Terraform did not create. Default: false.",
  }),
  consoleAccess: consoleAccess.optional(),
  selfService: flag().optional().meta({
    description:
      "Whether the user can manage their own password, access keys and MFA devices. Enrolling an MFA device needs a console session, unless `enrolMfaWithAccessKey` is set. Default: true with console access or `enrolMfaWithAccessKey`, otherwise false.",
  }),
  enrolMfaWithAccessKey: flag().optional().meta({
    description:
      "Whether the user can enrol an MFA device with an access key, as a user without console access must. A stolen access key can then enrol a device too, and pass every condition on MFA. Default: false.",
  }),
  existing: existing("user"),
  adopt: adopt("user"),
  groups: list(
    text("must be the name of a group").meta({ description: "Name of a group." }),
    "must be a list of names of groups",
  )
    .optional()
    .meta({ description: "Names of the groups that the user is a member of." }),
  canAssume: canAssume.optional(),
  ignore,
}).register(declarationTypes, {
  id: "UserDeclaration",
  description: "An IAM user of the identity account.",
});

const group = object({
  path: path.optional().meta({ description: "Path of the group. Default: `/`." }),
  existing: existing("group"),
  adopt: adopt("group"),
  canAssume: canAssume.optional(),
  ignore,
}).register(declarationTypes, {
  id: "GroupDeclaration",
  description: "An IAM group of the identity account.",
});

const principal = object({
  roleName: formed(limits.roleOrUserName, "must be the name of a role").meta({
    description: "Name of a role that exists in the identity account.",
  }),
  path: path.optional().meta({ description: "Path of that role. Default: `/`." }),
  canAssume: canAssume.optional(),
  ignore,
}).register(declarationTypes, {
  id: "PrincipalDeclaration",
  description: "A role that exists in the identity account and is granted cross-account roles.",
});

const within = (min: number, max: number, error: string, description: string) =>
  z.int(error).min(min, error).max(max, error).optional().meta({ description });

const rule = (description: string) => flag().optional().meta({ description });

/** Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_account_password_policy */
const passwordPolicy = object({
  allowUsersToChangePassword: rule("Whether users can change their own password. Default: true."),
  hardExpiry: rule("Whether a user whose password has expired needs an administrator to reset it."),
  maxPasswordAge: within(
    0,
    1095,
    "must be days, 0 to 1095",
    "Days until a password expires; 0 means that it never expires.",
  ),
  minimumPasswordLength: within(6, 128, "must be 6 to 128", "Minimum length of a password. Default: 6."),
  passwordReusePrevention: within(
    0,
    24,
    "must be 0 to 24",
    "Number of previous passwords that a user cannot choose again.",
  ),
  requireLowercaseCharacters: rule("Whether a password must have a lowercase letter."),
  requireNumbers: rule("Whether a password must have a digit."),
  requireSymbols: rule("Whether a password must have a symbol."),
  requireUppercaseCharacters: rule("Whether a password must have an uppercase letter."),
}).register(declarationTypes, {
  id: "PasswordPolicy",
  description: "The password policy of an account, as in Terraform's `aws_iam_account_password_policy`.",
});

const stackName = formed(
  /^[A-Za-z0-9][\w.-]{0,63}$/,
  "must be 1-64 letters, digits, dots, hyphens or underscores, a letter or digit first",
);

const backend = oneKeyOf(
  object({
    s3: object({
      bucket: text("must be the name of a bucket")
        .min(3, "must be the name of a bucket")
        .meta({ description: "Name of a bucket that exists." }),
      region: text("must be the bucket's region").meta({ description: "AWS Region of the bucket." }),
      keyPrefix: text("must be a text").optional().meta({
        description: "Prefix of the key of each stack's state, `<prefix><stack>.tfstate`. Default: none.",
      }),
      useLockfile: flag().optional().meta({
        description:
          "Whether Terraform locks the state with a lock file next to it in the bucket. Default: true.",
      }),
      encrypt: flag()
        .optional()
        .meta({ description: "Whether the state is encrypted at rest. Default: true." }),
      kmsKeyId: text("must be a text").optional().meta({
        description:
          "ARN of the KMS key that encrypts the state. Default: an Amazon S3 managed key (SSE-S3).",
      }),
      dynamodbTable: text("must be a text").optional().meta({
        description: "DynamoDB table for locking, which Terraform has deprecated; prefer `useLockfile`.",
      }),
      profile: text("must be a text")
        .optional()
        .meta({ description: "AWS profile that reaches the bucket." }),
      roleArn: text("must be a text")
        .optional()
        .meta({ description: "ARN of a role that Terraform assumes to reach the bucket." }),
      usePathStyle: flag().optional().meta({
        description:
          "Whether the bucket's name is part of the URL's path, as some S3-compatible services require. Default: false.",
      }),
    })
      .register(declarationTypes, {
        id: "S3BackendDeclaration",
        description: "An S3 bucket that holds the state: one object for each stack.",
      })
      .optional()
      .meta({ description: "An S3 bucket: one object for each stack." }),
    cloud: object({
      organization: text("must be the name of an organization").meta({
        description: "Name of the organization in HCP Terraform.",
      }),
      workspacePrefix: text("must be a text").optional().meta({
        description: "Prefix of the name of each stack's workspace, `<prefix><stack>`. Default: none.",
      }),
      project: text("must be a text").optional().meta({ description: "Project of the workspaces." }),
      hostname: text("must be a text").optional().meta({
        description: "Host name of Terraform Enterprise. Default: HCP Terraform, `app.terraform.io`.",
      }),
    })
      .register(declarationTypes, {
        id: "CloudBackendDeclaration",
        description:
          "HCP Terraform or Terraform Enterprise, which holds the state: one workspace for each stack.",
      })
      .optional()
      .meta({ description: "HCP Terraform or Terraform Enterprise: one workspace for each stack." }),
    local: object({
      directory: text("must be a folder")
        .regex(
          /^(?![/\\~]|[A-Za-z]:)/,
          "must be relative to the folder that holds the output: an absolute path is one machine's own",
        )
        .optional()
        .meta({
          description:
            "Folder of the state files, relative to the folder that holds the output folder. Default: that folder.",
        }),
    })
      .register(declarationTypes, {
        id: "LocalBackendDeclaration",
        description: "Local state files: one file for each stack.",
      })
      .optional()
      .meta({ description: "Local files on the machine that runs Terraform: one file for each stack." }),
  }),
);

const schema = object({
  $schema: text("must be a text")
    .optional()
    .meta({ description: "URL or path of the JSON Schema of this file, for editors." }),
  partition: z
    .enum(partitionNames, `must be one of ${partitionNames.join(", ")}`)
    .optional()
    .meta({ description: "AWS partition of all accounts. Default: `aws`." }),
  region: formed(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, "must be a region such as us-east-1")
    .optional()
    .meta({
      description:
        "AWS Region of every provider. Default: `us-east-1`, `us-gov-west-1` or `cn-north-1`, by partition.",
    }),
  deployWith: deployWith.optional().meta({
    description:
      "How Terraform reaches the target accounts and the organization's account if they set no `deployWith`: a `role` to assume, a `profile`, both (the profile assumes the role), or `ambient`, the credentials that Terraform runs with.",
  }),
  stacks: z.enum(["single", "perAccount"], "must be single or perAccount").optional().meta({
    description:
      "How the accounts are divided into Terraform stacks: `single` puts all accounts into the stack `access`, `perAccount` gives each target account a stack. Default: `single`.",
  }),
  backend: backend
    .register(declarationTypes, {
      id: "BackendDeclaration",
      description: "Where Terraform keeps the state of each stack. Set exactly one property.",
    })
    .optional()
    .meta({
      description:
        "Where Terraform keeps the state of each stack; exactly one of `s3`, `cloud` and `local`. Default: a local file next to the output folder.",
      minProperties: 1,
      maxProperties: 1,
    }),
  organization: object({
    id: formed(limits.organizationId, 'must be the id of an organization, such as "o-a1b2c3d4e5"').meta({
      description: "Id of the organization, such as `o-a1b2c3d4e5`.",
    }),
    accountId: accountId.optional().meta({
      description:
        "Id of the account that creates the stack sets: the management account or a delegated administrator.",
    }),
    deployWith: deployWith.optional().meta({
      description: "How Terraform reaches the account `accountId`. Default: the top-level `deployWith`.",
    }),
    callAs: z.enum(["self", "delegatedAdmin"], "must be self or delegatedAdmin").optional().meta({
      description:
        "Role of the account `accountId` in the organization: `self` for the management account, `delegatedAdmin` for a delegated administrator. Default: `self`.",
    }),
    organizationalUnits: organizationalUnits.optional().meta({
      description:
        "Organizational units (or the root) that stack sets deploy to, unless a role sets `stackSet.organizationalUnits`.",
    }),
  })
    .register(declarationTypes, {
      id: "OrganizationDeclaration",
      description: "The AWS organization that the accounts belong to.",
    })
    .optional()
    .meta({
      description:
        "The AWS organization that the accounts belong to. Roles with `rollout: stackSet` need it.",
    }),
  identityAccount: object({
    id: accountId,
    alias: formed(
      limits.accountAlias,
      "must be 3-63 of a-z 0-9 -, with no hyphen at an end or beside another",
    )
      .optional()
      .meta({
        description: "Alias of the account, for the sign-in URL. It must exist; it is not created.",
      }),
    deployWith: deployWith
      .optional()
      .meta({ description: "How Terraform reaches the identity account. Default: `ambient`." }),
    denyWithoutMfa: flag().optional().meta({
      description:
        "Whether users, other than `existing` ones, are denied every action until they sign in with MFA, except to change their password and, in the console, to enrol an MFA device. Default: false.",
    }),
    passwordPolicy: passwordPolicy.optional().meta({
      description:
        "Password policy of the account, as in Terraform's `aws_iam_account_password_policy`. Default: the account's password policy is not managed.",
    }),
    ignore,
  })
    .meta({ description: "The account of the IAM users, groups and grants. People sign in there." })
    .register(declarationTypes, {
      id: "IdentityAccountDeclaration",
      description: "The account of the IAM users, groups and grants.",
    }),
  targetAccounts: named(
    "account",
    object({
      id: accountId,
      tags: tags
        .optional()
        .meta({ description: "Tags to select the account by. They are not created in AWS." }),
      deployWith: deployWith.optional().meta({
        description:
          "How Terraform reaches the account. Default: the top-level `deployWith`; if the account is also the identity account, that account's.",
      }),
      stack: stackName.optional().meta({
        description:
          "Terraform stack of the account. Default: `access`, or the account's name with `stacks: perAccount`.",
      }),
      movedFrom: stackName.optional().meta({
        description:
          "Previous Terraform stack of the account. That stack forgets the account's roles and the new stack imports them, so that none is deleted. Remove this key after both stacks are applied.",
      }),
      keepProvider: flag().optional().meta({
        description:
          "Set `true` for one apply after all roles of the account moved to `rollout: stackSet`, so that Terraform can delete the roles it created there. Default: false.",
      }),
      retired: flag().optional().meta({
        description:
          "Set `true` to remove all roles and grants in this account; after the next apply, delete the entry. Default: false.",
      }),
      ignore,
    }).register(declarationTypes, {
      id: "TargetAccountDeclaration",
      description: "An account that has cross-account roles.",
    }),
  ).meta({ description: "The accounts that people switch to: name -> account." }),
  roles: named("role", role).meta({ description: "The cross-account roles: name -> role." }),
  groups: named("group", group)
    .optional()
    .meta({ description: "IAM groups of the identity account: name -> group." }),
  users: named("user", user)
    .optional()
    .meta({ description: "IAM users of the identity account: name -> user." }),
  principals: named("principal", principal).optional().meta({
    description:
      "Roles that exist in the identity account and are granted cross-account roles: name -> principal.",
  }),
  ignore: ignore.meta({ description: "Lint rules to suppress in the whole file." }),
}).register(declarationTypes, {
  id: "AccessDeclaration",
  description: "The access file, or the same as props of `CrossAccountAccess`.",
});

/** The schema of the access file, and of the same as props. */
export const accessSchema: z.ZodType<AccessDeclaration> = schema;

/** A type with every property and every array read only. */
type ReadOnly<T> = T extends object ? { readonly [Key in keyof T]: ReadOnly<T[Key]> } : T;
/** A type with the properties of its interfaces written out, otherwise as it is. */
type WrittenOut<T> = T extends object ? { [Key in keyof T]: WrittenOut<T[Key]> } : T;
type Same<A, B> =
  (<T>() => T extends A ? true : false) extends <T>() => T extends B ? true : false ? true : false;
// An error here means that declaration.ts is stale: `npm run generate`.
true satisfies Same<WrittenOut<AccessDeclaration>, ReadOnly<z.infer<typeof schema>>>;

export type * from "./declaration";
/** The access file as it is written; `CrossAccountAccess` takes the same as props. */
export type AccessFile = AccessDeclaration;
/** Where Terraform keeps the state of each stack. */
export type Backend = BackendDeclaration;

/** The JSON Schema that editors complete and check the access file with. */
export function accessJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(accessSchema, {
      target: "draft-7",
      io: "input",
      override: ({ zodSchema, jsonSchema }) => {
        jsonSchema.description ??= declarationTypes.get(zodSchema)?.description;
      },
    }),
    title: "Access file of cross-account-roles",
  };
}

let jsonSchema: SchemaPart | undefined;

interface SchemaPart {
  readonly anyOf?: readonly SchemaPart[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly additionalProperties?: SchemaPart | boolean;
  readonly items?: SchemaPart;
}

/** The keys that a mapping at a path of the declaration can have. */
export function knownKeys(path: Path): string[] {
  jsonSchema ??= accessJsonSchema();
  return keysAt(jsonSchema, path);
}

function keysAt({ anyOf, properties, additionalProperties, items }: SchemaPart, path: Path): string[] {
  if (anyOf) return anyOf.flatMap((branch) => keysAt(branch, path));
  const [part, ...rest] = path;
  if (part === undefined) return Object.keys(properties ?? {});
  const inner = properties?.[part] ?? (typeof part === "number" ? items : additionalProperties);
  return typeof inner === "object" ? keysAt(inner, rest) : [];
}
