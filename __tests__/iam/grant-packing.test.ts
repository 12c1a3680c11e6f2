import fc from "fast-check";
import { assumeRolePermission } from "../../iam/assume-role-permission";
import { type GrantedAccount, type PackedGrants, packGrants } from "../../iam/grant-packing";
import { inlinePolicyCharacters, managedPolicyCharacters, policyCharacters } from "../../iam/limits";
import { byCodePoint, policyJson } from "../../iam/policy-document";

/** Accounts by random number: how many, and of what kind their roles are. */
interface Kind {
  readonly seed: number;
  readonly count: number;
  readonly roles: number;
  readonly name: readonly [number, number];
  readonly path?: number;
}

function accounts({ seed, count, roles, name, path = 0 }: Kind): GrantedAccount[] {
  let state = seed;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const text = (length: number) =>
    below(36 ** 5)
      .toString(36)
      .padStart(5, "0")
      .repeat(length / 5 + 1)
      .slice(0, length);
  return Array.from({ length: count }, () => {
    const accountId = [below(1e6), below(1e6)].map((half) => `${half}`.padStart(6, "0")).join("");
    const arns = Array.from({ length: 1 + below(roles) }, () => {
      const folder = path && below(2) ? `${text(below(path))}/` : "";
      return `arn:aws:iam::${accountId}:role/${folder}${text(name[0] + below(1 + name[1] - name[0]))}`;
    });
    return { accountId, arns };
  });
}

/** From one short role an account to more than a policy holds of a single account. */
const anyAccounts = fc
  .constantFrom(
    { roles: 1, most: 400 },
    { roles: 2, most: 300 },
    { roles: 5, most: 100 },
    { roles: 120, most: 5 },
  )
  .chain(({ roles, most }) =>
    fc.record<Kind>({
      seed: fc.integer(),
      count: fc.integer({ min: 0, max: most }),
      roles: fc.constant(roles),
      name: fc.constantFrom<[number, number]>([5, 5], [5, 20], [5, 64]),
      path: fc.constantFrom(0, 0, 30, 500),
    }),
  )
  .map(accounts);
const anyRoom = fc.record({
  inlineCharacters: fc.constantFrom(0, 100, 2048, 5120, 10240),
  attachments: fc.integer({ min: 0, max: 20 }),
});

const arnsOf = (granted: readonly GrantedAccount[]) =>
  [...new Set(granted.flatMap(({ arns }) => arns))].sort(byCodePoint);
/** IAM's count of a policy with these ARNs. */
const characters = (arns: Iterable<string>) => policyCharacters(policyJson(assumeRolePermission(arns)));
/** No fewer policies can hold them: what the ARNs take, each with a comma but the last, over what a policy has for ARNs. */
const fewest = (arns: readonly string[]) => {
  const frame = characters(["a", "b"]) - '"a","b"'.length;
  return Math.ceil((characters(arns) - frame + 1) / (managedPolicyCharacters - frame + 1));
};
const contents = (packed: PackedGrants) =>
  new Map(
    packed.kind === "inline"
      ? [["inline", packed.arns.join()]]
      : packed.kind === "managed"
        ? packed.policies.map(({ key, arns }) => [key, arns.join()])
        : [],
  );
