/** Which identity providers an imported file has, and as what. */
import { iamAccountOf } from "../../../live/authorization-details";
import type { IamIdentityProvider } from "../../../live/iam-account";
import { trustedProviders } from "../../../live/import/declared-providers";
import { samlMetadata } from "../../support/saml-metadata";
import { dev, github, identity, importOf, policy, prod, role, trustGithub, trustSaml } from "./organization";

const okta = (more: Partial<IamIdentityProvider> = {}) =>
  ["saml-provider/Okta", { kind: "saml", metadata: samlMetadata(), tags: {}, ...more }] as Provider;
const actions = (more: object = {}) =>
  [
    `oidc-provider/${github}`,
    {
      kind: "oidc",
      url: `https://${github}`,
      audiences: ["sts.amazonaws.com"],
      thumbprints: ["a".repeat(40)],
      tags: {},
      ...more,
    },
  ] as Provider;
type Provider = [key: string, IamIdentityProvider];

const roleOf = (id: string) => (document: object, at: number) => role(id, `Role-${at}`, document);

/** An import of two accounts with the same trust policies, and providers of their own. */
function imported(
  trusts: (id: string) => object[],
  providers: Readonly<Record<string, readonly Provider[] | undefined>>,
) {
  const { declaration, notes } = importOf([
    iamAccountOf(identity, []),
    ...[dev, prod].map((id) => ({
      ...iamAccountOf(id, [{ RoleDetailList: trusts(id).map(roleOf(id)) }]),
      identityProviders: providers[id] && new Map(providers[id]),
    })),
  ]);
  return {
    providers: declaration.identityProviders,
    roles: declaration.roles,
    said: notes.filter(({ about }) => about.includes("provider")).map(({ kind, text }) => `${kind}: ${text}`),
  };
}

const bySaml = (id: string) => [trustSaml(id, "Okta")];
const byGithub = (id: string) => [trustGithub(id)];

test("a provider that is the same in all accounts is one entry, which is adopted", () => {
  const both = [okta({ tags: { team: "web" } }), actions()];
  expect(imported((id) => [...bySaml(id), ...byGithub(id)], { [dev]: both, [prod]: both })).toMatchObject({
    providers: {
      Okta: { saml: { metadata: samlMetadata() }, tags: { team: "web" }, adopt: true },
      [github]: {
        oidc: {
          url: `https://${github}`,
          audiences: ["sts.amazonaws.com"],
          thumbprints: ["a".repeat(40)],
        },
        adopt: true,
      },
    },
    said: [],
  });
});

test("a host with a path has hyphens in the name of its entry, and roles trust it by the host", () => {
  const host = "oidc.eks.eu-west-1.amazonaws.com/id/0123";
  const trust = (id: string) => JSON.parse(JSON.stringify(trustGithub(id)).replaceAll(github, host));
  const [, provider] = actions({ url: `https://${host}` });
  const both: Provider[] = [[`oidc-provider/${host}`, provider]];
  const { providers, roles, said } = imported((id) => [trust(id)], { [dev]: both, [prod]: both });
  expect(Object.keys(providers ?? {})).toEqual(["oidc.eks.eu-west-1.amazonaws.com-id-0123"]);
  expect(roles["Role-0"]?.trustedEntity).toMatchObject({ webIdentity: { provider: host } });
  expect(said).toEqual([]);
});

const stays = "The file does not make it: it stays as it is, and roles trust it by its name.";

describe("a provider stays as it is, with a note,", () => {
  test.each([
    ["if its metadata is not the same", bySaml, [okta()], [okta({ metadata: samlMetadata("B") } as never)]],
    ["if its audiences are not the same", byGithub, [actions()], [actions({ audiences: ["a"] })]],
    ["if its tags are not the same", bySaml, [okta()], [okta({ tags: { team: "web" } })]],
  ])("%s in all accounts", (_why, trusts, inDev, inProd) => {
    expect(imported(trusts, { [dev]: inDev, [prod]: inProd })).toMatchObject({
      providers: undefined,
      said: [`cannot-say: It is not the same in all accounts. ${stays}`],
    });
  });

  test("if an account does not have it: Terraform would make it, and let people in", () => {
    expect(imported(bySaml, { [dev]: [okta()], [prod]: [] })).toMatchObject({
      providers: undefined,
      said: [`cannot-say: It is missing in 1 of 2 accounts where roles trust it. ${stays}`],
    });
  });

  test("if a role asks for an audience that it does not take", () => {
    const trusts = (id: string) => [trustGithub(id, "other")];
    expect(imported(trusts, { [dev]: [actions()], [prod]: [actions()] })).toMatchObject({
      providers: undefined,
      said: [`cannot-say: Roles ask for the audience other, which it does not take. ${stays}`],
    });
  });

  test("if IAM Identity Center makes it", () => {
    const name = "AWSSSO_0123456789abcdef_DO_NOT_DELETE";
    const [, provider] = okta();
    const both: Provider[] = [[`saml-provider/${name}`, provider]];
    expect(imported((id) => [trustSaml(id, name)], { [dev]: both, [prod]: both })).toMatchObject({
      providers: undefined,
      said: [`cannot-say: IAM Identity Center makes it. ${stays}`],
    });
  });

  test("if it was not read in an account", () => {
    expect(imported(bySaml, { [dev]: [okta()] })).toMatchObject({
      providers: undefined,
      said: [`unknown: It was not read. ${stays}`],
    });
  });

  test("if the access file refuses its metadata", () => {
    const wrong = [okta({ metadata: "<html></html>" } as never)];
    expect(imported(bySaml, { [dev]: wrong, [prod]: wrong })).toMatchObject({
      providers: {},
      roles: { "Role-0": { trustedEntity: { saml: { provider: "Okta" } } } },
    });
  });
});

test("thumbprints that are not the same in all accounts are left to AWS", () => {
  const other = [actions({ thumbprints: ["b".repeat(40)] })];
  const { providers, said } = imported(byGithub, { [dev]: [actions()], [prod]: other });
  expect(providers?.[github]?.oidc).toEqual({
    url: `https://${github}`,
    audiences: ["sts.amazonaws.com"],
  });
  expect(said).toEqual([expect.stringContaining("cannot-say: Its thumbprints are not the same")]);
});

test("a provider that every account knows needs no entry", () => {
  const trust = policy({
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: "cognito-identity.amazonaws.com" },
    Condition: { StringEquals: { "cognito-identity.amazonaws.com:aud": "pool" } },
  });
  const { providers, roles, said } = imported(() => [trust], { [dev]: [], [prod]: [] });
  expect(roles["Role-0"]?.trustedEntity).toMatchObject({ webIdentity: { audience: "pool" } });
  expect({ providers, said }).toEqual({ providers: undefined, said: [] });
});

test("only providers of the account itself are asked for, and none that roles of AWS alone trust", () => {
  const trusts = [trustSaml(dev, "Okta"), trustSaml(dev, "Okta"), trustGithub(dev), trustSaml(prod, "Okta")];
  const ofAws = role(dev, "AWSReservedSSO_A_0123456789abcdef", trustSaml(dev, "AWSSSO_1_DO_NOT_DELETE"), {
    Path: "/aws-reserved/sso.amazonaws.com/",
  });
  const account = iamAccountOf(dev, [{ RoleDetailList: [...trusts.map(roleOf(dev)), ofAws] }]);
  expect(trustedProviders(account)).toEqual([
    `arn:aws:iam::${dev}:oidc-provider/${github}`,
    `arn:aws:iam::${dev}:saml-provider/Okta`,
  ]);
});
