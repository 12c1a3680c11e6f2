/** From a declaration to an `Access`, or to everything that is wrong with it. */
import type { Access } from "./access";
import { failures, type Problem } from "./problem";
import { resolveAccess } from "./resolve";
import { rules } from "./rules";
import { inOrder, runRules } from "./rules/engine";
import { readShape } from "./shape";

/** Options for reading a declaration. */
export interface ReadOptions {
  /** Whether providers are made from `deployWith`, rather than brought by the caller. Default: true. */
  readonly makesProviders?: boolean;
  /** Whether the declaration comes from a file, which holds no text that only Terraform knows. Default: false. */
  readonly isFile?: boolean;
}

/** The result of reading a declaration. */
export interface ReadAccess {
  /** The checked access. `undefined` if there is an error among the problems. */
  readonly access?: Access;
  /**
   * The access also where rules refuse it, as long as every value can be read and every name exists: for a comparison
   * with what was declared before a rule was known.
   */
  readonly refused?: Access;
  /** In the order of the declaration. */
  readonly problems: readonly Problem[];
}

/**
 * Checks a declaration and resolves it. All problems come at once: none hides another, and none is only the consequence of
 * another.
 */
export function readAccess(
  declared: unknown,
  { makesProviders = true, isFile = false }: ReadOptions = {},
): ReadAccess {
  const { declaration, unreadable, problems: shape } = readShape(declared);
  if (!declaration) return { problems: shape };
  const { access, problems: references } = resolveAccess(declaration, unreadable);
  const isReadable = unreadable.isReadable.bind(unreadable);
  const found = runRules(rules, { declaration, access, isReadable, makesProviders, isFile });
  const problems = inOrder([...shape, ...references, ...found], declared);
  const isSound = failures(problems, false).length === 0;
  const isWhole = failures([...shape, ...references], false).length === 0;
  return { problems, ...(isSound ? { access } : isWhole && { refused: access }) };
}
