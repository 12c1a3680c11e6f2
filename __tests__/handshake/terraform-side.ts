/**
 * Who gets in where, as the synthesized Terraform JSON alone says it: both halves of the handshake, put together again.
 *
 * This is not the project's own reading. It shares no code with it, so that the two can disagree.
 */

type Block = Readonly<Record<string, unknown>>;

export interface TerraformJson {
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly output?: {
    /** Permission set -> the policy to put into it. */
    readonly permission_set_policies?: { readonly value: Readonly<Record<string, string>> };
  };
}

/** The paths of users and roles that exist already: they are in AWS, and not in the Terraform JSON. */
export interface MadeElsewhere {
  readonly users: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
}

/** What a trust policy asks of a caller that it lets in. */
export interface Asked {
  readonly mfa: boolean;
  readonly mfaMaxAge?: number;
  readonly externalId?: string;
  readonly sourceIps?: readonly string[];
  readonly organizationId?: string;
  readonly userSessionName: boolean;
}

/** One user or role of the identity account that gets into one role. */
export interface Entrance {
  /** `user alex` or `role runner`. */
  readonly who: string;
  readonly roleArn: string;
  /** Whether a policy of its own lets it; or, in its own account, the trust policy by itself. */
  readonly directly: boolean;
  /** Groups whose policies let it, sorted. */
  readonly groups: readonly string[];
  readonly asked: Asked;
}

export interface TerraformSide {
  readonly entrances: readonly Entrance[];
  /** Role ARN -> whom the trust policy names and what it asks, where it is one statement as this project writes it. */
  readonly trusts: ReadonlyMap<string, { readonly principal: unknown; readonly asked: Asked }>;
  /** What a policy of the identity account lets somebody assume though nothing makes it. */
  readonly grantsOnNothing: readonly string[];
}

/** Reads the stacks of one deployment. */
export function readTerraform(stacks: readonly TerraformJson[], elsewhere: MadeElsewhere): TerraformSide {
  const resources = stacks.flatMap((stack) => resourcesOf(stack));
  const ofType = (...types: string[]) => resources.filter(({ type }) => types.includes(type));

  const roles = ofType("aws_iam_role").map((resource) => ({
    arn: resource.arn,
    account: resource.account,
    trust: documentOf(resource.text("assume_role_policy")),
  }));

  // Users and groups are in the identity account only; roles that exist already are known by their names alone.
  const identityAccount = [
    ...ofType("aws_iam_user", "aws_iam_user_policy", "aws_iam_group_policy", "aws_iam_user_group_membership"),
    ...ofType("aws_iam_role_policy", "aws_iam_role_policy_attachment").filter(
      (resource) => !resource.referenceOf("role"),
    ),
  ][0];
  if (!identityAccount) return { entrances: [], trusts: trustsOf(roles), grantsOnNothing: [] };
  const inIdentityAccount = (type: string) =>
    ofType(type).filter(({ account }) => account === identityAccount.account);

  const memberships = new Map<string, string[]>();
  for (const resource of inIdentityAccount("aws_iam_user_group_membership"))
    push(memberships, resource.text("user"), ...resource.texts("groups"));

  /** `user alex`, `group ops`, `role runner` -> the policies that it holds. */
  const policies = new Map<string, Document[]>();
  for (const holder of ["user", "group", "role"]) {
    for (const resource of inIdentityAccount(`aws_iam_${holder}_policy`))
      push(policies, `${holder} ${resource.text(holder)}`, documentOf(resource.text("policy")));
    for (const resource of inIdentityAccount(`aws_iam_${holder}_policy_attachment`)) {
      // The policies of the roles made here are about chains.
      if (resource.referenceOf(holder)?.type === "aws_iam_role") continue;
      const attached = resource.referenceOf("policy_arn");
      const document = attached
        ? documentOf(attached.text("policy"))
        : awsDocument(resource.text("policy_arn"));
      if (document) push(policies, `${holder} ${resource.text(holder)}`, document);
    }
  }

  /** `user alex` -> its permissions boundary. */
  const boundaries = new Map<string, readonly Document[]>(
    inIdentityAccount("aws_iam_user").flatMap((resource) => {
      // A boundary of unknown content is taken to limit nothing.
      const boundary = awsDocument(resource.optionalText("permissions_boundary") ?? "");
      return boundary ? [[`user ${resource.text("name")}`, [boundary]] as const] : [];
    }),
  );

  const arnOf = (kind: string, path: string, name: string) =>
    `arn:${identityAccount.partition}:iam::${identityAccount.account}:${kind}${path}${name}`;
  const principals = new Map<string, string>();
  for (const kind of ["user", "role"])
    for (const resource of inIdentityAccount(`aws_iam_${kind}`))
      principals.set(`${kind} ${resource.text("name")}`, resource.arn);
  for (const [name, path] of Object.entries(elsewhere.users))
    principals.set(`user ${name}`, arnOf("user", path, name));
  for (const [name, path] of Object.entries(elsewhere.roles))
    principals.set(`role ${name}`, arnOf("role", path, name));
  for (const holder of policies.keys())
    if (!holder.startsWith("group ") && !principals.has(holder))
      throw new Error(`${holder} holds a policy, and nobody knows it`);

  const entrances = [...principals].flatMap(([who, arn]): Entrance[] => {
    const own = policies.get(who) ?? [];
    const groups = (who.startsWith("user ") ? (memberships.get(who.slice("user ".length)) ?? []) : []).map(
      (name) => ({ name, policies: policies.get(`group ${name}`) ?? [] }),
    );
    const denials = [...own, ...groups.flatMap((group) => group.policies)];
    return roles.flatMap((role): Entrance[] => {
      const boundary = boundaries.get(who);
      if (denied(denials, role.arn) || (boundary && !allowed(boundary, role.arn))) return [];
      const admission = admissionOf(role.trust, identityAccount.account, arn);
      if (!admission) return [];
      const byGroups = groups.filter((group) => allowed(group.policies, role.arn)).map(({ name }) => name);
      const permitted = allowed(own, role.arn);
      const byTrustAlone = role.account === identityAccount.account && admission.withoutPermission;
      if (!permitted && byGroups.length === 0 && !byTrustAlone) return [];
      const directly = permitted || byGroups.length === 0;
      const asked = { ...admission.asked, mfa: admission.asked.mfa || deniedWithoutMfa(denials, role.arn) };
      return [{ who, roleArn: role.arn, directly, groups: byGroups.sort(), asked }];
    });
  });

  const made = new Set(roles.map(({ arn }) => arn));
  const grantsOnNothing = [...policies].flatMap(([holder, documents]) =>
    documents
      .flatMap(statementsOf)
      .filter((statement) => statement.Effect === "Allow" && speaksOf(statement, "sts:AssumeRole"))
      .flatMap((statement) => list(statement.Resource))
      // Grants name roles in full; a policy of a user's own may mean many.
      .filter((arn) => !arn.includes("*") && !made.has(arn))
      .map((arn) => `${holder} may assume ${arn}`),
  );
  return { entrances, trusts: trustsOf(roles), grantsOnNothing };
}

