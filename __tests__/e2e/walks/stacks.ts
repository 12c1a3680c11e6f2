/** Walks over stacks: an account, or several, in a Terraform state of their own. */
import { type Company, company, type Ids, reading, role, writing } from "./company";
import type { Walk } from "./walk";

const own = (file: Company, id: Ids) => {
  file.stacks = "perAccount";
  file.targetAccounts = { a: { id: id("a") }, b: { id: id("b") } };
  file.roles.Reader = role(["a", "b"]);
};

/** `b` goes from the identity account's stack to one of its own. */
const single = company((file, id) => {
  file.targetAccounts = { a: { id: id("a") }, b: { id: id("b") } };
  file.roles.Reader = role(["a", "b"]);
});
const movedTo = (...more: ((file: Company, id: Ids) => void)[]) =>
  company(
    (file, id) => {
      file.targetAccounts = { a: { id: id("a") }, b: { id: id("b"), stack: "far", movedFrom: "access" } };
      file.roles.Reader = role(["a", "b"]);
    },
    ...more,
  );

export const stacks: readonly Walk[] = [
  {
    name: "account-with-own-stack-added",
    change: "A target account with a stack of its own is added",
    outcome: "A new stack, which makes its roles. The identity account's stack adds them to the grants.",
    before: company((file) => {
      file.stacks = "perAccount";
    }),
    after: company(own),
    changes: ["made: role Reader in b"],
  },
  {
    name: "account-with-own-stack-retired",
    change: "A target account with a stack of its own is removed",
    write: "`retired: true`; apply; then delete the entry",
    outcome: "Its stack deletes its roles, and goes with the entry.",
    before: company(own),
    after: [
      company(own, (file, id) => {
        file.targetAccounts.b = { id: id("b"), retired: true };
      }),
      company((file) => {
        file.stacks = "perAccount";
      }),
    ],
    changes: ["gone: role Reader in b"],
    inShort: true,
  },
  {
    name: "account-in-another-stack",
    change: "An account goes to another stack",
    write: "`movedFrom: <old stack>`; apply both; then remove the line",
    outcome: "The old stack forgets the roles, the new one imports them. Nothing changes in AWS.",
    before: single,
    after: movedTo(),
    changes: [],
  },
  {
    name: "stacks-for-each-account",
    change: "`stacks: perAccount` is written, or removed",
    write: "`movedFrom: <old stack>` in each account; apply all; then remove the lines",
    outcome: "Each account goes to another stack. Nothing changes in AWS.",
    before: single,
    after: [
      company(own, (file, id) => {
        file.targetAccounts = {
          a: { id: id("a"), movedFrom: "access" },
          b: { id: id("b"), movedFrom: "access" },
        };
      }),
      company((file, id) => {
        file.targetAccounts = { a: { id: id("a"), movedFrom: "a" }, b: { id: id("b"), movedFrom: "b" } };
        file.roles.Reader = role(["a", "b"]);
      }),
    ],
    changes: [],
  },
  {
    name: "account-in-another-stack-with-role",
    change: "An account goes to another stack, and gets a role or a policy at the same time",
    write: "`movedFrom: <old stack>`; apply both; then remove the line",
    outcome: "The new stack imports what was there, and creates what is new.",
    before: single,
    after: movedTo((file) => {
      file.roles.Reader = role(["a", "b"], { managedPolicies: [reading, writing] });
      file.roles.Writer = role(["b"]);
    }),
    changes: ["made: role Writer in b"],
  },
  {
    name: "account-in-another-stack-renamed",
    change:
      "An account goes to another stack under another name, and gets a role or a policy at the same time",
    write: "`movedFrom: <old stack>` and `renamedFrom: <old name>`",
    outcome: "The new stack imports what was there, and creates what is new.",
    before: single,
    after: company((file, id) => {
      file.targetAccounts = {
        a: { id: id("a") },
        prod: { id: id("b"), stack: "far", movedFrom: "access", renamedFrom: "b" },
      };
      file.roles.Reader = role(["a", "prod"], { managedPolicies: [reading, writing] });
      file.roles.Writer = role(["prod"]);
    }),
    changes: ["made: role Writer in b"],
  },
  {
    name: "account-with-own-stack-renamed",
    change: "An account with a stack of its own gets another name",
    write: "`renamedFrom: <old name>`",
    outcome:
      "The stack of the old name forgets the roles, the one of the new name imports them. Nothing changes in AWS.",
    before: company(own),
    after: company(own, (file, id) => {
      file.targetAccounts = { a: { id: id("a") }, prod: { id: id("b"), renamedFrom: "b" } };
      file.roles.Reader = role(["a", "prod"]);
    }),
    changes: [],
  },
  {
    name: "account-with-own-stack-unreachable",
    change: "Terraform cannot reach an account with a stack of its own that day",
    outcome:
      "The apply of that stack fails and names the role that it could not assume; the other stacks are applied. Apply again when the account can be reached.",
    before: company(own),
    after: company(own, (file) => {
      file.roles.Writer = role(["a", "b"]);
      file.users.alex = { groups: ["staff"], canAssume: ["Writer"] };
    }),
    unreachable: "b",
    fails: /^b: .*(?:\n.*)*Cannot assume IAM Role/,
    changesThen: ["made: role Writer in a"],
    changes: ["made: role Writer in a", "made: role Writer in b"],
    inShort: true,
  },
  {
    name: "account-with-own-stack-dropped",
    change: "A target account with a stack of its own is removed, without `retired`",
    outcome:
      "Its stack stays in the output, and its roles in the account, until the entry is back with `retired: true`.",
    before: company(own),
    after: company((file) => {
      file.stacks = "perAccount";
    }),
    warns: ["account-gone"],
    changes: [],
  },
  {
    name: "account-in-another-stack-unsaid",
    change: "An account goes to another stack, without `movedFrom`",
    outcome: "The plan of the old stack fails, and the new stack fails on roles that are there already.",
    before: single,
    after: company((file, id) => {
      file.targetAccounts = { a: { id: id("a") }, b: { id: id("b"), stack: "far" } };
      file.roles.Reader = role(["a", "b"]);
    }),
    fails: /Provider configuration not present(?:.|\n)*EntityAlreadyExists/,
    mendWith: movedTo(),
    warns: ["account-left-stack"],
    changes: [],
  },
];
