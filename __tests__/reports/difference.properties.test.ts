/** No request is let in, and no action allowed, by a change of which the difference says nothing, or that is proven harmless. */
import fc from "fast-check";
import { type Access, type AccessFile, placesOf } from "../../access";
import { type Difference, differenceBetween } from "../../reports/difference/difference";
import { proveNoNewAccess } from "../../reports/difference/proof";
import { accessFiles, mended } from "../handshake/files";
import type { Draft } from "../support/draft";
import { accessOf } from "./access-of";
import { decisionsOf, requestsOf, type Trier } from "./decisions";

type File = Draft<AccessFile>;

/** Few of everything: each pair of files is evaluated in full. */
function small(drawn: AccessFile): File {
  const file = structuredClone(drawn) as File;
  const first = <Value>(map: Record<string, Value> | undefined, count: number) =>
    Object.fromEntries(Object.entries(map ?? {}).slice(0, count));
  const roles = first(file.roles, 2);
  const accounts = first(file.targetAccounts, 2);
  const groups = first(file.groups, 2);
  const known = (selector: unknown) => {
    if (!Array.isArray(selector)) return selector as "*";
    const kept = selector.filter((name) => name in accounts);
    return kept.length > 0 ? kept : ("*" as const);
  };
  for (const role of Object.values(roles)) {
    role.targetAccounts = known(role.targetAccounts);
    role.overrides = first(role.overrides, 1);
    for (const name of Object.keys(role.overrides)) if (!(name in accounts)) delete role.overrides[name];
  }
  const grants = <Holder extends { canAssume?: unknown }>(holders: Record<string, Holder>) => {
    for (const holder of Object.values(holders))
      holder.canAssume = ((holder.canAssume ?? []) as (string | { role: string; accounts?: unknown })[])
        .filter((grant) => (typeof grant === "string" ? grant : grant.role) in roles)
        .map((grant) =>
          typeof grant === "string" || grant.accounts === undefined
            ? grant
            : { ...grant, accounts: known(grant.accounts) },
        );
    return holders;
  };
  const users = first(file.users, 2);
  for (const user of Object.values(users))
    user.groups = (user.groups ?? []).filter(
      (entry) => (typeof entry === "string" ? entry : entry.group) in groups,
    );
  return {
    ...file,
    targetAccounts: accounts,
    roles,
    groups: grants(groups),
    users: grants(users),
    principals: grants(first(file.principals, 1)),
  };
}

type Mutation = (file: File, pick: <Item>(items: readonly Item[]) => Item | undefined) => void;

