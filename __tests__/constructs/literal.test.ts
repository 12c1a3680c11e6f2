import { Token } from "cdktf";
import fc from "fast-check";
import { literal, literalMap } from "../../constructs/literal";

/** What Terraform makes of a string that has no template in it: `$$${x}` is `$${x}`, for example. */
function asTerraformReads(text: string): string {
  return text.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{");
}

test.each([
  ["arn:aws:iam::1:user/${aws:username}", "arn:aws:iam::1:user/$${aws:username}"],
  ["%{ if true }", "%%{ if true }"],
  ["$${already}", "$$${already}"],
  ["a $5 note, 100% {sure}", "a $5 note, 100% {sure}"],
])("%s is written as %s", (text, written) => {
  expect(literal(text)).toBe(written);
});

test("whatever is written is what Terraform reads", () => {
  const text = fc.string({ unit: fc.constantFrom("$", "{", "}", "%", "a", "${", "%{") });
  fc.assert(
    fc.property(text, (written) => {
      const escaped = literal(written);
      expect(asTerraformReads(escaped)).toBe(written);
      // No template is left once the escaped ones are taken out.
      expect(escaped.replace(/\$\$\{|%%\{/g, " ")).not.toMatch(/[$%]\{/);
    }),
  );
});

test("references stay references", () => {
  const token = Token.asString({ resolve: () => "anything" });
  expect(literal(`arn:aws:iam::${token}:role/\${x}`)).toBe(`arn:aws:iam::${token}:role/$\${x}`);
});

test("keys and values of a map are literal too, and no map comes of nothing", () => {
  expect(literalMap({ "${a}": "%{b}" })).toEqual({ "$${a}": "%%{b}" });
  expect(literalMap({})).toBeUndefined();
});
