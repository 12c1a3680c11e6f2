import { createHash } from "node:crypto";
import { Script } from "node:vm";
import type { AccessFile } from "../../access";
import { accountColor } from "../../reports/account-color";
import { type Model, model } from "../../reports/page/browser/model";
import { type Filter, search } from "../../reports/page/browser/search";
import { html as htmlTag, scriptJson } from "../../reports/page/escape";
import { page } from "../../reports/page/page";
import { pageData } from "../../reports/page/page-data";
import { picture } from "../../reports/page/picture";
import { picturePlan } from "../../reports/page/picture-plan";
import { reportOf } from "../../reports/report";
import { accessOf, company } from "./access-of";

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");
const report = (file: object = company()) => reportOf(accessOf(file));

describe("the page", () => {
  const html = page(report(), sha256);

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
    expect([...markup.matchAll(/\b(?:src|href|action)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      "data:,",
      "#cards",
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
    expect(page(report({ users: turned(users), roles: turned(roles), ...rest }), sha256)).toBe(html);
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
  const found = (filter: Partial<Filter>) => {
    const { places } = search(data, { user: "", account: "", role: "", text: "", ...filter });
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
      { user: "bea" },
      ["Admin in dev", "Auditor in dev", "Auditor in logs", "Auditor in prod"],
    ],
    ["a user, directly", { user: "carol" }, ["Vendor in logs"]],
    ["a principal", { user: "pipeline" }, ["Admin in prod"]],
    ["a part of a name", { user: "CAR" }, ["Vendor in logs"]],
    ["nobody of that name", { user: "zoe" }, []],
    ["an account", { account: "logs" }, ["Auditor in logs", "Vendor in logs"]],
    ["an account by its id", { account: "444444444444" }, ["Auditor in logs", "Vendor in logs"]],
    ["a role", { role: "scanner" }, ["Scanner in prod"]],
    [
      "a user in an account as a role",
      { user: "bea", account: "prod", role: "Auditor" },
      ["Auditor in prod"],
    ],
    ["a policy", { text: "administratoraccess" }, ["Admin in dev", "Admin in prod"]],
    [
      "words that must all be there",
      { text: "securityaudit environment: prod" },
      ["Auditor in prod", "Scanner in prod"],
    ],
    ["the name of a group", { text: "platform" }, ["Admin in dev", "Admin in prod"]],
    ["whoever is outside", { text: "999999999999" }, ["Scanner in prod"]],
  ])("%s", (_what, filter, expected) => expect(found(filter)).toEqual(expected));

  test("a whole name means that one, not all that begin with it", () => {
    const file = company();
    file.users = { al: { canAssume: ["Vendor"] }, alex: { canAssume: ["Auditor"] } };
    const both = model(pageData(report(file)));
    const { places, people } = search(both, { user: "al", account: "", role: "", text: "" });
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
    const plan = picturePlan(report());
    expect(plan.summary).toBe(false);
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
    const plan = picturePlan(report(many(40, 8)));
    expect(plan.summary).toBe(false);
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

  test("of 1000 accounts is a summary: who reaches most, and how many", () => {
    const plan = picturePlan(report(many(1000, 40)));
    expect(plan.summary).toBe(true);
    expect(plan.holders[0]).toMatchObject({ name: "platform", count: "1000 accounts" });
    expect(plan.holders.at(-1)).toMatchObject({ name: "and 29 more" });
    expect(plan.edges.map(({ title }) => title)).toContain("team-0: Developer in 25 of 1000 accounts");
    expect(picture(report(many(1000, 40)))?.svg.markup.length).toBeLessThan(30_000);
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
    expect(picture(report(file))?.svg.markup).not.toMatch(/<script/);
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
