import fc from "fast-check";
import type { Access, AccessFile } from "../../access";
import { type Difference, differenceBetween, withNewNames } from "../../reports/difference/difference";
import { differenceJson } from "../../reports/difference/difference-json";
import { differenceRows, findingIdsOf } from "../../reports/difference/difference-rows";
import { differenceMarkdown, differenceText } from "../../reports/difference/difference-text";
import { type Entry, entriesOf, entryKey } from "../../reports/difference/entry";
import { type FindingId, findingIds } from "../../reports/difference/findings";
import type { Draft } from "../support/draft";
import { markedText } from "../support/marked-text";
import { accessOf, company } from "./access-of";

type File = Draft<AccessFile>;
type Change = (file: File) => void;

function reported(change: Change, before: Change = () => {}) {
  const old = company();
  before(old);
  const after = structuredClone(old);
  change(after);
  const difference = differenceBetween(accessOf(old), accessOf(after));
  const rows = differenceRows(difference);
  return { difference, rows, text: markedText(differenceText(rows)), ids: [...findingIdsOf(rows)] };
}

/** The entries after a difference. */
function applied(difference: Difference, before: Access): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const entry of subjects(entriesOf(before).values())) {
    const renamed = withNewNames(entry, difference.renames);
    entries.set(entryKey(renamed), renamed);
  }
  for (const { kind, entry, before: was } of difference.changes) {
    if (!isSubject(entry)) continue;
    const key = entryKey(entry);
    expect(entries.get(key)).toEqual(kind === "taken" ? entry : was);
    if (kind === "taken") entries.delete(key);
    else entries.set(key, entry);
  }
  return entries;
}

/** Entries about a role itself are compared with whatever is known of the role: they are not given and taken. */
function isSubject({ caller: { kind } }: Entry): boolean {
  return kind !== "open" && kind !== "nobody";
}

function subjects(entries: Iterable<Entry>): Entry[] {
  return [...entries].filter(isSubject);
}

/** In any order, and without the objects that the entries come from. */
function comparable(entries: ReadonlyMap<string, Entry>): unknown {
  return Object.fromEntries(
    subjects(entries.values()).map(({ place, ...entry }) => [entryKey(entry), entry]),
  );
}

