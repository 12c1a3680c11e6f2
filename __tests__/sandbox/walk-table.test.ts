/** The outcome as people read it. */
import type { Trial } from "../../sandbox/matrix-trial";
import type { Walk } from "../../sandbox/walk";
import * as walkTable from "../../sandbox/walk-table";

const trial = (changes: Partial<Trial>): Trial => ({
  user: "alex",
  account: "dev",
  role: "Reader",
  expected: "allowed",
  observed: "allowed",
  tried: ["permission"],
  read: ["permission", "trust"],
  ok: true,
  ...changes,
});

const outcome = (trials: readonly Trial[]): Walk => ({
  file: "access.yaml",
  ok: trials.every(({ ok }) => ok),
  steps: [],
  trials,
  roles: [{ account: "dev", role: "Reader", differences: [], ok: true }],
  lab: [],
  left: [],
});

const walkTables = (walk: Walk) => walkTable.walkTables(walk).join("\n");

const rowOf = (text: string, user: string) =>
  text
    .split("\n")
    .find((line) => line.startsWith(`${user} `))
    ?.split(/ {2,}/);

test("the table says which half of the handshake was tried and which was read", () => {
  expect(rowOf(walkTables(outcome([trial({})])), "alex")).toEqual([
    "alex",
    "dev",
    "Reader",
    "allowed",
    "allowed",
    "tried",
    "read",
    "✔",
  ]);
});

test("what was read only is said to be, and why", () => {
  const note = "the emulator cannot tell it from Admin";
  const text = walkTables(outcome([trial({ tried: [], note })]));
  expect(rowOf(text, "alex")).toEqual([
    "alex",
    "dev",
    "Reader",
    "allowed",
    "allowed",
    "read (1)",
    "read",
    "✔",
  ]);
  expect(text).toContain(`(1) ${note}`);
});

test("a denial without MFA is said to be tried, and the permission behind it read", () => {
  const text = walkTables(outcome([trial({ tried: ["denied without MFA"], note: "no MFA" })]));
  expect(rowOf(text, "alex")?.slice(5, 7)).toEqual(["read; denial tried (1)", "read"]);
});

test("a difference stands out", () => {
  const text = walkTables(outcome([trial({ observed: "permission tried: access denied", ok: false })]));
  expect(rowOf(text, "alex")?.at(-1)).toBe("✘");
  expect(text).toMatch(/NOT as expected: see ✘\.$/);
});

test("of very many, those refused as expected are only counted", () => {
  const refused = { expected: "access denied", observed: "access denied" } as const;
  const many = Array.from({ length: 300 }, (_, index) => trial({ user: `user-${index}`, ...refused }));
  const text = walkTables(outcome([...many, trial({}), trial({ user: "blake", ...refused, ok: false })]));
  expect(text).toContain("... and 300 more, refused as expected");
  expect(rowOf(text, "alex")).toBeDefined();
  expect(rowOf(text, "blake")).toBeDefined();
});
