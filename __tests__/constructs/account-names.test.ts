/** Target accounts may have any name: also those that other accounts' providers and stacks have. */
import { RootConstruct } from "constructs";
import { type AccessFile, stacksOf } from "../../access";
import { AccessModule, AccessStack } from "../../constructs";
import { accessOf, allResources, terraformOf, testApp } from "../support/stack";

const ids = { identity: "222222222222", organization: "333333333333", access: "444444444444" };
const declaration: AccessFile = {
  deployWith: { role: "Deployer" },
  organization: {
    id: "o-a1b2c3d4e5",
    accountId: "999900001111",
    organizationalUnits: ["ou-ab12-cdefgh34"],
  },
  identityAccount: { id: "111111111111" },
  targetAccounts: Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, { id }])),
  roles: { Reader: { targetAccounts: "*" }, Rolled: { targetAccounts: "*", rollout: "stackSet" } },
  users: { alex: { canAssume: ["Reader", "Rolled"] } },
};

/** Address of each resource -> the account that its provider works in. */
function accountsOf(stacks: AccessFile["stacks"]): Record<string, unknown> {
  const access = accessOf({ ...declaration, stacks });
  return Object.fromEntries(
    stacksOf(access).flatMap((stack) => {
      const json = terraformOf(new AccessStack(testApp(), stack.name, { access, stack }));
      const accounts = new Map(
        (json.provider.aws ?? []).map(({ alias, allowed_account_ids }) => [
          `aws.${alias}`,
          (allowed_account_ids as string[])[0],
        ]),
      );
      return allResources(json)
        .filter(([address]) => !/^\w+_exclusive\./.test(address))
        .map(([address, { provider }]) => [address, accounts.get(String(provider))]);
    }),
  );
}

test.each(["single", "perAccount"] as const)(
  "each role is made in its account, with stacks: %s",
  (stacks) => {
    expect(accountsOf(stacks)).toEqual({
      "aws_iam_role.identity__Reader": ids.identity,
      "aws_iam_role.organization__Reader": ids.organization,
      "aws_iam_role.access__Reader": ids.access,
      "aws_cloudformation_stack_set.Rolled": "999900001111",
      "aws_cloudformation_stack_set_instance.Rolled__ou-ab12-cdefgh34": "999900001111",
      "aws_iam_user.alex": "111111111111",
      "aws_iam_user_policy.alex": "111111111111",
    });
  },
);

test("a module asks for a provider of each", () => {
  const module = new AccessModule(new RootConstruct(), "access", { declaration });
  expect(module.providerAliases).toEqual([
    "identity",
    "access",
    "_is_identity",
    "_is_organization",
    "organization",
  ]);
});
