/**
 * Rules about strangers: callers of other organizations that a trust policy lets in, though nobody meant them.
 *
 * iam/stranger.ts finds them, by evaluating their requests.
 */
import { type Condition, conditionsOf } from "../../iam/condition";
import type { PolicyDocument, Statement } from "../../iam/policy-document";
import { toList } from "../../iam/policy-document";
import { type Stranger, strangersLetIn } from "../../iam/stranger";
import { webIdentityKeys } from "../../iam/trust-policy";
import { unboundSamlAudiences, unboundSubjects } from "../../iam/unbound-token";
import type { Access, Role } from "../access";
import { writtenStatements } from "../documents";
import { type Path, valueAt } from "../problem";
import { itemsOf } from "../readable";
import { placeTrustPolicy } from "../role-place";
import { isUnknown } from "../unknown";
import { canRead, declaredSettings } from "./declared-settings";
import { customTrusts, declaredTrusts, trustPath } from "./declared-trust";
import { type Declared, errorRule, ofAccess, warningRule } from "./rule";
import { writtenConditions } from "./written";

interface Found<Kind extends Stranger["kind"]> {
  readonly role: Role;
  readonly stranger: Extract<Stranger, { readonly kind: Kind }>;
  readonly statement: Statement;
  /** The statement. */
  readonly path: Path;
}

/** The strangers of one kind that custom trust policies let in. */
function* strangersIn<Kind extends Stranger["kind"]>(access: Access, kind: Kind): Iterable<Found<Kind>> {
  for (const { role, document, path } of customTrusts(access))
    for (const { stranger, statement } of strangersOf(document))
      if (stranger.kind === kind)
        yield {
          role,
          stranger: stranger as Found<Kind>["stranger"],
          statement: statement.statement,
          path: statementPath(path, document, statement.statement),
        };
}

/** Cache: several rules ask about the same document. */
const read = new WeakMap<PolicyDocument, ReturnType<typeof strangersLetIn>>();

function strangersOf(document: PolicyDocument) {
  const strangers = read.get(document) ?? strangersLetIn(document);
  read.set(document, strangers);
  return strangers;
}

function statementPath(documentPath: Path, { Statement: given }: PolicyDocument, statement: Statement): Path {
  const path = [...documentPath, "Statement"];
  return Array.isArray(given) ? [...path, given.indexOf(statement)] : path;
}

