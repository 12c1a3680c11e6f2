/** What `verify` reports of any deployment: nothing when it is as the file says, and each change that is made by hand. */
import fc from "fast-check";
import { type AccessFile, placesOf, trustsIdentityAccount } from "../../access";
import { groupBy } from "../../access/group-by";
import { synthesizedIam } from "../../cli/synthesized";
import type { Declared, DeclaredIam } from "../../live/declared-iam";
import type { VerifyFindingId } from "../../live/finding";
import type { IamAccount, IamHolder, IamIdentityProvider, IamRole, IamUser } from "../../live/iam-account";
import { verifyAccess } from "../../live/verify";
import { accessFiles } from "../handshake/files";
import { samlMetadata } from "../support/saml-metadata";
import { accessOf } from "../support/stack";
import { deployedAccounts } from "./import/deployed";

/** Numbers of deployments: more of them with VERIFY_RUNS. */
const numRuns = Number(process.env.VERIFY_RUNS ?? 60);

/** A change by hand in one account, and what `verify` calls it. */
interface Mutation {
  readonly id: VerifyFindingId;
  readonly change: (account: Maps) => void;
}

/** The same as an account, to be changed. */
interface Maps {
  readonly users: Map<string, IamUser>;
  readonly groups: Map<string, IamHolder>;
  readonly roles: Map<string, IamRole>;
  readonly policies: Map<string, object>;
  readonly identityProviders: Map<string, IamIdentityProvider>;
}

const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const assumeAnything = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow" as const, Action: "sts:AssumeRole", Resource: "*" },
};

function made<Holder extends IamHolder>(holders: ReadonlyMap<string, Declared<Holder>>): Declared<Holder>[] {
  return [...holders.values()].filter((holder) => holder.made);
}

/** Every change that can be made by hand in an account, from what the deployment makes there. */
function mutationsIn({ id, ...declared }: DeclaredIam & { id: string }): Mutation[] {
  const { users, groups, roles, policies, identityProviders } = declared;
  const mutations: Mutation[] = [];
  const add = (finding: VerifyFindingId, change: (account: Maps) => void) =>
    mutations.push({ id: finding, change });
  const kinds = [
    ["users", "missing-user", users],
    ["groups", "missing-group", groups],
    ["roles", "missing-role", roles],
  ] as const;
  for (const [kind, missing, holders] of kinds)
    for (const { name, path, managedPolicies, inlinePolicies } of made<IamHolder>(holders)) {
      const update = (changed: Partial<IamRole>) => (account: Maps) => {
        const map = account[kind] as Map<string, IamHolder>;
        map.set(name, { ...(map.get(name) as IamHolder), ...changed });
      };
      add(missing, (account) => account[kind].delete(name));
      add("path-differs", update({ path: `${path}other/` }));
      if (!managedPolicies.includes(administrator))
        add(
          "foreign-managed-policy",
          update({ managedPolicies: [...managedPolicies, administrator].sort() }),
        );
      for (const policy of managedPolicies)
        add("missing-policy", update({ managedPolicies: managedPolicies.filter((arn) => arn !== policy) }));
      const foreign = new Map([...inlinePolicies, ["by-hand", assumeAnything]]);
      add("foreign-inline-policy", update({ inlinePolicies: foreign }));
      for (const [policy, document] of inlinePolicies) {
        const without = new Map([...inlinePolicies].filter(([other]) => other !== policy));
        add("missing-policy", update({ inlinePolicies: without }));
        const wider = { ...document, Statement: [...[document.Statement].flat(), assumeAnything.Statement] };
        add("policy-differs", update({ inlinePolicies: new Map([...inlinePolicies, [policy, wider]]) }));
      }
    }
  for (const { name, trustPolicy, maxSessionDuration = 3600, permissionsBoundary } of made(roles)) {
    const update = (changed: Partial<IamRole>) => (account: Maps) =>
      account.roles.set(name, { ...(account.roles.get(name) as IamRole), ...changed });
    const trusting = (principal: string) => ({
      ...trustPolicy,
      Statement: [
        ...[trustPolicy.Statement].flat(),
        { Effect: "Allow" as const, Action: "sts:AssumeRole", Principal: { AWS: principal } },
      ],
    });
    add("trust-differs", update({ trustPolicy: trusting("arn:aws:iam::999999999999:root") }));
    add("dead-principal", update({ trustPolicy: trusting("AIDAEXAMPLEEXAMPLE123") }));
    add("session-longer", update({ maxSessionDuration: maxSessionDuration + 60 }));
    add("session-shorter", update({ maxSessionDuration: maxSessionDuration - 60 }));
    const other = permissionsBoundary === undefined ? administrator : undefined;
    add("boundary-differs", update({ permissionsBoundary: other }));
  }
  for (const { name, groups: memberOf } of users.values()) {
    const update = (changed: readonly string[]) => (account: Maps) =>
      account.users.set(name, { ...(account.users.get(name) as IamUser), groups: changed });
    for (const group of memberOf) add("missing-member", update(memberOf.filter((one) => one !== group)));
    for (const { name: group } of made(groups))
      if (!memberOf.includes(group)) add("undeclared-member", update([...memberOf, group]));
  }
  for (const [arn, document] of policies) {
    const wider = { ...document, Statement: [...[document.Statement].flat(), assumeAnything.Statement] };
    add("policy-differs", (account) => account.policies.set(arn, wider));
    add("missing-policy", (account) => account.policies.delete(arn));
  }
  for (const [key, provider] of identityProviders) {
    const update = (changed: object) => (account: Maps) =>
      account.identityProviders.set(key, { ...provider, ...changed });
    add("missing-identity-provider", (account) => account.identityProviders.delete(key));
    if (provider.kind === "saml") {
      add("metadata-differs", update({ metadata: samlMetadata("B") }));
      continue;
    }
    const { audiences, thumbprints } = provider;
    add("undeclared-audience", update({ audiences: [...audiences, "by-hand"] }));
    add("missing-audience", update({ audiences: audiences.slice(1) }));
    if (thumbprints.length > 0) add("thumbprints-differ", update({ thumbprints: ["b".repeat(40)] }));
  }
  add("undeclared-role", (account) => account.roles.set("ByHand", roleByHand(id)));
  return mutations;
}

