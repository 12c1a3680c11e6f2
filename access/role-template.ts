/** A role as a CloudFormation template: the same role as Terraform makes, for accounts that a stack set brings it to. */
import { byCodePoint } from "../iam/policy-document";
import type { ManagedPolicy, Policy, Role } from "./access";
import { policiesNamed } from "./policy-places";
import { roleNameIn } from "./role-name";
import { managedPolicyArn, placeTrustPolicy } from "./role-place";
import { unknownText } from "./unknown";

/** The id of the account that the template is deployed to, which only CloudFormation knows. No declaration has this text. */
const accountId = unknownText(99_999_999_999);
// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
const accountIdParameter = "${AWS::AccountId}";

/**
 * The template of a role.
 *
 * Source of its properties: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 */
export function roleTemplate(role: Role): unknown {
  const [place] = role.places;
  if (!place) throw new Error(`the role ${role.name} is in no account`);
  const { settings, account } = place;
  const roleName = roleNameIn(role.roleName, { name: account.name, id: accountId });
  const arn = (policy: ManagedPolicy) =>
    policy.kind === "customer" && policy.declared
      ? { Ref: logicalId(policy.name) }
      : managedPolicyArn({ ...account, id: accountId }, policy);
  const tags = Object.entries(settings.tags).sort(([a], [b]) => byCodePoint(a, b));
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Resources: {
      ...Object.fromEntries(
        policiesNamed(settings).map((policy) => [logicalId(policy.name), policyResource(policy)]),
      ),
      Role: {
        Type: "AWS::IAM::Role",
        Properties: substituted({
          RoleName: roleName,
          Path: role.path,
          Description: settings.description,
          MaxSessionDuration: settings.maxSessionDuration,
          AssumeRolePolicyDocument: placeTrustPolicy(place, accountId),
          ManagedPolicyArns: nonEmpty(settings.managedPolicies.map(arn)),
          Policies: nonEmpty(
            settings.inlinePolicies.map(({ name, document }) => ({
              PolicyName: name,
              PolicyDocument: document,
            })),
          ),
          PermissionsBoundary: settings.permissionsBoundary && arn(settings.permissionsBoundary),
          Tags: nonEmpty(tags.map(([Key, Value]) => ({ Key, Value }))),
        }),
      },
      ...(settings.instanceProfile && {
        // Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html
        InstanceProfile: {
          Type: "AWS::IAM::InstanceProfile",
          Properties: substituted({
            InstanceProfileName: roleName,
            Path: role.path,
            Roles: [{ Ref: "Role" }],
          }),
        },
      }),
    },
  };
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
function policyResource({ name, path, description, document }: Policy): unknown {
  return {
    Type: "AWS::IAM::ManagedPolicy",
    Properties: substituted({
      ManagedPolicyName: name,
      Path: path,
      Description: description,
      PolicyDocument: document,
    }),
  };
}

/**
 * The logical id of a policy: letters and digits only. Of the name alone, as CloudFormation makes a policy with a new id again.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
 */
function logicalId(name: string): string {
  return `Policy${name.replace(/[^A-WYZa-z0-9]/g, (character) => `X${character.codePointAt(0)?.toString(16)}X`)}`;
}

function nonEmpty<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

/**
 * Has CloudFormation fill in the account's id. All other text stays as it is: outside Fn::Sub `${` is plain text, and within
 * it `${!` stands for it.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
function substituted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(substituted);
  if (value !== null && typeof value === "object")
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .map(([key, inner]) => [key, substituted(inner)]),
    );
  if (typeof value !== "string" || !value.includes(accountId)) return value;
  return {
    "Fn::Sub": value
      .split(accountId)
      .map((text) => text.replace(/\$\{/g, "${!"))
      .join(accountIdParameter),
  };
}
