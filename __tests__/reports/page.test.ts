import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Script } from "node:vm";
import { parse } from "yaml";
import type { AccessFile } from "../../access";
import { accountColor } from "../../reports/account-color";
import { clientFiles } from "../../reports/clients";
import { userFolder } from "../../reports/clients/folder";
import { cliConfig } from "../../reports/page/browser/cli-config";
import { csv } from "../../reports/page/browser/csv";
import { type Model, model, type Person, viewers } from "../../reports/page/browser/model";
import { type Filter, noFilter, search } from "../../reports/page/browser/search";
import { html as htmlTag, scriptJson } from "../../reports/page/escape";
import { page } from "../../reports/page/page";
import { pageData } from "../../reports/page/page-data";
import { picture } from "../../reports/page/picture";
import { type Plan, picturePlan } from "../../reports/page/picture-plan";
import { summary } from "../../reports/page/summary";
import { type Report, reportOf } from "../../reports/report";
import { accessOf, company } from "./access-of";

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");
const report = (file: object = company()) => reportOf(accessOf(file));

const planOf = (shown: Report): Plan => {
  const plan = picturePlan(shown);
  if (!plan) throw new Error("no picture");
  return plan;
};

describe("the page", () => {
  const html = page(report(), { sha256 });

  test("lets only its own script and style run: its policy has their hashes", () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? "";
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
    expect(policy).toBe(
      `default-src 'none'; script-src 'sha256-${sha256(script)}'; style-src 'sha256-${sha256(style)}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  test("has no address but those of links, and no style or handler in a tag", () => {
    const markup = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, "");
    const addresses = [...markup.matchAll(/\b(?:src|href|action)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.filter((address) => !address?.startsWith("#"))).toEqual([
      "data:,",
      "https://acme-identity.signin.aws.amazon.com/console",
    ]);
    expect(markup).not.toMatch(/<[^>]+\s(style|on\w+)=/);
  });

  test("has a script that loads no other: it is no module, and calls neither import nor require", () => {
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
    expect(() => new Script(script)).not.toThrow();
    expect(script).not.toMatch(/\b(import|require)\(/);
  });

  test("is the same whatever the order of the access file", () => {
    const { users, roles, ...rest } = company();
    const turned = <Value>(map: Record<string, Value> | undefined) =>
      Object.fromEntries(Object.entries(map ?? {}).reverse());
    expect(page(report({ users: turned(users), roles: turned(roles), ...rest }), { sha256 })).toBe(html);
  });
});

describe("text becomes no markup", () => {
  test.each([
    ["<img src=x onerror=alert(1)>", "&#60;img src=x onerror=alert(1)&#62;"],
    [`"'&`, "&#34;&#39;&#38;"],
  ])("in HTML: %s", (text, escaped) => expect(htmlTag`<p>${text}</p>`.markup).toBe(`<p>${escaped}</p>`));

  test.each(["</script><script>alert(1)</script>", "<!-- <script", "\u2028"])("in JSON: %j", (text) => {
    const { markup } = scriptJson({ text });
    expect(markup).not.toMatch(/[<>\u2028]/);
    expect(JSON.parse(markup)).toEqual({ text });
  });
});

