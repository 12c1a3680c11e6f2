/** What a walk showed, as tables for the terminal. */
import { textTable } from "../reports/text-table";
import type { Trial } from "./matrix-trial";
import type { Walk } from "./walk";

/** Beyond this many, what was refused as expected is only counted. */
const manyTrials = 200;

const legend = [
  "tried: a real sts:AssumeRole with the user's own keys; the emulator decided with the identity account's policies.",
  "read:  read back from IAM and compared with the declaration, but not enforced. Of a trust policy, the principals were",
  "       compared; its conditions (MFA, external ID, addresses, ...) were not tried.",
];

/** The lines of the whole outcome, expected and observed. */
export function walkTables({ file, ok, trials, roles, lab, left }: Walk): string[] {
  const sections = [
    [`# ${file}: the access matrix`],
    matrixTable(trials),
    legend,
    ["# Roles, read back: trust policy, permissions, boundary, session duration"],
    textTable(
      ["account", "role", "as declared", ""],
      roles.flatMap(({ account, role, differences }) =>
        (differences.length === 0 ? ["yes"] : differences).map((text) => [
          account,
          role,
          text,
          mark(differences.length === 0),
        ]),
      ),
    ),
    ...(lab.length === 0
      ? []
      : [
          ["# The lab, step 4: tried"],
          textTable(
            ["user", "tries", "expected", "observed", ""],
            lab.map((row) => [row.as, row.tries, row.expected, row.observed, mark(row.ok)]),
          ),
        ]),
    ...(left.length === 0 ? [] : [["# After terraform destroy"], left]),
    [ok ? "All observed as expected." : "NOT as expected: see ✘."],
  ];
  return sections.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

function matrixTable(trials: readonly Trial[]): string[] {
  if (trials.length === 0) return ["There is nobody to try it."];
  const shown =
    trials.length <= manyTrials ? trials : trials.filter(({ ok, expected }) => !ok || expected === "allowed");
  const notes = [...new Set(shown.flatMap(({ note }) => note ?? []))];
  const rows = shown.map((trial) => {
    const how = (of: Trial["tried"][number]) =>
      trial.tried.includes(of) ? "tried" : trial.read.includes(of) ? "read" : "";
    const note = trial.note === undefined ? "" : `(${notes.indexOf(trial.note) + 1})`;
    const permission = trial.tried.includes("denied without MFA") ? "read; denial tried" : how("permission");
    return [
      trial.user,
      trial.account,
      trial.role,
      trial.expected,
      trial.observed,
      `${permission} ${note}`.trim(),
      how("trust"),
      mark(trial.ok),
    ];
  });
  return [
    ...textTable(["user", "account", "role", "expected", "observed", "permission", "trust", ""], rows),
    ...(shown.length < trials.length
      ? [`... and ${trials.length - shown.length} more, refused as expected`]
      : []),
    ...notes.map((note, index) => `(${index + 1}) ${note}`),
  ];
}

function mark(ok: boolean): string {
  return ok ? "✔" : "✘";
}
