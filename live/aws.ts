/** Reads IAM of real accounts with the AWS SDK, which is loaded when it is first needed. Nothing is ever written. */
import type { IAMClient } from "@aws-sdk/client-iam";
import type { GetCallerIdentityCommandOutput, STSClient } from "@aws-sdk/client-sts";
import type { S3BackendDeclaration } from "../access/declaration";
import { byCodePoint } from "../iam/policy-document";
import { type AccountSettings, accountSettingsOf } from "./account-settings";
import {
  type AuthorizationDetails,
  iamAccountOf,
  type ListedRole,
  SharedValues,
  withListedRoles,
} from "./authorization-details";
import { type Credential, readCredentialReport } from "./credential-report";
import type { IamAccount, IamIdentityProvider } from "./iam-account";
import { oidcProviderOf, providerKey, samlProviderOf } from "./identity-providers";
import { inParallel } from "./in-parallel";
import type { AskedFor } from "./recovery";

/** How the credentials for one account are had. */
export interface Reach {
  /** The account's 12 digits. */
  readonly accountId: string;
  /** Profile in the AWS configuration. Default: the credentials of the environment. */
  readonly profile?: string;
  /** ARN of the role to assume. Default: none, the credentials are the account's. */
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly sessionName?: string;
}

/** An account of an organization. */
export interface OrganizationAccount {
  readonly id: string;
  readonly name: string;
  /** Whether it can be used: it is neither suspended nor about to be closed. */
  readonly isActive: boolean;
  /** Empty where they were not asked for. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Options of a reader. */
export interface AwsReaderOptions {
  /** AWS Region of the STS endpoint. */
  readonly region: string;
}

/** Requests at the same time in one account: AWS throttles by account. */
const requestsAtOnce = 4;
/** How often a throttled or failed request is tried, with growing pauses. */
const attempts = 8;
/** Milliseconds. */
const requestHandler = { connectionTimeout: 10_000, requestTimeout: 120_000 };

/** Keeps the SDK from warning about Node's age: the package says itself which Node it needs. */
export function quietAboutNode(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
}

/** Reads accounts. */
export class AwsReader {
  private readonly sts = new Map<string, STSClient>();
  /** What many accounts have alike. */
  private readonly shared = new SharedValues();
  private caller?: Promise<GetCallerIdentityCommandOutput | undefined>;

  constructor(private readonly options: AwsReaderOptions) {
    quietAboutNode();
  }

  /** The account of the credentials in the environment. `undefined`: there are none. */
  async ambientAccount(): Promise<string | undefined> {
    return (await this.ambient())?.Account;
  }

  private ambient(): Promise<GetCallerIdentityCommandOutput | undefined> {
    this.caller ??= (async () => {
      const { GetCallerIdentityCommand } = await loadSts();
      const client = await this.stsClient();
      return client.send(new GetCallerIdentityCommand({})).catch(() => undefined);
    })();
    return this.caller;
  }

  /** The ARN of the credentials in the environment. `undefined`: there are none. */
  async ambientArn(): Promise<string | undefined> {
    return (await this.ambient())?.Arn;
  }

  /**
   * Tries whether an account can be reached, and its IAM read.
   *
   * @throws Error when it cannot, or when the credentials are another account's
   */
  async tryAccount(reach: Reach): Promise<void> {
    const { ListRolesCommand } = await loadIam();
    await this.withIam(reach, (iam) => iam.send(new ListRolesCommand({ MaxItems: 1 })));
  }

