/** Many walks in one: each goes on under names of its own, and with accounts of its own, in one common file. */
import { isDeepStrictEqual } from "node:util";
import { type Company, company, type Files, type Ids } from "./company";
import type { Names, Scene } from "./scene";
import { changes } from "./snapshot";
import { rules, steps, type Walk, type Walked } from "./walk";

const entities = ["targetAccounts", "roles", "groups", "users"] as const;

const letters: Ids = (letter) => letter;

/** Whether a walk changes entries only and no apply fails, so that it may go together with others. */
export function changesEntriesOnly(walk: Walk): boolean {
  const rest = (file: Company) =>
    Object.fromEntries(Object.entries(file).filter(([key]) => !entities.some((entity) => entity === key)));
  if (walk.fails || walk.alone) return false;
  return steps(walk).every((files) => isDeepStrictEqual(rest(files(letters)), rest(company()(letters))));
}

/** Whether a walk has the company's account, and no other. */
export function leavesAccountsAlone(walk: Walk): boolean {
  return (
    keepsAccount(walk) &&
    steps(walk).every((files) => Object.keys(files(letters).targetAccounts).length === 1)
  );
}

/** Whether the company's account stays as it is, so that walks can share it. */
function keepsAccount(walk: Walk): boolean {
  const { a } = company()(letters).targetAccounts;
  return steps(walk).every((files) => isDeepStrictEqual(files(letters).targetAccounts.a, a));
}

/** Takes walks together; what came of each, in their order. */
export async function takeTogether(walks: readonly Walk[], scene: Scene): Promise<Walked[]> {
  const count = Math.max(...walks.map((walk) => steps(walk).length));
  await scene.synth(together(walks, 0)(scene.id));
  await scene.apply();
  for (const [index, { byHand }] of walks.entries()) await byHand?.(scene, namesOf(index));
  const was = await scene.snapshot();
  const warned: string[][] = [];
  const failed: string[] = [];
  for (let step = 1; step < count; step++) {
    warned[step] = await scene.synth(together(walks, step)(scene.id));
    // What goes wrong with one walk is said of that one.
    await scene.apply().catch(({ message }: Error) => failed.push(...message.split("\n")));
  }
  const named = failed.filter((line) => /\bw\d+-/.test(line));
  const changed = changes(was, await scene.snapshot());
  const planned = await scene.planned();
  // Thousands of pairs are of two walks.
  const differences = await scene.differences((user, role) => walkOf(user) === walkOf(role));
  return walks.map((walk, index) => ({
    warns: rules(ownLines(warned[steps(walk).length - 1] ?? [], index)),
    failed: ownLines(named.length > 0 ? named : failed, index),
    changes: ownLines(changed, index),
    planned: ownLines(planned, index),
    differences: ownLines(differences, index),
  }));
}

/** Names of one walk among others. */
function namesOf(index: number): Names {
  return (name) => `w${index}-${name}`;
}

/** The walk that a name belongs to. */
function walkOf(name: string): string | undefined {
  return /^w\d+-/.exec(name)?.[0];
}

/** Lines about one walk among others, with its own names, and those about none. */
function ownLines(lines: readonly string[], index: number): string[] {
  return lines
    .filter((line) => line.includes(`w${index}-`) || !/\bw\d+-/.test(line))
    .map((line) => line.replaceAll(`w${index}-`, ""));
}

/** The files of walks at a step as one. A walk that has fewer steps stays at its last. */
function together(walks: readonly Walk[], step: number): Files {
  return (id) => {
    const file = company((common) => {
      for (const entity of entities) common[entity] = {};
    })(id);
    for (const [index, walk] of walks.entries()) {
      const own = steps(walk);
      const shared = ["home", ...(keepsAccount(walk) ? ["a"] : [])];
      const names: Names = (name) => (shared.includes(name) ? name : namesOf(index)(name));
      const files = own[Math.min(step, own.length - 1)] ?? company();
      const named = withNames(
        files((letter) => id(names(letter))),
        names,
      );
      for (const entity of entities) Object.assign(file[entity], named[entity]);
    }
    return file;
  };
}

/** A file with other names for its entries, wherever they stand. */
function withNames(file: Company, names: Names): Company {
  const entries = entities.flatMap((entity) => Object.entries(file[entity]));
  const known = new Set([
    ...entries.map(([name]) => name),
    ...entries.map(([, { renamedFrom }]) => renamedFrom).filter((name) => typeof name === "string"),
  ]);
  const text = (value: string) => (known.has(value) ? names(value) : value);
  const deep = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(deep);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [text(key), deep(inner)]));
  };
  return deep(file) as Company;
}
