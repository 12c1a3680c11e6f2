/** Text of the access file is text wherever it comes out: no escape sequence, no Markdown, no HTML, no profile of its own. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { Access } from "../../access";
import { printable, printableLines } from "../../access/printable";
import { clientFiles } from "../../reports/clients";
import { differenceBetween } from "../../reports/difference/difference";
import { differenceJson } from "../../reports/difference/difference-json";
import { type DifferenceRows, differenceRows } from "../../reports/difference/difference-rows";
import { differenceMarkdown, differenceText } from "../../reports/difference/difference-text";
import { json } from "../../reports/json";
import { code, link, table, text } from "../../reports/markdown";
import { matrixCsv } from "../../reports/matrix-csv";
import { matrixJson } from "../../reports/matrix-json";
import { matrixMarkdown } from "../../reports/matrix-markdown";
import { matrixTable } from "../../reports/matrix-table";
import { page } from "../../reports/page/page";
import { policySizeRows } from "../../reports/policy-size-table";
import { reportOf } from "../../reports/report";
import { retiredAccountsText } from "../../reports/retired-accounts";
import { textTable } from "../../reports/text-table";
import { whetherCan } from "../../reports/whether-can";
import { accessOf, company } from "./access-of";

/** Everything that some reader of text takes for more than text. */
const pieces = [
  ...["\u001b[31m", "\u009b2J", "\n", "\r", "\t", "\u0085", "\u2028", "\u2029", "\ud800"],
  ...["\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\u{e0041}", "\ue000"],
  ...[
    "|",
    "\\",
    "`",
    "``",
    "*",
    "_",
    "~~",
    "[",
    "]",
    "](https://evil.example)",
    "![",
    "- ",
    "# ",
    "1. ",
    "> ",
  ],
  ...["@alex", "@org/team", "#12", "GH-12", "JIRA-7", "acme/repo#12", "!3", "$4", "%5", ":tada:", "deadbeef"],
  ...[
    "0123456789abcdef0123456789abcdef01234567",
    "https://evil.example",
    "www.evil.example",
    "a@evil.example",
  ],
  ...["<img src=x onerror=alert(1)>", "</script>", "<!--", "]]>", "&lt;", "&#64;", '"', "'", "(", ")"],
  ...["\n[profile evil]\n", " = ", ";", " ", "a", "group", "2h"],
];
const hostile = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(""));

/** What the program itself looks at: no text for people. */
const structural = new Set(["kind", "partition", "Effect", "Version"]);

const companyAccess = accessOf({ ...company(), users: { ...company().users, dora: {} } });

/** The company's access, in which every text that an access file can hold is one of these. */
function accessWith(texts: readonly string[], retired = false): Access {
  const access = structuredClone(companyAccess);
  let used = 0;
  const next = () => texts[used++ % texts.length] as string;
  const visited = new Set<unknown>();
  const visit = (value: unknown) => {
    if (value === null || typeof value !== "object" || visited.has(value)) return;
    visited.add(value);
    for (const [key, inner] of Object.entries(value))
      if (typeof inner !== "string") visit(inner);
      else if (!structural.has(key)) Object.assign(value, { [key]: next() });
  };
  visit(access);
  for (const account of access.targetAccounts)
    Object.assign(account, { retired, tags: { [next()]: next(), [next()]: next() } });
  return access;
}

const withHostileAccess = (check: (access: Access, other: Access) => void) =>
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 20, maxLength: 20 }), (texts) =>
      check(accessWith(texts), accessWith([...texts].reverse(), true)),
    ),
    { numRuns: 60 },
  );

function rowsBetween(before: Access, after: Access): DifferenceRows {
  return differenceRows(differenceBetween(before, after));
}

const unprintable = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

