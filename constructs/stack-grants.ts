import { type TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { type Access, type Grant, type Grantee, grantPolicies } from "../access";
import { RoleGrants } from "./role-grants";
import { PropTokens } from "./text";
import { requireUniqueAddresses } from "./unique-addresses";

/** What one `CrossAccountRole` grants to a grantee. */
export interface GrantedByRole {
  /** The access that the role's props declare, with its grantees. */
  readonly access: Access;
  /** The tokens in it. */
  readonly tokens: PropTokens;
  /** The grantee, with its grants of this role. */
  readonly grantee: Grantee;
  /** How resources name the grantee; a token, if Terraform makes it. */
  readonly granteeText: string;
  readonly provider: TerraformProvider;
}

/**
 * The grants of all `CrossAccountRole`s of a stack, by grantee. The roles of one grantee are packed together, so that its
 * policies stay within IAM's limits.
 */
export class StackGrants extends Construct {
  /** Those of the stack where a provider is. */
  static of(provider: TerraformProvider): StackGrants {
    const stack = TerraformStack.of(provider);
    const found = stack.node.tryFindChild(constructId);
    return found instanceof StackGrants ? found : new StackGrants(stack, constructId);
  }

  private readonly byGrants = new Map<RoleGrants, ReadonlyMap<Construct, GrantedByRole>>();

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    requireUniqueAddresses(this);
  }

  /**
   * Grants what a role grants to one grantee, in place of what it granted before.
   *
   * @throws Error when that does not fit into IAM's limits
   */
  set(role: Construct, granted: GrantedByRole): RoleGrants {
    const { grantee, provider, access, granteeText } = granted;
    const id = `${grantee.kind}.${grantee.name}`;
    const grants =
      (this.node.tryFindChild(id) as RoleGrants | undefined) ??
      new RoleGrants(this, id, { grantee, provider });
    const byRole = new Map(this.byGrants.get(grants)).set(role, granted);

    const tokens = new PropTokens();
    const all = [...byRole.values()];
    if (new Set(all.map((one) => tokens.adopted(one.access.identityAccount.id, one.tokens))).size > 1)
      throw new Error(
        `${role.node.path}: another role of the stack is granted to ${id.replace(".", " ")} of another identity account; use a stack for each identity account`,
      );
    const policies = grantPolicies(access, {
      ...grantee,
      grants: all.flatMap((one) =>
        one.grantee.grants.map((grant) => adoptedGrant(grant, tokens, one.tokens)),
      ),
    });
    if (policies.tooMany)
      throw new Error(
        `${role.node.path}: ${id.replace(".", " ")} may assume ${policies.tooMany.arns} roles; their ARNs need ${policies.tooMany.policies} managed policies, which is more than IAM attaches. Spread the grants over groups`,
      );
    grants.pack({
      // Policies of two stacks would else have the same name, and each would replace the other's.
      origin: { above: [constructId], policyNamePrefix: `${TerraformStack.of(this).node.id}-`, tokens },
      granteeName: tokens.plain(granteeText).props,
      policies,
    });
    this.byGrants.set(grants, byRole);
    return grants;
  }
}

const constructId = "grants";

/** A grant whose unknown texts are those of other tokens. */
function adoptedGrant(grant: Grant, tokens: PropTokens, from: PropTokens): Grant {
  return {
    ...grant,
    places: grant.places.map((place) => ({
      ...place,
      arn: tokens.adopted(place.arn, from),
      account: { ...place.account, id: tokens.adopted(place.account.id, from) },
    })),
  };
}
