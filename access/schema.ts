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
import { permissionSetName } from "../iam/permission-set";
import type { AccessDeclaration, BackendDeclaration } from "./declaration";
import type { Path } from "./problem";
import { lintRuleIds } from "./rules/ids";
import { verifyFindingIds } from "./verify-findings";

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
  identityProvider: {
    what: "identity provider",
    form: limits.samlProviderName,
    says: "1-128 letters, digits or any of . _ -",
  },
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
  description: "AWS account id: 12 digits; leading zeros count, with or without quotes.",
  examples: ["111111111111"],
  // Editors read digits without quotes as a number. In the file they are text.
  type: ["string", "integer"],
  maximum: 999_999_999_999,
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

/** A mapping with exactly one of its keys. */
function oneKeyOf<Mapping extends z.ZodObject>(mapping: Mapping) {
  return mapping.refine((value) => Object.keys(value).length === 1, {
    error: `must have exactly one of ${Object.keys(mapping.shape).join(", ")}`,
    params: { code: "not-exactly-one" },
  });
}

const targetAccountName = text("must be the name of a target account").meta({
  description: "Name of a target account.",
});

const wantedTags = z.record(
  z.string().min(1, "must not be empty").max(limits.tagKeyLength),
  z.union(
    [
      limitedText(limits.tagValueLength),
      list(
        limitedText(limits.tagValueLength).meta({ description: "A value that the tag may have." }),
        "must be values",
      ).min(1, "must hold at least one value"),
    ],
    "must be a value, or a list of values",
  ),
  "must map tag keys to values",
);

