import type { AccessFile } from "../../access";
import { entrancesOf } from "../../access/entrances";
import { destinationOf, type Route, routesOf, sessionDurationOf } from "../../access/reach";
import { accessOf } from "../support/stack";

const assume = (Resource: string, rest: object = {}) => ({
  inlinePolicies: {
    go: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource, ...rest }],
    },
  },
});
const rootArn = "arn:aws:iam::333333333333:role/Root";
const file = (roles: AccessFile["roles"], canAssume: string[] = ["Jump"]): AccessFile => ({
  identityAccount: { id: "111111111111" },
  deployWith: { role: "Deployer" },
  targetAccounts: { b: { id: "222222222222" }, c: { id: "333333333333" }, d: { id: "444444444444" } },
  roles,
  users: { alex: { canAssume } },
});
const routes = (declared: AccessFile): Route[] => {
  const access = accessOf(declared);
  return routesOf(
    access,
    entrancesOf(access).filter(({ subject }) => subject.name === "alex"),
  );
};
const text = ({ entrance, chain }: Route) =>
  [entrance.place, ...chain.map(({ place }) => place)]
    .map(({ role, account }) => `${role.name} in ${account.name}`)
    .join(" -> ");

const jump = { targetAccounts: ["b"], ...assume(rootArn) };
const root = { targetAccounts: ["c"], trustedEntity: { awsAccount: "222222222222" } };

describe("a role is reached over another", () => {
  test("where its trust policy admits the account, and the other's policy allows it", () => {
    expect(routes(file({ Jump: jump, Root: root })).map(text)).toEqual([
      "Jump in b",
      "Jump in b -> Root in c",
    ]);
  });

  test("over several roles, by the fewest hops", () => {
    const far = {
      Jump: jump,
      Root: { ...root, ...assume("*") },
      Last: { targetAccounts: ["d"], trustedEntity: { awsAccount: "333333333333" } },
    };
    expect(routes(file(far)).map(text)).toContain("Jump in b -> Root in c -> Last in d");
  });

  test("not without a policy that allows it", () => {
    const roles = { Jump: { ...jump, ...assume("arn:aws:iam::333333333333:role/Other") }, Root: root };
    expect(routes(file(roles)).map(text)).toEqual(["Jump in b"]);
  });

  test("not where the trust policy admits another account only", () => {
    const roles = { Jump: jump, Root: { ...root, trustedEntity: { awsAccount: "444444444444" } } };
    expect(routes(file(roles)).map(text)).toEqual(["Jump in b"]);
  });

  test("not where it requires MFA: the session of a role has none", () => {
    expect(routes(file({ Jump: jump, Root: { ...root, requireMfa: true } })).map(text)).toEqual([
      "Jump in b",
    ]);
  });

  test("not where a boundary does not allow it", () => {
    const roles = { Jump: { ...jump, permissionsBoundary: "ReadOnlyAccess" }, Root: root };
    expect(routes(file(roles)).map(text)).toEqual(["Jump in b"]);
  });

  test("not where a Deny refuses the role", () => {
    const statements = [
      { Effect: "Allow", Action: "sts:*", Resource: "*" },
      { Effect: "Deny", Action: "sts:AssumeRole", Resource: rootArn },
    ];
    const inlinePolicies = {
      go: { Version: "2012-10-17", Statement: statements },
    } as typeof jump.inlinePolicies;
    expect(routes(file({ Jump: { ...jump, inlinePolicies }, Root: root })).map(text)).toEqual(["Jump in b"]);
  });

  test("by an administrator of an account that the other role trusts", () => {
    const roles = { Jump: { targetAccounts: ["b"], managedPolicies: ["AdministratorAccess"] }, Root: root };
    expect(routes(file(roles)).map(text)).toContain("Jump in b -> Root in c");
  });

  test("in its own account without a policy, where the trust policy names it", () => {
    const named = (arn: string): AccessFile["roles"][string] => ({
      targetAccounts: ["b"],
      trustedEntity: {
        custom: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: arn }, Action: "sts:AssumeRole" }],
        },
      } as never,
    });
    const found = (arn: string) =>
      routes(file({ Jump: { targetAccounts: ["b"] }, Root: named(arn) })).map(text);
    expect(found("arn:aws:iam::222222222222:role/Jump")).toContain("Jump in b -> Root in b");
    expect(found("arn:aws:iam::222222222222:root")).toEqual(["Jump in b"]);
  });

  test("in a circle only once", () => {
    const roles = {
      Jump: { ...jump, ...assume("*") },
      Root: { ...root, ...assume("*") },
      Back: { targetAccounts: ["b"], trustedEntity: { awsAccount: "333333333333" }, ...assume("*") },
    };
    expect(routes(file(roles)).map(text)).toEqual([
      "Jump in b -> Root in c -> Back in b",
      "Jump in b",
      "Jump in b -> Root in c",
    ]);
  });
});

describe("it is unknown whether a role is reached", () => {
  const permission = (role: AccessFile["roles"][string]) =>
    routes(file({ Jump: role, Root: root })).flatMap(({ chain }) => chain.map((hop) => hop.permission));

  test("where a condition decides", () => {
    expect(permission(jump)).toEqual(["allowed"]);
    expect(
      permission({
        targetAccounts: ["b"],
        ...assume(rootArn, { Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } } }),
      } as never),
    ).toEqual(["unknown"]);
  });

  test("where the content of a policy, or of the boundary, is not known", () => {
    expect(permission({ targetAccounts: ["b"], managedPolicies: [{ name: "Ours" }] } as never)).toEqual([
      "unknown",
    ]);
    expect(permission({ ...jump, permissionsBoundary: { name: "Limit" } } as never)).toEqual(["unknown"]);
  });
});

test("a session over another role lasts one hour at most", () => {
  const found = routes(
    file({ Jump: { ...jump, maxSessionDuration: "4h" }, Root: { ...root, maxSessionDuration: "8h" } }),
  );
  expect(found.map((route) => [text(route), sessionDurationOf(route)])).toEqual([
    ["Jump in b", 4 * 3600],
    ["Jump in b -> Root in c", 3600],
  ]);
});

test("the way without MFA is told besides a shorter one with MFA", () => {
  const open = {
    targetAccounts: ["d"],
    requireMfa: false,
    ...assume("arn:aws:iam::222222222222:role/Middle"),
  };
  const roles = {
    Jump: jump,
    Open: open,
    Middle: { targetAccounts: ["b"], trustedEntity: { awsAccount: "444444444444" }, ...assume(rootArn) },
    Root: root,
  };
  const toRoot = routes(file(roles, ["Jump", "Open"])).filter(
    (route) => destinationOf(route).role.name === "Root",
  );
  expect(toRoot.map((route) => [text(route), route.entrance.mfa])).toEqual([
    ["Jump in b -> Root in c", "required"],
    ["Open in d -> Middle in b -> Root in c", "not asked"],
  ]);
});
