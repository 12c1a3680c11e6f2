/** An output is that of one synth, whatever ends the synth or goes wrong. */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { replaceOutput } from "../../cli/output-folder";
import { bundle } from "../support/bundle";
import { runCli, temporaryFolder } from "../support/cli";

/** The module itself, whose functions can be replaced. */
const fs = jest.requireActual<typeof import("node:fs")>("node:fs");

type Files = Readonly<Record<string, string>>;

const before: Files = {
  "manifest.json": "before",
  "access/access.json": "before",
  "access/clients/kim": "before",
  "stacks/access/cdk.tf.json": "before",
  "stacks/gone/cdk.tf.json": "before",
  "stacks/kept/cdk.tf.json": "before",
};
const after: Files = {
  "manifest.json": "after",
  "access/access.json": "after",
  "stacks/access/cdk.tf.json": "after",
  "stacks/kept/cdk.tf.json": "after",
  "stacks/new/cdk.tf.json": "after",
};
/** What Terraform keeps in the folder of a stack. */
const terraforms: Files = {
  "stacks/kept/.terraform/providers/aws": "provider",
  "stacks/kept/.terraform.lock.hcl": "lock",
  "stacks/kept/errored.tfstate": "state",
};

function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function filesIn(folder: string): Files {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}

/** The output as a reader sees it: without the hidden folders of a synth that is under way or was killed. */
function outputIn(folder: string): Files {
  return Object.fromEntries(
    Object.entries(filesIn(folder)).filter(([path]) => !/^\.(synth|stacks)-/.test(path)),
  );
}

function outputWith(files: Files): string {
  const folder = join(temporaryFolder(), "out");
  write(folder, files);
  return folder;
}

/** The message and the exit status of a synth that fails. */
function failureOf(output: string, files: Files = after): string {
  try {
    replaceOutput(output, (folder) => write(folder, files));
  } catch (failure) {
    const { status, message } = failure as Error & { status?: number };
    return `${status}: ${message}`;
  }
  return "no failure";
}

function failureOfSystem(message: string): Error {
  return Object.assign(new Error(message), { code: message.split(":")[0], syscall: "write" });
}

test("replaces the output, and leaves what Terraform keeps in the folder of a stack", () => {
  const output = outputWith({ ...before, ...terraforms });
  replaceOutput(output, (folder) => write(folder, after));
  expect(filesIn(output)).toEqual({ ...after, ...terraforms });
  expect(readdirSync(join(output, "stacks")).sort()).toEqual(["access", "kept", "new"]);
});

describe("under stacks, what no synth wrote", () => {
  const foreign = ["override.tf", "more.tf.json", "extra.tofu", "extra.tofu.json"];

  test.each(foreign)("is removed where Terraform would read it: %s", (name) => {
    const output = outputWith({ ...before, [`stacks/${name}`]: "", [`stacks/kept/${name}`]: "" });
    replaceOutput(output, (folder) => write(folder, after));
    expect(filesIn(output)).toEqual(after);
  });

  test.each(foreign)("fails the check: %s", async (name) => {
    const cwd = temporaryFolder();
    cpSync(join(__dirname, "../../access.yaml"), join(cwd, "access.yaml"));
    await runCli(["synth"], { cwd });
    write(cwd, { [`cdktf.out/stacks/access/${name}`]: "{}" });
    mkdirSync(join(cwd, "cdktf.out/stacks/empty"));
    const { status, stdout } = await runCli(["synth", "--check"], { cwd });
    expect([status, stdout]).toEqual([
      1,
      `extra: cdktf.out/stacks/access/${name}\nextra: cdktf.out/stacks/empty\n`,
    ]);
  });

  test("stays where Terraform would not read it", () => {
    const notes = { "stacks/README.md": "", "stacks/kept/plan.out": "", "stacks/kept/modules/a/main.tf": "" };
    const output = outputWith({ ...before, ...notes });
    replaceOutput(output, (folder) => write(folder, after));
    expect(filesIn(output)).toEqual({ ...after, ...notes });
  });
});