describe("what a change says", () => {
  const role = (file: File, name: string) => file.roles[name] as File["roles"][string];

  test("the same access, in another order, changes nobody's", () => {
    const reversed = (value: unknown): unknown =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
    const difference = differenceBetween(accessOf(company()), accessOf(reversed(company())));
    const rows = differenceRows(difference);
    expect(markedText(differenceText(rows))).toBe("Nobody's access changes.");
    expect(differenceMarkdown(rows)).toBe("Nobody's access changes.\n");
  });

  test.each<[FindingId, Change, string]>([
    [
      "moved",
      (file) => {
        (role(file, "Vendor") as { roleName?: string }).roleName = "{account}-vendor";
      },
      "name in IAM logs-vendor (was Vendor)",
    ],
    [
      "grant-admin",
      ({ users = {} }) => {
        users.dora = { canAssume: [{ role: "Admin", accounts: ["prod"] }] };
      },
      "dora gets Admin (administrator) in prod: administrator access",
    ],
    [
      "grant-admin",
      (file) => {
        role(file, "Vendor").inlinePolicies = {
          all: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
        };
      },
      'carol as Vendor (administrator) in logs: administrator access (was read); inline policy "all" added: + * on *',
    ],
    [
      "grant-admin",
      (file) => {
        role(file, "Auditor").managedPolicies = ["AdministratorAccess"];
        delete role(file, "Auditor").permissionsBoundary;
      },
      "alex, bea as Auditor (administrator) in dev, logs, prod: administrator access (was read); permissions boundary ReadOnlyAccess removed",
    ],
    [
      "mfa-dropped",
      (file) => {
        role(file, "Auditor").requireMfa = false;
      },
      "alex, bea as Auditor (read) in dev, logs, prod: MFA is no longer required",
    ],
    [
      "external-id-dropped",
      (file) => {
        delete role(file, "Vendor").externalId;
      },
      "carol as Vendor (read) in logs: no longer requires an external ID",
    ],
    [
      "boundary-dropped",
      (file) => {
        delete role(file, "Auditor").permissionsBoundary;
      },
      "permissions boundary ReadOnlyAccess removed",
    ],
    [
      "boundary-changed",
      (file) => {
        role(file, "Auditor").permissionsBoundary = "PowerUserAccess";
      },
      "permissions boundary PowerUserAccess (was ReadOnlyAccess)",
    ],
    [
      "trust-changed",
      (file) => {
        role(file, "Auditor").trustedEntity = {
          custom: {
            Version: "2012-10-17",
            Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "111111111111" } },
          },
        };
      },
      "MFA is no longer required; trust policy changed: + sts:AssumeRole for 111111111111, - account 111111111111",
    ],
    [
      "grant-external",
      (file) => {
        role(file, "Scanner").targetAccounts = ["prod", "logs"];
      },
      "(account 999999999999) gets Scanner (read) in logs: external: not in the identity account",
    ],
    [
      "grant-organization",
      (file) => {
        file.organization = { id: "o-a1b2c3d4e5" };
        (file.groups ?? {}).auditors = {
          canAssume: [
            { role: "Auditor", accounts: "organization" },
            { role: "Admin", accounts: ["dev"] },
          ],
        };
      },
      "in any account of the organization o-a1b2c3d4e5",
    ],
    [
      "policy-added",
      (file) => {
        role(file, "Vendor").managedPolicies = ["ReadOnlyAccess", "AmazonS3FullAccess"];
      },
      "policy AmazonS3FullAccess added",
    ],
    [
      "deny-removed",
      (file) => {
        role(file, "Auditor").inlinePolicies = {
          "no-secrets": {
            Version: "2012-10-17",
            Statement: [{ Effect: "Deny", Action: "ssm:*", Resource: "*" }],
          },
        };
      },
      'inline policy "no-secrets" changed: + deny ssm:* on *, - deny secretsmanager:* on *',
    ],
    [
      "condition-dropped",
      (file) => {
        role(file, "Vendor").sourceIps = ["0.0.0.0/0"];
      },
      "requires an address in 0.0.0.0/0 (was 198.51.100.0/24)",
    ],
    [
      "session-longer",
      (file) => {
        role(file, "Auditor").maxSessionDuration = "2h";
      },
      "maximum session duration 2h (was 1h)",
    ],
    [
      "account-changed",
      (file) => {
        file.targetAccounts.logs = { id: "555555555555" };
      },
      "account 555555555555 (was 444444444444)",
    ],
    [
      "grant",
      ({ users = {} }) => {
        users.dora = { groups: ["auditors"] };
      },
      "dora gets Auditor (read) in dev, logs, prod",
    ],
    [
      "granted-otherwise",
      ({ users = {} }) => {
        users.alex = { groups: ["platform"], canAssume: ["Auditor"] };
      },
      "granted: directly (was: group auditors)",
    ],
    [
      "moved",
      (file) => {
        role(file, "Auditor").path = "/";
      },
      "path / (was /audit/)",
    ],
    [
      "restricted",
      (file) => {
        role(file, "Vendor").organizationId = "o-a1b2c3d4e5";
      },
      "requires the organization o-a1b2c3d4e5",
    ],
    [
      "take",
      ({ users = {} }) => {
        users.bea = {};
      },
      "bea loses Auditor (read) in dev, logs, prod",
    ],
  ])("%s", (id, change, says) => {
    const { ids, text } = reported(change);
    expect(ids).toContain(id);
    expect(text).toContain(says);
  });

  test("the most dangerous comes first, whoever it is about", () => {
    const { rows } = reported((file) => {
      role(file, "Auditor").maxSessionDuration = "2h";
      role(file, "Admin").requireMfa = false;
      (file.users ?? {}).bea = {};
      (file.users ?? {}).zoe = { canAssume: [{ role: "Admin", accounts: ["prod"] }] };
    });
    expect(rows.entries.map(({ findings }) => findings[0]?.id)).toEqual([
      "grant-admin",
      "mfa-dropped",
      "session-longer",
      "take",
      "take",
    ]);
  });

  test.each([
    ["Vendor", "Auditor"],
    ["Auditor", "Vendor"],
  ])("of rows whose findings begin alike, the one with more of them comes first: %s", (first, second) => {
    const { rows } = reported((file) => {
      role(file, second).organizationId = "o-a1b2c3d4e5";
      Object.assign(role(file, first), { organizationId: "o-a1b2c3d4e5", requireUserSessionName: true });
    });
    expect(rows.entries.map(({ roles }) => roles[0]?.name)).toEqual([first, second]);
  });

  test("another external ID is reported, and not shown", () => {
    const { difference, rows, text } = reported((file) => {
      role(file, "Vendor").externalId = "acme-0815";
    });
    expect(text).toContain("carol as Vendor (read) in logs: requires an external ID (the value changed)");
    expect(text + differenceMarkdown(rows) + differenceJson(difference, [])).not.toMatch(/acme-(0815|4711)/);
  });

  test("another external ID in a custom trust policy is not shown either", () => {
    const custom =
      (externalId: string): Change =>
      (file) => {
        role(file, "Scanner").trustedEntity = {
          custom: {
            Version: "2012-10-17",
            Statement: {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { AWS: "999999999999" },
              Condition: { StringEquals: { "sts:ExternalId": externalId } },
            },
          },
        };
      };
    const { text, ids } = reported(custom("acme-0815"), custom("acme-4711"));
    expect(ids).toEqual(["trust-changed"]);
    expect(text).not.toMatch(/acme-(0815|4711)/);
  });

  test.each<[string, object, string]>([
    [
      "one more subject",
      { subjects: ["repo:acme/infra:*", "repo:acme/web:*"] },
      "trust policy changed: + repo:acme/web:*",
    ],
    [
      "a wider subject",
      { subjects: ["repo:acme/*"] },
      "(repo:acme/* of token.actions.githubusercontent.com) gets Scanner (read) in prod",
    ],
    [
      "a narrower subject, which is less access",
      { subjects: ["repo:acme/infra:ref:refs/heads/main"] },
      "restricted  (repo:acme/infra:ref:refs/heads/main of token.actions.githubusercontent.com) as Scanner",
    ],
    [
      "another audience",
      { audience: "x" },
      "trust policy changed: + audience x, - audience sts.amazonaws.com",
    ],
  ])("a changed trust policy shows %s", (_what, changed, says) => {
    const trust =
      (more: object): Change =>
      (file) => {
        const webIdentity = {
          provider: "token.actions.githubusercontent.com",
          audience: "sts.amazonaws.com",
          subjects: ["repo:acme/infra:*"],
          ...more,
        };
        role(file, "Scanner").trustedEntity = { webIdentity };
      };
    expect(reported(trust(changed), trust({})).text).toContain(says);
  });

  test.each<[string, object, string]>([
    ["an action", { Action: ["secretsmanager:*", "iam:PassRole"] }, "+ deny iam:PassRole on *"],
    [
      "a resource",
      { Resource: "arn:aws:s3:::logs" },
      "+ deny secretsmanager:* on arn:aws:s3:::logs, - deny secretsmanager:* on *",
    ],
    [
      "a condition",
      { Condition: { StringEquals: { "aws:RequestedRegion": ["a", "b"] } } },
      "+ deny secretsmanager:* on * if aws:RequestedRegion StringEquals a or b, - deny secretsmanager:* on *",
    ],
    [
      "all but an action",
      { Action: undefined, NotAction: "iam:Get*" },
      "+ deny everything except iam:Get* on *, - deny secretsmanager:* on *",
    ],
  ])("a changed inline policy shows %s", (_what, changed, says) => {
    const { text } = reported((file) => {
      const statement = { Effect: "Deny", Action: "secretsmanager:*", Resource: "*", ...changed };
      role(file, "Auditor").inlinePolicies = {
        "no-secrets": JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
      };
    });
    expect(text).toContain(`inline policy "no-secrets" changed: ${says}\n`);
  });

  test("names cannot write Markdown of their own", () => {
    const { rows } = reported(({ users = {} }) => {
      users.a_b_c = { groups: ["auditors"] };
    });
    expect(differenceMarkdown(rows)).toContain("| `a_b_c` |");
  });
});

