/** End-to-end tests: real Terraform on an emulated AWS on this machine. */
module.exports = {
  ...require("./jest.config.js"),
  // Each takes a core and some gigabytes: Terraform starts two processes of its provider for each account.
  maxWorkers: 2,
  testPathIgnorePatterns: ["/node_modules/"],
  testMatch: ["**/__tests__/e2e/**/*.test.ts"],
  testTimeout: 600_000,
};