describe("what a filter leaves", () => {
  const data: Model = model(pageData(report()));
  const now = Date.parse("2026-12-01T00:00:00Z");
  const found = (filter: Partial<Filter>) => {
    const { places } = search(data, { ...noFilter, ...filter }, now);
    return places
      .map((index) => `${data.places[index]?.role.name} in ${data.places[index]?.account.name}`)
      .sort();
  };
  const everything = [
    "Admin in dev",
    "Admin in prod",
    "Auditor in dev",
    "Auditor in logs",
    "Auditor in prod",
    "Scanner in prod",
    "Vendor in logs",
  ];

  test.each<[string, Partial<Filter>, string[]]>([
    ["nothing asked", {}, everything],
    [
      "a user, through groups",
      { who: "bea" },
      ["Admin in dev", "Auditor in dev", "Auditor in logs", "Auditor in prod"],
    ],
    ["a user, directly", { who: "carol" }, ["Vendor in logs"]],
    ["a principal", { who: "pipeline" }, ["Admin in prod"]],
    ["a part of a name", { who: "CAR" }, ["Vendor in logs"]],
    ["nobody of that name", { who: "zoe" }, []],
    ["an account", { account: "logs" }, ["Auditor in logs", "Vendor in logs"]],
    ["an account by its id", { account: "444444444444" }, ["Auditor in logs", "Vendor in logs"]],
    ["a role", { role: "scanner" }, ["Scanner in prod"]],
    ["a user in an account as a role", { who: "bea", account: "prod", role: "Auditor" }, ["Auditor in prod"]],
    ["a policy", { text: "administratoraccess" }, ["Admin in dev", "Admin in prod"]],
    [
      "words that must all be there",
      { text: "securityaudit environment: prod" },
      ["Auditor in prod", "Scanner in prod"],
    ],
    ["the name of a group", { text: "platform" }, ["Admin in dev", "Admin in prod"]],
    ["a tag", { tag: "environment: prod" }, ["Admin in prod", "Auditor in prod", "Scanner in prod"]],
    ["a level", { level: "administrator" }, ["Admin in dev", "Admin in prod"]],
    ["administrators alone", { only: ["administrator"] }, ["Admin in dev", "Admin in prod"]],
    ["no MFA", { only: ["without-mfa"] }, ["Admin in dev", "Scanner in prod"]],
    ["external callers", { only: ["external"] }, ["Scanner in prod"]],
    ["several of them together", { only: ["administrator", "external"] }, []],
    ["whoever is outside", { text: "999999999999" }, ["Scanner in prod"]],
  ])("%s", (_what, filter, expected) => expect(found(filter)).toEqual(expected));

  test("what ends within 30 days, by a grant or by a membership", () => {
    const file = company();
    const users: Record<string, object> = file.users ?? {};
    users.carol = { canAssume: [{ role: "Vendor", until: "2026-12-24" }] };
    users.bea = { groups: [{ group: "auditors", until: "2026-12-30" }] };
    users.dan = { canAssume: [{ role: "Admin", accounts: ["dev"], until: "2027-06-01" }] };
    const ending = model(pageData(report(file)));
    const { places } = search(ending, { ...noFilter, only: ["ends-soon"] }, now);
    expect(
      places
        .map((index) => `${ending.places[index]?.role.name} in ${ending.places[index]?.account.name}`)
        .sort(),
    ).toEqual(["Admin in dev", "Auditor in dev", "Auditor in logs", "Auditor in prod", "Vendor in logs"]);
  });

  test("a whole name means that one, not all that begin with it", () => {
    const file = company();
    file.users = { al: { canAssume: ["Vendor"] }, alex: { canAssume: ["Auditor"] } };
    const both = model(pageData(report(file)));
    const { places, people } = search(both, { ...noFilter, who: "al" }, now);
    expect(people.map(({ name }) => name)).toEqual(["al"]);
    expect(places).toHaveLength(1);
  });
});

