/**
 * The credentials that Terraform is run with, in files of the sandbox's own: the ambient ones, and those of the profiles
 * that the access file names.
 */
import type { Access } from "../access";
import { parseIamArn } from "../iam/arn";
import type { Keys } from "./emulated-aws";

/** Whose credentials are needed: the ids of accounts. */
export interface DeployAccounts {
  /** The account that the ambient credentials belong to. */
  readonly ambient: string;
  /** Profile -> the account that its key belongs to. */
  readonly profiles: ReadonlyMap<string, string>;
}

/** A role that Terraform assumes, and that therefore exists before it runs. */
export interface DeployRole {
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
}

/**
 * Which account each set of credentials belongs to. A profile that reaches an account by itself has a key of that
 * account, of the first one where the file names several; one that only assumes roles has a key of the identity account.
 */
export function deployAccounts(access: Access): DeployAccounts {
  const reached = reachedAccounts(access);
  const profiles = new Map<string, string>();
  for (const { id, deployWith } of reached)
    if (deployWith !== "ambient" && deployWith.profile !== undefined && deployWith.role === undefined)
      if (!profiles.has(deployWith.profile)) profiles.set(deployWith.profile, id);
  for (const { deployWith } of reached)
    if (deployWith !== "ambient" && deployWith.profile !== undefined && !profiles.has(deployWith.profile))
      profiles.set(deployWith.profile, access.identityAccount.id);
  return {
    ambient: reached.find(({ deployWith }) => deployWith === "ambient")?.id ?? access.identityAccount.id,
    profiles,
  };
}

/** The roles that Terraform assumes. */
export function deployRoles(access: Access): DeployRole[] {
  return reachedAccounts(access).flatMap(({ id, deployWith }) => {
    if (deployWith === "ambient" || deployWith.role === undefined) return [];
    const arn = parseIamArn(deployWith.role);
    if (arn) return [{ accountId: arn.accountId, name: arn.name, path: arn.path }];
    const slash = deployWith.role.lastIndexOf("/");
    const path = deployWith.role.slice(0, slash + 1);
    return [
      {
        accountId: id,
        name: deployWith.role.slice(slash + 1),
        path: path.startsWith("/") ? path : `/${path}`,
      },
    ];
  });
}

function reachedAccounts({ identityAccount, targetAccounts }: Access) {
  return [identityAccount, ...targetAccounts].flatMap(({ id, deployWith }) =>
    deployWith === undefined ? [] : [{ id, deployWith }],
  );
}

/**
 * AWS's shared credentials file. The ambient keys are its default profile: in the environment they would compete with
 * the profiles.
 */
export function credentialsFile(ambient: Keys, profiles: ReadonlyMap<string, Keys>): string {
  return [["default", ambient] as const, ...profiles]
    .map(([name, { accessKeyId, secretAccessKey }]) =>
      [
        `[${name}]`,
        `aws_access_key_id = ${accessKeyId}`,
        `aws_secret_access_key = ${secretAccessKey}`,
        "",
      ].join("\n"),
    )
    .join("\n");
}
