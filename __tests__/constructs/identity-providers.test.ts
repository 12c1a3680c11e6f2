/** Identity providers: where they are made, what Terraform is told of them, and what is wrong with a declaration of one. */
import { loadAccess, readAccess, stacksOf } from "../../access";
import { AccessStack } from "../../constructs";
import { differenceBetween } from "../../reports/difference/difference";
import { differenceRows, findingIdsOf } from "../../reports/difference/difference-rows";
import { expectGoldenJson } from "../support/golden";
import { samlMetadata } from "../support/saml-metadata";
import { accessOf, accessStackJson, documentOf, resourcesOf, terraformOf, testApp } from "../support/stack";

const url = "https://token.actions.githubusercontent.com";
const github = { oidc: { url, audiences: ["sts.amazonaws.com"] } };
const okta = { saml: { metadata: samlMetadata() } };
const deploy = {
  targetAccounts: "*",
  managedPolicies: ["ReadOnlyAccess"],
  trustedEntity: {
    webIdentity: {
      provider: "github",
      audience: "sts.amazonaws.com",
      subjects: ["repo:acme/infra:ref:refs/heads/main"],
    },
  },
};
const people = {
  targetAccounts: ["prod"],
  managedPolicies: ["ReadOnlyAccess"],
  trustedEntity: { saml: { provider: "okta" } },
};
const file = (more: object = {}) => ({
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
  identityProviders: { github, okta },
  roles: { Deploy: deploy, People: people },
  ...more,
});
const messages = (declaration: object) =>
  readAccess(declaration).problems.map(({ code, message }) => `${code}: ${message}`);
const codes = (declaration: object) => readAccess(declaration).problems.map(({ code }) => code);

test("are made once in each account where a role trusts them, and the role waits for them", () => {
  const json = accessStackJson(file({ roles: { Deploy: deploy, Second: deploy, People: people } }));
  expectGoldenJson("identity-providers.json", {
    aws_iam_openid_connect_provider: resourcesOf(json, "aws_iam_openid_connect_provider"),
    aws_iam_saml_provider: resourcesOf(json, "aws_iam_saml_provider"),
  });
  const roles = resourcesOf(json, "aws_iam_role");
  expect(documentOf(roles.dev__Deploy, "assume_role_policy")).toMatchObject({
    Statement: [
      {
        Principal: {
          Federated: "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com",
        },
      },
    ],
  });
  expect(roles.dev__Deploy?.depends_on).toEqual(["aws_iam_openid_connect_provider.dev__github"]);
  expect(roles.prod__People?.depends_on).toEqual(["aws_iam_saml_provider.prod__okta"]);
});

test("by the name of the provider, or by the host of its URL; another name is a provider that exists", () => {
  const byHost = { webIdentity: { ...deploy.trustedEntity.webIdentity, provider: url.slice(8) } };
  const made = (trustedEntity: object) =>
    Object.keys(
      resourcesOf(
        accessStackJson(file({ roles: { Deploy: { ...deploy, trustedEntity }, People: people } })),
        "aws_iam_openid_connect_provider",
      ),
    );
  expect(made(byHost)).toEqual(["dev__github", "prod__github"]);
  expect(made({ webIdentity: { ...byHost.webIdentity, provider: "gitlab.example.com" } })).toEqual([]);
});

type Blocks = {
  readonly import?: readonly { to: string; id: string }[];
  readonly moved?: readonly object[];
  readonly removed?: readonly { from: string }[];
  readonly resource?: object;
};
const stacks = (declaration: object): Record<string, Blocks> => {
  const access = accessOf(declaration);
  return Object.fromEntries(
    stacksOf(access).map((stack) => [
      stack.name,
      terraformOf(new AccessStack(testApp(), stack.name, { access, stack })) as unknown as Blocks,
    ]),
  );
};

test("that exist already are imported, everywhere or in some accounts", () => {
  const adopted = { github: { ...github, adopt: ["dev"] }, okta: { ...okta, adopt: true } };
  expect(stacks(file({ identityProviders: adopted })).access?.import).toEqual([
    {
      provider: "aws.dev",
      to: "aws_iam_openid_connect_provider.dev__github",
      id: "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com",
    },
    {
      provider: "aws.prod",
      to: "aws_iam_saml_provider.prod__okta",
      id: "arn:aws:iam::333333333333:saml-provider/okta",
    },
  ]);
});

test("that are let go stay in AWS", () => {
  const { access } = stacks(file({ identityProviders: { github: { ...github, existing: true }, okta } }));
  expect(access?.removed?.map(({ from }) => from)).toEqual([
    "aws_iam_openid_connect_provider.dev__github",
    "aws_iam_openid_connect_provider.prod__github",
  ]);
  expect(access?.resource).not.toHaveProperty("aws_iam_openid_connect_provider");
});

test("with another name in the file stay what they are", () => {
  const renamed = { actions: { ...github, renamedFrom: "github" }, okta };
  const role = {
    ...deploy,
    trustedEntity: { webIdentity: { ...deploy.trustedEntity.webIdentity, provider: "actions" } },
  };
  const after = file({ identityProviders: renamed, roles: { Deploy: role, People: people } });
  expect(stacks(after).access?.moved).toContainEqual({
    from: "aws_iam_openid_connect_provider.dev__github",
    to: "aws_iam_openid_connect_provider.dev__actions",
  });
});