describe("the settings of a role in an account", () => {
  const settings = (file: object, place: string) => {
    const data = model(pageData(report(file)));
    return data.places.find(({ role, account }) => `${role.name} in ${account.name}` === place)?.settings;
  };

  test("have its level, and how it escalates", () => {
    const file = company();
    file.roles.Builder = { targetAccounts: ["dev"], managedPolicies: ["IAMFullAccess"] };
    expect(settings(file, "Admin in prod")).toMatchObject({
      level: "administrator",
      levelText: "administrator",
    });
    expect(settings(file, "Builder in dev")).toMatchObject({
      level: "escalates",
      levelText: expect.stringMatching(/^escalates \(.+\): .+\.$/),
    });
  });

  test("have the requirements of all, and mark those of some", () => {
    const file = company();
    file.roles.Admin = { ...file.roles.Admin, targetAccounts: ["prod", "dev"], requireMfa: false };
    file.identityAccount.denyWithoutMfa = true;
    expect(settings(file, "Auditor in logs")?.asksFor).toEqual(["MFA"]);
    expect(settings(file, "Admin in prod")?.asksFor).toEqual(["MFA for some"]);
    expect(settings(company(), "Admin in prod")?.asksFor).toEqual([
      "MFA",
      "some refused by the trust policy",
    ]);
  });

  test("have every subject that gets in besides the users and principals", () => {
    const file = company();
    file.groups = { theirs: { existing: true, canAssume: ["Vendor"] } };
    file.users = {};
    file.principals = {};
    expect(settings(file, "Vendor in logs")?.others).toEqual(["members of theirs, managed elsewhere"]);
    expect(settings(file, "Admin in prod")?.others).toEqual([
      "(users and roles that the identity account allows)",
    ]);
    expect(settings(file, "Scanner in prod")?.others).toEqual(["(account 999999999999)"]);
  });
});

describe("the picture", () => {
  const many = (accounts: number, teams: number): AccessFile => {
    const names = Array.from({ length: accounts }, (_, index) => `account-${String(index).padStart(4, "0")}`);
    const groups = Array.from({ length: teams }, (_, index) => `team-${index}`);
    return {
      identityAccount: { id: "111111111111" },
      deployWith: { role: "OrganizationAccountAccessRole" },
      stacks: "perAccount",
      organization: { id: "o-a1b2c3d4e5" },
      targetAccounts: Object.fromEntries(
        names.map((name, index) => [
          name,
          {
            id: String(200_000_000_000 + index),
            tags: { team: `team-${index % teams}`, environment: index % 2 === 0 ? "prod" : "dev" },
          },
        ]),
      ),
      roles: {
        Admin: { targetAccounts: "*", managedPolicies: ["AdministratorAccess"] },
        Developer: { targetAccounts: "*", managedPolicies: ["PowerUserAccess"] },
      },
      groups: {
        platform: { canAssume: [{ role: "Admin", accounts: "organization" }] },
        ...Object.fromEntries(
          groups.map((team) => [team, { canAssume: [{ role: "Developer", accounts: { tags: { team } } }] }]),
        ),
      },
      users: { alex: { groups: ["platform"] } },
    };
  };

  test("shows every holder, role and account of a small company, and who reaches what", () => {
    const plan = planOf(report());
    expect(plan.holders.map(({ name }) => name)).toEqual([
      "auditors",
      "platform",
      "carol",
      "pipeline",
      "(account 999999999999)",
    ]);
    expect(plan.boxes.map(({ name }) => name)).toEqual(["Admin", "Auditor", "Scanner", "Vendor"]);
    expect(plan.edges.map(({ title }) => title)).toEqual([
      "auditors: Admin in dev",
      "platform: Admin in dev",
      "platform: Admin in prod",
      "pipeline: Admin in prod",
      "auditors: Auditor in 3 accounts",
      "(account 999999999999): Scanner in prod",
      "carol: Vendor in logs",
    ]);
  });

  test("of 40 accounts shows each team's", () => {
    const plan = planOf(report(many(40, 8)));
    expect(plan.edges).toHaveLength(9);
    expect(plan.boxes[1]?.rows[0]?.titles.map(({ text }) => text)).toEqual([
      "account-0000",
      "account-0008",
      "account-0016",
      "account-0024",
      "account-0032",
    ]);
    expect(plan.boxes[0]?.rows[0]?.titles.map(({ text }) => text)).toEqual([
      "all 40 accounts",
      "20 dev",
      "20 prod",
    ]);
  });

  test("of 1000 accounts is not there: the summary counts them", () => {
    const large = report(many(1000, 40));
    expect(picture(large)).toBeUndefined();
    const { markup } = summary(large);
    expect(markup).toContain('<a href="#view=all&#38;level=administrator">');
    expect(markup).toMatch(/level=administrator.*?<td>1000<\/td><td>1<\/td><td>0<\/td>/);
    expect(markup).toMatch(/tag=environment%3A\+prod.*?<td>500<\/td>/);
    expect(markup.length).toBeLessThan(5_000);
  });

  test("is not there if names that differ would look the same", () => {
    const file = company();
    const long = (end: string) => `${"x".repeat(50)}${end}${"y".repeat(50)}`;
    const groups = { [long("a")]: { canAssume: ["Auditor"] }, [long("b")]: { canAssume: ["Auditor"] } };
    expect(picture(report({ ...file, groups, users: {} }))).toBeUndefined();
    expect(
      picture(report({ ...file, groups: { [long("a")]: { canAssume: ["Auditor"] } }, users: {} })),
    ).toBeDefined();
  });

  test("writes names as text", () => {
    const file = company();
    file.targetAccounts = { prod: { id: "222222222222" } };
    file.roles = {
      "a=b,c": {
        targetAccounts: "*",
        trustedEntity: { webIdentity: { provider: `login.example.com/<script>"`, audience: "x" } },
      },
    };
    file.groups = {};
    file.users = {};
    file.principals = {};
    expect(picture(report(file))?.markup).not.toMatch(/<script/);
  });

  test("is not there when there is nobody to show", () => {
    expect(
      picture(report({ ...company(), groups: {}, users: {}, principals: {}, roles: {} })),
    ).toBeUndefined();
  });
});

