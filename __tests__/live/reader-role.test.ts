/** The templates of the role to read with allow exactly the calls that are made with it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as iam from "@aws-sdk/client-iam";
import * as organizations from "@aws-sdk/client-organizations";
import { parse } from "yaml";
import { allowanceFor } from "../../iam/effective-permissions";
import { contentOf } from "../../iam/role-policy";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** What the role needs no permission for: everybody may ask for their own identity, and the role to assume says who may. */
const notByTheRole = ["AssumeRole", "GetCallerIdentity"];
/** What `doctor` tries with the credentials that Terraform has: the bucket of the state. */
const byTerraform = ["ListObjectsV2"];

/** The calls of the AWS SDK in the reader, that the role needs a permission for. */
function callsMade(): string[] {
  const calls = [...read("live/aws.ts").matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
    ([, paged, single]) => paged ?? single ?? "",
  );
  return [...new Set(calls)].filter((call) => ![...notByTheRole, ...byTerraform].includes(call)).sort();
}

/** Every action that a client of the AWS SDK can call. */
function actionsOf(service: string, client: object): { readonly action: string; readonly call: string }[] {
  return Object.keys(client).flatMap((name) => {
    const call = /^(\w+)Command$/.exec(name)?.[1];
    return call === undefined ? [] : [{ action: `${service}:${call}`, call }];
  });
}

test("of all actions of IAM and Organizations, the policy of the template allows those that are called", () => {
  const tag = { tag: "!Sub", resolve: (text: string) => text };
  const { Policies } = parse(read("examples/reader-role/reader-role.yaml"), { customTags: [tag] }).Resources
    .Auditor.Properties;
  const [{ PolicyName: name, PolicyDocument: document }] = Policies;
  expect(Policies).toHaveLength(1);
  const content = contentOf({ kind: "document", name, document });
  const policies = content ? [content] : [];
  const allowed = [...actionsOf("iam", iam), ...actionsOf("organizations", organizations)].filter(
    ({ action }) => allowanceFor({ policies }, { action, resource: "*", context: {} }),
  );
  expect(allowed.map(({ call }) => call).sort()).toEqual(callsMade());
  expect(document.Statement).toHaveLength(1);
});

test("the table says what each is needed for", () => {
  const actions = [...read("examples/reader-role/README.md").matchAll(/`(?:iam|organizations):(\w+)`/g)];
  expect(actions.map(([, action]) => action).sort()).toEqual(callsMade());
});
