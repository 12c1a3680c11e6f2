/**
 * The access file's shape: the one source of the TypeScript types, of the checks at run time and of the JSON Schema.
 *
 * Only shape and format are here; what needs a look at two places of the file is in `check.ts`. The schema transforms
 * nothing: what is read is what was written.
 */
import { z } from "zod";
import * as limits from "../iam/limits";
import { partitionNames } from "../iam/partition";
import { lintRuleIds } from "./lint/ids";
import { nameForms } from "./name";
import { nearestHint } from "./nearest";
import { isMissing } from "./problem";

type Issue = { readonly input?: unknown };

/** Says what a value must be. */
function mustBe(error: string) {
  return ({ input }: Issue) => (input === undefined ? `${isMissing}: it ${error}` : error);
}

/** The same, and what stands there instead. */
function must(error: string) {
  return (issue: Issue) =>
    mustBe(error)(issue) + (typeof issue.input === "string" ? `, not ${quoted(issue.input)}` : "");
}

function quoted(value: string): string {
  return JSON.stringify(value.length <= 80 ? value : `${value.slice(0, 77)}...`);
}

/** The same for texts: what is none is so for want of quotes. */
function mustBeText(error: string) {
  return (issue: Issue) =>
    ["number", "boolean"].includes(typeof issue.input) && !/quotes/.test(error)
      ? `${error}; put it in quotes`
      : must(error)(issue);
}

/** An object that knows its keys: any other is an error that names the nearest known one. */
function object<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  const says = mustBe(`must be a mapping with the keys ${known.join(", ")}`);
  return z.strictObject(shape, {
    // One line a key: `problemsOf` takes them apart again.
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => `unknown key${nearestHint(key, known, "known here are")}`).join("\n")
        : says(issue),
  });
}

function text(error: string) {
  return z.string({ error: mustBeText(error) });
}

/** A text of a form; the message says the form, for a wrong text and for what is no text alike. */
function formed(form: RegExp, error: string) {
  return text(error).regex(form, { error: must(error) });
}

function limitedText(max: number) {
  return text("must be a text").max(max, {
    error: (issue) => `has ${String(issue.input).length} characters; the limit is ${max}`,
  });
}

function flag() {
  return z.boolean({ error: must("must be true or false") });
}

function list<Item extends z.ZodType>(item: Item, error: string) {
  return z.array(item, { error: must(error) });
}

/** A map from names to things. What a name may be is checked apart: the schema library looks at no value under a wrong one. */
function named<Value extends z.ZodType>(what: keyof typeof nameForms, value: Value) {
  return z.record(z.string().meta({ pattern: nameForms[what].form.source }), value, {
    error: mustBe(`must map names to their settings: <${nameForms[what].what}>: { ... }`),
  });
}

const accountId = formed(limits.accountId, "must be 12 digits in quotes").meta({
  description: 'The 12 digits of an AWS account, in quotes: leading zeros count ("012345678901").',
  examples: ["111111111111"],
});

const path = formed(limits.path, 'must begin and end with a slash, such as "/teams/"').max(
  limits.pathLength,
  {
    error: `has more than ${limits.pathLength} characters`,
  },
);

const tags = z
  .record(
    z
      .string()
      .min(1, { error: "a tag's key has at least 1 character" })
      .max(limits.tagKeyLength, {
        error: `a tag's key has at most ${limits.tagKeyLength} characters`,
      }),
    limitedText(limits.tagValueLength),
    { error: mustBe("must map tag keys to values") },
  )
  .refine((value) => Object.keys(value).length <= limits.tagCount, {
    error: `has more than ${limits.tagCount} tags`,
  });

const tagsOfAccounts = tags.meta({ description: "Accounts that bear all these tags." });

const externalId = formed(limits.externalId, "must be 2-1224 letters, digits or any of _ + = , . @ : / -");

const durationForm = must("must be a duration such as 1h, 90m or 1h30m, or a number of seconds");

