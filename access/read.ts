/** From a declaration to an `Access`, or to everything that is wrong with it. */
import type { Access } from "./access";
import { atOrigins, withDefaults } from "./defaults";
import type { Deployed } from "./deployed";
import type { ReadFile } from "./file-reference";
import { withProviderHosts } from "./identity-providers";
import { failures, type Problem } from "./problem";
import { resolveAccess } from "./resolve";
import { changeRules, rules } from "./rules";
import { inOrder, runRules } from "./rules/engine";
import { readShape } from "./shape";

/** Options for reading a declaration. */
export interface ReadOptions {
  /** Whether providers are made from `deployWith`, rather than brought by the caller. Default: true. */
  readonly makesProviders?: boolean;
  /** Whether the declaration comes from a file, which holds no text that only Terraform knows. Default: false. */
  readonly isFile?: boolean;
  /** The time of the check, for warnings about ends in the past. Default: no such warnings. */
  readonly now?: Date;
  /** Reads the files that values name. Default: a value that names a file is an error. */
  readonly readFile?: ReadFile;
  /** Tells what is deployed, to warn of what the next apply would do to it. It is called if there is no error. Default: unknown. */
  readonly deployed?: (access: Access) => Deployed;
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
  { makesProviders = true, isFile = false, readFile, deployed, now }: ReadOptions = {},
): ReadAccess {
  const { value, originOf } = withDefaults(declared);
  const { declaration: read, unreadable, problems: shape } = readShape(value, readFile);
  if (!read) return { problems: shape };
  const declaration = withProviderHosts(read);
  const { access, problems: references } = resolveAccess(declaration, unreadable);
  const isReadable = unreadable.isReadable.bind(unreadable);
  const rulesOn = { declaration, access, isReadable, makesProviders, isFile, now };
  const found = [...shape, ...references, ...runRules(rules, rulesOn)];
  const isSound = failures(found, false).length === 0;
  const changes =
    isSound && access && deployed ? runRules(changeRules, { ...rulesOn, deployed: deployed(access) }) : [];
  const problems = inOrder(atOrigins([...found, ...changes], originOf), declared);
  const isWhole = failures([...shape, ...references], false).length === 0;
  return { problems, ...(isSound ? { access } : isWhole && { refused: access }) };
}
