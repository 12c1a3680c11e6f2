import { Annotations } from "cdktf";
import type { Construct } from "constructs";
import { failures, messageText, type Problem, pathText, readAccess } from "../access";
import type { Access } from "../access/access";

/**
 * The access that a construct's props declare; its warnings become the construct's annotations.
 *
 * @throws Error with all problems of the props, one a line
 */
export function declaredAccess(
  scope: Construct,
  declared: unknown,
  options: { makesProviders: boolean },
): Access {
  const { access, problems } = readAccess(declared, options);
  if (!access)
    throw new Error(
      [`${scope.node.path}: the props are wrong`, ...failures(problems, false).map(line)].join("\n  "),
    );
  for (const problem of problems) Annotations.of(scope).addWarning(line(problem));
  return access;
}

function line(problem: Problem): string {
  return `${pathText(problem.path)}  ${messageText(problem)}`;
}