// --- Terraform -----------------------------------------------------------------------------------------------------------

interface Resource {
  readonly type: string;
  readonly account: string;
  readonly partition: string;
  readonly arn: string;
  /** An argument as AWS gets it: references resolved, escapes undone. */
  text(argument: string): string;
  optionalText(argument: string): string | undefined;
  texts(argument: string): string[];
  /** The resource that an argument refers to as a whole. */
  referenceOf(argument: string): Resource | undefined;
}

/** The resources of one stack; each must name a provider, and each provider must be guarded for one account. */
export function resourcesOf(stack: TerraformJson): Resource[] {
  const providers = new Map(
    (stack.provider?.aws ?? []).map(({ alias, allowed_account_ids, region }) => {
      const [account, ...more] = allowed_account_ids as string[];
      if (account === undefined || more.length > 0) throw new Error(`the provider ${alias} is not guarded`);
      const partition = /^us-gov-/.test(String(region))
        ? "aws-us-gov"
        : /^cn-/.test(String(region))
          ? "aws-cn"
          : "aws";
      return [`aws.${alias}`, { account, partition }];
    }),
  );
  const byAddress = new Map<string, Resource>();
  for (const [type, resources] of Object.entries(stack.resource ?? {}))
    for (const [name, block] of Object.entries(resources)) {
      const provider = providers.get(String(block.provider));
      if (!provider) throw new Error(`${type}.${name} names no provider of the stack`);
      const resolved = (value: unknown) =>
        String(value).replace(/\$\$\{|%%\{|\$\{([^}]*)\}/g, (whole, reference?: string) => {
          if (reference === undefined) return whole.slice(1);
          const { resource, attribute } = referred(reference);
          // The id of a role is its name.
          const argument = attribute === "id" && resource.type === "aws_iam_role" ? "name" : attribute;
          return attribute === "arn" ? resource.arn : resource.text(argument);
        });
      const resource: Resource = {
        type,
        ...provider,
        get arn() {
          const kind = type.replace(/^aws_iam_/, "");
          return `arn:${provider.partition}:iam::${provider.account}:${kind}${resource.text("path")}${resource.text("name")}`;
        },
        text: (argument) => {
          if (block[argument] === undefined) throw new Error(`${type}.${name} has no ${argument}`);
          return resolved(block[argument]);
        },
        optionalText: (argument) => (block[argument] === undefined ? undefined : resolved(block[argument])),
        texts: (argument) => (block[argument] as unknown[]).map(resolved),
        referenceOf: (argument) => {
          const [, reference] = /^\$\{([^}]*)\}$/.exec(String(block[argument])) ?? [];
          return reference === undefined ? undefined : referred(reference).resource;
        },
      };
      byAddress.set(`${type}.${name}`, resource);
    }
  const referred = (reference: string) => {
    const [, address = "", attribute = ""] = /^(.*)\.([a-z_]+)$/.exec(reference) ?? [];
    const resource = byAddress.get(address);
    if (!resource) throw new Error(`${reference} refers to nothing`);
    return { resource, attribute };
  };
  return [...byAddress.values()];
}

