/**
 * Strangers that a trust policy lets in: callers from accounts, resources and tenants of other organizations.
 *
 * A stranger has an account, an organization, a VPC and a tenant of its own. It chooses everything else: user names, session
 * names, tags, external IDs. The answers come from evaluating such requests.
 */
import { attemptsBy, unknownRole } from "./attempt";
import { type Condition, operatorOf } from "./condition";
import { type DecidingStatement, type ReadPolicies, readPolicies } from "./evaluation";
import { containsRange, type IpRange, ipRange } from "./ip-range";
import { type PolicyDocument, toList } from "./policy-document";
import { awsPrincipals } from "./principal";
import {
  accountRequests,
  type KeyDomain,
  present,
  type RequestKind,
  serviceRequest,
  tokenRequest,
  webIdentityRequest,
} from "./request-kind";
import { isForPeople, type TenantClaims, tenantClaims } from "./shared-identity-provider";
import { distinctTexts, anyOtherCharacter as other } from "./text-pattern";
import { webIdentityKeys } from "./trust-policy";

export type Stranger =
  /** A user or role of any AWS account. */
  | {
      readonly kind: "anybody";
      /** "listed": only from the IP addresses that the policy lists. */
      readonly from: "anywhere" | "listed";
    }
  /**
   * An account that the policy names, acting for one of its other customers.
   * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  | { readonly kind: "account"; readonly accountId: string }
  /** A service, acting for a resource in another account. */
  | { readonly kind: "service"; readonly service: string }
  /** Another tenant of a shared identity provider. */
  | {
      readonly kind: "tenant";
      /** Host and path of the provider; `*` for any provider. */
      readonly provider: string;
    };

export interface StrangerLetIn {
  readonly stranger: Stranger;
  readonly statement: DecidingStatement;
  /** Whether some request gets in for certain; else it is unknown. */
  readonly certain: boolean;
}

/** The strangers that a trust policy lets in, or may let in. */
export function strangersLetIn(trust: PolicyDocument): StrangerLetIn[] {
  const policies = readPolicies({ trust, identity: "granted" });
  return (policies.trust ?? []).flatMap((statement) => {
    const letIn = strangersOf(statement, policies).flatMap(({ stranger, kinds }) => {
      const attempts = kinds.flatMap((kind) => attemptsBy(policies, kind, statement, unknownRole));
      const certain = attempts.some(({ getsIn }) => getsIn === true);
      return attempts.length > 0 ? [{ stranger, statement, certain }] : [];
    });
    const fromAnywhere = letIn.some(
      ({ stranger }) => stranger.kind === "anybody" && stranger.from === "anywhere",
    );
    return letIn.filter(
      ({ stranger }) => !(fromAnywhere && stranger.kind === "anybody" && stranger.from === "listed"),
    );
  });
}

/** The strangers that a statement may let in, and their requests. */
function strangersOf(
  { statement: { Principal, NotPrincipal } }: DecidingStatement,
  policies: ReadPolicies,
): { readonly stranger: Stranger; readonly kinds: readonly RequestKind[] }[] {
  const names = typeof Principal === "object" ? Principal : {};
  const accounts = awsPrincipals(Principal).flatMap((name) => accountOf(name) ?? []);
  const everybody = NotPrincipal !== undefined || awsPrincipals(Principal).includes("*");
  return [
    ...(everybody ? [...anybody(policies), anyToken] : []),
    ...[...new Set(accounts)].map((accountId) => ({
      stranger: { kind: "account" as const, accountId },
      kinds: accountRequests(accountId).map((kind) =>
        withKeys(kind, { ...organization, "sts:externalid": maybe(`**${other}**`) }),
      ),
    })),
    ...toList(names.Service).map((service) => ({
      stranger: { kind: "service" as const, service },
      kinds: [withKeys(serviceRequest(service), source)],
    })),
    ...toList(names.Federated).map((provider) => ({
      stranger: { kind: "tenant" as const, provider: hostOf(provider) },
      kinds: tenantRequests(provider, policies),
    })),
  ];
}

/** The account of an `AWS` principal; `undefined` for `*` and for unique ids. */
export function accountOf(awsPrincipal: string): string | undefined {
  return /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(awsPrincipal)?.[1];
}

