/** Unit tests: need Node only, and run on the TypeScript sources, so that no build can be stale. */
module.exports = {
  // Jest leaves one core to its own process, which only waits.
  maxWorkers: "100%",
  testEnvironment: "node",
  // No test is about time: on a busy machine they take as long as they take.
  testTimeout: 120_000,
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/__tests__/e2e/", "/__tests__/packaged/"],
  // Jest looks up each global name of its sandbox by a callback, unless the name is injected: a fifth to a half of all time.
  sandboxInjectedGlobals: ["Array", "JSON", "Map", "Math", "Object", "RegExp", "Set"],
  testSequencer: "<rootDir>/jest.sequencer.js",
  setupFiles: ["<rootDir>/__tests__/support/seed.ts"],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
};
