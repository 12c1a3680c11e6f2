import { TerraformOutput, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { CrossAccountAccess, type CrossAccountAccessProps } from "../../constructs";
import {
  accessOf,
  allResources,
  documentOf,
  errorOf,
  exclusiveAddresses,
  foreignProvider,
  foreignStack,
  resourcesOf,
  terraformOf,
} from "../support/stack";

/** A user and a group, each with a role in one of two accounts. */
const declaration = {
  deployWith: { role: "Deployer" },
  identityAccount: { id: "111111111111" },
  targetAccounts: {
    dev: { id: "222222222222", tags: { environment: "dev" } },
    prod: { id: "333333333333" },
  },
  roles: {
    ReadOnly: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] },
    Developer: { targetAccounts: ["dev"], managedPolicies: ["PowerUserAccess"] },
  },
  groups: { developers: { canAssume: ["Developer"] } },
  users: { alex: { groups: ["developers"], canAssume: [{ role: "ReadOnly", accounts: ["prod"] }] } },
} satisfies CrossAccountAccessProps;

function declared(scope: Construct, props: Partial<CrossAccountAccessProps> = {}, id = "Default") {
  return new CrossAccountAccess(scope, id, { ...declaration, ...props });
}

function synthesized(props: Partial<CrossAccountAccessProps> = {}) {
  const stack = foreignStack();
  declared(stack, props);
  return terraformOf(stack);
}

function addresses(stack: TerraformStack): string[] {
  return allResources(terraformOf(stack))
    .map(([address]) => address)
    .sort();
}

const documentedAddresses = [
  "aws_iam_group.developers",
  "aws_iam_group_policy.developers",
  "aws_iam_role.dev__Developer",
  "aws_iam_role.dev__ReadOnly",
  "aws_iam_role.prod__ReadOnly",
  "aws_iam_role_policy_attachment.dev__Developer__PowerUserAccess",
  "aws_iam_role_policy_attachment.dev__ReadOnly__ReadOnlyAccess",
  "aws_iam_role_policy_attachment.prod__ReadOnly__ReadOnlyAccess",
  "aws_iam_user.alex",
  "aws_iam_user_group_membership.alex",
  "aws_iam_user_policy.alex",
  ...exclusiveAddresses("group", "developers"),
  ...["dev__Developer", "dev__ReadOnly", "prod__ReadOnly"].flatMap((name) =>
    exclusiveAddresses("role", name),
  ),
  ...exclusiveAddresses("user", "alex"),
].sort();

describe("addresses", () => {
  test("are made of the names in the declaration", () => {
    const stack = foreignStack();
    declared(stack);
    expect(addresses(stack)).toEqual(documentedAddresses);
  });

  test("begin with the ids above, so that two declarations fit into one stack", () => {
    const stack = foreignStack();
    declared(stack, {}, "east");
    const other = {
      identityAccount: { id: "444444444444" },
      targetAccounts: { dev: { id: "555555555555" } },
      users: { alex: { groups: ["developers"], canAssume: ["ReadOnly"] } },
    };
    declared(new Construct(stack, "team.a"), other, "Default");
    const made = addresses(stack).filter((address) => address.startsWith("aws_iam_user"));
    const exclusive = ["east__alex", "team_dot_a__alex"].flatMap((name) => exclusiveAddresses("user", name));
    expect(made.filter((address) => !exclusive.includes(address))).toEqual([
      "aws_iam_user.east__alex",
      "aws_iam_user.team_dot_a__alex",
      "aws_iam_user_group_membership.east__alex",
      "aws_iam_user_group_membership.team_dot_a__alex",
      "aws_iam_user_policy.east__alex",
      "aws_iam_user_policy.team_dot_a__alex",
    ]);
    expect(terraformOf(stack).provider.aws?.map(({ alias }) => alias)).toEqual([
      "east__identity",
      "east__dev",
      "east__prod",
      "team_dot_a__identity",
      "team_dot_a__dev",
    ]);
  });

  test("of policies are in their names too, so that two declarations can grant the same existing user", () => {
    const stack = foreignStack();
    const users = { robin: { existing: true, canAssume: ["ReadOnly"] } };
    const roles = { ReadOnly: { targetAccounts: "*" as const } };
    declared(stack, { roles, groups: {}, users }, "a");
    declared(stack, { targetAccounts: { x: { id: "666666666666" } }, roles, groups: {}, users }, "b");
    const policies = Object.values(resourcesOf(terraformOf(stack), "aws_iam_user_policy"));
    expect(policies.map(({ user, name }) => [user, name])).toEqual([
      ["robin", "a-assume-cross-account-roles"],
      ["robin", "b-assume-cross-account-roles"],
    ]);
  });
});

