/** Rules about accounts, their partition and their region. */
import { partitionFacts } from "../../iam/partition";
import { each } from "../each";
import { isUnknown } from "../unknown";
import { errorRule } from "./rule";

export const duplicateAccount = errorRule("duplicate-account", function* ({ declaration }) {
  const names = new Map<string, unknown>();
  for (const { path, value: id } of each(declaration, "targetAccounts.*.id")) {
    const other = names.get(id);
    const message = `is the id of target account "${other}" already; list each account once`;
    if (other !== undefined) yield { path, message, data: { id, other } };
    names.set(id, path[1]);
  }
});

export const regionOfAnotherPartition = errorRule(
  "region-of-another-partition",
  function* ({ declaration: { partition = "aws", region = "" }, isReadable }) {
    const { regionPrefix, defaultRegion } = partitionFacts(partition);
    if (region === "" || regionPrefix.test(region) || isUnknown(region) || !isReadable(["partition"])) return;
    const message = `"${region}" is not a region of the partition ${partition}; its default is ${defaultRegion}`;
    yield { path: ["region"], message, data: { region, partition } };
  },
);