describe("on a terminal", () => {
  test.each([
    ["\u001b[31mred", "\\u{1b}[31mred"],
    ["a\nb", "a\\u{a}b"],
    ["user\u202egnp.exe", "user\\u{202e}gnp.exe"],
    ["zero\u200bwidth", "zero\\u{200b}width"],
    ["\u{e0041}\ud800", "\\u{e0041}\\u{d800}"],
    ["Zoë, 東京, \\u{1b}", "Zoë, 東京, \\u{1b}"],
  ])("%j shows as %j", (given, shown) => expect(printable(given)).toBe(shown));

  test("no report has an escape sequence, a hidden character or a line of the file's", () =>
    withHostileAccess((access, other) => {
      const report = reportOf(access);
      const user = access.users[0]?.name;
      for (const lines of [
        matrixTable(report),
        matrixTable(report, { brief: true, rows: 3 }),
        policySizeRows(access).map((row) => row.join("  ")),
        [retiredAccountsText(other) ?? ""],
        ...access.targetAccounts.map(({ name }) => whetherCan(access, { user, account: name }).lines),
        differenceText(rowsBetween(access, other)).flatMap(({ lines }) => lines),
      ]) {
        const shown = printableLines(lines);
        expect(shown).not.toMatch(unprintable);
        expect(shown.split("\n")).toHaveLength(lines.length + 1);
      }
    }));

  test("a column is as wide as what is shown in it", () => {
    expect(textTable(["user", "role"], [["a\u001bb", "Admin"]])).toEqual([
      "user      role",
      "--------  -----",
      "a\\u{1b}b  Admin",
    ]);
  });
});

describe("CSV", () => {
  test("has no cell that a spreadsheet takes as a formula, and no row of the file's", () =>
    withHostileAccess((access) => {
      const report = reportOf(access, { chains: true });
      const lines = [...matrixCsv(report)];
      expect(lines).toHaveLength(report.routes.length + 1);
      const row = /^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*"){12}\r\n$/;
      const cells = (line: string) => [...line.matchAll(/(?:^|,)"((?:[^"]|"")?)(?:[^"]|"")*"/g)];
      const isFormula = ([, first = ""]: readonly string[]) => /^[=+@-]/.test(first);
      expect(lines.filter((line) => !row.test(line) || unprintable.test(line.slice(0, -2)))).toEqual([]);
      expect(lines.filter((line) => cells(line).some(isFormula))).toEqual([]);
    }));
});

describe("JSON", () => {
  test("has no character that a terminal obeys or hides, and says the same", () =>
    withHostileAccess((access, other) => {
      const difference = differenceBetween(access, other);
      for (const text of [
        [...matrixJson(reportOf(access))].join(""),
        differenceJson(difference, rowsBetween(access, other).renamed),
      ]) {
        expect(text).not.toMatch(unprintable);
        expect(() => JSON.parse(text)).not.toThrow();
      }
      const texts = access.users.map(({ name }) => name);
      expect(JSON.parse(json(texts, 2))).toEqual(texts);
    }));
});

