/** The shape of a declaration: what is wrong with single values, whatever they refer to, and what is left to read. */
import type { z } from "zod";
import { codesOfKeys, type PolicyContext } from "../iam/policy-problem";
import { checkPolicyDocument } from "../iam/policy-problems";
import { withEverybodyAsAws } from "../iam/principal-problem";
import { samlMetadataProblems } from "../iam/saml-metadata";
import { type WrittenDocument, writtenDocuments } from "./documents";
import { each } from "./each";
import { fileOf, type ReadFile, readNoFile } from "./file-reference";
import { duplicateKeys } from "./json";
import { nearestHint, nearestName } from "./nearest";
import { error, type Path, type Problem, valueAt } from "./problem";
import { type Readable, Unreadable, withValues } from "./readable";
import { type AccessFile, accessSchema, knownKeys, pgpKeyForm, pgpKeyText } from "./schema";
import { textsMatching } from "./texts";
import { hasMark, isUnknown } from "./unknown";

export interface Shape {
  /** What can be read, with JSON documents as data. `undefined`: it is not a mapping at all. */
  readonly declaration?: Readable<AccessFile>;
  readonly unreadable: Unreadable;
  readonly problems: readonly Problem[];
}

/** Checks the shape of a declaration, and leaves out the values of a wrong shape. */
export function readShape(declared: unknown, readFile: ReadFile = readNoFile): Shape {
  const { error: wrong } = accessSchema.safeParse(declared);
  const problems = wrong ? withoutConsequences(problemsOf(wrong.issues, declared)) : [];
  problems.push(...unreadIncludes(declared));
  const unreadable = new Unreadable();
  if (problems.some(({ path }) => path.length === 0)) return { unreadable, problems };
  problems.push(...reservedKeys(declared));
  const gaps = problems.map(({ path }) => path);
  // A misspelt key stands for the one that was meant, which is then not known either.
  for (const meant of problems.flatMap(keyMeant))
    if (valueAt(declared, meant) === undefined) gaps.push(meant);
  const readable = withValues(declared, gaps.map(toGap)) as Readable<AccessFile>;
  const context = { partition: partitionOf(declared, readable), isUnknown: hasMark };
  const documents = [
    ...writtenDocuments(readable).map((written) => readDocument(withContent(written, readFile), context)),
    ...writtenKeys(readable).map((written) => readKey(withContent(written, readFile))),
    ...each(readable, "identityProviders.*.saml.metadata").map(({ path, value: document }) =>
      readMetadata(withContent({ path, document }, readFile)),
    ),
  ];
  for (const { path, problems: found, gaps: within } of documents) {
    problems.push(...found.map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
    gaps.push(...within.map((gap) => [...path, ...gap]));
  }
  for (const gap of gaps) unreadable.add(gap);
  const values = documents.map(({ path, document }) => [path, document] as const);
  return { declaration: withValues(readable, values) as Readable<AccessFile>, unreadable, problems };
}

function toGap(path: Path): readonly [Path, undefined] {
  return [path, undefined];
}

const twice =
  "this key is in the object already, and JSON keeps only the last; remove or rename one of the two";

/** The partition of the accounts; `undefined` where it cannot be read. */
function partitionOf(declared: unknown, { partition }: Readable<AccessFile>): string | undefined {
  return valueAt(declared, ["partition"]) === undefined ? "aws" : partition;
}

interface Content {
  readonly path: Path;
  readonly document: unknown;
  /** Why a file cannot be read; empty where that is reported already. */
  readonly unreadable?: readonly Problem[];
}

/** A value with the content of the file that it names, if it names one. */
function withContent<Written extends Pick<Content, "path" | "document">>(
  written: Written,
  readFile: ReadFile,
): Written & Content {
  const file = fileOf(written.document);
  if (file === undefined) return written;
  const read = readFile(file, written.path);
  if ("value" in read) return { ...written, document: read.value };
  const { problem } = read;
  return { ...written, unreadable: problem === undefined ? [] : [error("wrong-file", ["file"], problem)] };
}

/** The PGP keys that stand in files. Another is read as it is. */
function writtenKeys(declaration: Readable<AccessFile>) {
  return each(declaration, "users.*.consoleAccess.pgpKey")
    .filter(({ value }) => fileOf(value) !== undefined)
    .map(({ path, value: document }) => ({ path, document }));
}

function readKey({ path, document, unreadable }: Content) {
  if (typeof document === "string" && pgpKeyForm.test(document))
    return { path, document, problems: [], gaps: [] };
  return {
    path,
    document: undefined,
    problems: unreadable ?? [error("wrong-form", [], pgpKeyText)],
    gaps: [[]],
  };
}

/** SAML metadata, as far as its text shows that it is none. AWS reads the rest. */
function readMetadata({ path, document, unreadable }: Content) {
  const problems =
    unreadable ??
    (typeof document === "string" && !isUnknown(document)
      ? samlMetadataProblems(document).map((message) => error("invalid-saml-metadata", [], message))
      : []);
  return problems.length === 0
    ? { path, document, problems, gaps: [] }
    : { path, document: undefined, problems, gaps: [[]] };
}

/** Reads JSON, and leaves out the elements and statements that IAM would refuse. Paths are within the document. */
function readDocument(
  { path, kind, document: written, unreadable }: WrittenDocument & Content,
  context: PolicyContext,
) {
  if (unreadable) return { path, document: undefined, problems: unreadable, gaps: [[]] };
  let document = written;
  try {
    if (typeof written === "string") document = JSON.parse(written);
  } catch (cause) {
    const reason = isUnknown(written)
      ? "is known only to Terraform; write the document here, in which text can be unknown"
      : `is not valid JSON: ${(cause as Error).message}`;
    return { path, document: undefined, problems: [error("invalid-json", [], reason)], gaps: [[]] };
  }
  if (kind === "trust") document = withEverybodyAsAws(document);
  const problems = checkPolicyDocument(document, kind, context)
    .filter((problem) => !isUnknown(valueAt(document, problem.path)))
    .map(({ code, path: within, message }) =>
      error("invalid-policy-document", within, message, {
        ...(codesOfKeys.has(code) && { aboutKey: true }),
        data: { check: code },
      }),
    );
  if (typeof written === "string")
    problems.push(...duplicateKeys(written).map((within) => error("duplicate-key", within, twice)));
  const gaps = problems.map((problem) => problem.path.slice(0, typeof problem.path[1] === "number" ? 2 : 1));
  return { path, document: withValues(document, gaps.map(toGap)), problems, gaps };
}

/** Files are put together before their declaration is checked. */
function unreadIncludes(declared: unknown): Problem[] {
  const message =
    "names other files, and only an access file that is read from a folder or from git can have them";
  return !Array.isArray(valueAt(declared, ["include"]))
    ? []
    : [error("include-without-files", ["include"], message, { aboutKey: true })];
}

/** The one key that the schema library passes over, wherever it is. */
function reservedKeys(declared: unknown): Problem[] {
  const message = '"__proto__" is a reserved word of JavaScript; choose another name';
  return textsMatching(declared, (text) => text === "__proto__")
    .filter(({ aboutKey }) => aboutKey)
    .map(({ path }) => error("reserved-name", path, message, { aboutKey: true }));
}

/** The problems that the schema found. The message of an issue says what the value must be. */
function problemsOf(issues: readonly z.core.$ZodIssue[], declared: unknown, at: Path = []): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...at, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
    if (issue.code === "invalid_key")
      return issue.issues.map((inner) => ({ ...valueProblem(inner, path, path.at(-1)), aboutKey: true }));
    const branch =
      issue.code === "invalid_union" ? branchMeant(issue.errors, valueAt(declared, path)) : undefined;
    if (branch) return problemsOf(branch, declared, path);
    const value = valueAt(declared, path);
    const isForm = ["invalid_format", "too_big", "too_small"].includes(issue.code);
    return isForm && isUnknown(value) ? [] : [valueProblem(issue, path, value)];
  });
}

