/** Walks over roles. */
import { attachToRole, createRole, hands, putPolicy, revokeSessions } from "./by-hand";
import { company, looking, reading, role, writing } from "./company";
import type { Walk } from "./walk";

const withWriter = company((file) => {
  file.roles.Writer = role(["a"]);
  file.users.alex = { groups: ["staff"], canAssume: ["Writer"] };
});

/** A change to the role `Writer`. */
function writer(more: Record<string, unknown>) {
  return company((file) => {
    file.roles.Writer = role(["a"], more);
    file.users.alex = { groups: ["staff"], canAssume: ["Writer"] };
  });
}

/** The role `Writer` within a boundary that the file declares. */
function withBoundary(name: string) {
  return company((file) => {
    file.policies = { [name]: { document: looking } };
    file.roles.Writer = role(["a"], { permissionsBoundary: { name } });
    file.users.alex = { groups: ["staff"], canAssume: ["Writer"] };
  });
}

/** The role `Writer` with an attached policy that the file declares. */
function within(policy: object = {}, more: Record<string, unknown> = {}) {
  return company((file) => {
    file.policies = { within: { document: looking, ...policy } };
    file.roles.Writer = role(["a"], { managedPolicies: [{ name: "within" }], ...more });
    file.users.alex = { groups: ["staff"], canAssume: ["Writer"] };
  });
}

