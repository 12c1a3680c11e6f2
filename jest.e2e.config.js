/** End-to-end tests: real Terraform on an emulated AWS on this machine. */
module.exports = {
  ...require("./jest.config.js"),
  testPathIgnorePatterns: ["/node_modules/"],
  testMatch: ["**/__tests__/e2e/**/*.test.ts"],
  testTimeout: 600_000,
};
