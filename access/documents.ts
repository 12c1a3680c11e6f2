/** The policy documents that people wrote: custom trust policies, managed and inline policies, in overrides too. */
import type { Statement } from "../iam/policy-document";
import { each } from "./each";
import type { Path } from "./problem";
import { itemsOf, type Readable } from "./readable";
import type { AccessFile } from "./schema";

export interface WrittenDocument {
  /** `trust`: a custom trust policy; `identity`: a managed or inline policy. */
  readonly kind: "trust" | "identity";
  readonly path: Path;
  readonly document: unknown;
}

export interface WrittenStatement extends Omit<WrittenDocument, "document"> {
  readonly statement: Statement;
}

export function writtenDocuments(declaration: Readable<AccessFile>): WrittenDocument[] {
  const written = each(
    declaration,
    "roles.*.trustedEntity.custom",
    "roles.*.trustedEntity.*.custom",
    "roles.*.overrides.*.trustedEntity.custom",
    "roles.*.overrides.*.trustedEntity.*.custom",
    "roles.*.inlinePolicies.*",
    "roles.*.overrides.*.inlinePolicies.*",
    "policies.*.document",
    "groups.*.inlinePolicies.*",
    "users.*.inlinePolicies.*",
  );
  return written.map(({ path, value: document }) => ({
    kind: path.at(-1) === "custom" && path.includes("trustedEntity") ? "trust" : "identity",
    path,
    document,
  }));
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
