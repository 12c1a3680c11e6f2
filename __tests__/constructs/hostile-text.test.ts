/**
 * Text of an access file is text: no character of it reaches Terraform as an expression or CDKTF as a token.
 *
 * Every text of every key is hostile here, names too. The checks of the access file would refuse most of it, so they are
 * passed over: the constructs do not rely on them.
 */
import { type TerraformStack, Testing, Token } from "cdktf";
import { type Access, type AccessFile, stacksOf } from "../../access";
import { Unreadable } from "../../access/readable";
import { resolveAccess } from "../../access/resolve";
import { AccessModule, AccessStack, CrossAccountAccess } from "../../constructs";
import { foreignProvider, foreignStack, testApp } from "../support/stack";
import { evaluated } from "../support/terraform-template";

/** Tokens that exist, in every form that CDKTF gives them: text of a file may look the same. */
const secret = "a secret of somebody else";
const tokens = [
  Token.asString({ resolve: () => secret }),
  ...Token.asList({ resolve: () => [secret] }),
  ...Object.keys(Token.asStringMap({ resolve: () => ({ secret }) })),
  String(Token.asNumber({ resolve: () => secret })),
];
const attack = `\${title("x")} %{ if true } $\${x} \${var.x} \${file("/etc/hostname")} $ "\\" ${tokens.join(" ")} \uE00000000000000 $`;

/** Hostile text with a mark of its own, so that it is found again. */
const declared = new Map<string, string>();
function hostile(mark: string): string {
  const text = `${attack}<${mark}>${attack}`;
  declared.set(mark, text);
  return text;
}

function documentOf(mark: string): Record<string, unknown> {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: hostile(`${mark} sid`),
        Effect: "Allow",
        Action: hostile(`${mark} action`),
        Resource: [hostile(`${mark} resource`)],
        Condition: { StringLike: { [hostile(`${mark} condition key`)]: hostile(`${mark} condition value`) } },
      },
    ],
  };
}

const tags = (mark: string) => ({ [hostile(`${mark} tag key`)]: hostile(`${mark} tag value`) });
const deployWith = (mark: string) => ({
  role: hostile(`${mark} role`),
  profile: hostile(`${mark} profile`),
  externalId: hostile(`${mark} external id`),
  sessionName: hostile(`${mark} session name`),
});

const settings = (mark: string) => ({
  managedPolicies: [
    hostile(`${mark} AWS managed policy`),
    `arn:aws:iam::aws:policy/${hostile(`${mark} policy ARN`)}`,
    { name: hostile(`${mark} customer managed policy`), path: hostile(`${mark} policy path`) },
  ],
  inlinePolicies: { [hostile(`${mark} inline policy`)]: documentOf(mark) },
  permissionsBoundary: `arn:aws:iam::111111111111:policy/${hostile(`${mark} boundary`)}`,
  externalId: hostile(`${mark} external id of the role`),
  sourceIps: [hostile(`${mark} source IP`)],
  organizationId: hostile(`${mark} organization id`),
  trustGrantedOnly: true,
});

const role = (mark: string) => ({
  description: hostile(`${mark} description`),
  path: hostile(`${mark} path`),
  tags: tags(mark),
  targetAccounts: "*" as const,
  ...settings(mark),
});

const [a, b, moved] = [hostile("account a"), hostile("account b"), hostile("account moved")];
// Granted: a trust policy that names only the grantees, and has none, has no conditions either.
const rolled = hostile("role stack set");
const [strict, group, user, existing] = [
  hostile("role strict"),
  hostile("group"),
  hostile("user"),
  hostile("existing user"),
];

const file: AccessFile = {
  region: hostile("region"),
  organization: {
    id: hostile("organization"),
    accountId: hostile("organization account"),
    deployWith: deployWith("organization"),
    organizationalUnits: [hostile("organizational unit")],
  },
  identityAccount: {
    id: hostile("identity account"),
    alias: hostile("alias"),
    deployWith: deployWith("identity"),
    denyWithoutMfa: true,
  },
  targetAccounts: {
    [a]: { id: hostile("id of a"), deployWith: deployWith("a") },
    [b]: { id: hostile("id of b"), deployWith: deployWith("b") },
    [moved]: {
      id: hostile("id of moved"),
      deployWith: deployWith("moved"),
      stack: "new",
      movedFrom: "access",
    },
  },
  roles: {
    [strict]: { ...role("strict"), adopt: true, overrides: { [b]: settings("override") } },
    [hostile("role link")]: { targetAccounts: [a] },
    [hostile("role service")]: { targetAccounts: [a], trustedEntity: { service: [hostile("service")] } },
    [hostile("role web")]: {
      targetAccounts: [a],
      trustedEntity: {
        webIdentity: {
          provider: hostile("web identity"),
          audience: hostile("audience"),
          subjects: [hostile("subject")],
        },
      },
    },
    [hostile("role saml")]: {
      targetAccounts: [a],
      trustedEntity: { saml: { provider: hostile("SAML provider"), audience: hostile("SAML audience") } },
    },
    [hostile("role custom")]: { targetAccounts: [a], trustedEntity: { custom: documentOf("trust") } },
    [hostile("role account")]: { targetAccounts: [a], trustedEntity: { awsAccount: hostile("AWS account") } },
    [rolled]: { ...role("stack set"), targetAccounts: [a], rollout: "stackSet" },
  },
  groups: {
    [group]: { path: hostile("group path"), adopt: true, canAssume: [strict] },
    [hostile("existing group")]: { existing: true, canAssume: [strict] },
  },
  users: {
    [user]: {
      path: hostile("user path"),
      tags: tags("user"),
      permissionsBoundary: `arn:aws:iam::111111111111:policy/${hostile("user boundary")}`,
      consoleAccess: { pgpKey: hostile("PGP key"), adopt: true },
      adopt: true,
      groups: [group],
      canAssume: [{ role: strict, accounts: "organization" }],
    },
    [existing]: { existing: true, path: hostile("existing user path"), canAssume: [strict, rolled] },
  },
  principals: {
    [hostile("principal")]: {
      roleName: hostile("principal role"),
      path: hostile("principal path"),
      canAssume: [strict],
    },
  },
};

