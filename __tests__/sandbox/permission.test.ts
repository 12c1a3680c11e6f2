/** Whether policies, as read, allow a role to be assumed. */
import { assumeRolePermission } from "../../iam/assume-role-permission";
import { policyDocument } from "../../iam/policy-document";
import { denyWithoutMfaPolicy, selfServicePolicy } from "../../iam/self-service";
import { permits } from "../../sandbox/permission";

const admin = "arn:aws:iam::222222222222:role/Admin";
const grant = assumeRolePermission([admin]);
const withMfa = { mfa: true };
const plainKey = { mfa: false };

test("a grant allows exactly its role", () => {
  expect(permits([grant], admin, plainKey)).toBe(true);
  expect(permits([grant], `${admin}Plus`, plainKey)).toBe(false);
  expect(permits([grant], admin.replaceAll("2", "3"), plainKey)).toBe(false);
});

test("no policy, or one about other things, allows nothing", () => {
  expect(permits([], admin, withMfa)).toBe(false);
  expect(permits([selfServicePolicy("aws", "111111111111")], admin, withMfa)).toBe(false);
});

test("what is denied without MFA is allowed with it, and refused to plain keys", () => {
  expect(permits([grant, denyWithoutMfaPolicy()], admin, withMfa)).toBe(true);
  expect(permits([grant, denyWithoutMfaPolicy()], admin, plainKey)).toBe(false);
});

test("a Deny wins, wherever it stands", () => {
  const deny = policyDocument({ Effect: "Deny", Action: "sts:*", Resource: "*" });
  expect(permits([grant, deny], admin, withMfa)).toBe(false);
  expect(permits([deny, grant], admin, withMfa)).toBe(false);
});

test("a grant that ends allows until then, and nothing after it", () => {
  const until = (time: string) =>
    policyDocument({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: admin,
      Condition: { DateLessThan: { "aws:CurrentTime": time } },
    });
  expect(permits([until("2099-01-01T00:00:00Z")], admin, plainKey)).toBe(true);
  expect(permits([until("2020-01-01T00:00:00Z")], admin, plainKey)).toBe(false);
});

test("a wildcard is a wildcard", () => {
  const all = policyDocument({
    Effect: "Allow",
    Action: "sts:Assume*",
    Resource: "arn:aws:iam::*:role/Admin",
  });
  expect(permits([all], admin, plainKey)).toBe(true);
  expect(permits([all], `${admin}Plus`, plainKey)).toBe(false);
});

test("a grant over an organization holds in its accounts", () => {
  const inOrganization = policyDocument({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Resource: "arn:aws:iam::*:role/Admin",
    Condition: { StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
  });
  expect(permits([inOrganization], admin, { mfa: false, organizationId: "o-a1b2c3d4e5" })).toBe(true);
  expect(permits([inOrganization], admin, { mfa: false, organizationId: "o-0000000000" })).toBe(false);
  expect(permits([inOrganization], admin, plainKey)).toBe(false);
});

test("a condition that cannot be told here counts against the caller", () => {
  const Condition = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
  const allow = policyDocument({ Effect: "Allow", Action: "sts:AssumeRole", Resource: admin, Condition });
  const deny = policyDocument({ Effect: "Deny", Action: "sts:AssumeRole", Resource: admin, Condition });
  expect(permits([allow], admin, withMfa)).toBe(false);
  expect(permits([grant, deny], admin, withMfa)).toBe(false);
});