test.each([
  [{ environment: "prod" }, "red"],
  [{ Env: "Production" }, "red"],
  [{ stage: "staging" }, "amber"],
  [{ environment: "dev" }, "green"],
])("an account with the tags %j is %s", (tags, color) => {
  expect(accountColor({ name: "a", tags } as unknown as Parameters<typeof accountColor>[0]).name).toBe(color);
});

test("any other account has a colour of its name, and none that means a stage", () => {
  const [one] = accessOf({
    ...company(),
    targetAccounts: {
      logs: { id: "444444444444" },
      prod: { id: "222222222222" },
      dev: { id: "333333333333" },
    },
  }).targetAccounts;
  expect(one && accountColor(one).name).not.toMatch(/red|amber|green|teal|slate/);
});

test("a role shows its name in IAM and its ARN, where the account is in them", () => {
  const file = company();
  file.roles.Auditor = {
    ...(file.roles.Auditor as object),
    targetAccounts: "*",
    roleName: "{account}-audit-{accountId}",
  };
  const { places } = model(pageData(report(file)));
  const shown = (role: string, account: string) =>
    places.find((place) => place.role.name === role && place.account.name === account);
  expect(shown("Auditor", "prod")).toMatchObject({
    roleName: "prod-audit-222222222222",
    arn: "arn:aws:iam::222222222222:role/audit/prod-audit-222222222222",
    profile: "prod.Auditor",
  });
  expect(shown("Admin", "prod")).toMatchObject({ roleName: "", arn: "arn:aws:iam::222222222222:role/Admin" });
});

test("a policy of a user or group itself is on the page and in the picture", () => {
  const go = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
  };
  const file = company();
  const own = report({
    ...file,
    groups: { ...file.groups, ops: { inlinePolicies: { go } } },
    users: { ...file.users, dan: { inlinePolicies: { go } }, eve: { groups: ["ops"] } },
  });
  const { people, places } = model(pageData(own));
  const reached = (name: string) =>
    places.filter((_, index) => people.find((person) => person.name === name)?.reaches[index]).length;
  // Scanner trusts another account.
  expect([reached("dan"), reached("eve")]).toEqual([6, 6]);
  expect([...(people.find(({ name }) => name === "dan")?.ends.values() ?? [])][0]).toEqual([
    "by own policy go",
  ]);
  expect([...(people.find(({ name }) => name === "eve")?.ends.values() ?? [])][0]).toEqual([
    "by policy go of group ops",
  ]);
  const { holders } = planOf(own);
  expect(holders.filter(({ name }) => ["dan", "ops", "eve"].includes(name)).map(({ name }) => name)).toEqual([
    "ops",
    "dan",
  ]);
});

