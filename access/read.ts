/** From what somebody wrote to an `Access`, or to everything that is wrong with it. */
import type { Access } from "./access";
import { checkDeclaration, type DeclarationContext } from "./check";
import { checkAccess } from "./check-access";
import { lint } from "./lint";
import { valueAt, withoutEntries, withoutWrongShapes } from "./mended";
import { wrongNames } from "./name";
import { type Path, type Problem, problemsOf } from "./problem";
import { resolveAccess } from "./resolve";
import { type AccessFile, accessSchema } from "./schema";
import { isUnknown } from "./unknown";

export interface ReadAccess {
  /** Missing when there is an error among the problems. */
  readonly access?: Access;
  readonly problems: readonly Problem[];
}

const plain: DeclarationContext = { makesProviders: true };

/**
 * Checks a declaration and resolves it. All problems come at once: none hides another, and none is reported that only
 * follows from another.
 */
export function readAccess(declared: unknown, context: DeclarationContext = plain): ReadAccess {
  const shapeProblems = checkShape(declared);
  const mended =
    shapeProblems.length === 0
      ? { file: declared as AccessFile, declaredPath: (path: Path) => path, isKnown: () => true }
      : withoutWrongShapes(declared, shapeProblems, checkShape);
  if (!mended) return { problems: shapeProblems };
  const { file, declaredPath, isKnown } = mended;
  const problems = [
    ...shapeProblems,
    ...checkDeclaration(file, context)
      .filter(isKnown)
      .map((problem) => ({ ...problem, path: declaredPath(problem.path) })),
  ];
  const whole = problems.length === 0;
  const sound = whole ? file : withoutEntries(file, problems);
  if (!sound) return { problems };
  const access = resolveAccess(sound);
  problems.push(...checkAccess(access, whole), ...lint({ access, file: sound, whole }));
  return { problems, ...(failures(problems, false).length === 0 && { access }) };
}

/** Everything with the wrong shape, except text that is not known yet: its form cannot be checked. */
function checkShape(declared: unknown): Problem[] {
  const shape = accessSchema.safeParse(declared);
  const wrongShapes = shape.success ? [] : problemsOf(shape.error.issues);
  const unknownKeys = new Set(
    wrongShapes.filter(({ aboutKey }) => aboutKey).map(({ path }) => path.join(" ")),
  );
  const problems = [
    ...wrongNames(declared).filter(({ path }) => !unknownKeys.has(path.join(" "))),
    ...wrongShapes,
  ];
  return problems.filter(({ path, aboutKey }) => {
    const value = aboutKey ? undefined : valueAt(declared, path);
    return !(typeof value === "string" && isUnknown(value));
  });
}

/** Errors only, or with the warnings as errors too. */
export function failures<Reported extends Problem>(
  problems: readonly Reported[],
  strict: boolean,
): Reported[] {
  return problems.filter(({ severity }) => strict || severity === "error");
}
