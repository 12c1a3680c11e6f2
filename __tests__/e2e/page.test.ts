import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { source as axe } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { open, removeSynthesized, startBrowser, synthesized, type Written } from "./page-browser";

interface Matrix {
  readonly roles: readonly {
    readonly account: string;
    readonly role: string;
    readonly arn: string;
    readonly profile: string;
    readonly linkWithDisplayName?: string;
    readonly noLink?: string;
  }[];
}

let browser: Browser;
let lab: Written;
let company: Written;

beforeAll(async () => {
  lab = synthesized("access.yaml");
  company = synthesized("examples/company/access.yaml");
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  removeSynthesized();
});

const matrixOf = ({ folder }: Written): Matrix =>
  JSON.parse(readFileSync(join(folder, "access.json"), "utf8")) as Matrix;

/** The accounts that are in sight, each with its roles. */
const shown = (page: Page): Promise<Record<string, string[]>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("article")].map((card) => [
        card.querySelector("h2")?.textContent ?? "",
        [...card.querySelectorAll("h3")].map((role) => role.textContent ?? ""),
      ]),
    ),
  );

const fill = (page: Page, field: string, value: string) =>
  page.getByLabel(field, { exact: true }).locator("visible=true").fill(value);

test("the lab's page opens from disk, asks for nothing and switches to the one role", async () => {
  const { page, complaints, close } = await open(browser, lab);
  expect(await shown(page)).toEqual({ "account-b": ["CrossAccount-B"] });
  const link = page.getByRole("link", { name: "Switch role to CrossAccount-B in account-b" });
  expect(await link.getAttribute("href")).toBe(
    "https://signin.aws.amazon.com/switchrole?roleName=CrossAccount-B&account=222222222222&displayName=CrossAccount-B%20%40%20account-b",
  );
  expect(await page.getByRole("link", { name: "Sign in" }).first().getAttribute("href")).toBe(
    "https://111111111111.signin.aws.amazon.com/console",
  );
  expect(complaints).toEqual([]);
  await close();
});

test("every role has the link of the matrix, or its reason, and what it copies is the matrix's too", async () => {
  const { page, complaints, close } = await open(browser, company);
  const cards = await page.evaluate(() =>
    [...document.querySelectorAll("article")].flatMap((card) =>
      [...card.querySelectorAll(".role")].map((role) => ({
        account: card.querySelector("h2")?.textContent,
        role: role.querySelector("h3")?.textContent,
        link: role.querySelector("a")?.getAttribute("href"),
        reason: role.querySelector(".reason")?.textContent?.toLowerCase(),
        copies: [...role.querySelectorAll("[data-copy]")].map((button) => button.getAttribute("data-copy")),
      })),
    ),
  );
  const { roles } = matrixOf(company);
  expect(cards).toHaveLength(roles.length);
  for (const { account, role, arn, profile, linkWithDisplayName, noLink } of roles) {
    const card = cards.find((each) => each.account === account && each.role === role);
    const hasNoConsole = ["CostReview", "DataPipeline", "SupportDesk"].includes(role);
    expect(card?.link).toBe(hasNoConsole ? undefined : linkWithDisplayName);
    expect(card?.reason).toBe(
      hasNoConsole ? "no link: nobody with console access may assume the role" : noLink?.toLowerCase(),
    );
    expect(card?.copies).toContain(arn);
    for (const copied of card?.copies ?? []) expect([arn, linkWithDisplayName, profile]).toContain(copied);
  }
  expect(complaints).toEqual([]);
  await close();
});