const duration = z
  .union(
    [
      z.int({ error: durationForm }),
      z.string().regex(/^(?=.)(\d+h)?(\d+m)?(\d+s)?$/, { error: durationForm }),
    ],
    {
      error: durationForm,
    },
  )
  .meta({
    description: "A duration such as `1h`, `90m` or `1h30m`, or a number of seconds.",
    examples: ["1h", 3600],
  });

const deployWith = z
  .union(
    [
      z.literal("ambient"),
      object({
        role: text("must be the name or the ARN of a role")
          .regex(/^(arn:aws[a-z-]*:iam::\d{12}:role\/.+|(?!arn:)[\w+=,.@/-]+)$/, {
            error: must("must be the name or the ARN of a role"),
          })
          .optional()
          .meta({
            description:
              "Name (with its path, if it has one) or ARN of a role in the account that Terraform assumes.",
          }),
        profile: text("must be the name of a profile")
          .min(1, { error: must("must be the name of a profile") })
          .optional()
          .meta({ description: "Profile of the AWS configuration on the machine that runs Terraform." }),
        externalId: externalId.optional().meta({ description: "External ID that the role asks for." }),
        sessionName: formed(limits.sessionName, "must be 2-64 letters, digits or any of _ + = , . @ -")
          .optional()
          .meta({
            description: "Name of Terraform's session, to be seen in CloudTrail. Default: the provider's.",
          }),
      }),
    ],
    { error: mustBe("must be `ambient`, or a mapping with `role`, `profile` or both") },
  )
  .meta({
    description:
      "How Terraform reaches the account: a `role` to assume (name or ARN), a `profile`, both (the profile assumes the role), or `ambient`: the credentials it is run with.",
  });

const selector = (what: string) =>
  z
    .union(
      [
        z.literal("*"),
        list(text("must be the name of a target account"), `must be names of ${what}`),
        object({ tags: tagsOfAccounts }),
      ],
      { error: must(`must be a list of names of target accounts, "*" for all, or { tags: { ... } }`) },
    )
    .meta({ description: `Names of target accounts, "*" for all of ${what}, or \`{ tags: { ... } }\`.` });

const accountsOfGrant = z
  .union(
    [
      z.literal("*"),
      z.literal("organization"),
      list(text("must be the name of a target account"), "must be names of target accounts"),
      object({ tags: tagsOfAccounts }),
    ],
    {
      error: must(`must be a list of names of target accounts, "*", { tags: { ... } }, or organization`),
    },
  )
  .meta({
    description:
      "In which of the role's target accounts: names, `\"*\"`, or `{ tags: { ... } }`; or `organization`: the role of this name in any account of the organization, where the exact grants outgrow IAM's limits. Default: in all of them.",
  });

const canAssume = list(
  z.union(
    [
      z.string(),
      object({
        role: text("must be the name of a role").meta({ description: "Name of a role." }),
        accounts: accountsOfGrant.optional(),
      }),
    ],
    { error: must("must be the name of a role, or { role: <name>, accounts: [<target account>] }") },
  ),
  "must be a list of roles: names, or { role, accounts }",
).meta({
  description:
    "The roles that may be assumed: names (in all the role's target accounts), or `{ role, accounts }`.",
});

const policyDocument = z
  .union([z.record(z.string(), z.unknown()), z.string()], {
    error: must("must be a policy document, as YAML or as JSON in a string"),
  })
  .meta({ description: "An IAM policy document, as YAML or as JSON in a string." });

const managedPolicyForm = must(
  "must be the name of an AWS managed policy, an ARN, or { name, path } of a customer managed policy",
);

const managedPolicy = z.union(
  [
    z.string().min(1, { error: managedPolicyForm }),
    object({
      name: text("must be the name of a policy")
        .regex(limits.groupOrPolicyName, {
          error: must("must be 1-128 letters, digits or any of _ + = , . @ -"),
        })
        .meta({ description: "Name of a customer managed policy that exists in the account." }),
      path: path.optional().meta({ description: "The policy's path. Default: `/`." }),
    }),
  ],
  { error: managedPolicyForm },
);

