/** Access that is there and not in the access file: roles that trust the identity account, and permissions to assume roles. */
import { type Access, placesOf } from "../access";
import { groupBy } from "../access/group-by";
import { listed } from "../access/listed";
import { parseIamArn } from "../iam/arn";
import { roleLevel } from "../iam/level";
import { byCodePoint, toList } from "../iam/policy-document";
import type { Principal } from "../iam/request-kind";
import { accountOf } from "../iam/stranger";
import { waysIn } from "../iam/ways-in";
import { AssumableRoles } from "./assumable";
import type { Declared, DeclaredIam } from "./declared-iam";
import { finding, type VerifyFinding } from "./finding";
import { holdersOf, type IamAccount, type IamHolder, type IamRole } from "./iam-account";
import { heldPolicies } from "./permissions";

/** What is known of the real accounts, and of what is declared for them. */
export interface Observed {
  readonly access: Access;
  /** Account id -> what is there. Accounts that could not be read are missing. */
  readonly accounts: ReadonlyMap<string, IamAccount>;
  /** Account id -> what the deployment makes there. */
  readonly declared: ReadonlyMap<string, DeclaredIam>;
  /** ARNs of the roles that Terraform and this check assume. */
  readonly deployRoles: ReadonlySet<string>;
}

/**
 * Paths of roles that AWS makes and nobody else can change: service-linked roles and those of IAM Identity Center.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html and
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
 */
const awsPaths = /^\/(aws-service-role|aws-reserved)\//;

/** Roles that let users or roles of the identity account in, and that the file does not have. */
export function undeclaredRoles(observed: Observed): VerifyFinding[] {
  const { access, accounts, declared, deployRoles } = observed;
  // Roles that others make are in the file, and not in the deployment.
  const inFile = new Set(placesOf(access).map(({ arn }) => arn));
  return [...accounts.values()].flatMap((account) =>
    [...account.roles.values()].flatMap((role) => {
      if (declared.get(account.id)?.roles.has(role.name) || inFile.has(role.arn)) return [];
      if (awsPaths.test(role.path) || deployRoles.has(role.arn)) return [];
      const trusted = trustedOfIdentity(access, role);
      if (trusted.length === 0) return [];
      const { policies, boundary } = heldPolicies(account, role);
      const { level, path } = roleLevel({
        role: { name: role.name, path: role.path },
        accountId: account.id,
        policies,
        boundary,
      });
      return finding("undeclared-role", {
        accountId: account.id,
        about: `role ${role.name}`,
        text: `trusts ${trusted.join(", ")} and is not declared; its level is ${level}${path ? ` (${path.id})` : ""}`,
      });
    }),
  );
}

/** What of the identity account a role's trust policy lets in. */
function trustedOfIdentity({ identityAccount, partition }: Access, { trustPolicy }: IamRole): string[] {
  const letsIn = (principal: Principal) => waysIn({ trust: trustPolicy }, principal).length > 0;
  const named = toList(trustPolicy.Statement).flatMap(({ Principal, NotPrincipal }) =>
    typeof Principal === "object" ? toList(Principal.AWS) : toList(Principal ?? (NotPrincipal && "*")),
  );
  const single = [...new Set(named)].filter((arn) => {
    const { accountId, resource } = parseIamArn(arn) ?? {};
    return accountId === identityAccount.id && (resource === "user" || resource === "role");
  });
  const others = named.filter((principal) => !single.includes(principal));
  const whole = [
    ...(others.includes("*") ? ["everybody"] : []),
    ...(others.some((principal) => accountOf(principal) === identityAccount.id)
      ? ["the identity account"]
      : []),
  ];
  return [
    ...(whole.length > 0 && letsIn({ kind: "account", accountId: identityAccount.id, partition })
      ? whole
      : []),
    ...single
      .filter((arn) => letsIn({ kind: arn.includes(":user/") ? "user" : "role", arn }))
      .sort(byCodePoint),
  ];
}

/** Permissions to assume roles of the target accounts that the file does not grant, for each user, group and role of the identity account. */
export function undeclaredGrants(observed: Observed): VerifyFinding[] {
  const { access, accounts, declared, deployRoles } = observed;
  const identity = accounts.get(access.identityAccount.id);
  if (!identity) return [];
  const wanted = declared.get(identity.id);
  const roles = [...accounts.values()].flatMap((account) =>
    [...account.roles.values()].filter(({ arn, path }) => !awsPaths.test(path) && !deployRoles.has(arn)),
  );
  const assumable = new AssumableRoles(roles);
  const declaredPolicies = { policies: wanted?.policies ?? new Map() };
  const grantedTo = (holder: Declared<IamHolder> | undefined) =>
    holder ? assumable.of(declaredPolicies, holder).map(({ role }) => role.arn) : [];
  return holdersOf(identity).flatMap((holder) => {
    if (awsPaths.test(holder.path) || deployRoles.has(holder.arn)) return [];
    const kind = parseIamArn(holder.arn)?.resource ?? "user";
    const user = kind === "user" ? wanted?.users.get(holder.name) : undefined;
    const granted = new Set([
      ...grantedTo(user),
      // What a group of the file brings, the user may have in another way too.
      ...(user?.groups ?? []).flatMap((name) => grantedTo(wanted?.groups.get(name))),
      ...(kind === "group" ? grantedTo(wanted?.groups.get(holder.name)) : []),
      ...(kind === "role" ? grantedTo(wanted?.roles.get(holder.name)) : []),
    ]);
    const ungranted = assumable
      .of(identity, holder)
      .filter(({ role }) => !granted.has(role.arn) && trustLetsIn(role, holder, access));
    return [...groupBy(ungranted, ({ policy }) => policy)].map(([policy, reached]) =>
      finding("undeclared-grant", {
        accountId: identity.id,
        about: `${kind} ${holder.name}`,
        text: `policy ${policy} lets it assume ${listed(reached.map(({ role }) => role.arn).sort(byCodePoint), 5)}, which the file does not grant`,
      }),
    );
  });
}

/** Whether the trust policy of a role may let a user, role, or the members of a group in. */
function trustLetsIn(role: IamRole, { arn }: IamHolder, { partition, identityAccount }: Access): boolean {
  const kind = parseIamArn(arn)?.resource;
  const principal: Principal =
    kind === "user" || kind === "role"
      ? { kind, arn }
      : { kind: "account", accountId: identityAccount.id, partition };
  return waysIn({ trust: role.trustPolicy }, principal, role.arn).length > 0;
}
