/** An access file in several files: one for the accounts of each value of a tag, such as a team. */
import type { AccessFile } from "../../access/schema";
import { byCodePoint } from "../../iam/policy-document";
import { allowedName } from "./imported-account";

/** The parts of a declaration: path, relative to the access file -> what it declares. The access file has an empty path. */
export type DeclarationParts = ReadonlyMap<string, Partial<AccessFile>>;

/**
 * Divides a declaration by a tag of its accounts. An account goes to the file of its value, with the roles that no other
 * value's accounts have. Everything else stays in the access file, which includes the others.
 *
 * @param folder where the files go, relative to the access file
 */
export function splitByTag(declaration: AccessFile, tag: string, folder: string): DeclarationParts {
  const { targetAccounts, roles, ...rest } = declaration;
  const fileOf = new Map(
    Object.entries(targetAccounts).flatMap(([name, { tags }]) => {
      const value = allowedName(tags?.[tag] ?? "").toLowerCase();
      return value === "" ? [] : [[name, `${folder}/${value}.yaml`] as const];
    }),
  );
  const filesOfRole = (accounts: AccessFile["roles"][string]["targetAccounts"]) =>
    new Set(Array.isArray(accounts) ? accounts.map((name) => fileOf.get(name)) : [undefined]);
  const parts = new Map<string, Part>();
  const partOf = (path: string | undefined): Part => {
    const part = parts.get(path ?? "") ?? { targetAccounts: {}, roles: {} };
    parts.set(path ?? "", part);
    return part;
  };
  const main = partOf(undefined);
  for (const [name, account] of Object.entries(targetAccounts))
    partOf(fileOf.get(name)).targetAccounts[name] = account;
  for (const [name, role] of Object.entries(roles)) {
    const [file, ...more] = filesOfRole(role.targetAccounts);
    partOf(more.length === 0 ? file : undefined).roles[name] = role;
  }
  const paths = [...parts.keys()].filter((path) => path !== "").sort(byCodePoint);
  return new Map<string, Partial<AccessFile>>([
    ["", { ...(paths.length > 0 && { include: paths }), ...rest, ...filled(main) }],
    ...paths.map((path) => [path, filled(partOf(path))] as const),
  ]);
}

interface Part {
  readonly targetAccounts: Record<string, AccessFile["targetAccounts"][string]>;
  readonly roles: Record<string, AccessFile["roles"][string]>;
}

/** Without an empty map. */
function filled({ targetAccounts, roles }: Part): Partial<AccessFile> {
  return {
    ...(Object.keys(targetAccounts).length > 0 && { targetAccounts }),
    ...(Object.keys(roles).length > 0 && { roles }),
  };
}
