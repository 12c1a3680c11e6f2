import fc from "fast-check";
import { readAccess } from "../../access";
import { clientFiles } from "../../reports/clients";
import { userFolder } from "../../reports/clients/folder";
import { profileNames } from "../../reports/profile-name";
import { reportOf } from "../../reports/report";
import { accessOf, company } from "./access-of";

function filesOf(declaration: object): Record<string, string> {
  return Object.fromEntries(
    [...clientFiles(reportOf(accessOf(declaration)))].map(({ path, pieces }) => [path, [...pieces].join("")]),
  );
}

/** Profile -> key -> value, as the AWS CLI reads them. */
function profilesOf(text = ""): Record<string, Record<string, string>> {
  const sections = text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n")
    .split(/^\[(?:profile )?(.+)\]$/m)
    .slice(1);
  return Object.fromEntries(
    sections.flatMap((name, index) =>
      index % 2 === 1
        ? []
        : [
            [
              name,
              Object.fromEntries(
                (sections[index + 1] ?? "")
                  .trim()
                  .split("\n")
                  .map((line) => line.split(/ = (.*)/).slice(0, 2)),
              ) as Record<string, string>,
            ],
          ],
    ),
  );
}

describe("the profiles of a user", () => {
  const files = filesOf(company());

  test("are all that the user may assume, and the one with the user's own key", () => {
    expect(Object.keys(profilesOf(files["clients/bea/aws-config"]))).toEqual([
      "identity",
      "dev.Admin",
      "dev.Auditor",
      "logs.Auditor",
      "prod.Auditor",
    ]);
  });

  test("ask for MFA exactly where the role does, with the user's own device", () => {
    const { "prod.Admin": prod, "dev.Admin": dev } = profilesOf(files["clients/alex/aws-config"]);
    expect(prod).toEqual({
      role_arn: "arn:aws:iam::222222222222:role/Admin",
      source_profile: "identity",
      role_session_name: "alex",
      duration_seconds: "14400",
      mfa_serial: "arn:aws:iam::111111111111:mfa/alex",
      region: "us-east-1",
    });
    expect(dev).not.toHaveProperty("mfa_serial");
  });

  test("send the external ID, which only those get who need it", () => {
    expect(profilesOf(files["clients/carol/aws-config"])["logs.Vendor"]).toMatchObject({
      external_id: "acme-4711",
    });
    for (const [path, text] of Object.entries(files))
      if (path !== "clients/carol/aws-config") expect(text).not.toContain("acme-4711");
  });

  test("ask for MFA everywhere where the identity account does", () => {
    const strict = company();
    strict.identityAccount.denyWithoutMfa = true;
    for (const [name, profile] of Object.entries(profilesOf(filesOf(strict)["clients/alex/aws-config"])))
      expect("mfa_serial" in profile).toBe(name !== "identity");
  });

  test("leave the session's name to the CLI where the user's is too short for STS", () => {
    const short = company();
    short.users = { a: { canAssume: ["Vendor"] } };
    expect(profilesOf(filesOf(short)["clients/a/aws-config"])["logs.Vendor"]).not.toHaveProperty(
      "role_session_name",
    );
  });

  test("keep apart what would have one name: a dot is part of many names", () => {
    const dotted = accessOf({
      ...company(),
      targetAccounts: { a: { id: "222222222222" }, "a.b": { id: "333333333333" }, c: { id: "444444444444" } },
      roles: { "b.X": { targetAccounts: ["a", "c"] }, X: { targetAccounts: ["a.b"] } },
      groups: {},
      users: {},
      principals: {},
    });
    const name = profileNames(dotted);
    expect(dotted.roles.flatMap(({ places }) => places.map(name))).toEqual(["a.b/X", "a/b.X", "c.b.X"]);
  });
});

