/** Tests of what is published: they pack the package and install it from the npm registry, so they need the network. */
module.exports = {
  ...require("./jest.config.js"),
  roots: ["<rootDir>/__tests__/packaged"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 600_000,
};
