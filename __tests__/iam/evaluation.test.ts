import { requestContext } from "../../iam/context";
import { coversAction, decide, type Policies, type Request } from "../../iam/evaluation";
import { type PolicyDocument, policyDocument, type Statement } from "../../iam/policy-document";

const home = "111111111111";
const away = "222222222222";
const alex = `arn:aws:iam::${home}:user/ops/alex`;
const ci = `arn:aws:iam::${home}:role/ci`;
const ciSession = `arn:aws:sts::${home}:assumed-role/ci/build`;

type Keys = Record<string, string | string[] | { unknown: true }>;

const alexKeys: Keys = {
  "aws:PrincipalArn": alex,
  "aws:PrincipalAccount": home,
  "aws:username": "alex",
  "aws:userid": "AIDAALEX",
};
const ciKeys: Keys = {
  "aws:PrincipalArn": ci,
  "aws:PrincipalAccount": home,
  "aws:userid": "AROACI:build",
};

const assumes = (accountId: string, keys: Keys = alexKeys): Request => ({
  caller: { kind: "aws" },
  action: "sts:AssumeRole",
  resource: `arn:aws:iam::${accountId}:role/target`,
  context: requestContext(keys),
});

const trust = (Principal: Statement["Principal"], more: Partial<Statement> = {}): PolicyDocument =>
  policyDocument({ Effect: "Allow", Action: "sts:AssumeRole", Principal, ...more });
