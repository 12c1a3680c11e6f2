import fc from "fast-check";
import { type AccessFile, placesOf } from "../../access";
import { type Entrance, entrancesOf } from "../../access/entrances";
import { subjectText } from "../../access/subject";
import { addStacks } from "../../cli/stacks";
import { madeElsewhere } from "../handshake/declared-side";
import { accessFiles } from "../handshake/files";
import { readTerraform, type TerraformJson } from "../handshake/terraform-side";
import { accessOf, testApp } from "../support/stack";

const identityId = "111111111111";
const file = (rest: Partial<AccessFile>): AccessFile => ({
  identityAccount: { id: identityId },
  deployWith: { role: "Deployer" },
  targetAccounts: { prod: { id: "222222222222" } },
  roles: {},
  ...rest,
});
const admin = { targetAccounts: ["prod"], managedPolicies: ["AdministratorAccess"] };
const entrances = (rest: Partial<AccessFile>) => entrancesOf(accessOf(file(rest)));
const texts = (rest: Partial<AccessFile>) =>
  entrances(rest).map(({ subject, mfa }) => `${subjectText(subject, identityId)}: MFA ${mfa}`);

describe("grantees get in", () => {
  test("a user with MFA where the role requires it, and without where it does not", () => {
    expect(texts({ roles: { Admin: admin }, users: { alex: { canAssume: ["Admin"] } } })).toEqual([
      "alex: MFA required",
    ]);
    expect(
      texts({ roles: { Admin: { ...admin, requireMfa: false } }, users: { alex: { canAssume: ["Admin"] } } }),
    ).toEqual(["alex: MFA not asked"]);
  });

  test("a user with MFA where the identity account denies everything without it", () => {
    expect(
      texts({
        identityAccount: { id: identityId, denyWithoutMfa: true },
        roles: { Admin: { ...admin, requireMfa: false } },
        users: { alex: { canAssume: ["Admin"] }, old: { existing: true, canAssume: ["Admin"] } },
      }),
    ).toEqual(["alex: MFA required", "old: MFA not asked"]);
  });

  test("a role of the identity account, but not where MFA is required: its session has none", () => {
    const principals = { ci: { roleName: "ci", canAssume: ["Admin"] } };
    const ways = (requireMfa: boolean) =>
      entrances({ roles: { Admin: { ...admin, requireMfa } }, principals }).map(
        (entrance) => entrance.ways.length,
      );
    expect(ways(false)).toEqual([1]);
    expect(ways(true)).toEqual([0]);
  });

  test("members of a group that this file does not list", () => {
    const roles = { Admin: { ...admin, requireMfa: false } };
    const users = { alex: { groups: ["ops"] } };
    const group = { canAssume: ["Admin"] };
    expect(texts({ roles, groups: { ops: { ...group, existing: true } }, users })).toEqual([
      "alex: MFA not asked",
      "members of ops, managed elsewhere: MFA not asked",
    ]);
    expect(texts({ roles, groups: { ops: group } })).toEqual([
      "members of ops that others add: MFA not asked",
    ]);
    expect(texts({ roles, groups: { ops: group }, users })).toEqual(["alex: MFA not asked"]);
  });

  test("only the listed members where the trust policy names the grantees", () => {
    expect(
      texts({
        roles: { Admin: { ...admin, trustGrantedOnly: true } },
        groups: { ops: { existing: true, canAssume: ["Admin"] } },
        users: { alex: { groups: ["ops"] } },
      }),
    ).toEqual(["alex: MFA required"]);
  });
});

