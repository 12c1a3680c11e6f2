/** Writes the TypeScript types of the access file, access/declaration.ts, from its schema: `npm run generate`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { accessSchema, declarationTypes } from "../access/schema";

type Schema = z.core.$ZodTypes;

const introduction = `/**
 * The TypeScript types of the access file and of the constructs' props. \`npm run generate\` writes this file from
 * \`schema.ts\`: change that one.
 */
`;

/** The widest line, as the formatter has it. */
const lineWidth = 110;

/** The text of access/declaration.ts: a type for each part of the schema that has a name, from the top down. */
export function declarationText(): string {
  const parts = new Map<string, Schema>();
  collect(accessSchema as unknown as Schema, parts);
  return [introduction, ...[...parts].map(([name, part]) => typeText(name, part, parts))].join("\n");
}

/** Finds every part that has a name. */
function collect(schema: Schema, parts: Map<string, Schema>): void {
  const name = nameOf(schema);
  if (name !== undefined) parts.set(name, schema);
  for (const inner of partsOf(schema)) collect(inner, parts);
}

function nameOf(schema: Schema): string | undefined {
  return declarationTypes.get(schema)?.id;
}

function partsOf({ _zod: { def } }: Schema): Schema[] {
  switch (def.type) {
    case "object":
      return Object.values(def.shape) as Schema[];
    case "record":
      return [def.valueType as Schema];
    case "array":
      return [def.element as Schema];
    case "union":
      return [...def.options] as Schema[];
    case "optional":
      return [def.innerType as Schema];
    default:
      return [];
  }
}

/** An exported interface or type. */
function typeText(name: string, schema: Schema, parts: ReadonlyMap<string, Schema>): string {
  const { description = "", extends: base } = declarationTypes.get(schema) ?? {};
  const { def } = schema._zod;
  if (def.type !== "object") return `${docstring(description)}${typeAlias(name, alternatives(schema))}`;
  const inherited = base === undefined ? {} : shapeOf(parts.get(base));
  const own = Object.entries(def.shape).filter(([key, value]) => inherited[key] !== value);
  return [
    docstring(description),
    `export interface ${name} ${base === undefined ? "" : `extends ${base} `}{\n`,
    ...own.map(([key, value]) => propertyText(key, value as Schema)),
    "}\n",
  ].join("");
}

function shapeOf(schema: Schema | undefined): Readonly<Record<string, unknown>> {
  const def = schema?._zod.def;
  if (def?.type !== "object") throw new Error("only a mapping can be extended");
  return def.shape;
}

function typeAlias(name: string, types: readonly string[]): string {
  const line = `export type ${name} = ${types.join(" | ")};\n`;
  return line.length <= lineWidth + 1 ? line : `export type ${name} =\n  | ${types.join("\n  | ")};\n`;
}

function propertyText(key: string, schema: Schema): string {
  const optional = schema._zod.def.type === "optional";
  const description = descriptionOf(schema);
  if (description === undefined) throw new Error(`${key} has no description`);
  // A consumer with `exactOptionalPropertyTypes` can pass `undefined` too.
  return `${docstring(description, "  ")}  readonly ${key}${optional ? "?" : ""}: ${reference(schema)}${optional ? " | undefined" : ""};\n`;
}

/** The description of an optional value is its own, or else that of the value. */
function descriptionOf(schema: Schema): string | undefined {
  const { def } = schema._zod;
  const own = (schema as unknown as z.ZodType).description;
  return own ?? (def.type === "optional" ? descriptionOf(def.innerType as Schema) : undefined);
}

/** A type as others refer to it: by its name, if it has one. */
function reference(schema: Schema): string {
  return nameOf(schema) ?? alternatives(schema).join(" | ");
}

/** The alternatives that a type is made of. */
function alternatives(schema: Schema): string[] {
  const { def } = schema._zod;
  switch (def.type) {
    case "string":
    case "number":
    case "boolean":
    case "unknown":
      return [def.type];
    case "literal":
      return def.values.map((value) => JSON.stringify(value));
    case "enum":
      return Object.values(def.entries).map((value) => JSON.stringify(value));
    case "optional":
      return [reference(def.innerType as Schema)];
    case "union":
      return def.options.map((option) => reference(option as Schema));
    case "array": {
      const element = reference(def.element as Schema);
      return [`readonly ${element.includes(" ") ? `(${element})` : element}[]`];
    }
    case "record":
      return [`Readonly<Record<string, ${reference(def.valueType as Schema)}>>`];
    default:
      throw new Error(`the schema has a ${def.type} without a name`);
  }
}

/** A docstring; the description's "Default: ..." becomes its tag. */
function docstring(description: string, indent = ""): string {
  const [, meaning = description, fallback] = /^(.*?) Default: (.*)\.$/s.exec(description) ?? [];
  if (fallback === undefined && `${indent}/** ${meaning} */`.length <= lineWidth)
    return `${indent}/** ${meaning} */\n`;
  const lines = wrapped(meaning, lineWidth - indent.length - 3);
  if (fallback !== undefined) lines.push("", ...wrapped(`@default ${defaultText(fallback)}`, lineWidth));
  return [
    `${indent}/**\n`,
    ...lines.map((line) => `${indent} * ${line}`.trimEnd().concat("\n")),
    `${indent} */\n`,
  ].join("");
}

/** A value as it is written, or prose after a hyphen: editors show the tag as code. */
function defaultText(fallback: string): string {
  return (
    /^`([^`]*)`$/.exec(fallback)?.[1] ?? (/^(true|false|\d+)$/.test(fallback) ? fallback : `- ${fallback}`)
  );
}

/** Text in lines; what is between backticks stays in one. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.match(/(`[^`]*`|\S)+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${word}`.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

if (require.main === module) writeFileSync(join(__dirname, "../../access/declaration.ts"), declarationText());
