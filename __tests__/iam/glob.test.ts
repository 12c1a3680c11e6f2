import fc from "fast-check";
import { globCovers, globsMeet } from "../../iam/glob";
import { globMatches } from "../../iam/statement";

test.each([
  ["*", "", true],
  ["*", "anything*", true],
  ["a*", "ab*", true],
  ["a*", "a*", true],
  ["ab*", "a*", false],
  ["a*c", "abc", true],
  ["a*c", "a*bc", true],
  ["a*c", "a*", false],
  ["a?c", "abc", true],
  ["a?c", "a?c", true],
  ["a?c", "a*c", false],
  ["a??", "a*", false],
  ["a*", "a?", true],
  ["abc", "a?c", false],
  ["", "a", false],
  ["role/Admin", "role/AdminPlus", false],
])("%j covers all of %j: %s", (wide, narrow, expected) => {
  expect(globCovers(wide, narrow)).toBe(expected);
});

test.each([
  ["*", "*", true],
  ["put*", "*object", true],
  ["put*", "get*", false],
  ["*tag*", "put*", true],
  ["p?t*", "put", true],
  ["p?t", "pt", false],
  ["a*b", "a*c", false],
  ["ab*", "a?c", true],
  ["ab*", "a?", true],
  ["*a", "b*", true],
  ["", "*", true],
  ["", "?", false],
  ["abc", "abc", true],
  ["abc", "abcd", false],
])("%j and %j have a text in common: %s", (a, b, expected) => {
  expect(globsMeet(a, b)).toBe(expected);
  expect(globsMeet(b, a)).toBe(expected);
});

test("many wildcards cost no time", () => {
  expect(globsMeet("*a".repeat(200), "*b".repeat(200))).toBe(false);
});

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });

test("a pattern that covers another matches all that the other matches", () => {
  fc.assert(
    fc.property(pattern, pattern, text, (wide, narrow, one) => {
      if (globCovers(wide, narrow) && globMatches(narrow, one)) expect(globMatches(wide, one)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("two patterns that match the same text meet", () => {
  fc.assert(
    fc.property(pattern, pattern, text, (a, b, one) => {
      if (globMatches(a, one) && globMatches(b, one)) expect(globsMeet(a, b)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