describe("the folder of a stack that is no longer declared", () => {
  test("goes with what terraform init makes again, so that a loop over the stacks does not find it", () => {
    const output = outputWith({
      ...before,
      "stacks/gone/.terraform/providers/aws": "",
      "stacks/gone/.terraform.lock.hcl": "",
    });
    mkdirSync(join(output, "stacks/empty"));
    replaceOutput(output, (folder) => write(folder, after));
    expect(readdirSync(join(output, "stacks")).sort()).toEqual(["access", "kept", "new"]);
  });

  test.each(["terraform.tfstate", "errored.tfstate", "terraform.tfstate.d/a", "plan.out"])(
    "stops the synth when it holds %s",
    (file) => {
      const files = { ...before, [`stacks/gone/${file}`]: "precious" };
      const output = outputWith(files);
      expect(failureOf(output)).toBe(
        `1: error: the access file no longer declares the stack "gone", but ${output}/stacks/gone holds files that a synth does not delete: ${file.split("/")[0]}; move or delete them, then run the synth again`,
      );
      expect(filesIn(output)).toEqual(files);
    },
  );

  test("stays empty where CDKTF's command runs the synth: it deletes the folder itself, and fails if it is gone", () => {
    const output = outputWith(before);
    process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS = "true";
    try {
      replaceOutput(output, (folder) => write(folder, after));
    } finally {
      delete process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS;
    }
    expect(readdirSync(join(output, "stacks/gone"))).toEqual([]);
    expect(filesIn(output)).toEqual(after);
  });
});

test("a project in a folder of that name is not deleted", () => {
  const project = { "stacks/network/main.tf": "mine" };
  const output = outputWith(project);
  expect(failureOf(output)).toMatch(
    /^1: .*out\/stacks holds Terraform configuration that no synth wrote, such as network\/main\.tf, .*--output/,
  );
  expect(filesIn(output)).toEqual(project);
});

describe("where a synth cannot write", () => {
  test("a file is not overwritten", () => {
    const output = join(temporaryFolder(), "out");
    writeFileSync(output, "mine");
    expect(failureOf(output)).toBe(
      `1: error: ${output} is a file; name a folder with --output, or delete the file`,
    );
    expect(readFileSync(output, "utf8")).toBe("mine");
  });

  test.each([true, false])("a symbolic link is not followed (to a folder that exists: %s)", (exists) => {
    const folder = temporaryFolder();
    if (exists) mkdirSync(join(folder, "elsewhere"));
    symlinkSync("elsewhere", join(folder, "out"));
    expect(failureOf(join(folder, "out"))).toMatch(
      /^1: .*out is a symbolic link, .* with --output: elsewhere$/,
    );
    expect(readdirSync(folder).sort()).toEqual(exists ? ["elsewhere", "out"] : ["out"]);
  });

  test("a link in the place of a stack is replaced, and what it leads to stays", () => {
    const output = outputWith({ ...before, "../mine/main.tf": "mine" });
    rmSync(join(output, "stacks/kept"), { recursive: true });
    symlinkSync("../../mine", join(output, "stacks/kept"));
    replaceOutput(output, (folder) => write(folder, after));
    expect(filesIn(output)).toEqual(after);
    expect(readFileSync(join(output, "../mine/main.tf"), "utf8")).toBe("mine");
  });

  test.each(["", "stacks", "stacks/kept", "stacks/gone"])(
    "a read-only folder is left as it is: out/%s",
    (path) => {
      const output = outputWith(before);
      const owner = 65_534;
      const all = [
        output,
        ...readdirSync(output, { recursive: true, encoding: "utf8" }).map((name) => join(output, name)),
      ];
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) for (const file of [dirname(output), ...all]) fs.chownSync(file, owner, owner);
      chmodSync(join(output, path), 0o555);
      // Nothing is read-only to root.
      if (isRoot) process.seteuid?.(owner);
      let failure: string;
      try {
        failure = failureOf(output);
      } finally {
        if (isRoot) process.seteuid?.(0);
        chmodSync(join(output, path), 0o755);
      }
      expect(failure).toMatch(
        /^3: .*out cannot be written, and is unchanged: EACCES: permission denied.*; give yourself write permission, or name another folder with --output, then run the synth again$/,
      );
      expect(filesIn(output)).toEqual(before);
    },
  );

  test("a first synth that fails leaves no folder", () => {
    const output = join(temporaryFolder(), "out");
    const { mkdtempSync } = fs;
    fs.mkdtempSync = () => {
      throw failureOfSystem("EROFS: read-only file system");
    };
    try {
      expect(failureOf(output)).toMatch(/^3: .*EROFS.*; name another folder with --output, then/);
    } finally {
      fs.mkdtempSync = mkdtempSync;
    }
    expect(existsSync(output)).toBe(false);
  });

  test("a failure at any call of the file system leaves the old output", () => {
    const { mkdirSync, mkdtempSync, readdirSync, renameSync, writeFileSync } = fs;
    const real = { mkdirSync, mkdtempSync, readdirSync, renameSync, writeFileSync };
    let failed = 0;
    for (let call = 1; ; call++) {
      const output = outputWith({ ...before, ...terraforms });
      let count = 0;
      for (const [name, work] of Object.entries(real) as [string, (...args: unknown[]) => unknown][])
        Object.assign(fs, {
          [name]: (...args: unknown[]) => {
            if (++count === call) throw failureOfSystem("ENOSPC: no space left on device");
            return work(...args);
          },
        });
      let failure: string;
      try {
        failure = failureOf(output);
      } finally {
        Object.assign(fs, real);
      }
      if (failure === "no failure") break;
      failed++;
      expect(failure).toBe(
        `3: error: ${output} cannot be written, and is unchanged: ENOSPC: no space left on device; free space on the disk, then run the synth again`,
      );
      expect([call, filesIn(output)]).toEqual([call, { ...before, ...terraforms }]);
    }
    expect(failed).toBeGreaterThan(30);
  });
});

