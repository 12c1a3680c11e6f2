/** Tags of everything that is made. */
import { RootConstruct } from "constructs";
import type { AccessFile } from "../../access";
import { AccessModule, CrossAccountAccess } from "../../constructs";
import {
  accessStackJson,
  allResources,
  foreignProvider,
  foreignStack,
  resourcesOf,
  terraformOf,
} from "../support/stack";

const defaultTags = { owner: "platform", "cost center": "4711" };
const declaration: AccessFile = {
  defaultTags,
  deployWith: { role: "Deployer" },
  organization: {
    id: "o-a1b2c3d4e5",
    accountId: "999900001111",
    organizationalUnits: ["ou-ab12-cdefgh34"],
  },
  identityAccount: { id: "111111111111" },
  targetAccounts: { dev: { id: "222222222222" } },
  roles: {
    Machine: {
      targetAccounts: "*",
      trustedEntity: { service: "ec2.amazonaws.com" },
      instanceProfile: true,
      tags: { owner: "web" },
    },
    Viewer: { targetAccounts: "*", rollout: "stackSet" },
  },
  users: { alex: { consoleAccess: true, canAssume: ["Viewer"] } },
};

test("every provider has them, and so everything that it makes", () => {
  const { provider, resource } = accessStackJson(declaration);
  expect(provider.aws?.map(({ alias, default_tags }) => [alias, default_tags])).toEqual(
    ["identity", "dev", "organization"].map((alias) => [alias, [{ tags: defaultTags }]]),
  );
  expect(resource.aws_iam_role?.dev__Machine?.tags).toEqual({ owner: "web" });
});

test("without a word about them, no provider has any", () => {
  const { defaultTags: _none, ...without } = declaration;
  expect(JSON.stringify(accessStackJson(without))).not.toContain("default_tags");
});

test("text in them is text", () => {
  const { provider } = accessStackJson({ ...declaration, defaultTags: { "a.b": "@x-1" } });
  expect(provider.aws?.[0]?.default_tags).toEqual([{ tags: { "a.b": "@x-1" } }]);
});

describe("with providers of the caller's, each resource that can be tagged has them", () => {
  const tagsOf = (json: Parameters<typeof allResources>[0]) =>
    Object.fromEntries(
      allResources(json).flatMap(([address, { tags }]) => (tags === undefined ? [] : [[address, tags]])),
    );
  const expected = {
    "aws_cloudformation_stack_set.Viewer": defaultTags,
    "aws_iam_instance_profile.dev__Machine": { ...defaultTags, owner: "web" },
    "aws_iam_policy.self-service": defaultTags,
    "aws_iam_role.dev__Machine": { ...defaultTags, owner: "web" },
    "aws_iam_user.alex": defaultTags,
  };

  test("in a module", () => {
    const module = new AccessModule(new RootConstruct(), "access", { declaration });
    expect(tagsOf(JSON.parse(JSON.stringify(module.toTerraform())))).toEqual(expected);
  });

  test("in a construct", () => {
    const stack = foreignStack();
    const provider = (alias: string) => foreignProvider(stack, alias);
    const { deployWith: _deployWith, ...props } = declaration;
    new CrossAccountAccess(stack, "Default", {
      ...props,
      providers: {
        identity: provider("identity"),
        organization: provider("organization"),
        targetAccounts: { dev: provider("dev") },
      },
    });
    expect(tagsOf(terraformOf(stack))).toEqual(expected);
    expect(resourcesOf(terraformOf(stack), "aws_iam_user_policy").alex).not.toHaveProperty("tags");
  });
});
