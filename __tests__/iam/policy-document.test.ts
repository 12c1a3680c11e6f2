import fc from "fast-check";
import { assumeRolePermission } from "../../iam/assume-role-permission";
import { oneOrSorted, policyJson, toList } from "../../iam/policy-document";

describe("the permission to assume roles", () => {
  test("names exactly the roles, sorted and each once, and nothing else", () => {
    expect(policyJson(assumeRolePermission(["arn:b", "arn:a", "arn:b"]))).toBe(
      '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Resource":["arn:a","arn:b"]}],"Version":"2012-10-17"}',
    );
  });

  test("of one role names it as a text, as the IAM console writes it", () => {
    expect(policyJson(assumeRolePermission(["arn:a"]))).toBe(
      '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Resource":"arn:a"}],"Version":"2012-10-17"}',
    );
  });
});

describe("a document's bytes", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, shuffled(inner)]),
    );
  };

  test("do not depend on the order of its keys, and hold all that it holds", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const json = policyJson(value as never);
        expect(policyJson(shuffled(value) as never)).toBe(json);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("keep lists in the order they are in, and are sorted the same under every locale", () => {
    expect(policyJson({ b: ["z", "a"], B: 1, a: 2, ä: 3 } as never)).toBe(
      '{"B":1,"a":2,"b":["z","a"],"ä":3}',
    );
  });
});

test("a set of values always reads the same: one as itself, several sorted and each once", () => {
  expect(oneOrSorted(["a"])).toBe("a");
  expect(oneOrSorted(["b", "a", "b", "B"])).toEqual(["B", "a", "b"]);
  expect(oneOrSorted([])).toEqual([]);
  expect([toList(undefined), toList("a"), toList(["a", "b"])]).toEqual([[], ["a"], ["a", "b"]]);
});