const grant = (more: Partial<Statement> = {}): PolicyDocument =>
  policyDocument({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*", ...more });
const both = (...documents: PolicyDocument[]) =>
  policyDocument(...documents.flatMap((one) => one.Statement as Statement[]));

const effect = (policies: Policies, request: Request) => decide(policies, request).effect;

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
describe("into another account", () => {
  test.each<[string, Policies, string]>([
    ["both halves let the user in", { trust: trust({ AWS: home }), identity: [grant()] }, "allow"],
    ["the trust alone does not", { trust: trust({ AWS: home }) }, "implicitDeny"],
    ["the trust alone does not, even if it names the user", { trust: trust({ AWS: alex }) }, "implicitDeny"],
    ["the trust alone does not, even if it trusts everybody", { trust: trust("*") }, "implicitDeny"],
    ["the permission alone does not", { trust: trust({ AWS: away }), identity: [grant()] }, "implicitDeny"],
    [
      "a trust of another user does not",
      { trust: trust({ AWS: `${alex}2` }), identity: [grant()] },
      "implicitDeny",
    ],
    [
      "a trust for another action does not",
      { trust: trust({ AWS: home }, { Action: "sts:AssumeRoleWithSAML" }), identity: [grant()] },
      "implicitDeny",
    ],
    [
      "a permission on another role does not",
      { trust: trust({ AWS: home }), identity: [grant({ Resource: `arn:aws:iam::${away}:role/target2` })] },
      "implicitDeny",
    ],
    [
      "a permission on all roles but this does not",
      {
        trust: trust({ AWS: home }),
        identity: [grant({ Resource: undefined, NotResource: `arn:aws:iam::*:role/t*` })],
      },
      "implicitDeny",
    ],
    [
      "a permission on all roles but another does",
      {
        trust: trust({ AWS: home }),
        identity: [grant({ Resource: undefined, NotResource: `arn:aws:iam::*:role/x*` })],
      },
      "allow",
    ],
    [
      "a permission for everything but S3 does",
      { trust: trust({ AWS: home }), identity: [grant({ Action: undefined, NotAction: "s3:*" })] },
      "allow",
    ],
    [
      "a permission for everything but STS does not",
      { trust: trust({ AWS: home }), identity: [grant({ Action: undefined, NotAction: "STS:assume*" })] },
      "implicitDeny",
    ],
    [
      "a denial in the trust wins",
      { trust: both(trust({ AWS: home }), trust({ AWS: alex }, { Effect: "Deny" })), identity: [grant()] },
      "explicitDeny",
    ],
    [
      "a denial in a permission wins",
      { trust: trust({ AWS: home }), identity: [grant(), grant({ Effect: "Deny" })] },
      "explicitDeny",
    ],
    [
      "a boundary without the action stops the user",
      { trust: trust({ AWS: alex }), identity: [grant()], boundary: grant({ Action: "s3:*" }) },
      "implicitDeny",
    ],
    [
      "a boundary with the action does not",
      { trust: trust({ AWS: alex }), identity: [grant()], boundary: grant({ Action: "*" }) },
      "allow",
    ],
    [
      "a boundary grants nothing",
      { trust: trust({ AWS: alex }), boundary: grant({ Action: "*" }) },
      "implicitDeny",
    ],
    [
      "a service control policy that lacks the action stops the user",
      {
        trust: trust({ AWS: home }),
        identity: [grant()],
        serviceControl: [[grant({ Action: "*" })], [grant({ Action: "s3:*" })]],
      },
      "implicitDeny",
    ],
    [
      "service control policies that have it do not",
      {
        trust: trust({ AWS: home }),
        identity: [grant()],
        serviceControl: [[grant({ Action: "*" })], [grant({ Action: "s3:*" }), grant()]],
      },
      "allow",
    ],
    [
      "a denial in a service control policy wins",
      {
        trust: trust({ AWS: home }),
        identity: [grant()],
        serviceControl: [[grant(), grant({ Effect: "Deny" })]],
      },
      "explicitDeny",
    ],
  ])("%s", (_what, policies, expected) => {
    expect(effect(policies, assumes(away))).toBe(expected);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
describe("within an account", () => {
  const nothing = grant({ Action: "s3:*" });
  test.each<[string, Policies, Keys, string]>([
    ["a trust that names the user is enough", { trust: trust({ AWS: alex }) }, alexKeys, "allow"],
    ["a trust of everybody is enough", { trust: trust("*") }, alexKeys, "allow"],
    [
      "a trust of the account leaves it to the account's policies",
      { trust: trust({ AWS: `arn:aws:iam::${home}:root` }) },
      alexKeys,
      "implicitDeny",
    ],
    [
      "and a permission is enough then",
      { trust: trust({ AWS: home }), identity: [grant()] },
      alexKeys,
      "allow",
    ],
    [
      "a permission without a trust is not",
      { trust: trust({ AWS: away }), identity: [grant()] },
      alexKeys,
      "implicitDeny",
    ],
    [
      "a boundary does not limit a user who is named",
      { trust: trust({ AWS: alex }), boundary: nothing },
      alexKeys,
      "allow",
    ],
    ["nor everybody", { trust: trust("*"), boundary: nothing }, alexKeys, "allow"],
    [
      "but it limits what the account lets a user do",
      { trust: trust({ AWS: home }), identity: [grant()], boundary: nothing },
      alexKeys,
      "implicitDeny",
    ],
    ["a trust that names the role is enough for its session", { trust: trust({ AWS: ci }) }, ciKeys, "allow"],
    [
      "a boundary limits a role that is named",
      { trust: trust({ AWS: ci }), boundary: nothing },
      ciKeys,
      "implicitDeny",
    ],
    [
      "but not a session that is named",
      { trust: trust({ AWS: ciSession }), boundary: nothing },
      ciKeys,
      "allow",
    ],
    [
      "another session of the role is not named",
      { trust: trust({ AWS: `${ciSession}2` }) },
      ciKeys,
      "implicitDeny",
    ],
    [
      "a service control policy limits a user who is named",
      { trust: trust({ AWS: alex }), serviceControl: [[nothing]] },
      alexKeys,
      "implicitDeny",
    ],
    [
      "a denial wins",
      { trust: trust({ AWS: alex }), identity: [grant({ Effect: "Deny" })] },
      alexKeys,
      "explicitDeny",
    ],
    ["a unique id names a user", { trust: trust({ AWS: "AIDAALEX" }) }, alexKeys, "allow"],
    ["a unique id names a role", { trust: trust({ AWS: "AROACI" }) }, ciKeys, "allow"],
    ["another unique id does not", { trust: trust({ AWS: "AROACIX" }) }, ciKeys, "implicitDeny"],
  ])("%s", (_what, policies, keys, expected) => {
    expect(effect(policies, assumes(home, keys))).toBe(expected);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
describe("a call with session tags or a source identity", () => {
  const more = (action: string) => ({ Action: ["sts:AssumeRole", action] });
  test.each<[string, Keys, string]>([
    ["sts:TagSession", { "aws:TagKeys": ["team"], "aws:RequestTag/team": "ops" }, "tags"],
    ["sts:SetSourceIdentity", { "sts:SourceIdentity": "alex" }, "identity"],
  ])("needs %s in both halves", (action, keys) => {
    const request = assumes(away, { ...alexKeys, ...keys });
    const [without, withIt] = [trust({ AWS: home }), trust({ AWS: home }, more(action))];
    expect(effect({ trust: without, identity: [grant()] }, request)).toBe("implicitDeny");
    expect(effect({ trust: withIt, identity: [grant()] }, request)).toBe("implicitDeny");
    expect(effect({ trust: without, identity: [grant(more(action))] }, request)).toBe("implicitDeny");
    expect(effect({ trust: withIt, identity: [grant(more(action))] }, request)).toBe("allow");
    expect(effect({ trust: withIt, identity: [grant()] }, assumes(away))).toBe("allow");
    const denied = both(withIt, trust("*", { Effect: "Deny", Action: action }));
    expect(effect({ trust: denied, identity: [grant(more(action))] }, request)).toBe("explicitDeny");
  });
});

describe("services and identity providers", () => {
  const provider = `arn:aws:iam::${away}:oidc-provider/token.actions.githubusercontent.com`;
  const from = (kind: "service" | "federated", name: string, action: string): Request => ({
    ...assumes(away, {}),
    caller: { kind, name },
    action,
  });
  test("need the trust alone", () => {
    const service = from("service", "ec2.amazonaws.com", "sts:AssumeRole");
    expect(
      effect({ trust: trust({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] }) }, service),
    ).toBe("allow");
    expect(effect({ trust: trust({ Service: "lambda.amazonaws.com" }) }, service)).toBe("implicitDeny");
    expect(effect({ trust: trust({ AWS: home }) }, service)).toBe("implicitDeny");
    const web = { Action: "sts:AssumeRoleWithWebIdentity" };
    for (const name of [provider, "token.actions.githubusercontent.com"])
      expect(
        effect({ trust: trust({ Federated: provider }, web) }, from("federated", name, web.Action)),
      ).toBe("allow");
    const token = from("federated", provider, web.Action);
    expect(effect({ trust: trust({ Federated: provider }) }, token)).toBe("implicitDeny");
    expect(effect({ trust: trust({ Federated: `${provider}x` }, web) }, token)).toBe("implicitDeny");
    expect(effect({ trust: trust("*", web) }, token)).toBe("allow");
  });
});

describe("NotPrincipal", () => {
  const but = (NotPrincipal: Statement["NotPrincipal"], more: Partial<Statement> = {}) =>
    trust(undefined, { NotPrincipal, ...more });
  test("is everybody but those it names", () => {
    expect(effect({ trust: but({ AWS: away }), identity: [grant()] }, assumes(away))).toBe("allow");
    expect(effect({ trust: but({ AWS: home }), identity: [grant()] }, assumes(away))).toBe("implicitDeny");
    const denied = both(trust({ AWS: home }), but({ AWS: alex }, { Effect: "Deny" }));
    expect(effect({ trust: denied, identity: [grant()] }, assumes(away))).toBe("allow");
    expect(effect({ trust: denied, identity: [grant()] }, assumes(away, ciKeys))).toBe("explicitDeny");
  });
});

describe("what is not known is unknown, unless it makes no difference", () => {
  const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
  const unsure = { ...alexKeys, "aws:MultiFactorAuthPresent": { unknown: true as const } };
  test.each<[string, Policies, string]>([
    ["a key", { trust: trust({ AWS: home }, mfa), identity: [grant()] }, "unknown"],
    [
      "a key that another statement does not ask for",
      { trust: both(trust({ AWS: home }, mfa), trust({ AWS: home })), identity: [grant()] },
      "allow",
    ],
    [
      "a key in a denial",
      { trust: both(trust({ AWS: home }), trust("*", { ...mfa, Effect: "Deny" })), identity: [grant()] },
      "unknown",
    ],
    ["a key without a permission", { trust: trust({ AWS: home }, mfa) }, "implicitDeny"],
    [
      "an operator",
      {
        trust: trust({ AWS: home }, { Condition: { StringIs: { "aws:username": "alex" } } }),
        identity: [grant()],
      },
      "unknown",
    ],
    ["a principal", { trust: trust({ AWS: "${local.account_id}" }), identity: [grant()] }, "unknown"],
    ["a policy's text", { trust: trust({ AWS: home }), identity: ["unknown"] }, "unknown"],
    [
      "the text of one of two policies, for it may deny",
      { trust: trust({ AWS: home }), identity: [grant(), "unknown"] },
      "unknown",
    ],
    [
      "the text of a boundary",
      { trust: trust({ AWS: home }), identity: [grant()], boundary: "unknown" },
      "unknown",
    ],
    [
      "the text of a policy of somebody who is not trusted",
      { trust: trust({ AWS: away }), identity: ["unknown"] },
      "implicitDeny",
    ],
    [
      "the text of a policy of somebody who is denied",
      { trust: trust("*", { Effect: "Deny" }), identity: ["unknown"] },
      "explicitDeny",
    ],
  ])("%s", (_what, policies, expected) => {
    expect(effect(policies, assumes(away, unsure))).toBe(expected);
  });

  test("an account id that only Terraform knows", () => {
    const request = { ...assumes(away), resource: "arn:aws:iam::${local.account_id}:role/target" };
    expect(effect({ trust: trust({ AWS: alex }) }, request)).toBe("unknown");
    expect(effect({ trust: trust({ AWS: alex }), identity: [grant()] }, request)).toBe("allow");
  });
});

describe("a decision", () => {
  const named = (Sid: string, more: Partial<Statement>) => ({ Sid, ...more });
  const sids = (policies: Policies, request: Request) =>
    decide(policies, request).statements.map(({ policy, statement }) => `${policy} ${statement.Sid}`);
  test("comes with the statements that made it", () => {
    const trusts = policyDocument(
      { Sid: "Home", Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: home } },
      { Sid: "Away", Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: away } },
      { Sid: "NotSam", Effect: "Deny", Action: "sts:*", Principal: { AWS: `arn:aws:iam::${home}:user/sam` } },
    );
    const policies = { trust: trusts, identity: [grant(named("Grant", {}))] };
    expect(sids(policies, assumes(away))).toEqual(["trust Home", "identity Grant"]);
    const sam = { ...alexKeys, "aws:PrincipalArn": `arn:aws:iam::${home}:user/sam` };
    expect(sids(policies, assumes(away, sam))).toEqual(["trust NotSam"]);
    expect(sids({ trust: trusts }, assumes(away))).toEqual([]);
    const who = { ...alexKeys, "aws:PrincipalArn": { unknown: true as const } };
    expect(sids(policies, assumes(away, who))).toEqual(["trust NotSam"]);
  });
});

describe("resources", () => {
  test.each<[string, string, boolean]>([
    ["*", "role/target", true],
    ["arn:aws:iam::222222222222:role/target", "role/target", true],
    ["arn:aws:iam::222222222222:role/targe", "role/target", false],
    ["arn:aws:iam::222222222222:role/*", "role/a/b", true],
    ["arn:aws:iam::222222222222:*", "role/target", true],
    ["arn:aws:iam::*:role/target", "role/target", true],
    ["arn:aws:*:*:*:*", "role/target", true],
    // A wildcard stays in its part.
    ["arn:aws:iam:*:role/target", "role/target", false],
    ["arn:*:role/target", "role/target", false],
    // "When you specify an incomplete ARN (one with fewer than the standard six fields) in an identity-based policy, AWS
    // automatically completes the ARN by adding wildcard characters (*) to all missing fields."
    ["arn:aws:iam", "role/target", true],
    ["arn:aws:s3", "role/target", false],
    ["arn:aws:iam::222222222222:role/${aws:username}", "role/alex", true],
    ["arn:aws:iam::222222222222:role/${aws:username}", "role/sam", false],
    // "the resource that includes a policy variable with no value will not match any resource"
    ["arn:aws:iam::222222222222:role/*${aws:PrincipalTag/none}", "role/target", false],
  ])("%j is about %s: %s", (Resource, name, expected) => {
    const request = { ...assumes(away), resource: `arn:aws:iam::${away}:${name}` };
    expect(effect({ trust: trust({ AWS: home }), identity: [grant({ Resource })] }, request)).toBe(
      expected ? "allow" : "implicitDeny",
    );
  });
});

test.each<[Partial<Statement>, boolean]>([
  [{ Action: "iam:PassRole" }, true],
  [{ Action: ["s3:*", "IAM:passrole"] }, true],
  [{ Action: "iam:P*" }, true],
  [{ Action: "*" }, true],
  [{ Action: "iam:PassRoles" }, false],
  [{ Action: "s3:*" }, false],
  [{ NotAction: "s3:*" }, true],
  [{ NotAction: ["s3:*", "iam:*"] }, false],
  [{}, false],
])("%j is about iam:PassRole: %s", (statement, expected) => {
  expect(coversAction({ Effect: "Allow", ...statement }, "iam:PassRole")).toBe(expected);
});
