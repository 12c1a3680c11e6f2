/** The matrix as JSON, for other programs. Its form is in `matrix-schema.ts`. */
import type { RolePlace } from "../access";
import { consoleSignInUrl } from "../iam/switch-role-link";
import { json } from "./json";
import { type MatrixJson, matrixVersion } from "./matrix-schema";
import type { Report } from "./report";
import { requirements } from "./requirements";

/**
 * The matrix, in pieces: for many users in many accounts it is longer than a string can be. Each entry of a list is a line,
 * so that a diff of two files is one of entries.
 */
export function* matrixJson(report: Report): Generator<string> {
  const { access, matrix } = report;
  const { id, alias } = access.identityAccount;
  const head: Omit<MatrixJson, "accounts" | "roles" | "entries" | "external"> = {
    version: matrixVersion,
    partition: access.partition,
    identityAccount: { id, alias, signInUrl: consoleSignInUrl(access.partition, alias ?? id) },
  };
  const accounts = new Set(report.places.map(({ account }) => account));
  yield json(head, 2).replace(/\n\}$/, "");
  yield* lines(
    "accounts",
    access.targetAccounts.filter((account) => accounts.has(account)),
    ({ name, id, tags }) => ({ name, id, tags }),
  );
  yield* lines("roles", report.places, (place) => placeJson(report, place));
  yield* lines(
    "entries",
    matrix,
    ({ caller, place: { account, role }, granted: { directly, groups, organization }, requireMfa }) => ({
      [caller.kind]: caller.name,
      account: account.name,
      role: role.name,
      granted: { directly, groups, ...(organization && { organization }) },
      requireMfa,
    }),
  );
  yield* lines("external", report.external, ({ trusted, place: { account, role } }) => ({
    trusted,
    account: account.name,
    role: role.name,
  }));
  yield "\n}\n";
}

function* lines<Item>(
  key: string,
  items: readonly Item[],
  content: (item: Item) => unknown,
): Generator<string> {
  yield `,\n  ${json(key)}: [`;
  for (const [index, item] of items.entries()) yield `${index === 0 ? "" : ","}\n    ${json(content(item))}`;
  yield items.length === 0 ? "]" : "\n  ]";
}

function placeJson({ profileName }: Report, place: RolePlace): MatrixJson["roles"][number] {
  const { role, account, settings, arn, link } = place;
  const { conditions } = settings;
  return {
    account: account.name,
    role: role.name,
    arn,
    description: role.description,
    managedPolicies: settings.managedPolicies.map(({ name }) => name),
    inlinePolicies: settings.inlinePolicies.map(({ name }) => name),
    permissionsBoundary: settings.permissionsBoundary?.name,
    maxSessionDuration: settings.maxSessionDuration,
    requireMfa: conditions.requireMfa,
    requireExternalId: conditions.externalId !== undefined,
    requires: requirements(settings),
    profile: profileName(place),
    ...(link.url === undefined
      ? { link: null, noLink: link.reason }
      : { link: link.url, linkWithDisplayName: link.urlWithDisplayName }),
  };
}
