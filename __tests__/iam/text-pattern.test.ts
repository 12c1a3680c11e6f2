import * as fc from "fast-check";
import {
  arnPattern,
  distinctTexts,
  globMatches,
  literalText,
  matchesText,
  type TextPattern,
  wildcardText,
} from "../../iam/text-pattern";

test.each([
  ["*", "", true],
  ["a*c", "abbbc", true],
  ["a*c", "ab", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["role/Admin", "role/AdminPlus", false],
  ["a.c", "abc", false],
  ["a+b(c)[d]{e}|f^$\\", "a+b(c)[d]{e}|f^$\\", true],
  ["a*", "a\nb", true],
])("the wildcards of %j match %j: %s", (pattern, text, expected) => {
  expect(globMatches(pattern, text)).toBe(expected);
});

test("wildcards match what the pattern of their characters matches", () => {
  const text = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });
  fc.assert(
    fc.property(text("ab**?"), text("ab"), (pattern, one) => {
      expect(globMatches(pattern, one)).toBe(matchesText(wildcardText(pattern), one));
    }),
    { numRuns: 2_000 },
  );
});

test("many wildcards cost no time", () => {
  expect(globMatches("*".repeat(50), "x".repeat(2000))).toBe(true);
  expect(globMatches(`${"*a".repeat(30)}b`, "a".repeat(2000))).toBe(false);
});

test("an ARN pattern has six parts", () => {
  expect(arnPattern(wildcardText("arn:aws:iam::1:role"))).toBeDefined();
  expect(arnPattern(wildcardText("arn:aws:iam::1"))).toBeUndefined();
});

const letters = fc.constantFrom("a", "b", "*", "?");
const globs = fc.array(
  fc.array(letters, { maxLength: 3 }).map((all) => all.join("")),
  { minLength: 1, maxLength: 3 },
);
const textsOf = (length: number): string[] =>
  length === 0
    ? [""]
    : textsOf(length - 1).flatMap((text) =>
        text.length < length - 1 ? [text] : ["", "a", "b", "z"].map((c) => text + c),
      );

test("the distinct texts are one for every combination of patterns that some text matches", () => {
  const all = [...new Set(textsOf(6))];
  const combinationOf = (patterns: readonly TextPattern[]) => (text: string) =>
    patterns.map((pattern) => matchesText(pattern, text)).join();
  fc.assert(
    fc.property(globs, globs, (some, within) => {
      const patterns = some.map(wildcardText);
      const domain = within.map(wildcardText);
      const isWithin = (text: string) => domain.some((pattern) => matchesText(pattern, text));
      const { texts, complete } = distinctTexts(patterns, domain);
      expect(complete).toBe(true);
      expect(texts.filter((text) => !isWithin(text))).toEqual([]);
      const found = texts.map(combinationOf(patterns));
      expect(new Set(found).size).toBe(found.length);
      const expected = new Set(all.filter(isWithin).map(combinationOf(patterns)));
      expect([...expected].filter((combination) => !found.includes(combination))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("the distinct texts of long lists of subjects are found", () => {
  const subjects = Array.from({ length: 40 }, (_, n) => `repo:acme/service-${n}:ref:refs/heads/main`);
  const { texts, complete } = distinctTexts([...subjects, "repo:acme/*"].map(wildcardText), [
    wildcardText("*"),
  ]);
  expect(complete).toBe(true);
  expect(texts).toEqual(expect.arrayContaining(subjects));
  expect(texts).toHaveLength(42);
});

test("a search for distinct texts that would take too long says that it is not complete", () => {
  const patterns = [..."abcdefghijklmnop"].map((letter) => wildcardText(`*${letter}*`));
  expect(distinctTexts(patterns, [wildcardText("*")]).complete).toBe(false);
});

test("a text in which upper and lower case are the same is told from one in which they differ", () => {
  const anyCase = literalText("ab").map((token) => ({ ...token, ignoreCase: true }));
  const { texts } = distinctTexts([anyCase, literalText("AB")], [wildcardText("*")]);
  expect(texts.filter((text) => text.toLowerCase() === "ab")).toHaveLength(2);
});
