import fc from "fast-check";
import { accountAlias, address, namesInAddress } from "../../access/terraform-address";

/** Names that are near to what an address is made of: the characters with words of their own, and these words. */
const unit = fc.constantFrom(
  ...["_", "__", "a", "Z", "0", "-", ".", "+", "=", ",", "@", "é"],
  ...["us", "_us_", "is", "_is_", "dot", "_dot_", "_at_", "u", "_u2b_", "u2b"],
);
const names = fc.array(fc.string({ unit, minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });

test("different lists of names have different addresses, and the same list always the same", () => {
  fc.assert(
    fc.property(fc.array(names, { minLength: 2, maxLength: 60 }), (lists) => {
      const distinct = new Set(lists.map((list) => JSON.stringify(list)));
      expect(new Set(lists.map((list) => address(...list))).size).toBe(distinct.size);
    }),
    { numRuns: 300 },
  );
});

test("no two short lists of underscores and letters share an address", () => {
  const alphabet = ["_", "a", "u", "s", "."];
  const longer = (words: readonly string[]) =>
    words.flatMap((word) => alphabet.map((letter) => word + letter));
  const words = [alphabet, longer(alphabet), longer(longer(alphabet))].flat();
  const lists = words.flatMap((first) => [[first], ...words.map((second) => [first, second])]);
  expect(new Set(lists.map((list) => address(...list))).size).toBe(lists.length);
});

test("the names can be read from an address", () => {
  fc.assert(
    fc.property(names, (list) => {
      expect(namesInAddress(address(...list))).toEqual(list);
    }),
    { numRuns: 1000 },
  );
});

test("an address is an identifier of Terraform", () => {
  fc.assert(
    fc.property(names, (list) => {
      expect(address(...list)).toMatch(/^[A-Za-z_][A-Za-z0-9_-]*$/);
    }),
  );
});

test.each([
  [["account-b", "CrossAccount-B"], "account-b__CrossAccount-B"],
  [["alex"], "alex"],
  [["sam_okafor"], "sam_okafor"],
  [["dana.ops+eu@example.com"], "dana_dot_ops_plus_eu_at_example_dot_com"],
  [["kim=desk,1"], "kim_eq_desk_comma_1"],
  [
    ["1st-account", "ReadOnly", "AmazonS3ReadOnlyAccess"],
    "_is_1st-account__ReadOnly__AmazonS3ReadOnlyAccess",
  ],
  [["trailing_", "x"], "trailing_us___x"],
  [["trailing", "_x"], "trailing___x"],
  [["a_dot_b"], "a_us_dot_b"],
  [["a.b"], "a_dot_b"],
])("%j is %s", (list, expected) => {
  expect(address(...list)).toBe(expected);
});

test("no target account has the alias of another account's provider, or of another target account", () => {
  const accounts = ["identity", "organization", "is_identity", "_is_identity", "a"];
  for (const above of [[], ["App"], ["App", "access"]]) {
    const others = ["identity", "organization"].map((name) => address(...above, name));
    const aliases = [...others, ...accounts.map((name) => accountAlias(above, name))];
    expect(new Set(aliases).size).toBe(aliases.length);
    for (const alias of aliases) expect(alias).toMatch(/^[A-Za-z_][A-Za-z0-9_-]*$/);
  }
  expect(accountAlias([], "identity")).toBe("_is_identity");
  expect(accountAlias([], "account-b")).toBe("account-b");
});