const managedPolicies = list(managedPolicy, "must be a list of managed policies").meta({
  description:
    "Managed policies: the name of an AWS managed one, any ARN, or `{ name, path }` of a customer managed policy that exists in each target account.",
});

const permissionsBoundary = managedPolicy.optional().meta({
  description:
    "The most that may ever be done: the name of an AWS managed policy, any ARN, or `{ name, path }` of a customer managed policy that exists in the account.",
});

/** What may differ from one target account to another. */
const roleSettings = {
  managedPolicies: managedPolicies.optional(),
  inlinePolicies: named("policy", policyDocument).optional().meta({
    description:
      "Policies of the role's own: name -> document. Policy variables such as `${aws:username}` are kept as written.",
  }),
  permissionsBoundary,
  maxSessionDuration: duration
    .optional()
    .meta({ description: "How long a session may last: 1h to 12h, or seconds. Default: 1h." }),
  requireMfa: flag().optional().meta({
    description:
      "Whether the caller must have signed in with MFA. Default: true where the identity account is trusted, false for any other entity.",
  }),
  mfaMaxAge: duration
    .optional()
    .meta({ description: "How long ago the sign-in with MFA may be. Default: any time within the session." }),
  externalId: externalId.optional().meta({
    description: "What a third party must send along. The console cannot switch to a role that requires one.",
  }),
  sourceIps: list(text("must be an address range such as 198.51.100.0/24"), "must be a list of CIDR ranges")
    .min(1, { error: must("must hold at least one address range") })
    .optional()
    .meta({ description: "Address ranges (CIDR) that the call must come from. Default: from anywhere." }),
  organizationId: formed(limits.organizationId, 'must be the id of an organization, such as "o-a1b2c3d4e5"')
    .optional()
    .meta({ description: "Organization that the caller's account must belong to (`aws:PrincipalOrgID`)." }),
  requireUserSessionName: flag()
    .optional()
    .meta({ description: "Whether the session must bear the IAM user's name. Default: false." }),
  trustGrantedOnly: flag().optional().meta({
    description:
      "Whether the trust policy names exactly the users and principals that are granted the role, rather than leaving that to the identity account's policies alone. Default: false.",
  }),
};

const ignore = list(
  z.enum(lintRuleIds, {
    error: ({ input }) =>
      typeof input === "string"
        ? `no lint rule ${quoted(input)}${nearestHint(input, lintRuleIds, "there are")}; docs/lint-rules.md has them all`
        : "must be the id of a lint rule",
  }),
  "must be a list of ids of lint rules",
)
  .optional()
  .meta({ description: "Ids of lint rules that are not to speak of this entry." });

const oneKeyOf = (keys: readonly string[]) => ({
  check: (value: object) => Object.keys(value).length === 1,
  error: must(`must have exactly one of ${keys.join(", ")}`),
});

const trustedEntityShape = {
  awsAccount: accountId.optional().meta({ description: "Another AWS account, such as a third party's." }),
  service: z
    .union(
      [
        z.string(),
        list(text("must be a service such as ec2.amazonaws.com"), "must be services").min(1, {
          error: "must hold at least one service",
        }),
      ],
      {
        error: must("must be a service such as ec2.amazonaws.com"),
      },
    )
    .optional()
    .meta({ description: "AWS service(s), such as `ec2.amazonaws.com`." }),
  webIdentity: object({
    provider: text("must be the host of an OpenID Connect provider, or its ARN").meta({
      description: "Host of an OpenID Connect provider that exists in each target account, or its ARN.",
      examples: ["token.actions.githubusercontent.com"],
    }),
    audience: z
      .union(
        [
          z.string(),
          list(text("must be an audience"), "must be audiences").min(1, {
            error: "must hold at least one audience",
          }),
        ],
        {
          error: must("must be an audience, or a list of them"),
        },
      )
      .meta({ description: "What the token is for, such as `sts.amazonaws.com`." }),
    subjects: list(text("must be a subject"), "must be a list of subjects")
      .optional()
      .meta({ description: "Whose tokens: `repo:acme/infra:ref:refs/heads/main`. May hold `*` and `?`." }),
  })
    .optional()
    .meta({ description: "Federation by OpenID Connect, such as GitHub Actions." }),
  saml: object({
    provider: text("must be the name or the ARN of a SAML provider").meta({
      description: "Name of a SAML provider that exists in each target account, or its ARN.",
    }),
    audience: text("must be the audience of the assertion")
      .optional()
      .meta({ description: "Default: the partition's sign-in page." }),
  })
    .optional()
    .meta({ description: "Federation by SAML 2.0." }),
  custom: policyDocument.optional().meta({ description: "A whole trust policy, taken as it is." }),
};
const oneEntity = oneKeyOf(Object.keys(trustedEntityShape));

