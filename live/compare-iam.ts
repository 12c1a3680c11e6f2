/** Compares what is in an account with what a deployment makes there. */
import { listed } from "../access/listed";
import { canonicalPolicy } from "../iam/canonical-policy";
import type { PolicyDocument } from "../iam/policy-document";
import { toList } from "../iam/policy-document";
import { statementTexts, textChanges } from "../iam/statement-text";
import type { Declared, DeclaredIam } from "./declared-iam";
import { finding, type VerifyFinding, type VerifyFindingId } from "./finding";
import type { IamAccount, IamHolder, IamIdentityProvider, IamRole, IamUser } from "./iam-account";
import { providerText } from "./identity-providers";

/** How the account differs from what is declared for it: everything but what the declaration does not know at all. */
export function compareIam(account: IamAccount, declared: DeclaredIam): VerifyFinding[] {
  return [
    ...compareHolders("role", account, declared, compareRole),
    ...compareHolders("user", account, declared, compareUser),
    ...compareHolders("group", account, declared, () => []),
    ...comparePolicies(account, declared),
    ...compareProviders(account, declared),
    ...compareMembers(account, declared),
  ];
}

/** A finding without the account and what it is about. */
interface Difference {
  readonly id: VerifyFindingId;
  readonly text: string;
}

const maps = { role: "roles", user: "users", group: "groups" } as const;
const missing = { role: "missing-role", user: "missing-user", group: "missing-group" } as const;

function compareHolders<Kind extends keyof typeof maps>(
  kind: Kind,
  account: IamAccount,
  declared: DeclaredIam,
  compareMore: (there: never, wanted: never) => Difference[],
): VerifyFinding[] {
  const there = account[maps[kind]] as ReadonlyMap<string, IamHolder>;
  return [...(declared[maps[kind]] as ReadonlyMap<string, Declared<IamHolder>>)].flatMap(([name, wanted]) => {
    const found = there.get(name);
    const differences: Difference[] = found
      ? [
          ...compareHolder(found, wanted),
          ...(wanted.made ? compareMore(found as never, wanted as never) : []),
        ]
      : [{ id: missing[kind], text: `there is no ${kind} ${name}` }];
    return differences.map(({ id, text }) =>
      finding(id, { accountId: account.id, about: `${kind} ${name}`, text }),
    );
  });
}

function compareHolder(there: IamHolder, wanted: Declared<IamHolder>): Difference[] {
  const differences: Difference[] = [];
  if (wanted.made && there.path !== wanted.path)
    differences.push({ id: "path-differs", text: `path is ${there.path}, declared ${wanted.path}` });
  for (const arn of wanted.managedPolicies)
    if (!there.managedPolicies.includes(arn))
      differences.push({ id: "missing-policy", text: `managed policy ${arn} is not attached` });
  for (const [name, document] of wanted.inlinePolicies) {
    const found = there.inlinePolicies.get(name);
    if (!found) differences.push({ id: "missing-policy", text: `inline policy ${name} is missing` });
    else differences.push(...documentDifference(`inline policy ${name}`, found, document));
  }
  // What others attach to users, groups and roles that are not ours is theirs.
  if (!wanted.made) return differences;
  for (const arn of there.managedPolicies)
    if (!wanted.managedPolicies.includes(arn))
      differences.push({
        id: "foreign-managed-policy",
        text: `managed policy ${arn} is attached and not declared`,
      });
  for (const [name, document] of there.inlinePolicies)
    if (!wanted.inlinePolicies.has(name))
      differences.push({
        id: "foreign-inline-policy",
        text: `inline policy ${name} is not declared: ${listed(statementTexts(document), 5)}`,
      });
  return differences;
}

function compareUser(there: IamUser, wanted: IamUser): Difference[] {
  return boundaryDifference(there, wanted);
}

function compareRole(there: IamRole, wanted: IamRole): Difference[] {
  const differences = boundaryDifference(there, wanted);
  const dead = deadPrincipals(there.trustPolicy);
  if (dead.length > 0)
    differences.push({
      id: "dead-principal",
      text: `trust policy names ${dead.join(", ")}: IAM shows the id of a user or role that was deleted`,
    });
  const trust = documentDifference("trust policy", there.trustPolicy, wanted.trustPolicy);
  differences.push(...trust.map(({ text }) => ({ id: "trust-differs", text }) as const));
  const [is, should] = [there.maxSessionDuration, wanted.maxSessionDuration];
  if (is !== undefined && should !== undefined && is !== should)
    differences.push({
      id: is > should ? "session-longer" : "session-shorter",
      text: `maximum session is ${is} seconds, declared ${should}`,
    });
  return differences;
}

