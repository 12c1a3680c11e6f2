/** A Terraform module with an access: for configuration that exists, with its own providers and backend. */
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsIamRoles } from "@cdktf/provider-aws/lib/data-aws-iam-roles";
import { DataAwsIamUsers } from "@cdktf/provider-aws/lib/data-aws-iam-users";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  Fn,
  propertyAccess,
  TerraformLocal,
  TerraformProvider,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import type { Construct } from "constructs";
import {
  type Access,
  type AccessFile,
  failures,
  pathText,
  type RoleDeclaration,
  type RoleSettingsDeclaration,
  readAccess,
} from "../access";
import { listed } from "../access/listed";
import type { TrustedEntityDeclaration } from "../access/schema";
import { accountAlias, otherAliases } from "../access/terraform-address";
import { unknownMark } from "../access/unknown";
import { awsProviderVersions } from "./access-stack";
import { CrossAccountAccess, ReadAccess } from "./cross-account-access";
import { hclString } from "./hcl";
import { amongNames, type Import, ImportBlock } from "./state-blocks";
import { PropTokens } from "./text";

/** Props of `AccessModule`. */
export interface AccessModuleProps {
  /** The declaration of an access file that has no errors. Its text is plain: nothing in it can be a token. */
  readonly declaration: AccessFile;
}

/**
 * A Terraform module with all of an access. The caller brings providers and backend. The account ids are variables, with the
 * ids of the declaration as defaults; a provider that leads to another account stops Terraform.
 *
 * `stacks`, `backend`, `region`, `deployWith` and `movedFrom` of the declaration have no effect. `defaultTags` become tags of each
 * resource.
 */
export class AccessModule extends TerraformStack {
  /** What the module makes. */
  readonly declared: CrossAccountAccess;
  /** Aliases of the providers that the caller passes. */
  readonly providerAliases: readonly string[];

  /** @throws Error with every problem of the declaration, one a line */
  constructor(scope: Construct, id: string, { declaration }: AccessModuleProps) {
    super(scope, id);
    // The ids become unknown texts, as those of a caller's props do.
    const tokens = new PropTokens();
    const ids = new AccountIds(this, declaration);
    const access = readModule(this, declaration, {
      identity: tokens.unknown(ids.identity),
      target: (name) => tokens.unknown(ids.target(name)),
    });

    const aliases: string[] = [];
    const provider = (alias: string, accountId: string) => {
      aliases.push(alias);
      return new PassedProvider(this, alias, tokens.terraform(accountId));
    };
    const { identityAccount, targetAccounts, organization } = access;
    const providers = {
      identity: provider(otherAliases.identity, identityAccount.id),
      targetAccounts: Object.fromEntries(
        targetAccounts
          .filter(({ hasProvider }) => hasProvider)
          .map(({ name, id }) => [name, provider(accountAlias([], name), id)]),
      ),
      organization:
        organization?.accountId !== undefined
          ? provider(otherAliases.organization, organization.accountId)
          : undefined,
    };
    this.providerAliases = aliases;
    this.declared = CrossAccountAccess.fromRead(
      this,
      "Default",
      new ReadAccess(access, { providers }, tokens),
    );
    this.declared.addOutputs();
  }

  /**
   * What the next apply imports. Terraform takes import blocks in the root module only, so this one has none. The root module
   * does not see which policies a role has: those are attached again, which changes nothing, and written again.
   *
   * Source: https://developer.hashicorp.com/terraform/language/import
   */
  get imports(): Import[] {
    return this.node
      .findAll()
      .flatMap((construct) =>
        construct instanceof ImportBlock && construct.block.forEach === undefined ? [construct.block] : [],
      );
  }

  /**
   * How a root module calls this one, in Terraform's language: with providers of the same names, and with the imports.
   *
   * @param source folder of the module, as the argument `source` has it
   */
  callFrom(source: string): string {
    const width = Math.max(...this.providerAliases.map((alias) => alias.length));
    return [
      'module "access" {',
      `  source = ${hclString(source)}`,
      "  providers = {",
      ...this.providerAliases.map((alias) => `    aws.${alias.padEnd(width)} = aws.${alias}`),
      "  }",
      "}",
      ...new Set(
        this.imports.flatMap(({ ifAmong, provider }) =>
          ifAmong ? `\ndata "${ifAmong.type}" "${ifAmong.data}" {\n  provider = ${provider}\n}` : [],
        ),
      ),
      ...this.imports.flatMap(({ to, id, provider, ifAmong }) => [
        "",
        "import {",
        ...(ifAmong ? [`  for_each = toset(${amongNames(ifAmong)})`] : []),
        `  to       = module.access.${to}`,
        `  id       = ${hclString(id)}`,
        `  provider = ${provider}`,
        "}",
      ]),
    ].join("\n");
  }

  /** The Terraform JSON of the module: without providers, backend and import blocks. */
  override toTerraform(): object {
    const { terraform, ...blocks } = super.toTerraform() as Record<string, Record<string, unknown>>;
    const settings = { ...terraform };
    for (const notOfAModule of ["//", "import"]) delete blocks[notOfAModule];
    // Import blocks look these up, and they are in the root module.
    const resources = JSON.stringify(blocks.resource);
    for (const { tfResourceType } of [DataAwsIamRoles, DataAwsIamUsers])
      if (!resources.includes(`data.${tfResourceType}.`)) delete blocks.data?.[tfResourceType];
    delete settings.backend;
    return { ...blocks, terraform: settings };
  }
}