export function push<Value>(map: Map<string, Value[]>, key: string, ...values: Value[]): void {
  map.set(key, [...(map.get(key) ?? []), ...values]);
}

// --- IAM -----------------------------------------------------------------------------------------------------------------

export interface Document {
  readonly Statement: Statement | readonly Statement[];
}
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What AWS's policies say about assuming roles; those of others are not here. */
function awsDocument(arn: string): Document | undefined {
  const allows = { Effect: "Allow", Resource: "*" } as const;
  switch (arn.split(":policy/")[1]) {
    case "AdministratorAccess":
      return { Statement: { ...allows, Action: "*" } };
    case "PowerUserAccess":
      return { Statement: { ...allows, NotAction: ["iam:*", "organizations:*", "account:*"] } };
    case "ReadOnlyAccess":
      return { Statement: [] };
    default:
      return undefined;
  }
}

export function documentOf(json: string): Document {
  return JSON.parse(json) as Document;
}

export function list<Value>(value: Value | readonly Value[] | undefined): readonly Value[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value as Value];
}

export function statementsOf(document: Document): readonly Statement[] {
  return list(document.Statement);
}

/** `*` is any text, `?` any character. */
export function matches(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === "*") [star, mark] = [p++, t];
    else if (pattern[p] === "?" || pattern[p] === text[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, t] = [star + 1, ++mark];
    else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

export function speaksOf(statement: Statement, action: string): boolean {
  const covers = (pattern: string) => matches(pattern.toLowerCase(), action.toLowerCase());
  return statement.NotAction === undefined
    ? list(statement.Action).some(covers)
    : !list(statement.NotAction).some(covers);
}

function onRole(statement: Statement, roleArn: string): boolean {
  return (
    speaksOf(statement, "sts:AssumeRole") &&
    list(statement.Resource).some((pattern) => matches(pattern, roleArn))
  );
}

export function allowed(policies: readonly Document[], roleArn: string): boolean {
  return policies
    .flatMap(statementsOf)
    .some((statement) => statement.Effect === "Allow" && onRole(statement, roleArn));
}

export function denied(policies: readonly Document[], roleArn: string): boolean {
  return policies
    .flatMap(statementsOf)
    .some((statement) => statement.Effect === "Deny" && !statement.Condition && onRole(statement, roleArn));
}

export function deniedWithoutMfa(policies: readonly Document[], roleArn: string): boolean {
  return policies
    .flatMap(statementsOf)
    .some(
      (statement) =>
        statement.Effect === "Deny" &&
        statement.Condition?.BoolIfExists?.["aws:MultiFactorAuthPresent"] === "false" &&
        onRole(statement, roleArn),
    );
}

/** Whether a trust policy lets a user or role of the identity account in, and what it asks of it. */
export function admissionOf(
  trust: Document,
  account: string,
  arn: string,
): { readonly asked: Asked; readonly withoutPermission: boolean } | undefined {
  const speaking = statementsOf(trust).filter((statement) => speaksOf(statement, "sts:AssumeRole"));
  const naming = speaking.flatMap((statement) => {
    const by = namedBy(statement, account, arn);
    return by && conditionsAdmit(statement, arn) ? [{ statement, by }] : [];
  });
  const denying = naming.filter(({ statement }) => statement.Effect === "Deny");
  if (denying.some(({ statement }) => cannotBeAvoided(statement))) return undefined;
  const withoutMfa = denying.some(
    ({ statement }) => statement.Condition?.BoolIfExists?.["aws:MultiFactorAuthPresent"] === "false",
  );
  const admitting = naming.filter(
    ({ statement }) =>
      statement.Effect === "Allow" &&
      !denying.some((denial) => deniesWhatIsAsked(denial.statement, statement)),
  );
  const asks = admitting.map(({ statement }) => askedBy(statement));
  const [first] = asks;
  if (!first) return undefined;
  return {
    // The easiest way in is what is asked.
    asked: withoutMfa ? { ...first, mfa: true } : (asks.find(({ mfa }) => !mfa) ?? first),
    withoutPermission: admitting.some(({ by }) => by !== "account"),
  };
}

/** Whether a denial depends on who calls alone; whoever must bring something to be denied can leave it. */
function cannotBeAvoided({ Condition: condition = {} }: Statement): boolean {
  return Object.values(condition).every((keys) =>
    Object.keys(keys).every((key) => key.toLowerCase() === "aws:principalarn"),
  );
}

/** Whether whoever brings the external ID or the session name that a statement asks for is denied for just that. */
function deniesWhatIsAsked(denial: Statement, { Condition: asked = {} }: Statement): boolean {
  return ["sts:ExternalId", "sts:RoleSessionName"].some((key) => {
    const [denied, wanted] = [denial.Condition ?? {}, asked].map(
      (condition) => condition.StringEquals?.[key],
    );
    return denied !== undefined && denied === wanted;
  });
}

/** By what a statement names a caller. Only its account's name leaves the decision to the account's own policies. */
function namedBy(
  { Principal: principal }: Statement,
  account: string,
  arn: string,
): "account" | "itself" | "everybody" | undefined {
  const names = principal === "*" ? ["*"] : list(principal?.AWS);
  if (names.includes("*")) return "everybody";
  if (names.includes(arn)) return "itself";
  return names.some((name) => name === account || new RegExp(`^arn:[a-z-]+:iam::${account}:root$`).test(name))
    ? "account"
    : undefined;
}

/** Whether the conditions that depend on who calls are met. Those that a caller can meet if it wants to are. */
function conditionsAdmit(statement: Statement, arn: string): boolean {
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      if (key.toLowerCase() === "sts:rolesessionname" && list(values).includes("${aws:username}"))
        return /:user\//.test(arn);
      if (key.toLowerCase() !== "aws:principalarn") return true;
      const patterns = list(values);
      switch (operator) {
        case "ArnEquals":
        case "ArnLike":
          return patterns.some((pattern) => arnMatches(pattern, arn));
        case "ArnNotEquals":
        case "ArnNotLike":
          return !patterns.some((pattern) => arnMatches(pattern, arn));
        case "StringEquals":
          return patterns.includes(arn);
        case "StringLike":
          return patterns.some((pattern) => matches(pattern, arn));
        default:
          throw new Error(`nobody has said what ${operator} is for ${key}`);
      }
    }),
  );
}