/** What stays in addresses, where names are encoded, or is for people only. */
const inNoText = ["principal"];

type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null;

/** Every string of a value, keys included. */
function stringsOf(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Array.isArray(value)
    ? value.flatMap(stringsOf)
    : Object.entries(value).flatMap(([key, inner]) => [key, ...stringsOf(inner as Json)]);
}

/** The texts that AWS takes out of a text: those in a document, and those in a link. */
function textsIn(text: string): string[] {
  if (text.startsWith("{"))
    return stringsOf(
      JSON.parse(text, (key, value: Json) =>
        key === "Fn::Sub" ? substituted(String(value)) : value,
      ) as Json,
    );
  const [, name, rest] = /^https:.*\?roleName=([^&]*)&(.*)$/s.exec(text) ?? [];
  return name === undefined ? [text] : [decodeURIComponent(name), String(rest)];
}

/** CloudFormation's reading of Fn::Sub. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
function substituted(text: string): string {
  return text.replace(/\$\{(!|AWS::AccountId\})?/g, (_all, what: string | undefined) => {
    expect(what).toBeDefined();
    return what === "!" ? "${" : "";
  });
}

interface Synthesized {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Reads a stack as Terraform does. All its text must be declared text, but for references to its own resources; returns the
 * marks of that text.
 */
function marksIn(stack: TerraformStack, ownExpressions: readonly RegExp[] = []): Set<string> {
  const terraform = JSON.parse(Testing.synth(stack, true)) as Synthesized & Json;
  const marks = new Set<string>();
  const meaning = (expression: string): string => {
    if (ownExpressions.some((form) => form.test(expression))) return "";
    // The policies of something adopted are imported if the account lists them.
    const [, listed] =
      /^toset\(\[for item in flatten\(\[[\w\-.[\]*, ]+\]\) : item if item == (".*")\]\)$/.exec(expression) ??
      [];
    if (listed !== undefined) return evaluated(JSON.parse(listed) as string, meaning);
    const [, type = "", id = "", attribute] = /^(\w+)\.([\w-]+)\.(\w+)$/.exec(expression) ?? [];
    expect({ expression, refersTo: Object.keys(terraform.resource?.[type] ?? {}) }).toEqual({
      expression,
      refersTo: expect.arrayContaining([id]),
    });
    expect(["arn", "id", "name", "policy_arn", "password", "encrypted_password"]).toContain(attribute);
    return "";
  };
  for (const text of stringsOf(terraform).flatMap((template) => textsIn(evaluated(template, meaning))))
    for (const [, mark = ""] of text.matchAll(/<([^<>]+)>/g)) {
      expect(text).toContain(declared.get(mark));
      marks.add(mark);
    }
  expect(JSON.stringify(terraform)).not.toContain(secret);
  return marks;
}

const access = resolveAccess(file, new Unreadable()).access as Access;

test("in all stacks of a file", () => {
  const marks = stacksOf(access).map((part) => {
    const stack = new AccessStack(testApp(), part.identity ? "access" : "other", { access, stack: part });
    return marksIn(stack);
  });
  const seen = new Set(marks.flatMap((of) => [...of]));
  expect([...declared.keys()].filter((mark) => !seen.has(mark)).sort()).toEqual(inNoText);
});

test("with providers of the caller's", () => {
  const stack = foreignStack();
  const provider = (alias: string) => foreignProvider(stack, alias);
  CrossAccountAccess.fromAccess(stack, "Default", access, {
    providers: {
      identity: provider("identity"),
      organization: provider("organization"),
      targetAccounts: { [a]: provider("a"), [b]: provider("b"), [moved]: provider("moved") },
    },
  });
  expect(marksIn(stack).size).toBeGreaterThan(50);
});

test("in a module, whose text the checks have seen", () => {
  const short = (mark: string) => {
    const text = `${tokens[0]} \${title("x")} %{ if true } $<${mark}>`;
    declared.set(mark, text);
    return text;
  };
  const declaration: AccessFile = {
    identityAccount: { id: "111111111111" },
    targetAccounts: { dev: { id: "222222222222" } },
    roles: {
      Hostile: {
        targetAccounts: ["dev"],
        description: short("description"),
        inlinePolicies: {
          own: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${short("resource")}` },
            ],
          },
        },
      },
    },
    users: { alex: { canAssume: ["Hostile"] } },
  };
  const ownExpressions = [
    /^(var\.identity_account_id|local\.target_account_ids\.dev|self\.account_id)$/,
    /^self\.account_id == (var\.identity_account_id|local\.target_account_ids\.dev)$/,
    /^merge\(\{"dev" = "222222222222"\}, var\.target_account_ids\)$/,
    /^alltrue\(\[for name, id in var\.target_account_ids : .*\]\)$/,
  ];
  const stack = new AccessModule(testApp(), "access", { declaration });
  expect(marksIn(stack, ownExpressions)).toEqual(new Set(["description", "resource"]));
});
