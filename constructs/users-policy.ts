import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { formerNames, type Renamed } from "../access/renamed";
import { type PolicyDocument, policyJson } from "../iam/policy-document";
import type { AdoptedPolicies } from "./exclusive-policies";
import { policyName } from "./policy-name";
import { childId, makeResource, type Origin } from "./resource";
import { Reference, type Text } from "./text";

/** @internal */
export interface UsersPolicyProps {
  readonly origin: Origin;
  readonly provider: TerraformProvider;
  readonly document: PolicyDocument;
  /** Each user that it concerns. */
  readonly users: ReadonlyMap<Renamed, ConcernedUser>;
}

/** @internal */
export interface ConcernedUser {
  /** How resources name the user. */
  readonly userName: Text;
  /** How its policies are imported. `undefined`: the user is not adopted. */
  readonly adopted?: AdoptedPolicies;
}

/**
 * One customer managed policy for many users, by policy variables such as `${aws:username}`. The construct's id is the
 * policy's name. `CrossAccountAccess` makes it.
 */
export class UsersPolicy extends Construct {
  /** The IAM policy. */
  readonly resource: IamPolicy;
  /** @internal Name of each user -> the attachment. */
  readonly attachments: ReadonlyMap<string, IamUserPolicyAttachment>;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, provider, document, users }: UsersPolicyProps) {
    super(scope, id);
    const name = policyName(this, origin, id);
    const [first, ...others] = [...users.values()].flatMap(({ adopted }) => adopted ?? []);
    this.resource = makeResource(this, "Resource", {
      type: IamPolicy,
      origin,
      provider,
      names: [id],
      settings: { name, policy: policyJson(document) },
      importBy: first?.policy(name, others),
    });
    const policyArn = Reference.to(this.resource, "arn");
    this.attachments = new Map(
      [...users].map(([user, { userName, adopted }]) => [
        user.name,
        makeResource(this, childId("attachment", user.name), {
          type: IamUserPolicyAttachment,
          origin,
          provider,
          names: [user.name, id],
          formerNames: formerNames(user).map((list) => [...list, id]),
          forgetsFormer: true,
          settings: { user: userName, policyArn },
          importBy: adopted?.attachmentOf(name),
        }),
      ]),
    );
  }
}