test("the fields filter as one types, alone and together, and the address keeps what they say", async () => {
  const { page, complaints, close } = await open(browser, company);
  const all = Object.keys(await shown(page));

  await fill(page, "User", "legacy-operator");
  const reached = await shown(page);
  expect(Object.keys(reached).length).toBeGreaterThan(0);
  expect(Object.keys(reached).length).toBeLessThan(all.length);
  for (const roles of Object.values(reached)) expect(roles).toEqual(["ReadOnly"]);
  await expect(page.locator("#status").textContent()).resolves.toMatch(/^\d roles in \d accounts of 8$/);

  await fill(page, "Account", "audit-logs");
  expect(await shown(page)).toEqual({ "audit-logs": ["ReadOnly"] });
  await expect(page.locator(".who").textContent()).resolves.toBe("legacy-operator through group auditors");
  expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get("account")).toBe("audit-logs");

  await page.getByRole("button", { name: "Clear" }).click();
  expect(Object.keys(await shown(page))).toEqual(all);

  await fill(page, "Role", "ExternalAuditor");
  expect(new Set(Object.values(await shown(page)).flat())).toEqual(new Set(["ExternalAuditor"]));
  await fill(page, "Role", "");

  await fill(page, "Search", "dynamodb shop");
  expect(await shown(page)).toEqual({ "acquired-shop": ["SupportDesk"] });
  await fill(page, "Search", "no such thing");
  expect(await shown(page)).toEqual({});
  await expect(page.locator("#status").textContent()).resolves.toBe(
    "Nothing matches. Clear a field to see more.",
  );

  const passedOn = await open(browser, company, { hash: "#account=audit-logs&role=ReadOnly" });
  expect(await shown(passedOn.page)).toEqual({ "audit-logs": ["ReadOnly"] });
  expect([...complaints, ...passedOn.complaints]).toEqual([]);
  await passedOn.close();
  await close();
});

test("the copy buttons copy", async () => {
  const { page, complaints, close } = await open(browser, lab);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const { roles } = matrixOf(lab);
  for (const [what, text] of [
    ["ARN", roles[0]?.arn],
    ["link", roles[0]?.linkWithDisplayName],
    ["profile", "account-b.CrossAccount-B"],
  ] as const) {
    await page.getByRole("button", { name: `Copy ${what} of CrossAccount-B in account-b` }).click();
    // The browser copies in its own time.
    await page.waitForFunction(
      (expected) => document.querySelector("#copied")?.textContent === expected,
      `Copied: ${text}`,
    );
    expect(await clipboard()).toBe(text);
  }
  expect(complaints).toEqual([]);
  await close();
});

test("without the clipboard, the buttons copy all the same", async () => {
  const { page, close } = await open(browser, lab, { permissions: [] });
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("not from a file"));
  });
  const copied = page.evaluate(
    () => new Promise((resolve) => document.addEventListener("copy", () => resolve(String(getSelection())))),
  );
  await page.getByRole("button", { name: /^Copy profile/ }).click();
  expect(await copied).toBe("account-b.CrossAccount-B");
  await close();
});

describe("text of the access file is only ever text", () => {
  const attacks = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    `" onmouseover="alert(3)`,
  ];
  let hostile: Written;
  beforeAll(() => {
    hostile = synthesized({
      identityAccount: { id: "111111111111" },
      deployWith: { role: "OrganizationAccountAccessRole" },
      targetAccounts: { prod: { id: "222222222222", tags: { note: attacks[0], "<b>": attacks[1] } } },
      roles: Object.fromEntries(
        attacks.map((description, index) => [
          `Role${index}`,
          { targetAccounts: "*", description, displayName: attacks[0], managedPolicies: ["ReadOnlyAccess"] },
        ]),
      ),
      users: { alex: { canAssume: ["Role0", "Role1", "Role2"] } },
    });
  });

  test("it is shown as it is, and nothing of it runs", async () => {
    const { page, complaints, close } = await open(browser, hostile);
    const descriptions = await page.locator(".description").allTextContents();
    expect(descriptions).toEqual(attacks);
    await expect(page.locator(".tag").allTextContents()).resolves.toContain(`note: ${attacks[0]}`);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(2);
    await page.locator(".description").last().hover();
    await fill(page, "Search", "<img");
    await page.waitForTimeout(200);
    expect(complaints).toEqual([]);
    await close();
  });

  test("and the page's policy runs no script but its own", async () => {
    const { page, complaints, close } = await open(browser, hostile);
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.stranger = true";
      document.body.append(script);
    });
    expect(await page.evaluate(() => "stranger" in window)).toBe(false);
    expect(complaints.join()).toContain("Content Security Policy");
    await close();
  });
});

