/**
 * The unit tests on CDK Terrain, the living fork of CDKTF. CDKTN_MODULES: a node_modules folder with cdktn,
 * @cdktn/provider-aws and constructs; `npm run test:cdktn` makes one.
 */
const modules = process.env.CDKTN_MODULES;
if (!modules) throw new Error("CDKTN_MODULES is not set; run `npm run test:cdktn`");

module.exports = {
  ...require("./jest.config.js"),
  moduleNameMapper: {
    "/support/golden$": "<rootDir>/__tests__/packaged/golden-but-for-metadata.ts",
    "^cdktf(/.*)?$": `${modules}/cdktn$1`,
    "^@cdktf/provider-aws/(.*)$": `${modules}/@cdktn/provider-aws/$1`,
    "^constructs(/.*)?$": `${modules}/constructs$1`,
  },
};
