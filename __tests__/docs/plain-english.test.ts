/** People read these texts under stress, many of them in a second language: short sentences, subject first, the usual word. */
import { execFileSync } from "node:child_process";
import { command } from "../../cli/main";
import { markdownFiles, root, textOf } from "../support/markdown";

interface Form {
  readonly form: RegExp;
  readonly instead: string;
}

/** Forms that no text may have: documentation, messages, help, comments and descriptions. */
const forbidden: readonly Form[] = [
  { form: /\bhad better\b/i, instead: "should" },
  { form: /\b(?:is|are) one to\b/i, instead: "say what both do" },
  { form: /\bfor want of\b/i, instead: "because there is no" },
  { form: /\bone's own\b/i, instead: "your own" },
  { form: /\bnone of (?:AWS|IAM|Terraform|the file|this file|this emulator)'s\b/i, instead: "not in ..." },
  { form: /\bare none of\b|\bis none of (?!these|them)/i, instead: "is not ..." },
  {
    form: /(?<!there )\bis no (?:YAML|JSON|ARN|error|failure|secret|mapping|token)\b/i,
    instead: "is not ...",
  },
  { form: /\btakes? \w+ for (?:errors|warnings|deleted|made elsewhere)\b/i, instead: "treat ... as" },
  { form: /\b(?:are|is) not to speak of\b/i, instead: "suppress" },
  { form: /\banew\b/i, instead: "again" },
  { form: /\b(?:there|here|where)(?:of|by|upon)\b/i, instead: "a sentence of its own" },
  { form: /\b(?:tells?|told|warns?|warned) who\b/i, instead: "you as the reader" },
  { form: /\bwho (?:forgets|forgot|deploys|reads|writes) is\b/i, instead: "if you ..." },
  { form: /\bover (?:there|here)\b/i, instead: "the name of the place" },
  { form: /\bis another matter\b/i, instead: "say the difference" },
  { form: /\bno (?:error|problem) if\b/i, instead: "is not an error if" },
  { form: /\bthat is none\b|\band is none\b/i, instead: "is not one" },
  { form: /\bwhoever\b/i, instead: "everybody who ..., the caller, you" },
  { form: /\bany more\b/i, instead: "no longer" },
  { form: /\b(?:speaks?|spoken) of\b/i, instead: "is about, names" },
  { form: /\bas one [a-z]+s\b/i, instead: "while you ..." },
  { form: /\bfor ever\b/i, instead: "always, never" },
  { form: /\blet (?:one|it|them|(?:a|the) \w+) go\b/i, instead: "stop managing it" },
  { form: /(?<!there )\bare no (?!longer\b|more\b)/i, instead: "are not ..." },
  { form: /\b(?:is|are|or) another(?=[:;.,])/i, instead: "differs, changed" },
  { form: /\bIAM (?:delete|rename)s (?:no|nothing)\b/, instead: "IAM does not ..." },
  { form: /\b(?:one|name|shape|entry|policy) that goes\b(?! on)/i, instead: "that is removed" },
  { form: /\bwho holds\b/i, instead: "the holder of" },
  { form: /\btext is text\b|\bfile is text:/i, instead: "is not evaluated" },
  { form: /\bits bearer\b/i, instead: "the caller" },
  { form: /\bon (?:the same|other|which) terms\b/i, instead: "with the same conditions" },
  { form: /\bothers put\b/i, instead: "others added" },
  { form: /\bpolicies that are there\b/i, instead: "the policies in the accounts" },
  { form: /\bno other words\b|\bhas no words for\b/i, instead: "cannot express" },
  { form: /\bto take over\b/i, instead: "to import" },
  { form: /\bnobody (?:answered|was asked)\b/i, instead: "AWS did not answer" },
  { form: /\bdeeply than any\b/i, instead: "too ... for an access file" },
  { form: /\basks? for nothing\b/i, instead: "requires nothing, loads nothing" },
  { form: /\bas far as (?:it|we|one) can tell\b/i, instead: "if it knows" },
  { form: /\bis no matter of\b/i, instead: "say what does not know it" },
  { form: /\ba screenful\b/i, instead: "short" },
  { form: /\b(?:is|are) taken over\b|\btakes? over what\b/i, instead: "Terraform imports it" },
  { form: /\bworks? as ever\b|\bin one sweep\b|\bsay it with\b/i, instead: "the usual words" },
  {
    form: /\btaken? over or let go\b|\bis let go\b|\bare let go\b/i,
    instead: "Terraform forgets it, and does not delete it",
  },
];

/** Forms that a sentence of prose may not begin with, unless it is a question or a heading. */
const subject = /^(?:\*\*|[*-]+ )?(?:Who|What|Whoever|Whatever)\b/;

/** Prose of a Markdown file in sentences: without code, headings and the header rows of tables. */
function sentences(markdown: string): string[] {
  return markdown
    .replace(/^( *)```[\s\S]*?^\1```$/gm, "")
    .replace(/^ {4}.*$/gm, "")
    .replace(/^#.*$/gm, "")
    .replace(/^\|.*\|\n(?=\|[ :|-]+\|$)/gm, "")
    .split(/\n\s*\n|\n(?=[*|-])|\|/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, " ").split(/(?<=[.;:?!]) (?=[A-Z*])/))
    .map((sentence) => sentence.trim());
}

function found(file: string, text: string): string[] {
  return forbidden.flatMap(({ form, instead }) =>
    [...text.matchAll(new RegExp(form, form.flags.includes("g") ? form.flags : `${form.flags}g`))].map(
      (match) =>
        `${file}:${text.slice(0, match.index).split("\n").length} "${match[0]}"; write instead: ${instead}`,
    ),
  );
}

function sources(...patterns: string[]): string[] {
  return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...patterns], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file !== "");
}

