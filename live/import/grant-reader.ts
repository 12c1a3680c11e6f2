/** What the policies of a user, group or role grant, and what is left of them. */
import { laterTime } from "../../access/access";
import { inlineGrantPolicyName, isOwnPolicyName } from "../../access/own-policy-names";
import { parseIamArn } from "../../iam/arn";
import type { Partition } from "../../iam/partition";
import { type PolicyDocument, type Statement, toList } from "../../iam/policy-document";
import { hasWildcard } from "../../iam/trust-policy";
import type { AssumableRoles } from "../assumable";
import type { IamAccount, IamHolder, IamRole } from "../iam-account";
import {
  type AssumePermission,
  assumeStatement,
  matchingArns,
  onResources,
  withStatements,
} from "./assume-statements";
import type { Note } from "./note";
import type { PlacedRole } from "./selected-roles";
import type { TrustAnswer, TrustAnswers } from "./trust-answers";

/** A user, group or role, with its policies apart from its grants. */
export interface GrantedHolder<Holder extends IamHolder = IamHolder> {
  readonly holder: Holder;
  /** ARN of a role -> when the grant ends; `undefined`: it does not. */
  readonly grants: ReadonlyMap<string, string | undefined>;
  /** ARNs of the other managed policies. */
  readonly managedPolicies: readonly string[];
  /** Name -> document of the other inline policies. */
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>;
}

/** What the grants are read from. */
export interface GrantsToRead {
  readonly partition: Partition;
  readonly identity: IamAccount;
  /** The roles of the access file, by ARN. */
  readonly roles: ReadonlyMap<string, PlacedRole>;
  /** The roles that it leaves out. */
  readonly others: readonly PlacedRole[];
  readonly trusts: TrustAnswers;
  /** Which of the roles of the file policies let their holder assume. */
  readonly assumable: AssumableRoles;
}

/** What grants of the file let their holders do as they assume a role, in lower case, by the ARN of the role. */
export type SessionsOf = (roleArn: string) => ReadonlySet<string>;

/** Reads the policies of one user, group or role: first all grants, then what is left. */
export class GrantReader {
  readonly grants = new Map<string, string | undefined>();
  readonly notes: Note[] = [];
  /** ARN of a role -> what else it may do as it assumes the role, in lower case: `sts:tagsession`, `sts:setsourceidentity`. */
  readonly sessions = new Map<string, Set<string>>();
  /** The resources of each statement that are not grants. */
  private readonly kept = new Map<Statement, readonly string[]>();
  private readonly kind: string;
  private readonly roles: ReadonlyMap<string, PlacedRole>;

  /** @param account the account of the holder */
  constructor(
    private readonly input: GrantsToRead,
    private readonly account: IamAccount,
    readonly holder: IamHolder,
  ) {
    this.kind = parseIamArn(holder.arn)?.resource ?? "user";
    this.roles = input.roles;
    for (const [name, document] of holder.inlinePolicies) this.read(`inline policy ${name}`, document);
    for (const arn of holder.managedPolicies) {
      const document = account.policies.get(arn);
      if (document) this.read(`managed policy ${nameOf(arn)}`, document);
    }
    // The roles of the file have wide permissions of their own; they are the subject of other reports.
    if (!this.isChain) this.noteOthers();
  }

  /** The other policies, if the file has the grants and lets roles be assumed with all that `sessionsOf` says. */
  others(sessionsOf: SessionsOf): Pick<GrantedHolder, "managedPolicies" | "inlinePolicies"> {
    const inlinePolicies = new Map<string, PolicyDocument>();
    for (const [name, document] of this.holder.inlinePolicies) {
      const rest = this.inline(name, document, sessionsOf);
      if (rest) inlinePolicies.set(rest.name, rest.document);
    }
    return {
      managedPolicies: this.holder.managedPolicies.filter((arn) => !this.isAllGrants(arn, sessionsOf)),
      inlinePolicies,
    };
  }

