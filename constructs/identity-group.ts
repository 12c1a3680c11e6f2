import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type Access, type Group, grantPolicies } from "../access";
import { makeResource, type Origin } from "./resource";
import { RoleGrants } from "./role-grants";
import { Reference, type Text } from "./text";

/** @internal */
export interface IdentityGroupProps {
  readonly origin: Origin;
  readonly access: Access;
  readonly group: Group;
  readonly provider: TerraformProvider;
}

/** A group of the identity account, with its grants. `CrossAccountAccess` makes it. */
export class IdentityGroup extends Construct {
  /** The IAM group. `undefined`: it is made elsewhere. */
  readonly resource?: IamGroup;
  /** What its members may assume. */
  readonly grants: RoleGrants;
  /** @internal How resources name the group. */
  readonly groupName: Text;

  /** @internal */
  constructor(scope: Construct, id: string, { origin, access, group, provider }: IdentityGroupProps) {
    super(scope, id);
    if (!group.existing)
      this.resource = makeResource(this, "Resource", {
        type: IamGroup,
        origin,
        provider,
        names: [group.name],
        settings: { name: group.name, path: group.path },
        importId: group.adopt ? group.name : undefined,
      });
    this.groupName = this.resource ? Reference.to(this.resource, "name") : group.name;
    this.grants = new RoleGrants(this, "grants", { grantee: group, provider });
    this.grants.pack({ origin, granteeName: this.groupName, policies: grantPolicies(access, group) });
  }
}