function roleByHand(accountId: string): IamRole {
  return {
    ...holderByHand(`arn:aws:iam::${accountId}:role/ByHand`),
    tags: {},
    trustPolicy: {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: "arn:aws:iam::111111111111:root" },
      },
    },
  };
}

function holderByHand(arn: string, inlinePolicies = new Map()): IamHolder {
  return { name: "ByHand", path: "/", arn, managedPolicies: [], inlinePolicies };
}

function changed(account: IamAccount, { change }: Mutation): IamAccount {
  const copy = {
    id: account.id,
    users: new Map(account.users),
    groups: new Map(account.groups),
    roles: new Map(account.roles),
    policies: new Map(account.policies),
    identityProviders: new Map(account.identityProviders),
  };
  change(copy);
  return copy;
}

test("a deployment has no finding, and after a change by hand it has that finding", () => {
  const seen = new Set<VerifyFindingId>();
  fc.assert(
    fc.property(accessFiles, fc.nat(), (file: AccessFile, pick) => {
      const access = accessOf(file);
      const declared = synthesizedIam(access);
      const accounts = new Map(deployedAccounts(access).map((account) => [account.id, account]));
      const idsOf = (there: ReadonlyMap<string, IamAccount>) =>
        verifyAccess({
          access,
          declared,
          accounts: there,
          deployRoles: new Set(),
          unusedDays: 90,
          now: new Date("2026-11-29"),
        }).map(({ id }) => id);
      expect(idsOf(accounts)).toEqual([]);
      const identity = access.identityAccount.id;
      const possible = [...declared].flatMap(([id, iam]) =>
        mutationsIn({ ...iam, id }).map((mutation) => ({ id, mutation })),
      );
      if (
        placesOf(access).some(
          (place) => trustsIdentityAccount(access, place) && !place.settings.trustGrantedOnly,
        )
      )
        possible.push({
          id: identity,
          mutation: {
            id: "undeclared-grant",
            change: ({ users }) =>
              users.set("ByHand", {
                ...holderByHand(`arn:aws:iam::${identity}:user/ByHand`, new Map([["any", assumeAnything]])),
                groups: [],
                tags: {},
              }),
          },
        });
      // One of each kind.
      for (const [kind, ofKind] of groupBy(possible, ({ mutation }) => mutation.id)) {
        const { id, mutation } = ofKind[pick % ofKind.length] ?? ofKind[0];
        const account = accounts.get(id);
        if (!account) continue;
        seen.add(kind);
        expect(idsOf(new Map([...accounts, [id, changed(account, mutation)]]))).toContain(kind);
      }
    }),
    { numRuns },
  );
  // A kind that no generated file can show would be no proof of it.
  expect([...seen].sort()).toEqual([
    "boundary-differs",
    "dead-principal",
    "foreign-inline-policy",
    "foreign-managed-policy",
    "metadata-differs",
    "missing-audience",
    "missing-group",
    "missing-identity-provider",
    "missing-member",
    "missing-policy",
    "missing-role",
    "missing-user",
    "path-differs",
    "policy-differs",
    "session-longer",
    "session-shorter",
    "thumbprints-differ",
    "trust-differs",
    "undeclared-audience",
    "undeclared-grant",
    "undeclared-member",
    "undeclared-role",
  ]);
}, 600_000);
