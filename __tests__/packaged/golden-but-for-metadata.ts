/**
 * Stands for ../support/golden where the unit tests run on another framework than the golden files were made with: what
 * the framework says of itself may differ, and nothing else.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** `"//": { "metadata": { "backend": ..., "stackName": ..., "version": "0.21.0" } }`, at the top of a stack. */
function withoutFrameworkVersion(text: string): string {
  return text.replace(/("stackName": "[^"]*",\s*"version": )"[\w.-]+"/g, '$1"*"');
}

export function expectGolden(name: string, text: string): void {
  expect(withoutFrameworkVersion(text)).toBe(
    withoutFrameworkVersion(readFileSync(join(__dirname, "../golden", name), "utf8")),
  );
}

export function expectGoldenJson(name: string, value: unknown): void {
  expectGolden(name, `${JSON.stringify(value, null, 2)}\n`);
}