  /**
   * Tries whether a bucket exists, and its objects may be listed, as Terraform lists them.
   *
   * @throws Error when it does not, or they may not
   */
  async tryBucket({ bucket, region, keyPrefix, usePathStyle, ...way }: S3BackendDeclaration): Promise<void> {
    const { ListObjectsV2Command, S3Client } = await loadS3();
    const configuration = await this.configuration(way);
    const s3 = new S3Client({ ...configuration, region, forcePathStyle: usePathStyle });
    await using(s3, () =>
      s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: keyPrefix, MaxKeys: 1 })),
    );
  }

  /**
   * Tries whether the credentials of the environment may assume a role. The session, of 15 minutes, is dropped.
   *
   * @throws Error when AWS answers neither yes nor no
   */
  async mayAssume(role: {
    readonly arn: string;
    readonly sessionName: string;
    readonly externalId?: string;
  }): Promise<boolean> {
    const { AssumeRoleCommand } = await loadSts();
    const client = await this.stsClient();
    const request = new AssumeRoleCommand({
      RoleArn: role.arn,
      RoleSessionName: role.sessionName,
      ExternalId: role.externalId,
      DurationSeconds: 900,
    });
    return client.send(request).then(
      () => true,
      (failure: Error) => {
        if (failure.name === "AccessDenied" || failure.name === "AccessDeniedException") return false;
        throw failure;
      },
    );
  }

  /**
   * The IAM of an account.
   *
   * @param providersOf the ARNs of the identity providers to read. Default: none
   * @throws Error when the account cannot be reached, or the credentials are another account's
   */
  async account(reach: Reach, providersOf?: (account: IamAccount) => readonly string[]): Promise<IamAccount> {
    return this.withIam(reach, async (iam) => {
      const account = await readIamAccount(iam, reach.accountId, this.shared);
      if (!providersOf) return account;
      return { ...account, identityProviders: await readProviders(iam, providersOf(account), this.shared) };
    });
  }

  /** Those that exist. All are of one account. */
  async existing(reach: Reach, asked: readonly AskedFor[]): Promise<AskedFor[]> {
    const iam = await loadIam();
    const ask = (client: IAMClient, { type, id }: AskedFor): Promise<unknown> => {
      switch (type) {
        case "aws_iam_instance_profile":
          return client.send(new iam.GetInstanceProfileCommand({ InstanceProfileName: id }));
        case "aws_iam_openid_connect_provider":
          return client.send(new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id }));
        case "aws_iam_saml_provider":
          return client.send(new iam.GetSAMLProviderCommand({ SAMLProviderArn: id }));
        case "aws_iam_user_login_profile":
          return client.send(new iam.GetLoginProfileCommand({ UserName: id }));
      }
    };
    const exists = async (client: IAMClient, one: AskedFor) =>
      (await ifThere(ask(client, one))) === undefined ? [] : [one];
    const found = await this.withIam(reach, (client) =>
      inParallel(asked, (one) => exists(client, one), { atOnce: requestsAtOnce }),
    );
    return found.flat();
  }

  /** The credential report of an account, generated again if AWS has none from the last four hours. */
  async credentials(reach: Reach): Promise<Credential[]> {
    const { GenerateCredentialReportCommand, GetCredentialReportCommand } = await loadIam();
    return this.withIam(reach, async (iam) => {
      for (let waited = 0; waited < 60; waited++) {
        const { State } = await iam.send(new GenerateCredentialReportCommand({}));
        if (State === "COMPLETE") break;
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      const { Content } = await iam.send(new GetCredentialReportCommand({}));
      return readCredentialReport(new TextDecoder().decode(Content));
    });
  }

  /** The alias and the password policy of an account. */
  async settings(reach: Reach): Promise<AccountSettings> {
    const { GetAccountPasswordPolicyCommand, ListAccountAliasesCommand } = await loadIam();
    return this.withIam(reach, async (iam) => {
      const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}));
      const policy = await ifThere(iam.send(new GetAccountPasswordPolicyCommand({})));
      return accountSettingsOf(AccountAliases, policy?.PasswordPolicy);
    });
  }

  /**
   * The accounts of the organization that the credentials belong to.
   *
   * @param tags whether their tags are asked for, one request each
   */
  async organizationAccounts(reach: Reach, { tags = false } = {}): Promise<OrganizationAccount[]> {
    const { OrganizationsClient, paginateListAccounts, paginateListTagsForResource } =
      await loadOrganizations();
    const organizations = new OrganizationsClient(await this.configuration(reach));
    return using(organizations, async (client) => {
      const accounts: OrganizationAccount[] = [];
      for await (const { Accounts } of paginateListAccounts({ client }, {}))
        for (const { Id: id = "", Name: name = "", Status } of Accounts ?? [])
          accounts.push({ id, name, isActive: Status === "ACTIVE", tags: {} });
      if (!tags) return accounts;
      return inParallel(
        accounts,
        async (account) => {
          const pairs: [string, string][] = [];
          for await (const { Tags } of paginateListTagsForResource({ client }, { ResourceId: account.id }))
            for (const { Key = "", Value = "" } of Tags ?? []) pairs.push([Key, Value]);
          return { ...account, tags: Object.fromEntries(pairs.sort(([a], [b]) => byCodePoint(a, b))) };
        },
        { atOnce: requestsAtOnce },
      );
    });
  }

  /**
   * Reads IAM of an account.
   *
   * @throws Error when the account cannot be reached, or the credentials are another account's
   */
  private async withIam<Result>(reach: Reach, read: (iam: IAMClient) => Promise<Result>): Promise<Result> {
    const { IAMClient } = await loadIam();
    const { GetCallerIdentityCommand, STSClient } = await loadSts();
    const configuration = await this.configuration(reach);
    const { Account } = await using(new STSClient(configuration), (sts) =>
      sts.send(new GetCallerIdentityCommand({})),
    );
    if (Account !== reach.accountId)
      throw new Error(`the credentials are of the account ${Account}, not of ${reach.accountId}`);
    return using(new IAMClient(configuration), read);
  }

  private async configuration({ profile, roleArn, externalId, sessionName }: Omit<Reach, "accountId">) {
    const common = { region: this.options.region, maxAttempts: attempts, requestHandler };
    if (roleArn === undefined) return { ...common, profile };
    const { AssumeRoleCommand } = await loadSts();
    const client = await this.stsClient(profile);
    const { Credentials } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName ?? "cross-account-roles",
        ExternalId: externalId,
      }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken } = Credentials ?? {};
    return {
      ...common,
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    };
  }

  private async stsClient(profile?: string): Promise<STSClient> {
    const { STSClient } = await loadSts();
    const key = profile ?? "";
    const client =
      this.sts.get(key) ??
      new STSClient({ region: this.options.region, maxAttempts: attempts, requestHandler, profile });
    this.sts.set(key, client);
    return client;
  }
}

