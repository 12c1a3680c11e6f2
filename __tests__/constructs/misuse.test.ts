/** Wrong calls fail in the constructor, with the reason, by the names of the props. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type TerraformStack, TerraformVariable, Token } from "cdktf";
import {
  AccessStack,
  AccountProvider,
  CrossAccountAccess,
  type CrossAccountAccessProps,
  CrossAccountRole,
  type CrossAccountRoleProps,
} from "../../constructs";
import { accessOf, errorOf, foreignProvider, foreignStack, testApp } from "../support/stack";

const identityAccount = { id: "111111111111" };
const declaration = {
  identityAccount,
  targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
  roles: { ReadOnly: { targetAccounts: "*" as const } },
  users: { alex: { canAssume: ["ReadOnly"] } },
};

/** What is wrong with a role, without the headline. */
function wrongRole(props: (stack: TerraformStack) => Partial<CrossAccountRoleProps>): string[] {
  const stack = foreignStack();
  return problems(
    () =>
      new CrossAccountRole(stack, "role", {
        roleName: "ReadOnly",
        identityAccount,
        targetAccounts: [{ name: "dev", id: "222222222222", provider: foreignProvider(stack, "dev") }],
        ...props(stack),
      }),
  );
}

/** What is wrong with a declaration, without the headline. */
function wrongAccess(props: (stack: TerraformStack) => Partial<CrossAccountAccessProps>): string[] {
  const stack = foreignStack();
  return problems(() => new CrossAccountAccess(stack, "access", { ...declaration, ...props(stack) }));
}

function problems(act: () => unknown): string[] {
  const [headline, ...lines] = errorOf(act).split("\n  ");
  expect(headline).toMatch(/^app\/\w+: the props are not valid$/);
  return lines;
}

function guarded(stack: TerraformStack, alias: string, more: object): AwsProvider {
  return new AwsProvider(stack, alias, { alias, region: "eu-west-1", ...more });
}

describe("a provider", () => {
  test("cannot be missing", () => {
    expect(wrongRole(() => ({ targetAccounts: [{ name: "dev", id: "222222222222" } as never] }))).toEqual([
      "targetAccounts[0].provider  is missing; every account needs a provider of its own",
    ]);
    expect(wrongAccess(() => ({ providers: { targetAccounts: {} } as never }))).toEqual([
      "providers.identity  is missing; every account needs a provider of its own",
      "providers.targetAccounts.dev  is missing; every account needs a provider of its own",
      "providers.targetAccounts.prod  is missing; every account needs a provider of its own",
    ]);
    expect(
      wrongRole(() => ({
        targetAccounts: [{ name: "dev", id: "222222222222", provider: "aws.dev" as never }],
      })),
    ).toEqual(["targetAccounts[0].provider  is not a provider; every account needs a provider of its own"]);
  });

  test("cannot be that of an account which is not declared", () => {
    expect(
      wrongAccess((stack) => ({
        providers: {
          identity: foreignProvider(stack, "i"),
          targetAccounts: {
            dev: foreignProvider(stack, "d"),
            prod: foreignProvider(stack, "p"),
            stage: foreignProvider(stack, "s"),
          },
        },
      })),
    ).toEqual([
      'providers.targetAccounts.stage  there is no target account "stage"; remove it, or correct the name',
    ]);
  });

  test("cannot be that of two accounts", () => {
    expect(
      wrongRole((stack) => {
        const provider = foreignProvider(stack, "both");
        return {
          targetAccounts: [
            { name: "dev", id: "222222222222", provider },
            { name: "prod", id: "333333333333", provider },
          ],
        };
      }),
    ).toEqual([
      expect.stringMatching(
        /^targetAccounts\[1\]\.provider {2}is the provider of targetAccounts\[0\]\.provider too/,
      ),
    ]);
    expect(
      wrongAccess((stack) => {
        const identity = foreignProvider(stack, "identity");
        return {
          providers: { identity, targetAccounts: { dev: identity, prod: foreignProvider(stack, "p") } },
        };
      }),
    ).toEqual([
      expect.stringMatching(/^providers\.targetAccounts\.dev {2}is the provider of providers\.identity too/),
    ]);
  });

  test("may be that of one account twice: the identity account can be a target account", () => {
    const stack = foreignStack();
    const identity = foreignProvider(stack, "identity");
    const targetAccounts = { home: identityAccount };
    expect(
      () =>
        new CrossAccountAccess(stack, "access", {
          ...declaration,
          targetAccounts,
          providers: { identity, targetAccounts: { home: identity } },
        }),
    ).not.toThrow();
  });

  test("cannot be guarded for another account", () => {
    const wrong = (more: object) =>
      wrongRole((stack) => ({
        targetAccounts: [{ name: "dev", id: "222222222222", provider: guarded(stack, "dev", more) }],
      }));
    expect(wrong({ allowedAccountIds: ["333333333333"] })).toEqual([
      "targetAccounts[0].provider  is for account 333333333333 (allowedAccountIds), and this account is 222222222222",
    ]);
    expect(wrong({ forbiddenAccountIds: ["222222222222"] })).toEqual([
      expect.stringMatching(/^targetAccounts\[0\]\.provider {2}never works in account 222222222222/),
    ]);
  });

  test("cannot work in another partition", () => {
    expect(wrongRole(() => ({ partition: "aws-cn" }))).toEqual([
      "targetAccounts[0].provider  works in region eu-west-1, which is not in partition aws-cn; set the partition or the provider's region",
    ]);
  });

  test("of which only Terraform knows where it leads is taken as it is", () => {
    const stack = foreignStack();
    const id = new TerraformVariable(stack, "id", { type: "string" }).stringValue;
    const region = new TerraformVariable(stack, "region", { type: "string" }).stringValue;
    const provider = guarded(stack, "dev", { allowedAccountIds: [id], region });
    expect(
      () =>
        new CrossAccountRole(stack, "role", {
          roleName: "ReadOnly",
          identityAccount,
          targetAccounts: [{ name: "dev", id: "222222222222", provider }],
        }),
    ).not.toThrow();
  });

  test("cannot be made where the access says no way to reach the account", () => {
    const stack = foreignStack();
    const providers = {
      identity: foreignProvider(stack, "i"),
      targetAccounts: { dev: foreignProvider(stack, "d"), prod: foreignProvider(stack, "p") },
    };
    const access = accessOf({ ...declaration, deployWith: { role: "Deployer" } });
    const withoutReach = {
      ...access,
      targetAccounts: access.targetAccounts.map((account) => ({ ...account, deployWith: undefined })),
    };
    expect(() => CrossAccountAccess.fromAccess(stack, "a", withoutReach, { providers })).not.toThrow();
    expect(errorOf(() => new AccessStack(testApp(), "b", { access: withoutReach }))).toMatch(
      /^b\/Default: nothing says how Terraform reaches account 222222222222 \("dev"\); pass providers, or declare deployWith$/,
    );
  });
});

