/** What is expected of every user and role, and what counts as evidence of it. */
import { placeTrustPolicy } from "../../access";
import { assumeRolePermission } from "../../iam/assume-role-permission";
import { policyDocument } from "../../iam/policy-document";
import { denyWithoutMfaPolicy } from "../../iam/self-service";
import type { EmulatedAws } from "../../sandbox/emulated-aws";
import type { EmulatorGaps } from "../../sandbox/emulator-gaps";
import { compareRoles, expectations, tryMatrix } from "../../sandbox/matrix-trial";
import type { ReadBack, RoleAsRead } from "../../sandbox/read-back";
import { access } from "./access";

const reader = "arn:aws:iam::222222222222:role/Reader";
const noGaps: EmulatorGaps = {
  readsResourceAsPattern: false,
  ignoresEndOfResource: false,
  refusesOwnAccount: false,
  forgetsUserBoundary: false,
  lacksServiceSpecificCredentials: false,
};

const roles = {
  Reader: { targetAccounts: ["dev", "prod"], managedPolicies: ["ReadOnlyAccess"], externalId: "acme" },
};
const two = access({
  roles,
  users: { alex: { canAssume: [{ role: "Reader", accounts: ["dev"] }] }, blake: {} },
});

/** What would be read if all were as declared. */
function asDeclared(declared = two): ReadBack {
  return {
    callers: {
      users: new Map([
        ["alex", [assumeRolePermission([reader])]],
        ["blake", []],
      ]),
      roles: new Map(),
    },
    roles: new Map(
      declared.roles.flatMap((role) =>
        role.places.map((place): [string, RoleAsRead] => [
          place.arn,
          {
            trustPolicy: placeTrustPolicy(place),
            path: "/",
            maxSessionDuration: 3600,
            managedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            inlinePolicies: new Map(),
          },
        ]),
      ),
    ),
  };
}

/** An emulator that lets in whom it likes, and remembers who came. */
function emulator(letsIn: (user: string, roleArn: string) => boolean | Error) {
  const requests: { user: string; roleArn: string; externalId?: string }[] = [];
  const aws = {
    assume: async (keys: { accessKeyId: string }, roleArn: string, options: { externalId?: string }) => {
      requests.push({ user: keys.accessKeyId, roleArn, externalId: options.externalId });
      const answer = letsIn(keys.accessKeyId, roleArn);
      if (answer === true) return keys;
      throw answer || Object.assign(new Error("not authorized"), { name: "AccessDenied" });
    },
  } as unknown as EmulatedAws;
  return { aws, requests };
}

function trials(
  letsIn: Parameters<typeof emulator>[0],
  { declared = two, readBack = asDeclared(), gaps = noGaps } = {},
) {
  const { aws, requests } = emulator(letsIn);
  const keysOf = async ({ name }: { name: string }) => ({ accessKeyId: name, secretAccessKey: "" });
  const all = expectations(declared);
  return { requests, tried: tryMatrix({ aws, access: declared, readBack, gaps, keysOf }, all) };
}

const asGranted = (user: string, roleArn: string) => user === "alex" && roleArn === reader;

test("every user is expected at every role in every account, and only the granted to get in", () => {
  expect(expectations(two).map(({ caller, place, granted }) => [caller.name, place.arn, granted])).toEqual([
    ["alex", reader, true],
    ["alex", "arn:aws:iam::333333333333:role/Reader", false],
    ["blake", reader, false],
    ["blake", "arn:aws:iam::333333333333:role/Reader", false],
  ]);
});

test("a grant through a group counts for its members, and principals are tried as users are", () => {
  const declared = access({
    roles: { Reader: { targetAccounts: ["dev"], requireMfa: false } },
    groups: { staff: { canAssume: ["Reader"] } },
    users: { alex: { groups: ["staff"] }, blake: {} },
    principals: { ci: { roleName: "Runner", canAssume: ["Reader"] } },
  });
  expect(expectations(declared).map(({ caller, granted }) => [caller.kind, caller.name, granted])).toEqual([
    ["user", "alex", true],
    ["user", "blake", false],
    ["principal", "ci", true],
  ]);
});

test("all is well when the granted get in and nobody else", async () => {
  const { tried, requests } = trials(asGranted);
  expect((await tried).every(({ ok }) => ok)).toBe(true);
  expect(await tried).toContainEqual({
    user: "alex",
    account: "dev",
    role: "Reader",
    expected: "allowed",
    observed: "allowed",
    tried: ["permission"],
    read: ["permission", "trust"],
    ok: true,
  });
  expect(requests).toHaveLength(4);
  expect(requests.every(({ externalId }) => externalId === "acme")).toBe(true);
});

test("a granted user who is refused is a difference", async () => {
  const wrong = (await trials(() => false).tried).filter(({ ok }) => !ok);
  expect(wrong.map(({ user, observed }) => [user, observed])).toEqual([
    ["alex", "permission tried: access denied"],
  ]);
});

test("anybody who gets in without a grant is a difference", async () => {
  const wrong = (await trials(() => true).tried).filter(({ ok }) => !ok);
  expect(wrong.map(({ user, account }) => [user, account])).toEqual([
    ["alex", "prod"],
    ["blake", "dev"],
    ["blake", "prod"],
  ]);
});

test("an error is no refusal", async () => {
  const broken = trials((user, roleArn) => asGranted(user, roleArn) || new Error("socket hang up"));
  const wrong = (await broken.tried).filter(({ ok }) => !ok);
  expect(wrong).toHaveLength(3);
  expect(wrong[0]?.observed).toBe("permission tried: error: Error: socket hang up");
});

