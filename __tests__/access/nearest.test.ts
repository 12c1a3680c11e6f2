import fc from "fast-check";
import { nearestHint } from "../../access/nearest";

const accounts = ["account-a", "account-b", "production"];
const hint = (name: string, known: readonly string[] = accounts) => nearestHint(name, known, "there are");

test.each([
  ["acount-b", "account-b"],
  ["ACCOUNT-B", "account-b"],
  ["prodution", "production"],
  ["account-c", "account-a"],
  ["Acount-A", "account-a"],
])("%s was probably meant to be %s", (name, meant) => {
  expect(hint(name)).toBe(`; did you mean "${meant}"?`);
});

test.each(["zebra", "", "prod"])("%j is too far from every name: there are those that there are", (name) => {
  expect(hint(name)).toBe("; there are account-a, account-b, production");
});

test("of names that are equal but for case, the first was meant", () => {
  expect(hint("Reder", ["Reader", "reader"])).toBe('; did you mean "Reader"?');
});

test("of many names ten are listed, of none nothing is said", () => {
  const names = Array.from({ length: 15 }, (_, index) => `account-${index}`);
  expect(hint("zebra", names)).toBe(`; there are ${names.slice(0, 10).join(", ")} and 5 more`);
  expect(hint("zebra", names.slice(0, 10))).toBe(`; there are ${names.slice(0, 10).join(", ")}`);
  expect(hint("zebra", [])).toBe("");
});

test("a known name but for its case is always found, in the letters it is known by", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,10}$/), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(names, fc.nat(), (known, index) => {
      const name = known[index % known.length] as string;
      expect(hint(name.toUpperCase(), known)).toBe(`; did you mean "${name}"?`);
    }),
  );
});