describe("a token", () => {
  const token = Token.asString({ resolve: () => "x" });
  const isToken = "is a token; a name is part of addresses, so write the name itself";

  test("cannot be a name", () => {
    expect(wrongRole(() => ({ roleName: token }))).toEqual([`roleName  ${isToken}`]);
    expect(
      wrongRole((stack) => ({
        targetAccounts: [{ name: token, id: "222222222222", provider: foreignProvider(stack, "d") }],
      })),
    ).toContain(`targetAccounts[0].name  ${isToken}`);
    expect(
      wrongAccess((stack) => ({
        users: { [token]: {} },
        providers: {
          identity: foreignProvider(stack, "i"),
          targetAccounts: { dev: foreignProvider(stack, "d"), prod: foreignProvider(stack, "p") },
        },
      })),
    ).toEqual([expect.stringContaining(isToken)]);
  });

  test("cannot be a number, a list, a map, or anything but text", () => {
    expect(
      wrongRole(() => ({
        maxSessionDuration: Token.asNumber({ resolve: () => 3600 }),
        managedPolicies: Token.asList({ resolve: () => [] }),
        tags: Token.asStringMap({ resolve: () => ({}) }),
        requireMfa: Token.asAny(true) as never,
      })),
    ).toEqual([
      "managedPolicies  is a list that only Terraform knows; write the list",
      "maxSessionDuration  is a number that only Terraform knows; write the number",
      expect.stringMatching(/^requireMfa {2}is a token; a token can stand for text only/),
      "tags  is a map that only Terraform knows; write the map",
    ]);
    expect(
      errorOf(
        () =>
          new AccountProvider(foreignStack(), "dev", {
            alias: "dev",
            accountId: Token.asAny("x") as never,
            deployWith: "ambient",
            region: "us-east-1",
            partition: "aws",
          }),
      ),
    ).toMatch(/^app\/dev: accountId is a token/);
  });

  test("is not shown in messages as the framework has it", () => {
    const [message] = wrongRole(() => ({
      sourceIps: [`${token}/24`],
      managedPolicies: [`x-${token}`, "Nonsense"],
    }));
    expect(message).toMatch(/no AWS managed policy "Nonsense"/);
    const inlinePolicies = { own: `{"Statement": ${token}}` };
    expect(wrongRole(() => ({ inlinePolicies }))).toEqual([
      expect.stringMatching(/^inlinePolicies\.own {2}is known only to Terraform; write the document here/),
    ]);
    expect(wrongRole(() => ({ roleName: `${token} x`, description: "x".repeat(2000) })).join()).not.toMatch(
      /TfToken|\uE000/,
    );
  });
});

test("keys of the access file that have no place in one role are refused", () => {
  for (const more of [{ rollout: "stackSet" }, { trustGrantedOnly: true }, { canAssume: [] }])
    expect(wrongRole(() => more as never)).not.toEqual([]);
});

test("an account is listed once", () => {
  expect(
    wrongRole((stack) => ({
      targetAccounts: ["dev", "prod"].map((name) => ({
        name,
        id: "222222222222",
        provider: foreignProvider(stack, `${name}-2`),
      })),
    })),
  ).toEqual([expect.stringMatching(/^targetAccounts\[1\]\.id {2}is the id of target account "dev" already/)]);
});

test("construct ids that IAM would not take in a policy's name are refused", () => {
  const message = errorOf(
    () => new CrossAccountAccess(foreignStack(), "our access", { ...declaration, deployWith: { role: "D" } }),
  );
  expect(message).toMatch(/a policy would have the name "our access-assume-cross-account-roles"/);
});