/** A process that replaces an output, and kills itself at a call of the file system. */
function replaceAndKill(script: string, output: string, call: number): { killed: boolean } {
  const program = `
    const fs = require("node:fs");
    let count = 0;
    for (const name of ["mkdirSync", "mkdtempSync", "renameSync", "rmSync", "rmdirSync", "writeFileSync"]) {
      const real = fs[name];
      fs[name] = (...args) => {
        if (++count === ${call}) process.kill(process.pid, "SIGKILL");
        return real(...args);
      };
    }
    const { replaceOutput } = require(${JSON.stringify(script)});
    replaceOutput(${JSON.stringify(output)}, (folder) => {
      for (const [path, text] of Object.entries(${JSON.stringify(after)})) {
        fs.mkdirSync(require("node:path").dirname(folder + "/" + path), { recursive: true });
        fs.writeFileSync(folder + "/" + path, text);
      }
    });`;
  const { status, signal, stderr } = spawnSync(process.execPath, ["-e", program], { encoding: "utf8" });
  if (status !== 0 && signal !== "SIGKILL") throw new Error(stderr);
  return { killed: signal === "SIGKILL" };
}

test("a synth that is killed leaves the old output, the new one, or no stacks, and the next synth completes it", () => {
  const script = bundle("cli/output-folder.ts", temporaryFolder());
  const seen = { old: 0, new: 0, none: 0 };
  for (let call = 1; ; call++) {
    const output = outputWith({ ...before, ...terraforms });
    if (!replaceAndKill(script, output, call).killed) break;
    const left = outputIn(output);
    if (existsSync(join(output, "stacks"))) {
      const isOld = left["manifest.json"] === "before";
      expect([call, left]).toEqual([call, { ...(isOld ? before : after), ...terraforms }]);
      seen[isOld ? "old" : "new"]++;
    } else seen.none++;
    replaceOutput(output, (folder) => write(folder, after));
    expect([call, filesIn(output)]).toEqual([call, { ...after, ...terraforms }]);
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3);
}, 600_000);

