/** The access file that most walks begin with: one target account, a role, a group, and a user. */
type Entry = Record<string, unknown>;
type Entries = Record<string, Entry>;

/** An access file as a text editor sees it: the synth checks it, not the compiler. */
export interface Company {
  deployWith: unknown;
  identityAccount: Entry;
  targetAccounts: Entries;
  roles: Entries;
  groups: Entries;
  users: Entries;
  ignore: string[];
  [key: string]: unknown;
}

/** Account ids of a walk, by a letter: the same letter has the same id. */
export type Ids = (letter: string) => string;

/** An access file, for the accounts of a walk. */
export type Files = (id: Ids) => Company;

/** A policy that is there in each account. */
export const reading = { name: "reading" };
/** Another. */
export const writing = { name: "writing" };

/** An inline policy. */
export const looking = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "ec2:DescribeRegions", Resource: "*" }],
};

/** A role as most are. */
export function role(targetAccounts: readonly string[], more: Entry = {}): Entry {
  return {
    targetAccounts,
    requireMfa: false,
    managedPolicies: [reading],
    inlinePolicies: { looking },
    ...more,
  };
}

/** The company's access file, changed. */
export function company(...changes: readonly ((file: Company, id: Ids) => void)[]): Files {
  return (id) => {
    const file: Company = {
      deployWith: { role: "Deployer" },
      identityAccount: { id: id("home") },
      targetAccounts: { a: { id: id("a") } },
      roles: { Reader: role(["a"]) },
      groups: { staff: { canAssume: ["Reader"] } },
      users: { alex: { groups: ["staff"] } },
      ignore: ["readable-password", "nothing-granted", "nobody-may-assume"],
    };
    for (const change of changes) change(file, id);
    return file;
  };
}
