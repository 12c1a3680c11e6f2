/**
 * The two halves of the handshake agree with each other and with the access file: what the synthesized documents let in is
 * what the file says and what the access matrix shows, no more and no less.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { type AccessFile, accessMatrix } from "../../access";
import { entrancesOf } from "../../access/entrances";
import { groupsOf } from "../../access/matrix";
import { accessOf } from "../support/stack";
import { declaredEntrances, declaredRoles, madeElsewhere } from "./declared-side";
import { accessFiles } from "./files";
import { synthesized } from "./synthesized";
import { readTerraform, type TerraformSide } from "./terraform-side";

/** Who gets in where, and by what: one line each, so that a difference reads by itself. */
function line({ who, roleArn, directly, groups }: Omit<TerraformSide["entrances"][number], "asked">): string {
  return `${who} -> ${roleArn} by ${[...(directly ? ["itself"] : []), ...groups].join(", ")}`;
}

/** The three of them: the documents, the file and the matrix. */
function expectAgreement(file: AccessFile): TerraformSide {
  const access = accessOf(file);
  const documents = readTerraform(synthesized(access), madeElsewhere(file));
  const principals = new Map(access.principals.map(({ name, roleName }) => [name, roleName]));
  const requiresMfa = new Map(
    accessMatrix(access).map(({ caller, place, requireMfa }) => [`${caller.arn} ${place.arn}`, requireMfa]),
  );
  const matrix = entrancesOf(access).flatMap(({ subject, place, granted, mfa, deniedByOwnPolicies }) => {
    if ((subject.kind !== "user" && subject.kind !== "principal") || deniedByOwnPolicies) return [];
    const policies = granted?.policies ?? [];
    return {
      who: subject.kind === "user" ? `user ${subject.name}` : `role ${principals.get(subject.name)}`,
      roleArn: place.arn,
      directly: !granted || granted.directly || policies.some(({ group }) => group === undefined),
      groups: [...new Set(granted ? groupsOf(granted) : [])].sort(),
      requireMfa: requiresMfa.get(`${subject.arn} ${place.arn}`) ?? mfa === "required",
    };
  });

  const entrances = documents.entrances.map(line).sort();
  expect(entrances).toEqual(matrix.map(line).sort());
  // Who gets into a role without a grant is not for the file to say where somebody wrote the trust policy.
  const declared = declaredEntrances(file).map(line);
  const custom = new Set(declaredRoles(file).flatMap(({ roleArn, asked }) => (asked ? [] : [roleArn])));
  const inFile = documents.entrances.filter(
    (entrance) => !custom.has(entrance.roleArn) || declared.includes(line(entrance)),
  );
  expect(inFile.map(line).sort()).toEqual(declared.sort());
  expect(documents.grantsOnNothing).toEqual([]);

  const withMfa = (entry: (typeof matrix)[number], mfa: boolean) => `${line(entry)}, MFA: ${mfa}`;
  const asked = new Map(documents.entrances.map((entrance) => [line(entrance), entrance.asked.mfa]));
  expect(matrix.map((entry) => withMfa(entry, entry.requireMfa))).toEqual(
    matrix.map((entry) => withMfa(entry, asked.get(line(entry)) ?? false)),
  );

  const roles = declaredRoles(file);
  const asking = (role: string, asks: unknown) => `${role} asks for ${JSON.stringify(asks)}`;
  const entered = new Set(matrix.map(({ roleArn }) => roleArn));
  // A trust that names its grantees, and has none, admits nobody and asks for nothing.
  const written = roles.filter(
    ({ roleArn, asked, namesGrantees }) => asked && (entered.has(roleArn) || !namesGrantees),
  );
  expect(written.map(({ roleArn }) => asking(roleArn, documents.trusts.get(roleArn)?.asked))).toEqual(
    written.map((role) => asking(role.roleArn, role.asked)),
  );
  return documents;
}

test.each(["access.yaml", "examples/company/access.yaml"])("in %s", (name) => {
  const file = parse(readFileSync(join(__dirname, "../..", name), "utf8")) as AccessFile;
  expect(expectAgreement(file).entrances).not.toEqual([]);
});

test("in a file whose grants do not fit into inline policies", () => {
  const names = Array.from({ length: 200 }, (_, index) => `account-${index}`);
  const canAssume = ["Admin", { role: "ReadOnly", accounts: names.slice(0, 150) }];
  const documents = expectAgreement({
    deployWith: { role: "Deployer" },
    identityAccount: { id: "111111111111", denyWithoutMfa: true },
    targetAccounts: Object.fromEntries(
      names.map((name, index) => [name, { id: String(200000000000 + index) }]),
    ),
    roles: {
      Admin: { targetAccounts: "*", requireMfa: false },
      ReadOnly: { targetAccounts: "*", path: "/people/" },
    },
    groups: { ops: { canAssume } },
    users: { alex: { canAssume }, robin: { groups: ["ops"] }, kim: {} },
    principals: { ci: { roleName: "runner", canAssume } },
  });
  expect(documents.entrances).toHaveLength(3 * 350);
});

// A longer search: HANDSHAKE_RUNS=5000 npx jest handshake
test("in any file", () => {
  let entrances = 0;
  fc.assert(
    fc.property(accessFiles, (file) => {
      entrances += expectAgreement(file).entrances.length;
    }),
    { numRuns: Number(process.env.HANDSHAKE_RUNS ?? 400) },
  );
  // Files in which nobody gets in anywhere would agree as well.
  expect(entrances).toBeGreaterThan(1500);
});
