import { Annotations } from "cdktf";
import type { Construct } from "constructs";
import { type Access, failures, messageText, type Path, type Problem, pathText, readAccess } from "../access";
import { isUnknown, unknownInText } from "../access/unknown";
import { type Origin, originOf } from "./resource";
import { PropTokens } from "./text";

export interface DeclarationProps {
  /** What the props declare, by the keys of an access file. Text may hold tokens. */
  readonly declaration: object;
  /** Whether the construct makes providers as `deployWith` says, or the caller brings them. */
  readonly makesProviders: boolean;
  /**
   * Where in the props something of the declaration is, such as `targetAccounts[0].id`.
   *
   * @default - where it is in the declaration
   */
  readonly pathInProps?: (path: Path, aboutKey: boolean) => string;
}

/** The access that the props of a construct declare, and the origin of its resources. */
export interface DeclaredAccess {
  readonly access: Access;
  readonly origin: Origin;
}

/**
 * Reads the props of a construct by the rules of the access file. Warnings become annotations of the construct.
 *
 * @throws Error with all problems of the props, one a line
 */
export function declaredAccess(
  scope: Construct,
  { declaration, makesProviders, pathInProps = pathText }: DeclarationProps,
): DeclaredAccess {
  const line = (problem: Problem) => {
    const { path, aboutKey = false } = problem;
    const key = path.at(-1);
    const reason =
      aboutKey && typeof key === "string" && isUnknown(key)
        ? "is a token; a name is part of addresses, so write the name itself"
        : messageText(problem);
    return withoutUnknown(`${pathInProps(path, aboutKey)}  ${reason}`);
  };
  const fail = (problems: readonly Problem[]): never => {
    throw new Error([`${scope.node.path}: the props are not valid`, ...problems.map(line)].join("\n  "));
  };

  const tokens = new PropTokens();
  const plain = tokens.plain(declaration);
  if (plain.problems.length > 0) fail(plain.problems);
  const { access, problems } = readAccess(plain.props, { makesProviders });
  if (!access) return fail(failures(problems, false));
  for (const warning of problems.map(line)) warnOnce(scope, warning);
  return { access, origin: originOf(scope, access, tokens) };
}

/** Annotates a construct with a warning, unless it has it already. */
export function warnOnce(scope: Construct, warning: string): void {
  if (!scope.node.metadata.some(({ data }) => data === warning)) Annotations.of(scope).addWarning(warning);
}

/** A message as people can read it: Terraform says the same of what it does not know yet. */
function withoutUnknown(message: string): string {
  return message.replace(unknownInText, "(known after apply)");
}