const selectedAccounts = object({
  tags: wantedTags.optional().meta({
    description:
      "Tags that an account must have, all of them: key -> value, or a list of values of which it must have one. Default: any account.",
  }),
  except: z
    .union(
      [
        list(targetAccountName, "must be names of target accounts").min(1, "must hold at least one account"),
        object({
          tags: wantedTags.meta({
            description: "Tags that an account must have to be left out, all of them.",
          }),
        }).register(declarationTypes, {
          id: "TaggedAccounts",
          description: "All target accounts that have certain tags.",
        }),
      ],
      "must be a list of names of target accounts, or { tags: { ... } }",
    )
    .optional()
    .meta({ description: "Accounts to leave out: their names, or `{ tags: { ... } }`. Default: none." }),
})
  .refine((value) => Object.keys(value).length > 0, {
    error: "must have tags, except or both",
    params: { code: "not-exactly-one" },
  })
  .register(declarationTypes, {
    id: "SelectedAccounts",
    description: "All target accounts that have certain tags, or all but some.",
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
    [z.literal("*"), list(targetAccountName, "must be names of the target accounts"), selectedAccounts],
    `must be a list of names of target accounts, "*" for all, or { tags: { ... }, except: [...] }`,
  )
  .meta({
    description:
      'Accounts where the role exists: names of target accounts, `"*"` for all, or `{ tags: { ... }, except: [...] }`.',
  })
  .register(declarationTypes, {
    id: "AccountSelector",
    description: 'Target accounts: their names, `"*"` for all, or `{ tags: { ... }, except: [...] }`.',
  });

const accountsOfGrant = z
  .union(
    [
      z.literal("*"),
      z.literal("organization"),
      list(targetAccountName, "must be names of target accounts"),
      selectedAccounts,
    ],
    `must be a list of names of target accounts, "*", { tags: { ... }, except: [...] }, or organization`,
  )
  .meta({
    description:
      'Target accounts of the role in which it can be assumed: names, `"*"` for all, or `{ tags: { ... }, except: [...] }`. `organization` allows the role of this name in every account of the organization; use it if the exact grants exceed IAM\'s size limits. Default: all target accounts of the role.',
  })
  .register(declarationTypes, {
    id: "GrantedAccounts",
    description:
      'Target accounts of a role: their names, `"*"` for all, `{ tags: { ... }, except: [...] }`, or `organization` for the role of this name in every account of the organization.',
  });

const end = {
  until: formed(
    /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/,
    "must be a date such as 2026-12-24, or a time in UTC such as 2026-12-24T18:00:00Z",
  )
    .optional()
    .meta({
      description:
        "When it ends, without another apply: a date such as `2026-12-24` (at 00:00 UTC of this day) or a time in UTC such as `2026-12-24T18:00:00Z`. Sessions that have begun last until their own end. Default: it does not end.",
    }),
  reason: limitedText(200)
    .optional()
    .meta({ description: "Reason for it, which the reports show. Default: none." }),
};

const canAssume = list(
  z
    .union(
      [
        z.string().meta({ description: "Name of a role in `roles`, in all of its target accounts." }),
        object({
          role: text("must be the name of a role").meta({ description: "Name of a role in `roles`." }),
          accounts: accountsOfGrant.optional(),
          ...end,
        }).register(declarationTypes, {
          id: "GrantDeclaration",
          description: "A grant: permission to assume one role, in some or all of its target accounts.",
        }),
      ],
      "must be the name of a role, or { role: <name>, accounts: [<target account>], until: <date> }",
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

const fileReference = object({
  file: text("must be the path of a file").min(1, "must be the path of a file").meta({
    description:
      "Path of the file, relative to the file that names it, in the folder of the access file or below.",
  }),
}).register(declarationTypes, {
  id: "FileDeclaration",
  description: "The content of a file. Only an access file can name one: constructs read no files.",
});

const policyDocument = z
  .union(
    [fileReference, z.record(z.string(), z.unknown()), z.string()],
    "must be a policy document, as YAML, as JSON in a string, or as { file: <path> }",
  )
  .register(declarationTypes, {
    id: "PolicyDocumentDeclaration",
    description: "An IAM policy document: a mapping, JSON in a string, or `{ file }`.",
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
          .meta({
            description:
              "Name of a policy in `policies`, or of a customer managed policy that exists in the account.",
          }),
        path: path.optional().meta({
          description:
            "Path of a policy that exists in the account. Default: `/`; for one in `policies`, its own path.",
        }),
      }).register(declarationTypes, {
        id: "CustomerManagedPolicyDeclaration",
        description: "A customer managed policy: one in `policies`, or one that exists in the account.",
      }),
    ],
    managedPolicyForm,
  )
  .register(declarationTypes, {
    id: "ManagedPolicyDeclaration",
    description:
      "A managed policy: the name of an AWS managed policy, any ARN, `{ name }` of a policy in `policies`, or `{ name, path }` of a customer managed policy that exists in the account.",
  });

const managedPolicyList = list(managedPolicy, "must be a list of managed policies");

const managedPolicies = managedPolicyList.meta({
  description:
    "Managed policies to attach: the name of an AWS managed policy, any ARN, or `{ name }` of a policy in `policies`, or `{ name, path }` of a customer managed policy that exists in each target account.",
});

const permissionsBoundary = managedPolicy.optional().meta({
  description:
    "Permissions boundary, the maximum permissions: the name of an AWS managed policy, any ARN, `{ name }` of a policy in `policies`, or `{ name, path }` of a customer managed policy that exists in the account.",
});

/** The settings of a role that are conditions of its trust policy. */
const trustConditions = {
  requireMfa: flag().optional().meta({
    description:
      "Whether the caller must have signed in with MFA (`aws:MultiFactorAuthPresent`). Default: true for callers of the identity account, except roles with `canAssume`, and where `mfaMaxAge` is set; otherwise false.",
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
  tagSession: z
    .union(
      [
        flag(),
        list(
          text("must be a tag key").min(1, "must not be empty").max(limits.tagKeyLength).meta({
            description: "Key of a session tag that the request must have.",
          }),
          "must be keys of session tags",
        ).min(1, "must hold at least one tag key"),
      ],
      "must be true, or a list of the session tags that are required",
    )
    .optional()
    .meta({
      description:
        "Whether the caller can pass session tags (`sts:TagSession`): `true`, or the keys of the tags that every request must have (`aws:RequestTag/<key>`). The console cannot pass session tags. Default: false.",
    }),
  setSourceIdentity: z
    .union(
      [
        flag(),
        list(
          text("must be a source identity").min(1, "must not be empty").meta({
            description:
              "A source identity that is accepted; `*` and `?` are wildcards, `${aws:username}` is the name of the IAM user.",
          }),
          "must be source identities",
        ).min(1, "must hold at least one source identity"),
      ],
      "must be true, or a list of the source identities that are accepted",
    )
    .optional()
    .meta({
      description:
        "Whether the caller can set a source identity (`sts:SetSourceIdentity`): `true`, or the source identities of which every request must set one (`sts:SourceIdentity`). The console cannot set one. Default: false.",
    }),
};

/** The same, by their keys. */
export const conditionKeys = Object.keys(trustConditions) as (keyof typeof trustConditions)[];

/** The kinds of trusted entity: an entry has exactly one of them. */
const trustedEntityKinds = {
  identityAccount: z
    .literal(true, "must be true; to trust others only, leave the identity account out")
    .optional()
    .meta({ description: "The identity account: the users, groups and principals of this file." }),
  awsAccount: z
    .union(
      [accountId, list(accountId, "must be account ids").min(1, "must hold at least one account id")],
      "must be 12 digits, or a list of account ids",
    )
    .optional()
    .meta({ description: "Id of another AWS account, such as a third party's; one or more." }),
  principals: list(
    formed(
      limits.principalArn,
      "must be the ARN of a role or user, such as arn:aws:iam::111111111111:role/ci",
    ).meta({
      description: "ARN of a role or user; `*` and `?` are wildcards in its path and name.",
    }),
    "must be ARNs of roles or users",
  )
    .min(1, "must hold at least one ARN")
    .optional()
    .meta({
      description:
        "ARNs of roles and users that exist elsewhere. The trust policy names their accounts and requires one of the ARNs (`aws:PrincipalArn`), so they need not exist yet.",
    }),
  organizationalUnits: list(
    formed(
      limits.organizationPath,
      "must be the path of an organizational unit with a slash at its end, such as o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/, or /* for the units below it too",
    ).meta({
      description:
        "Path of an organizational unit: `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/` for its own accounts, `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*` for those of the units below it too.",
    }),
    "must be paths of organizational units",
  )
    .min(1, "must hold at least one path")
    .optional()
    .meta({
      description:
        "Paths of organizational units: every account there (`aws:PrincipalOrgPaths`). In the role's own account, a caller then needs no permission of its own.",
    }),
  service: z
    .union(
      [
        text("must be a service such as ec2.amazonaws.com"),
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
      description:
        "OpenID Connect provider: its name or its host in `identityProviders`, or the host or the ARN of one that exists in each target account.",
      examples: ["token.actions.githubusercontent.com"],
    }),
    audience: z
      .union(
        [
          text("must be an audience"),
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
      description:
        "SAML provider: its name in `identityProviders`, or the name or the ARN of one that exists in each target account.",
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
};

const trustedEntityEntry = z
  .strictObject(
    { ...trustedEntityKinds, ...trustConditions },
    `must be a mapping with one of the keys ${Object.keys(trustedEntityKinds).join(", ")}`,
  )
  .refine((value) => Object.keys(value).filter((key) => key in trustedEntityKinds).length === 1, {
    error: `must have exactly one of ${Object.keys(trustedEntityKinds).join(", ")}`,
    params: { code: "not-exactly-one" },
  })
  .register(declarationTypes, {
    id: "TrustedEntityDeclaration",
    description:
      "An entity that can assume a role: exactly one of its kinds, and the conditions that hold for it beside the role's.",
  });

const trustedEntity = z
  .union(
    [
      trustedEntityEntry,
      list(trustedEntityEntry, "must be trusted entities").min(1, "must hold at least one trusted entity"),
    ],
    `must be a mapping with one of the keys ${Object.keys(trustedEntityKinds).join(", ")}, or a list of them`,
  )
  .optional()
  .meta({
    description:
      "Entities that can assume the role: one, or a list of them. Each is exactly one of `identityAccount`, `awsAccount`, `principals`, `organizationalUnits`, `service`, `webIdentity`, `saml` and `custom`, with conditions of its own if it has any; the role's conditions hold for every entity that can meet them. Default: the identity account.",
  });

const roleSettings = {
  instanceProfile: flag().optional().meta({
    description:
      "Whether the role has an instance profile with its name and path, through which EC2 instances get the role. The role must trust the service `ec2.amazonaws.com`. Default: false.",
  }),
  description: limitedText(limits.descriptionLength)
    .optional()
    .meta({ description: "Description of the role in IAM." }),
  tags: tags.optional().meta({ description: "Tags of the role." }),
  trustedEntity,
  managedPolicies: managedPolicies.optional(),
  inlinePolicies: named("policy", policyDocument).optional().meta({
    description:
      "Inline policies of the role: name -> document. Policy variables such as `${aws:username}` are kept as written.",
  }),
  permissionsBoundary,
  maxSessionDuration: duration
    .optional()
    .meta({ description: "Maximum duration of a session, from 1h to 12h. Default: `1h`." }),
  ...trustConditions,
  trustGrantedOnly: flag().optional().meta({
    description:
      "Whether the trust policy admits only the users, principals and roles that are granted the role. If false, it also admits the identity account, and the policies there decide. Default: false.",
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

const adopt = (what: string, isLookedUp = false) =>
  flag()
    .optional()
    .meta({
      description: `Whether the ${what} exists already. If true, the next apply imports it into the Terraform state instead of creating it${isLookedUp ? ", and creates it if it does not exist" : ""}. Default: false.`,
    });

const exclusive = (what: string, more = "") =>
  flag()
    .optional()
    .meta({
      description: `Whether the next apply removes policies of the ${what} that others added or attached${more}. The plan names them first. No effect while \`adopt\` is set. Set \`false\` if other files or other configuration give policies to the ${what}. Default: true.`,
    });

/** The previous name of an entry. It is part of addresses, as the name is. */
function renamedFrom(kind: keyof typeof nameForms, effect: string) {
  const { what, form, says } = nameForms[kind];
  return formed(form, `must be the previous name of the ${what}: ${says}`)
    .optional()
    .meta({
      description: `Previous name of the ${what} in this file. ${effect} Remove this key when the plan is empty.`,
    });
}

const role = object({
  roleName: formed(
    /^(?:[\w+=,.@-]|\{account(?:Id)?\})+$/,
    "must be letters, digits or any of _ + = , . @ -, and {account} or {accountId}",
  )
    .optional()
    .meta({
      description:
        "Name of the role in IAM. `{account}` stands for the name of the target account in this file, `{accountId}` for its id. Default: the name of the role in this file.",
      examples: ["{account}-admin"],
    }),
  path: path.optional().meta({ description: "Path of the role. Default: `/`." }),
  displayName: limitedText(limits.displayNameLength).min(1, "must not be empty").optional().meta({
    description:
      "Name that the console's navigation bar shows after the switch. Default: `<role> @ <target account>`, shortened to fit.",
  }),
  targetAccounts: accountSelector,
  existing: flag().optional().meta({
    description:
      "Whether the role is created and managed elsewhere. If true, it is only granted and listed; what it trusts and allows is unknown here. If Terraform created it before, the next apply forgets it and its `managedPolicies` and `inlinePolicies`, and deletes nothing in AWS. Default: false.",
  }),
  ...roleSettings,
  canAssume: canAssume.optional().meta({
    description:
      "Roles that a session of this role can assume, as in `canAssume` of a user. Each of them trusts this role by its ARN, without MFA: a session that a role begins has none, and lasts one hour at most. `trustedEntity` of those roles need not name it.",
  }),
  adopt: z
    .union(
      [flag(), list(targetAccountName, "must be names of target accounts"), selectedAccounts],
      "must be true, or a list of the target accounts where the role exists already, or { tags: { ... }, except: [...] }",
    )
    .optional()
    .meta({
      description:
        "Whether the role exists already in its target accounts: in all (`true`) or in some: their names, or `{ tags: { ... }, except: [...] }`. The next apply imports it into the Terraform state with the policies that it has, and with its instance profile if it has `instanceProfile`; it creates the role where it does not exist. Default: false.",
    }),
  exclusive: exclusive("role"),
  renamedFrom: renamedFrom(
    "role",
    "IAM cannot rename a role: unless `roleName` stays the same, the next apply deletes it and creates it under the new name with its policies.",
  ),
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
      "Percentage of accounts that can fail before CloudFormation stops the operation. When the role changes, CloudFormation works on that many accounts and one more at the same time, or on `maxConcurrentPercentage` if that is less. Default: 0.",
    ),
    maxConcurrentPercentage: percentage(
      "Percentage of accounts that CloudFormation works on at the same time; at least one account. Default: 10.",
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

/** A PGP key as Terraform takes it. */
export const pgpKeyForm = /^(keybase:[\w.-]+|[A-Za-z0-9+/=\s]{64,})$/;
export const pgpKeyText =
  "must be a PGP public key in base64 (without armour), keybase:<name>, or { file: <path> }";

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
          .meta({
            description:
              "Length of the generated password. Default: 20, or the minimum of the account's `passwordPolicy` if that is longer.",
          }),
        pgpKey: z
          .union([formed(pgpKeyForm, pgpKeyText), fileReference], pgpKeyText)
          .optional()
          .meta({
            description:
              "PGP public key: base64, `keybase:<name>`, or `{ file }` with base64 or an ASCII-armored key. Terraform's state and outputs then hold only the encrypted password.",
          }),
        adopt: flag().optional().meta({
          description:
            "Whether the login profile exists already. If true, the next apply imports it into the Terraform state instead of creating it; the plan fails if it does not exist. Default: `adopt` of the user.",
        }),
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

const ownPolicies = {
  managedPolicies: managedPolicyList.optional().meta({
    description:
      "Managed policies to attach: the name of an AWS managed policy, any ARN, `{ name }` of a policy in `policies`, or `{ name, path }` of a customer managed policy that exists in the identity account.",
  }),
  inlinePolicies: named("policy", policyDocument).optional().meta({
    description: "Inline policies: name -> document.",
  }),
};

const user = object({
  path: path.optional().meta({ description: "Path of the user. Default: `/`." }),
  tags: tags.optional().meta({ description: "Tags of the user." }),
  ...ownPolicies,
  permissionsBoundary,
  forceDestroy: flag().optional().meta({
    description:
      "Whether Terraform can delete the user even if it has access keys or MFA devices that Terraform did not create. Default: false.",
  }),
  consoleAccess: consoleAccess.optional(),
  selfService: flag().optional().meta({
    description:
      "Whether the user can manage their own password, access keys and MFA devices, and sign in on the command line with `aws login`. Enrolling an MFA device needs a console session, unless `enrolMfaWithAccessKey` is set. Default: true with console access or `enrolMfaWithAccessKey`, otherwise false.",
  }),
  enrolMfaWithAccessKey: flag().optional().meta({
    description:
      "Whether the user can enrol an MFA device with an access key, as a user without console access must. A stolen access key can then enrol a device too, and pass every condition on MFA. Default: false.",
  }),
  denyWithoutMfa: flag().optional().meta({
    description:
      "Whether the user is denied every action until it signs in with MFA. `false` is for a machine user, whose access key has no MFA. Default: `identityAccount.denyWithoutMfa`.",
  }),
  existing: existing("user"),
  adopt: adopt("user", true),
  exclusive: exclusive("user"),
  renamedFrom: renamedFrom(
    "user",
    "The next apply renames the user in IAM, with its access keys, MFA devices and group memberships. The one after it takes the login profile, with its password, back into the Terraform state.",
  ),
  groups: list(
    z
      .union(
        [
          z.string().meta({ description: "Name of a group in `groups`." }),
          object({
            group: text("must be the name of a group").meta({ description: "Name of a group in `groups`." }),
            ...end,
          }).register(declarationTypes, {
            id: "MembershipDeclaration",
            description:
              "A membership of a group. One that ends gives the user the grants of the group until then, and does not make it a member in IAM, even if the `members` of the group list it.",
          }),
        ],
        "must be the name of a group, or { group: <name>, until: <date> }",
      )
      .register(declarationTypes, {
        id: "MemberOf",
        description: "An entry of `groups`: the name of a group, or `{ group, until }`.",
      }),
    "must be a list of groups: names, or { group, until }",
  )
    .optional()
    .meta({ description: "Groups that the user is a member of: names, or `{ group, until }`." }),
  canAssume: canAssume.optional(),
  ...end,
  ignore,
}).register(declarationTypes, {
  id: "UserDeclaration",
  description: "An IAM user of the identity account.",
});

const userName = text("must be the name of a user").meta({ description: "Name of a user." });

const members = z
  .union(
    [
      z.literal("*"),
      list(userName, "must be names of users"),
      object({
        except: list(userName, "must be names of users")
          .min(1, "must hold at least one user")
          .meta({ description: "Users to leave out." }),
      }).register(declarationTypes, {
        id: "MembersExcept",
        description: "All users of the access file but some.",
      }),
    ],
    'must be a list of names of users, "*" for all, or { except: [<user>] }',
  )
  .meta({
    description:
      'Members of the group besides the users that name it in `groups`: names of users, `"*"` for all users of this file, or `{ except: [...] }` for all but some. Default: none.',
  })
  .register(declarationTypes, {
    id: "GroupMembers",
    description:
      'Users of the access file: their names, `"*"` for all, or `{ except: [...] }` for all but some.',
  });

const group = object({
  path: path.optional().meta({ description: "Path of the group. Default: `/`." }),
  ...ownPolicies,
  existing: existing("group"),
  adopt: adopt("group"),
  exclusive: exclusive(
    "group",
    ", and members that the file does not name: those only if `members` is written, or this key",
  ),
  renamedFrom: renamedFrom(
    "group",
    "The next apply renames the group in IAM, with its members and policies.",
  ),
  members: members.optional(),
  canAssume: canAssume.optional(),
  ignore,
}).register(declarationTypes, {
  id: "GroupDeclaration",
  description: "An IAM group of the identity account.",
});

const principal = object({
  roleName: formed(limits.roleOrUserName, "must be the name of a role").optional().meta({
    description: "Name of a role that exists in the account. Set either this or `permissionSet`.",
  }),
  account: targetAccountName.optional().meta({
    description:
      "Name of the target account that has the role `roleName`. Each role that it is granted trusts it by its ARN, without MFA. Default: the identity account.",
  }),
  path: path.optional().meta({ description: "Path of the role `roleName`. Default: `/`." }),
  permissionSet: formed(
    permissionSetName,
    "must be the name of a permission set: 1-32 letters, digits or any of _ + = , . @ -",
  )
    .optional()
    .meta({
      description:
        "Name of a permission set of IAM Identity Center that is assigned in the identity account: everybody with it is granted the roles. AWS lets nobody attach a policy to the role of a permission set, so put the policy in `<out>/access/permission-sets/` (the output `permission_set_policies`) into the permission set as its inline policy.",
    }),
  renamedFrom: renamedFrom("principal", "Nothing changes in IAM."),
  canAssume: canAssume.optional(),
  ...end,
  ignore,
})
  .refine(({ roleName, permissionSet }) => (roleName === undefined) !== (permissionSet === undefined), {
    error: "must have exactly one of roleName, permissionSet",
    params: { code: "not-exactly-one" },
  })
  .register(declarationTypes, {
    id: "PrincipalDeclaration",
    description:
      "A role that exists and is granted cross-account roles: one of the identity account or of a target account by its name, or that of a permission set of IAM Identity Center.",
  });

const policy = object({
  path: path.optional().meta({
    description: "Path of the policy. A new path replaces the policy. Default: `/`.",
  }),
  description: limitedText(limits.descriptionLength).optional().meta({
    description: "Description of the policy in IAM. A new description replaces the policy.",
  }),
  document: policyDocument.meta({
    description:
      "The policy document. A change becomes a new version of the policy, which everything that it is attached to has at once.",
  }),
  adopt: z
    .union(
      [flag(), list(targetAccountName, "must be names of target accounts")],
      "must be true, or a list of the target accounts where the policy exists already",
    )
    .optional()
    .meta({
      description:
        "Whether the policy exists already, in all accounts where it is named (`true`) or in the target accounts listed. The next apply imports it into the Terraform state instead of creating it. Default: false.",
    }),
  ignore,
}).register(declarationTypes, {
  id: "PolicyDeclaration",
  description: "A customer managed policy.",
});

const identityProvider = object({
  saml: object({
    metadata: z
      .union([fileReference, z.string()], "must be the metadata document as text, or { file: <path> }")
      .meta({
        description:
          "SAML metadata document of the identity provider (XML), with its signing certificates: `{ file: okta.xml }`, or the text.",
      }),
  })
    .register(declarationTypes, {
      id: "SamlProviderDeclaration",
      description: "The settings of a SAML 2.0 provider.",
    })
    .optional()
    .meta({ description: "A SAML 2.0 provider. Its name in IAM is the name of the entry." }),
  oidc: object({
    url: formed(
      limits.oidcUrl,
      "must be an https URL without port and query, such as https://token.actions.githubusercontent.com",
    ).meta({
      description:
        "URL of the provider, equal to the `iss` of its tokens. A new URL replaces the provider, and changes its ARN.",
      examples: ["https://token.actions.githubusercontent.com"],
    }),
    audiences: list(
      text("must be an audience")
        .min(limits.audienceLength.min)
        .max(limits.audienceLength.max)
        .meta({ description: "An audience, such as `sts.amazonaws.com`." }),
      "must be a list of audiences",
    )
      .min(1, "must hold at least one audience")
      .max(limits.audiencesPerProvider, `must hold at most ${limits.audiencesPerProvider} audiences`)
      .meta({
        description: "Audiences (client ids) whose tokens AWS accepts. Roles can require one of them.",
      }),
    thumbprints: list(
      formed(limits.thumbprint, "must be the SHA-1 thumbprint of a certificate: 40 hexadecimal digits").meta({
        description: "Thumbprint of a certificate: 40 hexadecimal digits.",
      }),
      "must be a list of thumbprints",
    )
      .max(limits.thumbprintsPerProvider, `must hold at most ${limits.thumbprintsPerProvider} thumbprints`)
      .optional()
      .meta({
        description:
          "SHA-1 thumbprints of the provider's certificates. AWS needs them only where it does not know the authority that signed the certificate. Default: AWS finds one.",
      }),
  })
    .register(declarationTypes, {
      id: "OidcProviderDeclaration",
      description: "The settings of an OpenID Connect provider.",
    })
    .optional()
    .meta({ description: "An OpenID Connect provider, such as GitHub Actions." }),
  tags: tags.optional().meta({ description: "Tags of the provider in IAM. Default: none." }),
  existing: flag().optional().meta({
    description:
      "Set `true` to stop managing the provider: Terraform forgets it, and it stays in AWS as it is. Default: false.",
  }),
  adopt: z
    .union(
      [flag(), list(targetAccountName, "must be names of target accounts")],
      "must be true, or a list of the target accounts where the provider exists already",
    )
    .optional()
    .meta({
      description:
        "Whether the provider exists already, in all accounts where a role trusts it (`true`) or in the target accounts listed. The next apply imports it into the Terraform state instead of creating it. Default: false.",
    }),
  renamedFrom: renamedFrom(
    "identityProvider",
    "An OpenID Connect provider stays as it is; IAM cannot rename a SAML provider, so Terraform replaces it.",
  ),
  ignore,
})
  .refine(({ saml, oidc }) => (saml === undefined) !== (oidc === undefined), {
    error: "must have exactly one of saml, oidc",
    params: { code: "not-exactly-one" },
  })
  .register(declarationTypes, {
    id: "IdentityProviderDeclaration",
    description: "An identity provider that Terraform creates in each account where a role trusts it.",
  });

const within = (min: number, max: number, error: string, description: string) =>
  z.int(error).min(min, error).max(max, error).optional().meta({ description });

/** A quota that AWS raises on request. */
const quota = ({ default: unraised, raised }: limits.RaisableQuota, description: string) =>
  within(
    unraised,
    raised,
    `must be a whole number from ${unraised} to ${raised}`,
    `${description} Default: ${unraised}; AWS raises it to ${raised} at most.`,
  );

const rule = (description: string) => flag().optional().meta({ description });

/** Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_account_password_policy */
const passwordPolicy = object({
  allowUsersToChangePassword: rule("Whether users can change their own password. Default: true."),
  hardExpiry: rule(
    "Whether a user whose password has expired needs an administrator to reset it. Default: false.",
  ),
  maxPasswordAge: within(
    0,
    1095,
    "must be days, 0 to 1095",
    "Days until a password expires; 0 means that it never expires. Default: 0.",
  ),
  minimumPasswordLength: within(6, 128, "must be 6 to 128", "Minimum length of a password. Default: 14."),
  passwordReusePrevention: within(
    0,
    24,
    "must be 0 to 24",
    "Number of previous passwords that a user cannot choose again; 0 means that any can be chosen. Default: 24.",
  ),
  requireLowercaseCharacters: rule("Whether a password must have a lowercase letter. Default: true."),
  requireNumbers: rule("Whether a password must have a digit. Default: true."),
  requireSymbols: rule("Whether a password must have a symbol. Default: true."),
  requireUppercaseCharacters: rule("Whether a password must have an uppercase letter. Default: true."),
  adopt: flag().optional().meta({
    description:
      "Whether the account has a password policy already. If true, the next apply imports it into the Terraform state, and the plan shows what it changes; the plan fails if there is none. If false, the apply overwrites it. Default: false.",
  }),
}).register(declarationTypes, {
  id: "PasswordPolicy",
  description:
    "The password policy of an account, as in Terraform's `aws_iam_account_password_policy`. The defaults are strict: AWS would take its weakest values for those that are not set.",
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

const {
  targetAccounts: _targetAccounts,
  overrides: _overrides,
  canAssume: _rolesOfRole,
  renamedFrom: _nameOfRole,
  ignore: _ignore,
  ...roleDefaults
} = role.shape;
const { existing: _existing, renamedFrom: _nameOfUser, ignore: _ignoredInUser, ...userDefaults } = user.shape;

const defaults = object({
  roles: object(roleDefaults)
    .register(declarationTypes, {
      id: "RoleDefaults",
      extends: "RoleSettingsDeclaration",
      description: "Settings that every role starts from, as in an entry of `roles`.",
    })
    .optional()
    .meta({
      description:
        "Settings that every role starts from, as in an entry of `roles`. The conditions among them do not apply to a role with its own `trustedEntity`.",
    }),
  users: object(userDefaults)
    .register(declarationTypes, {
      id: "UserDefaults",
      description: "Settings that every user starts from, as in an entry of `users`.",
    })
    .optional()
    .meta({
      description:
        "Settings that every user starts from, as in an entry of `users`. They do not apply to a user with `existing: true`.",
    }),
}).register(declarationTypes, {
  id: "DefaultsDeclaration",
  description: "Settings that every role and every user starts from.",
});

const schema = object({
  $schema: text("must be a text")
    .optional()
    .meta({ description: "URL or path of the JSON Schema of this file, for editors." }),
  include: list(
    text("must be the path of a file")
      .min(1, "must be the path of a file")
      .meta({
        description: "Path of a file; `*` and `?` are wildcards.",
        examples: ["teams/*.yaml"],
      }),
    "must be a list of paths of files",
  )
    .optional()
    .meta({
      description:
        "Files with other parts of the declaration, such as `teams/*.yaml`: paths relative to this file, in its folder or below.",
    }),
  defaults: defaults.optional().meta({
    description:
      "Settings that every role and every user starts from; a key that an entry sets itself replaces the default.",
  }),
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
  defaultTags: tags.optional().meta({
    description:
      "Tags of everything that Terraform creates and AWS can tag: the `default_tags` of every provider. A tag of the same key at a role or user replaces one of these. Default: none.",
  }),
  quotas: object({
    trustPolicy: quota(limits.trustPolicyCharacters, "Characters of a role's trust policy."),
    managedPoliciesPerRole: quota(
      limits.managedPoliciesAttached.role,
      "Managed policies attached to an IAM role.",
    ),
    managedPoliciesPerUser: quota(
      limits.managedPoliciesAttached.user,
      "Managed policies attached to an IAM user.",
    ),
    customerManagedPolicies: quota(
      limits.customerManagedPolicies,
      "Customer managed policies in an account.",
    ),
  })
    .register(declarationTypes, {
      id: "Quotas",
      description:
        "IAM quotas that AWS raised, in the identity account and in every target account: each account has its own.",
    })
    .optional()
    .meta({
      description:
        "IAM quotas that AWS raised for you, in the identity account and in every target account: each account has its own. Default: those of a new account.",
    }),
  policyNamePrefix: formed(
    limits.policyNamePrefix,
    "must be 1-32 letters, digits or any of _ + = , . @ -, such as platform-",
  )
    .optional()
    .meta({
      description:
        "Prefix of the names of all policies that are created in the identity account, such as `platform-`. Give each access file its own when several files share an identity account. Set it before the first apply: another prefix replaces the policies. Default: none.",
    }),
  stacks: z.enum(["single", "perAccount"], "must be single or perAccount").optional().meta({
    description:
      "How the accounts are divided into Terraform stacks: `single` puts all accounts into the stack `access`, `perAccount` gives each target account a stack of its name; accounts named `access` or `organization` share that of the identity account or of the stack sets. Default: `single`.",
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
    accounts: list(accountId, "must be a list of account ids").optional().meta({
      description:
        "Ids of the organization's accounts that are not target accounts. Trust in them is trust in your own accounts, not in a third party.",
    }),
    accountId: accountId.optional().meta({
      description:
        "Id of the account that creates the stack sets: the management account or a delegated administrator. Keep it for one apply after the last role with `rollout: stackSet` is dropped, so that Terraform can delete its stack set.",
    }),
    deployWith: deployWith.optional().meta({
      description: "How Terraform reaches the account `accountId`. Default: the top-level `deployWith`.",
    }),
    callAs: z.enum(["self", "delegatedAdmin"], "must be self or delegatedAdmin").optional().meta({
      description:
        "Role of the account `accountId` in the organization: `self` for the management account, which gets no role from a stack set; `delegatedAdmin` for a delegated administrator. Default: `self`.",
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
        "Whether users, other than `existing` ones and those with `denyWithoutMfa: false`, are denied every action until they sign in with MFA, except to change their password and, in the console, to enrol an MFA device. Default: false.",
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
      renamedFrom: renamedFrom("account", "Nothing changes in AWS."),
      keepProvider: flag().optional().meta({
        description:
          "Set `true` for one apply after all roles of the account moved to `rollout: stackSet` or became `existing`, so that Terraform can delete or forget the roles it created there. Default: false.",
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
  policies: named("policy", policy).optional().meta({
    description:
      "Customer managed policies: name -> policy. Each is created in the accounts where a role names it, and in the identity account if a user or group names it.",
  }),
  identityProviders: named("identityProvider", identityProvider).optional().meta({
    description:
      "Identity providers: name -> provider. Each is created once in every account where a role trusts it by this name (`trustedEntity: { saml: { provider: okta } }`).",
  }),
  groups: named("group", group)
    .optional()
    .meta({ description: "IAM groups of the identity account: name -> group." }),
  users: named("user", user)
    .optional()
    .meta({ description: "IAM users of the identity account: name -> user." }),
  principals: named("principal", principal).optional().meta({
    description:
      "Roles that exist and are granted cross-account roles: name -> principal. A role in `roles` has its own `canAssume`.",
  }),
  expected: list(
    object({
      finding: z
        .enum(verifyFindingIds, "must be the id of a finding in docs/verify.md")
        .meta({ description: "Id of the finding." })
        .register(declarationTypes, { id: "VerifyFindingId", description: "Id of a finding of `verify`." }),
      account: targetAccountName
        .optional()
        .meta({ description: "Name of the target account of the finding. Default: any account." }),
      name: text("must be a name")
        .optional()
        .meta({ description: "Name of the role, user, group or policy. Default: any." }),
      reason: text("must be a text").meta({ description: "Why the finding is expected." }),
    }).register(declarationTypes, {
      id: "ExpectedFinding",
      description: "A finding of `verify` that you expect.",
    }),
    "must be a list of findings",
  )
    .optional()
    .meta({ description: "Findings of `verify` that you expect: it does not report them." }),
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
        // Text for YAML's anchors. The checks leave it out before they look at the rest.
        if ((zodSchema as unknown) === schema) jsonSchema.patternProperties = { "^x-": {} };
      },
    }),
    title: "Access file of cross-account-roles",
  };
}

/** The JSON Schema of a file that an access file includes: the same keys, and none of them required. */
export function includedJsonSchema(): Record<string, unknown> {
  const keys = Object.keys(schema.shape).filter((key) => key !== "include");
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Part of an access file of cross-account-roles",
    type: "object",
    properties: Object.fromEntries(
      keys.map((key) => [key, { $ref: `access.schema.json#/properties/${key}` }]),
    ),
    patternProperties: { "^x-": {} },
    additionalProperties: false,
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
