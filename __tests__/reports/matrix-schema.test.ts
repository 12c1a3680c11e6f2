import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matrixJsonSchema } from "../../reports/matrix-schema";

test("the committed JSON Schema of access.json is the current one: npm run generate", () => {
  const committed = readFileSync(join(__dirname, "../../access-report.schema.json"), "utf8");
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(matrixJsonSchema())));
});
