/** Rules about services, web identities and SAML providers as the trusted entity. */
import { audienceLength, oidcProvider, samlProviderName } from "../../iam/limits";
import {
  federatedPrincipalProblem,
  federatedProvider,
  servicePrincipalProblem,
} from "../../iam/principal-problem";
import { each, type Written } from "../each";
import { itemsOf, type Readable } from "../readable";
import type { AccessFile } from "../schema";
import { expression } from "../texts";
import { isUnknown } from "../unknown";
import { type Declared, errorRule, ofAccess } from "./rule";

/** A text, or each of a list. */
function textsAt({ path, value }: Written<string | readonly (string | undefined)[]>): Written<string>[] {
  return typeof value === "string"
    ? [{ path, value }]
    : itemsOf(value).map(([index, text]) => ({ path: [...path, index], value: text }));
}

export const invalidService = errorRule("invalid-service", function* ({ declaration }) {
  for (const { path, value } of each(declaration, "roles.*.trustedEntity.service").flatMap(textsAt)) {
    const problem = isUnknown(value) ? undefined : servicePrincipalProblem(value);
    if (problem) yield { path, message: problem.message };
  }
});

/** Source: https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html */
export const serviceNeedsCustomTrust = errorRule("service-needs-custom-trust", function* ({ declaration }) {
  const message =
    "needs sts:SetSourceIdentity and sts:TagSession too, or it cannot assume the role; write a custom trust policy with them and sts:AssumeRole";
  for (const { path, value } of each(declaration, "roles.*.trustedEntity.service").flatMap(textsAt))
    if (value === "rolesanywhere.amazonaws.com") yield { path, message };
});

/** The identity providers that are written as text. A rule of its own refuses Terraform's expressions in them. */
function writtenProviders(
  declaration: Readable<AccessFile>,
): (Written<string> & { readonly kind: "oidc" | "saml" })[] {
  const texts = (kind: "oidc" | "saml", found: Written<string>[]) =>
    found
      .filter(({ value }) => !isUnknown(value) && !expression.test(value))
      .map((written) => ({ ...written, kind }));
  return [
    ...texts("oidc", each(declaration, "roles.*.trustedEntity.webIdentity.provider")),
    ...texts("saml", each(declaration, "roles.*.trustedEntity.saml.provider")),
  ];
}

export const invalidIdentityProvider = errorRule("invalid-identity-provider", function* (declared) {
  const { declaration } = declared;
  for (const { path, value, kind } of writtenProviders(declaration)) {
    const message = value.startsWith("arn:")
      ? providerArnProblem(value, kind, partitionOf(declared))
      : providerNameProblem(value, kind);
    if (message !== undefined) yield { path, message };
  }
});

function partitionOf({ declaration, isReadable }: Declared): string | undefined {
  return isReadable(["partition"]) ? (declaration.partition ?? "aws") : undefined;
}

function providerArnProblem(
  arn: string,
  kind: "oidc" | "saml",
  partition: string | undefined,
): string | undefined {
  if (federatedProvider(arn)?.kind === kind) return federatedPrincipalProblem(arn, partition)?.message;
  return `"${arn}" is not the ARN of ${kind === "oidc" ? "an OpenID Connect" : "a SAML"} provider: arn:${partition ?? "aws"}:iam::<account>:${kind}-provider/<${kind === "oidc" ? "host" : "name"}>`;
}

function providerNameProblem(name: string, kind: "oidc" | "saml"): string | undefined {
  if (kind === "saml")
    return samlProviderName.test(name)
      ? undefined
      : `"${name}" is not the name of a SAML provider: 1-128 letters, digits or any of . _ -`;
  if (oidcProvider.test(name)) return undefined;
  const [, rest] = /^https?:\/\/(.+)$/.exec(name) ?? [];
  return rest === undefined
    ? `"${name}" is not the host of an OpenID Connect provider; write the host and path of its URL, without port`
    : `"${name}" is a URL, and IAM names a provider without its scheme; write ${rest}`;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html */
export const providerOfAnotherAccount = errorRule(
  "provider-of-another-account",
  ofAccess(function* ({ roles }) {
    for (const { name, trustedEntity: entity, places } of roles) {
      if (entity.kind !== "webIdentity" && entity.kind !== "saml") continue;
      const { kind, accountId, name: provider } = federatedProvider(entity.provider) ?? {};
      const other = places.find(({ account: { id } }) => id !== accountId && !isUnknown(id));
      const isRight = kind === (entity.kind === "saml" ? "saml" : "oidc");
      if (!isRight || accountId === undefined || !other) continue;
      const message = `is in account ${accountId}, and the role is in account ${other.account.id} too ("${other.account.name}"); a role trusts providers of its own account only: write "${provider}", the provider of that name in each account`;
      const path = ["roles", name, "trustedEntity", entity.kind, "provider"];
      yield { path, message, data: { accountId, account: other.account.name } };
    }
  }),
);

export const invalidAudience = errorRule("invalid-audience", function* ({ declaration }) {
  const { min, max } = audienceLength;
  const audiences = [
    ...each(declaration, "roles.*.trustedEntity.webIdentity.audience").flatMap(textsAt),
    ...each(declaration, "roles.*.trustedEntity.saml.audience"),
  ];
  for (const { path, value } of audiences)
    if ((value.length < min || value.length > max) && !isUnknown(value))
      yield { path, message: `has ${value.length} characters; an audience has ${min} to ${max}` };
});

export const noSubjects = errorRule("no-subjects", function* ({ declaration }) {
  const message = "is empty, which would admit every subject; list your own subjects";
  for (const { path, value } of each(declaration, "roles.*.trustedEntity.webIdentity.subjects"))
    if (value.length === 0) yield { path, message };
});