const percentage = (description: string) =>
  z
    .int({ error: must("must be a whole number from 0 to 100") })
    .min(0, { error: must("must be a whole number from 0 to 100") })
    .max(100, { error: must("must be a whole number from 0 to 100") })
    .optional()
    .meta({ description });

const organizationalUnits = list(
  formed(
    /^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/,
    'must be the id of an organizational unit, such as "ou-ab12-cdefgh34", or of the root',
  ),
  "must be a list of ids of organizational units",
).min(1, { error: must("must hold at least one organizational unit") });

const adopt = (what: string) =>
  flag()
    .optional()
    .meta({
      description: `Whether the ${what} exists already and is to be imported into the state by the next apply. Default: false.`,
    });

const role = object({
  description: limitedText(limits.descriptionLength)
    .optional()
    .meta({ description: "What the role is for." }),
  path: path.optional().meta({ description: "The role's path. Default: `/`." }),
  displayName: limitedText(limits.displayNameLength).min(1, { error: "must not be empty" }).optional().meta({
    description:
      "What the console's navigation bar shows after the switch. Default: `<role> @ <target account>`, cut to fit.",
  }),
  tags: tags.optional().meta({ description: "Tags of the role." }),
  targetAccounts: selector("the target accounts").meta({
    description: 'Where the role exists: names of target accounts, "*" for all, or `{ tags: { ... } }`.',
  }),
  trustedEntity: object(trustedEntityShape)
    .refine(oneEntity.check, { error: oneEntity.error })
    .optional()
    .meta({
      description: "Who may assume the role. Default: users of the identity account.",
      minProperties: 1,
      maxProperties: 1,
    }),
  ...roleSettings,
  adopt: z
    .union([flag(), list(text("must be the name of a target account"), "must be names of target accounts")], {
      error: must("must be true, or a list of the target accounts where the role exists already"),
    })
    .optional()
    .meta({
      description:
        "Whether the role exists already, in all its target accounts or in those listed, and is to be imported into the state by the next apply. Default: false.",
    }),
  rollout: z
    .enum(["provider", "stackSet"], { error: must("must be provider or stackSet") })
    .optional()
    .meta({
      description:
        "How the role gets into its accounts: `provider`, one Terraform provider an account, or `stackSet`, one CloudFormation StackSet over organizational units. Default: `provider`.",
    }),
  stackSet: object({
    organizationalUnits: organizationalUnits.optional().meta({
      description: "Where the role is deployed to. Default: the organization's organizationalUnits.",
    }),
    failureTolerancePercentage: percentage(
      "Of the accounts, how many may fail before AWS stops. Default: 0.",
    ),
    maxConcurrentPercentage: percentage("Of the accounts, how many AWS works on at once. Default: 10."),
  })
    .optional()
    .meta({ description: "Settings of `rollout: stackSet`." }),
  overrides: named("account", object(roleSettings))
    .optional()
    .meta({ description: "Target account -> what is different there." }),
  ignore,
});

