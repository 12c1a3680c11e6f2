import { type Access, type AccessFile, readAccess } from "../../access";
import { proofLines, proveNoNewAccess } from "../../reports/difference/proof";
import type { Draft } from "../support/draft";
import { markedText } from "../support/marked-text";
import { accessOf, company } from "./access-of";
import changes from "./changes.json";

type File = Draft<AccessFile>;
type Change = (file: File) => void;

function proof(change: Change, before: Change = () => {}) {
  const old = company();
  before(old);
  const now = structuredClone(old);
  change(now);
  return proveNoNewAccess(accessOf(old), accessOf(now), {
    before: old as AccessFile,
    after: now as AccessFile,
  });
}

const role = (file: File, name: string) => file.roles[name] as File["roles"][string];
const statement = (more: object) => ({ Effect: "Allow", Action: "s3:*", Resource: "*", ...more });
const policy =
  (...statements: object[]): Change =>
  (file) => {
    role(file, "Vendor").inlinePolicies = {
      p: { Version: "2012-10-17", Statement: statements as never },
    };
  };

test.each<[string, Change, Change?]>([
  ["nothing", () => {}],
  ["a user who loses access", ({ users = {} }) => delete users.bea],
  ["a role with a grant less", ({ groups = {} }) => (groups.auditors = { canAssume: ["Auditor"] })],
  ["MFA, where none was required", (file) => (role(file, "Admin").overrides = {})],
  ["one more condition", (file) => (role(file, "Vendor").organizationId = "o-a1b2c3d4e5")],
  ["fewer addresses", (file) => (role(file, "Vendor").sourceIps = ["198.51.100.0/28"])],
  ["a managed policy that goes and denied nothing", (file) => (role(file, "Vendor").managedPolicies = [])],
  ["a permissions boundary", (file) => (role(file, "Admin").permissionsBoundary = "ReadOnlyAccess")],
  ["a narrower statement", policy(statement({ Action: "s3:Get*" })), policy(statement({}))],
  [
    "a condition for a statement",
    policy(statement({ Condition: { Bool: { "aws:SecureTransport": "true" } } })),
    policy(statement({})),
  ],
  [
    "one more Deny",
    policy(statement({}), statement({ Effect: "Deny", Action: "s3:DeleteBucket" })),
    policy(statement({})),
  ],
])("proven: %s", (...[, change, before]) => {
  expect(proof(change, before)).toEqual({ answer: "proven" });
});

test.each<[string, Change, string, Change?]>([
  [
    "a user who gets a role",
    ({ users = {} }) =>
      (users.bea = { groups: ["auditors"], canAssume: [{ role: "Admin", accounts: ["prod"] }] }),
    "new access: bea: Admin in prod (222222222222, arn:aws:iam::222222222222:role/Admin): may assume the role",
  ],
  [
    "MFA that is no longer required",
    (file) => (role(file, "Auditor").requireMfa = false),
    "MFA is no longer required",
  ],
  [
    "more addresses",
    (file) => (role(file, "Vendor").sourceIps = ["198.51.0.0/16"]),
    "new access: carol: Vendor in logs (444444444444, arn:aws:iam::444444444444:role/Vendor): requires an address in 198.51.0.0/16 (was 198.51.100.0/24)",
  ],
  [
    "a role that becomes administrator",
    (file) => (role(file, "Vendor").managedPolicies = ["AdministratorAccess"]),
    "new access: carol: Vendor in logs (444444444444, arn:aws:iam::444444444444:role/Vendor): administrator access (was read)",
  ],
  [
    "another account that is trusted",
    (file) => (role(file, "Scanner").trustedEntity = { awsAccount: "888888888888" }),
    "new access: (account 888888888888): Scanner in prod",
  ],
])("new access: %s", (...[, change, says, before]) => {
  const found = proof(change, before);
  expect(found.answer).toBe("new access");
  expect(markedText(proofLines(found))).toContain(says);
});

test.each<[string, Change, string, Change?]>([
  [
    "a statement that no other covers",
    policy(statement({}), statement({ Action: "iam:PassRole" })),
    "not proven: role Vendor in logs: policies: allow added: iam:PassRole on *",
    policy(statement({})),
  ],
  [
    "a Deny that goes",
    policy(statement({})),
    "not proven: role Vendor in logs: policies: deny removed: deny s3:DeleteBucket on *",
    policy(statement({}), statement({ Effect: "Deny", Action: "s3:DeleteBucket" })),
  ],
  [
    "a policy of the same level",
    (file) => (role(file, "Vendor").managedPolicies = ["SecurityAudit"]),
    "not proven: role Vendor in logs: policy arn:aws:iam::aws:policy/SecurityAudit added",
  ],
  [
    "another permissions boundary",
    (file) => (role(file, "Auditor").permissionsBoundary = "SecurityAudit"),
    "permissions boundary arn:aws:iam::aws:policy/SecurityAudit (was arn:aws:iam::aws:policy/ReadOnlyAccess)",
  ],
  [
    "tags of a user, by which policies may let in",
    ({ users = {} }) => (users.bea = { groups: ["auditors"], tags: { team: "admins" } }),
    "not proven: user bea: tag team: admins (was none)",
  ],
  [
    "a grant to a group whose listed members have the role already",
    ({ groups = {} }) => {
      groups.platform = { canAssume: ["Admin", "Auditor"] };
    },
    "not proven: group platform: granted Auditor in dev",
  ],
  [
    "a customer managed policy that goes",
    (file) => (role(file, "Vendor").managedPolicies = []),
    "policy/guardrail removed: it may deny actions",
    (file) => (role(file, "Vendor").managedPolicies = [{ name: "guardrail" }]),
  ],
])("not proven: %s", (...[, change, says, before]) => {
  const found = proof(change, before);
  expect(found.answer).toBe("not proven");
  expect(markedText(proofLines(found))).toContain(says);
});

const harmless = ["stacks / movedFrom", "adopt"];
const refused = ["managed: AdministratorAccess by an expression"];

test.each(
  (changes as unknown as { name: string; old: AccessFile; new: AccessFile }[]).map(
    (one) => [one.name, one] as const,
  ),
)("a dangerous change is not proven: %s", (name, { old, new: now }) => {
  if (refused.includes(name)) return;
  const read = readAccess(old);
  // The old file may break a rule that is newer than it.
  const before = (read.access ?? read.refused) as Access;
  const { answer } = proveNoNewAccess(before, accessOf(now), { before: old, after: now });
  expect(answer === "proven").toBe(harmless.includes(name));
});