test("of an account that moves to another stack are imported there, and forgotten here", () => {
  const moving = stacks(
    file({
      targetAccounts: {
        dev: { id: "222222222222", stack: "own", movedFrom: "access" },
        prod: { id: "333333333333" },
      },
    }),
  );
  expect(moving.own?.import?.map(({ to }) => to)).toContain("aws_iam_openid_connect_provider.dev__github");
  expect(moving.access?.removed?.map(({ from }) => from)).toContain(
    "aws_iam_openid_connect_provider.dev__github",
  );
});

describe("is an error:", () => {
  test.each([
    ["a page in place of the metadata", "<html></html>", "it has no EntityDescriptor"],
    ["the metadata of an application", samlMetadata().replaceAll("IDPSSO", "SPSSO"), "no IDPSSODescriptor"],
    ["metadata that is cut", samlMetadata().slice(0, -5), "ends before"],
    ["metadata without a certificate", samlMetadata().replaceAll("X509", "X"), "no X509Certificate"],
    [
      "metadata that is too short",
      samlMetadata().replace("A".repeat(1000), "A"),
      "characters; a metadata document has 1000",
    ],
  ])("%s", (_, text, message) => {
    const wrong = messages(file({ identityProviders: { github, okta: { saml: { metadata: text } } } }));
    expect(wrong).toEqual([expect.stringContaining(message)]);
    expect(wrong[0]).toMatch(/^invalid-saml-metadata/);
  });

  test.each([
    ["http://token.example.com"],
    ["https://token.example.com:8443"],
    ["https://token.example.com?x=1"],
  ])("the URL %s", (wrong) => {
    expect(
      codes(file({ identityProviders: { github: { oidc: { url: wrong, audiences: ["a"] } }, okta } })),
    ).toContain("wrong-form");
  });

  test("an audience that the provider does not take", () => {
    const other = { github: { oidc: { url, audiences: ["other"] } }, okta };
    expect(messages(file({ identityProviders: other }))).toEqual([
      'audience-of-no-provider: "sts.amazonaws.com" is not among the audiences of "github": other; add it to identityProviders.github.oidc.audiences, or write one of them',
    ]);
  });

  test("a second provider of one URL", () => {
    expect(codes(file({ identityProviders: { github, okta, hub: github } }))).toContain(
      "identity-provider-twice",
    );
  });

  test("a SAML provider as a web identity", () => {
    const wrong = { ...people, trustedEntity: { saml: { provider: "github" } } };
    expect(codes(file({ roles: { Deploy: deploy, People: wrong } }))).toContain(
      "identity-provider-of-other-kind",
    );
  });

  test("a role of a stack set that trusts one", () => {
    const role = { ...deploy, rollout: "stackSet" };
    const organization = {
      id: "o-a1b2c3d4e5",
      accountId: "444444444444",
      organizationalUnits: ["ou-abcd-12345678"],
    };
    expect(codes(file({ organization, roles: { Deploy: role, People: people } }))).toContain(
      "identity-provider-in-stack-set",
    );
  });

  test("neither saml nor oidc, or both, or a name that IAM does not take", () => {
    expect(codes(file({ identityProviders: { github, okta: {} } }))).toContain("not-exactly-one");
    expect(codes(file({ identityProviders: { github: { ...github, ...okta }, okta } }))).toContain(
      "not-exactly-one",
    );
    expect(codes(file({ identityProviders: { github, okta, "a b": okta } }))).toContain("invalid-name");
  });
});

test("metadata may be a file, which is taken to the letter", () => {
  const text = JSON.stringify(
    file({ identityProviders: { github, okta: { saml: { metadata: { file: "okta.xml" } } } } }),
  );
  const read = (content: string) =>
    loadAccess(text, "access.yaml", {
      files: {
        read: () => ({ text: content }),
        shownName: (path: string) => path,
      } as never,
    });
  const { access, problems } = read(`${samlMetadata()}\n`);
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(access?.identityProviders.find(({ name }) => name === "okta")).toMatchObject({
    metadata: `${samlMetadata()}\n`,
  });
  expect(read("<html>").problems.map(({ code }) => code)).toEqual(["invalid-saml-metadata"]);
});

test("a change of who may sign in is told as high", () => {
  const ids = (before: object, after: object) => [
    ...findingIdsOf(differenceRows(differenceBetween(accessOf(file(before)), accessOf(file(after))))),
  ];
  const other = { github, okta: { saml: { metadata: samlMetadata("BB") } } };
  expect(ids({}, { identityProviders: other })).toEqual(["identity-provider-changed"]);
  const more = { github: { oidc: { url, audiences: ["sts.amazonaws.com", "more"] } }, okta };
  expect(ids({}, { identityProviders: more })).toEqual(["condition-dropped"]);
  expect(ids({ identityProviders: more }, {})).toEqual(["restricted"]);
});
