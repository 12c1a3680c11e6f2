/** What a walk showed, as tables for the terminal. */
import type { Trial } from "./matrix-trial";
import type { Walk } from "./walk";

/** Beyond this many, what was refused as expected is only counted. */
const manyTrials = 200;

const legend = [
  "tried: a real sts:AssumeRole with the user's own keys; the emulator decided by the identity account's policies.",
  "read:  read back from IAM and compared with the declaration; nobody decided by it. Of a trust policy that is who it",
  "       names; whether its conditions (MFA, external ID, addresses, ...) are met was not tried.",
];

/** The whole outcome, expected and observed. */
export function walkTables({ file, ok, trials, roles, lab, left }: Walk): string {
  const sections = [
    `# ${file}: the access matrix`,
    matrixTable(trials),
    legend.join("\n"),
    "# Roles, read back: trust policy, permissions, boundary, session duration",
    table(
      ["account", "role", "as declared", ""],
      roles.map(({ account, role, differences }) => [
        account,
        role,
        differences.join("\n") || "yes",
        mark(differences.length === 0),
      ]),
    ),
    ...(lab.length === 0
      ? []
      : [
          "# The lab, step 4: tried",
          table(
            ["who", "tries", "expected", "observed", ""],
            lab.map((row) => [row.as, row.tries, row.expected, row.observed, mark(row.ok)]),
          ),
        ]),
    ...(left.length === 0 ? [] : ["# After terraform destroy", left.join("\n")]),
    ok ? "All observed as expected." : "NOT as expected: see ✘.",
  ];
  return sections.join("\n\n");
}

function matrixTable(trials: readonly Trial[]): string {
  if (trials.length === 0) return "There is nobody to try it.";
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
    table(["user", "account", "role", "expected", "observed", "permission", "trust", ""], rows),
    ...(shown.length < trials.length
      ? [`... and ${trials.length - shown.length} more, refused as expected`]
      : []),
    ...notes.map((note, index) => `(${index + 1}) ${note}`),
  ].join("\n");
}

function mark(ok: boolean): string {
  return ok ? "✔" : "✘";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  text.splice(
    1,
    0,
    widths
      .map((width) => "-".repeat(width))
      .join("  ")
      .trimEnd(),
  );
  return text.join("\n");
}
