/** People of IAM Identity Center: principals by their permission set. */
import { readAccess } from "../../access";
import { entrancesOf } from "../../access/entrances";
import { callerText } from "../../access/matrix";
import { permissionSetOf } from "../../iam/permission-set";
import { globMatches } from "../../iam/text-pattern";
import { permissionSetFiles, permissionSetsText } from "../../reports/permission-sets";
import { accessStackJson, documentOf, resourcesOf } from "../support/stack";
import { accessOf, errorsOf, file } from "./files";

const declared = (principal: object = {}, role: object = {}) =>
  file({
    roles: { Reader: { targetAccounts: ["account-b"], requireMfa: false, trustGrantedOnly: true, ...role } },
    principals: { team: { permissionSet: "Admin", canAssume: ["Reader"], ...principal } },
  });

const role = (path: string, name: string) =>
  `arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/${path}${name}`;
const digits = "0123456789abcdef";

describe("the trust policy admits the role of the permission set", () => {
  const json = accessStackJson(declared());
  const [made] = Object.values(resourcesOf(json, "aws_iam_role"));
  const { Statement } = documentOf(made, "assume_role_policy") as Record<string, unknown>;
  const [{ Condition, Principal }] = Statement as [
    { Condition: { ArnLike: Record<string, string> }; Principal: unknown },
  ];
  const pattern = Condition.ArnLike["aws:PrincipalArn"] as string;

  test("by ArnLike, of the identity account", () => {
    expect(Principal).toEqual({ AWS: "arn:aws:iam::111111111111:root" });
    expect(pattern).toBe(
      `arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_${"?".repeat(16)}`,
    );
  });

  test.each([
    ["in any region of Identity Center", role("eu-west-1/", `AWSReservedSSO_Admin_${digits}`), true],
    ["in us-east-1, whose path has no region", role("", `AWSReservedSSO_Admin_${digits}`), true],
    ["not of a longer name", role("eu-west-1/", `AWSReservedSSO_Admin_Dev_${digits}`), false],
    [
      "not of a name that ends with it",
      role("eu-west-1/", `AWSReservedSSO_X_AWSReservedSSO_Admin_${digits}`),
      false,
    ],
    ["not of another path", `arn:aws:iam::111111111111:role/AWSReservedSSO_Admin_${digits}`, false],
  ])("%s", (_what, arn, matches) => {
    expect(globMatches(pattern, arn)).toBe(matches);
  });
});

test("nothing is attached to the role, and the policy is an output instead", () => {
  const json = accessStackJson(declared());
  expect(resourcesOf(json, "aws_iam_role_policy")).toEqual({});
  const policies = json.output.permission_set_policies?.value as unknown as Record<string, string>;
  expect(Object.keys(policies)).toEqual(["Admin"]);
  expect(JSON.parse(policies.Admin as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::222222222222:role/Reader" },
    ],
  });
});

test("without permission sets there is no such output", () => {
  expect(accessStackJson(file()).output.permission_set_policies).toBeUndefined();
});

test("the policy is a file too, and people are told to put it into the permission set", () => {
  const access = accessOf(declared());
  const [policy, ...others] = [...permissionSetFiles(access)];
  expect(others).toEqual([]);
  expect(policy?.path).toBe("permission-sets/team.json");
  expect(JSON.parse([...(policy?.pieces ?? [])].join(""))).toMatchObject({
    Statement: [{ Resource: "arn:aws:iam::222222222222:role/Reader" }],
  });
  expect(permissionSetsText(access)).toContain(
    "Permission sets: Admin. Put the policies in access/permission-sets/",
  );
  expect(permissionSetsText(accessOf(file()))).toBeUndefined();
});

test("the matrix names the permission set, and says that it gets in", () => {
  const access = accessOf(declared());
  const [principal] = access.principals;
  expect(principal && callerText(principal)).toBe("team (permission set Admin)");
  const entrances = entrancesOf(access).filter(({ subject }) => subject === principal);
  expect(entrances.map(({ place, ways }) => [place.arn, ways.map(({ certain }) => certain)])).toEqual([
    ["arn:aws:iam::222222222222:role/Reader", [true]],
  ]);
});

test("users and permission sets are trusted side by side", () => {
  const json = accessStackJson({ ...declared(), users: { alex: { canAssume: ["Reader"] } } });
  const [made] = Object.values(resourcesOf(json, "aws_iam_role"));
  expect(JSON.stringify(documentOf(made, "assume_role_policy"))).toContain(
    `"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_${"?".repeat(16)}","arn:aws:iam::111111111111:user/alex"]}`,
  );
});

test("a session of it has no MFA and lasts an hour, as that of any role", () => {
  const { problems } = readAccess(declared({}, { requireMfa: true, maxSessionDuration: "2h" }));
  expect(problems.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["mfa-for-principal", "chained-session"]),
  );
});

describe("is an error", () => {
  test.each([
    ["both a role and a permission set", { roleName: "x" }, "principals.team", "not-exactly-one"],
    ["a path", { path: "/x/" }, "principals.team.path", "not-for-permission-sets"],
    [
      "a name that no permission set has",
      { permissionSet: "a b" },
      "principals.team.permissionSet",
      "wrong-form",
    ],
    [
      "a name that is too long",
      { permissionSet: "x".repeat(33) },
      "principals.team.permissionSet",
      "wrong-form",
    ],
  ])("%s", (_what, principal, path, code) => {
    expect(errorsOf(declared(principal)).map((problem) => [problem.path.join("."), problem.code])).toEqual([
      [path, code],
    ]);
  });

  test("neither a role nor a permission set", () => {
    const [problem] = errorsOf(file({ principals: { team: { canAssume: ["Reader"] } } }));
    expect(problem).toMatchObject({ code: "not-exactly-one", path: ["principals", "team"] });
  });

  test("the role of a permission set by its name: the message names the key", () => {
    const roleName = `AWSReservedSSO_Admin_${digits}`;
    const [problem] = errorsOf(file({ principals: { team: { roleName, canAssume: ["Reader"] } } }));
    expect(problem).toMatchObject({ code: "unmodifiable-principal" });
    expect(problem?.message).toContain("write permissionSet: Admin instead of roleName");
    expect(permissionSetOf(roleName)).toBe("Admin");
    expect(permissionSetOf("AWSReservedSSO_Admin")).toBeUndefined();
  });

  test("two entries for one permission set", () => {
    const principals = { a: { permissionSet: "Admin" }, b: { permissionSet: "admin" } };
    expect(errorsOf(file({ principals })).map(({ code }) => code)).toEqual(["duplicate-principal"]);
  });

  test("more grants than its inline policy holds: there is nothing to attach", () => {
    const targetAccounts = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`a${index}`, { id: String(500000000000 + index) }]),
    );
    const roles = { Reader: { targetAccounts: "*", path: `/${"p".repeat(500)}/`, requireMfa: false } };
    const [problem] = errorsOf({ ...declared(), targetAccounts, roles });
    expect(problem).toMatchObject({ code: "too-many-grants", data: { limit: 10240 } });
    expect(problem?.message).toContain("inline policy of a permission set");
  });
});
