/** Dangerous changes, and how loudly the difference speaks of each. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AccessFile, readAccess } from "../../access";
import type { FindingLevel } from "../../access/finding-levels";
import { differenceBetween } from "../../reports/difference/difference";
import { differenceRows, findingsOf } from "../../reports/difference/difference-rows";
import { differenceText } from "../../reports/difference/difference-text";
import { type FindingId, finding, findingIds, worstLevel } from "../../reports/difference/findings";
import { markedText } from "../support/marked-text";
import changes from "./changes.json";

interface Change {
  readonly name: string;
  readonly old: AccessFile;
  readonly new: AccessFile;
}

/** Name of the change -> its level, and the finding that tells of it. */
const expected: Readonly<Record<string, readonly [FindingLevel, FindingId]>> = {
  "principal: another role under the same name": ["high", "principal-changed"],
  "principal: another path (another role)": ["high", "principal-changed"],
  "user: boundary dropped": ["high", "boundary-dropped"],
  "user: console access given": ["medium", "console-given"],
  "user: password need not be changed": ["medium", "password-reset-dropped"],
  "user: no longer existing (made here)": ["medium", "user-created"],
  "group: membership given": ["medium", "grant"],
  "group: made here, without members here, granted admin": ["high", "grant-admin"],
  "denyWithoutMfa off (a role does not)": ["high", "deny-without-mfa-dropped"],
  "passwordPolicy weakened": ["medium", "password-policy-weakened"],
  "identity account's id": ["high", "identity-account-changed"],
  "identity account's id, nobody granted": ["high", "identity-account-changed"],
  "ungranted role: read to admin": ["high", "grant-admin"],
  "role granted in dev only: MFA dropped by override in prod, ungranted there": ["high", "mfa-dropped"],
  "role held by members of an existing group only: MFA dropped": ["high", "mfa-dropped"],
  "accounts: organization, another organization's id": ["high", "grant-organization"],
  "accounts: organization, role's path": ["high", "grant-organization"],
  "stack set: units of the organization": ["high", "rollout-changed"],
  "organization's account": ["high", "organization-account-changed"],
  "backend changed": ["medium", "backend-changed"],
  "stacks / movedFrom": ["low", "stack-changed"],
  "ids and tags swapped, grant by name": ["high", "grant-admin"],
  partition: ["high", "partition-changed"],
  "retired: no longer": ["high", "retired-undone"],
  "custom trust: another account besides": ["high", "grant-external"],
  "custom trust, granted to a user: another account besides": ["high", "grant-external"],
  "web identity: subject widened": ["high", "grant-external"],
  "service: another besides": ["high", "grant-external"],
  "third party: external ID to a guessable one": ["high", "external-id-guessable"],
  "sourceIps to the whole internet": ["medium", "condition-dropped"],
  "mfaMaxAge longer": ["medium", "condition-dropped"],
  "organizationId another": ["medium", "condition-dropped"],
  "requireUserSessionName dropped": ["medium", "condition-dropped"],
  "inline: iam:* on *": ["high", "grant-escalates"],
  "inline: * on arn:aws:*": ["high", "grant-admin"],
  "inline: iam:PutRolePolicy on *": ["high", "grant-escalates"],
  "managed: AWS's for a customer's of the same name": ["high", "grant-admin"],
  "boundary widened": ["high", "boundary-changed"],
  "session longer": ["medium", "session-longer"],
  "role renamed and widened": ["high", "grant-admin"],
  "user renamed and its boundary dropped": ["high", "grant-admin"],
  adopt: ["low", "adopted"],
  "user's tags (ABAC)": ["medium", "tags-changed"],
};

/** Changes to a file that is refused: there is nothing to compare. */
const refused = ["managed: AdministratorAccess by an expression"];

const cases = (changes as unknown as Change[]).map((change) => [change.name, change] as const);

test("every change has a place here", () => {
  expect(cases.map(([name]) => name).sort()).toEqual([...Object.keys(expected), ...refused].sort());
});

test.each(cases.filter(([name]) => !refused.includes(name)))("%s", (name, { old, new: now }) => {
  const read = readAccess(old, { isFile: true });
  // The old file may break a rule that is newer than it.
  const before = read.access ?? read.refused;
  const after = readAccess(now, { isFile: true }).access;
  if (!before || !after) throw new Error("a file has errors");
  const rows = differenceRows(differenceBetween(before, after, { before: old, after: now }));
  const findings = findingsOf(rows);
  const [level, id] = expected[name] ?? [];
  expect(worstLevel(findings)).toBe(level);
  expect(findings.map((finding) => finding.id)).toContain(id);
  for (const finding of findings) expect(findingIds).toContain(finding.id);
  expect(markedText(differenceText(rows))).not.toContain("Nobody's access changes.");
});

test.each(cases.filter(([name]) => refused.includes(name)))("refused: %s", (_name, { new: now }) => {
  expect(readAccess(now, { isFile: true }).access).toBeUndefined();
});

test.each(cases.filter(([name]) => !refused.includes(name)))(
  "a file does not differ from itself: %s",
  (_name, { new: now }) => {
    const { access } = readAccess(now, { isFile: true });
    if (!access) throw new Error("the file has errors");
    const rows = differenceRows(differenceBetween(access, access, { before: now, after: now }));
    expect(markedText(differenceText(rows))).toBe("Nobody's access changes.");
  },
);