test("an access that has been read already is the same as its props", () => {
  const fromProps = foreignStack();
  declared(fromProps);
  const fromAccess = foreignStack();
  CrossAccountAccess.fromAccess(fromAccess, "Default", accessOf(declaration));
  expect(terraformOf(fromAccess)).toEqual(terraformOf(fromProps));
});

describe("providers", () => {
  test("are made for each account and guarded by its id, and every resource names one", () => {
    const json = synthesized();
    expect(json.provider.aws?.map(({ alias, allowed_account_ids }) => [alias, allowed_account_ids])).toEqual([
      ["identity", ["111111111111"]],
      ["dev", ["222222222222"]],
      ["prod", ["333333333333"]],
    ]);
    for (const [address, { provider }] of allResources(json)) {
      const [, account = "identity"] = /\.(dev|prod)__/.exec(address) ?? [];
      expect([address, provider]).toEqual([address, `aws.${account}`]);
    }
  });

  test("of the caller are taken as they are, and deployWith is not needed", () => {
    const stack = foreignStack();
    const { deployWith: _, ...props } = declaration;
    new CrossAccountAccess(stack, "Default", {
      ...props,
      providers: {
        identity: foreignProvider(stack, "theirs"),
        targetAccounts: { dev: foreignProvider(stack, "d"), prod: foreignProvider(stack, "p") },
      },
    });
    const json = terraformOf(stack);
    expect(json.provider.aws?.map(({ alias }) => alias)).toEqual(["theirs", "d", "p"]);
    expect(resourcesOf(json, "aws_iam_user").alex?.provider).toBe("aws.theirs");
    expect(resourcesOf(json, "aws_iam_role").prod__ReadOnly?.provider).toBe("aws.p");
  });

  test("of the caller must be there for every account", () => {
    const stack = foreignStack();
    expect(
      errorOf(() =>
        declared(stack, {
          providers: {
            identity: foreignProvider(stack, "theirs"),
            targetAccounts: { prod: foreignProvider(stack, "p") },
          },
        }),
      ),
    ).toBe(
      "app/Default: the props are not valid\n  providers.targetAccounts.dev  is missing; every account needs a provider of its own",
    );
  });

  test("without them and without deployWith, the account that cannot be reached is named", () => {
    expect(errorOf(() => declared(foreignStack(), { deployWith: undefined }))).toMatch(
      /targetAccounts\.dev {2}Terraform has no way to reach this account/,
    );
  });
});

describe("what users and groups hold", () => {
  test("is the permission to assume exactly the granted roles, in exactly the granted accounts", () => {
    const json = synthesized();
    const allowed = (type: string, name: string) => documentOf(resourcesOf(json, type)[name]);
    expect(allowed("aws_iam_user_policy", "alex")).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::333333333333:role/ReadOnly" },
      ],
    });
    expect(allowed("aws_iam_group_policy", "developers")).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::222222222222:role/Developer" },
      ],
    });
  });

  test("comes by memberships that leave everybody else's memberships alone", () => {
    const json = synthesized();
    expect(Object.keys(json.resource)).not.toContain("aws_iam_group_membership");
    expect(resourcesOf(json, "aws_iam_user_group_membership").alex).toEqual({
      provider: "aws.identity",
      user: "${aws_iam_user.alex.name}",
      groups: ["${aws_iam_group.developers.name}"],
    });
  });

  test("nothing, where nothing is granted: no empty policy and no membership", () => {
    const json = synthesized({ groups: { developers: {} }, users: { alex: {} } });
    expect(Object.keys(json.resource).filter((type) => !type.endsWith("_exclusive"))).toEqual([
      "aws_iam_group",
      "aws_iam_role",
      "aws_iam_role_policy_attachment",
      "aws_iam_user",
    ]);
  });
});

