/** The policy documents that people wrote: custom trust policies and inline policies, in overrides too. */
import type { Statement } from "../iam/policy-document";
import { each } from "./each";
import type { Path } from "./problem";
import { itemsOf, type Readable } from "./readable";
import type { AccessFile } from "./schema";

interface WrittenIn {
  readonly roleName: string;
  /** `trust`: a custom trust policy; `identity`: an inline policy. */
  readonly kind: "trust" | "identity";
  readonly path: Path;
}

export interface WrittenDocument extends WrittenIn {
  readonly document: unknown;
}

export interface WrittenStatement extends WrittenIn {
  readonly statement: Statement;
}

export function writtenDocuments(declaration: Readable<AccessFile>): WrittenDocument[] {
  const trust = each(declaration, "roles.*.trustedEntity.custom");
  const inline = each(declaration, "roles.*.inlinePolicies.*", "roles.*.overrides.*.inlinePolicies.*");
  const written = ({ path, value: document }: (typeof trust)[number], kind: WrittenIn["kind"]) => ({
    roleName: String(path[1]),
    kind,
    path,
    document,
  });
  return [
    ...trust.map((document) => written(document, "trust")),
    ...inline.map((document) => written(document, "identity")),
  ];
}

/** Every statement that can be read, of documents that are data. */
export function writtenStatements(declaration: Readable<AccessFile>): WrittenStatement[] {
  return writtenDocuments(declaration).flatMap(({ document, path, ...written }) =>
    statementsIn(document, path).map((placed) => ({ ...written, ...placed })),
  );
}

/** The statements of a document that can be read, and where they are. */
export function statementsIn(document: unknown, path: Path): Pick<WrittenStatement, "path" | "statement">[] {
  const { Statement: given } = document as Readable<{
    readonly Statement: Statement | readonly Statement[];
  }>;
  if (Array.isArray(given))
    return itemsOf(given).map(([index, statement]) => ({ path: [...path, "Statement", index], statement }));
  return given ? [{ path: [...path, "Statement"], statement: given as Statement }] : [];
}