describe("a rename is no give and take", () => {
  const rename = (map: Record<string, unknown>, from: string, to: string) => {
    map[to] = map[from];
    delete map[from];
  };
  const inGrants = (file: File, from: string, to: string) =>
    JSON.parse(JSON.stringify(file).replaceAll(`"${from}"`, `"${to}"`)) as File;

  test.each<[string, Change, string]>([
    [
      "of an account",
      (file) => Object.assign(file, inGrants(file, "prod", "production")),
      "target account prod is now production",
    ],
    [
      "of a role",
      (file) => Object.assign(file, inGrants(file, "Auditor", "Audit")),
      "role Auditor is now Audit",
    ],
    [
      "of a group",
      (file) => Object.assign(file, inGrants(file, "auditors", "audit-team")),
      "group auditors is now audit-team",
    ],
    ["of a user", ({ users = {} }) => rename(users, "bea", "beatrice"), "user bea is now beatrice"],
    [
      "of a principal",
      ({ principals = {} }) => rename(principals, "pipeline", "ci"),
      "principal pipeline is now ci",
    ],
  ])("%s", (_what, change, says) => {
    const { rows, text } = reported(change);
    expect(text).toContain(says);
    const [, , from] = /^(?:target )?(\w+) ([\w-]+) is now/.exec(says) ?? [];
    expect(text).toContain(`write renamedFrom: ${from}, or Terraform deletes the one and creates the other`);
    expect(rows.entries).toEqual([]);
  });

  test("and what changes besides is still said", () => {
    const { text, rows } = reported((file) => {
      Object.assign(file, inGrants(file, "prod", "production"));
      (file.roles.Auditor as File["roles"][string]).requireMfa = false;
    });
    expect(text).toContain("target account prod is now production");
    expect(rows.entries.map(({ accounts }) => accounts)).toEqual([["dev", "logs", "production"]]);
  });

  test("of a user who may do everything somewhere is a grant of that to another user", () => {
    expect(reported(({ users = {} }) => rename(users, "alex", "alexandra")).ids).toEqual([
      "grant-admin",
      "user-renamed",
    ]);
  });

  test("two users alike, of whom one goes as another comes, could be either: no rename", () => {
    const twins: Change = ({ users = {} }) => {
      users.ben = { groups: ["auditors"] };
    };
    const { rows } = reported(({ users = {} }) => {
      delete users.bea;
      delete users.ben;
      users.zoe = { groups: ["auditors"] };
    }, twins);
    expect(rows.renamed).toEqual([]);
    expect(rows.entries.map(({ change, callers }) => [change, ...callers])).toContainEqual([
      "taken",
      "bea",
      "ben",
    ]);
  });
});

