import fc from "fast-check";
import type { Access, AccessFile } from "../../access";
import { type Difference, differenceBetween, withNewNames } from "../../reports/difference/difference";
import { differenceJson } from "../../reports/difference/difference-json";
import { differenceMarkdown, differenceText } from "../../reports/difference/difference-text";
import { type FindingId, findingIds, findingsOfChanged } from "../../reports/difference/findings";
import { type Holding, holdingKey, holdingsOf } from "../../reports/difference/holding";
import { differenceReport, findingIdsOf } from "../../reports/difference/report";
import type { Draft } from "../support/draft";
import { accessOf, company } from "./access-of";

type File = Draft<AccessFile>;
type Change = (file: File) => void;

function reported(change: Change, before: Change = () => {}) {
  const old = company();
  before(old);
  const after = structuredClone(old);
  change(after);
  const current = accessOf(after);
  const difference = differenceBetween(accessOf(old), current);
  const report = differenceReport(difference, holdingsOf(current).values());
  return { difference, report, text: differenceText(report), ids: [...findingIdsOf(report)] };
}

/** What people hold after a difference. */
function applied(difference: Difference, before: Access): Map<string, Holding> {
  const holdings = new Map<string, Holding>();
  for (const holding of holdingsOf(before).values()) {
    const renamed = withNewNames(holding, difference.renames);
    holdings.set(holdingKey(renamed), renamed);
  }
  for (const holding of difference.taken) expect(holdings.delete(holdingKey(holding))).toBe(true);
  for (const holding of difference.given) {
    expect(holdings.has(holdingKey(holding))).toBe(false);
    holdings.set(holdingKey(holding), holding);
  }
  for (const { before: was, ...holding } of difference.changed) {
    expect(holdings.get(holdingKey(holding))?.facts).toEqual(was);
    holdings.set(holdingKey(holding), holding);
  }
  return holdings;
}

