/** From what somebody wrote to an `Access`, or to everything that is wrong with it. */
import type { Access } from "./access";
import { checkDeclaration, type DeclarationContext } from "./check";
import { checkAccess } from "./check-access";
import { lint } from "./lint";
import { type Path, type Problem, problemsOf } from "./problem";
import { resolveAccess } from "./resolve";
import { type AccessFile, accessSchema } from "./schema";

export interface ReadAccess {
  /** Missing when there is an error among the problems. */
  readonly access?: Access;
  readonly problems: readonly Problem[];
}

const plain: DeclarationContext = { isUnresolved: () => false, makesProviders: true };

/**
 * Checks a declaration and resolves it. All problems come at once: an entry of the wrong shape hides none of the problems
 * of the others.
 */
export function readAccess(declared: unknown, context: DeclarationContext = plain): ReadAccess {
  const shape = accessSchema.safeParse(declared);
  const shapeProblems = shape.success
    ? []
    : problemsOf(shape.error.issues).filter(({ path, aboutKey }) => {
        const value = aboutKey ? undefined : valueAt(declared, path);
        return !(typeof value === "string" && context.isUnresolved(value));
      });
  const file =
    shapeProblems.length === 0 ? (declared as AccessFile) : withoutWrongShapes(declared, shapeProblems);
  if (!file) return { problems: shapeProblems };
  const problems = [...shapeProblems, ...checkDeclaration(file, context)];
  if (problems.length > 0) return { problems };
  const access = resolveAccess(file);
  const errors = checkAccess(access);
  return {
    problems: [...errors, ...lint({ access, file })],
    ...(errors.length === 0 && { access }),
  };
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === "object" ? (value as Record<string, unknown>)[part] : undefined,
    root,
  );
}

/**
 * The declaration without what has the wrong shape, so that the rest can be checked: wrong values go, and what cannot be
 * without them gets a stand-in that no check speaks of. `undefined` when nothing is left to check.
 */
function withoutWrongShapes(declared: unknown, problems: readonly Problem[]): AccessFile | undefined {
  const file = structuredClone(declared);
  if (!isMapping(file)) return undefined;
  // Deepest and last first: taking out an item of a list moves those behind it.
  for (const { path, aboutKey } of [...problems].sort((a, b) => comparePaths(b.path, a.path))) {
    const parent = valueAt(file, path.slice(0, -1));
    const key = path.at(-1);
    if (key === undefined || parent === null || typeof parent !== "object") continue;
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    // A wrong name still names what others refer to.
    else if (!aboutKey || !isEntry(path)) delete (parent as Record<string, unknown>)[key];
  }
  let standIns = 0;
  const accountId = () => `unknown ${++standIns}`;
  const identity = isMapping(file.identityAccount) ? file.identityAccount : {};
  file.identityAccount = { id: accountId(), ...identity };
  for (const map of ["targetAccounts", "roles", "groups", "users", "principals"]) {
    const entries: Record<string, unknown> = isMapping(file[map]) ? file[map] : {};
    file[map] = entries;
    for (const [name, entry] of Object.entries(entries)) {
      const given = isMapping(entry) ? entry : {};
      if (map === "targetAccounts") entries[name] = { id: accountId(), ...given };
      else if (map === "roles") entries[name] = { targetAccounts: "*", ...given };
      else if (map === "principals") entries[name] = { roleName: accountId(), ...given };
      else entries[name] = given;
    }
  }
  return file as unknown as AccessFile;
}

function isEntry(path: Path): boolean {
  return path.length === 2;
}

function comparePaths(a: Path, b: Path): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [x, y] = [a[index], b[index]];
    if (x === y) continue;
    return typeof x === "number" && typeof y === "number" ? x - y : String(x) < String(y) ? -1 : 1;
  }
  return a.length - b.length;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Errors only, or with the warnings as errors too. */
export function failures(problems: readonly Problem[], strict: boolean): Problem[] {
  return problems.filter(({ severity }) => strict || severity === "error");
}
