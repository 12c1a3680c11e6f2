/**
 * The calls by which a principal can assume a role, and what their condition keys can be.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { parseIamArn } from "./arn";
import { type Partition, partitionNames } from "./partition";
import { type OneOrMore, toList } from "./policy-document";
import type { Caller } from "./principal";
import { literalText, type TextPattern, wildcardText } from "./text-pattern";
import { webIdentityKeys } from "./trust-policy";

/** Somebody or something that may assume a role. */
export type Principal = (
  | { readonly kind: "user"; readonly arn: string }
  /** A session of the role. */
  | { readonly kind: "role"; readonly arn: string }
  /** Any user or role of an account. */
  | {
      readonly kind: "account";
      readonly accountId: string;
      /** @default "aws" */
      readonly partition?: Partition;
    }
  /** Any user or role of any account. */
  | { readonly kind: "anybody" }
  | { readonly kind: "service" /** Such as `ec2.amazonaws.com`. */; readonly service: string }
  | {
      readonly kind: "webIdentity";
      /** Host (and path) of the OpenID Connect provider, without `https://`. */
      readonly provider: string;
      /** What the token's subject is; `*` and `?` are wildcards. Default: any subject. */
      readonly subject?: string;
    }
  | { readonly kind: "saml" /** ARN or name of the SAML provider. */; readonly provider: string }
) & {
  /** Condition keys of its calls that are known, such as `aws:PrincipalOrgID`; an empty list: the call does not have it. */
  readonly facts?: Readonly<Record<string, OneOrMore<string>>>;
};

/** What a condition key of a call can be. */
export interface KeyDomain {
  /** Whether the call may lack the key. */
  readonly absent: boolean;
  /** A value matches one of these. */
  readonly within: readonly TextPattern[];
  /** Values that are left out all the same. */
  readonly except?: (value: string) => boolean;
}

/** A call of a kind: with MFA, from the console without MFA, with an access key, ... */
export interface Call {
  readonly caller: Caller;
  readonly action: string;
  readonly mfa: boolean;
  /** Condition keys with their values; none: the call lacks the key. All keys are in lower case. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** Condition keys that can differ from call to call; a key in neither map can be anything. */
  readonly open: ReadonlyMap<string, KeyDomain>;
}

export const anyText: TextPattern = [{ any: "many" }];
/** A value that matches one of these patterns: `*` for any text without `:`, `/` and `@`, `**` for any text. */
export function present(...patterns: readonly string[]): KeyDomain {
  return { absent: false, within: patterns.map(segments) };
}

function segments(pattern: string): TextPattern {
  return pattern
    .split(/(\*+)/)
    .flatMap(
      (text): TextPattern =>
        text === "**" ? anyText : text === "*" ? [{ any: "many", except: ":/@" }] : literalText(text),
    );
}

/** The calls by which a principal can try to assume a role. */
export function callsOf(principal: Principal): Call[] {
  const facts = Object.entries(principal.facts ?? {}).map(
    ([key, values]) => [key.toLowerCase(), toList(values)] as const,
  );
  return callsWithoutFacts(principal).map((call) => ({ ...call, known: new Map([...call.known, ...facts]) }));
}

function callsWithoutFacts(principal: Principal): Call[] {
  switch (principal.kind) {
    case "user":
      return userCalls(principal.arn.split(":")[4] ?? "", principal.arn);
    case "role":
      return [roleCall(principal.arn.split(":")[4] ?? "", principal.arn)];
    case "account":
      return accountCalls(principal.accountId, [principal.partition ?? "aws"]);
    case "anybody":
      return accountCalls();
    case "service":
      return [serviceCall(principal.service)];
    case "webIdentity":
      return [webIdentityCall(principal.provider, principal.subject)];
    case "saml":
      return [tokenCall("AssumeRoleWithSAML", principal.provider)];
  }
}

/** The calls of any user or role of an account, or of any account. */
export function accountCalls(accountId?: string, partitions: readonly Partition[] = partitionNames): Call[] {
  const arns = (resource: string): KeyDomain => ({
    absent: false,
    // ARNs with a path and a name.
    within: partitions.map((partition) => [
      ...(present(`arn:${partition}:iam::${accountId ?? "*"}:${resource}/`).within[0] ?? []),
      { any: "many", except: ":" },
      { any: "one", except: ":/" },
    ]),
  });
  const of = (call: Call, resource: string) => ({
    ...call,
    open: new Map([...call.open, ["aws:principalarn", arns(resource)]]),
  });
  return [...userCalls(accountId).map((call) => of(call, "user")), of(roleCall(accountId), "role")];
}

