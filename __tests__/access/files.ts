/** Access files to start a test from. */
import { stringify } from "yaml";
import { type Access, loadAccess, type PlacedProblem, readAccess } from "../../access";

type Mapping = Record<string, unknown>;

/** The lab without its users: an identity account, two target accounts, a role in both. */
export const base = {
  deployWith: { role: "OrganizationAccountAccessRole" },
  identityAccount: { id: "111111111111" },
  targetAccounts: {
    "account-b": { id: "222222222222", tags: { environment: "dev" } },
    "account-c": { id: "333333333333", tags: { environment: "prod" } },
  },
  roles: { Reader: { targetAccounts: "*", managedPolicies: ["AmazonS3ReadOnlyAccess"] } },
};

/** The base with other keys in place of its own. */
export function file(overrides: Mapping = {}): Mapping {
  return { ...structuredClone(base), ...overrides };
}

/** The base with its one role saying this. */
export function fileWithRole(role: Mapping, overrides: Mapping = {}): Mapping {
  return file({ roles: { Reader: { targetAccounts: "*", ...role } }, ...overrides });
}

/** The access that a file declares; fails when there is an error in it. */
export function accessOf(declared: unknown): Access {
  const { access, problems } = readAccess(declared);
  if (!access)
    throw new Error(problems.map(({ path, message }) => `${path.join(".")}  ${message}`).join("\n"));
  return access;
}

/** What is wrong with a text, in the form of the contract, in the order of the file. */
export function textsOf(text: string): string[] {
  return loadAccess(text, "access.yaml").problems.map((problem) => problem.text);
}

/** The problems of a file, written as YAML: each as `path  message`, without its position. */
export function problemsOf(declared: unknown): string[] {
  return textsOf(yamlOf(declared)).map((text) => text.replace(/^access\.yaml:\d+:\d+ {2}/, ""));
}

/** The errors of a file, written as YAML; warnings are another matter. */
export function errorsOf(declared: unknown): PlacedProblem[] {
  return loadAccess(yamlOf(declared), "access.yaml").problems.filter(({ severity }) => severity === "error");
}

/** What one rule finds in a file. */
export function findings(rule: string, declared: unknown): PlacedProblem[] {
  return loadAccess(yamlOf(declared), "access.yaml").problems.filter(({ code }) => code === rule);
}

function yamlOf(declared: unknown): string {
  return typeof declared === "string" ? declared : stringify(declared, { aliasDuplicateObjects: false });
}
