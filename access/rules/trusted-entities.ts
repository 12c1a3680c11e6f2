/** Rules about services, web identities and SAML providers as the trusted entity. */
import { audienceLength, oidcProvider, samlProviderName } from "../../iam/limits";
import { type PolicyDocument, toList } from "../../iam/policy-document";
import {
  federatedPrincipalProblem,
  federatedProvider,
  servicePrincipalProblem,
} from "../../iam/principal-problem";
import { statementsOf } from "../../iam/statement";
import type { Written } from "../each";
import { itemsOf, type Readable } from "../readable";
import { placeTrustPolicy } from "../role-place";
import type { AccessFile, TrustedEntityDeclaration } from "../schema";
import { expression } from "../texts";
import { isUnknown } from "../unknown";
import { declaredSettings } from "./declared-settings";
import { declaredTrusts, trustPath } from "./declared-trust";
import { type Declared, errorRule, ofAccess } from "./rule";
import { writtenEntities } from "./written";

/** A value of each entry of `trustedEntity` that has it. */
function written<Value>(
  declaration: Readable<AccessFile>,
  part: (entry: Readable<TrustedEntityDeclaration>) => readonly [at: string, value: Value | undefined],
): Written<Value>[] {
  return [...writtenEntities(declaration)].flatMap(({ path, entry }) => {
    const [at, value] = part(entry);
    return value === undefined ? [] : [{ path: [...path, ...at.split(".")], value }];
  });
}

/** A text, or each of a list. */
function textsAt({ path, value }: Written<string | readonly (string | undefined)[]>): Written<string>[] {
  return typeof value === "string"
    ? [{ path, value }]
    : itemsOf(value).map(([index, text]) => ({ path: [...path, index], value: text }));
}

export const invalidService = errorRule("invalid-service", function* ({ declaration }) {
  for (const { path, value } of written(declaration, ({ service }) => ["service", service]).flatMap(
    textsAt,
  )) {
    const problem = isUnknown(value) ? undefined : servicePrincipalProblem(value);
    if (problem) yield { path, message: problem.message };
  }
});

/**
 * An instance profile gives a role to EC2 alone. In China, EC2 has a host of its own.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
 */
export const unusableInstanceProfile = errorRule(
  "unusable-instance-profile",
  ofAccess(function* (access, declared) {
    const message =
      "EC2 could not assume the role; set trustedEntity: { service: ec2.amazonaws.com }, or remove instanceProfile";
    for (const { role, settings, sets } of declaredSettings(access)) {
      const [place] = role.places.filter((each) => each.settings === settings);
      if (!settings.instanceProfile || !place || !sets("instanceProfile")) continue;
      if (declared.isReadable(["roles", role.name, "trustedEntity"]) && !trustsEc2(placeTrustPolicy(place)))
        yield { path: [...settings.declared.at, "instanceProfile"], message };
    }
  }),
);

function trustsEc2(document: PolicyDocument): boolean {
  return statementsOf(document).some(
    ({ statement: { Effect, Principal } }) =>
      Effect === "Allow" &&
      typeof Principal === "object" &&
      toList(Principal.Service).some((service) => /^ec2\.amazonaws\.com(\.cn)?$/.test(service)),
  );
}

/** The identity providers that are written as text. A rule of its own refuses Terraform's expressions in them. */
function writtenProviders(
  declaration: Readable<AccessFile>,
): (Written<string> & { readonly kind: "oidc" | "saml" })[] {
  const texts = (kind: "oidc" | "saml", found: Written<string>[]) =>
    found
      .filter(({ value }) => !isUnknown(value) && !expression.test(value))
      .map((written) => ({ ...written, kind }));
  return [
    ...texts(
      "oidc",
      written(declaration, ({ webIdentity }) => ["webIdentity.provider", webIdentity?.provider]),
    ),
    ...texts(
      "saml",
      written(declaration, ({ saml }) => ["saml.provider", saml?.provider]),
    ),
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
  ofAccess(function* (access) {
    for (const { role, trust, path: entry } of declaredTrusts(access)) {
      const { entity } = trust;
      const places = role.places.filter(({ settings }) =>
        settings.trust.some((one) => trustPath(settings, one).join() === entry.join()),
      );
      if (entity.kind !== "webIdentity" && entity.kind !== "saml") continue;
      const { kind, accountId, name: provider } = federatedProvider(entity.provider) ?? {};
      const other = places.find(({ account: { id } }) => id !== accountId && !isUnknown(id));
      const isRight = kind === (entity.kind === "saml" ? "saml" : "oidc");
      if (!isRight || accountId === undefined || !other) continue;
      const message = `is in account ${accountId}, and the role is in account ${other.account.id} too ("${other.account.name}"); a role trusts providers of its own account only: write "${provider}", the provider of that name in each account`;
      const path = [...entry, entity.kind, "provider"];
      yield { path, message, data: { accountId, account: other.account.name } };
    }
  }),
);

export const invalidAudience = errorRule("invalid-audience", function* ({ declaration }) {
  const { min, max } = audienceLength;
  const audiences = [
    ...written(declaration, ({ webIdentity }) => ["webIdentity.audience", webIdentity?.audience]).flatMap(
      textsAt,
    ),
    ...written(declaration, ({ saml }) => ["saml.audience", saml?.audience]),
  ];
  for (const { path, value } of audiences)
    if ((value.length < min || value.length > max) && !isUnknown(value))
      yield { path, message: `has ${value.length} characters; an audience has ${min} to ${max}` };
});

export const noSubjects = errorRule("no-subjects", function* ({ declaration }) {
  const message = "is empty, which would admit every subject; list your own subjects";
  const subjects = written(declaration, ({ webIdentity }) => ["webIdentity.subjects", webIdentity?.subjects]);
  for (const { path, value } of subjects) if (value.length === 0) yield { path, message };
});
