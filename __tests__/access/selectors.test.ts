/** Selectors of accounts and of members: lists of values, and "but". */
import { placesOf } from "../../access";
import { accessOf, errorsOf, file, problemsOf } from "./files";

const accounts = {
  management: { id: "100000000001", tags: { type: "prod", team: "core" } },
  shop: { id: "100000000002", tags: { type: "prod", team: "web" } },
  trial: { id: "100000000003", tags: { type: "sandbox", team: "web" } },
  plain: { id: "100000000004" },
};
const withRole = (targetAccounts: unknown, role: object = {}, overrides: object = {}) =>
  file({ targetAccounts: accounts, roles: { Reader: { targetAccounts, ...role } }, ...overrides });
const selected = (targetAccounts: unknown) =>
  placesOf(accessOf(withRole(targetAccounts))).map(({ account }) => account.name);
const granted = (selector: unknown, of: unknown = "*") => {
  const users = { alex: { canAssume: [{ role: "Reader", accounts: selector }] } };
  return withRole(of, {}, { users });
};
const accountsOfGrant = (selector: unknown, of?: unknown) =>
  accessOf(granted(selector, of)).users[0]?.grants.flatMap(({ places }) =>
    places.map(({ account }) => account.name),
  );
const problems = (declared: unknown) =>
  errorsOf(declared).map(({ path, code, message }) => [path.join("."), code, message]);

describe("a role is in the accounts", () => {
  test.each([
    [
      "with one of several values of a tag",
      { tags: { type: ["prod", "sandbox"] } },
      ["management", "shop", "trial"],
    ],
    ["with all of several tags", { tags: { type: ["prod", "sandbox"], team: "web" } }, ["shop", "trial"]],
    [
      "with a tag, but one",
      { tags: { type: ["prod", "sandbox"] }, except: ["management"] },
      ["shop", "trial"],
    ],
    ["all but some", { except: ["management", "trial"] }, ["plain", "shop"]],
    ["all but those with a tag", { except: { tags: { type: "sandbox" } } }, ["management", "plain", "shop"]],
    ["all but those with one of several values", { except: { tags: { team: ["core", "web"] } } }, ["plain"]],
    ["but one that is not selected anyway", { tags: { type: "sandbox" }, except: ["shop"] }, ["trial"]],
  ])("%s", (_what, selector, expected) => {
    expect(selected(selector)).toEqual(expected);
  });
});

test("a grant selects among the role's accounts by the same words", () => {
  expect(accountsOfGrant({ except: ["shop"] }, { tags: { type: "prod" } })).toEqual(["management"]);
  expect(accountsOfGrant({ tags: { type: ["sandbox", "test"] } })).toEqual(["trial"]);
  // An account that the role is not in may be left out: the role may come to it later.
  expect(accountsOfGrant({ except: ["trial"] }, { tags: { type: "prod" } })).toEqual(["management", "shop"]);
});

test("a role is adopted in the accounts that a selector selects", () => {
  const adopted = (adopt: unknown) =>
    placesOf(accessOf(withRole({ tags: { type: ["prod", "sandbox"] } }, { adopt })))
      .filter((place) => place.adopt)
      .map(({ account }) => account.name);
  expect(adopted({ except: ["trial"] })).toEqual(["management", "shop"]);
  expect(adopted({ tags: { team: "web" } })).toEqual(["shop", "trial"]);
  expect(adopted(["shop"])).toEqual(["shop"]);
  expect(adopted(true)).toEqual(["management", "shop", "trial"]);
  expect(adopted(false)).toEqual([]);
});

describe("refused", () => {
  test("an exception that does not exist", () => {
    expect(problems(withRole({ except: ["managment"] }))).toEqual([
      [
        "roles.Reader.targetAccounts.except.0",
        "no-such-target-account",
        'no target account "managment"; did you mean "management"?',
      ],
    ]);
  });

  test("an exception that leaves nothing, and tags that no account has", () => {
    expect(problems(withRole({ except: { tags: {} } }))).toEqual([
      [
        "roles.Reader.targetAccounts",
        "selects-nothing",
        "selects nothing: except leaves out each target account",
      ],
    ]);
    expect(problems(withRole({ tags: { type: ["test", "dev"], team: "web" }, except: ["shop"] }))).toEqual([
      [
        "roles.Reader.targetAccounts",
        "selects-nothing",
        "selects nothing: no target account has the tags type: test or dev, team: web",
      ],
    ]);
    expect(problems(granted({ except: ["management"] }, ["management"]))).toEqual([
      [
        "users.alex.canAssume.0.accounts",
        "selects-nothing",
        'selects nothing: except leaves out each target account of "Reader"',
      ],
    ]);
  });

  test.each([
    ["an empty selector", {}],
    ["no exception", { except: [] }],
    ["no value", { tags: { type: [] } }],
    ["tags as a list", { tags: ["type"] }],
    ["an unknown key", { tags: { type: "prod" }, but: ["shop"] }],
  ])("%s", (_what, selector) => {
    expect(errorsOf(withRole(selector))).toMatchObject([
      { path: expect.arrayContaining(["targetAccounts"]) },
    ]);
  });

  test("nothing that only follows from an exception which does not exist", () => {
    const declared = withRole({ except: ["managment", "shop", "trial", "plain", "management"] });
    expect(errorsOf(declared)).toHaveLength(1);
  });
});

describe("members of a group", () => {
  const people = (members: unknown, users: object = { alex: {}, bea: {}, robot: {} }) =>
    file({ users, groups: { staff: { canAssume: ["Reader"], members } } });
  const members = (declared: unknown) =>
    accessOf(declared)
      .users.filter(({ groups }) => groups.some(({ name }) => name === "staff"))
      .map(({ name }) => name);

  test("are all users, those of a list, or all but some", () => {
    expect(members(people("*"))).toEqual(["alex", "bea", "robot"]);
    expect(members(people(["bea"]))).toEqual(["bea"]);
    expect(members(people({ except: ["robot"] }))).toEqual(["alex", "bea"]);
    expect(members(people(undefined))).toEqual([]);
  });

  test("may be listed at the group and at the user", () => {
    const users = { alex: { groups: ["staff"] }, bea: {} };
    expect(errorsOf(people(["alex", "bea"], users))).toEqual([]);
    expect(members(people(["bea"], users))).toEqual(["alex", "bea"]);
    expect(accessOf(people("*", users)).users[0]?.groups).toHaveLength(1);
  });

  test("are users of the file, named once", () => {
    expect(problems(people(["alx"]))).toEqual([
      ["groups.staff.members.0", "no-such-user", 'no user "alx"; did you mean "alex"?'],
    ]);
    expect(problems(people({ except: ["alx"] }))).toMatchObject([
      ["groups.staff.members.except.0", "no-such-user", expect.any(String)],
    ]);
    expect(problems(people(["alex", "alex"]))).toMatchObject([
      ["groups.staff.members.1", "named-twice", expect.any(String)],
    ]);
  });

  test("have what the group is granted: no warning says that they have nothing", () => {
    expect(problemsOf(people("*"))).toEqual([]);
  });

  test("are in ten groups at most", () => {
    const groups = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`g${index}`, { members: "*", canAssume: ["Reader"] }]),
    );
    expect(problems(file({ users: { alex: {} }, groups }))).toEqual([
      ["users.alex", "too-many-groups", "is in 11 groups; IAM allows a user 10: remove some of them"],
    ]);
  });
});
