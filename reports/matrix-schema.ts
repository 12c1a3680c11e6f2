/** The form of `access.json`: the source of its TypeScript type and of the JSON Schema in the package. */
import { z } from "zod";
import { roleLevels } from "../iam/level";
import { partitionNames } from "../iam/partition";

/** Version of the form. A change that breaks readers increases it. */
export const matrixVersion = 1;

const account = z.string().meta({ description: "Name of a target account, as in the access file." });
const role = z.string().meta({ description: "Name of a role, as in the access file." });

const subject = z
  .strictObject({
    kind: z.enum([
      "user",
      "principal",
      "members",
      "account",
      "userOrRole",
      "anybody",
      "unknown",
      "service",
      "organizationalUnit",
      "webIdentity",
      "saml",
    ]),
    name: z.string().meta({
      description:
        "A user, principal or group by its name in the access file, an account by its id, a user or role by its ARN, a service or SAML provider by its name; `*` for anybody, and for the unknown subjects that the trust policy of a role made elsewhere lets in.",
    }),
    provider: z.string().optional().meta({ description: "Of a web identity: the OpenID Connect provider." }),
    subject: z.string().optional().meta({
      description: "Of a web identity: the subject of its tokens, with `*` and `?` as wildcards.",
    }),
  })
  .meta({
    description:
      "`members`: the members of a group that the access file does not list. From `account` on: subjects that only the trust policy lets in.",
  });

const ownPolicies = z
  .strictObject({
    level: z.enum([...roleLevels, "unknown"]).meta({
      description: "The highest that they allow, within the permissions boundary, as the level of a role.",
    }),
    levelAtLeast: z.enum(roleLevels).optional(),
    managedPolicies: z.array(z.string()).meta({ description: "Names, sorted." }),
    inlinePolicies: z.array(z.string()).meta({ description: "Names, sorted." }),
  })
  .optional()
  .meta({
    description:
      "The power in the identity account by declared policies of its own, apart from roles and groups. Absent: it has none, or is made elsewhere.",
  });

