import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type PolicyDocument, policyJson } from "../iam/policy-document";
import { policyName } from "./policy-name";
import { childId, makeResource, type Origin } from "./resource";
import { Reference, type Text } from "./text";

/** @internal */
export interface UsersPolicyProps {
  readonly origin: Origin;
  readonly provider: TerraformProvider;
  readonly document: PolicyDocument;
  /** Name of each user that it concerns -> how resources name the user. */
  readonly users: ReadonlyMap<string, Text>;
}

/**
 * One customer managed policy for many users, by policy variables such as `${aws:username}`. The construct's id is the
 * policy's name. `CrossAccountAccess` makes it.
 */
export class UsersPolicy extends Construct {
  /** The IAM policy. */
  readonly resource: IamPolicy;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, provider, document, users }: UsersPolicyProps) {
    super(scope, id);
    this.resource = makeResource(this, "Resource", {
      type: IamPolicy,
      origin,
      provider,
      names: [id],
      settings: { name: policyName(this, origin.above, id), policy: policyJson(document) },
    });
    const policyArn = Reference.to(this.resource, "arn");
    for (const [name, user] of users)
      makeResource(this, childId("attachment", name), {
        type: IamUserPolicyAttachment,
        origin,
        provider,
        names: [name, id],
        settings: { user, policyArn },
      });
  }
}
