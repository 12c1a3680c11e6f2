/** docs/api.md, and the docstrings that it is made from. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Api, readApi } from "./api";

let api: Api;
beforeAll(() => {
  api = readApi();
});

test("the API reference is that of the sources (if not: npm run generate)", () => {
  expect(readFileSync(join(__dirname, "../../docs/api.md"), "utf8")).toBe(api.page);
});

test("every link in a docstring leads to an export", () => {
  expect(api.brokenLinks).toEqual([]);
});

test("every export, property, parameter object and method has a docstring", () => {
  expect(api.undocumented).toEqual([]);
});

test("every type that an export mentions is exported too", () => {
  expect(api.notExported).toEqual([]);
});
