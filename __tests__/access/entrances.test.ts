import fc from "fast-check";
import { type AccessFile, placesOf } from "../../access";
import { type Entrance, entrancesOf } from "../../access/entrances";
import { grantedBy } from "../../access/matrix";
import { subjectText } from "../../access/subject";
import { customTrustOf } from "../../access/trusted-entity";
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

describe("users and groups with policies of their own", () => {
  const assume = (more: object = {}) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*", ...more }],
  });
  const roles = { Admin: { ...admin, requireMfa: false } };
  const sources = (rest: Partial<AccessFile>) =>
    entrances({ roles, ...rest }).map(
      ({ subject, mfa, ways, granted }) =>
        `${subjectText(subject, identityId)}: ${granted ? grantedBy(granted) : "trust"}, MFA ${mfa}${
          ways.some(({ certain }) => certain) ? "" : ways.length === 0 ? ", refused" : ", possibly"
        }`,
    );
  const open = "(users and roles that the identity account allows): trust, MFA not asked";

  test("get in by an inline policy, a declared policy and AWS's, and by those of a group", () => {
    const Statement = { Effect: "Allow", Action: "sts:*", Resource: "arn:aws:iam::222222222222:role/A*" };
    expect(
      sources({
        policies: { shared: { document: { Version: "2012-10-17", Statement } } },
        groups: { ops: { managedPolicies: ["PowerUserAccess"] }, devs: { inlinePolicies: { go: assume() } } },
        users: {
          alex: { inlinePolicies: { mine: assume() } },
          kim: { managedPolicies: [{ name: "shared" }] },
          robin: { groups: ["ops"] },
          sam: { managedPolicies: ["ReadOnlyAccess"] },
        },
      }),
    ).toEqual([
      "alex: own policy mine, MFA not asked",
      "kim: own policy shared, MFA not asked",
      "robin: policy PowerUserAccess of group ops, MFA not asked",
      "members of devs that others add: own policy go, MFA not asked",
      open,
    ]);
  });

  test("get in on the policy's conditions", () => {
    const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
    const kimOnly = { Condition: { StringEquals: { "aws:username": "kim" } } };
    expect(
      sources({
        users: {
          alex: { inlinePolicies: { mine: assume(mfa) } },
          kim: { inlinePolicies: { mine: assume(kimOnly) } },
          robin: { inlinePolicies: { mine: assume(kimOnly) } },
        },
      }),
    ).toEqual(["alex: own policy mine, MFA required", "kim: own policy mine, MFA not asked", open]);
  });

  test("do not get in where a Deny, the permissions boundary, the resource or the trust is against it", () => {
    const named = { Resource: "arn:aws:iam::222222222222:role/${aws:username}" };
    const deny = assume({ Effect: "Deny" });
    const mine = { inlinePolicies: { mine: assume() } };
    const users = {
      alex: { inlinePolicies: { mine: assume(), no: deny } },
      bo: { ...mine, permissionsBoundary: "ReadOnlyAccess" },
      kim: { inlinePolicies: { mine: assume(named) } },
      robin: { inlinePolicies: { mine: assume({ Resource: "arn:aws:iam::999999999999:role/*" }) } },
    };
    expect(sources({ users })).toEqual([open]);
    const service = { Admin: { ...admin, trustedEntity: { service: "ec2.amazonaws.com" } } };
    expect(sources({ roles: service, users: { alex: mine } })).toEqual([
      "(service ec2.amazonaws.com): trust, MFA not asked",
    ]);
    const granted = { Admin: { ...roles.Admin, trustGrantedOnly: true } };
    expect(sources({ roles: granted, users: { alex: mine, sam: { canAssume: ["Admin"] } } })).toEqual([
      "sam: directly, MFA not asked",
    ]);
  });

  test("a policy variable stands for the user's name", () => {
    const Resource = "arn:aws:iam::222222222222:role/${aws:username}";
    const users = { Admin: { inlinePolicies: { mine: assume({ Resource }) } } };
    expect(sources({ users })).toEqual(["Admin: own policy mine, MFA not asked", open]);
  });

  test("a grant is refused by a Deny of its own, and goes on by a policy of its own", () => {
    const canAssume = [{ role: "Admin", until: "2040-01-01" }];
    expect(
      sources({
        users: {
          alex: { canAssume, inlinePolicies: { no: assume({ Effect: "Deny" }) } },
          kim: { canAssume, inlinePolicies: { mine: assume() } },
        },
      }),
    ).toEqual([
      "alex: directly, until 2040-01-01, MFA unknown, refused",
      "kim: directly, until 2040-01-01, own policy mine, MFA not asked",
    ]);
  });

  test("may get in by a policy whose content is not known", () => {
    expect(sources({ users: { alex: { managedPolicies: [{ name: "theirs" }] } } })).toEqual([
      "alex: own policy theirs (content unknown), MFA unknown, possibly",
      open,
    ]);
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
        } else if (one && customTrustOf(place.settings.trust) === undefined) {
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
          .filter(({ settings }) => customTrustOf(settings.trust))
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
