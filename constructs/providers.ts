/** Whether the providers that a caller brings lead to the accounts that they are for, as far as a program can tell. */
import { TerraformProvider, Token } from "cdktf";
import type { Account } from "../access";
import { isUnknown } from "../access/unknown";
import { partitionFacts } from "../iam/partition";

/** A provider, and the account that it is for. */
export interface ProviderOfAccount {
  /** Where in the props the provider is, such as `targetAccounts[0].provider`. */
  readonly path: string;
  readonly provider: TerraformProvider | undefined;
  readonly account: Account;
}

/**
 * Checks providers against their accounts.
 *
 * @param otherProblems what is wrong with the providers besides
 * @throws Error with every problem, one a line
 */
export function requireProviders(
  constructPath: string,
  providers: readonly ProviderOfAccount[],
  otherProblems: readonly string[] = [],
): void {
  const problems = [...otherProblems];
  const first = new Map<TerraformProvider, ProviderOfAccount>();
  for (const { path, provider, account } of providers) {
    if (!TerraformProvider.isTerraformProvider(provider)) {
      problems.push(
        `${path}  ${provider === undefined ? "is missing" : "is not a provider"}; every account needs a provider of its own`,
      );
      continue;
    }
    const other = first.get(provider);
    if (other && other.account.id !== account.id)
      problems.push(
        `${path}  is the provider of ${other.path} too, and a provider works in one account; make one for each account`,
      );
    first.set(provider, other ?? { path, provider, account });
    problems.push(...wrongAccount(provider, account).map((problem) => `${path}  ${problem}`));
  }
  if (problems.length > 0)
    throw new Error([`${constructPath}: the props are not valid`, ...problems].join("\n  "));
}

/** The settings of the AWS provider that tell where it leads. */
interface AwsProviderSettings {
  readonly allowedAccountIds?: readonly string[];
  readonly forbiddenAccountIds?: readonly string[];
  readonly region?: string;
}

function wrongAccount(provider: TerraformProvider, { id, partition }: Account): string[] {
  const { region, allowedAccountIds, forbiddenAccountIds } = provider as AwsProviderSettings;
  const allowed = knownItems(allowedAccountIds);
  const forbidden = knownItems(forbiddenAccountIds);
  const problems: string[] = [];
  if (!isUnknown(id) && allowed && !allowed.includes(id))
    problems.push(`is for account ${allowed.join(", ")} (allowedAccountIds), and this account is ${id}`);
  if (!isUnknown(id) && forbidden?.includes(id))
    problems.push(`never works in account ${id} (forbiddenAccountIds), and this is that account`);
  if (isKnown(region) && !partitionFacts(partition).regionPrefix.test(region))
    problems.push(
      `works in region ${region}, which is not in partition ${partition}; set the partition or the provider's region`,
    );
  return problems;
}

/** The one account that a provider is guarded for, if the program knows it. */
export function guardedAccount(provider: TerraformProvider): string | undefined {
  const [id, ...others] = knownItems((provider as AwsProviderSettings).allowedAccountIds) ?? [];
  return others.length === 0 ? id : undefined;
}

/** A list without a token. */
function knownItems(list: readonly string[] | undefined): readonly string[] | undefined {
  return list && !Token.isUnresolved(list) && list.every(isKnown) ? list : undefined;
}

function isKnown(text: string | undefined): text is string {
  return text !== undefined && !Token.isUnresolved(text);
}
