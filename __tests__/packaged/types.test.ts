/** The package's types, as a TypeScript project in CommonJS and its editor see them. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Editor, moduleSystems } from "./editor";
import { installed, published, removeFolders, root, run } from "./folder";

const ours = "node_modules/cdktf-aws-cross-account-roles/";
const program = "every-prop.ts";

let folder: string;
beforeAll(() => {
  folder = installed(["cdktf@0.21.0", "@cdktf/provider-aws@21.22.1", "constructs@10.7.2", "@types/node@20"]);
  cpSync(join(__dirname, "consumer", program), join(folder, program));
});
afterAll(removeFolders);

describe.each(Object.entries(moduleSystems))("with module %s", (_name, options) => {
  test("a program that uses every prop compiles", () => {
    expect(new Editor(folder, program, { ...options, skipLibCheck: true }).errors()).toEqual([]);
  });

  test("it compiles when the declarations of packages are checked too", () => {
    expect(new Editor(folder, program, { ...options, skipLibCheck: false }).errors()).toEqual([]);
  });
});

describe("in the editor", () => {
  let editor: Editor;
  beforeAll(() => {
    editor = new Editor(folder, program, { ...moduleSystems.node16, skipLibCheck: true });
  });

  test("every prop, and every other name of the package, shows its documentation", () => {
    const uses = editor.uses(ours);
    expect(uses.length).toBeGreaterThan(150);
    expect(uses.filter(({ documentation }) => documentation === "").map(({ name }) => name)).toEqual([]);
  });

  test("the program uses every prop and every member of the constructs, and every key of an access file", () => {
    const declared = new Map([
      ...editor.members(`${ours}lib/constructs/index.d.ts`, (file) => file.includes("/lib/constructs/")),
      ...editor.members(`${ours}lib/access/declaration.d.ts`, () => true),
    ]);
    for (const { declaredAt } of editor.uses(ours)) declared.delete(declaredAt);
    expect([...declared.values()]).toEqual([]);
  });
});

test("publint and Are The Types Wrong find nothing in the tarball", () => {
  const script = join(__dirname, "check-tarball.mjs");
  expect(JSON.parse(run("node", [script, published().tarball], { cwd: root }))).toEqual({
    types: [],
    package: [],
  });
});