describe("everybody can use it", () => {
  describe.each([
    ["mine", "#user=sam_okafor"],
    ["everything", "#view=all"],
    ["everything by role", "#view=all&by=role"],
  ])("%s", (_view, hash) => {
    test.each([
      ["light, wide", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
      ["dark, wide", { colorScheme: "dark", viewport: { width: 1280, height: 900 } }],
      ["light, on a phone", { colorScheme: "light", viewport: { width: 390, height: 844 } }],
      ["dark, on a phone", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
    ] as const)("axe finds no violation: %s", async (_how, options) => {
      const { page, close } = await open(browser, company, { ...options, hash });
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const checker = (window as unknown as { axe: { run: () => Promise<{ violations: object[] }> } }).axe;
        return (await checker.run()).violations;
      });
      expect(violations).toEqual([]);
      await close();
    });

    test("nothing is wider than a phone", async () => {
      const { page, close } = await open(browser, company, { viewport: { width: 360, height: 740 }, hash });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await close();
    });
  });

  test("with the keyboard alone: skip to the roles, and switch", async () => {
    const { page, close } = await open(browser, lab, { hash: "#user=alex" });
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the roles");
    await page.keyboard.press("Enter");
    // The user, and the button to forget it.
    for (let tab = 0; tab < 3; tab++) await page.keyboard.press("Tab");
    expect(await focused()).toBe("Switch role");
    // Skipping is no other view.
    await expect(page.locator("#mine").isVisible()).resolves.toBe(true);
    await close();
  });

  test("the colours follow the system, and the button", async () => {
    const { page, close } = await open(browser, lab, { colorScheme: "dark" });
    const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await back();
    await page.getByRole("button", { name: "Switch to light colours" }).click();
    expect(await back()).not.toBe(dark);
    await page.getByRole("button", { name: "Switch to dark colours" }).click();
    expect(await back()).toBe(dark);
    await close();
  });
});

