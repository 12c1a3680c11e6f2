/** Roles that are made elsewhere: granted, listed and linked; what they trust and allow is unknown. */
import { grantPolicies, placesOf, stacksOf } from "../../access";
import { entrancesOf } from "../../access/entrances";
import { routesOf } from "../../access/reach";
import { levelOf } from "../../access/role-level";
import { differenceBetween } from "../../reports/difference/difference";
import { differenceRows } from "../../reports/difference/difference-rows";
import { differenceText } from "../../reports/difference/difference-text";
import { matrixJson } from "../../reports/matrix-json";
import { matrixSchema } from "../../reports/matrix-schema";
import { matrixTable } from "../../reports/matrix-table";
import { reportOf } from "../../reports/report";
import { trustText } from "../../reports/trust-text";
import { whetherCan } from "../../reports/whether-can";
import { markedText } from "../support/marked-text";
import { accessOf, errorsOf, file, problemsOf } from "./files";

const existing = (role: object = {}, overrides: object = {}) =>
  file({
    roles: { Theirs: { existing: true, targetAccounts: "*", ...role } },
    users: { alex: { canAssume: [{ role: "Theirs", accounts: ["account-b"] }] } },
    ...overrides,
  });

describe("a role made elsewhere", () => {
  test("is granted and linked as any other, also under its own path and name", () => {
    const access = accessOf(existing({ path: "/ops/", roleName: "{account}-ops" }));
    const [place] = placesOf(access);
    expect(place).toMatchObject({
      arn: "arn:aws:iam::222222222222:role/ops/account-b-ops",
      link: { url: expect.stringContaining("roleName=ops/account-b-ops&account=222222222222") },
    });
    const [alex] = access.users;
    expect(alex && grantPolicies(access, alex).inline?.Statement).toMatchObject([{ Resource: place?.arn }]);
  });

  test("has no warning about what is unknown", () => {
    expect(problemsOf(existing())).toEqual([]);
  });

  test("has an unknown level, and lets everybody in perhaps, with MFA or without", () => {
    const access = accessOf(existing());
    expect(placesOf(access).map((place) => levelOf(place))).toMatchObject([
      { level: "unknown", atLeast: "none" },
      { level: "unknown", atLeast: "none" },
    ]);
    const seen = entrancesOf(access).map(({ subject, place, mfa, ways }) => [
      subject.kind,
      place.account.name,
      mfa,
      ways.map(({ certain }) => certain),
    ]);
    expect(seen).toEqual([
      ["user", "account-b", "unknown", [false]],
      ["unknown", "account-b", "unknown", [false]],
      ["unknown", "account-c", "unknown", [false]],
    ]);
  });

  test("may be reached from a role that may assume it, and may itself reach roles that trust its account", () => {
    const go = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::333333333333:role/Theirs" },
      ],
    };
    const access = accessOf(
      existing(
        { targetAccounts: ["account-c"] },
        {
          roles: {
            Theirs: { existing: true, targetAccounts: ["account-c"] },
            Jump: { targetAccounts: ["account-b"], inlinePolicies: { go } },
            Beyond: { targetAccounts: ["account-b"], trustedEntity: { awsAccount: "333333333333" } },
          },
          users: { alex: { canAssume: ["Jump"] } },
        },
      ),
    );
    const alex = entrancesOf(access).filter(({ subject }) => subject.name === "alex");
    expect(
      routesOf(access, alex).map(({ chain }) =>
        chain.map(({ place, permission }) => [place.role.name, permission]),
      ),
    ).toEqual([
      [
        ["Theirs", "allowed"],
        ["Beyond", "unknown"],
      ],
      [],
      [["Theirs", "allowed"]],
    ]);
  });

  test("needs no provider where nothing else is made, and no way to reach the account", () => {
    const access = accessOf(existing({}, { deployWith: undefined }));
    expect(access.targetAccounts.map(({ hasProvider }) => hasProvider)).toEqual([false, false]);
    expect(stacksOf(access).flatMap(({ accounts }) => accounts)).toEqual([]);
    const kept = existing(
      {},
      { targetAccounts: { "account-b": { id: "222222222222", keepProvider: true } } },
    );
    expect(accessOf(kept).targetAccounts).toMatchObject([{ hasProvider: true }]);
  });

  test.each([
    ["description", "x"],
    ["tags", { a: "b" }],
    ["trustedEntity", { awsAccount: "111111111111" }],
    ["requireMfa", true],
    ["maxSessionDuration", "2h"],
    ["permissionsBoundary", "ReadOnlyAccess"],
    ["adopt", true],
    ["rollout", "provider"],
  ])("says nothing about its %s", (key, value) => {
    expect(errorsOf(existing({ [key]: value }))).toMatchObject([
      { code: "existing-role-is-managed-elsewhere", path: ["roles", "Theirs", key] },
    ]);
  });

  test("says nothing in an override either, but its policies", () => {
    const policies = { managedPolicies: ["ReadOnlyAccess"] };
    expect(
      errorsOf(existing({ overrides: { "account-b": { ...policies, requireMfa: true } } })),
    ).toMatchObject([{ path: ["roles", "Theirs", "overrides", "account-b", "requireMfa"] }]);
    expect(errorsOf(existing({ ...policies, overrides: { "account-b": policies } }))).toEqual([]);
  });
});