/** The cells of a line of a table, as GitHub and GitLab split it: at each pipe without a backslash before it. */
function cellsOf(line: string): string[] {
  return line
    .replace(/^\| | \|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** What Markdown shows of a cell: the text in code spans, and around them what else is looked at for markup. */
function rendered(cell: string): { readonly shown: string; readonly plain: string } {
  let [shown, plain] = ["", ""];
  for (let rest = cell; rest !== ""; ) {
    const [, before = "", fence = "", after = ""] = /^([^`]*)(`*)([\s\S]*)$/.exec(rest) ?? [];
    shown += before;
    plain += before;
    const end = new RegExp(`(?<!\`)${fence}(?!\`)`).exec(after);
    if (fence === "" || !end) {
      shown += fence;
      plain += fence;
      rest = after;
      continue;
    }
    const content = after.slice(0, end.index);
    shown += /^ .*[^ ].* $/.test(content) ? content.slice(1, -1) : content;
    plain += "code";
    rest = after.slice(end.index + fence.length);
  }
  return { shown, plain };
}

/** What remains of the plain part of a cell without our own links, whose labels are code. */
function withoutLinks(plain: string): string {
  return plain.replace(/\[code\]\([^\s()<>[\]\\`"|]*\)/g, "link");
}

function expectNoMarkup(markdown: string): void {
  expect(markdown).not.toMatch(unprintable);
  const lines = markdown.trimEnd().split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  let columns: number | undefined;
  for (const line of lines.slice(start)) {
    if (/^(### [A-Z][a-z ]+)?$/.test(line)) {
      // Another table begins after an empty line and a heading.
      columns = undefined;
      continue;
    }
    columns ??= cellsOf(line).length;
    const plain = cellsOf(line).map((cell) => withoutLinks(rendered(cell).plain));
    expect(plain).toHaveLength(columns);
    const markup = /_|\b[0-9a-f]{7,}\b|[A-Z]-\d|:[\w-]+:|www/;
    expect(plain.filter((cell) => !/^[\w (),;:"'-]*$/.test(cell) || markup.test(cell))).toEqual([]);
  }
}

describe("in Markdown", () => {
  test("a text shows as it is, with nothing that GitHub or GitLab would look at", () => {
    fc.assert(
      fc.property(hostile, (given) => {
        for (const markdown of [text(given), code(given)]) {
          const [cell = ""] = cellsOf(table(["x"], [[markdown]])[2] ?? "");
          const { shown, plain } = rendered(cell);
          expect(shown.trim()).toBe(printable(given).trim());
          expect(plain).toMatch(/^[\w (),;:"'-]*$/);
        }
      }),
    );
  });

  test.each([
    ["alex", "alex"],
    ["group platform, directly", "group platform, directly"],
    ["MFA within 1h30m; 12 more", "MFA within 1h30m; 12 more"],
    ["no-secrets (inline)", "no-secrets (inline)"],
    ["@alex", "`@alex`"],
    ["(account 999999999999)", "(account `999999999999`)"],
    ["see #12, GH-12", "see `#12`, `GH-12`"],
    ["AmazonS3FullAccess, x-a1b2c3d", "AmazonS3FullAccess, `x-a1b2c3d`"],
    ["deadbeef", "`deadbeef`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
  ])("%j is written as %j", (given, written) => expect(text(given)).toBe(written));

  test("a pipe does not end its cell", () => {
    expect(table(["a"], [[code("x|y")]])[2]).toBe("| `x\\|y` |");
  });

  test("an address does not end its link", () => {
    expect(link(code("a"), "https://x.example/?a=(b) [c]\n<d>")).toBe(
      "[`a`](https://x.example/?a=%28b%29%20%5Bc%5D%5Cu%7Ba%7D%3Cd%3E)",
    );
  });

  test("the reports have no markup of the file's", () =>
    withHostileAccess((access, other) => {
      expectNoMarkup(matrixMarkdown(reportOf(access)));
      expectNoMarkup(differenceMarkdown(rowsBetween(access, other)));
    }));
});

describe("in HTML", () => {
  const sha256 = (content: string) => createHash("sha256").update(content).digest("base64");
  const pageOf = (access: Access) => page(reportOf(access), { sha256 });

  /** Names of the elements and attributes of a page, and everything that is neither them nor text. */
  function markupOf(html: string) {
    const elements = new Set<string>();
    const attributes = new Set<string>();
    const rest = html
      .replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, "<$1$2>")
      .replace(
        /<(!doctype|\/?[a-z][a-z0-9]*)((?:\s[a-z-]+[a-z0-9-]*(?:="[^"]*")?)*)\s*\/?>/gi,
        (_, name: string, list: string) => {
          elements.add(name.replace("/", ""));
          for (const [, attribute = ""] of list.matchAll(/\s([a-z-]+)(?:="[^"]*")?/gi))
            attributes.add(attribute);
          return "";
        },
      );
    return { elements, attributes, rest };
  }

  const own = markupOf(pageOf(accessOf(company())));

  test("the page has no element and no attribute of the file's", () =>
    withHostileAccess((access) => {
      const html = pageOf(access);
      const { elements, attributes, rest } = markupOf(html);
      expect(rest).not.toMatch(/[<>]/);
      expect([...elements].filter((name) => !own.elements.has(name))).toEqual([]);
      expect([...attributes].filter((name) => !own.attributes.has(name))).toEqual([]);
      expect(html.match(/<script\b/g)).toHaveLength(2);
      expect(html.match(/<\/script>/g)).toHaveLength(2);
    }));
});

test("in a user's configuration files, no value begins a line or a section of its own", () =>
  withHostileAccess((access) => {
    for (const { path, pieces } of clientFiles(reportOf(access))) {
      if (path.endsWith("/README.md")) continue;
      const config = [...pieces].join("");
      expect(config).not.toMatch(unprintable);
      const [section, keys] = path.endsWith("/aws-config")
        ? [
            "profile .*",
            "role_arn|source_profile|credential_source|credential_process|login_session|role_session_name|duration_seconds|mfa_serial|external_id|region",
          ]
        : [".*", "role_arn|region|color"];
      const line = new RegExp(`^($|#|\\[${section}\\]$|(${keys}) = )`);
      const lines = config.replace(/\n$/, "").split("\n");
      expect(lines.filter((each) => !line.test(each))).toEqual([]);
      expect(config.match(/^\[/gm)).toHaveLength(
        config.match(/^(role_arn = |\[profile identity(-login)?\])/gm)?.length ?? 0,
      );
    }
  }));