describe.each(["cli/main.ts", "main.ts"])("a process of %s", (program) => {
  let script: string;
  beforeAll(() => {
    script = bundle(program, temporaryFolder());
  });

  /** An access file with a role in many accounts, each with a stack; `sessions` is in every stack and report. */
  function accessFile(folder: string, name: string, sessions: string): string {
    const file = join(folder, name);
    const accounts = Array.from({ length: 20 }, (_, index) => `account-${index}`);
    writeFileSync(
      file,
      stringify({
        stacks: "perAccount",
        deployWith: { role: "Deployer" },
        identityAccount: { id: "111111111111" },
        targetAccounts: Object.fromEntries(
          accounts.map((account, index) => [account, { id: `${200000000000 + index}` }]),
        ),
        roles: {
          Reader: { targetAccounts: "*", managedPolicies: ["ReadOnlyAccess"], maxSessionDuration: sessions },
        },
        users: { alex: { canAssume: ["Reader"] } },
      }),
    );
    return file;
  }

  /** The call of a synth; the app takes file and folder from the environment, as CDKTF's command names them. */
  const call = (file: string) => [
    ...["env", "CDKTF_OUTDIR=out", `ACCESS_FILE=${file}`, process.execPath, script],
    ...(program === "main.ts" ? [] : ["synth"]),
  ];
  const run = (cwd: string, [command = "", ...args]: readonly string[]) =>
    spawnSync(command, args, { cwd, encoding: "utf8" });
  const start = (cwd: string, [command = "", ...args]: readonly string[]) =>
    spawn(command, args, { cwd, stdio: "ignore" });

  /** The sessions of all files of an output: more than one where outputs of two synths are mixed. */
  function sessionsIn(folder: string): Set<string> {
    const texts = Object.entries(outputIn(join(folder, "out"))).filter(([path]) => path !== "manifest.json");
    expect(texts.filter(([path]) => path.startsWith("stacks/"))).toHaveLength(21);
    return new Set(
      texts.flatMap(([, text]) =>
        [...text.matchAll(/max_?session_?duration(?:Seconds)?": (\d+)/gi)].map(
          ([, seconds]) => seconds ?? "",
        ),
      ),
    );
  }

  test("two synths at once leave the output of one of them", async () => {
    for (let round = 0; round < 2; round++) {
      const cwd = temporaryFolder();
      const files = ["1h", "2h"].map((sessions) => accessFile(cwd, `${sessions}.yaml`, sessions));
      if (round > 0) run(cwd, call(files[0] ?? ""));
      const ended = await Promise.all(
        files.map(
          (file) =>
            new Promise((resolve) => {
              start(cwd, call(file)).on("exit", (status, signal) => resolve(signal ?? status));
            }),
        ),
      );
      expect(ended).toEqual([0, 0]);
      expect(sessionsIn(cwd).size).toBe(1);
      expect(readdirSync(join(cwd, "out")).sort()).toEqual(["access", "manifest.json", "stacks"]);
    }
  }, 600_000);

  test("a synth that is killed at a random moment leaves a whole output", async () => {
    const cwd = temporaryFolder();
    const [one, other] = ["1h", "2h"].map((sessions) => accessFile(cwd, `${sessions}.yaml`, sessions));
    if (!one || !other) throw new Error("two files");
    const synth = (file: string) => run(cwd, call(file));
    const begin = performance.now();
    expect(synth(one).status).toBe(0);
    const duration = performance.now() - begin;
    // A few moments only: a kill at each call of the file system is tried above, and the full disk below shows that nothing is
    // written past that.
    for (let kill = 0; kill < 3; kill++) {
      const [changed, seconds] = kill % 2 === 0 ? [other, "7200"] : [one, "3600"];
      const killed = start(cwd, call(changed));
      setTimeout(() => killed.kill("SIGKILL"), Math.random() * duration);
      await new Promise((resolve) => killed.on("exit", resolve));
      if (existsSync(join(cwd, "out/stacks"))) expect(sessionsIn(cwd).size).toBe(1);
      expect(synth(changed).status).toBe(0);
      expect(sessionsIn(cwd)).toEqual(new Set([seconds]));
    }
  }, 600_000);

  test("a full disk leaves the old output, and the message says so", () => {
    const cwd = temporaryFolder();
    const [old, changed] = ["1h", "2h"].map((sessions) => accessFile(cwd, `${sessions}.yaml`, sessions));
    if (!old || !changed) throw new Error("two files");
    run(cwd, call(old));
    // No file may be larger than 16 blocks of 1 KiB: some of the output fits, and some does not.
    const limited = run(cwd, ["bash", "-c", 'ulimit -f 16; exec "$@"', "bash", ...call(changed)]);
    expect([limited.status, limited.stderr]).toEqual([
      3,
      expect.stringMatching(/out cannot be written, and is unchanged: EFBIG.*, then run the synth again\n$/),
    ]);
    expect(sessionsIn(cwd)).toEqual(new Set(["3600"]));
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["access", "manifest.json", "stacks"]);
  });
});

test("a module is not written over a file either", async () => {
  const cwd = temporaryFolder();
  cpSync(join(__dirname, "../../access.yaml"), join(cwd, "access.yaml"));
  writeFileSync(join(cwd, "out"), "mine");
  const { status, stderr } = await runCli(["synth", "--module", "--output", "out"], { cwd });
  expect([status, stderr.split("\n").at(-2)]).toEqual([
    1,
    "error: out is a file; name a folder with --output, or delete the file",
  ]);
});
