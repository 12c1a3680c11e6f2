/**
 * Role chains: over two, three and more hops, the synthesized documents let in exactly those whom the file grants it, and the
 * reports say the same.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { type AccessFile, accessMatrix, type CanAssume } from "../../access";
import { destinationOf } from "../../access/reach";
import { reportOf } from "../../reports/report";
import { accessOf } from "../support/stack";
import { chainFiles } from "./chain-files";
import { roleArn, selected } from "./declared-side";
import { synthesized } from "./synthesized";
import { type RoleElsewhere, reached, type Step, stepsOfRoles } from "./terraform-chains";
import { readTerraform } from "./terraform-side";

type Selector = AccessFile["roles"][string]["targetAccounts"];

/** The ARNs of what is granted, of roles that this file makes. */
function granted(file: AccessFile, canAssume: readonly CanAssume[] = []): string[] {
  return canAssume.flatMap((entry) => {
    const { role: name, accounts } = typeof entry === "string" ? { role: entry, accounts: undefined } : entry;
    const role = file.roles[name];
    if (!role || role.existing) return [];
    const all = selected(file, role.targetAccounts);
    const wanted = accounts === undefined ? all : selected(file, accounts as Selector);
    return wanted.filter((account) => all.includes(account)).map((account) => roleArn(file, name, account));
  });
}

/** The ARNs of roles that ask role sessions for MFA: only where somebody wrote so, or the role is entered as users enter it. */
function asksForMfa(file: AccessFile): ReadonlySet<string> {
  return new Set(
    Object.entries(file.roles).flatMap(([name, role]) =>
      selected(file, role.targetAccounts).flatMap((account) => {
        const { requireMfa, mfaMaxAge } = { ...role, ...role.overrides?.[account] };
        return (requireMfa ?? mfaMaxAge !== undefined) ? [roleArn(file, name, account)] : [];
      }),
    ),
  );
}

/** What the file says, role by role. */
function declaredSteps(file: AccessFile): { readonly steps: Step[]; readonly elsewhere: RoleElsewhere[] } {
  const elsewhere: RoleElsewhere[] = [];
  const asking = asksForMfa(file);
  const ofRoles = Object.entries(file.roles).flatMap(([name, role]) =>
    selected(file, role.targetAccounts).flatMap((account) => {
      const from = roleArn(file, name, account);
      if (role.existing)
        elsewhere.push({
          account: file.targetAccounts[account]?.id ?? "",
          name: from.slice(from.lastIndexOf("/") + 1),
          arn: from,
        });
      return granted(file, role.canAssume).flatMap((to) => (asking.has(to) ? [] : [{ from, to }]));
    }),
  );
  const ofPrincipals = Object.values(file.principals ?? {}).flatMap(
    ({ roleName = "", path, account, canAssume }) => {
      const id = file.targetAccounts[account ?? ""]?.id ?? file.identityAccount.id;
      const from = `arn:aws:iam::${id}:role${path ?? "/"}${roleName}`;
      elsewhere.push({ account: id, name: roleName, arn: from });
      return granted(file, canAssume).flatMap((to) => {
        // A role made elsewhere in the identity account is let in as users are.
        const isAsUsers = id === file.identityAccount.id && trustsIdentityAccount(file, to);
        return asking.has(to) || (isAsUsers && asksUsersForMfa(file, to)) ? [] : [{ from, to }];
      });
    },
  );
  return { steps: [...ofRoles, ...ofPrincipals], elsewhere };
}

function settingsAt(file: AccessFile, arn: string) {
  for (const [name, role] of Object.entries(file.roles))
    for (const account of selected(file, role.targetAccounts))
      if (roleArn(file, name, account) === arn) return { ...role, ...role.overrides?.[account] };
  throw new Error(`no ${arn}`);
}

function trustsIdentityAccount(file: AccessFile, arn: string): boolean {
  const { trustedEntity } = settingsAt(file, arn);
  return trustedEntity === undefined || [trustedEntity].flat().some((entry) => entry.identityAccount);
}

function asksUsersForMfa(file: AccessFile, arn: string): boolean {
  return settingsAt(file, arn).requireMfa ?? true;
}

const text = ({ from, to }: Step) => `${from} -> ${to}`;