/**
 * With MFA, from the console or another session without MFA, and with a plain access key. The access key does not have
 * the keys about MFA at all.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
function userCalls(accountId?: string, arn?: string): Call[] {
  const calls: readonly [mfa: boolean, known: Keys, open: Record<string, KeyDomain>][] = [
    [true, { "aws:multifactorauthpresent": ["true"] }, { "aws:multifactorauthage": seconds, ...session }],
    [false, { "aws:multifactorauthpresent": ["false"], "aws:multifactorauthage": [] }, session],
    [false, { ...withoutMfa, "aws:tokenissuetime": [] }, {}],
  ];
  const name = arn === undefined ? undefined : parseIamArn(arn)?.name;
  return calls.map(([mfa, known, open]) =>
    call({ kind: "aws" }, "sts:AssumeRole", {
      mfa,
      known: {
        ...ownCall,
        ...known,
        ...(accountId !== undefined && { "aws:principalaccount": [accountId] }),
        "aws:principaltype": ["User"],
        "aws:federatedprovider": [],
        "aws:sourceidentity": [],
        ...(arn !== undefined && { "aws:principalarn": [arn] }),
        ...(name !== undefined && { "aws:username": [name] }),
      },
      open: {
        ...open,
        "aws:userid": userId,
        "aws:username": userName,
      },
    }),
  );
}

/**
 * A role's session has no MFA, even when the call that made it had.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
function roleCall(accountId?: string, arn?: string): Call {
  return call({ kind: "aws" }, "sts:AssumeRole", {
    known: {
      ...ownCall,
      "aws:multifactorauthage": [],
      ...(accountId !== undefined && { "aws:principalaccount": [accountId] }),
      "aws:principaltype": ["AssumedRole"],
      "aws:username": [],
      ...(arn !== undefined && { "aws:principalarn": [arn] }),
    },
    open: {
      ...session,
      "aws:multifactorauthpresent": notPresent,
      "aws:userid": sessionId,
    },
  });
}

export function serviceCall(service: string): Call {
  return call({ kind: "service", name: service }, "sts:AssumeRole", {
    known: {
      ...withoutMfa,
      "aws:principalisawsservice": ["true"],
      "aws:principalservicename": [service],
      "aws:username": [],
    },
  });
}

export function webIdentityCall(provider: string, subject?: string): Call {
  const host = provider.replace(/^arn:.*:oidc-provider\//, "").toLowerCase();
  const { aud, sub } = webIdentityKeys(host);
  return tokenCall("AssumeRoleWithWebIdentity", provider, {
    [`${host}:${aud}`]: present("**"),
    [`${host}:${sub}`]: { absent: false, within: [subject === undefined ? anyText : wildcardText(subject)] },
  });
}

/** A call with a token is not signed with AWS credentials: it has no MFA, no user name, no external ID. */
export function tokenCall(
  operation: "AssumeRoleWithSAML" | "AssumeRoleWithWebIdentity",
  provider?: string,
  open: Record<string, KeyDomain> = {},
): Call {
  return call({ kind: "federated", name: provider }, `sts:${operation}`, {
    known: { ...withoutMfa, "aws:username": [], "aws:tokenissuetime": [], "sts:externalid": [] },
    open,
  });
}

type Keys = Readonly<Record<string, readonly string[]>>;

const withoutMfa: Keys = { "aws:multifactorauthpresent": [], "aws:multifactorauthage": [] };

/** The keys of a call that AWS makes on behalf of a resource are not in a call that a user or role makes itself. */
const ownCall: Keys = {
  "aws:principalisawsservice": ["false"],
  "aws:principalservicename": [],
  "aws:principalservicenameslist": [],
  "aws:sourceaccount": [],
  "aws:sourcearn": [],
  "aws:sourceorgid": [],
  "aws:sourceorgpaths": [],
};

const seconds: KeyDomain = { absent: false, within: [anyText], except: (text) => text.startsWith("-") };

// Domains that many calls share are one object, so that what is found out about them is kept.
const userId = present("AIDA*");
const userName = present("*");
const sessionId = present("AROA*:**");
const notPresent: KeyDomain = { absent: true, within: [literalText("false")] };

const session: Record<string, KeyDomain> = { "aws:tokenissuetime": present("**") };

/** Keys that every call has. */
const always: Record<string, KeyDomain> = {
  "aws:currenttime": present("**"),
  "aws:epochtime": present("**"),
  "aws:principaltype": present("**"),
  "aws:requestedregion": present("**"),
  "aws:securetransport": present("true", "false"),
  "aws:userid": present("**"),
  "aws:viaawsservice": present("true", "false"),
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  "sts:rolesessionname": present("**"),
};

function call(
  caller: Caller,
  action: string,
  { mfa = false, known, open = {} }: { mfa?: boolean; known: Keys; open?: Record<string, KeyDomain> },
): Call {
  return {
    caller,
    action,
    mfa,
    known: new Map(Object.entries(known)),
    open: new Map(Object.entries({ ...always, ...open })),
  };
}
