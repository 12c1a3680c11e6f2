/** Where the command finds what is deployed, and how long it warns. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { type Ran, runCli, temporaryFolder } from "../support/cli";
import { git } from "../support/git";

type Mapping = Record<string, unknown>;

const before: Mapping = {
  deployWith: { role: "Deploy" },
  identityAccount: { id: "111111111111" },
  targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333" } },
  roles: { Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"] } },
  users: { alex: { canAssume: ["Reader"] } },
};
const dropped: Mapping = { ...before, targetAccounts: { dev: { id: "222222222222" } } };
const retired: Mapping = {
  ...before,
  targetAccounts: { dev: { id: "222222222222" }, prod: { id: "333333333333", retired: true } },
};

function write(folder: string, path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), path.endsWith(".yaml") ? stringify(content) : JSON.stringify(content));
}

async function synth(folder: string, declared: Mapping, ...args: string[]): Promise<Ran> {
  write(folder, "access.yaml", declared);
  return runCli(["synth", ...args], { cwd: folder });
}

/** A project whose file was synthesized. */
async function project(declared: Mapping = before): Promise<string> {
  const folder = temporaryFolder();
  await synth(folder, declared);
  return folder;
}

/** The state of a stack with Reader in some accounts, as Terraform writes it to a file. */
function stateFile(...accounts: string[]): object {
  const ids: Record<string, string> = { dev: "222222222222", prod: "333333333333" };
  return {
    version: 4,
    resources: accounts.map((name) => ({
      mode: "managed",
      type: "aws_iam_role",
      name: `${name}__Reader`,
      instances: [
        { attributes: { name: "Reader", path: "/", arn: `arn:aws:iam::${ids[name]}:role/Reader` } },
      ],
    })),
  };
}

/** The same, as `terraform show -json` shows it. */
function shownState(...accounts: string[]): object {
  const { resources } = stateFile(...accounts) as { resources: { instances: { attributes: object }[] }[] };
  return {
    format_version: "1.0",
    values: {
      root_module: {
        resources: resources.map(({ instances, ...rest }) => ({ ...rest, values: instances[0]?.attributes })),
      },
    },
  };
}

const gone = /targetAccounts {2}warning: the account 333333333333 \("prod"\) .* \[account-gone\]/;

test("an experiment that was never deployed warns of nothing", async () => {
  const folder = await project();
  expect((await synth(folder, dropped)).stderr).not.toMatch(gone);
});

describe("with the state beside the output", () => {
  test("an account that is dropped is warned of, until the state no longer has its roles", async () => {
    const folder = await project();
    write(folder, "terraform.access.tfstate", stateFile("dev", "prod"));
    for (const _time of [1, 2]) expect((await synth(folder, dropped)).stderr).toMatch(gone);
    write(folder, "terraform.access.tfstate", stateFile("dev"));
    expect((await synth(folder, dropped)).stderr).not.toMatch(gone);
  });

  test("so is one that is retired and dropped with no apply between", async () => {
    const folder = await project();
    write(folder, "terraform.access.tfstate", stateFile("dev", "prod"));
    expect((await synth(folder, retired)).stderr).not.toMatch(gone);
    expect((await synth(folder, dropped)).stderr).toMatch(gone);
  });

  test("also in a folder of the local backend's own, and with check", async () => {
    const backend = { local: { directory: "states" } };
    const folder = await project({ ...before, backend });
    write(folder, "states/terraform.access.tfstate", stateFile("dev", "prod"));
    expect((await synth(folder, { ...dropped, backend })).stderr).toMatch(gone);
    expect((await runCli(["check"], { cwd: folder })).stderr).toMatch(gone);
    expect((await runCli(["check", "--strict"], { cwd: folder })).status).toBe(1);
  });
});

describe("with the output under git", () => {
  const commit = (folder: string) => {
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message", "x");
  };

  test("a change is compared with what is committed, at every synth", async () => {
    const folder = await project();
    git(folder, "init", "--quiet");
    commit(folder);
    for (const _time of [1, 2]) expect((await synth(folder, dropped)).stderr).toMatch(gone);
    expect((await synth(folder, retired)).stderr).not.toMatch(gone);
  });

  test("with several stacks and an access file elsewhere in the repository", async () => {
    const root = temporaryFolder();
    const folder = join(root, "team");
    mkdirSync(folder);
    await synth(folder, { ...before, stacks: "perAccount" });
    git(root, "init", "--quiet");
    commit(root);
    const { stderr } = await synth(folder, { ...dropped, stacks: "perAccount" });
    expect(stderr).toMatch(gone);
    expect(stderr).toMatch(/prod: \{ id: "333333333333", retired: true \}/);
  });

  test("the committed file itself is not compared with its own output, which may not be applied yet", async () => {
    const adopted = { ...before, roles: { Reader: { targetAccounts: "*", adopt: true } } };
    const folder = await project(adopted);
    git(folder, "init", "--quiet");
    commit(folder);
    expect((await synth(folder, adopted)).stderr).not.toContain("[adopt-left]");
    const added = { ...(before.targetAccounts as Mapping), test: { id: "444444444444" } };
    expect((await synth(folder, { ...adopted, targetAccounts: added })).stderr).toMatch(
      /in dev, prod, but not in test; .*\[adopt-left\]/,
    );
  });
});

