/** An access file that is deployed and imported deploys the same again, and imports as the same file. */
import fc from "fast-check";
import { type Access, type AccessFile, accessMatrix } from "../../../access";
import type { IamAccount } from "../../../live/iam-account";
import { observedAccess, wayText } from "../../../live/import/observed-access";
import { accessFiles } from "../../handshake/files";
import { accessOf } from "../../support/stack";
import { accountsText, deployedAccounts, importedFrom } from "./deployed";

/** Numbers of files: more of them with IMPORT_RUNS. */
const numRuns = Number(process.env.IMPORT_RUNS ?? 300);

function matrixText(access: Access): string[] {
  return accessMatrix(access)
    .map(({ caller, place, requireMfa }) => `${caller.arn} -> ${place.arn}, MFA: ${requireMfa}`)
    .sort();
}

/** The lines of the access matrix by the policies that are there. */
function observedText(access: Access, accounts: readonly IamAccount[]): string[] {
  return [...observedAccess(access.identityAccount, accounts)].flatMap(([caller, reached]) =>
    [...reached()].map(([role, requiresMfa]) => wayText(caller, role, requiresMfa)).sort(),
  );
}

/** What is deployed, imported and deployed again is the same; the import of that is the same file. */
function expectRoundTrip(file: AccessFile): AccessFile {
  const access = accessOf(file);
  const there = deployedAccounts(access);
  const { declaration, notes } = importedFrom(access, there);
  const leftOut = new Set(
    notes.filter(({ kind }) => kind === "left-out").map(({ accountId, about }) => `${accountId} ${about}`),
  );
  const arns = there.flatMap(({ id, roles }) =>
    [...roles.values()].filter(({ name }) => leftOut.has(`${id} role ${name}`)).map(({ arn }) => arn),
  );
  const imported = accessOf(declaration);
  const again = deployedAccounts(imported, there);
  expect(observedText(access, again)).toEqual(observedText(access, there));
  expect(importedFrom(imported, again).declaration).toEqual(declaration);
  // Policies of the file that let users assume roles become grants, and grants that let nobody in stay policies.
  const hasOtherGrants = notes.some(
    ({ kind, text }) => kind !== "left-out" && /\b(inline|managed) policy\b/.test(text),
  );
  if (!hasOtherGrants) {
    expect(accountsText(access, again, new Set(arns))).toBe(accountsText(access, there, new Set(arns)));
    expect(matrixText(imported)).toEqual(matrixText(access));
  }
  return declaration;
}

test(
  "a file that is imported from what another deploys, deploys the same",
  () => {
    fc.assert(
      fc.property(accessFiles, (file: AccessFile) => {
        expectRoundTrip(file);
      }),
      { numRuns },
    );
  },
  numRuns * 5_000,
);

test("role chains", () => {
  const { roles } = expectRoundTrip({
    deployWith: { role: "Deployer" },
    identityAccount: { id: "111111111111" },
    targetAccounts: {
      identity: { id: "111111111111" },
      hub: { id: "222222222222" },
      dev: { id: "333333333333" },
      prod: { id: "444444444444" },
    },
    roles: {
      Team: {
        targetAccounts: ["identity"],
        trustedEntity: { saml: { provider: "Okta" } },
        canAssume: ["Operator"],
      },
      Operator: { targetAccounts: ["hub"], canAssume: [{ role: "Worker", accounts: ["dev"] }] },
      Worker: { targetAccounts: ["dev", "prod"], managedPolicies: ["ReadOnlyAccess"] },
    },
    users: { alex: { canAssume: ["Operator"] } },
  });
  expect(roles.Team?.canAssume).toEqual(["Operator"]);
  expect(roles.Operator?.canAssume).toEqual([{ role: "Worker", accounts: ["dev"] }]);
});

test("a user whose permissions boundary forbids what its group is granted", () => {
  const { users } = expectRoundTrip({
    deployWith: { role: "Deployer" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { web: { id: "222222222222" } },
    roles: { Admin: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] } },
    groups: {
      admins: {
        inlinePolicies: {
          all: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
          },
        },
      },
    },
    users: { alex: { permissionsBoundary: "ReadOnlyAccess", groups: ["admins"] } },
  });
  expect(users?.alex).toEqual({ existing: true, groups: ["admins"] });
});
