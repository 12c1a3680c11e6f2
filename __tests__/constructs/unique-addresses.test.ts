import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { AccessStack, CrossAccountAccess, CrossAccountRole } from "../../constructs";
import { accessOf, errorOf, foreignProvider, foreignStack, terraformOf, testApp } from "../support/stack";

const declaration = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  targetAccounts: { dev: { id: "222222222222" } },
  roles: { ReadOnly: { targetAccounts: "*" as const } },
  users: { alex: { canAssume: ["ReadOnly"] } },
};

function role(
  scope: Construct,
  id: string,
  roleName: string,
  provider: AwsProvider,
  { name = "dev", accountId = "222222222222" } = {},
) {
  return new CrossAccountRole(scope, id, {
    roleName,
    identityAccount: { id: "111111111111" },
    targetAccounts: [{ name, id: accountId, provider }],
  });
}

describe("equal addresses", () => {
  test("of two of our own are refused, since the last would silently win", () => {
    const stack = foreignStack();
    new CrossAccountAccess(stack, "Default", {
      ...declaration,
      roles: { ReadOnly: { targetAccounts: "*", inlinePolicies: { ci: allowNothing } } },
    });
    new CrossAccountAccess(new Construct(stack, "dev"), "ReadOnly", {
      ...declaration,
      identityAccount: { id: "333333333333" },
      targetAccounts: { prod: { id: "444444444444" } },
      principals: { ci: { roleName: "ci", canAssume: ["ReadOnly"] } },
    });
    expect(errorOf(() => terraformOf(stack))).toMatch(
      /aws_iam_role_policy\.dev__ReadOnly__ci is both app\/Default\/.* and app\/dev\/ReadOnly\/.*; give one another construct id/,
    );
  });

  test("of one of ours and somebody else's resource are refused", () => {
    const stack = foreignStack();
    new CrossAccountAccess(stack, "Default", declaration);
    new IamUser(stack, "somebody", { name: "somebody" }).overrideLogicalId("alex");
    expect(errorOf(() => terraformOf(stack))).toMatch(
      /aws_iam_user\.alex is both app\/Default\/identity-account\/user\.alex\/Resource and app\/somebody/,
    );
  });

  test("of outputs are refused", () => {
    const stack = new AccessStack(testApp(), "access", { access: accessOf(declaration) });
    new TerraformOutput(new Construct(stack, "mine"), "arns", { value: 1 }).overrideLogicalId("role_arns");
    expect(errorOf(() => terraformOf(stack))).toMatch(/output role_arns is both/);
  });

  test("are found by app.synth() as well", () => {
    const app = testApp();
    const stack = new AccessStack(app, "access", { access: accessOf(declaration) });
    new IamUser(stack, "somebody", { name: "somebody" }).overrideLogicalId("alex");
    expect(errorOf(() => app.synth())).toMatch(/aws_iam_user\.alex is both/);
  });

  test("are spoken of once, however many constructs the stack has", () => {
    const stack = foreignStack();
    const provider = foreignProvider(stack, "x");
    role(stack, "a", "A", provider);
    role(stack, "b", "B", provider);
    new IamRole(stack, "theirs", { assumeRolePolicy: "{}", provider }).overrideLogicalId("a__dev__A");
    expect(errorOf(() => terraformOf(stack)).match(/is both/g)).toHaveLength(1);
  });

  test("in different types of resources are no clash", () => {
    const stack = foreignStack();
    new CrossAccountAccess(stack, "Default", declaration);
    new IamPolicy(stack, "theirs", { policy: "{}" }).overrideLogicalId("alex");
    expect(() => terraformOf(stack)).not.toThrow();
  });
});

describe("equal provider aliases are refused", () => {
  test("of one of ours and somebody else's", () => {
    const stack = foreignStack();
    foreignProvider(stack, "dev");
    new CrossAccountAccess(stack, "Default", declaration);
    expect(errorOf(() => terraformOf(stack))).toMatch(
      /provider aws dev is both app\/their-dev and app\/Default\/aws\.dev, .* give one another alias/,
    );
  });

  test("and two providers without one", () => {
    const stack = foreignStack();
    role(stack, "a", "A", new AwsProvider(stack, "one", {}));
    new AwsProvider(stack, "two", {});
    expect(errorOf(() => terraformOf(stack))).toMatch(/provider aws without an alias is both/);
  });
});