  /** What is left of an inline policy. */
  private inline(name: string, document: PolicyDocument, sessionsOf: SessionsOf) {
    const { left, granted } = this.without(document, sessionsOf);
    const rest = withStatements(document, left);
    const isOurs = name === inlineGrantPolicyName;
    const kept = isOurs ? `${name}-other` : name;
    if (granted && (rest || !isOurs))
      this.note(
        "changes",
        rest
          ? `Its inline policy ${name} grants roles and more. The grants are in canAssume, and ${kept} has the other statements; the next apply changes the policies.`
          : `Its inline policy ${name} grants roles. The grants are in canAssume: the next apply writes them to the inline policy ${inlineGrantPolicyName}. Delete ${name} after it, unless the apply did.`,
      );
    return rest && { name: kept, document: rest };
  }

  /** Whether an attached managed policy is nothing but grants. */
  private isAllGrants(arn: string, sessionsOf: SessionsOf): boolean {
    const document = this.account.policies.get(arn);
    if (!document) return false;
    const name = nameOf(arn);
    const { left, granted } = this.without(document, sessionsOf);
    if (granted && left.length > 0)
      this.note(
        "changes",
        `Its managed policy ${name} grants roles and more. It stays attached as it is, and the grants are in canAssume too. Remove them from the policy after the next apply.`,
      );
    else if (granted && !isOwnPolicyName(name, ""))
      this.note(
        "changes",
        `Its managed policy ${name} grants roles. The grants are in canAssume: the next apply writes them to policies of its own. Detach ${name} after it, unless the apply did.`,
      );
    return granted && left.length === 0;
  }

  /** The roles that it may assume in other ways. */
  private noteOthers(): void {
    const byPolicy = new Map<string, number>();
    for (const { role, policy } of this.input.assumable.of(this.account, this.holder))
      if (!this.grants.has(role.arn) && this.answerOf(role).letsIn)
        byPolicy.set(policy, (byPolicy.get(policy) ?? 0) + 1);
    for (const [policy, count] of byPolicy)
      this.note(
        "cannot-say",
        `Its policy ${policy} lets it assume ${count} more of the roles in the file, among other things. The file has no grants for that, and verify reports it as undeclared-grant. Remove it, or write the grants.`,
      );
  }

  private note(kind: Note["kind"], text: string): void {
    this.notes.push({
      kind,
      accountId: this.account.id,
      about: `${this.kind} ${this.holder.name}`,
      text,
    });
  }

  /** Reads the grants in a document. */
  private read(where: string, { Statement }: PolicyDocument): void {
    for (const statement of toList(Statement)) {
      const { permissions = [], session } = assumeStatement(statement) ?? {};
      for (const resource of toList(session?.Resource))
        for (const arn of this.arnsOf(resource))
          for (const action of toList(session?.Action)) {
            const actions = this.sessions.get(arn) ?? new Set();
            this.sessions.set(arn, actions.add(action.toLowerCase()));
          }
      this.kept.set(
        statement,
        permissions.filter((permission) => !this.grant(where, permission)).map(({ resource }) => resource),
      );
    }
  }

  /** The statements of a document without its grants. */
  private without(
    document: PolicyDocument,
    sessionsOf: SessionsOf,
  ): { readonly left: readonly Statement[]; readonly granted: boolean } {
    let granted = false;
    const left = toList(document.Statement).flatMap((statement): Statement[] => {
      const assume = assumeStatement(statement);
      if (!assume) return [statement];
      const { permissions, session } = assume;
      const kept = this.kept.get(statement) ?? [];
      if (kept.length < permissions.length) granted = true;
      const sessions = toList(session?.Resource);
      const sessionsKept = sessions.filter((resource) => !this.setsUp(session, resource, sessionsOf));
      if (kept.length === permissions.length && sessionsKept.length === sessions.length) return [statement];
      return [
        onResources({ ...statement, Action: "sts:AssumeRole" }, kept),
        session && onResources(session, sessionsKept),
      ].flatMap((one) => one ?? []);
    });
    return { left, granted };
  }