/** Each of the six parts of an ARN by itself: no wildcard spans a colon. */
export function arnMatches(pattern: string, arn: string): boolean {
  const parts = (text: string) => {
    const split = text.split(":");
    return [...split.slice(0, 5), split.slice(5).join(":")];
  };
  const texts = parts(arn);
  return parts(pattern).every((part, index) => matches(part, texts[index] ?? ""));
}

function askedBy(statement: Statement): Asked {
  const condition = (operator: string, key: string) => statement.Condition?.[operator]?.[key];
  const age = condition("NumericLessThan", "aws:MultiFactorAuthAge");
  const sourceIps = condition("IpAddress", "aws:SourceIp");
  return {
    mfa: condition("Bool", "aws:MultiFactorAuthPresent") === "true",
    mfaMaxAge: age === undefined ? undefined : Number(age),
    externalId: condition("StringEquals", "sts:ExternalId") as string | undefined,
    sourceIps: sourceIps === undefined ? undefined : list(sourceIps),
    organizationId: condition("StringEquals", "aws:PrincipalOrgID") as string | undefined,
    userSessionName: condition("StringEquals", "sts:RoleSessionName") === "${aws:username}",
  };
}

function trustsOf(
  roles: readonly { readonly arn: string; readonly trust: Document }[],
): TerraformSide["trusts"] {
  return new Map(
    roles.flatMap(({ arn, trust }) => {
      const [statement, ...more] = statementsOf(trust);
      return statement && more.length === 0
        ? [[arn, { principal: statement.Principal, asked: askedBy(statement) }] as const]
        : [];
    }),
  );
}
