import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessJsonSchema, includedJsonSchema } from "../../access";
import { lintRuleIds } from "../../access/rules/ids";

const schema = accessJsonSchema();
const committed = JSON.parse(readFileSync(join(__dirname, "../../access.schema.json"), "utf8"));

/** What the schema says at a place of the access file; `*` stands for any name or index. */
function at(...path: string[]): Record<string, unknown> {
  return path.reduce<Record<string, unknown>>((inner, key) => {
    const { properties, additionalProperties, items } = inner as Record<string, Record<string, unknown>>;
    return (key === "*" ? (items ?? additionalProperties) : properties?.[key]) as Record<string, unknown>;
  }, schema);
}

test("the committed schema is that of the code; npm run generate writes it", () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(schema)));
});

test("it is of the version that editors know", () => {
  expect(schema).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#", type: "object" });
});

test("every key, every item of a list and every named entry is described, so that editors can show what it is for", () => {
  const undescribed: string[] = [];
  const expectDescription = (inner: { description?: unknown }, path: string) => {
    if (typeof inner.description !== "string") undescribed.push(path);
  };
  const visit = (node: unknown, path: string): void => {
    if (node === null || typeof node !== "object") return;
    for (const [key, inner] of Object.entries(node)) {
      if (key === "properties")
        for (const [name, property] of Object.entries(inner as object))
          expectDescription(property, `${path}.${name}`);
      if (key === "items") expectDescription(inner, `${path}[]`);
      if (key === "additionalProperties" && inner?.properties) expectDescription(inner, `${path}.*`);
      visit(inner, `${path}.${key}`);
    }
  };
  visit(schema, "");
  expect(undescribed).toEqual([]);
});

test("unknown keys are refused, and the keys that must be there are required", () => {
  expect(schema).toMatchObject({
    required: ["identityAccount", "targetAccounts", "roles"],
    additionalProperties: false,
  });
  expect(at("roles", "*")).toMatchObject({ required: ["targetAccounts"], additionalProperties: false });
  expect(at("targetAccounts", "*")).toMatchObject({ required: ["id"], additionalProperties: false });
});

test("editors complete partitions, and the ids of lint rules", () => {
  expect(at("partition").enum).toEqual(["aws", "aws-us-gov", "aws-cn"]);
  expect(at("users", "*", "ignore", "*").enum).toEqual([...lintRuleIds]);
});

test("an account id is 12 digits, as a text or as the number that editors take them for", () => {
  for (const id of [
    at("identityAccount", "id"),
    at("targetAccounts", "*", "id"),
    at("organization", "accountId"),
  ])
    expect(id).toMatchObject({ type: ["string", "integer"], pattern: "^\\d{12}$", maximum: 999_999_999_999 });
});

test("names have the form that IAM wants", () => {
  expect(at("roles").propertyNames).toMatchObject({ type: "string", pattern: "^[\\w+=,.@-]{1,64}$" });
  expect(at("roles", "*", "inlinePolicies").propertyNames).toMatchObject({ pattern: "^[\\w+=,.@-]{1,128}$" });
});

describe("the schema of an included file", () => {
  const part = JSON.parse(readFileSync(join(__dirname, "../../access-part.schema.json"), "utf8"));

  test("is that of the code; npm run generate writes it", () => {
    expect(part).toEqual(JSON.parse(JSON.stringify(includedJsonSchema())));
  });

  test("has every key of the access file but include, as that schema has it, and requires none", () => {
    const { properties, required } = part;
    expect(Object.keys(properties)).toEqual(
      Object.keys(committed.properties).filter((key) => key !== "include"),
    );
    for (const [key, { $ref }] of Object.entries<{ $ref: string }>(properties))
      expect($ref).toBe(`access.schema.json#/properties/${key}`);
    expect(required).toBeUndefined();
  });

  test("takes text for anchors at the top, as the access file does, and no other unknown key", () => {
    for (const each of [part, committed])
      expect(each).toMatchObject({ patternProperties: { "^x-": {} }, additionalProperties: false });
  });
});
