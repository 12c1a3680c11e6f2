/** Grants and memberships that end: by a condition in the documents, with the same bytes on any day. */
import { type AccessFile, accessMatrix, grantPolicies, loadAccess, placesOf } from "../../access";
import { entrancesOf } from "../../access/entrances";
import { placeTrustPolicy } from "../../access/role-place";
import { type Statement, toList } from "../../iam/policy-document";
import { clientFiles } from "../../reports/clients";
import { differenceBetween } from "../../reports/difference/difference";
import { differenceRows, findingIdsOf } from "../../reports/difference/difference-rows";
import { differenceText } from "../../reports/difference/difference-text";
import { proveNoNewAccess } from "../../reports/difference/proof";
import { matrixCsv } from "../../reports/matrix-csv";
import { matrixJson } from "../../reports/matrix-json";
import { matrixMarkdown } from "../../reports/matrix-markdown";
import { matrixTable } from "../../reports/matrix-table";
import { pageData } from "../../reports/page/page-data";
import { reportOf } from "../../reports/report";
import { whetherCan } from "../../reports/whether-can";
import { markedText } from "../support/marked-text";
import { accessOf, file, fileWithRole, findings } from "./files";

const christmas = "2026-12-24T00:00:00Z";
const easter = "2027-03-28T12:30:00Z";
const arnIn = (account: string) => `arn:aws:iam::${account}:role/Reader`;
const [b, c] = ["222222222222", "333333333333"].map(arnIn) as [string, string];

const withUsers = (users: object, more: object = {}) => file({ users, ...more });

/** The statements of the inline policy of a user, group or principal. */
function statementsOf(declared: object, name: string): readonly Statement[] {
  const access = accessOf(declared);
  const grantee = [...access.users, ...access.groups, ...access.principals].find((one) => one.name === name);
  if (!grantee) throw new Error(`no ${name}`);
  return toList(grantPolicies(access, grantee).inline?.Statement);
}

const allows = (Resource: string | string[], until?: string) => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Resource,
  ...(until !== undefined && { Condition: { DateLessThan: { "aws:CurrentTime": until } } }),
});

describe("a grant that ends", () => {
  test("holds before that time only, in a statement of its own", () => {
    const declared = withUsers({
      alex: {
        canAssume: [
          { role: "Reader", accounts: ["account-b"], until: "2026-12-24", reason: "migration" },
          { role: "Reader", accounts: ["account-c"] },
        ],
      },
    });
    expect(statementsOf(declared, "alex")).toEqual([allows(c), allows(b, christmas)]);
  });

  test.each(["users", "principals"])("ends with its holder, or before: %s", (map) => {
    const holder = (until: string) => ({
      [map]: {
        ci: {
          ...(map === "principals" && { roleName: "ci" }),
          until,
          canAssume: [{ role: "Reader", until: easter }],
        },
      },
    });
    expect(statementsOf(file(holder("2026-12-24")), "ci")).toEqual([allows([b, c], christmas)]);
    expect(statementsOf(file(holder("2030-01-01")), "ci")).toEqual([allows([b, c], easter)]);
  });

  test("of a group ends for all its members", () => {
    const declared = withUsers(
      { alex: { groups: ["staff"] } },
      { groups: { staff: { canAssume: [{ role: "Reader", until: "2026-12-24" }] } } },
    );
    expect(statementsOf(declared, "staff")).toEqual([allows([b, c], christmas)]);
    expect(accessMatrix(accessOf(declared)).map(({ granted }) => granted.end.until)).toEqual([
      christmas,
      christmas,
    ]);
  });

  test("in any account of the organization has both conditions", () => {
    const declared = withUsers(
      { alex: { canAssume: [{ role: "Reader", accounts: "organization", until: easter }] } },
      { organization: { id: "o-a1b2c3d4e5" } },
    );
    expect(statementsOf(declared, "alex")).toEqual([
      {
        ...allows("arn:aws:iam::*:role/Reader"),
        Condition: {
          DateLessThan: { "aws:CurrentTime": easter },
          StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" },
        },
      },
    ]);
  });

  test("is packed by its end within each policy, and no policy outgrows its limit", () => {
    const accounts = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`a${index}`, { id: `${200000000000 + index}` }]),
    );
    const canAssume = Object.keys(accounts).map((account, index) => ({
      role: "Reader",
      accounts: [account],
      ...(index % 3 > 0 && { until: index % 3 === 1 ? "2026-12-24" : easter }),
    }));
    const access = accessOf(withUsers({ alex: { canAssume } }, { targetAccounts: accounts }));
    const [alex] = access.users;
    const { managed, tooMany } = grantPolicies(access, alex as NonNullable<typeof alex>);
    expect(tooMany).toBeUndefined();
    const granted = managed.flatMap(({ document }) => {
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(6144);
      const statements = toList(document.Statement);
      expect(statements.map(({ Condition }) => Condition?.DateLessThan?.["aws:CurrentTime"])).toEqual([
        undefined,
        christmas,
        easter,
      ]);
      return statements.flatMap(({ Resource, Condition }) =>
        toList(Resource).map((arn) => `${arn} ${Condition?.DateLessThan?.["aws:CurrentTime"]}`),
      );
    });
    const until = [undefined, christmas, easter];
    expect(granted.sort()).toEqual(
      Object.values(accounts)
        .map(({ id }, index) => `${arnIn(id)} ${until[index % 3]}`)
        .sort(),
    );
  });
});