describe("a trust policy lets in by itself", () => {
  const trusted = (trustedEntity: AccessFile["roles"][string]["trustedEntity"]) =>
    texts({ roles: { Admin: { ...admin, trustedEntity } } });
  const statement = (rest: object) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...rest });
  const custom = (...statements: object[]) =>
    trusted({ custom: { Version: "2012-10-17", Statement: statements } } as never);

  test("whatever the identity account allows, where nobody here is granted the role", () => {
    expect(texts({ roles: { Admin: admin } })).toEqual([
      "(users and roles that the identity account allows): MFA required",
    ]);
  });

  test.each<[AccessFile["roles"][string]["trustedEntity"], string[]]>([
    [{ awsAccount: "999999999999" }, ["(account 999999999999): MFA not asked"]],
    [{ service: "ec2.amazonaws.com" }, ["(service ec2.amazonaws.com): MFA not asked"]],
    [{ saml: { provider: "Okta" } }, ["(SAML provider Okta): MFA not asked"]],
    [
      {
        webIdentity: {
          provider: "token.actions.githubusercontent.com",
          audience: "sts.amazonaws.com",
          subjects: ["repo:acme/web:*", "repo:acme/infra:*"],
        },
      },
      [
        "(repo:acme/infra:* of token.actions.githubusercontent.com): MFA not asked",
        "(repo:acme/web:* of token.actions.githubusercontent.com): MFA not asked",
      ],
    ],
  ])("%j", (entity, expected) => expect(trusted(entity)).toEqual(expected));

  test("each principal of a custom trust policy", () => {
    expect(
      custom(
        statement({
          Principal: { AWS: ["arn:aws:iam::999999999999:root", "arn:aws:iam::888888888888:role/ci"] },
        }),
        statement({
          Principal: { AWS: "arn:aws:iam::777777777777:user/kim" },
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
      ),
    ).toEqual([
      "(account 999999999999): MFA not asked",
      "(arn:aws:iam::777777777777:user/kim): MFA required",
      "(arn:aws:iam::888888888888:role/ci): MFA not asked",
    ]);
  });

  test("not a principal that a Deny refuses", () => {
    expect(
      custom(
        statement({ Principal: { AWS: "999999999999" } }),
        statement({ Effect: "Deny", Principal: { AWS: "999999999999" } }),
      ),
    ).toEqual([]);
  });
});

test("entrances agree with the reading of the synthesized documents, in any file", () => {
  const count = { both: 0, withMfa: 0, refusedRoles: 0 };
  fc.assert(
    fc.property(accessFiles, (declared) => {
      const access = accessOf(declared);
      const stacks = [...addStacks(testApp(), access)].map(
        (stack) => JSON.parse(JSON.stringify(stack.toTerraform())) as TerraformJson,
      );
      const read = new Map(
        readTerraform(stacks, madeElsewhere(declared)).entrances.map((one) => [
          `${one.who} ${one.roleArn}`,
          one,
        ]),
      );
      for (const entrance of entrancesOf(access)) {
        const { subject, place, ways } = entrance;
        if (subject.kind !== "user" && subject.kind !== "principal") continue;
        const who = subject.kind === "user" ? `user ${subject.name}` : `role ${subject.roleName}`;
        const one = read.get(`${who} ${place.arn}`);
        if (ways.length > 0) {
          count.both++;
          expect([who, place.arn, one?.asked.mfa]).toEqual([who, place.arn, one && mfaIsRequired(entrance)]);
          expect(one).toBeDefined();
          if (one?.asked.mfa) count.withMfa++;
        } else if (one && place.role.trustedEntity.kind !== "custom") {
          // The other reading does not know that the session of a role has no MFA and no user name.
          count.refusedRoles++;
          expect([who, subject.kind, one.asked.mfa || one.asked.userSessionName]).toEqual([
            who,
            "principal",
            true,
          ]);
        }
        read.delete(`${who} ${place.arn}`);
      }
      const custom = new Set(
        placesOf(access)
          .filter(({ role }) => role.trustedEntity.kind === "custom")
          .map(({ arn }) => arn),
      );
      // Without a grant, the other reading lets in a role that a trust policy names, whatever MFA it asks for.
      const unread = [...read.values()].filter(
        ({ who, roleArn, asked }) =>
          !(custom.has(roleArn) && who.startsWith("role ") && (asked.mfa || asked.userSessionName)),
      );
      expect(unread).toEqual([]);
    }),
    { numRuns: 100 },
  );
  // Files in which nobody gets in would agree as well.
  expect(count.both).toBeGreaterThan(150);
  expect(count.withMfa).toBeGreaterThan(30);
  expect(count.refusedRoles).toBeGreaterThan(3);
});

function mfaIsRequired({ mfa }: Entrance): boolean {
  return mfa === "required";
}
