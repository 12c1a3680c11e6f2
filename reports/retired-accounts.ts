import type { Access } from "../access";

/** Says which target accounts are retired and what to do with their entries; `undefined` if none is. */
export function retiredAccountsText({ targetAccounts }: Access): string | undefined {
  const retired = targetAccounts.filter((account) => account.retired).map(({ name }) => name);
  if (retired.length === 0) return undefined;
  return `Retired: ${retired.join(", ")}. After the next apply, delete ${retired.length === 1 ? "the entry" : "the entries"} from the file.`;
}
