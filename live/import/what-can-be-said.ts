/** Takes out of an access file what its rules refuse, and says so. */
import { type AccessFile, failures, type Problem, pathText, readAccess } from "../../access";

/** A declaration without errors, and what was taken out of it. */
export interface Said {
  readonly declaration: AccessFile;
  readonly left: readonly LeftUnsaid[];
}

/** Something that is there, and that the access file cannot say. */
export interface LeftUnsaid {
  /** What it is about, such as `roles.Reader`. */
  readonly about: string;
  /** The problem that the access file would have. */
  readonly problem: string;
  /** Whether the whole entry is taken for made elsewhere. */
  readonly existing: boolean;
}

type Entry = Record<string, unknown>;

/** More rounds than entries can have problems hidden by others. */
const mostRounds = 10;

/**
 * The declaration without what its rules refuse: a grant or policy is taken out, a role, user or group with any other error
 * becomes one that is made elsewhere. Nothing that is left out lets anybody in.
 */
export function whatCanBeSaid(drafted: AccessFile): Said {
  const declaration = JSON.parse(JSON.stringify(drafted)) as AccessFile;
  const left: LeftUnsaid[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const errors = failures(readAccess(declaration, { isFile: true }).problems, false);
    if (errors.length === 0) return { declaration, left };
    // Last first: taking out an item of a list moves those behind it.
    for (const problem of [...errors].reverse()) {
      const existing = takeOut(declaration, problem);
      left.push({ about: pathText(problem.path.slice(0, 2)), problem: problem.message, existing });
    }
  }
  const [first] = failures(readAccess(declaration, { isFile: true }).problems, false);
  throw new Error(
    `the access file cannot say what is there: ${first && `${pathText(first.path)}: ${first.message}`}`,
  );
}

/** Takes out what a problem is about. Returns whether the entry is now one that is made elsewhere. */
function takeOut(declaration: AccessFile, { path }: Problem): boolean {
  const [map, name, key, index] = path;
  const entries = (declaration as unknown as Record<string, Record<string, Entry>>)[String(map)];
  const entry = entries?.[String(name)];
  if (!entries || !entry) return false;
  if (key === "canAssume" && typeof index === "number") {
    (entry.canAssume as unknown[]).splice(index, 1);
    return false;
  }
  if (map === "users" && key === "groups" && typeof index === "number") {
    (entry.groups as unknown[]).splice(index, 1);
    return false;
  }
  if (
    ["principals", "targetAccounts", "identityProviders"].includes(String(map)) ||
    entry.existing === true
  ) {
    delete entries[String(name)];
    return false;
  }
  entries[String(name)] = { ...some(entry, keysOfExisting[String(map)] ?? []), existing: true };
  return true;
}

/** What stays of an entry that is made elsewhere. */
const keysOfExisting: Readonly<Record<string, readonly string[]>> = {
  roles: ["roleName", "path", "targetAccounts"],
  users: ["path", "groups", "canAssume"],
  groups: ["path", "canAssume"],
};

function some(entry: Entry, keys: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => keys.includes(key)));
}
