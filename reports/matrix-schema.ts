/** The form of `access.json`: one source of its type and of the JSON Schema that is shipped. */
import { z } from "zod";
import { partitionNames } from "../iam/partition";

/** The version of the form; a change that breaks readers raises it. */
export const matrixVersion = 1;

const account = z.string().meta({ description: "Name of a target account, as in the access file." });
const role = z.string().meta({ description: "Name of a role, as in the access file." });

const entryShape = {
  account,
  role,
  granted: z.strictObject({
    directly: z.boolean().meta({ description: "Whether the grant stands at the user or principal itself." }),
    groups: z.array(z.string()).meta({ description: "The groups that bring the grant, sorted." }),
    organization: z.literal(true).optional().meta({
      description:
        "There where the grant holds for the role of this name in any account of the organization.",
    }),
  }),
  requireMfa: z.boolean().meta({
    description: "Whether MFA is needed on the way: by the role, or by the identity account for everything.",
  }),
};

export const matrixSchema = z.strictObject({
  version: z.literal(matrixVersion),
  partition: z.enum(partitionNames),
  identityAccount: z.strictObject({
    id: z.string(),
    alias: z.string().optional(),
    signInUrl: z.string().meta({ description: "Where the users of the identity account sign in." }),
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
        inlinePolicies: z
          .array(z.string())
          .meta({ description: "Names of the role's own policies, sorted." }),
        permissionsBoundary: z.string().optional().meta({ description: "Name." }),
        maxSessionDuration: z.int().meta({ description: "Seconds." }),
        requireMfa: z.boolean().meta({ description: "Whether the role itself asks for MFA." }),
        requireExternalId: z
          .boolean()
          .meta({ description: "Whether the role asks for an external ID. The ID itself is not here." }),
        asksFor: z
          .array(z.string())
          .meta({ description: "All that the role asks of whoever assumes it, in words." }),
        profile: z.string().meta({ description: "Name of the AWS CLI profile." }),
        link: z
          .string()
          .nullable()
          .meta({ description: "Link to switch to the role in the console; null where there can be none." }),
        linkWithDisplayName: z
          .string()
          .optional()
          .meta({ description: "The same, with a name for the console to show." }),
        noLink: z.string().optional().meta({ description: "Why there is no link." }),
      }),
    )
    .meta({ description: "Every role in every account of it, whoever may assume it." }),
  entries: z
    .array(
      z.union([
        z.strictObject({ user: z.string(), ...entryShape }),
        z.strictObject({ principal: z.string(), ...entryShape }),
      ]),
    )
    .meta({ description: "Who may assume what: one entry a user (or principal), account and role." }),
  external: z
    .array(z.strictObject({ trusted: z.string(), account, role }))
    .meta({ description: "Roles that trust somebody other than the identity account, and whom, in words." }),
});

export type MatrixJson = z.infer<typeof matrixSchema>;

/** The JSON Schema of `access.json`. */
export function matrixJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(matrixSchema, { target: "draft-7" }),
    title: "Access matrix of cross-account-roles (access.json)",
  };
}