describe("a membership that ends", () => {
  const groups = { staff: { canAssume: ["Reader"] }, others: { canAssume: [] } };
  const declared = withUsers(
    {
      alex: { groups: [{ group: "staff", until: "2026-12-24" }], canAssume: [] },
      sam: { groups: ["staff"] },
    },
    { groups },
  );

  test("gives the user the group's grants until then; the group has them without an end", () => {
    expect(statementsOf(declared, "alex")).toEqual([allows([b, c], christmas)]);
    expect(statementsOf(declared, "staff")).toEqual([allows([b, c])]);
    const ends = accessMatrix(accessOf(declared)).map(({ caller, granted }) => [
      caller.name,
      granted.groups,
      granted.end.until,
    ]);
    expect(ends).toEqual([
      ["alex", ["staff"], christmas],
      ["alex", ["staff"], christmas],
      ["sam", ["staff"], undefined],
      ["sam", ["staff"], undefined],
    ]);
  });

  test("leaves what is granted otherwise without an end", () => {
    const twice = withUsers(
      { alex: { groups: [{ group: "staff", until: easter }], canAssume: ["Reader"] } },
      { groups },
    );
    expect(statementsOf(twice, "alex")).toEqual([allows([b, c])]);
    expect(accessMatrix(accessOf(twice)).map(({ granted }) => granted.end.until)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("ends with the user", () => {
    const user = withUsers({ alex: { until: easter, groups: ["staff"] } }, { groups });
    expect(statementsOf(user, "alex")).toEqual([allows([b, c], easter)]);
  });

  test.each([
    [{ groups: [{ group: "theirs", until: easter }] }, "remove until, or"],
    [{ until: easter, groups: ["theirs"] }, "remove until at the user, or"],
    [{ groups: [{ group: "equipped", until: easter }] }, "has policies"],
  ])("of a group that gives more than grants is refused: %j", (alex, remedy) => {
    const groups = {
      theirs: { existing: true, canAssume: ["Reader"] },
      equipped: { managedPolicies: ["ReadOnlyAccess"], canAssume: ["Reader"] },
    };
    const found = findings("membership-cannot-end", withUsers({ alex }, { groups }));
    expect(found.map(({ path, message }) => [path.join("."), message])).toEqual([
      ["users.alex.groups.0", expect.stringContaining(remedy)],
    ]);
  });

  test("of a group that has policies is refused where the group lists the user, too", () => {
    const groups = { equipped: { managedPolicies: ["ReadOnlyAccess"], members: "*" as const } };
    const found = findings("membership-cannot-end", withUsers({ alex: { until: easter } }, { groups }));
    expect(found.map(({ path, message }) => [path.join("."), message])).toEqual([
      ["users.alex.until", expect.stringContaining("remove until at the user, or")],
    ]);
  });

  test("ends where the group lists the user, too", () => {
    const alex = { groups: [{ group: "staff", until: easter }] };
    const file = withUsers({ alex }, { groups: { staff: { canAssume: ["Reader"], members: ["alex"] } } });
    expect(statementsOf(file, "alex")).toEqual([allows([b, c], easter)]);
  });
});

test("with trustGrantedOnly, the trust of each grantee ends with the grant", () => {
  const access = accessOf(
    fileWithRole(
      { trustGrantedOnly: true, requireMfa: false },
      {
        users: {
          alex: { canAssume: [{ role: "Reader", until: "2026-12-24" }] },
          kim: { canAssume: [{ role: "Reader", until: "2026-12-24" }] },
          sam: { canAssume: ["Reader"] },
        },
      },
    ),
  );
  const user = (name: string) => `arn:aws:iam::111111111111:user/${name}`;
  const [place] = placesOf(access);
  const statements = toList(placeTrustPolicy(place as NonNullable<typeof place>).Statement);
  expect(statements.map(({ Condition }) => Condition)).toEqual([
    { ArnEquals: { "aws:PrincipalArn": user("sam") } },
    {
      ArnEquals: { "aws:PrincipalArn": [user("alex"), user("kim")] },
      DateLessThan: { "aws:CurrentTime": christmas },
    },
  ]);
});

describe("until", () => {
  const until = (value: unknown) => withUsers({ alex: { canAssume: [{ role: "Reader", until: value }] } });
  const problemsOn = (day: string, value: unknown) =>
    loadAccess(JSON.stringify(until(value)), "access.json", { now: new Date(day) }).problems.map(
      ({ code, path, message }) => `${code} ${path.join(".")} ${message}`,
    );

  test.each(["24.12.2026", "2026-12-24T18:00", "2026-12-24T18:00:00+01:00", "tomorrow", 20261224])(
    "must be a date or a time in UTC: %j",
    (value) => {
      expect(problemsOn("2026-01-01", value)).toEqual([expect.stringMatching(/users\.alex\.canAssume\.0/)]);
    },
  );

  test.each(["2026-02-30", "2026-13-01", "2026-12-24T25:00:00Z"])("must exist: %s", (value) => {
    expect(problemsOn("2026-01-01", value)).toEqual([
      `no-such-time users.alex.canAssume.0.until ${value} does not exist; write a date of the calendar`,
    ]);
  });

  test("is warned of once it has passed, and the output is the same before and after", () => {
    expect(problemsOn("2026-12-23T23:59:59Z", "2026-12-24")).toEqual([]);
    expect(problemsOn("2026-12-24T00:00:00Z", "2026-12-24")).toEqual([
      "until-in-the-past users.alex.canAssume.0.until ended at 2026-12-24 and no longer gives access; remove this entry",
    ]);
    const [before, after] = ["2026-01-01", "2030-01-01"].map((day) => {
      const { access } = loadAccess(JSON.stringify(until("2026-12-24")), "access.json", {
        now: new Date(day),
      });
      if (!access) throw new Error("an error");
      return [
        ...matrixJson(reportOf(access)),
        JSON.stringify(grantPolicies(access, access.users[0] as never)),
      ];
    });
    expect(before).toEqual(after);
  });

  test("a date without quotes in YAML is a text", () => {
    const text = `deployWith: { role: Deploy }
identityAccount: { id: "111111111111" }
targetAccounts: { account-b: { id: "222222222222" } }
roles: { Reader: { targetAccounts: "*" } }
users: { alex: { until: 2026-12-24, canAssume: [Reader] } }
`;
    const { access, problems } = loadAccess(text, "access.yaml", { now: new Date("2026-01-01") });
    expect(problems).toEqual([]);
    expect(access?.users[0]?.grants[0]?.end.until).toBe(christmas);
  });
});

describe("reports", () => {
  const ending = (until?: string, reason?: string) =>
    withUsers({ alex: { canAssume: [{ role: "Reader", accounts: ["account-b"], until, reason }] } }, {});
  const access = accessOf(ending("2026-12-24", "incident 4711"));
  const report = reportOf(access);

  test("show the end and the reason in every form of the matrix", () => {
    const text = "directly, until 2026-12-24, reason: incident 4711";
    expect(matrixTable(report).join("\n")).toContain(text);
    expect(matrixMarkdown(report)).toContain(text.replace("2026-12-24", "`2026-12-24`"));
    expect([...matrixCsv(report)].join("")).toContain(`"${text}"`);
    expect(JSON.parse([...matrixJson(report)].join("")).entries[0].granted).toEqual({
      directly: true,
      groups: [],
      until: christmas,
      reason: "incident 4711",
    });
    expect(whetherCan(access, { user: "alex", account: "account-b" }).lines[0]).toContain(text);
    expect(entrancesOf(access)[0]?.granted?.end).toEqual({ until: christmas, reason: "incident 4711" });
  });

  test("tell the page of a grant and a membership that end", () => {
    expect(pageData(report).users[0]?.grants).toEqual([
      [0, [0], ["until 2026-12-24, reason: incident 4711", christmas]],
    ]);
    const member = accessOf(
      withUsers(
        { alex: { groups: [{ group: "staff", until: easter }] } },
        { groups: { staff: { canAssume: ["Reader"] } } },
      ),
    );
    expect(pageData(reportOf(member)).users[0]?.groups).toEqual([[0, [`until ${easter}`, easter]]]);
  });

  test("say it beside the profile of the AWS CLI", () => {
    const [config] = [...clientFiles(report)].map(({ pieces }) => [...pieces].join(""));
    expect(config).toContain("\n# until 2026-12-24\n# reason: incident 4711\n[profile account-b.Reader]\n");
  });

  test.each([
    [
      "a grant that gets an end",
      [undefined, "2026-12-24"],
      "restricted",
      "granted until 2026-12-24 (was without an end)",
      "proven",
    ],
    [
      "a grant that loses its end",
      ["2026-12-24", undefined],
      "grant-prolonged",
      "granted without an end (was until 2026-12-24)",
      "new access",
    ],
    [
      "a grant that is prolonged",
      ["2026-12-24", easter],
      "grant-prolonged",
      `granted until ${easter} (was until 2026-12-24)`,
      "new access",
    ],
    [
      "a grant that ends earlier",
      [easter, "2026-12-24"],
      "restricted",
      `granted until 2026-12-24 (was until ${easter})`,
      "proven",
    ],
  ] as const)("show %s", (_what, [was, is], id, text, answer) => {
    const declared = [ending(was), ending(is)] as unknown as [AccessFile, AccessFile];
    const [before, after] = declared.map(accessOf) as [typeof access, typeof access];
    const rows = differenceRows(
      differenceBetween(before, after, { before: declared[0], after: declared[1] }),
    );
    expect([...findingIdsOf(rows)]).toEqual([id]);
    expect(markedText(differenceText(rows))).toContain(text);
    expect(proveNoNewAccess(before, after).answer).toBe(answer);
  });
});