/** The longest way of a user, in hops. */
function expectAgreement(file: AccessFile): number {
  const access = accessOf(file);
  const stacks = synthesized(access);
  const { steps, elsewhere } = declaredSteps(file);
  const documents = stepsOfRoles(stacks, elsewhere);
  expect([...new Set(documents.map(text))].sort()).toEqual([...new Set(steps.map(text))].sort());

  const matrix = accessMatrix(access).flatMap(({ caller, place, requireMfa }) =>
    caller.kind === "principal" && !requireMfa && !place.role.existing
      ? [text({ from: caller.arn, to: place.arn })]
      : [],
  );
  expect([...new Set(matrix)].sort()).toEqual([...new Set(steps.map(text))].sort());

  const identityRoles = elsewhere.filter(({ account }) => account === file.identityAccount.id);
  const { entrances } = readTerraform(stacks, {
    users: {},
    roles: Object.fromEntries(
      identityRoles.map(({ name, arn }) => [name, arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1)]),
    ),
  });
  const { routes } = reportOf(access);
  const lengths = Object.entries(file.users ?? {}).map(([user, { canAssume }]) => {
    const first = entrances.filter(({ who }) => who === `user ${user}`).map(({ roleArn: arn }) => arn);
    expect(first.sort()).toEqual(granted(file, canAssume).sort());
    const hops = reached(first, documents);
    const told = new Map<string, number>();
    for (const route of routes) {
      const { subject, ways, place } = route.entrance;
      if (subject.kind !== "user" || subject.name !== user || ways.length === 0) continue;
      const { arn } = destinationOf(route);
      const length = route.chain.length + 1;
      told.set(arn, Math.min(told.get(arn) ?? Number.POSITIVE_INFINITY, length));
      // The documents here do not say who gets into a role that is made elsewhere, nor from there to another.
      const isMade = [place, ...route.chain.map((hop) => hop.place)].every(({ role }) => !role.existing);
      if (isMade) expect(hops.get(arn) ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(length);
    }
    for (const [arn, length] of hops)
      expect(told.get(arn) ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(length);
    return Math.max(0, ...hops.values());
  });
  return Math.max(0, ...lengths);
}

const base = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  targetAccounts: {
    hub: { id: "111111111111" },
    dev: { id: "222222222222" },
    prod: { id: "333333333333" },
  },
} as const;

test("in examples/saml-organization/access.yaml", () => {
  const text = readFileSync(join(__dirname, "../../examples/saml-organization/access.yaml"), "utf8");
  expect(expectAgreement(parse(text) as AccessFile)).toBe(2);
});

test("in chains of two and three hops", () => {
  const two = expectAgreement({
    ...base,
    roles: {
      Operator: { targetAccounts: ["dev"], canAssume: ["Reader"] },
      Reader: { targetAccounts: ["prod"] },
      Other: { targetAccounts: ["prod"] },
    },
    users: { alex: { canAssume: ["Operator"] } },
  });
  const three = expectAgreement({
    ...base,
    roles: {
      Team: { targetAccounts: ["hub"], canAssume: ["Operator"] },
      Operator: { targetAccounts: ["dev", "prod"], canAssume: [{ role: "Reader", accounts: ["prod"] }] },
      Reader: { targetAccounts: ["dev", "prod"], trustGrantedOnly: true },
    },
    users: { alex: { canAssume: ["Team"] } },
  });
  expect([two, three]).toEqual([2, 3]);
});

test("in a chain whose role ARNs do not fit into an inline policy", () => {
  const names = Array.from({ length: 250 }, (_, index) => `account-${index}`);
  const ids = names.map((name, index) => [name, { id: String(200_000_000_000 + index) }]);
  const hops = expectAgreement({
    ...base,
    targetAccounts: { hub: { id: "111111111111" }, ...Object.fromEntries(ids) },
    roles: {
      Team: { targetAccounts: ["hub"], canAssume: ["Admin"] },
      Admin: { targetAccounts: names },
    },
    users: { alex: { canAssume: ["Team"] } },
  });
  expect(hops).toBe(2);
});

// A longer search: HANDSHAKE_RUNS=5000 npx jest handshake/chains
test("in any file", () => {
  const lengths: number[] = [];
  fc.assert(
    fc.property(chainFiles, (file) => {
      lengths.push(expectAgreement(file));
    }),
    { numRuns: Number(process.env.HANDSHAKE_RUNS ?? 100) },
  );
  // Files without chains would agree as well.
  expect(lengths.filter((hops) => hops === 2).length).toBeGreaterThan(5);
  expect(lengths.filter((hops) => hops >= 3).length).toBeGreaterThan(5);
});