test("a trust policy that does not name the identity account is a difference, though the emulator lets in", async () => {
  const readBack = asDeclared();
  const role = readBack.roles.get(reader) as RoleAsRead;
  const trustPolicy = policyDocument({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { AWS: "arn:aws:iam::999999999999:root" },
  });
  const changed = { ...readBack, roles: new Map([...readBack.roles, [reader, { ...role, trustPolicy }]]) };
  const wrong = (await trials(asGranted, { readBack: changed }).tried).filter(({ ok }) => !ok);
  expect(wrong.map(({ user, observed }) => [user, observed])).toEqual([
    ["alex", "trust read: access denied"],
  ]);
  expect(compareRoles(two, changed).filter(({ ok }) => !ok)).toMatchObject([
    { account: "dev", role: "Reader" },
  ]);
});

test("a policy that would let in more than the emulator does is a difference", async () => {
  const readBack = asDeclared();
  const tooMuch = policyDocument({ Effect: "Allow", Action: "*", Resource: "*" });
  const users = new Map([...readBack.callers.users, ["blake", [tooMuch]]]);
  const wrong = (
    await trials(asGranted, { readBack: { ...readBack, callers: { ...readBack.callers, users } } }).tried
  ).filter(({ ok }) => !ok);
  expect(wrong.map(({ user, observed }) => [user, observed])).toEqual([
    ["blake", "permission read: allowed"],
    ["blake", "permission read: allowed"],
  ]);
});

test("where everything is denied without MFA, plain keys are refused, and the grant is read", async () => {
  const declared = access({
    identityAccount: { id: "111111111111", denyWithoutMfa: true },
    roles,
    users: { alex: { canAssume: [{ role: "Reader", accounts: ["dev"] }] } },
  });
  const users = new Map([["alex", [assumeRolePermission([reader]), denyWithoutMfaPolicy()]]]);
  const readBack = { ...asDeclared(declared), callers: { users, roles: new Map() } };
  const { tried, requests } = trials(() => false, { declared, readBack });
  expect(await tried).toMatchObject([
    { account: "dev", tried: ["denied without MFA"], read: ["permission", "trust"], ok: true },
    // That it is refused would show nothing.
    { account: "prod", tried: [], read: ["permission"], ok: true },
  ]);
  expect(requests).toHaveLength(1);
  // Without the denial the plain key would get in.
  const [notDenied] = await trials(() => true, { declared, readBack }).tried;
  expect(notDenied).toMatchObject({ ok: false, observed: "denied without MFA tried: allowed" });
});

test("a refusal without MFA shows nothing where the emulator refuses anyway", async () => {
  const declared = access({
    identityAccount: { id: "111111111111", denyWithoutMfa: true },
    targetAccounts: { home: { id: "111111111111" } },
    roles: { Reader: { targetAccounts: ["home"], managedPolicies: ["ReadOnlyAccess"] } },
    users: { alex: { canAssume: ["Reader"] } },
  });
  const own = "arn:aws:iam::111111111111:role/Reader";
  const users = new Map([["alex", [assumeRolePermission([own]), denyWithoutMfaPolicy()]]]);
  const readBack = { ...asDeclared(declared), callers: { users, roles: new Map() } };
  const { tried, requests } = trials(() => false, {
    declared,
    readBack,
    gaps: { ...noGaps, refusesOwnAccount: true },
  });
  expect(await tried).toMatchObject([{ tried: [], read: ["permission", "trust"], ok: true }]);
  expect(requests).toHaveLength(0);
});

test("a role in the identity account is read only, where the emulator refuses whatever its trust policy says", async () => {
  const declared = access({
    targetAccounts: { home: { id: "111111111111" } },
    roles: { Reader: { targetAccounts: ["home"], managedPolicies: ["ReadOnlyAccess"] } },
    users: { alex: { canAssume: ["Reader"] } },
  });
  const own = "arn:aws:iam::111111111111:role/Reader";
  const users = new Map([["alex", [assumeRolePermission([own])]]]);
  const readBack = { ...asDeclared(declared), callers: { users, roles: new Map() } };
  const refusing = trials(() => false, { declared, readBack, gaps: { ...noGaps, refusesOwnAccount: true } });
  expect(await refusing.tried).toMatchObject([{ tried: [], read: ["permission", "trust"], ok: true }]);
  expect(refusing.requests).toHaveLength(0);
  const able = trials(() => true, { declared, readBack });
  expect(await able.tried).toMatchObject([{ tried: ["permission", "trust"], ok: true }]);
});

test("a role that the emulator mistakes for a granted one is read only", async () => {
  const gaps = { ...noGaps, ignoresEndOfResource: true };
  const declared = access({
    roles: {
      Reader: { targetAccounts: ["dev"], managedPolicies: ["ReadOnlyAccess"] },
      ReaderPlus: { targetAccounts: ["dev"], managedPolicies: ["ReadOnlyAccess"] },
    },
    users: { alex: { canAssume: ["Reader"] } },
  });
  const { tried } = trials(() => true, { declared, readBack: asDeclared(declared), gaps });
  expect(await tried).toMatchObject([
    { role: "Reader", tried: ["permission"], ok: true },
    { role: "ReaderPlus", tried: [], note: "the emulator cannot tell it from Reader", ok: true },
  ]);
});
