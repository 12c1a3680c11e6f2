/** The policies that this project makes for users: self-service, and the denial of everything without MFA. */

import { usersPolicyNames } from "../../access/own-policy-names";
import type { UserDeclaration } from "../../access/schema";
import { iamArn } from "../../iam/arn";
import { canonicalPolicy } from "../../iam/canonical-policy";
import type { Partition } from "../../iam/partition";
import type { PolicyDocument } from "../../iam/policy-document";
import { denyWithoutMfaPolicy, selfServicePolicy } from "../../iam/self-service";
import type { IamAccount } from "../iam-account";

type Settings = Pick<UserDeclaration, "selfService" | "enrolMfaWithAccessKey" | "denyWithoutMfa">;

/** ARN of a policy of ours in the identity account -> the settings of a user that it is attached to. */
export function ownUsersPolicies(
  partition: Partition,
  { id, policies }: IamAccount,
): ReadonlyMap<string, Settings> {
  const withKey = { enrolMfaWithAccessKey: true };
  const own: readonly (readonly [string, PolicyDocument, Settings])[] = [
    [usersPolicyNames.selfService, selfServicePolicy(partition, id), { selfService: true }],
    [
      usersPolicyNames.selfServiceEnrolWithAccessKey,
      selfServicePolicy(partition, id, withKey),
      { selfService: true, ...withKey },
    ],
    [usersPolicyNames.denyWithoutMfa, denyWithoutMfaPolicy(), { denyWithoutMfa: true }],
    [
      usersPolicyNames.denyWithoutMfaEnrolWithAccessKey,
      denyWithoutMfaPolicy(withKey),
      { denyWithoutMfa: true, ...withKey },
    ],
  ];
  return new Map(
    own.flatMap(([name, document, settings]) => {
      const arn = iamArn(partition, id, "policy", name);
      const there = policies.get(arn);
      return there && canonicalPolicy(there) === canonicalPolicy(document) ? [[arn, settings] as const] : [];
    }),
  );
}
