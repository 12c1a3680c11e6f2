/** The policy documents that people wrote: custom trust policies and inline policies, in overrides too. */
import type { Statement } from "../iam/policy-document";
import { each } from "./each";
import type { Path } from "./problem";
import { isList, itemsOf, type Readable } from "./readable";
import type { AccessFile } from "./schema";

export interface WrittenDocument {
  readonly roleName: string;
  /** `trust`: a custom trust policy; `identity`: an inline policy. */
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
    "roles.*.inlinePolicies.*",
    "roles.*.overrides.*.inlinePolicies.*",
  );
  return written.map(({ path, value: document }) => {
    const kind = path[2] === "trustedEntity" ? "trust" : "identity";
    return { roleName: String(path[1]), kind, path, document };
  });
}

/** Every statement that can be read, of documents that are data. */
export function* writtenStatements(declaration: Readable<AccessFile>): Iterable<WrittenStatement> {
  for (const { document, path, ...written } of writtenDocuments(declaration)) {
    const { Statement: given } = document as {
      readonly Statement?: Statement | readonly (Statement | undefined)[];
    };
    const at = [...path, "Statement"];
    if (given !== undefined && isList(given))
      for (const [index, statement] of itemsOf(given)) yield { ...written, path: [...at, index], statement };
    else if (given) yield { ...written, path: at, statement: given };
  }
}
