/** Rules about grants that outgrow IAM's policies. */
import { groupOrPolicyName } from "../../iam/limits";
import { granteesOf } from "../access";
import { attachmentsForGrants, grantPolicies, grantPolicyName } from "../grant-policies";
import { errorRule, ofAccess } from "./rule";

export const tooManyGrants = errorRule(
  "too-many-grants",
  ofAccess(function* (access) {
    for (const grantee of granteesOf(access)) {
      const { tooMany } = grantPolicies(access, grantee);
      if (!tooMany) continue;
      const path = [`${grantee.kind}s`, grantee.name, "canAssume"];
      const limit = attachmentsForGrants(access, grantee);
      const message = `may assume ${tooMany.arns} roles; their ARNs need ${tooMany.policies} managed policies, and ${limit} can be attached: divide the grants over groups, or grant { role: <role>, accounts: organization }, the role of that name in every account of the organization`;
      yield { path, message, data: { limit, actual: tooMany.policies } };
    }
  }),
);

export const grantPolicyNameTooLong = errorRule(
  "grant-policy-name-too-long",
  ofAccess(function* (access) {
    // The names of users and principals are short enough.
    for (const group of access.groups) {
      const names = grantPolicies(access, group).managed.map(({ key }) => grantPolicyName(group, key));
      const tooLong = names.find((name) => !groupOrPolicyName.test(name));
      const message = `its grants need managed policies with names such as "${tooLong}", over 128 characters; choose a shorter name`;
      if (tooLong !== undefined) yield { path: ["groups", group.name], aboutKey: true, message };
    }
  }),
);