const document = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const documents = [
  document({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" }),
  document({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
  document({ Effect: "Allow", Action: "iam:PassRole", Resource: "*" }),
  document(
    { Effect: "Allow", Action: "s3:*", Resource: "*" },
    { Effect: "Deny", Action: "s3:DeleteBucket", Resource: "*" },
  ),
  document({ Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" }),
];

const role = (file: File, pick: Parameters<Mutation>[1]) => pick(Object.values(file.roles));
/** The custom trust policy of a role. */
const customOf = (of: File["roles"][string] | undefined) =>
  ([of?.trustedEntity].flat() as readonly ({ custom?: unknown } | undefined)[])[0]?.custom;
/** Sets one of the role's settings to one of the values. */
const setting =
  (key: keyof File["roles"][string], ...values: readonly unknown[]): Mutation =>
  (file, pick) => {
    const of = role(file, pick) as Record<string, unknown> | undefined;
    const value = pick(values);
    if (!of) return;
    if (value === undefined) delete of[key];
    else of[key] = value;
  };
const grantees = (file: File) =>
  [file.users, file.groups, file.principals].flatMap((map) => Object.values(map ?? {}));

const mutations: readonly Mutation[] = [
  setting("requireMfa", true, false, undefined),
  setting("mfaMaxAge", "15m", "1h", "36h", undefined),
  setting("externalId", "acme-1", "acme:audit/2025", undefined),
  setting("sourceIps", ["198.51.100.0/24"], ["198.51.0.0/16"], ["0.0.0.0/0", "::/0"], undefined),
  setting("organizationId", "o-a1b2c3d4e5", "o-zzzzzzzzzz", undefined),
  setting("requireUserSessionName", true, undefined),
  setting("trustGrantedOnly", true, undefined),
  setting("path", "/", "/a/", "/b/"),
  setting("maxSessionDuration", "1h", "2h"),
  setting(
    "managedPolicies",
    ["ReadOnlyAccess"],
    ["AdministratorAccess"],
    ["AdministratorAccess", "AWSDenyAll"],
    [],
  ),
  setting("permissionsBoundary", "ReadOnlyAccess", "AdministratorAccess", undefined),
  setting("inlinePolicies", ...documents.map((one) => ({ p: one })), undefined),
  setting("inlinePolicies", ...documents.map((one) => ({ q: one })), undefined),
  setting(
    "trustedEntity",
    undefined,
    { awsAccount: "999999999999" },
    { awsAccount: "888888888888" },
    { service: "ec2.amazonaws.com" },
    { service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] },
    { webIdentity: { provider: "token.example.com", audience: "aws", subjects: ["b"] } },
    { webIdentity: { provider: "token.example.com", audience: "aws", subjects: ["a:*", "b"] } },
    { webIdentity: { provider: "token.example.com", audience: "aws", subjects: ["*"] } },
    { saml: { provider: "Okta" } },
  ),
  setting("targetAccounts", "*"),
  // A statement of a custom trust policy goes, or is there without its condition.
  (file, pick) => {
    const custom = customOf(role(file, pick)) as { Statement: object[] } | undefined;
    if (!custom || custom.Statement.length === 0) return;
    const gone = pick(custom.Statement) as { Condition?: unknown };
    if (custom.Statement.length > 1 && pick([true, false]))
      custom.Statement = custom.Statement.filter((one) => one !== gone);
    else delete gone.Condition;
  },
  (file, pick) => {
    const custom = customOf(role(file, pick)) as { Statement: object[] } | undefined;
    const account = pick(["999999999999", "888888888888", file.identityAccount.id]);
    custom?.Statement.push({ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" });
  },
  (file) => {
    file.identityAccount.denyWithoutMfa = !file.identityAccount.denyWithoutMfa;
  },
  (file, pick) => {
    const [one, other] = Object.values(file.targetAccounts);
    if (one && other && pick([true, false])) [one.id, other.id] = [other.id, one.id];
    else if (one) one.id = other?.id === "777777777777" ? "666666666666" : "777777777777";
  },
  (file, pick) => {
    const account = pick(Object.values(file.targetAccounts));
    const tags: Record<string, string>[] = [{ environment: "dev" }, { environment: "prod" }, { team: "web" }];
    if (account) account.tags = pick(tags) ?? {};
  },
  (file, pick) => {
    const name = pick(Object.keys(file.roles));
    const holder = pick(grantees(file));
    if (name && holder) holder.canAssume = [...(holder.canAssume ?? []), name];
  },
  (file, pick) => {
    const holder = pick(grantees(file));
    if (holder) holder.canAssume = [];
  },
  (file, pick) => {
    const user = pick(Object.values(file.users ?? {}));
    const group = pick(Object.keys(file.groups ?? {}));
    if (user && group) user.groups = pick([[group], []]) ?? [];
  },
  (file, pick) => {
    const holder = pick([...Object.values(file.users ?? {}), ...Object.values(file.groups ?? {})]);
    if (holder) holder.existing = !holder.existing;
  },
  (file, pick) => {
    const principal = pick(Object.values(file.principals ?? {}));
    if (principal) principal.roleName = pick(["other", "role-of-ci"]) ?? "other";
  },
  (file, pick) => {
    const group = pick(Object.keys(file.groups ?? {}));
    file.users = { ...file.users, zoe: { groups: group ? [group] : [] } };
  },
  // Renames, of which some come with other changes.
  (file, pick) => {
    const name = pick(Object.keys(file.users ?? {}));
    if (!file.users || name === undefined) return;
    const { [name]: user, ...others } = file.users;
    if (user) file.users = { ...others, renamed: user };
  },
];

/** How many versions follow the first one. */
const changesOfFile = 10;

/** A file, and versions of it that follow one another: each has one change to three more. */
const versions = fc
  .record({
    file: accessFiles,
    steps: fc.array(
      fc.array(fc.tuple(fc.nat(mutations.length - 1), fc.array(fc.nat(99), { minLength: 4, maxLength: 4 })), {
        minLength: 1,
        maxLength: 3,
      }),
      { minLength: changesOfFile, maxLength: changesOfFile },
    ),
  })
  .map(({ file, steps }) => {
    const all = [mended(small(file) as AccessFile)];
    for (const step of steps) {
      const next = structuredClone(all.at(-1)) as File;
      for (const [mutation, numbers] of step) {
        const left = [...numbers];
        mutations[mutation]?.(next, (items) => items[(left.shift() ?? 0) % items.length]);
      }
      all.push(mended(next as AccessFile));
    }
    return all;
  });

type Decisions = ReturnType<typeof decisionsOf>;

/** The roles in which something is gained, and the triers that gain it. */
function gains(
  before: Access,
  was: Decisions,
  is: Decisions,
): { roleArn: string; trier?: Trier; what: string }[] {
  const places = new Map(placesOf(before).map((place) => [place.arn, place]));
  return [...is].flatMap(([roleArn, decisions]) => {
    const [place, old] = [places.get(roleArn), was.get(roleArn)];
    return [...decisions]
      .filter(([what, { requests, trier }]) => {
        // Before, a caller that was not in the file had no permission, and could be let in by the trust policy alone.
        const unknown = trier && place ? requestsOf(place, { ...trier, policies: trier.policies && [] }) : 0n;
        return (requests & ~(old?.get(what)?.requests ?? unknown)) !== 0n;
      })
      .map(([what, { trier }]) => ({ roleArn, trier, what }));
  });
}

/** Whether the difference has a row for what a caller gains in a role. */
function tells(
  { changes, renames }: Difference,
  roleArn: string,
  trier: Trier | undefined,
  { users }: Access,
): boolean {
  // The members that the file lists have rows of their own. Of one who is added by hand the identity account's row tells.
  const hasListedMembers = users.some(({ groups }) => groups.some(({ name }) => name === trier?.name));
  const isRenamed = [...renames.users.values()].includes(trier?.name ?? "") && trier?.kind === "user";
  const rows = changes.filter(({ kind, entry }) => kind !== "taken" && entry.place.arn === roleArn);
  const roleIsRenamed = [...renames.roles.values()].some((name) => roleArn.endsWith(`/${name}`));
  return (
    isRenamed ||
    roleIsRenamed ||
    rows.some(({ entry: { caller } }) => {
      switch (trier?.kind) {
        case "user":
        case "principal":
          return caller.arn === trier.arn || caller.kind === "external";
        case "members":
          return (
            ["members", "user", "external"].includes(caller.kind) ||
            (hasListedMembers && caller.kind === "open")
          );
        default:
          return true;
      }
    })
  );
}

// A longer search: DIFFERENCE_RUNS=50000 npx jest difference.properties
const runs = Number(process.env.DIFFERENCE_RUNS ?? 1000);

test("no gain is without a row", () => {
  let gained = 0;
  fc.assert(
    fc.property(versions, (files) => {
      const accesses = files.map(accessOf);
      const decisions = accesses.map(decisionsOf);
      accesses.slice(1).forEach((after, index) => {
        const [before, was, is] = [accesses[index], decisions[index], decisions[index + 1]];
        if (!before || !was || !is) throw new Error("no version");
        const found = gains(before, was, is);
        if (found.length === 0) return;
        gained++;
        const difference = differenceBetween(before, after);
        const untold = found.filter(({ roleArn, trier }) => !tells(difference, roleArn, trier, after));
        expect(proveNoNewAccess(before, after).answer).not.toBe("proven");
        expect(untold.slice(0, 3).map(({ roleArn, what }) => `${what} -> ${roleArn}`)).toEqual([]);
      });
    }),
    { numRuns: Math.ceil(runs / changesOfFile) },
  );
  // Pairs in which nobody gains anything would pass as well.
  expect(gained).toBeGreaterThan(runs / 5);
});