describe("the profiles of a user who can sign in to the console", () => {
  const declaration = company();
  declaration.users = {
    alex: { consoleAccess: true, groups: ["platform", "auditors"] },
    bea: { consoleAccess: true, selfService: false, groups: ["auditors"] },
  };
  const files = filesOf(declaration);
  const profiles = profilesOf(files["clients/alex/aws-config"]);

  test("start from aws login, which Terraform reaches through the AWS CLI", () => {
    expect(profiles["identity-login"]).toEqual({
      login_session: "arn:aws:iam::111111111111:user/alex",
      region: "us-east-1",
    });
    expect(profiles.identity).toEqual({
      credential_process: "aws configure export-credentials --profile identity-login --format process",
      region: "us-east-1",
    });
    expect(profiles["prod.Admin"]).toMatchObject({ source_profile: "identity" });
  });

  test("ask for no code: the browser asked for MFA. With an access key, the commented line does", () => {
    expect(profiles["prod.Admin"]).not.toHaveProperty("mfa_serial");
    const withKey = files["clients/alex/aws-config"]?.replace(/^# mfa_serial =/gm, "mfa_serial =");
    expect(profilesOf(withKey)["prod.Admin"]).toMatchObject({
      mfa_serial: "arn:aws:iam::111111111111:mfa/alex",
    });
    expect(profilesOf(withKey)["dev.Admin"]).not.toHaveProperty("mfa_serial");
  });

  test("start from an access key without self-service, which has the permissions of aws login", () => {
    const ofBea = profilesOf(files["clients/bea/aws-config"]);
    expect(Object.keys(ofBea)).not.toContain("identity-login");
    expect(ofBea.identity).toEqual({ region: "us-east-1" });
    expect(ofBea["prod.Auditor"]).toHaveProperty("mfa_serial");
  });
});

describe("the profiles of a principal", () => {
  test("take the role's credentials from the environment, for an hour at most, without MFA", () => {
    const declaration = company();
    declaration.principals = {
      // A session of a role has no MFA, so a role that requires it has no profile.
      pipeline: { roleName: "ci", canAssume: [{ role: "Admin", accounts: ["dev", "prod"] }] },
    };
    const profiles = profilesOf(filesOf(declaration)["principals/pipeline/aws-config"]);
    expect(profiles).toEqual({
      "dev.Admin": {
        role_arn: "arn:aws:iam::333333333333:role/Admin",
        credential_source: "Environment",
        role_session_name: "pipeline",
        duration_seconds: "3600",
        region: "us-east-1",
      },
    });
  });

  test("of IAM Identity Center start from aws sso login", () => {
    const declaration = company();
    declaration.principals = {
      platform: { permissionSet: "Platform", canAssume: [{ role: "Admin", accounts: ["dev"] }] },
    };
    const files = filesOf(declaration);
    const config = files["principals/platform/aws-config"] ?? "";
    expect(config).toContain("aws configure sso --profile identity");
    expect(profilesOf(config)["dev.Admin"]).toMatchObject({ source_profile: "identity" });
    expect(files["principals/platform/README.md"]).toContain("permission set `Platform`");
  });
});

describe("the README of a user", () => {
  const declaration = company();
  declaration.users = {
    alex: { consoleAccess: true, groups: ["platform", "auditors"] },
    carol: { canAssume: ["Vendor"] },
  };
  const files = filesOf(declaration);

  test("begins with the sign-in without a key, and says what else to do in ten lines", () => {
    const lines = (files["clients/alex/README.md"] ?? "").trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines).toEqual([
      "# AWS access of `alex`",
      "",
      expect.stringContaining("`~/.aws/config`"),
      expect.stringContaining("`aws login --profile identity-login`"),
      expect.stringContaining("`arn:aws:iam::111111111111:mfa/alex`"),
      expect.stringContaining("`aws --profile dev.Admin sts get-caller-identity`"),
      expect.stringContaining("`export AWS_PROFILE=dev.Admin`"),
      expect.stringContaining("`https://acme-identity.signin.aws.amazon.com/console`"),
      expect.stringContaining("MFA counts from the sign-in on"),
    ]);
  });

  test("names the access key of a user without console access", () => {
    expect(files["clients/carol/README.md"]).toContain("`aws configure --profile identity`");
    expect(files["clients/carol/README.md"]).not.toContain("aws login");
  });
});

describe("the list for the browser extension", () => {
  test("has every role that the console can switch to, with the account's colour", () => {
    const files = filesOf(company());
    const list = profilesOf(files["clients/alex/aws-extend-switch-roles.ini"]);
    expect(list["prod.Admin"]).toEqual({
      role_arn: "arn:aws:iam::222222222222:role/Admin",
      region: "us-east-1",
      color: "d64545",
    });
    // The only role of carol needs an external ID.
    expect(Object.keys(files).filter((path) => path.startsWith("clients/carol/"))).toEqual([
      "clients/carol/aws-config",
      "clients/carol/README.md",
    ]);
  });
});

describe("the folder of a user", () => {
  test.each([
    ["alex", "alex"],
    ["dana.ops+eu@example.com", "dana.ops+eu@example.com"],
    [".", "%2E"],
    ["..", ".%2E"],
    ["con", "%63on"],
    ["NUL.txt", "%4EUL.txt"],
    ["trailing.", "trailing%2E"],
  ])("%s", (user, folder) => expect(userFolder(user)).toBe(folder));

  test("is one's own, and one that every file system takes", () => {
    const name = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(userFolder(one)).toMatch(/^[\w+=,.@%-]*[\w+=,@%-]$/);
        expect(userFolder(one)).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(userFolder(one) === userFolder(other)).toBe(one === other);
      }),
    );
  });
});

test("another order of the access file gives the same files", () => {
  const reversed = (value: unknown): unknown =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
        )
      : value;
  expect(readAccess(reversed(company())).problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(filesOf(reversed(company()) as object)).toEqual(filesOf(company()));
});
