/** Whether roles let callers in. Trust policies are alike in many accounts: each is asked once for each caller. */
import { parseIamArn } from "../../iam/arn";
import { canonicalPolicy } from "../../iam/canonical-policy";
import type { Partition } from "../../iam/partition";
import type { Principal } from "../../iam/request-kind";
import { waysIn } from "../../iam/ways-in";
import type { IamHolder, IamRole } from "../iam-account";

/** The answer of a trust policy to a caller. */
export interface TrustAnswer {
  /** Whether some request gets in, or may get in. */
  readonly letsIn: boolean;
  /** Whether no request without MFA gets in. */
  readonly requiresMfa: boolean;
}

/** The answers of the evaluator, remembered. */
export class TrustAnswers {
  /** Caller -> the trust policy by its number, below zero for roles of the caller's account -> the answer. */
  private readonly known = new Map<string, Map<number, TrustAnswer>>();
  /** A trust policy as text -> its number, from one on. */
  private readonly numbers = new Map<string, number>();
  private readonly trusts = new WeakMap<IamRole, { readonly accountId?: string; readonly number: number }>();

  constructor(private readonly partition: Partition) {}

  /** The answer of a role to a user or role; for a group, to the users and roles of its account. */
  of(role: IamRole, { arn }: Pick<IamHolder, "arn">): TrustAnswer {
    const { resource, accountId = "" } = parseIamArn(arn) ?? {};
    return resource === "user" || resource === "role"
      ? this.answer(role, { kind: resource, arn }, arn)
      : this.ofAccount(role, accountId);
  }

  /** The answer of a role to the users and roles of an account. */
  ofAccount(role: IamRole, accountId: string): TrustAnswer {
    return this.answer(role, { kind: "account", accountId, partition: this.partition }, accountId);
  }

  private answer(role: IamRole, principal: Principal, caller: string): TrustAnswer {
    const { accountId, number } = this.trustOf(role);
    const ofCaller = this.known.get(caller) ?? new Map<number, TrustAnswer>();
    this.known.set(caller, ofCaller);
    const isSameAccount =
      accountId === (principal.kind === "account" ? principal.accountId : caller.split(":")[4]);
    const key = isSameAccount ? -number : number;
    const known = ofCaller.get(key);
    if (known) return known;
    const ways = waysIn({ trust: role.trustPolicy }, principal, role.arn);
    const answer = { letsIn: ways.length > 0, requiresMfa: ways.every(({ mfa }) => mfa === "required") };
    ofCaller.set(key, answer);
    return answer;
  }

  private trustOf(role: IamRole) {
    const known = this.trusts.get(role);
    if (known) return known;
    const text = canonicalPolicy(role.trustPolicy);
    const number = this.numbers.get(text) ?? this.numbers.size + 1;
    this.numbers.set(text, number);
    const trust = { accountId: role.arn.split(":")[4], number };
    this.trusts.set(role, trust);
    return trust;
  }
}