describe("names that IAM takes for equal", () => {
  test("roles of two constructs that differ in case only, by the same provider, are refused", () => {
    const stack = foreignStack();
    const provider = foreignProvider(stack, "x");
    role(stack, "a", "ReadOnly", provider);
    role(stack, "b", "readonly", provider);
    expect(errorOf(() => terraformOf(stack))).toMatch(
      /aws_iam_role\.a__dev__ReadOnly \(app\/a\/.*\) and aws_iam_role\.b__dev__readonly \(app\/b\/.*\) would both create the role readonly in account 222222222222; rename one/,
    );
  });

  test("roles of two constructs for one account, each by a provider of its own, are refused", () => {
    const stack = foreignStack();
    role(stack, "a", "ReadOnly", foreignProvider(stack, "x"));
    role(stack, "b", "ReadOnly", foreignProvider(stack, "y"), { name: "also-dev" });
    expect(errorOf(() => terraformOf(stack))).toMatch(
      /aws_iam_role\.a__dev__ReadOnly .* and aws_iam_role\.b__also-dev__ReadOnly .* would both create the role ReadOnly in account 222222222222/,
    );
  });

  test("one provider that makes roles of two accounts is refused", () => {
    const stack = foreignStack();
    const provider = foreignProvider(stack, "x");
    role(stack, "a", "ReadOnly", provider);
    role(stack, "b", "Admin", provider, { name: "prod", accountId: "333333333333" });
    expect(errorOf(() => terraformOf(stack))).toMatch(
      /app\/b\/prod is for account 333333333333, and its provider aws\.x works in account 222222222222/,
    );
  });

  test("users of two declarations with providers of their own for the same account are refused", () => {
    const stack = foreignStack();
    new CrossAccountAccess(stack, "a", declaration);
    new CrossAccountAccess(stack, "b", { ...declaration, users: { Alex: { canAssume: ["ReadOnly"] } } });
    const message = errorOf(() => terraformOf(stack));
    expect(message).toMatch(
      /aws_iam_user\.a__alex .* and aws_iam_user\.b__Alex .* would both create the user Alex in account 111111111111/,
    );
    expect(message).toMatch(/aws_iam_role\.a__dev__ReadOnly .* and aws_iam_role\.b__dev__ReadOnly/);
  });

  test("one of ours and somebody else's are refused", () => {
    const stack = foreignStack();
    const provider = foreignProvider(stack, "x");
    role(stack, "a", "ReadOnly", provider);
    new IamRole(stack, "theirs", { name: "READONLY", assumeRolePolicy: "{}", provider });
    expect(errorOf(() => terraformOf(stack))).toMatch(
      /would both create the role READONLY in account 222222222222/,
    );
  });

  test("two password policies of one account are refused", () => {
    const stack = foreignStack();
    const identityAccount = { id: "111111111111", passwordPolicy: { requireNumbers: true } };
    const roles = (name: string) => ({ [name]: { targetAccounts: "*" as const } });
    new CrossAccountAccess(stack, "a", { ...declaration, identityAccount, roles: roles("A"), users: {} });
    new CrossAccountAccess(stack, "b", { ...declaration, identityAccount, roles: roles("B"), users: {} });
    expect(errorOf(() => terraformOf(stack))).toMatch(
      /aws_iam_account_password_policy.* would both create the password policy in account 111111111111; remove one/,
    );
  });

  test("the same name in other accounts, in other types, or known to Terraform alone is no clash", () => {
    const stack = foreignStack();
    const provider = foreignProvider(stack, "x");
    role(stack, "a", "ReadOnly", provider);
    role(stack, "b", "ReadOnly", foreignProvider(stack, "y"), { accountId: "333333333333" });
    new IamUser(stack, "user", { name: "ReadOnly", provider });
    const name = Token.asString(new TerraformVariable(stack, "name", {}).value);
    new IamUser(stack, "one", { name, provider });
    new IamUser(stack, "two", { name, provider });
    expect(() => terraformOf(stack)).not.toThrow();
  });
});

const allowNothing = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }],
};
