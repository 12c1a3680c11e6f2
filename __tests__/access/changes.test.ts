/** Warnings about what the next apply would do to what is deployed, and that following each one resolves it. */
import { loadAccess, type PlacedProblem } from "../../access";
import { deployedBy } from "../../access/deployed";
import { changeRules } from "../../access/rules";
import { accessOf } from "./files";

type Entries = Record<string, Record<string, unknown>>;

interface File {
  readonly deployWith: object;
  readonly identityAccount: Record<string, unknown>;
  organization?: object;
  readonly targetAccounts: Entries;
  readonly roles: Entries;
  readonly groups: Entries;
  readonly users: Entries;
  readonly policies: Entries;
  readonly identityProviders: Entries;
}

function base(): File {
  return {
    deployWith: { role: "Deploy" },
    identityAccount: { id: "111111111111" },
    targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
    roles: {
      Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] },
      Admin: { targetAccounts: ["dev"], managedPolicies: ["AdministratorAccess"] },
    },
    groups: { staff: { canAssume: ["Reader"] } },
    users: {
      alex: { groups: ["staff"], canAssume: ["Admin"] },
      kim: { groups: ["staff"] },
    },
    policies: {},
    identityProviders: {},
  };
}

type Change = (file: File) => unknown;

/** What is said about a change of what is deployed. */
function foretold(change: Change, deployed: Change = () => undefined): PlacedProblem[] {
  const [before, after] = [base(), base()];
  deployed(before);
  deployed(after);
  change(after);
  const { access, problems } = loadAccess(JSON.stringify(after), "access.json", {
    deployed: () => deployedBy(accessOf(before)),
  });
  if (!access) throw new Error(problems.map(({ text }) => text).join("\n"));
  return problems.filter(({ code }) => changeRules.some(({ id }) => id === code));
}

function rename(map: Record<string, unknown>, from: string, to: string): void {
  map[to] = map[from];
  delete map[from];
}

test("an apply of the same file foretells nothing", () => {
  expect(foretold(() => undefined)).toEqual([]);
});

test("new accounts, roles, groups and users foretell nothing", () => {
  const added: Change = ({ targetAccounts, roles, groups, users }) => {
    targetAccounts.test = { id: "444444444444" };
    roles.Support = { targetAccounts: "*", managedPolicies: ["SupportUser"] };
    groups.support = { canAssume: ["Support"] };
    users.lee = { groups: ["support"] };
  };
  expect(foretold(added)).toEqual([]);
});

test("a file is compared with nothing where nothing is deployed", () => {
  const { problems } = loadAccess(JSON.stringify(base()), "access.json", {
    deployed: () => ({ things: [] }),
  });
  expect(problems.filter(({ code }) => changeRules.some(({ id }) => id === code))).toEqual([]);
});

interface Case {
  readonly change: Change;
  readonly deployed?: Change;
  /** `<path>  <message>` of each warning. */
  readonly says: readonly RegExp[];
  /** What the message says to write. */
  readonly advice: Change;
}

const both =
  (...changes: Change[]): Change =>
  (file) => {
    for (const change of changes) change(file);
  };
const drop =
  (map: "targetAccounts" | "roles" | "groups" | "users" | "policies", name: string): Change =>
  (file) =>
    delete file[map][name];
const organization = {
  id: "o-a1b2c3d4e5",
  accountId: "999900001111",
  organizationalUnits: ["ou-ab12-cdefgh34"],
};
const withStackSet: Change = (file) => {
  file.organization = organization;
  file.roles.Everywhere = { rollout: "stackSet", targetAccounts: "*", managedPolicies: ["ViewOnlyAccess"] };
};

/** A policy that is made in both target accounts and in the identity account. */
const withPolicy: Change = ({ roles, groups, policies }) => {
  policies.deploy = {
    document: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
    },
  };
  roles.Reader = { targetAccounts: "*", managedPolicies: [{ name: "deploy" }] };
  groups.staff = { canAssume: ["Reader"], managedPolicies: [{ name: "deploy" }] };
};