/** Works with a client, and closes its connections: each client keeps its own open, and there is one for each account. */
async function using<Client extends { destroy(): void }, Result>(
  client: Client,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/** An answer of IAM. `undefined`: there is no such thing. */
function ifThere<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  return answer.catch((failure: Error) => {
    if (failure.name !== "NoSuchEntityException") throw failure;
    return undefined;
  });
}

/** Those of some identity providers of an account that exist, one after the other, by their keys. */
async function readProviders(
  client: IAMClient,
  arns: readonly string[],
  shared: SharedValues,
): Promise<Map<string, IamIdentityProvider>> {
  const { GetOpenIDConnectProviderCommand, GetSAMLProviderCommand } = await loadIam();
  const found = new Map<string, IamIdentityProvider>();
  for (const arn of arns) {
    const key = providerKey(arn);
    if (key.startsWith("saml-provider/")) {
      const saml = await ifThere(client.send(new GetSAMLProviderCommand({ SAMLProviderArn: arn })));
      if (saml) found.set(key, samlProviderOf(saml, shared));
    } else {
      const request = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn });
      const oidc = await ifThere(client.send(request));
      if (oidc) found.set(key, oidcProviderOf(oidc));
    }
  }
  return found;
}

/**
 * The IAM of an account.
 *
 * @param id the account's 12 digits
 */
export async function readIamAccount(
  iam: IAMClient,
  id: string,
  shared = new SharedValues(),
): Promise<IamAccount> {
  const { paginateGetAccountAuthorizationDetails, paginateListRoles } = await loadIam();
  const pages: AuthorizationDetails[] = [];
  for await (const page of paginateGetAccountAuthorizationDetails(
    { client: iam, pageSize: 1000 },
    { Filter: ["User", "Role", "Group", "LocalManagedPolicy"] },
  ))
    pages.push(page);
  const listed: ListedRole[] = [];
  for await (const { Roles } of paginateListRoles({ client: iam, pageSize: 1000 }, {}))
    listed.push(...(Roles ?? []));
  return withListedRoles(iamAccountOf(id, pages, shared), listed, shared);
}

function loadIam() {
  return loaded(import("@aws-sdk/client-iam"), "@aws-sdk/client-iam");
}

function loadSts() {
  return loaded(import("@aws-sdk/client-sts"), "@aws-sdk/client-sts");
}

function loadS3() {
  return loaded(import("@aws-sdk/client-s3"), "@aws-sdk/client-s3");
}

function loadOrganizations() {
  return loaded(import("@aws-sdk/client-organizations"), "@aws-sdk/client-organizations");
}

/** @throws Error with the command to install a package that is missing */
async function loaded<Module>(module: Promise<Module>, name: string): Promise<Module> {
  try {
    return await module;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw failure;
    throw new Error(
      `the AWS SDK is missing: npm install @aws-sdk/client-iam @aws-sdk/client-sts @aws-sdk/client-organizations @aws-sdk/client-s3 (needed: ${name})`,
    );
  }
}
