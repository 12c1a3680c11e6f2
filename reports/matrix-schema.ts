/** The form of `access.json`: the source of its TypeScript type and of the JSON Schema in the package. */
import { z } from "zod";
import { partitionNames } from "../iam/partition";

/** Version of the form. A change that breaks readers increases it. */
export const matrixVersion = 1;

const account = z.string().meta({ description: "Name of a target account, as in the access file." });
const role = z.string().meta({ description: "Name of a role, as in the access file." });

const entryShape = {
  account,
  role,
  granted: z.strictObject({
    directly: z.boolean().meta({ description: "Whether the user or principal itself is granted the role." }),
    groups: z
      .array(z.string())
      .meta({ description: "The groups of the user that are granted the role, sorted." }),
    organization: z.literal(true).optional().meta({
      description: "Present if the grant is for the role of this name in any account of the organization.",
    }),
  }),
  requireMfa: z.boolean().meta({
    description:
      "Whether the caller needs MFA: because the role requires it, or the identity account for everything.",
  }),
};

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
        arn: z.string(),
        description: z.string().optional(),
        managedPolicies: z.array(z.string()).meta({ description: "Names, sorted." }),
        inlinePolicies: z.array(z.string()).meta({ description: "Names of the inline policies, sorted." }),
        permissionsBoundary: z.string().optional().meta({ description: "Name." }),
        maxSessionDuration: z.int().meta({ description: "Seconds." }),
        requireMfa: z.boolean().meta({ description: "Whether the role itself requires MFA." }),
        requireExternalId: z
          .boolean()
          .meta({ description: "Whether the role requires an external ID. The ID itself is not shown." }),
        requires: z
          .array(z.string())
          .meta({ description: "All conditions that the trust policy sets for the caller, in words." }),
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
  entries: z
    .array(
      z.union([
        z.strictObject({ user: z.string(), ...entryShape }),
        z.strictObject({ principal: z.string(), ...entryShape }),
      ]),
    )
    .meta({ description: "One entry for each user (or principal), account and role that it may assume." }),
  external: z.array(z.strictObject({ trusted: z.string(), account, role })).meta({
    description: "Roles with an external trusted entity: not the identity account. The entity is in words.",
  }),
});

export type MatrixJson = z.infer<typeof matrixSchema>;

/** The JSON Schema of `access.json`. */
export function matrixJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(matrixSchema, { target: "draft-7" }),
    title: "Access matrix of cross-account-roles (access.json)",
  };
}
