import { differenceBetween } from "../reports/difference/difference";
import { differenceJson } from "../reports/difference/difference-json";
import { differenceRows, findingsOf } from "../reports/difference/difference-rows";
import { differenceMarkdown, differenceText } from "../reports/difference/difference-text";
import { findingIds } from "../reports/difference/findings";
import { type Proof, proofLines, proveNoNewAccess } from "../reports/difference/proof";
import { json } from "../reports/json";
import { text } from "../reports/markdown";
import { readRevision } from "./access-file";
import { Exit, exitStatus } from "./exit";
import { namesToFailOn, occurring } from "./fail-on";
import { printDocument, printMarked, showWork } from "./terminal";

export interface DiffOptions {
  readonly format: "text" | "markdown" | "json";
  /** Levels and ids of findings, with commas between them. `high` stands for all findings of that level. */
  readonly failOn?: string;
  /** What to prove, instead of showing the difference. */
  readonly prove?: "no-new-access";
  /** Terraform state to compare with the second access file: a file, or a folder of them. */
  readonly state?: string;
}

/**
 * Shows the access that a change gives, changes and takes, and the other changes that matter to security.
 *
 * @param before an access file, or `git:<revision>[:<path>]`; the path is relative to the working directory
 * @throws Exit when a finding of `failOn` occurs, or when there is no proof of what is to be proven
 */
export function diff(before: string, after: string, { format, failOn, prove, state }: DiffOptions): void {
  const failing = namesToFailOn(failOn ?? "", findingIds);
  // What was declared before is not refused now: a rule may be newer than it.
  const old = readRevision(before, { quiet: true, acceptRefused: true });
  const now = readRevision(after, { quiet: true, state });
  showWork("comparing");
  const declarations = { before: old.declaration, after: now.declaration };
  if (prove) {
    showProof(proveNoNewAccess(old.access, now.access, declarations), format);
    return;
  }
  const difference = differenceBetween(old.access, now.access, declarations);
  const rows = differenceRows(difference);
  if (format === "json") printDocument([differenceJson(difference, rows.renamed)]);
  else if (format === "markdown") printDocument([differenceMarkdown(rows)]);
  else printMarked(differenceText(rows));
  const found = occurring(failing, findingsOf(rows));
  if (found.length > 0)
    throw new Exit(
      exitStatus.wrongInput,
      `the change has findings that --fail-on names: ${found.join(", ")}`,
    );
}

function showProof(proof: Proof, format: DiffOptions["format"]): void {
  const parts = proofLines(proof);
  if (format === "json") printDocument([`${json(proof, 2)}\n`]);
  else if (format === "markdown")
    printDocument(parts.flatMap(({ lines }) => lines).map((line) => `${text(line)}\n\n`));
  else printMarked(parts);
  if (proof.answer !== "proven")
    throw new Exit(exitStatus.wrongInput, `--prove no-new-access: ${proof.answer}`);
}
