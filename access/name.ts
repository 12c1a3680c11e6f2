/** What the names in an access file may be. */
import * as limits from "../iam/limits";
import { error, type Path, type Problem } from "./problem";

/** The form of a name, and how to say it. */
interface NameForm {
  /** What bears the name. */
  readonly what: string;
  readonly form: RegExp;
  readonly says: string;
}

const upTo64 = "1-64 letters, digits or any of _ + = , . @ -";
const upTo128 = "1-128 letters, digits or any of _ + = , . @ -";

export const nameForms = {
  account: {
    what: "target account",
    form: /^[A-Za-z0-9][\w.-]{0,63}$/,
    says: "1-64 letters, digits, dots, hyphens or underscores, a letter or digit first",
  },
  role: { what: "role", form: limits.roleOrUserName, says: upTo64 },
  user: { what: "user", form: limits.roleOrUserName, says: upTo64 },
  group: { what: "group", form: limits.groupOrPolicyName, says: upTo128 },
  policy: { what: "policy", form: limits.groupOrPolicyName, says: upTo128 },
  principal: { what: "principal", form: limits.roleOrUserName, says: upTo64 },
} as const satisfies Record<string, NameForm>;

/** Where names are the keys of a map, and of what; `*` is any of them. */
const namedMaps: readonly (readonly [path: readonly string[], form: NameForm])[] = [
  [["targetAccounts"], nameForms.account],
  [["roles"], nameForms.role],
  [["roles", "*", "inlinePolicies"], nameForms.policy],
  [["roles", "*", "overrides"], nameForms.account],
  [["roles", "*", "overrides", "*", "inlinePolicies"], nameForms.policy],
  [["groups"], nameForms.group],
  [["users"], nameForms.user],
  [["principals"], nameForms.principal],
];

/** Every name in a declaration, of whatever shape the rest is, that cannot be one. */
export function wrongNames(declared: unknown): Problem[] {
  const wrong = namedMaps.flatMap(([path, form]) =>
    mapsAt(declared, path).flatMap(({ map, at }) =>
      Object.keys(map)
        .filter((name) => name !== reserved)
        .flatMap((name) => {
          const problem = nameProblem(form, name);
          return problem === undefined ? [] : [error([...at, name], problem, { aboutKey: true })];
        }),
    ),
  );
  return [...wrong, ...reservedKeys(declared, [])];
}

/** The one key that the schema library passes over, wherever it stands. */
const reserved = "__proto__";

function reservedKeys(value: unknown, path: Path): Problem[] {
  // What is below these has checks of its own, and is of no known depth.
  if (path.at(-2) === "inlinePolicies" || path.at(-1) === "custom" || path.length > 9) return [];
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => reservedKeys(item, [...path, index]));
  return Object.entries(value).flatMap(([key, inner]) =>
    key === reserved
      ? [
          error([...path, key], `"${key}" cannot be a name: JavaScript reserves it; choose another`, {
            aboutKey: true,
          }),
        ]
      : reservedKeys(inner, [...path, key]),
  );
}

function nameProblem({ what, form, says }: NameForm, name: string): string | undefined {
  // Names become keys of maps here and in the tools that read the outputs, where these mean something else.
  if (name in Object.prototype)
    return `${JSON.stringify(name)} cannot be the name of a ${what}: JavaScript reserves it; choose another`;
  return form.test(name)
    ? undefined
    : `${JSON.stringify(name)} cannot be the name of a ${what}: a name is ${says}`;
}

function mapsAt(
  declared: unknown,
  path: readonly string[],
  at: Path = [],
): { readonly map: object; readonly at: Path }[] {
  if (declared === null || typeof declared !== "object" || Array.isArray(declared)) return [];
  const [key, ...rest] = path;
  if (key === undefined) return [{ map: declared, at }];
  return Object.entries(declared)
    .filter(([name]) => key === "*" || key === name)
    .flatMap(([name, inner]) => mapsAt(inner, rest, [...at, name]));
}
