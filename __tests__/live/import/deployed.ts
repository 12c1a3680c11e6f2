/** What an access file deploys, as the IAM of real accounts; and the access file that `import` makes of it. */
import type { Access } from "../../../access";
import { synthesizedIam } from "../../../cli/synthesized";
import { canonicalPolicy } from "../../../iam/canonical-policy";
import type { Partition } from "../../../iam/partition";
import { byCodePoint, type PolicyDocument } from "../../../iam/policy-document";
import { type Declared, nothingDeclared } from "../../../live/declared-iam";
import type { IamAccount, IamGroup, IamHolder, IamRole, IamUser } from "../../../live/iam-account";
import { type Imported, importAccess } from "../../../live/import/import-access";
import { partiesText, trustedParties } from "../../../live/import/trust-parties";

/**
 * The accounts after an apply. What the file takes for made elsewhere is there, at its path; and what was there before and the file
 * does not make stays as it was, with what the file adds to it.
 */
export function deployedAccounts(access: Access, before: readonly IamAccount[] = []): IamAccount[] {
  const declared = synthesizedIam(access);
  const ids = [access.identityAccount.id, ...access.targetAccounts.map(({ id }) => id)];
  return [...new Set(ids)].sort(byCodePoint).map((id) => {
    const was = before.find((account) => account.id === id);
    return accountOf(access, id, declared.get(id), was);
  });
}

function accountOf(
  access: Access,
  id: string,
  { users, groups, roles, policies, identityProviders } = nothingDeclared,
  was: Omit<IamAccount, "id"> = nothingDeclared,
): IamAccount {
  const isIdentity = id === access.identityAccount.id;
  const arn = (kind: string, path: string, name: string) =>
    `arn:${access.partition}:iam::${id}:${kind}${path}${name}`;
  const complete = <Holder extends IamHolder>(
    kind: string,
    before: ReadonlyMap<string, Holder>,
    declared: ReadonlyMap<string, Declared<Holder>>,
    named: readonly { readonly name: string; readonly path: string }[],
    empty: (holder: IamHolder) => Holder,
  ) => {
    const all = new Map(before);
    for (const [name, { made, ...rest }] of declared) {
      const holder = rest as unknown as Holder;
      const there = all.get(name);
      all.set(name, there && !made ? added(there, holder) : holder);
    }
    for (const { name, path } of isIdentity ? named : []) {
      const there = {
        name,
        path,
        arn: arn(kind, path, name),
        managedPolicies: [],
        inlinePolicies: new Map(),
      };
      all.set(name, { ...empty(there), ...all.get(name), path, arn: there.arn });
    }
    return all;
  };
  return {
    id,
    users: complete<IamUser>("user", was.users, users, access.users, (holder) => ({
      ...holder,
      groups: [],
      tags: {},
    })),
    groups: complete<IamGroup>("group", was.groups, groups, access.groups, (holder) => holder),
    roles: complete<IamRole>(
      "role",
      was.roles,
      roles,
      access.principals
        .filter(({ targetAccount }) => targetAccount === undefined)
        .map(({ roleName, path }) => ({ name: roleName, path })),
      (holder) => ({ ...holder, tags: {}, trustPolicy: { Version: "2012-10-17", Statement: [] } }),
    ),
    policies: new Map([...was.policies, ...policies]),
    identityProviders: new Map([...(was.identityProviders ?? []), ...identityProviders]),
  };
}

/** A user, group or role made elsewhere, with what a deployment adds to it. */
function added<Holder extends IamHolder & Pick<Partial<IamUser>, "groups">>(
  before: Holder,
  deployed: Holder,
): Holder {
  const joined = (a: readonly string[] = [], b: readonly string[] = []) =>
    [...new Set([...a, ...b])].sort(byCodePoint);
  return {
    ...before,
    ...(before.groups && { groups: joined(before.groups, deployed.groups) }),
    managedPolicies: joined(before.managedPolicies, deployed.managedPolicies),
    inlinePolicies: new Map([...before.inlinePolicies, ...deployed.inlinePolicies]),
  };
}

/** The access file of what an access deploys. The accounts have the names of the access. */
export function importedFrom(access: Access, accounts = deployedAccounts(access)): Imported {
  return importAccess({
    partition: access.partition,
    identityAccountId: access.identityAccount.id,
    accounts,
    knownAccounts: access.targetAccounts,
    credentials: access.users.map(({ name, consoleAccess }) => ({
      user: name,
      hasPassword: consoleAccess !== undefined,
      hasMfa: false,
      accessKeys: [],
    })),
    deployRole: "Deployer",
    readingRoles: new Set(),
    leftOut: new Set(),
    fold: true,
  });
}

/** The accounts as text, without roles that an access file leaves out: equal where everything means the same. */
export function accountsText(
  { partition }: Access,
  accounts: readonly IamAccount[],
  leftOut: ReadonlySet<string> = new Set(),
): string {
  const plain = (key: string, value: unknown): unknown => {
    if (value instanceof Map)
      return Object.fromEntries([...value].sort(([a], [b]) => byCodePoint(String(a), String(b))));
    if (key === "trustPolicy") return trustText(partition, value as PolicyDocument);
    const isDocument = typeof value === "object" && value !== null && "Statement" in value;
    return isDocument ? canonicalPolicy(value as PolicyDocument) : value;
  };
  return JSON.stringify(
    accounts.map(({ roles, ...account }) => ({
      ...account,
      roles: new Map([...roles].filter(([, { arn }]) => !leftOut.has(arn))),
    })),
    plain,
    1,
  );
}

/** Session tags that nobody may pass are left out of the file, and so are no difference. */
function trustText(partition: Partition, document: PolicyDocument): string {
  const parties = trustedParties(partition, document)?.map((party) => ({
    ...party,
    actions: party.actions.filter((action) => action !== "sts:tagsession"),
  }));
  return parties ? partiesText(parties) : canonicalPolicy(document);
}
