/** Writes the reference of the access file, docs/access-file.md, from the schema: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessJsonSchema } from "../access";

/** The part of JSON Schema that the access file's schema uses. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** The keys of one mapping of the access file. */
interface Section {
  /** Such as `roles.<name>.overrides.<name>`. */
  readonly path: string;
  readonly schema: Schema;
}

const introduction = `# The access file

The access file is YAML or JSON, \`access.yaml\` by default. This page lists every key; those that are not marked
"required" are optional. An unknown key is an error, and so is a name that does not exist. Constructs take the same keys
as props.

Editors complete and check the file with the JSON Schema in the package if the first line names it:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/cdktf-aws-cross-account-roles/access.schema.json
\`\`\`

**Account ids** are 12 digits. Quotes are not needed here, but other YAML programs drop leading zeros without them. **Durations** are \`1h\`, \`90m\`,
\`1h30m\`, or a number of seconds. **Policy documents** are YAML, or JSON in a string; policy variables such as
\`\${aws:username}\` are kept as written. **Map keys** (\`<name>\` below) are the names that roles, users, groups and policies
get in IAM; you choose the names of target accounts and principals.

A file can be divided into [several](several-files.md), and start every role and user from defaults. Keys at the top that
begin with \`x-\` are left out: put text there that YAML anchors and merge keys (\`<<\`) use.

The [lab](../access.yaml) is the smallest useful file; the [company](../examples/company/access.yaml) shows most keys.
Valid but risky settings give a warning: see [lint rules](lint-rules.md).
`;

/** The reference as Markdown. */
export function accessFileReference(schema: Schema): string {
  // The same mapping can stand in several places, such as the grants of users and groups; it gets one section.
  const sections = new Map<string, Section>();
  for (const section of sectionsOf({ path: "", schema })) {
    const keys = JSON.stringify(section.schema.properties);
    if (!sections.has(keys)) sections.set(keys, section);
  }
  const text = [...sections.values()].map(({ path, schema: at }) =>
    [
      path === "" ? "## Top level" : `## \`${path}\``,
      "",
      "| key | value | meaning |",
      "| --- | --- | --- |",
      ...Object.entries(at.properties ?? {}).map(([key, value]) => {
        const [below] = mappingsIn(value, path === "" ? key : `${path}.${key}`);
        const section = below && sections.get(JSON.stringify(below.schema.properties));
        return row(key, value, at.required?.includes(key) ?? false, section?.path);
      }),
      "",
    ].join("\n"),
  );
  return `${introduction}\n${text.join("\n")}`;
}

/** Every mapping with fixed keys, from the top down. */
function* sectionsOf(section: Section): Iterable<Section> {
  // They have the keys of roles and users, which have sections of their own.
  if (section.path.startsWith("defaults.")) return;
  yield section;
  for (const [key, value] of Object.entries(section.schema.properties ?? {}))
    for (const found of mappingsIn(value, section.path === "" ? key : `${section.path}.${key}`))
      yield* sectionsOf(found);
}

function* mappingsIn(schema: Schema, path: string): Iterable<Section> {
  if (schema.properties) yield { path, schema };
  if (schema.items) yield* mappingsIn(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === "object")
    yield* mappingsIn(schema.additionalProperties, `${path}.<name>`);
  for (const option of schema.anyOf ?? []) yield* mappingsIn(option, path);
}

function row(key: string, schema: Schema, required: boolean, keysIn: string | undefined): string {
  const meaning = [
    required ? "**Required.**" : "",
    (schema.description ?? "").replace(/\|/g, "\\|"),
    keysIn === undefined ? "" : `[keys](#${anchor(keysIn)})`,
  ];
  return `| \`${key}\` | ${typeText(schema)} | ${meaning.filter(Boolean).join(" ")} |`;
}

/** The values that a key takes, in a few words. */
function typeText(schema: Schema): string {
  // The lint rules have their own page.
  if (schema.enum && schema.enum.length > 6) return "[rule ids](lint-rules.md)";
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(" or ");
  if (schema.type === "array") return `list of ${schema.items ? typeText(schema.items) : "values"}`;
  if (schema.properties) return "mapping";
  if (schema.type === "object")
    return typeof schema.additionalProperties === "object" && schema.additionalProperties.type === "string"
      ? "mapping of texts"
      : "mapping by name";
  if (schema.type === "boolean") return "true or false";
  if (schema.type === "integer")
    return schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < 1e9
      ? `${schema.minimum} to ${schema.maximum}`
      : "number";
  return "text";
}

/** The anchor of a heading, as GitHub makes it. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}_\- ]/gu, "")
    .replace(/ /g, "-");
}

if (require.main === module)
  writeFileSync(join(__dirname, "../../docs/access-file.md"), accessFileReference(accessJsonSchema()));