function principalElement({ NotPrincipal }: Statement): "Principal" | "NotPrincipal" {
  return NotPrincipal === undefined ? "Principal" : "NotPrincipal";
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous */
export const wildcardPrincipal = errorRule(
  "wildcard-principal",
  ofAccess(function* (access) {
    for (const { role, stranger, statement, path } of strangersIn(access, "anybody")) {
      if (stranger.from !== "anywhere") continue;
      const message = `lets anybody with an AWS account assume "${role.name}"; name the accounts, or limit the callers, such as by StringEquals: { aws:PrincipalOrgID: <id of your organization> }`;
      yield { path: [...path, principalElement(statement)], message };
    }
    for (const { role, stranger, statement, path } of strangersIn(access, "tenant")) {
      if (stranger.provider !== "*") continue;
      const message = `lets tokens of every identity provider assume "${role.name}"; name your identity provider in Federated`;
      yield { path: [...path, principalElement(statement)], message };
    }
    // IAM documents no wildcard here. If it took one, it would mean every provider of the account, and every shared one.
    for (const { role, document, path } of customTrusts(access))
      for (const statement of toList(document.Statement)) {
        const { Effect, Principal } = statement;
        if (Effect !== "Allow" || typeof Principal !== "object" || !toList(Principal.Federated).includes("*"))
          continue;
        const message = `names every identity provider as a principal of "${role.name}"; name your identity provider in Federated`;
        yield { path: [...statementPath(path, document, statement), "Principal", "Federated"], message };
      }
  }),
);

/** An address is no proof of identity: others use it too, as behind a VPN or the NAT gateway of an office. */
export const boundByAddressOnly = warningRule(
  "bound-by-address-only",
  ofAccess(function* (access) {
    for (const { role, stranger, statement, path } of strangersIn(access, "anybody")) {
      if (stranger.from !== "listed") continue;
      const message = `lets anybody with an AWS account assume "${role.name}" from the listed addresses; name the accounts, or require your organization too (aws:PrincipalOrgID)`;
      yield { path: [...path, principalElement(statement)], message };
    }
  }),
);

/**
 * A third party that works for others too could be made to act on this account for one of them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const thirdPartyWithoutExternalId = warningRule(
  "third-party-without-external-id",
  ofAccess(function* (access, declared) {
    const isForeign = foreignAccounts(access, declared);
    const messageOf = (id: string, role: string, keys: string) =>
      `account ${id} is not in this file and needs no external ID to assume ${role}; agree with its owner on an external ID and require it, or name your organization if the account belongs to it (${keys})`;
    for (const { role, settings, where, sets } of declaredSettings(access))
      for (const trust of settings.trust) {
        const { entity, conditions } = trust;
        if (entity.kind !== "account" || !isForeign(entity.accountId)) continue;
        if (conditions.externalId !== undefined || conditions.organizationId !== undefined) continue;
        if (!sets("externalId", "organizationId", "trustedEntity")) continue;
        if (!canRead(declared, settings, "externalId", "organizationId")) continue;
        const message = messageOf(entity.accountId, `"${role.name}"${where}`, "externalId, organizationId");
        const at = trustPath(settings, trust);
        const own = where === "" || settings.declared.keys.has("trustedEntity");
        const path = own ? [...at, entity.principalArns ? "principals" : "awsAccount"] : settings.declared.at;
        yield { path, aboutKey: !own, message, data: { accountId: entity.accountId } };
      }
    for (const { role, stranger, path } of strangersIn(access, "account")) {
      const { accountId } = stranger;
      const message = messageOf(accountId, `"${role.name}"`, "sts:ExternalId, aws:PrincipalOrgID");
      if (isForeign(accountId)) yield { path: [...path, "Principal"], message, data: { accountId } };
    }
  }),
);

/** Whether an account is certainly not in the file. */
function foreignAccounts(access: Access, { isReadable }: Declared): (id: string) => boolean {
  const { identityAccount, organization, targetAccounts } = access;
  const ours = new Set([
    identityAccount.id,
    organization?.accountId,
    ...(organization?.accounts ?? []),
    ...targetAccounts.map(({ id }) => id),
  ]);
  const areKnown =
    isReadable(["targetAccounts", "*", "id"]) &&
    isReadable(["organization", "accountId"]) &&
    isReadable(["organization", "accounts"]);
  return (id) => areKnown && !ours.has(id) && !isUnknown(id);
}

/** Characters: shorter external IDs of the same third party meet by chance, or are found by trying. */
const shortExternalId = 6;

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html */
export const weakExternalId = warningRule("weak-external-id", function* ({ declaration }) {
  const messageOf = (id: string) =>
    `the external ID "${id}" is short: another customer of the third party may have the same one; use the unique ID that the third party gives you, or one of ${shortExternalId} characters or more`;
  const isShort = (id: string) => id.length < shortExternalId && !isUnknown(id);
  for (const { path, own } of writtenConditions(declaration))
    if (own.externalId !== undefined && isShort(own.externalId))
      yield { path: [...path, "externalId"], message: messageOf(own.externalId) };
  for (const { kind, statement, path } of writtenStatements(declaration))
    for (const { key, name, operator, values } of kind === "trust" ? conditionsOf(statement) : [])
      for (const value of isExternalId({ key, operator }) && statement.Effect === "Allow" ? values : [])
        if (isShort(value) && !/[*?$]/.test(value))
          yield { path: [...path, "Condition", operator, name], aboutKey: true, message: messageOf(value) };
});

function isExternalId({ key, operator }: Pick<Condition, "key" | "operator">): boolean {
  return key === "sts:externalid" && /^(ForA\w+:)?String(Equals|Like)/.test(operator);
}

/**
 * Instances get the role of their own account, by their instance profile: no resource of another account is involved.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
 */
const servicesOfOwnAccount = /^ec2\.amazonaws\.com(\.cn)?$/;

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention */
export const serviceWithoutSource = warningRule(
  "service-without-source",
  ofAccess(function* (access) {
    for (const { role, stranger, path } of strangersIn(access, "service")) {
      const message = `${stranger.service} may assume "${role.name}" on behalf of a resource in any account; add StringEquals: { aws:SourceAccount: <account of the role> }, or aws:SourceArn`;
      if (!servicesOfOwnAccount.test(stranger.service))
        yield { path: [...path, "Principal"], message, data: { service: stranger.service } };
    }
  }),
);

const tenantRemedy: Readonly<Record<string, string>> = {
  "token.actions.githubusercontent.com": "such as repo:acme/infra:ref:refs/heads/main",
  "gitlab.com": "such as project_path:acme/infra:ref_type:branch:ref:main",
  "app.terraform.io": "such as organization:acme:project:infra:workspace:prod:run_phase:apply",
};

/**
 * A shared provider gives tokens to everybody: only a claim identifies the tenant. IAM refuses to create such a trust policy
 * for the providers that it knows, so this is an error.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
export const sharedIdentityProvider = errorRule(
  "shared-identity-provider",
  ofAccess(function* (access, declared) {
    const messageOf = (role: Role, provider: string) => {
      const host = provider.toLowerCase();
      const { aud, sub } = webIdentityKeys(host);
      const remedy =
        tenantRemedy[host] ?? `with a condition on ${host}:${aud} or ${host}:${sub} that only they meet`;
      return `lets tokens that anybody can get from ${provider} assume "${role.name}"; admit only your own, ${remedy}`;
    };
    for (const { role, stranger, path } of strangersIn(access, "tenant"))
      if (stranger.provider !== "*")
        yield { path: [...path, "Principal"], message: messageOf(role, stranger.provider) };
    for (const { role, path, isWhole, trust } of declaredWebIdentities(access, declared))
      for (const { stranger } of strangersLetIn(trust))
        if (stranger.kind === "tenant")
          yield { path, aboutKey: isWhole, message: messageOf(role, stranger.provider) };
  }),
);

/** The trust policies of roles for web identities: one for each subject, because each lets somebody in by itself. */
function* declaredWebIdentities(access: Access, { declaration }: Declared) {
  for (const { role, place, settings, trust, path: entry } of declaredTrusts(access)) {
    const { entity } = trust;
    if (entity.kind !== "webIdentity") continue;
    const path: Path = [...entry, "webIdentity"];
    const trusting = (subjects: readonly string[]) =>
      placeTrustPolicy({
        ...place,
        settings: { ...settings, trust: [{ ...trust, entity: { ...entity, subjects } }] },
        trustedRoles: [],
      });
    const subjects = valueAt(declaration, [...path, "subjects"]) as
      | readonly (string | undefined)[]
      | undefined;
    if (entity.subjects.length === 0) yield { role, path, isWhole: true, trust: trusting([]) };
    for (const [index, subject] of itemsOf(subjects))
      if (!isUnknown(subject))
        yield { role, path: [...path, "subjects", index], isWhole: false, trust: trusting([subject]) };
  }
}

/**
 * The token of a private provider too can be anybody's in the organization.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Prerequisites
 */
export const webIdentitySubject = warningRule(
  "web-identity-subject",
  ofAccess(function* (access, declared) {
    const shared = (trust: PolicyDocument) =>
      strangersOf(trust).some(({ stranger }) => stranger.kind === "tenant");
    const messageOf = (role: Role, provider: string) =>
      `lets every token of ${provider} assume "${role.name}", also tokens of strangers; list your own subjects`;
    for (const { role, path, isWhole, trust } of declaredWebIdentities(access, declared)) {
      const [found] = unboundSubjects(trust).filter(({ provider }) => subjectMatters(provider));
      if (found !== undefined && !shared(trust) && declared.isReadable(path))
        yield { path, aboutKey: isWhole, message: messageOf(role, hostOf(found.provider)) };
    }
    for (const { role, document, path } of customTrusts(access)) {
      const tenants = strangersOf(document).filter(({ stranger }) => stranger.kind === "tenant");
      for (const { statement, provider } of unboundSubjects(document)) {
        if (!subjectMatters(provider) || tenants.some((one) => one.statement === statement)) continue;
        const key = `${hostOf(provider)}:${webIdentityKeys(hostOf(provider)).sub}`;
        const message = `${messageOf(role, hostOf(provider))} in a condition on ${key}`;
        yield { path: [...statementPath(path, document, statement.statement), "Principal"], message };
      }
    }
  }),
);

/** The audience of an identity pool of Amazon Cognito is the pool, which is yours. */
function subjectMatters(provider: string): boolean {
  return provider !== "cognito-identity.amazonaws.com";
}

function hostOf(provider: string): string {
  return provider.replace(/^arn:.*:oidc-provider\//, "");
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html */
export const audienceMissing = warningRule(
  "audience-missing",
  ofAccess(function* (access) {
    for (const { document, path } of customTrusts(access))
      for (const { statement, provider } of unboundSamlAudiences(document)) {
        const message = `accepts assertions of ${provider} that are meant for other applications than AWS; add StringEquals: { SAML:aud: https://signin.aws.amazon.com/saml }`;
        yield { path: [...statementPath(path, document, statement.statement), "Principal"], message };
      }
  }),
);
