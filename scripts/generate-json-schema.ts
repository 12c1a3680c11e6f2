/** Writes the JSON Schema of the access file, access.schema.json, anew: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessJsonSchema } from "../access";

writeFileSync(
  join(__dirname, "../../access.schema.json"),
  `${JSON.stringify(accessJsonSchema(), null, 2)}\n`,
);