/** In any order, and without the order of address ranges, which means nothing. */
function comparable(holdings: ReadonlyMap<string, Holding>): unknown {
  return Object.fromEntries(
    [...holdings].map(([key, { who, account, role, facts }]) => {
      const { granted, requireMfa, place } = facts;
      return [key, { who, account, role, granted, requireMfa, place: place.signature }];
    }),
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
    const report = differenceReport(difference, []);
    expect(differenceText(report)).toBe("Nobody's access changes.\n");
    expect(differenceMarkdown(report)).toBe("Nobody's access changes.\n");
  });

  test.each<[FindingId, Change, string]>([
    [
      "grant-admin",
      ({ users = {} }) => {
        users.dora = { canAssume: [{ role: "Admin", accounts: ["prod"] }] };
      },
      "dora gets Admin in prod: may do everything there",
    ],
    [
      "grant-admin",
      (file) => {
        role(file, "Vendor").inlinePolicies = {
          all: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
        };
      },
      "carol as Vendor in logs: may do everything there",
    ],
    [
      "grant-admin",
      (file) => {
        role(file, "Auditor").managedPolicies = ["AdministratorAccess"];
        delete role(file, "Auditor").permissionsBoundary;
      },
      "alex, bea as Auditor in dev, logs, prod: may do everything there; is no longer within the boundary",
    ],
    [
      "mfa-dropped",
      (file) => {
        role(file, "Auditor").requireMfa = false;
      },
      "alex, bea as Auditor in dev, logs, prod: MFA is no longer required",
    ],
    [
      "external-id-dropped",
      (file) => {
        delete role(file, "Vendor").externalId;
      },
      "carol as Vendor in logs: no longer asks for an external ID",
    ],
    [
      "boundary-dropped",
      (file) => {
        delete role(file, "Auditor").permissionsBoundary;
      },
      "no longer within the boundary ReadOnlyAccess",
    ],
    [
      "boundary-changed",
      (file) => {
        role(file, "Auditor").permissionsBoundary = "PowerUserAccess";
      },
      "within the boundary PowerUserAccess, no longer ReadOnlyAccess",
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
      "trusts somebody else, or on other terms",
    ],
    [
      "grant-outside",
      (file) => {
        role(file, "Scanner").targetAccounts = ["prod", "logs"];
      },
      "(account 999999999999) gets Scanner in logs: is not of the identity account",
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
      "granted in any account of the organization",
    ],
    [
      "policy-added",
      (file) => {
        role(file, "Vendor").managedPolicies = ["ReadOnlyAccess", "AmazonS3FullAccess"];
      },
      "has the policy AmazonS3FullAccess",
    ],
    [
      "policy-changed",
      (file) => {
        role(file, "Auditor").inlinePolicies = {
          "no-secrets": {
            Version: "2012-10-17",
            Statement: [{ Effect: "Deny", Action: "ssm:*", Resource: "*" }],
          },
        };
      },
      "the policy no-secrets (inline) is another",
    ],
    [
      "condition-dropped",
      (file) => {
        role(file, "Vendor").sourceIps = ["0.0.0.0/0"];
      },
      "an address in 0.0.0.0/0, no longer an address in 198.51.100.0/24",
    ],
    [
      "session-longer",
      (file) => {
        role(file, "Auditor").maxSessionDuration = "2h";
      },
      "a session may last 2h, no longer 1h",
    ],
    [
      "account-changed",
      (file) => {
        file.targetAccounts.logs = { id: "555555555555" };
      },
      "the account is 555555555555, no longer 444444444444",
    ],
    [
      "grant",
      ({ users = {} }) => {
        users.dora = { groups: ["auditors"] };
      },
      "dora gets Auditor in dev, logs, prod",
    ],
    [
      "granted-otherwise",
      ({ users = {} }) => {
        users.alex = { groups: ["platform"], canAssume: ["Auditor"] };
      },
      "granted directly, no longer group auditors",
    ],
    [
      "moved",
      (file) => {
        role(file, "Auditor").path = "/";
      },
      "the role's path is /, no longer /audit/",
    ],
    [
      "restricted",
      (file) => {
        role(file, "Vendor").organizationId = "o-a1b2c3d4e5";
      },
      "asks for the organization o-a1b2c3d4e5",
    ],
    [
      "take",
      ({ users = {} }) => {
        users.bea = {};
      },
      "bea loses Auditor in dev, logs, prod",
    ],
  ])("%s", (id, change, says) => {
    const { ids, text } = reported(change);
    expect(ids).toContain(id);
    expect(text).toContain(says);
  });

  test("the most dangerous comes first, whoever it is about", () => {
    const { report } = reported((file) => {
      role(file, "Auditor").maxSessionDuration = "2h";
      role(file, "Admin").requireMfa = false;
      (file.users ?? {}).bea = {};
      (file.users ?? {}).zoe = { canAssume: [{ role: "Admin", accounts: ["prod"] }] };
    });
    expect(report.rows.map(({ findings }) => findings[0]?.id)).toEqual([
      "grant-admin",
      "mfa-dropped",
      "session-longer",
      "take",
      "take",
    ]);
  });

  test("an external ID that becomes another is said, and not shown", () => {
    const { difference, report, text } = reported((file) => {
      role(file, "Vendor").externalId = "acme-0815";
    });
    expect(text).toContain("carol as Vendor in logs: asks for an external ID, and another one");
    expect(text + differenceMarkdown(report) + differenceJson(difference, [])).not.toMatch(
      /acme-(0815|4711)/,
    );
  });

  test("names cannot write Markdown of their own", () => {
    const { report } = reported(({ users = {} }) => {
      users.a_b_c = { groups: ["auditors"] };
    });
    expect(differenceMarkdown(report)).toContain("| a\\_b\\_c |");
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
      "target account prod to production",
    ],
    ["of a role", (file) => Object.assign(file, inGrants(file, "Auditor", "Audit")), "role Auditor to Audit"],
    [
      "of a group",
      (file) => Object.assign(file, inGrants(file, "auditors", "audit-team")),
      "group auditors to audit-team",
    ],
    ["of a user", ({ users = {} }) => rename(users, "bea", "beatrice"), "user bea to beatrice"],
    [
      "of a principal",
      ({ principals = {} }) => rename(principals, "pipeline", "ci"),
      "principal pipeline to ci",
    ],
  ])("%s", (_what, change, says) => {
    const { report, text } = reported(change);
    expect(text).toContain(says);
    expect(report.rows).toEqual([]);
  });

  test("and what changes besides is still said", () => {
    const { text, report } = reported((file) => {
      Object.assign(file, inGrants(file, "prod", "production"));
      (file.roles.Auditor as File["roles"][string]).requireMfa = false;
    });
    expect(text).toContain("target account prod to production");
    expect(report.rows.map(({ accounts }) => accounts)).toEqual([["dev", "logs", "production"]]);
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
    const { report } = reported(({ users = {} }) => {
      delete users.bea;
      delete users.ben;
      users.zoe = { groups: ["auditors"] };
    }, twins);
    expect(report.renamed).toEqual([]);
    expect(report.rows.map(({ verb, who }) => [verb, ...who])).toContainEqual(["takes", "bea", "ben"]);
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

  test("the difference, applied to what people held before, gives what they hold after", () => {
    fc.assert(
      fc.property(file, file, (one, other) => {
        const [before, after] = [accessOf(one), accessOf(other)];
        const difference = differenceBetween(before, after);
        expect(comparable(applied(difference, before))).toEqual(comparable(holdingsOf(after)));
      }),
    );
  });

  test("whatever changes is spoken of, under an id of the contract", () => {
    fc.assert(
      fc.property(file, file, (one, other) => {
        for (const holding of differenceBetween(accessOf(one), accessOf(other)).changed) {
          const findings = findingsOfChanged(holding);
          expect(findings.length).toBeGreaterThan(0);
          for (const { id, text } of findings) {
            expect(findingIds).toContain(id);
            expect(text).not.toBe("");
          }
        }
      }),
    );
  });
});
