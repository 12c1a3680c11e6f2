/** All walks, in the order of the documentation. */
import { accounts } from "./accounts";
import { groups } from "./groups";
import { roles } from "./roles";
import { stacks } from "./stacks";
import { users } from "./users";

export const sections = { Users: users, Groups: groups, Roles: roles, Accounts: accounts, Stacks: stacks };
export const all = Object.values(sections).flat();