describe("what exists already", () => {
  test("a user is granted, and neither made nor changed", () => {
    const json = synthesized({
      users: { alex: { existing: true, groups: ["developers"], canAssume: ["ReadOnly"] } },
    });
    expect(json.resource).not.toHaveProperty("aws_iam_user");
    expect(resourcesOf(json, "aws_iam_user_policy").alex?.user).toBe("alex");
    expect(resourcesOf(json, "aws_iam_user_group_membership").alex?.user).toBe("alex");
  });

  test("a group is granted, and neither made nor changed", () => {
    const json = synthesized({ groups: { developers: { existing: true, canAssume: ["Developer"] } } });
    expect(json.resource).not.toHaveProperty("aws_iam_group");
    expect(resourcesOf(json, "aws_iam_group_policy").developers?.group).toBe("developers");
    expect(resourcesOf(json, "aws_iam_user_group_membership").alex?.groups).toEqual(["developers"]);
  });

  test("a role of the identity account holds the permission that a user would", () => {
    const json = synthesized({
      principals: { ci: { roleName: "runner", path: "/ci/", canAssume: ["Developer"] } },
    });
    expect(resourcesOf(json, "aws_iam_role_policy").ci).toMatchObject({
      provider: "aws.identity",
      role: "runner",
    });
    expect(documentOf(resourcesOf(json, "aws_iam_role_policy").ci)).toMatchObject({
      Statement: [{ Resource: "arn:aws:iam::222222222222:role/Developer" }],
    });
  });
});

