/**
 * Requests to assume roles, put to the synthesized documents: IAM lets through what the access file says, at that time and
 * under those conditions, and nothing else.
 */
import fc from "fast-check";
import { type Access, type AccessFile, accessMatrix, loadAccess, readAccess } from "../../access";
import { filesOf } from "../support/files-of";
import { accessOf } from "../support/stack";
import { type DeclaredPlace, declaredOf, defaulted, isDeclared, membersOf } from "./declared-requests";
import { circumstances, outsiders, requestFiles } from "./request-files";
import { type Circumstances, deploymentOf, isAllowed, type Request } from "./requests";
import { synthesized } from "./synthesized";

/** Requests that were put to documents. */
interface Count {
  yes: number;
  no: number;
  /** The kinds of callers that were let in, and `AWSReservedSSO` for people of IAM Identity Center. */
  readonly kindsIn: Set<string>;
  /** The kinds of roles that somebody was let into. */
  readonly rolesIn: Set<string>;
}

const noRequests = (): Count => ({ yes: 0, no: 0, kindsIn: new Set(), rolesIn: new Set() });

function kindOf({ settings, existing, isListed }: DeclaredPlace): string {
  const how = existing ? "made elsewhere" : "rollout" in settings ? "by stack set" : "by provider";
  return isListed ? how : `${how}, in an account that is not in the file`;
}

/** Counts the requests that are let through, and those that are not. */
function expectAgreement(
  file: AccessFile,
  given: readonly Circumstances[],
  count: Count,
  access = accessOf(file),
): void {
  const deployment = deploymentOf(synthesized(access), membersOf(file));
  const declared = declaredOf(defaulted(file));
  const made = declared.places.filter(({ existing }) => !existing);
  expect([...deployment.trusts.keys()].sort()).toEqual(made.map(({ arn }) => arn).sort());

  const ends = accessMatrix(access).map(
    ({ caller, place, granted }) => `${arnOf(caller)} -> ${place.arn} until ${timeOf(granted.end.until)}`,
  );
  const listed = new Set(declared.places.flatMap(({ arn, isListed }) => (isListed ? [arn] : [])));
  const inFile = declared.grants
    .filter(({ roleArn }) => listed.has(roleArn))
    .map(({ caller, roleArn, until }) => `${caller.arn} -> ${roleArn} until ${timeOf(until)}`);
  expect(ends.sort()).toEqual(inFile.sort());

  const differing: (Request & { readonly documents: boolean })[] = [];
  for (const caller of [...declared.callers, ...outsiders])
    for (const place of declared.places) {
      const { arn: roleArn, existing, isListed } = place;
      // Nobody here knows whom else a role trusts that is made elsewhere; and a role does not assume itself.
      if (outsiders.includes(caller) ? existing : "arn" in caller && caller.arn === roleArn) continue;
      for (const one of given) {
        // A role's session has no MFA. A service sets up no session.
        const asRole = caller.kind === "role" && { mfaAge: undefined };
        const asService = caller.kind === "service" && { sessionTags: [], sourceIdentity: undefined };
        // What a role that somebody else makes lets do with a session is not known.
        const elsewhere = existing && !isListed && { sessionTags: [], sourceIdentity: undefined };
        const request = { ...one, ...asRole, ...asService, ...elsewhere, caller, roleArn };
        const isIn = isAllowed(deployment, request);
        count[isIn ? "yes" : "no"]++;
        if (isIn) count.rolesIn.add(kindOf(place));
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

/** The access of a file whose entries are in several, as the numbers say. */
function includedAccess(file: AccessFile, numbers: readonly number[]): Access {
  const names = ["access.yaml", "teams/a.yaml", "teams/b.json"];
  const parts = new Map<string, Record<string, object>>(names.map((name) => [name, {}]));
  const left = [...numbers];
  for (const [key, value] of Object.entries(file))
    for (const [name, entry] of isMap(key) ? Object.entries(value as object) : [[undefined, value]]) {
      const number = left.shift() ?? 0;
      left.push(number);
      const part = parts.get(names[number % names.length] ?? "") ?? {};
      part[key] = name === undefined ? entry : { ...part[key], [name]: entry };
    }
  const [main, ...others] = [...parts].map(([name, part]) => [name, JSON.stringify(part)] as const);
  const text = JSON.stringify({ include: ["teams/*"], ...JSON.parse(main?.[1] ?? "") });
  const { access, problems } = loadAccess(text, "access.yaml", {
    files: filesOf(Object.fromEntries(others)),
  });
  if (!access) throw new Error(problems.map(({ text: problem }) => problem).join("\n"));
  return access;
}

const isMap = (key: string) => ["targetAccounts", "roles", "groups", "users", "principals"].includes(key);

// A longer search: HANDSHAKE_RUNS=5000 npx jest handshake/requests
test("in any file, or several files that it includes", () => {
  const count = noRequests();
  const division = fc.option(fc.array(fc.nat(2), { minLength: 11, maxLength: 11 }), { nil: undefined });
  let divided = 0;
  fc.assert(
    fc.property(
      requestFiles,
      division,
      fc.array(circumstances, { minLength: 10, maxLength: 10 }),
      (file, numbers, given) => {
        const before = count.yes;
        expectAgreement(file, given, count, numbers && includedAccess(file, numbers));
        if (numbers && new Set(numbers).size === 3 && count.yes > before) divided++;
      },
    ),
    { numRuns: Number(process.env.HANDSHAKE_RUNS ?? 80) },
  );
  expect(divided).toBeGreaterThan(10);
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
  expect([...count.rolesIn].sort()).toEqual([
    "by provider",
    "by stack set",
    "by stack set, in an account that is not in the file",
    "made elsewhere",
    "made elsewhere, in an account that is not in the file",
  ]);
});
