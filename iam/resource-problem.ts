/**
 * Checks of the resources in a statement.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
import { accountId, arnPartition } from "./limits";
import { error, type PolicyFinding, warning } from "./policy-problem";
import { variableProblem, withoutVariables } from "./policy-text";

/** Stands for a policy variable while an ARN is taken apart: a variable has a colon in its name. */
const variableMark = "\u0000";

/**
 * The first letters of the resource part of an IAM ARN, unless it is `*` or `root`.
 * Source: the error of the IAM API, `MalformedPolicyDocument: IAM resource path must either be "*", root, or start with ...`
 */
const iamResourceTypes = [
  "user/",
  "federated-user/",
  "role/",
  "group/",
  "instance-profile/",
  "mfa/",
  "server-certificate/",
  "policy/",
  "sms-mfa/",
  "saml-provider/",
  "oidc-provider/",
  "report/",
  "access-report/",
];

/** The problem with a value of Resource or NotResource; `undefined` if there is none. */
export function resourceProblem(resource: string, partition?: string): PolicyFinding | undefined {
  if (resource === "*") return undefined;
  const wrongVariable = variableProblem(resource);
  if (wrongVariable) return wrongVariable;
  const quoted = JSON.stringify(resource);
  const [prefix, ...parts] = withoutVariables(resource, variableMark).split(":");
  if (prefix !== "arn")
    return error(
      "invalid-arn-prefix",
      `${quoted} is not a resource; write its ARN, such as arn:aws:s3:::bucket/*, or "*"`,
    );
  const [ofPartition = "", service = "", region = "", account = ""] = parts;
  const name = parts.slice(4).join(":");
  // IAM reads a final * as all further parts: AWS's own policies have arn:aws:rds:*.
  const whole = parts.length > 4;
  if (!whole && !(parts.length > 2 && resource.endsWith("*")))
    return error(
      "missing-arn-field",
      `${quoted} is not a whole ARN; write arn:partition:service:region:account:resource`,
    );
  const problems = [
    partitionProblem(ofPartition, partition),
    serviceProblem(service),
    ...(whole
      ? [
          regionProblem(service, region),
          accountProblem(service, account),
          iamResourceProblem(service, name),
          // IAM accepts it: an AWS managed policy has one.
          name === ""
            ? warning("missing-arn-field", `${quoted} ends before its resource, so it matches nothing`)
            : undefined,
        ]
      : []),
  ].filter((problem) => problem !== undefined);
  return problems.find(({ severity }) => severity === "error") ?? problems[0];
}

function partitionProblem(written: string, partition: string | undefined): PolicyFinding | undefined {
  if (/^[a-z*?-]*[*?][a-z*?-]*$/.test(written)) return undefined;
  if (arnPartition.test(written) && written === (partition ?? written)) return undefined;
  return error(
    "invalid-partition",
    arnPartition.test(written)
      ? `is in the partition ${written}, the accounts are in ${partition}`
      : `"${readable(written)}" is not a partition; write ${partition ?? "aws, aws-us-gov or aws-cn"}, or *`,
  );
}

function serviceProblem(service: string): PolicyFinding | undefined {
  if (/^[a-z0-9-]+$/.test(service)) return undefined;
  if (/^[A-Za-z0-9-]+$/.test(service))
    return error("invalid-arn-service-case", `the service "${service}" of an ARN is written in lower case`);
  const message = `"${readable(service)}" is not a service; the ARN of a resource names one service, without wildcard or variable`;
  // AWS documents that it cannot have a wildcard, but not that IAM refuses one.
  return /^[a-z0-9*?-]+$/.test(service)
    ? warning("invalid-arn-service", message)
    : error("invalid-arn-service", message);
}

function regionProblem(service: string, region: string): PolicyFinding | undefined {
  if (region === "" || !(service === "iam" || (service === "sts" && region !== "*"))) return undefined;
  return error(
    "arn-region-not-allowed",
    `${service} ARNs have no region: write arn:partition:${service}::account:resource`,
  );
}

function accountProblem(service: string, account: string): PolicyFinding | undefined {
  const isName = service === "iam" || service === "sts" ? /^aws$/ : /^[a-z][a-z0-9-]*$/;
  if (account === "" || accountId.test(account) || isName.test(account)) return undefined;
  if (account.includes(variableMark) || /^[\d*?]*[*?][\d*?]*$/.test(account)) return undefined;
  return error("invalid-arn-account", `"${account}" is not an account; an account id has 12 digits`);
}

function iamResourceProblem(service: string, name: string): PolicyFinding | undefined {
  if (service !== "iam" || name === "*" || name === "root" || name.startsWith(variableMark)) return undefined;
  if (iamResourceTypes.some((type) => name.startsWith(type))) return undefined;
  return error(
    "invalid-arn-resource",
    `an IAM resource is "*", root, or begins with ${iamResourceTypes.join(", ")}`,
  );
}

function readable(text: string): string {
  return text.replaceAll(variableMark, "${...}");
}
