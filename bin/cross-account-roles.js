#!/usr/bin/env node
// In the published package lib/ is built. In a checkout it is built here first, so that it is never stale.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { spawnSync } = require("node:child_process");

const root = join(__dirname, "..");
if (existsSync(join(root, "tsconfig.json"))) {
  const compiler = require.resolve("typescript/package.json", { paths: [root] });
  const built = spawnSync(process.execPath, [join(compiler, "../bin/tsc"), "-p", root], {
    stdio: ["ignore", 2, 2],
  });
  if (built.status !== 0) process.exit(3);
}
require("../lib/cli/main.js")
  .run(process.argv.slice(2))
  .then((status) => {
    process.exitCode = status;
  });
