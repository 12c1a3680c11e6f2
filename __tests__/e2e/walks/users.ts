/** Walks over users. */
import {
  addToStrangeGroup,
  attachToUser,
  choosePassword,
  createUser,
  detach,
  giveKey,
  hands,
  takeKeys,
} from "./by-hand";
import { type Company, company } from "./company";
import type { Walk } from "./walk";

const withKim = company((file) => {
  file.users.kim = { consoleAccess: {}, groups: ["staff"], canAssume: ["Reader"] };
});

/** A file in two applies, and then without the lines about its former names. */
function twice(change: (file: Company) => void) {
  const settled = company(change, ({ users }) => {
    for (const user of Object.values(users)) delete user.renamedFrom;
  });
  return [company(change), company(change), settled];
}

export const users: readonly Walk[] = [
  {
    name: "user-added",
    change: "A user is added",
    outcome: "Creates the user and its grants. Everything else is kept.",
    before: company(),
    after: withKim,
    changes: ["made: user kim in home"],
  },
  {
    name: "user-removed",
    change: "A user is removed",
    outcome: "Deletes the user, its password, memberships and grants.",
    before: withKim,
    after: company(),
    changes: ["gone: user kim in home"],
  },
  {
    name: "user-with-key-removed",
    change: "A user with access keys made by hand is removed",
    outcome:
      "The apply fails after it deleted the password, the memberships and the grants: IAM does not delete a user with keys. Delete the keys by hand, and apply again.",
    before: withKim,
    byHand: giveKey("kim"),
    after: company(),
    fails: /DeleteConflict: Cannot delete entity, must delete access keys first/,
    mend: takeKeys("kim"),
    changes: ["gone: user kim in home"],
  },
  {
    name: "user-with-key-removed-by-force",
    change: "A user with access keys made by hand is removed",
    write: "`forceDestroy: true`; apply; then remove the user",
    outcome: "Deletes the user and its keys.",
    before: withKim,
    byHand: giveKey("kim"),
    after: [
      company((file) => {
        file.users.kim = {
          consoleAccess: {},
          groups: ["staff"],
          canAssume: ["Reader"],
          forceDestroy: true,
        };
      }),
      company(),
    ],
    changes: ["gone: user kim in home"],
  },
  {
    name: "user-with-policy-removed",
    change: "A user with a policy attached by hand is removed",
    outcome:
      "The apply fails after it deleted the password, the memberships and the grants: IAM does not delete a user with policies. Detach them by hand, and apply again.",
    before: withKim,
    byHand: attachToUser("kim"),
    after: company(),
    fails: /DeleteConflict: Cannot delete entity, must detach all policies first/,
    mend: detach,
    changes: ["gone: user kim in home"],
  },
  {
    name: "user-renamed",
    change: "A user gets another name",
    write: "`renamedFrom: <old name>`",
    outcome:
      "Renames the user. Its access keys, password, memberships and grants are kept. With console access a second apply takes the password back into the state.",
    before: withKim,
    byHand: hands(giveKey("kim"), addToStrangeGroup("kim"), choosePassword("kim")),
    after: twice((file) => {
      file.users.kimberly = {
        consoleAccess: {},
        groups: ["staff"],
        canAssume: ["Reader"],
        renamedFrom: "kim",
      };
    }),
    changes: ["renamed: user kim in home is kimberly"],
  },
  {
    name: "user-renamed-in-case",
    change: "A user gets another name that differs in letter case only",
    write: "`renamedFrom: <old name>`",
    outcome: "The same.",
    before: withKim,
    byHand: giveKey("kim"),
    after: twice((file) => {
      file.users.Kim = { consoleAccess: {}, groups: ["staff"], canAssume: ["Reader"], renamedFrom: "kim" };
    }),
    changes: ["renamed: user kim in home is Kim"],
  },
  {
    name: "users-swap-names",
    change: "Two users swap their names",
    write: "in two applies, over a third name, each with `renamedFrom`",
    outcome: "Renames both users.",
    before: company((file) => {
      file.users = { kim: { groups: ["staff"] }, lee: { canAssume: ["Reader"] } };
    }),
    byHand: giveKey("kim"),
    after: [
      company((file) => {
        file.users = { third: { groups: ["staff"], renamedFrom: "kim" }, lee: { canAssume: ["Reader"] } };
      }),
      company((file) => {
        file.users = { third: { groups: ["staff"] }, kim: { canAssume: ["Reader"], renamedFrom: "lee" } };
      }),
      company((file) => {
        file.users = { lee: { groups: ["staff"], renamedFrom: "third" }, kim: { canAssume: ["Reader"] } };
      }),
    ],
    changes: ["renamed: user kim in home is lee", "renamed: user lee in home is kim"],
  },
  {
    name: "user-moved",
    change: "A user's path changes",
    outcome: "Changes the path. The user, its keys, password, memberships and grants are kept.",
    before: withKim,
    byHand: giveKey("kim"),
    after: company((file) => {
      file.users.kim = { path: "/people/", consoleAccess: {}, groups: ["staff"], canAssume: ["Reader"] };
    }),
    changes: ["moved: user kim in home to /people/"],
  },
  {
    name: "user-let-go",
    change: "A user made here becomes `existing: true`",
    outcome:
      "Forgets the user and its password, and deletes neither. Memberships and grants are the file's as before.",
    before: withKim,
    byHand: giveKey("kim"),
    after: company((file) => {
      file.users.kim = { existing: true, groups: ["staff"], canAssume: ["Reader"] };
    }),
    changes: [],
  },
  {
    name: "user-let-go-and-taken-back",
    change: "A user is `existing: true` no more",
    write:
      "`adopt: true`, and `consoleAccess: { adopt: true }` if it has a password; apply; then remove the lines",
    outcome: "Imports the user. It is kept, with all that it has.",
    before: withKim,
    byHand: hands(giveKey("kim"), choosePassword("kim")),
    after: [
      company((file) => {
        file.users.kim = { existing: true, groups: ["staff"], canAssume: ["Reader"] };
      }),
      company((file) => {
        file.users.kim = {
          adopt: true,
          consoleAccess: { adopt: true },
          groups: ["staff"],
          canAssume: ["Reader"],
        };
      }),
      withKim,
    ],
    changes: [],
  },
  {
    name: "user-adopted",
    change: "A user made by hand is added",
    write: "`adopt: true`; apply; then remove the line",
    outcome: "Imports the user. It is kept, with its keys.",
    before: company(),
    byHand: hands(createUser("kim"), giveKey("kim")),
    after: [
      company((file) => {
        file.users.kim = { adopt: true, groups: ["staff"] };
      }),
      company((file) => {
        file.users.kim = { groups: ["staff"] };
      }),
    ],
    changes: ["user kim in home got: member of staff"],
  },
  {
    name: "console-access-added",
    change: "A user gets console access",
    outcome: "Creates a first password. The user and its keys are kept.",
    before: company(),
    byHand: giveKey("alex"),
    after: company((file) => {
      file.users.alex = { groups: ["staff"], consoleAccess: {} };
    }),
    changes: ["user alex in home got: password"],
  },
  {
    name: "console-access-removed",
    change: "A user loses console access",
    outcome: "Deletes the password. The user and its keys are kept.",
    before: withKim,
    byHand: giveKey("kim"),
    after: company((file) => {
      file.users.kim = { groups: ["staff"], canAssume: ["Reader"] };
    }),
    changes: ["user kim in home lost: password"],
  },
  {
    name: "password-settings-changed",
    change: "`passwordLength`, `passwordResetRequired` or `pgpKey` changes",
    outcome: "Changes nothing: the settings count when the password is made. The password is kept.",
    before: withKim,
    after: company((file) => {
      file.users.kim = {
        consoleAccess: { passwordLength: 40, passwordResetRequired: false },
        groups: ["staff"],
        canAssume: ["Reader"],
      };
    }),
    changes: [],
  },
  {
    name: "user-in-another-group",
    change: "A user changes the group",
    outcome:
      "Changes the memberships of the file. Memberships in groups that the file does not name are kept.",
    before: company((file) => {
      file.groups.night = { canAssume: ["Reader"] };
    }),
    byHand: addToStrangeGroup("alex"),
    after: company((file) => {
      file.groups.night = { canAssume: ["Reader"] };
      file.users.alex = { groups: ["night"] };
    }),
    changes: ["user alex in home got: member of night", "user alex in home lost: member of staff"],
  },
  {
    name: "grant-added",
    change: "A grant is added, to a user or a group",
    outcome: "Adds the role to the grantee's policy. Everything else is kept.",
    before: company(),
    byHand: giveKey("alex"),
    after: company((file) => {
      file.users.alex = { groups: ["staff"], canAssume: ["Reader"] };
    }),
    changes: [],
  },
  {
    name: "grant-removed",
    change: "A grant is removed",
    outcome: "Takes the role out of the grantee's policy. Everything else is kept.",
    before: company((file) => {
      file.users.alex = { canAssume: ["Reader"] };
    }),
    byHand: giveKey("alex"),
    after: company((file) => {
      file.users.alex = {};
    }),
    changes: [],
  },
  {
    name: "user-renamed-unsaid",
    change: "A user gets another name, without `renamedFrom`",
    outcome:
      "Deletes the user and makes another. Keys made by hand make the apply fail half-way; the password and memberships made by hand are lost.",
    before: withKim,
    byHand: addToStrangeGroup("alex"),
    after: company((file) => {
      file.users.kimberly = { consoleAccess: {}, groups: ["staff"], canAssume: ["Reader"] };
    }),
    warns: ["renamed"],
    changes: ["gone: user kim in home", "made: user kimberly in home"],
  },
];
