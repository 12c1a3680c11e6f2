/** The policy documents that people wrote, for the rules that read them. */
import type { PolicyDocument } from "../../iam/policy-document";
import { type PlacedStatement, statementsOf } from "../../iam/statement";
import type { Path } from "../problem";
import { policyDocumentOf } from "../resolve";
import type { AccessFile } from "../schema";

export interface WrittenStatement extends PlacedStatement {
  readonly roleName: string;
  /** `trust`: of a custom trust policy; `inline`: of an inline policy. */
  readonly kind: "trust" | "inline";
  /** In the access file. */
  readonly path: Path;
}

/** Every statement of the custom trust policies and inline policies, in overrides too. */
export function* writtenStatements(file: AccessFile): Iterable<WrittenStatement> {
  for (const [roleName, role] of Object.entries(file.roles)) {
    const path = ["roles", roleName];
    if (role.trustedEntity?.custom !== undefined)
      yield* statements(roleName, "trust", [...path, "trustedEntity", "custom"], role.trustedEntity.custom);
    for (const [name, document] of Object.entries(role.inlinePolicies ?? {}))
      yield* statements(roleName, "inline", [...path, "inlinePolicies", name], document);
    for (const [account, override] of Object.entries(role.overrides ?? {}))
      for (const [name, document] of Object.entries(override.inlinePolicies ?? {}))
        yield* statements(
          roleName,
          "inline",
          [...path, "overrides", account, "inlinePolicies", name],
          document,
        );
  }
}

function statements(
  roleName: string,
  kind: WrittenStatement["kind"],
  path: Path,
  document: unknown,
): WrittenStatement[] {
  return statementsOf(policyDocumentOf(document) as PolicyDocument).map((placed) => ({
    roleName,
    kind,
    statement: placed.statement,
    path: [...path, ...placed.path],
  }));
}