describe("a new account that selectors bring roles to", () => {
  const file = (accounts: object, requireMfa = true) =>
    ({
      deployWith: { role: "D" },
      identityAccount: { id: "111111111111" },
      targetAccounts: { dev: { id: "222222222222", tags: { env: "dev" } }, ...accounts },
      roles: {
        Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"], requireMfa },
        Writer: { targetAccounts: { tags: { env: "dev" } }, managedPolicies: ["AWSCodeCommitPowerUser"] },
        Admin: { targetAccounts: { tags: { env: "prod" } }, managedPolicies: ["AdministratorAccess"] },
      },
      groups: { devs: { canAssume: ["Reader", "Writer"] } },
      users: { alex: { groups: ["devs"], canAssume: ["Admin"] }, bob: { groups: ["devs"] } },
      principals: { ci: { roleName: "ci", canAssume: ["Admin", "Writer"] } },
    }) as unknown as AccessFile;
  const prod = { prod: { id: "333333333333", tags: { env: "prod" } } };
  const rowsOf = (old: AccessFile, now: AccessFile) => {
    const [before, after] = [old, now].map((each) => readAccess(each, { isFile: true }).access);
    if (!before || !after) throw new Error("a file has errors");
    return differenceRows(differenceBetween(before, after, { before: old, after: now }));
  };

  test("is one row for all roles and subjects, and below high", () => {
    const more = { ...prod, dev2: { id: "444444444444", tags: { env: "dev" } } };
    const { entries } = rowsOf(file(prod), file(more));
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      change: "given",
      callers: ["alex", "bob", "ci (role)"],
      roles: [
        { name: "Reader", level: "read" },
        { name: "Writer", level: "write" },
      ],
      accounts: ["dev2"],
      findings: [{ id: "account-added", level: "low" }],
    });
  });

  test("is high where a person gets administrator access, and not where a principal does", () => {
    const more = { ...prod, prod2: { id: "444444444444", tags: { env: "prod" } } };
    const { entries } = rowsOf(file(prod), file(more));
    expect(entries.map(({ callers, findings: [worst] }) => [worst?.level, worst?.id, callers])).toEqual([
      ["high", "grant-admin", ["alex"]],
      ["low", "account-added", ["alex", "bob", "ci (role)"]],
    ]);
  });

  test("is told in full where a role changes besides", () => {
    const more = { ...prod, dev2: { id: "444444444444", tags: { env: "dev" } } };
    const findings = findingsOf(rowsOf(file(prod), file(more, false)));
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(["mfa-dropped", "grant"]));
  });
});

test("an instance profile is told with the service that it is for", () => {
  const file = (instanceProfile: boolean) => ({
    deployWith: { role: "D" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { dev: { id: "222222222222" } },
    roles: {
      Machine: { targetAccounts: "*", trustedEntity: { service: "ec2.amazonaws.com" }, instanceProfile },
    },
  });
  const [before, after] = [false, true].map((has) => readAccess(file(has)).access);
  if (!before || !after) throw new Error("a file has errors");
  expect(differenceRows(differenceBetween(before, after)).entries).toEqual([
    expect.objectContaining({
      callers: ["(service ec2.amazonaws.com)"],
      findings: [{ id: "setting-changed", level: "low", text: "has an instance profile" }],
    }),
  ]);
});

describe("settings that are nobody's access", () => {
  const file = (more: object = {}) => ({
    deployWith: { role: "D" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
    roles: { Machine: { targetAccounts: "*", trustedEntity: { service: "ec2.amazonaws.com" } } },
    ...more,
  });
  test.each([
    [
      "a default tag",
      {},
      { defaultTags: { team: "x" } },
      ["access file", "tags-changed", "default tag team: x (was none)"],
    ],
    [
      "a quota",
      {},
      { quotas: { trustPolicy: 4096 } },
      [
        "access file",
        "setting-changed",
        'quotas {"customerManagedPolicies":1500,"managedPoliciesPerRole":10,"managedPoliciesPerUser":10,"trustPolicy":4096} (was {"customerManagedPolicies":1500,"managedPoliciesPerRole":10,"managedPoliciesPerUser":10,"trustPolicy":2048})',
      ],
    ],
  ])("%s", (_what, old, now, [kind, id, text]) => {
    const [before, after] = [old, now].map((more) => readAccess(file(more), { isFile: true }).access);
    if (!before || !after) throw new Error("a file has errors");
    const { entries, others } = differenceRows(differenceBetween(before, after));
    expect(entries).toEqual([]);
    expect(others).toEqual([
      expect.objectContaining({ kind, findings: [expect.objectContaining({ id, text })] }),
    ]);
  });
});

test("every finding stands in the documentation, in order and with its level", () => {
  const documentation = readFileSync(join(__dirname, "../../docs/reports.md"), "utf8");
  const rows = [...documentation.matchAll(/^\| `([a-z-]+)` \| (high|medium|low) \|/gm)];
  expect(rows.map(([, id, level]) => [id, level])).toEqual(findingIds.map((id) => [id, finding(id).level]));
});
