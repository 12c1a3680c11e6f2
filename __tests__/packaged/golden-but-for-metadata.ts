/**
 * Stands for ../support/golden where the unit tests run on another framework than the golden files were made with: what
 * the framework says of itself may differ, and nothing else.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The version in `"//": { "metadata": { "backend": ..., "stackName": ..., "version": "0.21.0" } }`, at the top of a stack, and
 * whether an empty list is written on one line or on two. A string in JSON has no line break, so no text changes.
 */
function withoutFrameworkMarks(text: string): string {
  return text.replace(/("stackName": "[^"]*",\s*"version": )"[\w.-]+"/g, '$1"*"').replace(/\[\n\s*\]/g, "[]");
}

export function expectGolden(name: string, text: string): void {
  expect(withoutFrameworkMarks(text)).toBe(
    withoutFrameworkMarks(readFileSync(join(__dirname, "../golden", name), "utf8")),
  );
}

export function expectGoldenJson(name: string, value: unknown): void {
  expectGolden(name, `${JSON.stringify(value, null, 2)}\n`);
}
