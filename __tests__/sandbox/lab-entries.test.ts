/** Whom the lab's step 4 speaks of. */
import { labEntries } from "../../sandbox/lab-trial";
import { access } from "./access";

const entries = (settings: object, identity: object = {}) =>
  labEntries(
    access({
      identityAccount: { id: "111111111111", ...identity },
      roles: {
        Reader: { targetAccounts: ["dev"], managedPolicies: ["AmazonS3ReadOnlyAccess"], ...settings },
      },
      users: { alex: { canAssume: ["Reader"] }, blake: {} },
    }),
  ).map(({ caller, place }) => [caller.name, place.account.name]);

test("it speaks of users who may switch to a role that reads S3 and does nothing else", () => {
  expect(entries({ requireMfa: false })).toEqual([["alex", "dev"]]);
});

test.each([
  ["that requires MFA", {}],
  ["with other permissions", { requireMfa: false, managedPolicies: ["ReadOnlyAccess"] }],
  [
    "with more permissions",
    { requireMfa: false, managedPolicies: ["AmazonS3ReadOnlyAccess", "AmazonEC2ReadOnlyAccess"] },
  ],
  ["with fewer permissions, by a boundary", { requireMfa: false, permissionsBoundary: "ReadOnlyAccess" }],
])("it does not speak of a role %s", (_, settings) => {
  expect(entries(settings)).toEqual([]);
});

test("it does not speak of users who are denied everything without MFA", () => {
  expect(entries({ requireMfa: false }, { denyWithoutMfa: true })).toEqual([]);
});
