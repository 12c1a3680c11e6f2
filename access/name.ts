/** The form of a name, and how to say it. */
export interface NameForm {
  /** What bears the name. */
  readonly what: string;
  readonly form: RegExp;
  readonly says: string;
}

/** What is wrong with a name, or `undefined`. */
export function nameProblem({ what, form, says }: NameForm, name: string): string | undefined {
  // Names become keys of maps here and in the tools that read the outputs, where these mean something else.
  if (name in Object.prototype)
    return `"${name}" cannot be the name of a ${what}: JavaScript reserves it; choose another`;
  return form.test(name) ? undefined : `"${name}" cannot be the name of a ${what}: a name is ${says}`;
}
