import { AccessStack, awsProviderVersions } from "../../constructs";
import { accessOf, accessStackJson, terraformOf, testApp } from "../support/stack";

const declaration = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111", alias: "acme-identity" },
  targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
  roles: {
    ReadOnly: { targetAccounts: "*", path: "/people/" },
    Developer: { targetAccounts: ["dev"] },
    Auditor: {
      targetAccounts: ["prod"],
      trustedEntity: { awsAccount: "999999999999" },
      externalId: "acme-1",
    },
    Runtime: { targetAccounts: ["prod"], trustedEntity: { service: "ec2.amazonaws.com" } },
    Long: { targetAccounts: ["dev"], path: `/${"p".repeat(62)}/` },
  },
  users: { alex: { canAssume: ["ReadOnly", "Developer", "Long"] } },
};

test("the provider may be of a range of versions, so that a pipeline keeps a lock file of its own", () => {
  expect(awsProviderVersions).toBe(">= 5.100.0, < 7.0.0");
  expect(accessStackJson(declaration).terraform.required_providers).toEqual({
    aws: { source: "hashicorp/aws", version: awsProviderVersions },
  });
});

test("role_arns: target account -> role -> ARN, each of the resource, so that it orders the deployment", () => {
  expect(accessStackJson(declaration).output.role_arns?.value).toEqual({
    dev: {
      Developer: "${aws_iam_role.dev__Developer.arn}",
      Long: "${aws_iam_role.dev__Long.arn}",
      ReadOnly: "${aws_iam_role.dev__ReadOnly.arn}",
    },
    prod: {
      Auditor: "${aws_iam_role.prod__Auditor.arn}",
      ReadOnly: "${aws_iam_role.prod__ReadOnly.arn}",
      Runtime: "${aws_iam_role.prod__Runtime.arn}",
    },
  });
});

test("switch_role_links: with the path, without its first slash; and the reason where there can be no link", () => {
  expect(accessStackJson(declaration).output.switch_role_links?.value).toEqual({
    dev: {
      Developer: "https://signin.aws.amazon.com/switchrole?roleName=Developer&account=222222222222",
      Long: expect.stringMatching(/^no link: path and name have 67 characters/),
      ReadOnly: "https://signin.aws.amazon.com/switchrole?roleName=people/ReadOnly&account=222222222222",
    },
    prod: {
      Auditor: expect.stringMatching(/^no link: .* external ID$/),
      ReadOnly: "https://signin.aws.amazon.com/switchrole?roleName=people/ReadOnly&account=333333333333",
      Runtime: expect.stringMatching(/^no link: the role trusts no AWS account/),
    },
  });
});

test.each([
  ["aws", "https://signin.aws.amazon.com/switchrole?", "https://111111111111.signin.aws.amazon.com/console"],
  [
    "aws-us-gov",
    "https://signin.amazonaws-us-gov.com/switchrole?",
    "https://111111111111.signin.amazonaws-us-gov.com/console",
  ],
  ["aws-cn", "https://signin.amazonaws.cn/switchrole?", "https://111111111111.signin.amazonaws.cn/console"],
])("in the partition %s, links, sign-in page and ARNs are the partition's", (partition, link, signIn) => {
  const { output, resource, provider } = accessStackJson({
    ...declaration,
    partition,
    identityAccount: { id: "111111111111" },
    roles: { ReadOnly: { targetAccounts: ["dev"], managedPolicies: ["ReadOnlyAccess"] } },
    users: { alex: { canAssume: ["ReadOnly"] } },
  });
  expect(output.switch_role_links?.value).toEqual({
    dev: { ReadOnly: `${link}roleName=ReadOnly&account=222222222222` },
  });
  expect(output.console_sign_in_url?.value).toBe(signIn);
  const arns = JSON.stringify([resource, provider]).match(/arn:[^:]*/g);
  expect(new Set(arns)).toEqual(new Set([`arn:${partition}`]));
});

test("console_sign_in_url has the alias where there is one", () => {
  expect(accessStackJson(declaration).output.console_sign_in_url?.value).toBe(
    "https://acme-identity.signin.aws.amazon.com/console",
  );
});

describe("console_passwords", () => {
  test("are an output only with console access", () => {
    expect(accessStackJson(declaration).output).not.toHaveProperty("console_passwords");
  });

  test("are sensitive, and hold the PGP message of those who have a key", () => {
    const json = accessStackJson({
      ...declaration,
      users: {
        alex: { consoleAccess: true, canAssume: ["ReadOnly", "Developer", "Long"] },
        robin: { consoleAccess: { pgpKey: "keybase:robin" }, canAssume: ["ReadOnly"] },
        kim: { canAssume: ["ReadOnly"] },
      },
    });
    expect(json.output.console_passwords).toEqual({
      description: expect.any(String),
      sensitive: true,
      value: {
        alex: "${aws_iam_user_login_profile.alex.password}",
        robin: "${aws_iam_user_login_profile.robin.encrypted_password}",
      },
    });
  });

  test("nothing else is sensitive, and every output says what it is", () => {
    const outputs = Object.entries(accessStackJson(declaration).output) as [string, object][];
    expect(outputs.map(([name]) => name)).toEqual(["console_sign_in_url", "role_arns", "switch_role_links"]);
    for (const [, output] of outputs) {
      expect(output).toEqual({ description: expect.any(String), value: expect.anything() });
    }
  });
});

test("an account may have the name that the framework gives an attribute of a resource", () => {
  const targetAccounts = { fqn: { id: "222222222222" } };
  const roles = { ReadOnly: { targetAccounts: "*" } };
  const { output } = accessStackJson({ ...declaration, targetAccounts, roles, users: {} });
  expect(output.role_arns?.value).toEqual({ fqn: { ReadOnly: "${aws_iam_role.fqn__ReadOnly.arn}" } });
});

test("the stack alone has no backend of ours: where the state goes is the app's to say", () => {
  const { terraform } = terraformOf(new AccessStack(testApp(), "access", { access: accessOf(declaration) }));
  expect(terraform).not.toHaveProperty("backend");
});