describe("credentials", () => {
  const withConsole = (consoleAccess: object | true, more: object = {}) =>
    synthesized({ users: { alex: { consoleAccess, canAssume: ["ReadOnly"], ...more } } });

  test("a login profile is made with console access only, and no drift replaces it", () => {
    expect(synthesized().resource).not.toHaveProperty("aws_iam_user_login_profile");
    expect(resourcesOf(withConsole(true), "aws_iam_user_login_profile").alex).toEqual({
      provider: "aws.identity",
      user: "${aws_iam_user.alex.name}",
      password_length: 20,
      password_reset_required: true,
      lifecycle: { ignore_changes: ["password_length", "password_reset_required", "pgp_key"] },
    });
  });

  test("the password's length, its reset and the key it is encrypted for are the user's", () => {
    const json = withConsole({ passwordResetRequired: false, passwordLength: 32, pgpKey: "keybase:alex" });
    expect(resourcesOf(json, "aws_iam_user_login_profile").alex).toMatchObject({
      password_length: 32,
      password_reset_required: false,
      pgp_key: "keybase:alex",
    });
  });

  test("self-service comes with console access, is one policy for all, and speaks of whoever is signed in", () => {
    const json = synthesized({
      users: {
        alex: { consoleAccess: true, canAssume: ["ReadOnly"] },
        robin: { selfService: true, canAssume: ["ReadOnly"] },
        sam: { consoleAccess: true, selfService: false, canAssume: ["ReadOnly"] },
        kim: { canAssume: ["ReadOnly"] },
      },
    });
    expect(Object.keys(resourcesOf(json, "aws_iam_policy"))).toEqual(["self-service"]);
    expect(JSON.stringify(resourcesOf(json, "aws_iam_policy")["self-service"]?.policy)).toContain(
      "user/$${aws:username}",
    );
    expect(resourcesOf(json, "aws_iam_user_policy_attachment")).toEqual({
      "alex__self-service": {
        provider: "aws.identity",
        user: "${aws_iam_user.alex.name}",
        policy_arn: "${aws_iam_policy.self-service.arn}",
      },
      "robin__self-service": {
        provider: "aws.identity",
        user: "${aws_iam_user.robin.name}",
        policy_arn: "${aws_iam_policy.self-service.arn}",
      },
    });
  });

  test("denyWithoutMfa concerns every user that is made here", () => {
    const json = synthesized({
      identityAccount: { id: "111111111111", denyWithoutMfa: true },
      users: { alex: { canAssume: ["ReadOnly"] }, robin: { existing: true, canAssume: ["ReadOnly"] } },
    });
    expect(Object.keys(resourcesOf(json, "aws_iam_user_policy_attachment"))).toEqual([
      "alex__deny-without-mfa",
    ]);
    expect(documentOf(resourcesOf(json, "aws_iam_policy")["deny-without-mfa"])).toMatchObject({
      Statement: [
        {
          Effect: "Deny",
          Resource: "*",
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
        },
        { Effect: "Deny", Sid: "NoMfaEnrolmentWithAccessKey" },
      ],
    });
  });

  test("a user may be exempt from denyWithoutMfa, or be denied where others are not", () => {
    const attachments = (ofAccount: boolean, ofUser?: boolean) =>
      Object.keys(
        resourcesOf(
          synthesized({
            identityAccount: { id: "111111111111", denyWithoutMfa: ofAccount },
            users: { ci: { denyWithoutMfa: ofUser, canAssume: ["ReadOnly"] } },
          }),
          "aws_iam_user_policy_attachment",
        ),
      );
    expect(attachments(true, false)).toEqual([]);
    expect(attachments(false, true)).toEqual(["ci__deny-without-mfa"]);
    expect(attachments(true)).toEqual(["ci__deny-without-mfa"]);
    expect(attachments(false)).toEqual([]);
  });

  test("the names of all policies in the identity account begin with the file's prefix, and addresses do not", () => {
    const declared = {
      identityAccount: { id: "111111111111", denyWithoutMfa: true },
      groups: { staff: { existing: true, canAssume: ["ReadOnly"] } },
      principals: { ci: { roleName: "ci", canAssume: ["ReadOnly"] } },
      users: { alex: { consoleAccess: true, canAssume: ["ReadOnly"] } },
    };
    const types = ["aws_iam_policy", "aws_iam_user_policy", "aws_iam_group_policy", "aws_iam_role_policy"];
    const namesOf = (policyNamePrefix?: string) => {
      const json = synthesized({ ...declared, policyNamePrefix });
      return types.flatMap((type) =>
        Object.entries(resourcesOf(json, type)).map(([address, { name }]) => [address, name]),
      );
    };
    const names = namesOf();
    expect(names).toHaveLength(5);
    expect(namesOf("team-a_")).toEqual(names.map(([address, name]) => [address, `team-a_${name}`]));
  });

  test("users who enrol with an access key have both policies in a form of their own, and nobody else has", () => {
    const json = synthesized({
      identityAccount: { id: "111111111111", denyWithoutMfa: true },
      users: {
        alex: { enrolMfaWithAccessKey: true, canAssume: ["ReadOnly"] },
        robin: { consoleAccess: true, canAssume: ["ReadOnly"] },
      },
    });
    expect(Object.keys(resourcesOf(json, "aws_iam_user_policy_attachment")).sort()).toEqual([
      "alex__deny-without-mfa-enrol-with-access-key",
      "alex__self-service-enrol-with-access-key",
      "robin__deny-without-mfa",
      "robin__self-service",
    ]);
    const policies = resourcesOf(json, "aws_iam_policy");
    const saysOfAccessKeys = (name: string) =>
      JSON.stringify(documentOf(policies[name])).includes('"Null":{"aws:MultiFactorAuthPresent"');
    for (const name of ["self-service", "deny-without-mfa"]) {
      expect(saysOfAccessKeys(name)).toBe(true);
      expect(saysOfAccessKeys(`${name}-enrol-with-access-key`)).toBe(false);
    }
  });

  test("the password policy has Terraform's arguments, all of them: AWS takes its weakest for the others", () => {
    const json = synthesized({
      identityAccount: {
        id: "111111111111",
        passwordPolicy: { minimumPasswordLength: 14, hardExpiry: false, requireSymbols: true },
      },
    });
    expect(resourcesOf(json, "aws_iam_account_password_policy").identity).toEqual({
      provider: "aws.identity",
      allow_users_to_change_password: true,
      minimum_password_length: 14,
      hard_expiry: false,
      max_password_age: 0,
      password_reuse_prevention: 24,
      require_lowercase_characters: true,
      require_numbers: true,
      require_symbols: true,
      require_uppercase_characters: true,
    });
  });

  test("what is written of a user arrives as it was written", () => {
    const json = synthesized({
      users: {
        "dana.ops+eu@example.com": {
          path: "/contractors/x/",
          tags: { "cost/center: größe": "+4711 = @a-b_c" },
          forceDestroy: true,
          permissionsBoundary: "PowerUserAccess",
          canAssume: ["ReadOnly"],
        },
      },
    });
    expect(resourcesOf(json, "aws_iam_user").dana_dot_ops_plus_eu_at_example_dot_com).toEqual({
      provider: "aws.identity",
      name: "dana.ops+eu@example.com",
      path: "/contractors/x/",
      tags: { "cost/center: größe": "+4711 = @a-b_c" },
      force_destroy: true,
      permissions_boundary: "arn:aws:iam::aws:policy/PowerUserAccess",
    });
  });

  test("passwords come from the login profiles: encrypted where there is a key", () => {
    const stack = foreignStack();
    const made = declared(stack, {
      users: {
        alex: { consoleAccess: true, canAssume: ["ReadOnly"] },
        robin: { consoleAccess: { pgpKey: "keybase:robin" }, canAssume: ["ReadOnly"] },
        kim: { canAssume: ["ReadOnly"] },
      },
    });
    new TerraformOutput(stack, "passwords", {
      value: made.consolePasswords,
      sensitive: true,
      staticId: true,
    });
    expect(terraformOf(stack).output.passwords?.value).toEqual({
      alex: "${aws_iam_user_login_profile.alex.password}",
      robin: "${aws_iam_user_login_profile.robin.encrypted_password}",
    });
  });
});

