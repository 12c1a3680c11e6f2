/** Walks over groups. */
import { addStranger, attachToGroup, detach, removeStranger } from "./by-hand";
import { company } from "./company";
import type { Walk } from "./walk";

const withNight = company((file) => {
  file.groups.night = { canAssume: ["Reader"] };
  file.users.alex = { groups: ["staff", "night"] };
});

export const groups: readonly Walk[] = [
  {
    name: "group-added",
    change: "A group is added",
    outcome: "Creates the group, its members and grants. Everything else is kept.",
    before: company(),
    after: withNight,
    changes: ["made: group night in home", "user alex in home got: member of night"],
  },
  {
    name: "group-removed",
    change: "A group is removed",
    outcome: "Deletes the group and its grants. Its members are kept.",
    before: withNight,
    after: company(),
    changes: ["gone: group night in home", "user alex in home lost: member of night"],
  },
  {
    name: "group-with-stranger-removed",
    change: "A group with a member that the file does not name is removed",
    outcome:
      "The apply fails after it deleted the grants: IAM does not delete a group with members. Take the member out by hand, and apply again.",
    before: withNight,
    byHand: addStranger("night"),
    after: company(),
    fails: /DeleteConflict: Cannot delete entity, must remove users from group first/,
    mend: removeStranger("night"),
    changes: [
      "gone: group night in home",
      "user alex in home lost: member of night",
      "user stranger in home lost: member of night",
    ],
  },
  {
    name: "group-with-policy-removed",
    change: "A group with a policy attached by hand is removed",
    outcome:
      "The apply fails after it deleted the members and the grants: IAM does not delete a group with policies. Detach them by hand, and apply again.",
    before: withNight,
    byHand: attachToGroup("night"),
    after: company(),
    fails: /DeleteConflict: Cannot delete entity, must detach all policies first/,
    mend: detach,
    changes: ["gone: group night in home", "user alex in home lost: member of night"],
  },
  {
    name: "group-renamed",
    change: "A group gets another name",
    write: "`renamedFrom: <old name>`",
    outcome:
      "Renames the group. Its members, also those that the file does not name, and its grants are kept.",
    before: withNight,
    byHand: addStranger("night"),
    after: [
      company((file) => {
        file.groups.late = { canAssume: ["Reader"], renamedFrom: "night" };
        file.users.alex = { groups: ["staff", "late"] };
      }),
      company((file) => {
        file.groups.late = { canAssume: ["Reader"] };
        file.users.alex = { groups: ["staff", "late"] };
      }),
    ],
    changes: ["renamed: group night in home is late"],
  },
  {
    name: "group-renamed-in-case",
    change: "A group gets another name that differs in letter case only",
    write: "`renamedFrom: <old name>`",
    outcome: "Renames the group. Its members and grants are kept.",
    before: withNight,
    byHand: addStranger("night"),
    after: company((file) => {
      file.groups.Night = { canAssume: ["Reader"], renamedFrom: "night" };
      file.users.alex = { groups: ["staff", "Night"] };
    }),
    changes: ["renamed: group night in home is Night"],
  },
  {
    name: "group-moved",
    change: "A group's path changes",
    outcome: "Changes the path. The group, its members and grants are kept.",
    before: withNight,
    byHand: addStranger("night"),
    after: company((file) => {
      file.groups.night = { path: "/teams/", canAssume: ["Reader"] };
      file.users.alex = { groups: ["staff", "night"] };
    }),
    changes: ["moved: group night in home to /teams/"],
  },
  {
    name: "group-let-go",
    change: "A group made here becomes `existing: true`",
    outcome: "Forgets the group, and does not delete it. Its members and grants are the file's as before.",
    before: withNight,
    byHand: addStranger("night"),
    after: company((file) => {
      file.groups.night = { existing: true, canAssume: ["Reader"] };
      file.users.alex = { groups: ["staff", "night"] };
    }),
    changes: [],
  },
  {
    name: "group-let-go-and-taken-back",
    change: "A group is `existing: true` no more",
    write: "`adopt: true`",
    outcome: "Imports the group. It is kept, with its members.",
    before: withNight,
    byHand: addStranger("night"),
    after: [
      company((file) => {
        file.groups.night = { existing: true, canAssume: ["Reader"] };
        file.users.alex = { groups: ["staff", "night"] };
      }),
      company((file) => {
        file.groups.night = { adopt: true, canAssume: ["Reader"] };
        file.users.alex = { groups: ["staff", "night"] };
      }),
    ],
    changes: [],
  },
];
