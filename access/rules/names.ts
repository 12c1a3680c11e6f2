/** Rules about names: the keys of the maps in a declaration. */
import { each } from "../each";
import type { Path } from "../problem";
import type { Readable } from "../readable";
import { type AccessFile, nameForms } from "../schema";
import { errorRule } from "./rule";
import { inlinePolicies } from "./written";

interface Names {
  readonly path: Path;
  readonly names: readonly string[];
  readonly form: (typeof nameForms)[keyof typeof nameForms];
}

/** The names in every map, those of values that cannot be read too. */
function namesIn(declaration: Readable<AccessFile>): Names[] {
  const names = (form: keyof typeof nameForms, ...patterns: Parameters<typeof each>[1][]) =>
    each(declaration, ...patterns).map(({ path, value }) => ({
      path,
      form: nameForms[form],
      // The schema library skips this one.
      names: Object.keys(value as object).filter((name) => name !== "__proto__"),
    }));
  return [
    ...names("account", "targetAccounts"),
    ...names("role", "roles"),
    ...names("group", "groups"),
    ...names("user", "users"),
    ...names("principal", "principals"),
    ...names("identityProvider", "identityProviders"),
    ...names("policy", "policies", ...inlinePolicies),
  ];
}

export const invalidName = errorRule("invalid-name", function* ({ declaration }) {
  for (const { path, names, form } of namesIn(declaration))
    for (const name of names.filter((each) => !form.form.test(each))) {
      const message = `${JSON.stringify(name)} cannot be the name of a ${form.what}: a name is ${form.says}`;
      yield { path: [...path, name], aboutKey: true, message, data: { name } };
    }
});

export const reservedName = errorRule("reserved-name", function* ({ declaration }) {
  for (const { path, names } of namesIn(declaration))
    for (const name of names) {
      const at = { path: [...path, name], aboutKey: true };
      const remedy = "choose another name";
      // Names become keys of objects here and in the tools that read the outputs.
      if (name in Object.prototype)
        yield { ...at, message: `"${name}" is a reserved word of JavaScript; ${remedy}` };
    }
});

/** IAM treats such names as equal. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const namesEqualButForCase = errorRule("names-equal-but-for-case", function* ({ declaration }) {
  for (const { path, names, form } of namesIn(declaration)) {
    const seen = new Map<string, string>();
    for (const name of names) {
      const other = seen.get(name.toLowerCase());
      seen.set(name.toLowerCase(), name);
      if (other === undefined) continue;
      const why =
        form === nameForms.account ? "and people would confuse the two" : "which IAM treats as one name";
      const message = `differs from "${other}" only in upper and lower case, ${why}; rename one`;
      yield { path: [...path, name], aboutKey: true, message, data: { name, other } };
    }
  }
});