describe("reports never say no where they do not know", () => {
  const access = accessOf(existing({ managedPolicies: ["ReadOnlyAccess"] }));

  test("the matrix", () => {
    const table = matrixTable(reportOf(access)).join("\n");
    expect(table).toMatch(
      /alex .*Theirs .*unknown .*directly .*MFA unknown, unknown condition in the trust policy, which is managed elsewhere .*unknown .*unknown, managed elsewhere/,
    );
    expect(table).toContain("(others, by a trust policy managed elsewhere)");
    expect(table).not.toMatch(/ReadOnlyAccess|none|1h/);
    const json = matrixSchema.parse(JSON.parse([...matrixJson(reportOf(access))].join("")));
    expect(json.roles[0]).toMatchObject({ existing: true, level: "unknown", managedPolicies: [] });
    expect(json.roles[0]).not.toHaveProperty("maxSessionDuration");
    expect(json.entries.map(({ admitted }) => admitted)).toEqual(["unknown", "unknown", "unknown"]);
  });

  test("the answer whether somebody can", () => {
    const { yes, lines } = whetherCan(access, { user: "alex", account: "account-b" });
    expect([yes, lines[0]]).toEqual([true, expect.stringMatching(/^possibly: "alex" can assume "Theirs"/)]);
    expect(whetherCan(access, { user: "alex", account: "account-c" }).lines.join()).not.toContain("nobody");
  });

  test("what it trusts", () => {
    expect(placesOf(access).map((place) => trustText(access, place))[0]).toBe(
      "Theirs in account-b is managed elsewhere: what it trusts is unknown here.",
    );
  });
});

describe("the difference", () => {
  const made = file({
    roles: { Theirs: { targetAccounts: "*", managedPolicies: ["AmazonS3ReadOnlyAccess"] } },
    users: { alex: { canAssume: [{ role: "Theirs", accounts: ["account-b"] }] } },
  });
  const text = (before: unknown, after: unknown) =>
    markedText(differenceText(differenceRows(differenceBetween(accessOf(before), accessOf(after)))));

  test("says that a role goes into other hands, and that MFA may no longer be required", () => {
    const said = text(made, existing());
    expect(said).toContain("the role is managed elsewhere: what it trusts and allows is unknown");
    expect(said).toContain("MFA may no longer be required");
    expect(said).toContain("unknown (was read)");
    expect(said).not.toContain("trust policy changed");
  });

  test("says that it comes back", () => {
    expect(text(existing(), made)).toContain("the role is made here");
  });

  test("says nothing where nothing changes", () => {
    expect(text(existing(), existing({ managedPolicies: ["ReadOnlyAccess"] }))).not.toContain(
      "ReadOnlyAccess added",
    );
    expect(text(existing(), existing())).toBe("Nobody's access changes.");
  });
});