/** Users and roles of accounts that the policy does not name in full. */
function anybody(policies: ReadPolicies) {
  const kinds = strangersAccounts(policies)
    .flatMap((accountId) => accountRequests(accountId))
    .map((kind) =>
      withKeys(kind, {
        ...organization,
        ...network,
        "aws:userid": kind.known.has("aws:username")
          ? present(`AROA*${other}*:**`)
          : present(`AIDA*${other}*`),
      }),
    );
  const ranges = narrowRanges(policies);
  const isListed = (text: string) => {
    const address = ipRange(text);
    return address !== undefined && ranges.some((range) => containsRange(range, address));
  };
  const elsewhere = { "aws:sourceip": { ...maybe("**"), except: isListed } };
  return [
    {
      stranger: { kind: "anybody" as const, from: "anywhere" as const },
      kinds: kinds.map((kind) => withKeys(kind, elsewhere)),
    },
    { stranger: { kind: "anybody" as const, from: "listed" as const }, kinds },
  ];
}

/** One account of every class that the policy distinguishes, without those that it names in full. */
function strangersAccounts(policies: ReadPolicies): readonly string[] {
  const patterns = conditionsOn(policies, "aws:principalaccount", "aws:principalarn").flatMap(
    ({ operator: name, key, values }) => {
      const operator = operatorOf(name);
      if (operator?.type !== "text" && operator?.type !== "arn") return [];
      const accounts =
        key === "aws:principalarn" ? values.map((value) => value.split(":")[4] ?? "*") : values;
      return accounts.map(operator.pattern);
    },
  );
  return distinctTexts(patterns, present(`*${other}*`).within).texts;
}

/**
 * Ranges that can be somebody's own: not broader than what S3 requests public.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
function narrowRanges(policies: ReadPolicies): IpRange[] {
  return conditionsOn(policies, "aws:sourceip")
    .flatMap(({ values }) => values.flatMap((value) => ipRange(value) ?? []))
    .filter(({ bits, prefix }) => prefix >= (bits === 32 ? 8 : 32));
}

function conditionsOn({ trust = [] }: ReadPolicies, ...keys: readonly string[]): Condition[] {
  return trust.flatMap(({ conditions }) => conditions).filter(({ key }) => keys.includes(key));
}

const anyToken = {
  stranger: { kind: "tenant" as const, provider: "*" },
  kinds: [tokenRequest("AssumeRoleWithSAML"), tokenRequest("AssumeRoleWithWebIdentity")],
};

function tenantRequests(provider: string, policies: ReadPolicies): RequestKind[] {
  const host = hostOf(provider).toLowerCase();
  const token = webIdentityRequest(provider);
  const tokenOf = (claims: TenantClaims) =>
    withKeys(
      token,
      Object.fromEntries(
        Object.entries(claims).map(([claim, patterns]) => [`${host}:${claim}`, maybe(...patterns)]),
      ),
    );
  const claims = tenantClaims(host);
  // Anybody can sign in to an app with these providers. A policy that names users must name each in full.
  const { sub } = webIdentityKeys(host);
  const asksForUsers = isForPeople(host) && conditionsOn(policies, `${host}:${sub}`).length > 0;
  return [
    ...(claims === undefined ? [] : [tokenOf(claims)]),
    ...(asksForUsers ? [tokenOf({ [sub]: [`**${other}**`] })] : []),
  ];
}

function hostOf(provider: string): string {
  return provider.replace(/^arn:.*:oidc-provider\//, "");
}

function withKeys(kind: RequestKind, keys: Readonly<Record<string, KeyDomain>>): RequestKind {
  return { ...kind, open: new Map([...kind.open, ...Object.entries(keys)]) };
}

function maybe(...patterns: readonly string[]): KeyDomain {
  return { ...present(...patterns), absent: true };
}

/** A stranger can be in an organization of its own. */
const organization = {
  "aws:principalorgid": maybe(`o-*${other}*`),
  "aws:principalorgpaths": maybe(`o-*${other}*/**`),
};

/** A stranger can use a VPC of its own, with any private addresses. */
const network = {
  "aws:ec2instancesourcevpc": maybe(`vpc-*${other}*`),
  "aws:sourcevpc": maybe(`vpc-*${other}*`),
  "aws:sourcevpcarn": maybe(`arn:*:ec2:*:*${other}*:vpc/**`),
  "aws:sourcevpce": maybe(`vpce-*${other}*`),
  "aws:vpceaccount": maybe(`*${other}*`),
  "aws:vpceorgid": maybe(`o-*${other}*`),
  "aws:vpceorgpaths": maybe(`o-*${other}*/**`),
};

/** A service can act for a stranger's resource. Not every service says which resource. */
const source = {
  "aws:sourceaccount": maybe(`*${other}*`),
  "aws:sourcearn": maybe(`arn:*:*:*:*${other}*:**`, `arn:*:*:*::*${other}*`, `arn:*:*:*::*${other}*/**`),
  "aws:sourceorgid": maybe(`o-*${other}*`),
  "aws:sourceorgpaths": maybe(`o-*${other}*/**`),
};
