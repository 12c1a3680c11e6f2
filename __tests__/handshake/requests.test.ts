/**
 * Requests to assume roles, put to the synthesized documents: IAM lets through what the access file says, at that time and
 * under those conditions, and nothing else.
 */
import fc from "fast-check";
import { type AccessFile, accessMatrix, readAccess } from "../../access";
import { accessOf } from "../support/stack";
import { declaredOf, defaulted, isDeclared } from "./declared-requests";
import { circumstances, outsiders, requestFiles } from "./request-files";
import { type Circumstances, deploymentOf, isAllowed, type Request } from "./requests";
import { synthesized } from "./synthesized";

/** Requests that were put to documents. */
interface Count {
  yes: number;
  no: number;
  /** The kinds of callers that were let in, and `AWSReservedSSO` for people of IAM Identity Center. */
  readonly kindsIn: Set<string>;
}

const noRequests = (): Count => ({ yes: 0, no: 0, kindsIn: new Set() });

/** Counts the requests that are let through, and those that are not. */
function expectAgreement(file: AccessFile, given: readonly Circumstances[], count: Count): void {
  const access = accessOf(file);
  const deployment = deploymentOf(synthesized(access));
  const declared = declaredOf(defaulted(file));
  const made = declared.places.filter(({ existing }) => !existing);
  expect([...deployment.trusts.keys()].sort()).toEqual(made.map(({ arn }) => arn).sort());

  const ends = accessMatrix(access).map(
    ({ caller, place, granted }) => `${arnOf(caller)} -> ${place.arn} until ${timeOf(granted.end.until)}`,
  );
  const inFile = declared.grants.map(
    ({ caller, roleArn, until }) => `${caller.arn} -> ${roleArn} until ${timeOf(until)}`,
  );
  expect(ends.sort()).toEqual(inFile.sort());

  const differing: (Request & { readonly documents: boolean })[] = [];
  for (const caller of [...declared.callers, ...outsiders])
    for (const { arn: roleArn, existing } of declared.places) {
      // Nobody here knows whom else a role trusts that is made elsewhere; and a role does not assume itself.
      if (outsiders.includes(caller) ? existing : "arn" in caller && caller.arn === roleArn) continue;
      for (const one of given) {
        // A role's session has no MFA. A service sets up no session.
        const asRole = caller.kind === "role" && { mfaAge: undefined };
        const asService = caller.kind === "service" && { sessionTags: [], sourceIdentity: undefined };
        const request = { ...one, ...asRole, ...asService, caller, roleArn };
        const isIn = isAllowed(deployment, request);
        count[isIn ? "yes" : "no"]++;
        if (isIn)
          count.kindsIn.add(
            "name" in caller && caller.name.startsWith("AWSReserved") ? "AWSReservedSSO" : caller.kind,
          );
        if (isIn !== isDeclared(declared, request)) differing.push({ ...request, documents: isIn });
      }
    }
  expect(differing.slice(0, 1)).toEqual([]);
}

/** The role of a permission set has a path with the region, and a name that ends in digits: the matrix has a pattern. */
const arnOf = ({ arn }: { readonly arn: string | readonly string[] }) =>
  String(arn)
    .replace("sso.amazonaws.com*/", "sso.amazonaws.com/eu-west-1/")
    .replace("?".repeat(16), "0123456789abcdef");

const timeOf = (until: string | undefined) => (until === undefined ? "ever" : new Date(until).toISOString());

test("in a file whose trust policy fits the raised quota only", () => {
  const names = Array.from({ length: 60 }, (_, number) => `user-${number}`);
  const file: AccessFile = {
    deployWith: { role: "Deployer" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { prod: { id: "333333333333" } },
    roles: { Reader: { targetAccounts: "*", trustGrantedOnly: true } },
    users: Object.fromEntries(names.map((name) => [name, { canAssume: ["Reader"] }])),
  };
  expect(readAccess(file).problems.map(({ code }) => code)).toContain("trust-policy-too-long");
  const count = noRequests();
  const given = [
    {
      time: "2026-06-01T00:00:00Z",
      mfaAge: 60,
      sourceIp: "198.51.100.7",
      organizationId: "o-a1b2c3d4e5",
      organizationPath: "o-a1b2c3d4e5/r-ab12/",
      ownSessionName: true,
      sessionTags: [],
    },
  ];
  expectAgreement({ ...file, quotas: { trustPolicy: 4096 } }, given, count);
  expect(count.yes).toBe(names.length);
});

// A longer search: HANDSHAKE_RUNS=5000 npx jest handshake/requests
test("in any file", () => {
  const count = noRequests();
  fc.assert(
    fc.property(requestFiles, fc.array(circumstances, { minLength: 10, maxLength: 10 }), (file, given) =>
      expectAgreement(file, given, count),
    ),
    { numRuns: Number(process.env.HANDSHAKE_RUNS ?? 80) },
  );
  // Files in which nobody gets in anywhere, or everybody everywhere, would agree as well.
  expect(Math.min(count.yes, count.no)).toBeGreaterThan(1000);
  expect([...count.kindsIn].sort()).toEqual([
    "AWSReservedSSO",
    "role",
    "service",
    "stranger",
    "token",
    "user",
  ]);
});