/** The variables for the account ids. */
class AccountIds {
  /** The identity account's id, as a token. */
  readonly identity: string;
  private readonly targets: TerraformLocal;

  constructor(module: AccessModule, { identityAccount, targetAccounts }: AccessFile) {
    this.identity = new TerraformVariable(module, "identity_account_id", {
      type: "string",
      description: "Id of the identity account",
      default: identityAccount.id,
    }).stringValue;
    const names = Object.keys(targetAccounts).sort();
    const given = new TerraformVariable(module, "target_account_ids", {
      type: "map(string)",
      description: "Ids of target accounts by their names, where they differ from the access file",
      default: {},
      validation: [
        {
          condition: `\${alltrue([for name, id in var.target_account_ids : contains(${JSON.stringify(names)}, name) && can(regex("^[0-9]{12}$", id))])}`,
          errorMessage: `Must map names of target accounts (${listed(names)}) to 12 digits.`,
        },
      ],
    });
    const declared = Object.entries(targetAccounts).map(([name, { id }]) => [
      name,
      // A target account that is the identity account stays that.
      id === identityAccount.id ? this.identity : id,
    ]);
    this.targets = new TerraformLocal(
      module,
      "local.target_account_ids",
      Fn.merge([Object.fromEntries(declared), given.value]),
    );
    this.targets.overrideLogicalId("target_account_ids");
  }

  /** A target account's id, as a token. */
  target(name: string): string {
    return Token.asString(propertyAccess(this.targets.expression, [name]));
  }
}

/** The access of a declaration with other account ids. */
function readModule(
  scope: Construct,
  declaration: AccessFile,
  ids: { readonly identity: string; readonly target: (name: string) => string },
): Access {
  const { identityAccount, targetAccounts, roles } = declaration;
  const fail = (problems: readonly string[]): never => {
    throw new Error([`${scope.node.path}: the declaration is not valid`, ...problems].join("\n  "));
  };
  if (JSON.stringify(declaration).includes(unknownMark))
    fail(["it holds the character U+E000, which this library keeps for itself; remove it"]);
  const { access, problems } = readAccess(
    {
      ...declaration,
      identityAccount: { ...identityAccount, id: ids.identity },
      targetAccounts: Object.fromEntries(
        Object.entries(targetAccounts).map(([name, { stack: _stack, movedFrom: _movedFrom, ...account }]) => [
          name,
          { ...account, id: ids.target(name) },
        ]),
      ),
      roles: Object.fromEntries(
        Object.entries(roles).map(([name, role]) => [name, withIdentityAccount(role, identityAccount.id)]),
      ),
    },
    { makesProviders: false },
  );
  return (
    access ?? fail(failures(problems, false).map(({ path, message }) => `${pathText(path)}  ${message}`))
  );
}

/** A role that names the identity account as such, and not by its id, which the caller of the module may replace. */
function withIdentityAccount(role: RoleDeclaration, identityAccountId: string): RoleDeclaration {
  const changed = <Settings extends RoleSettingsDeclaration>(settings: Settings): Settings => {
    const { trustedEntity } = settings;
    if (trustedEntity === undefined) return settings;
    const entries = [trustedEntity].flat() as readonly TrustedEntityDeclaration[];
    return {
      ...settings,
      trustedEntity: entries.flatMap(({ awsAccount, ...entry }): TrustedEntityDeclaration[] => {
        if (awsAccount === undefined) return [entry];
        const accounts = [awsAccount].flat() as readonly string[];
        if (!accounts.includes(identityAccountId)) return [{ awsAccount, ...entry }];
        const others = accounts.filter((id) => id !== identityAccountId);
        return [
          { identityAccount: true, ...entry },
          ...(others.length > 0 ? [{ awsAccount: others, ...entry }] : []),
        ];
      }),
    };
  };
  const { overrides } = role;
  return {
    ...changed(role),
    ...(overrides && {
      overrides: Object.fromEntries(Object.entries(overrides).map(([name, own]) => [name, changed(own)])),
    }),
  };
}

/**
 * A provider that the caller of the module passes. The module asks it for its account.
 *
 * Source: https://developer.hashicorp.com/terraform/language/modules/develop/providers
 */
class PassedProvider extends TerraformProvider {
  /** @param accountId the account that it must lead to, as Terraform reads it */
  constructor(
    scope: Construct,
    private readonly name: string,
    accountId: string,
  ) {
    super(scope, `aws.${name}`, {
      terraformResourceType: AwsProvider.tfResourceType,
      // The framework finds the provider of a resource by this name.
      terraformGeneratorMetadata: { providerName: AwsProvider.tfResourceType },
    });
    new DataAwsCallerIdentity(this, "account", {
      provider: this,
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.account_id == ${Token.isUnresolved(accountId) ? accountId : hclString(accountId)}}`,
            errorMessage: `The provider aws.${name} leads to the account \${self.account_id}, and should lead to ${accountId}.`,
          },
        ],
      },
    }).overrideLogicalId(name);
  }

  override get alias(): string {
    return this.name;
  }

  override toTerraform(): object {
    return {
      terraform: {
        required_providers: {
          aws: {
            source: "hashicorp/aws",
            version: awsProviderVersions,
            configuration_aliases: [`aws.${this.name}`],
          },
        },
      },
    };
  }
}
