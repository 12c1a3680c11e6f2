import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { addStacks, synthesizeStacks } from "../../cli/stacks";
import { temporaryFolder } from "../support/cli";
import { accessOf } from "../support/stack";

const access = accessOf({
  stacks: "perAccount",
  identityAccount: { id: "111111111111" },
  deployWith: { role: "OrganizationAccountAccessRole" },
  organization: {
    id: "o-a1b2c3d4e5",
    accountId: "999900001111",
    organizationalUnits: ["ou-ab12-cdefgh34"],
  },
  targetAccounts: {
    a: { id: "200000000001" },
    b: { id: "200000000002", stack: "other", movedFrom: "b" },
    c: { id: "200000000003" },
  },
  roles: {
    Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] },
    Viewer: { targetAccounts: ["a", "c"], rollout: "stackSet", managedPolicies: ["ViewOnlyAccess"] },
  },
  users: { alex: { canAssume: ["Reader", "Viewer"], consoleAccess: true } },
});

function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]),
  );
}

test("stacks that are synthesized one after the other are what they are when all are made before", () => {
  const [oneByOne, together] = [temporaryFolder(), temporaryFolder()];
  synthesizeStacks(new App({ outdir: oneByOne }), access);
  const app = new App({ outdir: together });
  expect([...addStacks(app, access)].map(({ node }) => node.id)).toEqual([
    "access",
    "a",
    "b",
    "c",
    "organization",
    "other",
  ]);
  app.synth();
  expect(filesIn(oneByOne)).toEqual(filesIn(together));
  expect(Object.keys(filesIn(oneByOne))).toHaveLength(7);
});

test("text of a backend cannot be an expression: Terraform has no escape there", () => {
  for (const bucket of ["a${var.x}", "%{ if true }b%{ endif }", "${TfToken[TOKEN.0]}"])
    expect(() =>
      synthesizeStacks(new App({ outdir: temporaryFolder() }), {
        ...access,
        backend: { s3: { bucket, region: "us-east-1" } },
      }),
    ).toThrow(/^error: backend\.s3\.bucket: /);
});

test("no stack is kept after it is written: ten thousand would not fit into memory", () => {
  const app = new App({ outdir: temporaryFolder() });
  synthesizeStacks(app, access);
  expect(app.node.findAll()).toEqual([app]);
});