const consoleAccess = z
  .union(
    [
      flag(),
      object({
        passwordResetRequired: flag().optional().meta({
          description: "Whether a new password must be chosen at the first sign-in. Default: true.",
        }),
        passwordLength: z
          .int({ error: must("must be a whole number from 8 to 128") })
          .min(8, { error: must("must be a whole number from 8 to 128") })
          .max(128, { error: must("must be a whole number from 8 to 128") })
          .optional()
          .meta({ description: "Length of the generated password. Default: 20." }),
        pgpKey: text("must be a PGP public key in base64, or keybase:<name>")
          .regex(/^(keybase:[\w.-]+|[A-Za-z0-9+/=\s]{64,})$/, {
            error: must("must be a PGP public key in base64 (without armour), or keybase:<name>"),
          })
          .optional()
          .meta({
            description:
              "PGP public key, in base64 or `keybase:<name>`: the password leaves AWS encrypted for it.",
          }),
        adopt: adopt("login profile"),
      }),
    ],
    { error: mustBe("must be true, or a mapping with passwordResetRequired, passwordLength, pgpKey") },
  )
  .meta({ description: "Whether the user may sign in to the console. Default: not." });

const existing = (what: string) =>
  flag()
    .optional()
    .meta({
      description: `The ${what} is made and owned elsewhere; it is only granted roles. Default: false.`,
    });

const user = object({
  path: path.optional().meta({ description: "The user's path. Default: `/`." }),
  tags: tags.optional().meta({ description: "Tags of the user." }),
  permissionsBoundary,
  forceDestroy: flag().optional().meta({
    description:
      "Whether the user may be deleted with the keys and MFA devices made outside Terraform. Default: false.",
  }),
  consoleAccess: consoleAccess.optional(),
  selfService: flag().optional().meta({
    description:
      "Whether the user manages their own password, access keys and MFA devices. Default: true with console access.",
  }),
  existing: existing("user"),
  adopt: adopt("user"),
  groups: list(text("must be the name of a group"), "must be a list of names of groups")
    .optional()
    .meta({ description: "Groups that the user is a member of." }),
  canAssume: canAssume.optional(),
  ignore,
});

const group = object({
  path: path.optional().meta({ description: "The group's path. Default: `/`." }),
  existing: existing("group"),
  adopt: adopt("group"),
  canAssume: canAssume.optional(),
  ignore,
});

const principal = object({
  roleName: formed(limits.roleOrUserName, "must be the name of a role").meta({
    description: "Name of a role of the identity account that exists already.",
  }),
  path: path.optional().meta({ description: "That role's path. Default: `/`." }),
  canAssume: canAssume.optional(),
  ignore,
});

const within = (min: number, max: number, error: string, description: string) =>
  z
    .int({ error: must(error) })
    .min(min, { error: must(error) })
    .max(max, { error: must(error) })
    .optional()
    .meta({ description });

const rule = (description: string) => flag().optional().meta({ description });

/** Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_account_password_policy */
const passwordPolicy = object({
  allowUsersToChangePassword: rule("Whether users may change their own password."),
  hardExpiry: rule("Whether a user whose password has expired needs an administrator to get in again."),
  maxPasswordAge: within(0, 1095, "must be days, 0 to 1095", "Days until a password expires; 0: never."),
  minimumPasswordLength: within(6, 128, "must be 6 to 128", "The fewest characters of a password."),
  passwordReusePrevention: within(
    0,
    24,
    "must be 0 to 24",
    "How many of the last passwords cannot be chosen again.",
  ),
  requireLowercaseCharacters: rule("Whether a password needs a lower-case letter."),
  requireNumbers: rule("Whether a password needs a digit."),
  requireSymbols: rule("Whether a password needs a symbol."),
  requireUppercaseCharacters: rule("Whether a password needs an upper-case letter."),
});

const stackName = formed(
  /^[A-Za-z0-9][\w.-]{0,63}$/,
  "must be 1-64 letters, digits, dots, hyphens or underscores, a letter or digit first",
);