/** An identity provider that is made in both target accounts. */
const withProvider: Change = ({ roles, identityProviders }) => {
  const url = "https://token.actions.githubusercontent.com";
  identityProviders.github = { oidc: { url, audiences: ["sts.amazonaws.com"] } };
  const trustedEntity = {
    webIdentity: { provider: "github", audience: "sts.amazonaws.com", subjects: ["repo:acme/app:*"] },
  };
  roles.Deployer = { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"], trustedEntity };
};

const withBoundary =
  (name: string): Change =>
  ({ roles, policies }) => {
    const allowed = { Effect: "Allow", Action: "s3:*", Resource: "*" };
    policies[name] = { document: { Version: "2012-10-17", Statement: [allowed] } };
    roles.Reader = { ...roles.Reader, permissionsBoundary: { name } };
  };

const withoutPolicy: Change = ({ roles, groups }) => {
  roles.Reader = { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] };
  groups.staff = { canAssume: ["Reader"] };
};

const cases: Record<string, Case> = {
  "an account is dropped": {
    change: drop("targetAccounts", "prod"),
    says: [
      /^targetAccounts {2}.*333333333333.*prod: \{ id: "333333333333", retired: true \} \[account-gone\]$/,
    ],
    advice: ({ targetAccounts }) => {
      targetAccounts.prod = { id: "333333333333", retired: true };
    },
  },
  "an account with a stack of its own is dropped": {
    deployed: ({ targetAccounts }) => {
      targetAccounts.prod = { id: "333333333333", stack: "shops" };
    },
    change: drop("targetAccounts", "prod"),
    says: [/prod: \{ id: "333333333333", retired: true, stack: shops \} \[account-gone\]$/],
    advice: ({ targetAccounts }) => {
      targetAccounts.prod = { id: "333333333333", retired: true, stack: "shops" };
    },
  },
  "an account gets a stack of its own": {
    change: ({ targetAccounts }) => {
      targetAccounts.prod = { id: "333333333333", stack: "shops" };
    },
    says: [/^targetAccounts\.prod .*movedFrom: access .*\[account-left-stack\]$/],
    advice: ({ targetAccounts }) => {
      targetAccounts.prod = { id: "333333333333", stack: "shops", movedFrom: "access" };
    },
  },
  "stack sets take over all roles of an account": {
    deployed: (file) => {
      file.organization = organization;
    },
    change: both(drop("roles", "Admin"), ({ roles, users }) => {
      roles.Reader = { rollout: "stackSet", targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] };
      users.alex = { groups: ["staff"] };
    }),
    says: [/^targetAccounts\.dev .*keepProvider: true/, /^targetAccounts\.prod .*keepProvider: true/],
    advice: ({ targetAccounts }) => {
      for (const account of Object.values(targetAccounts)) account.keepProvider = true;
    },
  },
  "the id behind a name changes": {
    change: ({ targetAccounts }) => {
      targetAccounts.prod = { id: "444444444444" };
    },
    says: [/^targetAccounts\.prod\.id .*write id: "333333333333" and retired: true.*\[account-id-changed\]$/],
    advice: ({ targetAccounts }) => {
      targetAccounts.prod = { id: "333333333333", retired: true };
    },
  },
  "two ids are exchanged": {
    change: ({ targetAccounts }) => {
      targetAccounts.dev = { id: "333333333333" };
      targetAccounts.prod = { id: "222222222222" };
    },
    says: [
      /^targetAccounts\.dev\.id .*"dev" and "prod" are exchanged.*write id: "222222222222"/,
      /^targetAccounts\.prod\.id .*"prod" and "dev" are exchanged.*write id: "333333333333"/,
    ],
    advice: ({ targetAccounts }) => {
      targetAccounts.dev = { id: "222222222222" };
      targetAccounts.prod = { id: "333333333333" };
    },
  },
  "the identity account changes": {
    change: ({ identityAccount }) => {
      identityAccount.id = "444444444444";
    },
    says: [/^identityAccount\.id .*write id: "111111111111".*\[identity-account-id-changed\]$/],
    advice: ({ identityAccount }) => {
      identityAccount.id = "111111111111";
    },
  },
  "a role gets another path": {
    change: ({ roles }) => {
      roles.Reader = { ...roles.Reader, path: "/teams/" };
    },
    says: [/^roles\.Reader\.path .*was \/ in dev, prod.*write path: \/ .*\[role-path-changed\]$/],
    advice: ({ roles }) => {
      roles.Reader = { ...roles.Reader, ignore: ["role-path-changed"] };
    },
  },
  "a declared policy gets another path": {
    deployed: withPolicy,
    change: ({ policies }) => {
      policies.deploy = { ...policies.deploy, path: "/teams/" };
    },
    says: [
      /^policies\.deploy\.path .*was "\/" in dev, prod, the identity account.*write path: "\/" .*\[policy-replaced\]$/,
    ],
    advice: ({ policies }) => {
      policies.deploy = { ...policies.deploy, path: "/" };
    },
  },
  "a declared policy that is a boundary gets another path": {
    deployed: withBoundary("within"),
    change: ({ policies }) => {
      policies.within = { ...policies.within, path: "/teams/" };
    },
    says: [
      /^policies\.within\.path .*a permissions boundary, so the apply fails; .*give it another name.*\[policy-replaced\]$/,
    ],
    advice: (file) => {
      delete file.policies.within;
      withBoundary("inside")(file);
    },
  },
  "a declared policy that is a boundary becomes an attached policy with another path": {
    deployed: withBoundary("within"),
    change: ({ roles, policies }) => {
      policies.within = { ...policies.within, path: "/teams/" };
      roles.Reader = { targetAccounts: "*", managedPolicies: [{ name: "within" }] };
    },
    says: [
      /^policies\.within\.path .*still a permissions boundary when Terraform deletes it, so the apply fails; write path: "\/", apply, and then .*\[policy-replaced\]$/,
    ],
    advice: ({ policies }) => {
      policies.within = { ...policies.within, path: "/" };
    },
  },
  "a declared policy gets a description": {
    deployed: withPolicy,
    change: ({ policies }) => {
      policies.deploy = { ...policies.deploy, description: "Deploys" };
    },
    says: [/^policies\.deploy\.description .*remove description to keep .*\[policy-replaced\]$/],
    advice: ({ policies }) => {
      policies.deploy = { ...policies.deploy, ignore: ["policy-replaced"] };
    },
  },
  "a declared policy goes, and a role and a group still name it": {
    deployed: withPolicy,
    change: drop("policies", "deploy"),
    says: [
      /^roles\.Reader .*names the policy "deploy", .*while role "Reader" in "dev".*group "staff" have it, so the apply fails.*\[policy-still-named\]$/,
    ],
    advice: withoutPolicy,
  },
  "a user that was made elsewhere is made here": {
    deployed: ({ users }) => {
      users.alex = { existing: true, canAssume: ["Admin"] };
    },
    change: ({ users }) => {
      users.alex = { canAssume: ["Admin"] };
    },
    says: [/^users\.alex .*write adopt: true \[adopt-missing\]$/],
    advice: ({ users }) => {
      users.alex = { canAssume: ["Admin"], adopt: true };
    },
  },
  "a group that was made elsewhere is made here": {
    deployed: ({ groups }) => {
      groups.staff = { existing: true, canAssume: ["Reader"] };
    },
    change: ({ groups }) => {
      groups.staff = { canAssume: ["Reader"] };
    },
    says: [/^groups\.staff .*write adopt: true \[adopt-missing\]$/],
    advice: ({ groups }) => {
      groups.staff = { canAssume: ["Reader"], adopt: true };
    },
  },
  "adopt is left in": {
    deployed: ({ roles, groups, users }) => {
      roles.Reader = { ...roles.Reader, adopt: true };
      groups.staff = { canAssume: ["Reader"], adopt: true };
      users.alex = { canAssume: ["Admin"], adopt: true, consoleAccess: { adopt: true } };
    },
    change: () => undefined,
    says: [
      /^roles\.Reader\.adopt .*delete this key \[adopt-left\]$/,
      /^groups\.staff\.adopt .*delete this key/,
      /^users\.alex\.adopt .*delete this key/,
      /^users\.alex\.consoleAccess\.adopt .*delete this key/,
    ],
    advice: ({ roles, groups, users }) => {
      roles.Reader = { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] };
      groups.staff = { canAssume: ["Reader"] };
      users.alex = { canAssume: ["Admin"], consoleAccess: true };
    },
  },
  "adopt of a policy is left in": {
    deployed: both(withPolicy, ({ policies }) => {
      policies.deploy = { ...policies.deploy, adopt: true };
    }),
    change: () => undefined,
    says: [/^policies\.deploy\.adopt .*delete this key \[adopt-left\]$/],
    advice: withPolicy,
  },
  "adopt of a policy is left in, and an account is added": {
    deployed: both(withPolicy, ({ policies }) => {
      policies.deploy = { ...policies.deploy, adopt: true };
    }),
    change: ({ targetAccounts }) => {
      targetAccounts.test = { id: "444444444444" };
    },
    says: [
      /^policies\.deploy\.adopt .*in dev, prod, the identity account, but not in test; write adopt: \[test\] if/,
    ],
    advice: ({ policies }) => {
      policies.deploy = { ...policies.deploy, adopt: ["test"] };
    },
  },
  "adopt of an identity provider is left in": {
    deployed: both(withProvider, ({ identityProviders }) => {
      identityProviders.github = { ...identityProviders.github, adopt: true };
    }),
    change: () => undefined,
    says: [/^identityProviders\.github\.adopt .*is imported already; .*delete this key \[adopt-left\]$/],
    advice: withProvider,
  },
  "adopt of an identity provider is left in, and an account is added": {
    deployed: both(withProvider, ({ identityProviders }) => {
      identityProviders.github = { ...identityProviders.github, adopt: true };
    }),
    change: ({ targetAccounts }) => {
      targetAccounts.test = { id: "444444444444" };
    },
    says: [
      /^identityProviders\.github\.adopt .*in dev, prod, but not in test; write adopt: \[test\] if the provider/,
    ],
    advice: ({ identityProviders }) => {
      identityProviders.github = { ...identityProviders.github, adopt: ["test"] };
    },
  },
  "adopt of the password policy is left in": {
    deployed: ({ identityAccount }) => {
      identityAccount.passwordPolicy = { minimumPasswordLength: 14, adopt: true };
    },
    change: () => undefined,
    says: [/^identityAccount\.passwordPolicy\.adopt .*delete this key \[adopt-left\]$/],
    advice: ({ identityAccount }) => {
      identityAccount.passwordPolicy = { minimumPasswordLength: 14 };
    },
  },
  "adopt is left in, and an account is added": {
    deployed: ({ roles }) => {
      roles.Reader = { ...roles.Reader, adopt: true };
    },
    change: ({ targetAccounts }) => {
      targetAccounts.test = { id: "444444444444" };
    },
    says: [/^roles\.Reader\.adopt .*in dev, prod, but not in test; write adopt: \[test\] if/],
    advice: ({ roles }) => {
      roles.Reader = { ...roles.Reader, adopt: ["test"] };
    },
  },
  "the organization goes with the last stack set": {
    deployed: withStackSet,
    change: both(drop("roles", "Everywhere"), (file) => delete file.organization),
    says: [/^warning: .*"Everywhere".*accountId: "999900001111".*\[stack-set-gone\]$/],
    advice: (file) => {
      file.organization = { id: organization.id, accountId: organization.accountId };
    },
  },
};

