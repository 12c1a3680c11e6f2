/** What others install: the packed tarball, in an empty folder, at both ends of the ranges of its peers. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder, install, installed, published, removeFolders, root, run } from "./folder";
import { expectConsumer, expectLab } from "./terraform-json";

afterAll(removeFolders);

test("the package has what is used, and nothing else", () => {
  const { files } = published();
  const expected =
    /^(package\.json|README\.md|LICENSE|access(-part|-report)?\.schema\.json|bin\/cross-account-roles\.js|examples\/pipeline\/[\w./-]+|lib\/(access|cli|constructs|iam|live|reports)\/[\w/-]+\.(js|json)|lib\/(access|constructs|iam)\/[\w/-]+\.d\.ts)$/;
  expect(files.filter((file) => !expected.test(file))).toEqual([]);
  for (const file of [
    "LICENSE",
    "access-report.schema.json",
    "access.schema.json",
    "bin/cross-account-roles.js",
    "examples/pipeline/gitlab/.gitlab-ci.yml",
    "examples/pipeline/terraform-stacks.sh",
    "lib/constructs/index.d.ts",
  ])
    expect(files).toContain(file);
  // Each compiled file has a source: nothing is left from sources that are gone.
  const sources = files
    .filter((file) => file.startsWith("lib/"))
    .map((file) => file.slice("lib/".length).replace(/(\.d\.ts|\.js)$/, ".ts"));
  expect(sources.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("the package is small", () => {
  const { files, unpackedSize } = published();
  expect(files.length).toBeLessThan(550);
  // The tables of AWS's managed policies and actions are a quarter of it.
  expect(unpackedSize).toBeLessThan(2_600_000);
});

/** TypeScript as `cdktf init` sets it up, and as a new project has it. */
const compilerOptions = {
  template: {
    ...{ target: "ES2018", lib: ["es2018"], module: "CommonJS", moduleResolution: "node" },
    ...{ strict: true, noUnusedLocals: true, noImplicitReturns: true, skipLibCheck: true },
  },
  modern: {
    ...{ target: "es2022", lib: ["es2023"], module: "nodenext" },
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
  },
};

describe.each([
  {
    end: "lower",
    peers: ["cdktf@0.21.0", "@cdktf/provider-aws@20.1.0", "constructs@10.4.2"],
    compiler: "typescript@5.4.5",
    options: compilerOptions.template,
  },
  {
    end: "upper",
    peers: ["cdktf@0.21.0", "@cdktf/provider-aws@21.22.1", "constructs@10.8.1"],
    compiler: "typescript@7.0.2",
    options: compilerOptions.modern,
  },
])("at the $end end of the peers' ranges ($peers)", ({ peers, compiler, options }) => {
  let folder: string;
  beforeAll(() => {
    folder = install([published().tarball, ...peers, compiler, "@types/node@20"]);
  });

  test("an app in strict TypeScript compiles against the declarations, and synthesizes the golden files", () => {
    cpSync(join(__dirname, "consumer/main.ts"), join(folder, "main.ts"));
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { ...options, types: ["node"] }, files: ["main.ts"] }),
    );
    run("npx", ["tsc"], { cwd: folder });
    run("node", ["main.js"], { cwd: folder });
    expectConsumer(join(folder, "out"));
  });

  test("native ES modules can import it too", () => {
    writeFileSync(
      join(folder, "main.mjs"),
      'import { CrossAccountAccess, CrossAccountRole } from "cdktf-aws-cross-account-roles";\n' +
        'import { loadAccess } from "cdktf-aws-cross-account-roles/access";\n' +
        "console.log(CrossAccountAccess.name, CrossAccountRole.name, loadAccess.name);\n",
    );
    expect(run("node", ["main.mjs"], { cwd: folder })).toBe(
      "CrossAccountAccess CrossAccountRole loadAccess\n",
    );
  });

  test("the command synthesizes what the checkout does", () => {
    cpSync(join(root, "access.yaml"), join(folder, "access.yaml"));
    const matrix = run("npx", ["cross-account-roles", "synth", "--output", "lab.out"], { cwd: folder });
    expect(matrix).toContain("CrossAccount-B");
    expectLab(join(folder, "lab.out"));
  });

  test("the schema is where editors and programs look for it", () => {
    const script =
      'console.log(require.resolve("cdktf-aws-cross-account-roles/access.schema.json"), require("cdktf-aws-cross-account-roles/package.json").version)';
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(run("node", ["-e", script], { cwd: folder })).toMatch(
      new RegExp(`access\\.schema\\.json ${version}\\n$`),
    );
    expect(run("npx", ["cross-account-roles", "--version"], { cwd: folder })).toBe(`${version}\n`);
  });
});

test("with the package alone, npm brings its peers, and the command synthesizes in an empty folder", () => {
  const folder = installed();
  cpSync(join(root, "access.yaml"), join(folder, "access.yaml"));
  run("npx", ["cross-account-roles", "synth"], { cwd: folder });
  expectLab(join(folder, "cdktf.out"));
});

test("a new project made by init is synthesized by the command, and the same by CDKTF's own", () => {
  const folder = emptyFolder();
  run("npm", ["exec", "--yes", "--package", published().tarball, "--", "cross-account-roles", "init"], {
    cwd: folder,
    input: "",
  });
  // As once it is published: the version that it asks for, from the registry.
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", published().tarball], {
    cwd: folder,
  });
  const json = join(folder, "cdktf.out/stacks/access/cdk.tf.json");
  run("npx", ["cross-account-roles", "synth"], { cwd: folder });
  const byCommand = readFileSync(json, "utf8");
  rmSync(join(folder, "cdktf.out"), { recursive: true });
  run("npx", ["cdktf", "synth"], { cwd: folder, env: { ...process.env, CHECKPOINT_DISABLE: "1" } });
  expect(readFileSync(json, "utf8")).toBe(byCommand);
});