const backend = object({
  s3: object({
    bucket: text("must be the name of a bucket")
      .min(3, { error: must("must be the name of a bucket") })
      .meta({ description: "Name of a bucket that exists already." }),
    region: text("must be the bucket's region").meta({ description: "The bucket's region." }),
    keyPrefix: text("must be a text").optional().meta({
      description: "What comes before `<stack>.tfstate` in the key of each stack's state. Default: nothing.",
    }),
    useLockfile: flag()
      .optional()
      .meta({ description: "Whether a lock file beside the state keeps two runs apart. Default: true." }),
    encrypt: flag()
      .optional()
      .meta({ description: "Whether the state is encrypted at rest. Default: true." }),
    kmsKeyId: text("must be a text").optional().meta({ description: "ARN of the KMS key to encrypt with." }),
    dynamodbTable: text("must be a text")
      .optional()
      .meta({ description: "Table of the older way of locking." }),
    profile: text("must be a text").optional().meta({ description: "Profile to reach the bucket with." }),
    roleArn: text("must be a text").optional().meta({ description: "Role to assume to reach the bucket." }),
    usePathStyle: flag()
      .optional()
      .meta({ description: "Whether the bucket is part of the path, as S3 look-alikes want." }),
  })
    .optional()
    .meta({ description: "An S3 bucket: one object a stack." }),
  cloud: object({
    organization: text("must be the name of an organization").meta({
      description: "Name of the organization there.",
    }),
    workspacePrefix: text("must be a text").optional().meta({
      description: "What comes before the stack's name in the name of its workspace. Default: nothing.",
    }),
    project: text("must be a text").optional().meta({ description: "Project of the workspaces." }),
    hostname: text("must be a text")
      .optional()
      .meta({ description: "Host of Terraform Enterprise. Default: HCP Terraform." }),
  })
    .optional()
    .meta({ description: "HCP Terraform or Terraform Enterprise: one workspace a stack." }),
  local: object({
    directory: text("must be a folder")
      .regex(/^(?![/\\~]|[A-Za-z]:)/, {
        error: must(
          "must be relative to the folder that holds the output: an absolute path is one machine's own",
        ),
      })
      .optional()
      .meta({
        description: "Folder of the states, relative to the one that holds the output. Default: that folder.",
      }),
  })
    .optional()
    .meta({ description: "A file a stack, on the machine that runs Terraform." }),
});
const oneBackend = oneKeyOf(["s3", "cloud", "local"]);