/** The branch of a union that the value has the form of: the one that is wrong inside, not as a whole. */
function branchMeant(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  value: unknown,
): readonly z.core.$ZodIssue[] | undefined {
  const meant = branches.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys" || code === "custom"),
  );
  if (meant || typeof value !== "number") return meant;
  const expects = (issues: readonly z.core.$ZodIssue[], type: RegExp) =>
    issues.some((issue) => issue.code === "invalid_type" && type.test(issue.expected));
  // A number where a text or a list of texts belongs is a text without quotes. A mapping may be meant where one is allowed.
  return branches.some((issues) => expects(issues, /^(number|int|object|record)$/))
    ? undefined
    : branches.find((issues) => expects(issues, /^string$/));
}

function unknownKey(path: Path, name: string): Problem {
  const known = knownKeys(path);
  const message = `unknown key${nearestHint(name, known, "the keys are", Number.POSITIVE_INFINITY)}`;
  const data = { name, known, nearest: nearestName(name, known) };
  return error("unknown-key", [...path, name], message, { aboutKey: true, data });
}

function valueProblem(issue: z.core.$ZodIssue, path: Path, value: unknown): Problem {
  const { message: mustBe } = issue;
  if (value === undefined) return error("missing", path, `is missing: it ${mustBe}`);
  const message = mustBe + notText(value);
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "string" && ["number", "boolean"].includes(typeof value)
        ? error("wrong-type", path, `${mustBe}; put it in quotes`, { data: { expectsText: true } })
        : error("wrong-type", path, message);
    case "invalid_value": {
      if (typeof value !== "string") return error("wrong-type", path, message);
      const known = issue.values.map(String);
      const nearest = nearestName(value, known);
      const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      return error("wrong-value", path, message + hint, { data: { name: value, known, nearest } });
    }
    case "too_big":
    case "too_small": {
      if (typeof value === "number") return error("out-of-range", path, message);
      if (issue.code === "too_small") return error("too-short", path, message);
      const data = { limit: Number(issue.maximum), actual: (value as { length: number }).length };
      return error("too-long", path, `has ${data.actual} characters; the limit is ${data.limit}`, { data });
    }
    case "custom":
      return error(String(issue.params?.code), path, mustBe);
    default:
      return error(typeof value === "string" ? "wrong-form" : "wrong-type", path, message);
  }
}

function notText(value: unknown): string {
  if (typeof value === "boolean" || Number.isFinite(value)) return `, not ${value}`;
  if (typeof value !== "string") return "";
  return `, not ${JSON.stringify(value.length <= 80 ? value : `${value.slice(0, 77)}...`)}`;
}

/** A mapping with a misspelt key also misses the key that was meant, or is wrong as a whole. */
function withoutConsequences(problems: readonly Problem[]): Problem[] {
  const key = (path: Path) => JSON.stringify(path);
  const meant = new Set(problems.flatMap(keyMeant).map(key));
  const misspeltIn = new Set(
    problems.filter(({ code }) => code === "unknown-key").map(({ path }) => key(path.slice(0, -1))),
  );
  return problems.filter(
    ({ code, path }) =>
      !(code === "missing" && meant.has(key(path))) &&
      !(code === "not-exactly-one" && misspeltIn.has(key(path))),
  );
}

/** Where the value of a misspelt key was meant to be. */
function keyMeant({ code, path, data }: Problem): Path[] {
  return code === "unknown-key" && typeof data?.nearest === "string"
    ? [[...path.slice(0, -1), data.nearest]]
    : [];
}
