import { Fn, TerraformOutput, type TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import fc from "fast-check";
import { unknownText } from "../../access/unknown";
import { PropTokens, Reference } from "../../constructs/text";
import { foreignStack } from "../support/stack";
import { evaluated } from "../support/terraform-template";

/** Text in the JSON that CDKTF makes of it. */
function synthesized(text: string, stack: TerraformStack = foreignStack()): string {
  new TerraformOutput(stack, "text", { value: { [text]: text }, staticId: true });
  const { value } = JSON.parse(Testing.synth(stack)).output.text as { value: Record<string, string> };
  const [[key, inner] = []] = Object.entries(value);
  expect(key).toBe(inner);
  return String(inner);
}

const noExpression = (expression: string) => {
  throw new Error(`an expression: ${expression}`);
};

/** Every form that CDKTF gives a token, each of a token that exists. */
const tokens = [
  Token.asString({ resolve: () => "a secret" }),
  ...Token.asList({ resolve: () => ["a secret"] }),
  ...Object.keys(Token.asStringMap({ resolve: () => ({ a: "secret" }) })),
  String(Token.asNumber({ resolve: () => 4711 })),
  String(Token.asNumberList({ resolve: () => [4711] })[0]),
  Token.STRING_MAP_TOKEN_VALUE,
  Token.ANY_MAP_TOKEN_VALUE,
];
const isTokenForm = (text: string) =>
  tokens.some((token) => text.includes(token)) || /[$#&]\{TfToken\[[\w:.-]+\]\}/.test(text);
const anyText = fc.string({
  unit: fc.constantFrom(...'${}%[]"\\e1+-|#& a', "${", "%{", "TfToken[", unknownText(0), ...tokens),
  maxLength: 8,
});

describe("text", () => {
  test.each([
    ["arn:aws:iam::1:user/${aws:username}", "arn:aws:iam::1:user/$${aws:username}"],
    ["%{ if true }", "%%{ if true }"],
    ["$${already}", "$$${already}"],
    ["${TfToken[TOKEN.0]}", '$${${"TfToken"}[TOKEN.0]}'],
    ["#{TfToken[TOKEN.0]}", '#{${"TfToken"}[TOKEN.0]}'],
    ["a $5 note, 100% {sure}, 1e5", "a $5 note, 100% {sure}, 1e5"],
  ])("%s is written as %s", (text, written) => {
    expect(new PropTokens().terraform(text)).toBe(written);
  });

  test.each([...tokens, '${title("x")}', "$".repeat(5)])("%j is the same text to Terraform", (text) => {
    expect(evaluated(synthesized(new PropTokens().terraform(text)), noExpression)).toBe(text);
  });

  test("of any kind is the same text to Terraform", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(evaluated(synthesized(new PropTokens().terraform(text)), noExpression)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test("is text wherever it stands in a value, as a key too, and a reference is one", () => {
    const reference = Object.assign(Object.create(Reference.prototype), { expression: "${a.b}" });
    expect(
      new PropTokens().terraformValue({ "${a}": ["%{b}", { c: "${d}" }], e: 1, f: true, g: reference }),
    ).toEqual({ "$${a}": ["%%{b}", { c: "$${d}" }], e: 1, f: true, g: "${a.b}" });
  });
});

describe("tokens of props", () => {
  /** What comes of text with a token in it, once `var.x` has a value. */
  function written(text: (token: string) => string): string {
    const stack = foreignStack();
    const token = new TerraformVariable(stack, "x", { type: "string" }).stringValue;
    const of = new PropTokens();
    const { props, problems } = of.plain({ text: text(token) });
    expect(problems).toEqual([]);
    return evaluated(synthesized(of.terraform(props.text), stack), (expression) => {
      expect(expression).toBe("var.x");
      return "VALUE";
    });
  }

  test("stay tokens, and the text around them stays text", () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        // Text in props that has the form of a token is one.
        fc.pre(![before, after].some((text) => text.includes("\uE000") || isTokenForm(text)));
        expect(written((token) => before + token + after)).toBe(`${before}VALUE${after}`);
      }),
      { numRuns: 300 },
    );
  });

  test("in expressions of CDKTF are tokens as well", () => {
    const of = new PropTokens();
    const { props } = of.plain({ name: Fn.upper("x") });
    expect(synthesized(of.terraform(props.name))).toBe('${upper("x")}');
  });

  test("of numbers are tokens where they stand in text", () => {
    const number = Token.asNumber({ resolve: () => 4711 });
    const of = new PropTokens();
    const { props } = of.plain({ name: `cost ${number}` });
    expect(synthesized(of.terraform(props.name))).toBe("cost 4711");
  });

  test("give the same plain props in whatever order the keys stand", () => {
    const [a, b] = [Token.asString({ resolve: () => "a" }), Token.asString({ resolve: () => "b" })];
    const one = new PropTokens().plain({ first: a, second: [b, a] }).props;
    const other = new PropTokens().plain({ second: [b, a], first: a }).props;
    expect(one).toEqual({ first: unknownText(0), second: [unknownText(1), unknownText(0)] });
    expect(other).toEqual(one);
  });

  test("of other things than text are refused, with the place", () => {
    const problems = new PropTokens().plain({
      duration: Token.asNumber({ resolve: () => 1 }),
      flag: Token.asAny(true),
      list: Token.asList({ resolve: () => [] }),
      map: Token.asStringMap({ resolve: () => ({}) }),
      item: Token.asList({ resolve: () => [] })[0],
      mark: "\uE000",
    }).problems;
    expect(problems.map(({ path, message }) => `${path.join(".")} ${message}`)).toEqual([
      "duration is a number that only Terraform knows; write the number",
      expect.stringMatching(/^flag is a token; a token can stand for text only/),
      "item is an item of a list or map that only Terraform knows",
      "list is a list that only Terraform knows; write the list",
      "map is a map that only Terraform knows; write the map",
      expect.stringMatching(/^mark holds the character U\+E000/),
    ]);
  });
});