test("warnings are annotations of the construct, and do not stop the synth", () => {
  const stack = foreignStack();
  const made = declared(stack, { users: { alex: {} } });
  expect(made.node.metadata.map(({ type, data }) => [type, data])).toContainEqual([
    "@cdktf/warn",
    expect.stringMatching(/^users\.alex {2}nothing is granted to user "alex".* \[nothing-granted\]$/),
  ]);
  expect(() => terraformOf(stack)).not.toThrow();
});

test("everything that is wrong with the props is in one error", () => {
  const message = errorOf(() =>
    declared(foreignStack(), {
      identityAccount: { id: "1" },
      users: { alex: { groups: ["developer"], canAssume: ["Readonly"] } },
    }),
  );
  expect(message.split("\n")).toEqual([
    "app/Default: the props are not valid",
    expect.stringMatching(/identityAccount\.id {2}must be 12 digits/),
    expect.stringMatching(/users\.alex\.groups\[0\] {2}no group "developer"; did you mean "developers"\?/),
    expect.stringMatching(/users\.alex\.canAssume\[0\] {2}no role "Readonly"; did you mean "ReadOnly"\?/),
  ]);
});

describe("a role made elsewhere", () => {
  const props = {
    identityAccount: { id: "111111111111" },
    deployWith: { role: "Deployer" },
    targetAccounts: { b: { id: "222222222222" }, c: { id: "333333333333" } },
    users: { alex: { canAssume: ["Theirs"] } },
  };
  const theirs = { existing: true, managedPolicies: ["ReadOnlyAccess"] };

  test("is no resource, and its account has no provider; outputs and grants have its ARN", () => {
    const stack = foreignStack();
    const roles = { Theirs: { existing: true, targetAccounts: "*" as const, roleName: "{account}-ops" } };
    const access = new CrossAccountAccess(stack, "Access", { ...props, roles });
    const json = terraformOf(stack);
    expect(resourcesOf(json, "aws_iam_role")).toEqual({});
    expect(json.provider.aws?.map(({ alias }) => alias)).not.toContain("Access__b");
    expect(access.roleArns).toEqual({
      b: { Theirs: "arn:aws:iam::222222222222:role/b-ops" },
      c: { Theirs: "arn:aws:iam::333333333333:role/c-ops" },
    });
  });

  test("is forgotten with its policies where Terraform still works in the account, and deleted nowhere", () => {
    const stack = foreignStack();
    new CrossAccountAccess(stack, "Access", {
      ...props,
      targetAccounts: { b: { id: "222222222222", keepProvider: true }, c: { id: "333333333333" } },
      roles: { Theirs: { ...theirs, targetAccounts: "*" } },
    });
    expect(terraformOf(stack)).toMatchObject({
      removed: [
        { from: "aws_iam_role.Access__b__Theirs", lifecycle: { destroy: false } },
        {
          from: "aws_iam_role_policy_attachment.Access__b__Theirs__ReadOnlyAccess",
          lifecycle: { destroy: false },
        },
        ...exclusiveAddresses("role", "Access__b__Theirs").map((from) => ({
          from,
          lifecycle: { destroy: false },
        })),
      ],
    });
  });
});
