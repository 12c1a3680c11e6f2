/** What a report says of itself: what it is about, how much of it there is, and which files it was made from. */
import type { Access } from "../access";

/** The files that a report was made from, and their commit. */
export interface Provenance {
  /** The access file first, then the files that it includes. */
  readonly files: readonly SourceFile[];
  /** The last commit of these files. `undefined`: git does not have them. */
  readonly commit?: SourceCommit;
}

/** A file that a report was made from. */
export interface SourceFile {
  /** Relative to the folder of the access file, with slashes. */
  readonly name: string;
  /** The SHA-256 of its bytes, in hexadecimal, as `sha256sum` shows it. */
  readonly sha256: string;
}

/** The last commit that changed one of the files. */
export interface SourceCommit {
  readonly id: string;
  /** When it was made, in UTC: `2026-11-29T22:06:18Z`. */
  readonly date: string;
  /** Whether one of the files has changed since. */
  readonly isChangedSince: boolean;
}

/** The title of every report. */
export function titleOf({ identityAccount: { id, alias } }: Access): string {
  return `AWS access from ${alias === undefined ? id : `${alias} (${id})`}`;
}

/** `3 users · 2 groups · 4 roles · 8 target accounts` */
export function countsText({ users, groups, roles, targetAccounts }: Access): string {
  const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;
  return [
    counted(users.length, "user"),
    counted(groups.length, "group"),
    counted(roles.length, "role"),
    counted(targetAccounts.length, "target account"),
  ].join(" · ");
}

/** The commit and the files in words. A report gives each a line of its own, for `withoutProvenance`. */
export function provenanceLines({ files, commit }: Provenance): string[] {
  const changed = commit?.isChangedSince ? ", with changes that are not committed" : "";
  return [
    ...(commit ? [`Commit ${commit.id} of ${commit.date}${changed}`] : []),
    ...files.map(({ name, sha256 }) => `${name}: SHA-256 ${sha256}`),
  ];
}

/** A report without the lines of its provenance: what is the same wherever and whenever it is made. */
export function withoutProvenance(report: string): string {
  return report.replace(
    /^(?:<p>|\* )?(?:Commit `?[0-9a-f]{40,64}`? of [^<>\n]*|[^<>|\n]+: (?:SHA-256|`SHA-256`) `?[0-9a-f]{64}`?)(?:<\/p>)?\n/gm,
    "",
  );
}
