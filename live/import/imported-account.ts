/** The accounts of an access file that `import` writes: their names. */
import { byCodePoint } from "../../iam/policy-document";

/** An account, as the access file names it. */
export interface ImportedAccount {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is known of an account. */
export interface KnownAccount {
  readonly id: string;
  /** Its name, such as in AWS Organizations. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The most characters of a name of an account. */
const nameLength = 64;

/** Account id -> the account as the file names it. Characters that the file does not allow in a name become hyphens. */
export function importedAccounts(known: readonly KnownAccount[]): Map<string, ImportedAccount> {
  const taken = new Set<string>();
  return new Map(
    [...known]
      .sort((a, b) => byCodePoint(a.id, b.id))
      .map(({ id, name = "", tags = {} }) => {
        const allowed = allowedName(name);
        const isFree = allowed !== "" && !taken.has(allowed);
        const chosen = isFree ? allowed : `${allowed.slice(0, nameLength - 13) || "account"}-${id}`;
        taken.add(chosen);
        return [id, { name: chosen, tags }];
      }),
  );
}

/** The name that the access file can give an account; empty if none is left. */
export function allowedName(name: string): string {
  return name
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|-+$/g, "")
    .slice(0, nameLength);
}
