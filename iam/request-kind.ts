/**
 * The kinds of requests by which a principal can assume a role, and the condition keys that they have.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { parseIamArn } from "./arn";
import { type Partition, partitionNames } from "./partition";
import { type OneOrMore, toList } from "./policy-document";
import type { Caller } from "./principal";
import { literalText, type TextPattern, wildcardText } from "./text-pattern";
import { webIdentityKeys } from "./trust-policy";

/** A user, role, account, service or identity provider that may assume a role. */
export type Principal = (
  | {
      readonly kind: "user";
      readonly arn: string;
      /**
       * All tags of the user.
       *
       * @default - not known
       */
      readonly tags?: Readonly<Record<string, string>>;
    }
  /** A session of the role. */
  | {
      readonly kind: "role";
      /** `*` stands for any text without a slash, for roles whose names IAM completes: those of permission sets. */
      readonly arn: string;
    }
  /** Any user or role of an account. */
  | {
      readonly kind: "account";
      readonly accountId: string;
      /** @default "aws" */
      readonly partition?: Partition;
    }
  /** Any user or role of any account. */
  | { readonly kind: "anybody" }
  | {
      readonly kind: "service";
      /** Such as `ec2.amazonaws.com`. */
      readonly service: string;
    }
  | {
      readonly kind: "webIdentity";
      /** Host (and path) of the OpenID Connect provider, or its ARN. */
      readonly provider: string;
      /**
       * The token's subject; `*` and `?` are wildcards.
       *
       * @default - any subject
       */
      readonly subject?: string;
    }
  | {
      readonly kind: "saml";
      /** Name of the SAML provider, or its ARN. */
      readonly provider: string;
    }
) & {
  /**
   * Condition keys of the requests that are known, such as `aws:PrincipalOrgID`. An empty list: the key is absent.
   *
   * @default - only what follows from the principal
   */
  readonly facts?: Readonly<Record<string, OneOrMore<string>>>;
};

/** What a condition key of a request can be. */
export interface KeyDomain {
  /** Whether the key can be absent. */
  readonly absent: boolean;
  /** Its value matches one of these patterns. */
  readonly within: readonly TextPattern[];
  /** Values that it cannot have although they match. */
  readonly except?: (value: string) => boolean;
}

/** A kind of request: by a user with MFA, by a user with a plain access key, by a role's session, ... */
export interface RequestKind {
  readonly caller: Caller;
  readonly action: string;
  readonly mfa: boolean;
  /** Values of condition keys, in lower case; none: the key is absent. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** Condition keys that differ from request to request. A key in neither map can be anything. */
  readonly open: ReadonlyMap<string, KeyDomain>;
}

/**
 * The kinds of requests by which a principal can try to assume a role.
 *
 * @param keys The condition keys that matter, in lower case.
 */
export function requestKindsOf(principal: Principal, keys: Iterable<string> = []): RequestKind[] {
  const facts = new Map(
    Object.entries(principal.facts ?? {}).map(([key, values]) => [key.toLowerCase(), toList(values)]),
  );
  if (principal.kind === "user" && principal.tags !== undefined) {
    const tags = new Map(Object.entries(principal.tags).map(([tag, value]) => [tag.toLowerCase(), [value]]));
    for (const key of keys)
      if (key.startsWith(principalTag)) facts.set(key, tags.get(key.slice(principalTag.length)) ?? []);
  }
  return kindsWithoutFacts(principal)
    .filter(({ known }) =>
      [...facts].every(([key, values]) => (known.get(key) ?? values).join() === values.join()),
    )
    .map((kind) => ({ ...kind, known: new Map([...kind.known, ...facts]) }));
}

const principalTag = "aws:principaltag/";

function kindsWithoutFacts(principal: Principal): RequestKind[] {
  switch (principal.kind) {
    case "user":
      return userRequests(principal.arn.split(":")[4], principal.arn);
    case "role":
      return [roleRequest(principal.arn.split(":")[4], principal.arn)];
    case "account":
      return accountRequests(principal.accountId, [principal.partition ?? "aws"]);
    case "anybody":
      return accountRequests();
    case "service":
      return [serviceRequest(principal.service)];
    case "webIdentity":
      return [webIdentityRequest(principal.provider, principal.subject)];
    case "saml":
      return [tokenRequest("AssumeRoleWithSAML", principal.provider)];
  }
}

/** The requests of any user or role of an account; without an account id, of any account. */
export function accountRequests(
  accountId?: string,
  partitions: readonly Partition[] = partitionNames,
): RequestKind[] {
  const ofAny = (kind: RequestKind, resource: "user" | "role") => {
    const within = partitions.map(
      (partition): TextPattern => [
        ...(present(`arn:${partition}:iam::${accountId ?? "*"}:${resource}/`).within[0] ?? []),
        // A path, and a name of one character or more.
        { any: "many", except: ":" },
        { any: "one", except: ":/" },
      ],
    );
    return { ...kind, open: new Map([...kind.open, ["aws:principalarn", { absent: false, within }]]) };
  };
  return [
    ...userRequests(accountId).map((kind) => ofAny(kind, "user")),
    ofAny(roleRequest(accountId), "role"),
  ];
}