export const matrixSchema = z.strictObject({
  version: z.literal(matrixVersion),
  partition: z.enum(partitionNames),
  identityAccount: z.strictObject({
    id: z.string(),
    alias: z.string().optional(),
    signInUrl: z.string().meta({ description: "Sign-in page of the identity account." }),
  }),
  accounts: z
    .array(z.strictObject({ name: account, id: z.string(), tags: z.record(z.string(), z.string()) }))
    .meta({ description: "The target accounts that have a role, sorted by name." }),
  roles: z
    .array(
      z.strictObject({
        account,
        role,
        roleName: z.string().meta({ description: "Name of the role in IAM, in this account." }),
        arn: z.string(),
        description: z.string().optional(),
        existing: z.boolean().meta({
          description: "Whether the role is made elsewhere: what it trusts and allows is unknown.",
        }),
        level: z.enum([...roleLevels, "unknown"]).meta({
          description:
            "The highest that its policies allow. `escalates`: it can make itself administrator. `unknown`: the content of a policy is not known.",
        }),
        levelAtLeast: z.enum(roleLevels).optional().meta({
          description: "With an unknown level: the level that the policies of known content give.",
        }),
        levelPath: z
          .strictObject({ id: z.string(), how: z.string() })
          .optional()
          .meta({ description: "With `escalates`: how it becomes administrator." }),
        levelGrade: z.enum(["proven", "possible"]).meta({
          description: "`possible`: the level depends on more than the policies of known content.",
        }),
        managedPolicies: z.array(z.string()).meta({ description: "Names, sorted." }),
        inlinePolicies: z.array(z.string()).meta({ description: "Names of the inline policies, sorted." }),
        unknownPolicies: z
          .array(z.string())
          .meta({ description: "Names of the policies whose content is not known." }),
        permissionsBoundary: z.string().optional().meta({ description: "Name." }),
        permissionsBoundaryUnknown: z.boolean().meta({
          description:
            "Whether the content of the permissions boundary is not known. The level is then the one without it.",
        }),
        maxSessionDuration: z
          .int()
          .optional()
          .meta({ description: "Seconds. Absent where the role is made elsewhere." }),
        profile: z.string().meta({ description: "Name of the AWS CLI profile." }),
        link: z.string().nullable().meta({
          description: "Link to switch to the role in the console; null if the console cannot switch to it.",
        }),
        linkWithDisplayName: z
          .string()
          .optional()
          .meta({ description: "The same link with a display name for the console." }),
        noLink: z.string().optional().meta({ description: "Reason why there is no link." }),
      }),
    )
    .meta({ description: "Every role in each of its accounts." }),
  users: z
    .array(
      z.strictObject({
        name: z.string(),
        existing: z.boolean().meta({ description: "Whether the user is made elsewhere." }),
        consoleAccess: z
          .union([z.boolean(), z.literal("unknown")])
          .meta({ description: "Whether the user has a password. `unknown`: the user is made elsewhere." }),
        groups: z.array(z.string()),
        ownPolicies,
      }),
    )
    .meta({ description: "The users of the access file." }),
  groups: z
    .array(
      z.strictObject({
        name: z.string(),
        members: z.array(z.string()).meta({ description: "The members that the access file lists." }),
        membersComplete: z.boolean().meta({
          description:
            "False: others manage the members, because the group is made elsewhere or the access file lists none.",
        }),
        ownPolicies,
      }),
    )
    .meta({ description: "The groups of the access file." }),
  entries: z
    .array(
      z.strictObject({
        subject,
        account,
        role,
        granted: z
          .strictObject({
            directly: z
              .boolean()
              .meta({ description: "Whether the user or principal itself is granted the role." }),
            groups: z
              .array(z.string())
              .meta({ description: "The groups of the user that are granted the role, sorted." }),
            organization: z.literal(true).optional().meta({
              description:
                "Present if the grant is for the role of this name in any account of the organization.",
            }),
            until: z.string().optional().meta({
              description: "When the last of the grants ends, in UTC. Absent: one of them does not end.",
            }),
            reason: z.string().optional().meta({ description: "The reasons for the grants, as declared." }),
            policies: z
              .array(
                z.strictObject({
                  policy: z.string().meta({ description: "Name of the policy." }),
                  group: z.string().optional().meta({
                    description:
                      "The group whose policy it is. Absent: it is the policy of the subject itself.",
                  }),
                  contentUnknown: z.literal(true).optional().meta({
                    description: "Present if the content of the policy is not known: it may allow the role.",
                  }),
                }),
              )
              .optional()
              .meta({
                description:
                  "Policies declared for the user or its groups that allow the role too, with or without a grant. They do not end with the grants.",
              }),
          })
          .nullable()
          .meta({
            description:
              "Null: neither a grant nor a declared policy of the access file; the trust policy alone lets it in.",
          }),
        admitted: z.enum(["yes", "no", "unknown"]).meta({
          description:
            "Whether the documents let the subject in. `no`: granted, but refused by the trust policy, or denied by the subject's own policies or its permissions boundary.",
        }),
        mfa: z.enum(["required", "not asked", "unknown"]).optional().meta({
          description: "`required`: no request without MFA gets in. Absent if the subject is refused.",
        }),
        ways: z.array(z.array(z.string())).meta({
          description:
            "The requirements in words. Each list is a way in, and one of them is enough. An empty list: nothing is required. The external ID itself is not shown.",
        }),
        hops: z
          .array(z.strictObject({ account, role, ways: z.array(z.array(z.string())) }))
          .optional()
          .meta({
            description:
              "Only with `show --reach` and `--admin`, for a role that is reached over others: all of them in order, the role itself last. `ways` and `mfa` above are those of the first.",
          }),
        maxSessionDuration: z.int().optional().meta({
          description: "With `hops`: the longest session at their end, in seconds.",
        }),
      }),
    )
    .meta({ description: "One entry for each subject, account and role that it may assume." }),
});

export type MatrixJson = z.infer<typeof matrixSchema>;

/** The JSON Schema of `access.json`. */
export function matrixJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(matrixSchema, { target: "draft-7" }),
    title: "Access matrix of cross-account-roles (access.json)",
  };
}