describe("with a remote backend", () => {
  const s3 = { bucket: "acme-terraform", region: "eu-central-1", keyPrefix: "access/" };
  const backend = { s3 };

  /** What `terraform init` leaves. */
  const initialize = (folder: string) =>
    write(folder, "cdktf.out/stacks/access/.terraform/terraform.tfstate", { version: 3 });

  test("the last output counts once Terraform was initialized there, until the warning is resolved", async () => {
    const folder = await project({ ...before, backend });
    expect((await synth(folder, { ...dropped, backend })).stderr).not.toMatch(gone);
    await synth(folder, { ...before, backend });
    initialize(folder);
    for (const _time of [1, 2]) expect((await synth(folder, { ...dropped, backend })).stderr).toMatch(gone);
    const kept = join(folder, "cdktf.out/access/deployed.json");
    expect(existsSync(kept)).toBe(true);
    expect((await runCli(["synth", "--check"], { cwd: folder })).status).toBe(0);

    expect((await synth(folder, { ...retired, backend })).stderr).not.toMatch(gone);
    expect(existsSync(kept)).toBe(false);
    // The retired account was applied.
    expect((await synth(folder, { ...dropped, backend })).stderr).not.toMatch(gone);
  });

  test("it also remembers the stack whose folder went with the account", async () => {
    const perAccount = { stacks: "perAccount", backend };
    const folder = await project({ ...before, ...perAccount });
    for (const stack of ["access", "dev", "prod"])
      write(folder, `cdktf.out/stacks/${stack}/.terraform/terraform.tfstate`, { version: 3 });
    for (const _time of [1, 2])
      expect((await synth(folder, { ...dropped, ...perAccount })).stderr).toMatch(gone);
    expect(existsSync(join(folder, "cdktf.out/stacks/prod"))).toBe(false);
  });

  test.each([
    ["another key", { s3: { ...s3, keyPrefix: "other/" } }],
    ["another bucket", { s3: { ...s3, bucket: "acme-other" } }],
    ["a local file", undefined],
    ["HCP Terraform", { cloud: { organization: "acme" } }],
  ])("the output of a deployment with its state elsewhere does not count: %s", async (_where, other) => {
    const folder = await project({ ...before, backend });
    initialize(folder);
    expect((await synth(folder, { ...dropped, ...(other && { backend: other }) })).stderr).not.toMatch(gone);
  });

  test("HCP Terraform keeps states in workspaces", async () => {
    const cloud = { backend: { cloud: { organization: "acme", workspacePrefix: "access-" } } };
    const folder = await project({ ...before, ...cloud });
    initialize(folder);
    expect((await synth(folder, { ...dropped, ...cloud })).stderr).toMatch(gone);
  });
});

describe("with --state", () => {
  test.each([
    ["the result of terraform show -json", "access.json", shownState("dev", "prod")],
    ["a state file", "terraform.access.tfstate", stateFile("dev", "prod")],
  ])("%s is compared with, and nothing else", async (_what, name, state) => {
    const folder = await project();
    write(folder, `states/${name}`, state);
    write(folder, "terraform.access.tfstate", stateFile("dev"));
    for (const path of ["states", `states/${name}`])
      expect((await synth(folder, dropped, "--state", path)).stderr).toMatch(gone);
    expect((await synth(folder, dropped)).stderr).not.toMatch(gone);
    expect((await runCli(["check", "--state", "states"], { cwd: folder })).stderr).toMatch(gone);
  });

  test("diff says what the new file would do to it, and no other warning", async () => {
    const folder = temporaryFolder();
    write(folder, "old.yaml", before);
    write(folder, "new.yaml", dropped);
    write(folder, "access.json", shownState("dev", "prod"));
    const ran = await runCli(["diff", "old.yaml", "new.yaml", "--state", "access.json"], { cwd: folder });
    expect(ran.stderr.trim().split("\n")).toEqual([expect.stringMatching(gone)]);
    expect((await runCli(["diff", "old.yaml", "new.yaml"], { cwd: folder })).stderr).toBe("");
  });

  test.each([
    ["is not there", undefined, /--state: .*state\.json/],
    [
      "is a plan",
      { format_version: "1.2", planned_values: {} },
      /state\.json is not a Terraform state; write it with: .*show -json/,
    ],
  ])("a file that %s is refused", async (_what, content, says) => {
    const folder = await project();
    const output = readFileSync(join(folder, "cdktf.out/stacks/access/cdk.tf.json"), "utf8");
    if (content) write(folder, "state.json", content);
    const { status, stderr } = await synth(folder, dropped, "--state", "state.json");
    expect(status).toBe(1);
    expect(stderr).toMatch(says);
    expect(readFileSync(join(folder, "cdktf.out/stacks/access/cdk.tf.json"), "utf8")).toBe(output);
  });

  test("a folder without states is refused", async () => {
    const folder = await project();
    rmSync(join(folder, "states"), { recursive: true, force: true });
    mkdirSync(join(folder, "states"));
    expect((await synth(folder, dropped, "--state", "states")).stderr).toMatch(
      /states holds no file <stack>\.json/,
    );
  });

  test("does not go with --module, whose addresses are those of the caller", async () => {
    const folder = await project();
    expect((await synth(folder, dropped, "--module", "--state", "states")).status).toBe(2);
  });
});