describe("properties", () => {
  const roleNames = ["Admin", "Dev", "Read"] as const;
  const accountNames = ["a", "b", "c"] as const;
  const settings = fc.record(
    {
      managedPolicies: fc.subarray(["AdministratorAccess", "ReadOnlyAccess", "PowerUserAccess"]),
      requireMfa: fc.boolean(),
      externalId: fc.constantFrom("x1", "x2"),
      sourceIps: fc.subarray(["10.0.0.0/8", "192.0.2.0/24"], { minLength: 1 }),
      maxSessionDuration: fc.constantFrom("1h", "2h"),
      permissionsBoundary: fc.constantFrom("ReadOnlyAccess", "PowerUserAccess"),
      requireUserSessionName: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const role = fc.tuple(
    fc.subarray([...accountNames], { minLength: 1 }),
    settings,
    fc.constantFrom("/", "/x/"),
  );
  const file = fc
    .record({
      ids: fc.shuffledSubarray(["222222222222", "333333333333", "444444444444", "555555555555"], {
        minLength: 3,
        maxLength: 3,
      }),
      denyWithoutMfa: fc.boolean(),
      roles: fc.dictionary(fc.constantFrom(...roleNames, "Other"), role, {
        minKeys: 1,
        noNullPrototype: true,
      }),
      service: fc.boolean(),
      groups: fc.dictionary(fc.constantFrom("g", "h", "i"), fc.subarray([...roleNames, "Other"]), {
        noNullPrototype: true,
      }),
      users: fc.dictionary(
        fc.constantFrom("u", "v", "w", "x"),
        fc.tuple(fc.subarray(["g", "h", "i"]), fc.subarray([...roleNames, "Other"])),
        { noNullPrototype: true },
      ),
    })
    .map(({ ids, denyWithoutMfa, roles, service, groups, users }) => {
      const known = (names: readonly string[]) => names.filter((name) => Object.hasOwn(roles, name));
      return {
        identityAccount: { id: "111111111111", denyWithoutMfa },
        deployWith: { role: "OrganizationAccountAccessRole" },
        targetAccounts: Object.fromEntries(accountNames.map((name, index) => [name, { id: ids[index] }])),
        roles: {
          ...Object.fromEntries(
            Object.entries(roles).map(([name, [targetAccounts, rest, path]]) => [
              name,
              { targetAccounts, path, ...rest },
            ]),
          ),
          ...(service && {
            Machine: { targetAccounts: "*", trustedEntity: { service: "ec2.amazonaws.com" } },
          }),
        },
        groups: Object.fromEntries(
          Object.entries(groups).map(([name, canAssume]) => [name, { canAssume: known(canAssume) }]),
        ),
        users: Object.fromEntries(
          Object.entries(users).map(([name, [memberships, canAssume]]) => [
            name,
            {
              groups: memberships.filter((group) => Object.hasOwn(groups, group)),
              canAssume: known(canAssume),
            },
          ]),
        ),
      };
    });

  test("the difference, applied to the entries before, gives the entries after, and each change has a finding of the contract", () => {
    fc.assert(
      fc.property(file, file, (one, other) => {
        const [before, after] = [accessOf(one), accessOf(other)];
        const difference = differenceBetween(before, after);
        expect(comparable(applied(difference, before))).toEqual(comparable(entriesOf(after)));
        for (const { kind, findings } of difference.changes) {
          expect(findings.length).toBeGreaterThan(0);
          for (const { id, text } of findings) {
            expect(findingIds).toContain(id);
            if (kind === "changed") expect(text).not.toBe("");
          }
        }
      }),
    );
  });
});