/** The access file, or the same as props. */
export const accessSchema = object({
  $schema: text("must be a text").optional().meta({ description: "Where editors find this schema." }),
  partition: z
    .enum(partitionNames, { error: must(`must be one of ${partitionNames.join(", ")}`) })
    .optional()
    .meta({ description: "The AWS partition of all accounts. Default: `aws`." }),
  region: formed(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, "must be a region such as us-east-1")
    .optional()
    .meta({ description: "Home region of the providers. Default: the partition's first." }),
  deployWith: deployWith.optional(),
  stacks: z
    .enum(["single", "perAccount"], { error: must("must be single or perAccount") })
    .optional()
    .meta({
      description:
        "How the accounts are spread over Terraform stacks: all in the identity account's, or each in its own. Default: `single`.",
    }),
  backend: backend.refine(oneBackend.check, { error: oneBackend.error }).optional().meta({
    description: "Where Terraform keeps each stack's state. Default: a local file beside the output.",
    minProperties: 1,
    maxProperties: 1,
  }),
  organization: object({
    id: formed(limits.organizationId, 'must be the id of an organization, such as "o-a1b2c3d4e5"').meta({
      description: "Id of the AWS organization.",
    }),
    accountId: accountId
      .optional()
      .meta({ description: "Management or delegated administrator account, where stack sets are made." }),
    deployWith: deployWith.optional(),
    callAs: z
      .enum(["self", "delegatedAdmin"], { error: must("must be self or delegatedAdmin") })
      .optional()
      .meta({
        description:
          "What that account is: the management account (`self`), or a delegated administrator. Default: `self`.",
      }),
    organizationalUnits: organizationalUnits
      .optional()
      .meta({ description: "Where stack sets deploy to, unless a role names its own." }),
  })
    .optional()
    .meta({ description: "The AWS organization that the accounts belong to." }),
  identityAccount: object({
    id: accountId,
    alias: formed(
      limits.accountAlias,
      "must be 3-63 of a-z 0-9 -, with no hyphen at an end or beside another",
    )
      .optional()
      .meta({ description: "The account's alias, for the sign-in URL. It is not created." }),
    deployWith: deployWith
      .optional()
      .meta({ description: "How Terraform reaches the identity account. Default: `ambient`." }),
    denyWithoutMfa: flag().optional().meta({
      description:
        "Whether users are denied everything but enrolling a device until they signed in with MFA. Default: false.",
    }),
    passwordPolicy: passwordPolicy.optional().meta({
      description:
        "The account's password policy, with Terraform's arguments of aws_iam_account_password_policy.",
    }),
    ignore,
  }).meta({ description: "The account where the IAM users are." }),
  targetAccounts: named(
    "account",
    object({
      id: accountId,
      tags: tags
        .optional()
        .meta({ description: "Tags to select the account by. They are not created in AWS." }),
      deployWith: deployWith.optional(),
      stack: stackName
        .optional()
        .meta({ description: "Terraform stack that the account is in. Default: as `stacks` says." }),
      movedFrom: stackName.optional().meta({
        description:
          "Terraform stack that the account was in before: the old one forgets its roles, the new one imports them, and none is deleted. Drop it when both are applied.",
      }),
      keepProvider: flag().optional().meta({
        description:
          "Whether the account keeps a provider though stack sets bring all its roles: for the one apply in which Terraform deletes the roles that it made there before. Default: false.",
      }),
      retired: flag().optional().meta({
        description:
          "Whether everything in the account goes, and every grant. After one apply the entry can go too. Default: false.",
      }),
      ignore,
    }),
  ).meta({ description: "The accounts where the resources are: name -> account." }),
  roles: named("role", role).meta({ description: "The cross-account roles: name -> role." }),
  groups: named("group", group)
    .optional()
    .meta({ description: "IAM groups of the identity account: name -> group." }),
  users: named("user", user)
    .optional()
    .meta({ description: "IAM users of the identity account: name -> user." }),
  principals: named("principal", principal).optional().meta({
    description:
      "Roles of the identity account that exist already and are granted roles as users are: name -> principal.",
  }),
});

/** The access file as it is written; `CrossAccountAccess` takes the same as props. */
export type AccessFile = z.infer<typeof accessSchema>;
export type RoleDeclaration = AccessFile["roles"][string];
export type RoleSettingsDeclaration = NonNullable<RoleDeclaration["overrides"]>[string];
export type UserDeclaration = NonNullable<AccessFile["users"]>[string];
export type GroupDeclaration = NonNullable<AccessFile["groups"]>[string];
export type PrincipalDeclaration = NonNullable<AccessFile["principals"]>[string];
export type TargetAccountDeclaration = AccessFile["targetAccounts"][string];
export type TrustedEntityDeclaration = NonNullable<RoleDeclaration["trustedEntity"]>;
export type DeployWith = NonNullable<AccessFile["deployWith"]>;
export type AccountSelector = RoleDeclaration["targetAccounts"];
export type Backend = NonNullable<AccessFile["backend"]>;
export type CanAssume = NonNullable<UserDeclaration["canAssume"]>[number];
export type ManagedPolicyDeclaration = NonNullable<RoleDeclaration["managedPolicies"]>[number];
export type PasswordPolicy = NonNullable<AccessFile["identityAccount"]["passwordPolicy"]>;

/** The JSON Schema that editors complete and check the access file with. */
export function accessJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(accessSchema, { target: "draft-7", io: "input" }),
    title: "Access file of cross-account-roles",
  };
}
