/** Walks over accounts, all in one stack. */
import { createRole, giveKey } from "./by-hand";
import { type Company, company, type Ids, role } from "./company";
import type { Walk } from "./walk";

const withB = (file: Company, id: Ids) => {
  file.targetAccounts = { a: { id: id("a") }, b: { id: id("b") } };
  file.roles.Reader = role(["a", "b"]);
};

export const accounts: readonly Walk[] = [
  {
    name: "account-added",
    change: "A target account is added",
    outcome: "Creates its roles, and adds them to the grants. Everything else is kept.",
    before: company(),
    after: company(withB),
    changes: ["made: role Reader in b"],
  },
  {
    name: "account-retired",
    change: "A target account is removed",
    write: "`retired: true`; apply; then delete the entry",
    outcome: "Deletes its roles, and takes them out of the grants. Everything else is kept.",
    before: company(withB),
    after: [
      company(withB, (file, id) => {
        file.targetAccounts.b = { id: id("b"), retired: true };
      }),
      company(),
    ],
    changes: ["gone: role Reader in b"],
  },
  {
    name: "role-leaves-account",
    change: "A role leaves an account that has other roles, or goes to another account",
    outcome: "Deletes the role there, makes it in the new account, and changes the grants.",
    before: company(withB, (file) => {
      file.roles.Reader = role(["a"]);
      file.roles.Writer = role(["a", "b"]);
    }),
    after: company(withB, (file) => {
      file.roles.Reader = role(["b"]);
      file.roles.Writer = role(["a", "b"]);
    }),
    changes: ["gone: role Reader in a", "made: role Reader in b"],
  },
  {
    name: "accounts-in-another-order",
    change: "Accounts change their order, or their tags",
    outcome: "Changes nothing, unless roles select their accounts by tags.",
    before: company(withB),
    after: company(withB, (file, id) => {
      file.targetAccounts = { b: { id: id("b"), tags: { team: "web" } }, a: { id: id("a") } };
    }),
    changes: [],
  },
  {
    name: "account-added-to-adopted-role",
    change: "A target account is added while a role still has `adopt: true`",
    outcome: "Imports the role where it is there, and creates it where it is not.",
    before: company(withB, (file) => {
      file.roles.Reader = role(["a"]);
    }),
    byHand: createRole("Writer", "a"),
    after: [
      company(withB, (file) => {
        file.roles.Reader = role(["a"]);
        file.roles.Writer = role(["a"], { adopt: true });
      }),
      company(withB, (file) => {
        file.roles.Reader = role(["a"]);
        file.roles.Writer = role(["a", "b"], { adopt: true });
      }),
    ],
    warns: ["adopt-left"],
    changes: ["made: role Writer in b"],
  },
  {
    name: "other-way-in",
    change: "`deployWith` changes, or the region",
    outcome: "Changes nothing in AWS.",
    before: company(),
    after: company((file) => {
      file.deployWith = { role: "OtherDeployer" };
      file.region = "eu-central-1";
    }),
    changes: [],
  },
  {
    name: "account-renamed",
    change: "A target account gets another name",
    write: "`renamedFrom: <old name>`",
    outcome: "Moves addresses, and changes nothing in AWS.",
    before: company(withB),
    after: company((file, id) => {
      file.targetAccounts = { a: { id: id("a") }, prod: { id: id("b"), renamedFrom: "b" } };
      file.roles.Reader = role(["a", "prod"]);
    }),
    changes: [],
  },
  {
    name: "account-and-role-renamed",
    change: "A target account and a role get other names, and the role loses a policy",
    write: "`renamedFrom: <old name>` in both",
    outcome: "The same as for the role alone. The account's other roles are kept.",
    before: company(withB, (file) => {
      file.roles.Writer = role(["b"]);
    }),
    after: [{ renamedFrom: "b" }, {}].map((account) =>
      company((file, id) => {
        file.targetAccounts = { a: { id: id("a") }, prod: { id: id("b"), ...account } };
        file.roles.Reader = role(["a", "prod"]);
        file.roles.Author = role(["prod"], {
          inlinePolicies: {},
          ...("renamedFrom" in account && { renamedFrom: "Writer" }),
        });
      }),
    ),
    changes: ["gone: role Writer in b", "made: role Author in b"],
  },
  {
    name: "account-renamed-in-case",
    change: "A target account gets another name that differs in letter case only",
    write: "`renamedFrom: <old name>`",
    outcome: "Moves addresses, and changes nothing in AWS.",
    before: company(withB),
    after: company((file, id) => {
      file.targetAccounts = { a: { id: id("a") }, B: { id: id("b"), renamedFrom: "b" } };
      file.roles.Reader = role(["a", "B"]);
    }),
    changes: [],
  },
  {
    name: "account-re-pointed",
    change: "A name gets the id of another account",
    write: "first the old id with `retired: true`; apply; then the new id without it",
    outcome: "Deletes the roles in the old account, then makes them in the new one, and changes the grants.",
    before: company(withB),
    after: [
      company(withB, (file, id) => {
        file.targetAccounts.b = { id: id("b"), retired: true };
      }),
      company(withB, (file, id) => {
        file.targetAccounts.b = { id: id("c") };
      }),
    ],
    changes: ["gone: role Reader in b", "made: role Reader in c"],
  },
  {
    name: "accounts-swap-names",
    // Three applies, which would be three of all the others.
    alone: true,
    change: "Two accounts swap their names",
    write: "in three applies, over a third name, each with `renamedFrom`",
    outcome: "Moves addresses, and changes nothing in AWS.",
    before: company(withB),
    after: [
      company((file, id) => {
        file.targetAccounts = { third: { id: id("a"), renamedFrom: "a" }, b: { id: id("b") } };
        file.roles.Reader = role(["third", "b"]);
      }),
      company((file, id) => {
        file.targetAccounts = { third: { id: id("a") }, a: { id: id("b"), renamedFrom: "b" } };
        file.roles.Reader = role(["third", "a"]);
      }),
      company((file, id) => {
        file.targetAccounts = { b: { id: id("a"), renamedFrom: "third" }, a: { id: id("b") } };
        file.roles.Reader = role(["a", "b"]);
      }),
    ],
    changes: [],
  },
  {
    name: "account-unreachable",
    change: "Terraform cannot reach one account of a stack that day",
    outcome:
      "The apply of the stack fails, names the role that it could not assume, and changes nothing in that stack. Apply again when the account can be reached.",
    before: company(withB),
    after: company(withB, (file) => {
      file.roles.Writer = role(["a", "b"]);
      file.users.alex = { groups: ["staff"], canAssume: ["Writer"] };
    }),
    unreachable: "b",
    fails: /Cannot assume IAM Role/,
    changes: ["made: role Writer in a", "made: role Writer in b"],
    inShort: true,
  },
  {
    name: "mfa-required-of-everybody",
    change: "`denyWithoutMfa` or `passwordPolicy` of the identity account changes",
    outcome: "Changes the policy. Users, groups, keys and passwords are kept.",
    before: company(),
    byHand: giveKey("alex"),
    after: company((file, id) => {
      file.identityAccount = {
        id: id("home"),
        denyWithoutMfa: true,
        passwordPolicy: { minimumPasswordLength: 14 },
      };
      file.ignore.push("mfa-without-enrolment", "machine-user-locked-out");
    }),
    changes: [],
  },
  {
    name: "account-dropped",
    change: "A target account is removed, without `retired`",
    outcome:
      "The plan fails, and changes nothing: Terraform cannot delete the roles without the account's provider.",
    before: company(withB),
    after: company(),
    fails: /Provider configuration not present/,
    mendWith: company(withB, (file, id) => {
      file.targetAccounts.b = { id: id("b"), retired: true };
    }),
    warns: ["account-gone"],
    changes: ["gone: role Reader in b"],
    inShort: true,
  },
  {
    name: "account-renamed-unsaid",
    change: "A target account gets another name, without `renamedFrom`",
    outcome:
      "The plan fails, and changes nothing: Terraform cannot delete the roles without the provider of the old name.",
    before: company(withB),
    after: company((file, id) => {
      file.targetAccounts = { a: { id: id("a") }, prod: { id: id("b") } };
      file.roles.Reader = role(["a", "prod"]);
    }),
    fails: /Provider configuration not present/,
    mendWith: company((file, id) => {
      file.targetAccounts = { a: { id: id("a") }, prod: { id: id("b"), renamedFrom: "b" } };
      file.roles.Reader = role(["a", "prod"]);
    }),
    warns: ["renamed"],
    changes: [],
  },
  {
    name: "account-re-pointed-unsaid",
    change: "A name gets the id of another account, in place",
    outcome:
      "Makes the roles in the new account. **The roles stay in the old one, trusted, in no state**: Terraform looks for them in the new account, and treats them as deleted.",
    before: company(withB),
    after: company(withB, (file, id) => {
      file.targetAccounts.b = { id: id("c") };
    }),
    warns: ["account-id-changed"],
    changes: ["made: role Reader in c"],
  },
  {
    name: "accounts-swapped-unsaid",
    change: "Two names swap their account ids",
    outcome:
      "The roles that both accounts have are kept under the other name. **A role that only one had stays there, trusted, in no state**, and is made in the other.",
    before: company(withB, (file) => {
      file.roles.Writer = role(["a"]);
    }),
    after: company(withB, (file, id) => {
      file.targetAccounts = { a: { id: id("b") }, b: { id: id("a") } };
      file.roles.Writer = role(["a"]);
    }),
    warns: ["account-id-changed"],
    changes: ["made: role Writer in b"],
  },
  {
    name: "identity-account-re-pointed-unsaid",
    change: "The id of the identity account changes",
    outcome:
      "Makes users, groups and grants in the new account, and changes the trust of the roles. **Users, groups, passwords and keys stay in the old one, in no state**; no role trusts them now.",
    before: company(),
    byHand: giveKey("alex"),
    after: company((file, id) => {
      file.identityAccount = { id: id("new") };
    }),
    warns: ["identity-account-id-changed"],
    changes: ["made: group staff in new", "made: user alex in new"],
  },
];
