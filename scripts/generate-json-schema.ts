/** Writes the JSON Schemas of the access file, of the files that it includes and of access.json: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessJsonSchema, includedJsonSchema } from "../access";
import { matrixJsonSchema } from "../reports/matrix-schema";

for (const [name, schema] of [
  ["access.schema.json", accessJsonSchema()],
  ["access-part.schema.json", includedJsonSchema()],
  ["access-report.schema.json", matrixJsonSchema()],
] as const)
  writeFileSync(join(__dirname, "../..", name), `${JSON.stringify(schema, null, 2)}\n`);
