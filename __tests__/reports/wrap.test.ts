import { wrap } from "../../reports/wrap";

test("a text is broken after spaces, and goes on with the indent", () => {
  expect(wrap("  one two three four", 12, { indent: "    " })).toEqual([
    "  one two",
    "    three",
    "    four",
  ]);
});

test("a word that is longer than the line stays whole, so that it can be copied", () => {
  const arn = "arn:aws:iam::111111111111:role/access-deploy";
  expect(wrap(`reached dev ${arn} now`, 20, { indent: "  " })).toEqual(["reached dev", `  ${arn}`, "  now"]);
  expect(wrap(arn, 20)).toEqual([arn]);
});

test("a text that fits is left as it is, spaces included", () => {
  expect(wrap("a  b   c", 8)).toEqual(["a  b   c"]);
});