describe.each(Object.entries(cases))("when %s", (_what, { change, deployed, says, advice }) => {
  test("the file says so", () => {
    const texts = foretold(change, deployed).map(({ text }) => text.replace(/^access\.json:\d+:\d+ {2}/, ""));
    expect(texts.map((text) => text.replace("  warning: ", "  "))).toEqual(
      says.map((each) => expect.stringMatching(each)),
    );
  });

  test("and no longer says so, nor anything else, when its advice is followed", () => {
    expect(foretold(both(change, advice), deployed)).toEqual([]);
  });
});

test("adopt of a policy may stand while the identity account does not have it: no list of accounts can name that one", () => {
  const adopted: Change = both(withPolicy, ({ policies, groups }) => {
    policies.deploy = { ...policies.deploy, adopt: true };
    groups.staff = { canAssume: ["Reader"] };
  });
  const named: Change = ({ groups }) => {
    groups.staff = { canAssume: ["Reader"], managedPolicies: [{ name: "deploy" }] };
  };
  expect(foretold(named, adopted)).toEqual([]);
});

test("the last stack set goes by itself while the organization's account is declared", () => {
  expect(foretold(drop("roles", "Everywhere"), withStackSet)).toEqual([]);
});

describe("a new name is recognized", () => {
  test.each<[string, Change, string, string]>([
    [
      "of an account",
      ({ targetAccounts }) => rename(targetAccounts, "prod", "live"),
      "targetAccounts.live",
      "prod",
    ],
    [
      "of an account, in letter case only",
      ({ targetAccounts }) => rename(targetAccounts, "prod", "Prod"),
      "targetAccounts.Prod",
      "prod",
    ],
    [
      "of a role",
      ({ roles, groups }) => {
        rename(roles, "Reader", "Viewer");
        groups.staff = { canAssume: ["Viewer"] };
      },
      "roles.Viewer",
      "Reader",
    ],
    [
      "of a role with other settings, in letter case only",
      ({ roles, groups }) => {
        delete roles.Reader;
        roles.READER = { targetAccounts: "*", managedPolicies: ["ViewOnlyAccess"] };
        groups.staff = { canAssume: ["READER"] };
      },
      "roles.READER",
      "Reader",
    ],
    [
      "of a role that keeps its name in IAM, with other settings",
      ({ roles, groups }) => {
        delete roles.Reader;
        roles.Viewer = { roleName: "Reader", targetAccounts: "*", managedPolicies: ["ViewOnlyAccess"] };
        groups.staff = { canAssume: ["Viewer"] };
      },
      "roles.Viewer",
      "Reader",
    ],
    [
      "of a group",
      ({ groups, users }) => {
        rename(groups, "staff", "everybody");
        users.alex = { groups: ["everybody"], canAssume: ["Admin"] };
        users.kim = { groups: ["everybody"] };
      },
      "groups.everybody",
      "staff",
    ],
    ["of a user", ({ users }) => rename(users, "kim", "kimberly"), "users.kimberly", "kim"],
  ])("%s", (_what, change, path, from) => {
    const [problem, ...others] = foretold(change);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "renamed", data: { from } });
    expect(problem?.path.join(".")).toBe(path);
    expect(problem?.message).toContain(`write renamedFrom: ${from}`);
  });

  test("unless two are alike, and it could be either", () => {
    const two: Change = ({ users }) => {
      users.lee = { groups: ["staff"] };
    };
    const change: Change = ({ users }) => {
      delete users.kim;
      delete users.lee;
      users.zoe = { groups: ["staff"] };
    };
    expect(foretold(change, two)).toEqual([]);
  });

  test("unless only the grants are ours", () => {
    const existing: Change = ({ users }) => {
      users.kim = { existing: true, groups: ["staff"] };
    };
    expect(foretold(({ users }) => rename(users, "kim", "kimberly"), existing)).toEqual([]);
  });

  test("and can be ignored, for another person with the same access", () => {
    const change: Change = ({ users }) => {
      delete users.kim;
      users.lee = { groups: ["staff"], ignore: ["renamed"] };
    };
    expect(foretold(change)).toEqual([]);
  });

  test("also while another account takes the old name, and the order of the two steps is told", () => {
    const change: Change = ({ targetAccounts }) => {
      targetAccounts.live = { id: "333333333333" };
      targetAccounts.prod = { id: "444444444444" };
    };
    const messages = foretold(change).map(({ code, message }) => `${code}: ${message}`);
    expect(messages).toEqual([
      expect.stringMatching(
        /^account-id-changed: .*delete this entry, write renamedFrom: prod in the entry "live", apply, then add this account again$/,
      ),
      expect.stringMatching(/^renamed: .*write renamedFrom: prod$/),
    ]);
  });
});