describe("the configuration of the AWS CLI on the page", () => {
  /** Without comments, and without the external ID: that is not on the page. */
  const settings = (text: string) =>
    text
      .split("\n")
      .filter((line) => line !== "" && !/^#(?! mfa_serial)|^external_id /.test(line))
      .sort();

  test.each([
    ["a company", company()],
    ["examples/company", parse(readFileSync("examples/company/access.yaml", "utf8"))],
    ["role chains", parse(readFileSync("__tests__/e2e/files/role-chains.yaml", "utf8"))],
    ["permission sets", parse(readFileSync("examples/identity-center/access.yaml", "utf8"))],
  ])("is that of the client files: %s", (_name, file) => {
    const shown = report(file);
    const data = model(pageData(shown));
    const files = [...clientFiles(shown)].filter(({ path }) => path.endsWith("/aws-config"));
    expect(files.length).toBeGreaterThan(0);
    for (const { path, pieces } of files) {
      const [folder, name = ""] = path.split("/");
      const person = viewers(data).find(
        (each) =>
          userFolder(each.name) === name && each.kind === (folder === "clients" ? "user" : "principal"),
      ) as Person;
      const places = [...person.reaches.keys()].filter((index) => person.reaches[index]);
      expect([path, settings(cliConfig(data, person, places))]).toEqual([
        path,
        settings([...pieces].join("")),
      ]);
    }
  });

  test("says where the external ID is, and does not have it", () => {
    const data = model(pageData(report()));
    const carol = data.people.find(({ name }) => name === "carol") as Person;
    const text = cliConfig(
      data,
      carol,
      [...carol.reaches.keys()].filter((index) => carol.reaches[index]),
    );
    expect(text).toContain("# This role requires an external ID");
    expect(text).not.toContain("acme-4711");
  });
});

test("a role that only machines may assume has no link", () => {
  const file = company();
  file.users = { robot: { canAssume: ["Auditor"] } };
  file.groups = {};
  file.principals = {};
  const links = (shown: object) =>
    model(pageData(report(shown)))
      .places.filter(({ role }) => role.name === "Auditor")
      .map(({ link, reason }) => (link === "" ? reason : "a link"));
  expect(new Set(links(file))).toEqual(new Set(["no link: nobody with console access may assume the role"]));
  file.users = { robot: { canAssume: ["Auditor"] }, eve: { consoleAccess: {}, canAssume: ["Auditor"] } };
  expect(new Set(links(file))).toEqual(new Set(["a link"]));
});

test("the policies of users and groups are in what is found, and in the CSV", () => {
  const file = company();
  file.users = { ...file.users, dan: { managedPolicies: ["AdministratorAccess"] } };
  file.groups = { ...file.groups, ops: { managedPolicies: ["ReadOnlyAccess"] } };
  const data = model(pageData(report(file)));
  const found = (filter: Partial<Filter>) => search(data, { ...noFilter, ...filter }, 0);
  const names = (filter: Partial<Filter>) => found(filter).holders.map(({ name }) => name);
  expect(names({})).toEqual(["ops", "dan"]);
  expect(names({ only: ["administrator"] })).toEqual(["dan"]);
  expect(names({ who: "dan" })).toEqual(["dan"]);
  expect(names({ text: "readonlyaccess" })).toEqual(["ops"]);
  expect(names({ account: "prod" })).toEqual([]);
  const [head, ...lines] = csv(data, found({})).split("\r\n");
  expect(head).toContain('"account","account id"');
  expect(lines[1]).toContain(
    '"identity account","111111111111","","(policies of user dan)","","administrator"',
  );
  expect(lines.some((line) => line.startsWith('"prod","222222222222","environment: prod","Admin"'))).toBe(
    true,
  );
});