  /** Takes over permission to assume roles. Returns whether all of it could be. */
  private grant(where: string, { resource, until, mfa }: AssumePermission): boolean {
    const meant = this.arnsOf(resource);
    const arns = meant.filter((arn) => this.mayBeGranted(arn));
    // A policy of a role that lets it into nothing here is a policy like any other.
    if (arns.length === 0 && this.isChain) return false;
    if (arns.length === 0) {
      this.note(
        "cannot-say",
        meant.length === 0
          ? `Its ${where} lets it assume ${resource}, which is not one of the roles in the file. The statement stays in the policy. Remove it if there is no such role.`
          : `Its ${where} lets it assume ${resource}, whose trust policy lets nobody of the account in. The statement stays in the policy. Remove it if nobody needs it.`,
      );
      return false;
    }
    if (mfa && !arns.every((arn) => this.requiresMfa(arn))) {
      this.note(
        "cannot-say",
        `Its ${where} lets it assume ${resource} with MFA only, and the roles do not require MFA. The statement stays in the policy, and verify reports it as undeclared-grant. Set requireMfa on the roles, and write the grants to canAssume.`,
      );
      return false;
    }
    if (hasWildcard(resource)) this.noteWildcard(where, resource, arns);
    for (const arn of arns)
      this.grants.set(arn, this.grants.has(arn) ? laterTime(this.grants.get(arn), until) : until);
    return true;
  }

  private noteWildcard(where: string, resource: string, arns: readonly string[]): void {
    const others = new Set(
      matchingArns(
        resource,
        this.input.others.map(({ role }) => role.arn),
      ),
    );
    const admitted = this.input.others.filter(
      ({ role }) => others.has(role.arn) && this.answerOf(role).letsIn,
    );
    this.note(
      "expanded",
      `Its ${where} lets it assume ${resource}. canAssume lists what this means today, ${arns.length} of the roles in the file, and no later ones.${
        admitted.length === 0
          ? ""
          : ` It also means roles that the file leaves out, and that it then no longer lets it assume: ${admitted.map(({ role }) => role.arn).join(", ")}.`
      }`,
    );
  }

  /** Whether it is a role of the file, which a grant of the file lets into the other: its trust policy would name it. */
  private get isChain(): boolean {
    return this.roles.has(this.holder.arn);
  }

  /**
   * Whether the file can grant a role: the trust policy lets somebody of the identity account in. A role of the file itself must
   * get in, for a grant would change the trust policy.
   */
  private mayBeGranted(arn: string): boolean {
    const placed = this.roles.get(arn);
    if (!placed) return false;
    const { trusts, identity } = this.input;
    return (this.isChain ? this.answerOf(placed.role) : trusts.ofAccount(placed.role, identity.id)).letsIn;
  }

  private requiresMfa(arn: string): boolean {
    const placed = this.roles.get(arn);
    return placed !== undefined && this.answerOf(placed.role).requiresMfa;
  }

  private answerOf(role: IamRole): TrustAnswer {
    return this.input.trusts.of(role, this.holder);
  }

  /** The roles of the file that a resource of a statement means. */
  private arnsOf(resource: string): readonly string[] {
    if (hasWildcard(resource)) return matchingArns(resource, this.roles.keys());
    return this.roles.has(resource) ? [resource] : [];
  }

  /** Whether the grants of the file set up the sessions of all roles that a resource means. */
  private setsUp(session: Statement | undefined, resource: string, sessionsOf: SessionsOf): boolean {
    const arns = this.arnsOf(resource);
    const actions = toList(session?.Action).map((action) => action.toLowerCase());
    const isSetUp = (arn: string) =>
      this.grants.has(arn) && actions.every((action) => sessionsOf(arn).has(action));
    return arns.length > 0 && arns.every(isSetUp);
  }
}

function nameOf(arn: string): string {
  return parseIamArn(arn)?.name ?? arn;
}
