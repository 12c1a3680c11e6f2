/** What a deployment makes, read from the synthesized JSON, is what the access file says. */
import { loadAccess, managedPolicyArn, placesOf, placeTrustPolicy } from "../../access";
import { synthesizedIam } from "../../cli/synthesized";
import { canonicalPolicy } from "../../iam/canonical-policy";

const file = `
deployWith: { role: Deployer }
organization: { id: o-a1b2c3d4e5, accountId: "999999999999", organizationalUnits: [ou-ab12-cdefgh34] }
identityAccount: { id: "111111111111" }
targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } }
roles:
  Reader:
    targetAccounts: "*"
    path: /teams/
    managedPolicies: [ReadOnlyAccess, { name: extra }]
    inlinePolicies: { own: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::\${aws:username}/*" } } }
  Everywhere:
    targetAccounts: "*"
    rollout: stackSet
    managedPolicies: [ViewOnlyAccess, { name: extra }]
    maxSessionDuration: 2h
groups: { auditors: { canAssume: [Reader] }, elsewhere: { existing: true, canAssume: [Everywhere] } }
users: { alex: { groups: [auditors], selfService: true } }
`;

const { access, problems } = loadAccess(file, "access.yaml");
if (!access) throw new Error(problems.map(({ text }) => text).join("\n"));
const declared = synthesizedIam(access);

test.each(placesOf(access).map((place) => ({ name: `${place.role.name} in ${place.account.name}`, place })))(
  "$name is there with its trust, policies and session, whether Terraform or a stack set makes it",
  ({ place }) => {
    const role = declared.get(place.account.id)?.roles.get(place.role.name);
    expect(role?.arn).toBe(place.arn);
    expect(role?.made).toBe(true);
    expect(canonicalPolicy(role?.trustPolicy ?? { Version: "", Statement: [] })).toBe(
      canonicalPolicy(placeTrustPolicy(place)),
    );
    expect(role?.managedPolicies).toEqual(
      place.settings.managedPolicies.map((policy) => managedPolicyArn(place.account, policy)).sort(),
    );
    expect([...(role?.inlinePolicies ?? [])]).toEqual(
      place.settings.inlinePolicies.map(({ name, document }) => [name, document]),
    );
    expect(role?.maxSessionDuration).toBe(place.settings.maxSessionDuration);
  },
);

test("a group that exists has its grants, and is not made here", () => {
  const groups = declared.get("111111111111")?.groups;
  expect(groups?.get("elsewhere")?.made).toBe(false);
  expect([...(groups?.get("elsewhere")?.inlinePolicies.keys() ?? [])]).toEqual([
    "assume-cross-account-roles",
  ]);
  expect(groups?.get("auditors")?.made).toBe(true);
});

test("a user has its groups and the policies that the file attaches", () => {
  const alex = declared.get("111111111111")?.users.get("alex");
  expect(alex?.groups).toEqual(["auditors"]);
  expect(alex?.managedPolicies).toEqual(["arn:aws:iam::111111111111:policy/self-service"]);
  expect([...(declared.get("111111111111")?.policies.keys() ?? [])]).toEqual(alex?.managedPolicies);
});