/** Policies that are changed, added or removed. */
function changed(before: PackedGrants, after: PackedGrants): string[] {
  const [a, b] = [contents(before), contents(after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

describe("grants of one short role an account", () => {
  const admins = (count: number): GrantedAccount[] =>
    Array.from({ length: count }, (_, i) => {
      const accountId = `${100000000000 + i}`;
      return { accountId, arns: [`arn:aws:iam::${accountId}:role/admin`] };
    });

  test("no grant needs no policy", () => {
    expect(packGrants([], { inlineCharacters: 2048, attachments: 10 })).toEqual({ kind: "none" });
    expect(
      packGrants([{ accountId: "123456789012", arns: [] }], { inlineCharacters: 0, attachments: 0 }),
    ).toEqual({ kind: "none" });
  });

  test.each([
    ["user", inlinePolicyCharacters.user, 50],
    ["group", inlinePolicyCharacters.group, 128],
  ])("stand in the inline policy of a %s (%d characters) up to %d accounts", (_, inlineCharacters, most) => {
    const room = { inlineCharacters, attachments: 10 };
    expect(packGrants(admins(most), room)).toEqual({ kind: "inline", arns: arnsOf(admins(most)) });
    expect(packGrants(admins(most + 1), room)).toEqual({
      kind: "managed",
      policies: [{ key: "1", arns: arnsOf(admins(most + 1)) }],
      tight: false,
    });
  });

  test("a single role takes the characters of its policy, to the last one", () => {
    const arns = arnsOf(admins(1));
    const inlineCharacters = characters(arns);
    expect(packGrants(admins(1), { inlineCharacters, attachments: 10 }).kind).toBe("inline");
    expect(packGrants(admins(1), { inlineCharacters: inlineCharacters - 1, attachments: 10 }).kind).toBe(
      "managed",
    );
  });

  test("stand in one managed policy up to 155 accounts, and in two or three beyond", () => {
    const room = { inlineCharacters: 2048, attachments: 10 };
    expect(packGrants(admins(155), room)).toMatchObject({ kind: "managed", policies: [{ key: "1" }] });
    expect(packGrants(admins(156), room)).toMatchObject({ kind: "managed", policies: [{}, {}] });
  });

  test("fill ten managed policies up to 1550 accounts, the last hundreds of them tightly", () => {
    const room = { inlineCharacters: 2048, attachments: 10 };
    expect(packGrants(admins(1000), room)).toMatchObject({ kind: "managed", tight: false });
    expect(packGrants(admins(1550), room)).toMatchObject({ kind: "managed", tight: true });
    expect(packGrants(admins(1551), room)).toEqual({ kind: "full", fewest: 11, arns: 1551 });
  });
});

test("10,000 accounts with three roles each are too many, whatever may be attached", () => {
  const granted = accounts({ seed: 1, count: 10_000, roles: 1, name: [5, 5] }).map(({ accountId, arns }) => ({
    accountId,
    arns: ["a", "b", "c"].map((suffix) => `${arns[0]}${suffix}`),
  }));
  expect(packGrants(granted, { inlineCharacters: 10240, attachments: 20 })).toEqual({
    kind: "full",
    fewest: fewest(arnsOf(granted)),
    arns: 30_000,
  });
});

test("a role named twice is granted once", () => {
  const [account] = accounts({ seed: 1, count: 1, roles: 1, name: [5, 5] }) as [GrantedAccount];
  const twice = { ...account, arns: [...account.arns, ...account.arns] };
  expect(packGrants([twice, account], { inlineCharacters: 2048, attachments: 10 })).toEqual({
    kind: "inline",
    arns: account.arns,
  });
});

test("exactly the granted ARNs stand in the policies, each once and sorted, none over its limit", () => {
  fc.assert(
    fc.property(anyAccounts, anyRoom, (granted, room) => {
      const packed = packGrants(granted, room);
      const arns = arnsOf(granted);
      if (arns.length === 0) return expect(packed).toEqual({ kind: "none" });
      const fitsInline = characters(arns) <= room.inlineCharacters;
      expect(packed.kind === "inline").toBe(fitsInline);
      if (packed.kind === "inline") expect(packed.arns).toEqual(arns);
      if (packed.kind === "full") {
        expect(packed.arns).toBe(arns.length);
        expect(packed.fewest).toBeGreaterThan(room.attachments);
        expect(packed.fewest).toBeLessThanOrEqual(Math.ceil(1.2 * fewest(arns)));
      }
      if (packed.kind === "managed") {
        expect(packed.policies.flatMap((policy) => policy.arns).sort(byCodePoint)).toEqual(arns);
        expect(packed.policies.length).toBeLessThanOrEqual(room.attachments);
        expect(new Set(packed.policies.map(({ key }) => key)).size).toBe(packed.policies.length);
        for (const policy of packed.policies) {
          expect(policy.key).toMatch(/^\d+$/);
          expect(policy.arns).toEqual([...policy.arns].sort(byCodePoint));
          expect(characters(policy.arns)).toBeLessThanOrEqual(managedPolicyCharacters);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("the roles of an account stand in one policy, unless they need more", () => {
  fc.assert(
    fc.property(anyAccounts, (granted) => {
      const packed = packGrants(granted, { inlineCharacters: 0, attachments: 100 });
      if (packed.kind !== "managed") return expect(packed.kind).toBe("none");
      for (const { arns } of granted) {
        const policies = packed.policies.filter((policy) => policy.arns.some((arn) => arns.includes(arn)));
        if (characters(arns) <= managedPolicyCharacters) expect(policies).toHaveLength(1);
      }
    }),
    { numRuns: 50 },
  );
});

test("the order in which accounts and roles are given makes no difference", () => {
  fc.assert(
    fc.property(anyAccounts, anyRoom, fc.infiniteStream(fc.nat()), (granted, room, numbers) => {
      const shuffled = granted
        .map(({ accountId, arns }) => ({ accountId, arns: [...arns].reverse() }))
        .map((account) => [numbers.next().value, account] as const)
        .sort(([a], [b]) => a - b)
        .map(([, account]) => account);
      expect(packGrants(shuffled, room)).toEqual(packGrants(granted, room));
    }),
    { numRuns: 100 },
  );
});

test("policies are filled to the end only where the attachments would run out", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 100, max: 900 }), (seed, count) => {
      const granted = accounts({ seed, count, roles: 2, name: [5, 20] });
      const pack = (attachments: number) => packGrants(granted, { inlineCharacters: 0, attachments });
      const unhindered = pack(100);
      if (unhindered.kind !== "managed") throw new Error("is not managed");
      expect(unhindered.tight).toBe(false);
      const enough = unhindered.policies.length;
      expect(pack(enough)).toEqual(unhindered);
      const least = fewest(arnsOf(granted));
      for (let attachments = least + 1; attachments < enough; attachments++)
        expect(pack(attachments)).toMatchObject({ kind: "managed", tight: true });
      expect(pack(least - 1)).toMatchObject({ kind: "full" });
    }),
    { numRuns: 20 },
  );
});

describe.each([
  ["one role", { roles: 1, name: [5, 24] as const }, 1200],
  ["up to two roles", { roles: 2, name: [5, 24] as const }, 650],
  ["up to five roles with names of any length", { roles: 5, name: [5, 64] as const }, 240],
])("at most two policies change when, among accounts with %s,", (_, kind, most) => {
  const room = { inlineCharacters: inlinePolicyCharacters.user, attachments: 100 };
  test.each<[string, (first: GrantedAccount) => GrantedAccount[]]>([
    ["an account comes or goes", () => []],
    ["a role in an account comes or goes", (first) => [{ ...first, arns: first.arns.slice(1) }]],
  ])("%s", (_what, without) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: most }), (seed, count) => {
        const [first, ...others] = accounts({ seed, count, ...kind });
        if (!first) throw new Error("has no account");
        const before = packGrants([...without(first), ...others], room);
        expect(changed(before, packGrants([first, ...others], room)).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 40 },
    );
  });
});

test("when a policy splits, one half keeps its key", () => {
  const granted = accounts({ seed: 1, count: 200, roles: 1, name: [5, 5] });
  const room = { inlineCharacters: 0, attachments: 10 };
  const keys = granted.map((_, last) => [...contents(packGrants(granted.slice(0, last + 1), room)).keys()]);
  expect(new Set(keys.map((of) => of.join()))).toEqual(new Set(["1", "1,2"]));
});
