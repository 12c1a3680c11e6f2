import { duplicateKeys } from "../../access/json";

test.each([
  ["none", '{"a":{"b":1},"c":[{"a":1},{"a":2}]}', []],
  ["one at the top", '{"a":1,"b":2,"a":3}', [["a"]]],
  ["one in a list", '{"a":[{},{"b":1,\n\t"b":[]}]}', [["a", 1, "b"]]],
  ["one in the value that is lost, and the key of it", '{"a":{"b":1,"b":2},"a":3}', [["a", "b"], ["a"]]],
  ["keys that every object has", '{"toString":1,"__proto__":{},"__proto__":1}', [["__proto__"]]],
  ["keys that YAML would read as another", '{"1":1,"1.0":2,"true":3,"null":4,"~":5}', []],
  ["escapes of the same letter", '{"a":1,"\\u0061":2}', [["a"]]],
])("the keys that a JSON text has twice: %s", (_what, text, paths) => {
  expect(duplicateKeys(text)).toEqual(paths);
});

test("nothing is looked for in a text that is nested without end", () => {
  const deep = 50_000;
  expect(duplicateKeys(`{"a":1,"a":${"[".repeat(deep)}${"]".repeat(deep)}}`)).toEqual([]);
});
