/**
 * The two halves of the handshake agree with each other and with the access file: what the synthesized documents let in is
 * what the file says and what the access matrix shows, no more and no less.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { type Access, type AccessFile, accessMatrix } from "../../access";
import { addStacks } from "../../cli/stacks";
import { accessOf, testApp } from "../support/stack";
import { declaredEntrances, declaredRoles, madeElsewhere } from "./declared-side";
import { accessFiles } from "./files";
import { readTerraform, type TerraformJson, type TerraformSide } from "./terraform-side";

function synthesized(access: Access): TerraformJson[] {
  return [...addStacks(testApp(), access)].map(
    (stack) => JSON.parse(JSON.stringify(stack.toTerraform())) as TerraformJson,
  );
}

/** Who gets in where, and by what: one line each, so that a difference reads by itself. */
function line({ who, roleArn, directly, groups }: Omit<TerraformSide["entrances"][number], "asked">): string {
  return `${who} -> ${roleArn} by ${[...(directly ? ["itself"] : []), ...groups].join(", ")}`;
}

/** The three of them: the documents, the file and the matrix. */
function expectAgreement(file: AccessFile): TerraformSide {
  const access = accessOf(file);
  const documents = readTerraform(synthesized(access), madeElsewhere(file));
  const principals = new Map(access.principals.map(({ name, roleName }) => [name, roleName]));
  const matrix = accessMatrix(access).map(
    ({ caller: { kind, name }, place, granted: { directly, groups }, requireMfa }) => ({
      who: kind === "user" ? `user ${name}` : `role ${principals.get(name)}`,
      roleArn: place.arn,
      directly,
      groups,
      requireMfa,
    }),
  );

  const entrances = documents.entrances.map(line).sort();
  expect(entrances).toEqual(declaredEntrances(file).map(line).sort());
  expect(entrances).toEqual(matrix.map(line).sort());
  expect(documents.grantsOnNothing).toEqual([]);

  const withMfa = (entry: (typeof matrix)[number], mfa: boolean) => `${line(entry)}, MFA: ${mfa}`;
  const asked = new Map(documents.entrances.map((entrance) => [line(entrance), entrance.asked.mfa]));
  expect(matrix.map((entry) => withMfa(entry, entry.requireMfa))).toEqual(
    matrix.map((entry) => withMfa(entry, asked.get(line(entry)) ?? false)),
  );

  const roles = declaredRoles(file);
  const asking = (role: string, asks: unknown) => `${role} asks for ${JSON.stringify(asks)}`;
  const written = roles.filter((role) => role.asked);
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
    principals: { ci: { roleName: "runner", canAssume, ignore: ["mfa-for-principal"] } },
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
    { numRuns: Number(process.env.HANDSHAKE_RUNS ?? 500) },
  );
  // Files in which nobody gets in anywhere would agree as well.
  expect(entrances).toBeGreaterThan(2000);
});