function boundaryDifference(
  there: { readonly permissionsBoundary?: string },
  wanted: { readonly permissionsBoundary?: string },
): Difference[] {
  const [is, should] = [there.permissionsBoundary, wanted.permissionsBoundary];
  return is === should
    ? []
    : [
        {
          id: "boundary-differs",
          text: `permissions boundary is ${is ?? "missing"}, declared ${should ?? "none"}`,
        },
      ];
}

function comparePolicies(account: IamAccount, declared: DeclaredIam): VerifyFinding[] {
  return [...declared.policies].flatMap(([arn, document]) => {
    const found = account.policies.get(arn);
    const differences: Difference[] = found
      ? documentDifference("document", found, document)
      : [{ id: "missing-policy", text: "there is no such managed policy" }];
    const about = `policy ${arn.slice(arn.lastIndexOf("/") + 1)}`;
    return differences.map(({ id, text }) => finding(id, { accountId: account.id, about, text }));
  });
}

/** Identity providers that the deployment makes. */
function compareProviders(
  { id: accountId, identityProviders: there }: IamAccount,
  declared: DeclaredIam,
): VerifyFinding[] {
  if (!there) return [];
  return [...declared.identityProviders].flatMap(([key, wanted]) => {
    const about = providerText(key);
    const found = there.get(key);
    const differences: Difference[] = found
      ? providerDifferences(found, wanted)
      : [{ id: "missing-identity-provider", text: "there is no such provider" }];
    return differences.map(({ id, text }) => finding(id, { accountId, about, text }));
  });
}

function providerDifferences(there: IamIdentityProvider, wanted: IamIdentityProvider): Difference[] {
  const difference = (id: VerifyFindingId, texts: readonly string[], text: (said: string) => string) =>
    texts.length === 0 ? [] : [{ id, text: text(listed(texts, 5)) }];
  if (there.kind === "saml" && wanted.kind === "saml")
    return there.metadata.trim() === wanted.metadata.trim()
      ? []
      : [{ id: "metadata-differs", text: "its metadata differs: other keys may sign in" }];
  if (there.kind !== "oidc" || wanted.kind !== "oidc") return [];
  const only = (some: readonly string[], others: readonly string[]) =>
    some.filter((one) => !others.includes(one));
  return [
    ...difference(
      "undeclared-audience",
      only(there.audiences, wanted.audiences),
      (some) => `takes tokens for ${some}, which is not declared`,
    ),
    ...difference(
      "missing-audience",
      only(wanted.audiences, there.audiences),
      (some) => `takes no tokens for ${some}, which is declared`,
    ),
    // Where the file has none, AWS finds one.
    ...difference(
      "thumbprints-differ",
      wanted.thumbprints.length === 0 ? [] : textChanges(wanted.thumbprints, there.thumbprints),
      (some) => `thumbprints differ: ${some}: other keys may sign in`,
    ),
  ];
}

/** Memberships in groups that the deployment makes or grants roles to. */
function compareMembers(account: IamAccount, declared: DeclaredIam): VerifyFinding[] {
  const findings: VerifyFinding[] = [];
  const add = (id: VerifyFindingId, about: string, text: string) =>
    findings.push(finding(id, { accountId: account.id, about, text }));
  for (const [name, { groups }] of account.users)
    for (const group of groups)
      if (declared.groups.get(group)?.made && !declared.users.get(name)?.groups.includes(group))
        add("undeclared-member", `group ${group}`, `user ${name} is a member, but not declared as a member`);
  for (const [name, { groups }] of declared.users) {
    const there = account.users.get(name);
    for (const group of there ? groups : [])
      if (!there?.groups.includes(group))
        add("missing-member", `group ${group}`, `user ${name} is declared as a member, but is not a member`);
  }
  return findings;
}

/** Policies of one document that another does not have; none where both mean the same. */
function documentDifference(what: string, there: PolicyDocument, wanted: PolicyDocument): Difference[] {
  if (canonicalPolicy(there) === canonicalPolicy(wanted)) return [];
  const changes = textChanges(statementTexts(wanted), statementTexts(there));
  const said = changes.length === 0 ? "its statements are in another form" : listed(changes, 5);
  return [{ id: "policy-differs", text: `${what} differs: ${said}` }];
}

/** Ids of users (`AIDA`) and roles (`AROA`) in a trust policy: IAM shows them once the user or role is gone. */
function deadPrincipals({ Statement }: PolicyDocument): string[] {
  return toList(Statement).flatMap(({ Principal }) =>
    typeof Principal === "object"
      ? toList(Principal.AWS).filter((principal) => /^A(IDA|ROA)[A-Z0-9]+$/.test(principal))
      : [],
  );
}
