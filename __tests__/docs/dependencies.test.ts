import * as manifest from "../../package.json";
import { textOf } from "../support/markdown";

const manifestOf = (name: string) => JSON.parse(textOf(`node_modules/${name}/package.json`));

/** The rows of the tables of docs/dependencies.md: package, and what stands in the second and third column. */
const rows = new Map(
  [...textOf("docs/dependencies.md").matchAll(/^\| `([^`]+)` +\| ([^|]+?) +\| ([^|]+?) +\|/gm)].map(
    ([, name = "", licence, third]) => [name, { licence, third }] as const,
  ),
);
const dependencies = Object.keys(manifest.dependencies);
const peers = Object.entries(manifest.peerDependencies);

test("every dependency that is shipped is listed with its reason, and nothing else is", () => {
  expect([...rows.keys()].sort()).toEqual([...dependencies, ...peers.map(([name]) => name)].sort());
});

test.each([...rows])("the licence of %s is the listed one", (name, { licence }) => {
  expect(manifestOf(name).license).toBe(licence);
});

test.each(dependencies)("%s is permissive, and brings nothing else", (name) => {
  const { license, dependencies = {} } = manifestOf(name);
  expect(["MIT", "ISC", "Apache-2.0", "BSD-3-Clause"]).toContain(license);
  expect(dependencies).toEqual({});
});

test.each(peers)("the range of the peer %s is the listed one", (name, range) => {
  expect(rows.get(name)?.third).toBe(range);
});

test("nothing of the framework is among the dependencies", () => {
  expect(dependencies.filter((name) => /cdkt|^constructs$/.test(name))).toEqual([]);
});
