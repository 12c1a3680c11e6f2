/**
 * The unit tests of what is synthesized, on CDK Terrain, the living fork of CDKTF: the others do not load the framework, or load it
 * in another process. CDKTN_MODULES: a node_modules folder with cdktn,
 * @cdktn/provider-aws and constructs; `npm run test:package -- cdktn` makes one.
 */
const modules = process.env.CDKTN_MODULES;
if (!modules) throw new Error("CDKTN_MODULES is not set; run `npm run test:package -- cdktn`");

module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["**/__tests__/{constructs,handshake,main}/**/*.test.ts"],
  moduleNameMapper: {
    "/support/golden$": "<rootDir>/__tests__/packaged/golden-but-for-metadata.ts",
    "^cdktf(/.*)?$": `${modules}/cdktn$1`,
    "^@cdktf/provider-aws/(.*)$": `${modules}/@cdktn/provider-aws/$1`,
    "^constructs(/.*)?$": `${modules}/constructs$1`,
  },
};