export const roles: readonly Walk[] = [
  {
    name: "role-added",
    change: "A role is added",
    outcome: "Creates the role, its policies and grants. Everything else is kept.",
    before: company(),
    after: withWriter,
    changes: ["made: role Writer in a"],
  },
  {
    name: "role-removed",
    change: "A role is removed",
    outcome: "Deletes the role, its policies and grants.",
    before: withWriter,
    after: company(),
    changes: ["gone: role Writer in a"],
  },
  {
    name: "role-with-policy-removed",
    change: "A role with a policy attached by hand is removed",
    outcome: "Detaches the policy, and deletes the role.",
    before: withWriter,
    byHand: attachToRole("Writer", "a"),
    after: company(),
    changes: ["gone: role Writer in a"],
  },
  {
    name: "role-with-revoked-sessions-removed",
    change:
      "A role whose sessions were revoked in the console, or with another inline policy made by hand, is removed",
    outcome: "Deletes the inline policy, and the role.",
    before: withWriter,
    byHand: revokeSessions("Writer", "a"),
    after: company(),
    changes: ["gone: role Writer in a"],
  },
  {
    name: "role-moved",
    change: "A role's path changes",
    outcome:
      "Replaces the role, with its policies, in one apply: its ARN and its id change, and sessions end. Policies that were attached by hand are lost.",
    before: withWriter,
    byHand: hands(attachToRole("Writer", "a"), revokeSessions("Writer", "a")),
    after: writer({ path: "/teams/" }),
    warns: ["role-path-changed"],
    changes: ["replaced: role Writer in a"],
  },
  {
    name: "role-renamed",
    change: "A role gets another name",
    write: "`renamedFrom: <old name>`",
    outcome:
      "Deletes the role, then makes the new one with its policies and grants, in one apply. IAM cannot rename a role: its ARN and its id change, and sessions end.",
    before: withWriter,
    byHand: hands(attachToRole("Writer", "a"), revokeSessions("Writer", "a")),
    after: [
      company((file) => {
        file.roles.Author = role(["a"], { renamedFrom: "Writer" });
        file.users.alex = { groups: ["staff"], canAssume: ["Author"] };
      }),
      company((file) => {
        file.roles.Author = role(["a"]);
        file.users.alex = { groups: ["staff"], canAssume: ["Author"] };
      }),
    ],
    changes: ["gone: role Writer in a", "made: role Author in a"],
  },
  {
    name: "role-renamed-in-case",
    change: "A role gets another name that differs in letter case only",
    write: "`renamedFrom: <old name>`",
    outcome:
      "Deletes the role, then makes the new one with its policies and grants, in one apply. Without the line IAM refuses the new name while the old one is there.",
    before: withWriter,
    after: company((file) => {
      file.roles.WRITER = role(["a"], { renamedFrom: "Writer" });
      file.users.alex = { groups: ["staff"], canAssume: ["WRITER"] };
    }),
    changes: ["replaced: role WRITER in a"],
  },
  {
    name: "role-adopted",
    change: "A role made by hand is added",
    write: "`adopt: true`, or the accounts that have it; apply; then remove the line",
    outcome:
      "Imports the role, and makes it as the file says. Policies that the file does not name stay attached until the line is removed: the next plan names them, and the apply removes them.",
    before: company(),
    byHand: hands(
      createRole("Writer", "a"),
      attachToRole("Writer", "a", "reading"),
      putPolicy("Writer", "a", "looking"),
    ),
    after: [writer({ adopt: true }), writer({})],
    changes: [],
  },
  {
    name: "policy-added-to-role",
    change: "A role gets another managed or inline policy",
    outcome: "Adds it. The role is kept.",
    before: withWriter,
    after: writer({ managedPolicies: [reading, writing], inlinePolicies: { looking, more: looking } }),
    changes: [],
  },
  {
    name: "policy-of-a-name-put-by-hand",
    change: "A role gets an inline policy, and somebody has put one of that name on it by hand",
    outcome:
      "Writes over it. The plan says that it creates the policy, and does not show the text that was there.",
    before: withWriter,
    byHand: putPolicy("Writer", "a", "more"),
    after: writer({ managedPolicies: [reading, writing], inlinePolicies: { looking, more: looking } }),
    told: "by [a refresh, or `verify`](exclusive.md#an-inline-policy-of-the-same-name), before the apply",
    changes: [],
  },
  {
    name: "policy-removed-from-role",
    change: "A role loses a managed or inline policy",
    outcome: "Removes it. The role is kept.",
    before: writer({ managedPolicies: [reading, writing], inlinePolicies: { looking, more: looking } }),
    after: withWriter,
    changes: [],
  },
  {
    name: "policy-of-role-replaced",
    change: "A managed policy of a role is exchanged, an inline policy renamed",
    outcome: "Adds the new one and removes the old one, in any order. The role is kept.",
    before: withWriter,
    after: writer({ managedPolicies: [writing], inlinePolicies: { seeing: looking } }),
    changes: [],
  },
  {
    name: "boundary-exchanged",
    change: "The permissions boundary of a role becomes another of `policies`, and the old one is removed",
    outcome:
      "Makes the new policy, gives it to the role, and deletes the old one. The role is kept, and never without a boundary.",
    before: withBoundary("within"),
    after: withBoundary("inside"),
    changes: [],
    inShort: true,
  },
  {
    name: "boundary-attached-and-replaced",
    change: "A policy that was a permissions boundary is only attached now, and gets another path",
    outcome:
      "The apply fails after it detached the policy: IAM does not delete a permissions boundary, and Terraform would take it from the role after that. Write the old path, apply, and then write the new one.",
    before: within({}, { permissionsBoundary: { name: "within" } }),
    after: within({ path: "/team/" }),
    fails: /DeleteConflict: Cannot delete a policy attached to entities/,
    mendWith: within(),
    warns: ["policy-replaced"],
    changes: [],
  },
  {
    name: "policy-replaced",
    change: "A policy of `policies` gets another path",
    outcome:
      "Detaches the policy, deletes it, and makes and attaches another: its ARN changes. The role is kept, and is without it meanwhile.",
    before: within(),
    after: within({ path: "/team/" }),
    warns: ["policy-replaced"],
    changes: [],
  },
  {
    name: "boundary-removed",
    change: "A permissions boundary is removed, from a role and from `policies`",
    outcome: "Takes the boundary from the role, and deletes the policy. The role is kept.",
    before: withBoundary("within"),
    after: withWriter,
    changes: [],
  },
  {
    name: "policies-in-another-order",
    change: "Entries, or policies of a role, change their order",
    outcome: "Changes nothing.",
    before: writer({ managedPolicies: [reading, writing] }),
    after: company((file) => {
      const { Reader = {} } = file.roles;
      file.roles = { Writer: role(["a"], { managedPolicies: [writing, reading] }), Reader };
      file.users.alex = { canAssume: ["Writer"], groups: ["staff"] };
    }),
    changes: [],
  },
  {
    name: "trust-changed",
    change: "The conditions of a role change: MFA, external ID, source IPs, `trustGrantedOnly`",
    outcome: "Changes the trust policy. The role is kept; sessions go on until they end.",
    before: withWriter,
    after: writer({ trustGrantedOnly: true, externalId: "acme-4711", ignore: ["external-id-in-console"] }),
    changes: [],
  },
  {
    name: "role-settings-changed",
    change: "A role's description, tags, maximum session or permissions boundary change",
    outcome: "Changes the role in place.",
    before: withWriter,
    after: writer({ description: "Writes", tags: { team: "web" }, maxSessionDuration: "4h" }),
    changes: [],
  },
  {
    name: "role-renamed-unsaid",
    change: "A role gets another name, without `renamedFrom`",
    outcome: "Deletes the role and makes another, in any order. The ARN and the id change, and sessions end.",
    before: withWriter,
    after: company((file) => {
      file.roles.Author = role(["a"]);
      file.users.alex = { groups: ["staff"], canAssume: ["Author"] };
    }),
    warns: ["renamed"],
    alone: true,
    changes: ["gone: role Writer in a", "made: role Author in a"],
  },
];
