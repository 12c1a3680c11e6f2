import type { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { type TerraformProvider, TerraformResource, Token } from "cdktf";

/** A user of the identity account, by name. */
export interface UserGrantee {
  /** Name of the user. */
  readonly user: string;
  /**
   * Path of the user.
   *
   * @default /
   */
  readonly path?: string;
}

/** A group of the identity account, by name. */
export interface GroupGrantee {
  /** Name of the group. */
  readonly group: string;
}

/** A role of the identity account, by name. */
export interface RoleGrantee {
  /** Name of the role. */
  readonly role: string;
  /**
   * Path of the role.
   *
   * @default /
   */
  readonly path?: string;
}

/** Whom `CrossAccountRole.grantAssume` lets assume the role: a resource of your program, or something that exists, by name. */
export type AssumeRoleGrantee = IamUser | IamGroup | IamRole | UserGrantee | GroupGrantee | RoleGrantee;

/** A grantee as the access file has it. */
export interface GranteeInFile {
  readonly map: "users" | "groups" | "principals";
  readonly name: string;
  /** Its entry in the map, without grants. */
  readonly entry: object;
  /** How resources name it; a token, if Terraform makes it. */
  readonly text: string;
  /** The provider that makes it. `undefined`: it is known by its name only. */
  readonly provider?: TerraformProvider;
  /** The resource that makes it. `undefined`: it is known by its name only. */
  readonly resource?: TerraformResource;
}

/**
 * A grantee as an entry of the access file.
 *
 * @throws Error when its name is not known
 */
export function granteeInFile(grantee: AssumeRoleGrantee): GranteeInFile {
  if (!TerraformResource.isTerraformResource(grantee)) {
    const { user, group, role, path } = grantee as Partial<UserGrantee & GroupGrantee & RoleGrantee>;
    const [[kind, name] = [], ...others] = Object.entries({ user, group, role }).filter(
      ([, given]) => given !== undefined,
    );
    if (kind === undefined || name === undefined || others.length > 0)
      throw new Error("grantAssume: name exactly one of user, group and role");
    return { ...inFile(kind, name, path), text: name };
  }
  const { terraformResourceType: type, node, provider } = grantee;
  const kind = /^aws_iam_(user|group|role)$/.exec(type)?.[1];
  if (kind === undefined)
    throw new Error(
      `grantAssume: ${node.path} is ${type}; only users, groups and roles can be granted a role`,
    );
  const { nameInput, pathInput } = grantee as IamUser;
  if (nameInput === undefined || Token.isUnresolved(nameInput))
    throw new Error(
      `grantAssume: the program does not know the name of ${node.path}, and the name is part of addresses; set its name`,
    );
  const path = Token.isUnresolved(pathInput) ? undefined : pathInput;
  return { ...inFile(kind, nameInput, path), text: (grantee as IamUser).name, provider, resource: grantee };
}

function inFile(kind: string, name: string, path: string | undefined): Omit<GranteeInFile, "text"> {
  switch (kind) {
    case "user":
      return { map: "users", name, entry: { existing: true, path } };
    case "group":
      return { map: "groups", name, entry: { existing: true } };
    default:
      return { map: "principals", name, entry: { roleName: name, path } };
  }
}