describe("a thousand accounts with three roles each", () => {
  let large: Written;
  beforeAll(() => {
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    const teams = numbers.slice(0, 40).map((index) => `team-${index}`);
    large = synthesized({
      identityAccount: { id: "111111111111" },
      deployWith: { role: "OrganizationAccountAccessRole" },
      stacks: "perAccount",
      organization: { id: "o-a1b2c3d4e5" },
      targetAccounts: Object.fromEntries(
        numbers.map((index) => [
          `account-${String(index).padStart(4, "0")}`,
          {
            id: String(200_000_000_000 + index * 7919),
            tags: { environment: ["dev", "test", "prod"][index % 3], team: teams[index % 40] },
          },
        ]),
      ),
      roles: {
        Admin: { targetAccounts: "*", managedPolicies: ["AdministratorAccess"] },
        Developer: { targetAccounts: "*", managedPolicies: ["PowerUserAccess"], description: "Build things" },
        Viewer: { targetAccounts: "*", managedPolicies: ["ViewOnlyAccess"] },
      },
      groups: {
        platform: { canAssume: [{ role: "Admin", accounts: "organization" }] },
        ...Object.fromEntries(
          teams.map((team) => [team, { canAssume: [{ role: "Developer", accounts: { tags: { team } } }] }]),
        ),
      },
      users: Object.fromEntries(
        numbers
          .slice(0, 200)
          .map((index) => [`user-${index}`, { groups: [index < 5 ? "platform" : `team-${index % 40}`] }]),
      ),
    });
  });

  test("are less than 2 MB, and filter; how fast is told, and left to the reader's machine", async () => {
    expect(statSync(large.page).size).toBeLessThan(2_000_000);
    const times: number[] = [];
    for (let run = 0; run < 3; run++) {
      const { page, complaints, close } = await open(browser, large);
      // From the key to the next picture on the screen.
      times.push(
        await page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              const field = document.getElementById("filter-text") as HTMLInputElement;
              const start = performance.now();
              field.value = "prod team-7";
              field.dispatchEvent(new Event("input", { bubbles: true }));
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
            }),
        ),
      );
      expect(Object.keys(await shown(page)).length).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
      await close();
    }
    process.stderr.write(`first filter result: ${times.map((time) => time.toFixed(0)).join(", ")} ms\n`);
  });

  test("are all there for a search of the browser, a print and a download", async () => {
    const { page, complaints, close } = await open(browser, large);
    await page.waitForFunction(() => document.querySelectorAll(".role").length === 3000);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const lines = readFileSync(await (await download).path(), "utf8")
      .trim()
      .split("\r\n");
    expect(lines).toHaveLength(3001);
    // A print does not wait for the browser to be idle.
    expect(
      await page.evaluate(() => {
        const field = document.getElementById("filter-text") as HTMLInputElement;
        field.value = "account";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        dispatchEvent(new Event("beforeprint"));
        return document.querySelectorAll(".role").length;
      }),
    ).toBe(3000);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("the view of a user", () => {
  const roles = (page: Page) =>
    page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll(".my-roles section")].map((section) => [
          section.querySelector("h2")?.textContent ?? "",
          [...section.querySelectorAll("h3")].map((role) => role.textContent ?? ""),
        ]),
      ),
    );

  test("has the roles, administrator's apart, and is remembered", async () => {
    const { page, complaints, close } = await open(browser, company, { hash: "#user=robin.winter" });
    const found = await roles(page);
    expect(Object.keys(found)).toEqual(["Roles (8)", "Administrator roles (12)"]);
    expect(found["Administrator roles (12)"]).toContain("BreakGlass in acquired-shop");
    await expect(page.locator(".powerful .level").first().textContent()).resolves.toBe("administrator");
    // Without a field in the address, the page remembers.
    await page.goto(page.url().replace(/#.*/, "#"));
    await page.reload();
    expect(await roles(page)).toEqual(found);
    await page.getByRole("button", { name: "Forget me" }).click();
    expect(await roles(page)).toEqual({});
    expect(complaints).toEqual([]);
    await close();
  });

  test("has the most used roles first", async () => {
    const { page, close } = await open(browser, company, { hash: "#user=sam_okafor" });
    await page.getByRole("button", { name: "Copy profile of ReadOnly in web-prod" }).click();
    await page.reload();
    expect((await roles(page))["Roles (10)"]?.[0]).toBe("ReadOnly in web-prod");
    await close();
  });

  test("works where the browser remembers nothing", async () => {
    const { page, complaints, close } = await open(browser, company);
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      });
    });
    await page.reload();
    await page.getByRole("link", { name: "My roles" }).click();
    await fill(page, "User", "sam_okafor");
    expect(Object.keys(await roles(page))).toEqual(["Roles (10)", "Administrator roles (4)"]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("has all profiles in one text, which begins with the sign-in", async () => {
    const { page, close } = await open(browser, company, { hash: "#user=sam_okafor" });
    await page.getByRole("button", { name: "Copy all profiles" }).click();
    await page.waitForFunction(() => document.querySelector("#copied")?.textContent?.startsWith("Copied"));
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.split("\n")[1]).toMatch(/^# Sign in: aws login --profile identity-login/);
    expect(text.match(/^\[profile .*\..*\]$/gm)).toHaveLength(14);
    await close();
  });

  test("says why there is no button", async () => {
    const reasons = async (user: string) => {
      const { page, close } = await open(browser, company, { hash: `#user=${encodeURIComponent(user)}` });
      const texts = await page.locator(".my-roles .reason").allTextContents();
      expect(await page.locator(".my-role .switch").count()).toBe(0);
      await close();
      return new Set(texts);
    };
    expect(await reasons("kim=desk,1")).toEqual(
      new Set(["No link: you have no password for the console. Use the profile."]),
    );
    expect(await reasons("cost-report")).toEqual(
      new Set(["No link: a machine has no console. Use the profile."]),
    );
  });
});
