/** Tests of what is published: they pack the package and install it from the npm registry, so they need the network. */
module.exports = {
  ...require("./jest.config.js"),
  roots: ["<rootDir>/__tests__/packaged"],
  // Each takes a core and some gigabytes: Terraform starts two processes of its provider for each account.
  maxWorkers: 2,
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/__tests__/packaged/setup.ts",
  globalTeardown: "<rootDir>/__tests__/packaged/teardown.ts",
  testTimeout: 600_000,
};