test("no page of the documentation has a form that readers stumble over", () => {
  expect(markdownFiles().flatMap((file) => found(file, textOf(file)))).toEqual([]);
});

test('no sentence of the documentation has "who ..." or "what ..." as its subject', () => {
  // The API reference holds docstrings, which begin with what a thing is.
  const files = markdownFiles().filter((file) => file !== "docs/api.md");
  const wrong = files.flatMap((file) =>
    sentences(textOf(file))
      .filter((sentence) => subject.test(sentence) && !sentence.endsWith("?"))
      .map((sentence) => `${file}: ${sentence}`),
  );
  expect(wrong).toEqual([]);
});

test("no message, help text, description or comment has such a form", () => {
  const files = sources(
    ...["access", "bench", "cli", "constructs", "iam", "live", "reports", "sandbox"].map(
      (folder) => `${folder}/*.ts`,
    ),
    "main.ts",
    "access.yaml",
    "examples/*.yaml",
    "examples/*.yml",
    "examples/*.ts",
    "help",
    "*.schema.json",
    ".github/*",
  );
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap((file) => found(file, textOf(file)))).toEqual([]);
});

test("each command and each option of the command line says what it does", () => {
  const commands = command().commands;
  expect(commands.length).toBeGreaterThan(5);
  for (const each of commands) {
    expect(each.description()).toMatch(/^[a-z].{10,}$/);
    for (const option of each.options)
      expect([option.flags, option.description]).toEqual([
        option.flags,
        expect.stringMatching(/^[a-z<].{8,}$/),
      ]);
  }
});

test("the check finds each form", () => {
  const examples = [
    "What is allowed had better be otherwise",
    "they are one to IAM",
    "a file that is no YAML",
  ];
  expect(examples.map((text) => found("x", text).length)).toEqual([1, 1, 1]);
  expect(
    sentences("| a |\n| --- |\n\nOne. What nobody says stays. What does it do?\n").filter((s) =>
      subject.test(s),
    ),
  ).toEqual(["What nobody says stays.", "What does it do?"]);
});
