/**
 * The access as a Terraform module, to be called from configuration that exists: without providers and backend, which are
 * the caller's, and with the account ids as variables.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { type Access, placesOf } from "../access";
import { AccessStack } from "../constructs";

// Not written as a key: the tool that checks the direction of imports would take it for an import.
const importKey = "import";

/** The only file of the module. */
export const moduleFile = "main.tf.json";

export interface AccessModule {
  /** What `main.tf.json` says. */
  readonly json: TerraformJson;
  /** Aliases of the providers that the caller hands over. */
  readonly providers: readonly string[];
  /** What Terraform takes over at the first apply. It takes such blocks in the root module only. */
  readonly imports: readonly ImportBlock[];
}

export interface ImportBlock {
  readonly to: string;
  readonly id: string;
  readonly provider: string;
}

interface TerraformJson {
  "//"?: unknown;
  provider?: { aws?: { alias: string; allowed_account_ids: string[] }[] };
  terraform: { backend?: unknown; required_providers: { aws: Record<string, unknown> } };
  data?: unknown;
  locals?: unknown;
  variable?: unknown;
  [block: string]: unknown;
}

/** Makes the module of an access. */
export function accessModule(access: Access): AccessModule {
  const { "//": _metadata, provider, terraform, [importKey]: imports, ...blocks } = synthesized(access);
  const { backend: _backend, ...settings } = terraform;
  const providers = (provider?.aws ?? []).map(({ alias }) => alias);
  return {
    providers,
    imports: (imports ?? []) as ImportBlock[],
    json: {
      terraform: {
        ...settings,
        required_providers: {
          aws: {
            ...settings.required_providers.aws,
            configuration_aliases: providers.map((alias) => `aws.${alias}`),
          },
        },
      },
      variable: {
        identity_account_id: {
          type: "string",
          description: "Id of the identity account",
          default: access.identityAccount.id,
        },
        target_account_ids: {
          type: "map(string)",
          description: "Ids of target accounts by their names, where they are others than in the access file",
          default: {},
          validation: [knownAccounts(access)],
        },
      },
      locals: {
        target_account_ids: `\${merge({${declaredIds(access)}}, var.target_account_ids)}`,
      },
      // The providers are the caller's: one that leads to another account must stop Terraform before it creates anything.
      data: {
        aws_caller_identity: Object.fromEntries(
          (provider?.aws ?? []).map(({ alias, allowed_account_ids: [id = ""] }) => [
            alias,
            { provider: `aws.${alias}`, lifecycle: { postcondition: [leadsTo(alias, id)] } },
          ]),
        ),
      },
      ...blocks,
    },
  };
}

/** Writes the module into a folder that exists, and is the module's own. */
export function writeModule({ json }: AccessModule, folder: string): void {
  writeFileSync(join(folder, moduleFile), `${JSON.stringify(json, null, 2)}\n`);
}

/** How the module is called, in HCL. */
export function moduleCall({ providers, imports }: AccessModule, folder: string): string {
  const width = Math.max(...providers.map((alias) => alias.length));
  const source = folder.startsWith("/") || folder.startsWith(".") ? folder : `./${folder}`;
  return [
    'module "access" {',
    `  source = ${JSON.stringify(source)}`,
    "  providers = {",
    ...providers.map((alias) => `    aws.${alias.padEnd(width)} = aws.${alias}`),
    "  }",
    "}",
    ...imports.flatMap(({ to, id, provider }) => [
      "",
      "import {",
      `  to       = module.access.${to}`,
      `  id       = ${JSON.stringify(id)}`,
      `  provider = ${provider}`,
      "}",
    ]),
  ].join("\n");
}

/** Stands for the id of an account until the JSON is made: as long as an id, so that nothing is packed differently. */
function standIn(index: number): string {
  return `\uE000${String(index).padStart(11, "0")}`;
}

function synthesized(access: Access): TerraformJson {
  // The clone keeps what is shared shared: an account is one object wherever it is named.
  const parametrized = structuredClone(access);
  const { identityAccount, targetAccounts } = parametrized;
  const expressions = new Map<string, string>();
  const parametrize = (account: { readonly id: string }, expression: string) => {
    const id = standIn(expressions.size);
    Object.assign(account, { id });
    expressions.set(id, `\${${expression}}`);
  };
  for (const { trustedEntity } of parametrized.roles)
    if (trustedEntity.kind === "account" && trustedEntity.accountId === identityAccount.id)
      Object.assign(trustedEntity, { accountId: standIn(0) });
  parametrize(identityAccount, "var.identity_account_id");
  const idOf = new Map(targetAccounts.map((account) => [account, account.id]));
  for (const account of targetAccounts)
    parametrize(account, `local.target_account_ids[${JSON.stringify(account.name)}]`);
  for (const place of placesOf(parametrized)) {
    const renumbered = (text: string | undefined) =>
      text?.replace(idOf.get(place.account) ?? "", place.account.id);
    const { url, urlWithDisplayName } = place.link;
    Object.assign(place, {
      arn: renumbered(place.arn),
      ...(url !== undefined && {
        link: { url: renumbered(url), urlWithDisplayName: renumbered(urlWithDisplayName) },
      }),
    });
  }

  const folder = mkdtempSync(join(tmpdir(), "access-module-"));
  try {
    const app = new App({ outdir: folder });
    new AccessStack(app, "access", { access: parametrized });
    app.synth();
    const text = readFileSync(join(folder, "stacks/access/cdk.tf.json"), "utf8");
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === "string"
        ? value.replace(/\uE000\d{11}/g, (found) => expressions.get(found) ?? found)
        : value,
    ) as TerraformJson;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The ids of the access file, in HCL. A target account that is the identity account stays that. */
function declaredIds({ identityAccount, targetAccounts }: Access): string {
  return targetAccounts
    .map(({ name, id }) => {
      const value = id === identityAccount.id ? "var.identity_account_id" : JSON.stringify(id);
      return `${JSON.stringify(name)} = ${value}`;
    })
    .join(", ");
}

function knownAccounts(access: Access): { condition: string; error_message: string } {
  const names = access.targetAccounts.map(({ name }) => name);
  return {
    condition: `\${alltrue([for name, id in var.target_account_ids : contains(${JSON.stringify(names)}, name) && can(regex("^[0-9]{12}$", id))])}`,
    error_message: `Must map names of target accounts (${names.slice(0, 5).join(", ")}${names.length > 5 ? ", ..." : ""}) to 12 digits.`,
  };
}

function leadsTo(alias: string, id: string): { condition: string; error_message: string } {
  const expected = id.startsWith("${") ? id.slice(2, -1) : JSON.stringify(id);
  return {
    condition: `\${self.account_id == ${expected}}`,
    error_message: `The provider aws.${alias} leads to the account \${self.account_id}, and should lead to \${${expected}}.`,
  };
}