/**
 * A user signs requests with MFA, from the console or another session without MFA, or with a plain access key.
 *
 * Requests with an access key do not have the keys about MFA at all.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
function userRequests(accountId?: string, arn?: string): RequestKind[] {
  const credentials: readonly [mfa: boolean, known: Keys, open: Domains][] = [
    [true, { "aws:multifactorauthpresent": ["true"] }, { ...session, "aws:multifactorauthage": seconds }],
    [false, { "aws:multifactorauthpresent": ["false"], "aws:multifactorauthage": [] }, session],
    [false, { ...withoutMfa, "aws:tokenissuetime": [] }, {}],
  ];
  const name = arn === undefined ? undefined : parseIamArn(arn)?.name;
  return credentials.map(([mfa, known, open]) => ({
    ...requestKind({ kind: "aws" }, "sts:AssumeRole", {
      known: {
        ...ownRequest,
        ...known,
        ...(accountId !== undefined && { "aws:principalaccount": [accountId] }),
        "aws:principaltype": ["User"],
        "aws:federatedprovider": [],
        "aws:sourceidentity": [],
        ...(arn !== undefined && { "aws:principalarn": [arn] }),
        ...(name !== undefined && { "aws:username": [name] }),
      },
      open: { ...open, "aws:userid": userId, "aws:username": userName },
    }),
    mfa,
  }));
}

/**
 * A role's session has no MFA, even when the request that started the session had it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
function roleRequest(accountId?: string, arn?: string): RequestKind {
  const isPattern = arn?.includes("*") === true;
  return requestKind({ kind: "aws" }, "sts:AssumeRole", {
    known: {
      ...ownRequest,
      "aws:multifactorauthage": [],
      ...(accountId !== undefined && { "aws:principalaccount": [accountId] }),
      "aws:principaltype": ["AssumedRole"],
      "aws:username": [],
      ...(arn !== undefined && !isPattern && { "aws:principalarn": [arn] }),
    },
    open: {
      ...session,
      "aws:multifactorauthpresent": notPresent,
      "aws:userid": sessionId,
      ...(isPattern && { "aws:principalarn": present(arn) }),
    },
  });
}

export function serviceRequest(service: string): RequestKind {
  return requestKind({ kind: "service", name: service }, "sts:AssumeRole", {
    known: {
      ...withoutMfa,
      "aws:principalisawsservice": ["true"],
      "aws:principalservicename": [service],
      "aws:username": [],
    },
  });
}

export function webIdentityRequest(provider: string, subject?: string): RequestKind {
  const host = provider.replace(/^arn:.*:oidc-provider\//, "").toLowerCase();
  const { aud, sub } = webIdentityKeys(host);
  return tokenRequest("AssumeRoleWithWebIdentity", provider, {
    [`${host}:${aud}`]: present("**"),
    [`${host}:${sub}`]: { absent: false, within: [subject === undefined ? anyText : wildcardText(subject)] },
  });
}

/** A request with a token is not signed with AWS credentials: it has no MFA, no user name and no external ID. */
export function tokenRequest(
  operation: "AssumeRoleWithSAML" | "AssumeRoleWithWebIdentity",
  provider?: string,
  open: Domains = {},
): RequestKind {
  return requestKind({ kind: "federated", name: provider }, `sts:${operation}`, {
    known: { ...withoutMfa, "aws:username": [], "aws:tokenissuetime": [], "sts:externalid": [] },
    open,
  });
}

type Keys = Readonly<Record<string, readonly string[]>>;
type Domains = Readonly<Record<string, KeyDomain>>;

function requestKind(
  caller: Caller,
  action: string,
  { known, open = {} }: { readonly known: Keys; readonly open?: Domains },
): RequestKind {
  return {
    caller,
    action,
    mfa: false,
    known: new Map(Object.entries(known)),
    open: new Map(Object.entries({ ...always, ...open })),
  };
}

export const anyText: TextPattern = [{ any: "many" }];

/** A key that is there and matches a pattern: `*` is any text without `:`, `/` and `@`, `**` is any text. */
export function present(...patterns: readonly string[]): KeyDomain {
  const within = patterns.map((pattern) =>
    pattern
      .split(/(\*+)/)
      .flatMap(
        (text): TextPattern =>
          text === "**" ? anyText : text === "*" ? [{ any: "many", except: ":/@" }] : literalText(text),
      ),
  );
  return { absent: false, within };
}

const withoutMfa: Keys = { "aws:multifactorauthpresent": [], "aws:multifactorauthage": [] };

/** AWS sets these keys only in requests that a service makes. */
const ownRequest: Keys = {
  "aws:principalisawsservice": ["false"],
  "aws:principalservicename": [],
  "aws:principalservicenameslist": [],
  "aws:sourceaccount": [],
  "aws:sourcearn": [],
  "aws:sourceorgid": [],
  "aws:sourceorgpaths": [],
};

// Constants, so that the choices for these keys are computed once: see possible.ts.
const userId = present("AIDA*");
const userName = present("*");
const sessionId = present("AROA*:**");
const notPresent: KeyDomain = { absent: true, within: [literalText("false")] };
const seconds: KeyDomain = { absent: false, within: [anyText], except: (text) => text.startsWith("-") };
const session: Domains = { "aws:tokenissuetime": present("**") };

/** Every request has these keys. */
const always: Domains = {
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

/** Whether every request has a condition key. In lower case. */
export function everyRequestHas(key: string): boolean {
  return Object.hasOwn(always, key) || key === "aws:principalarn";
}
