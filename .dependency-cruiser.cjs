/** The direction of imports: cli, main -> constructs, reports, live -> access -> iam. */
const framework = "^node_modules/(cdktf|@cdktf|constructs|cdktn|@cdktn)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "iam-imports-nothing-of-ours",
      comment:
        "iam/ is IAM's own language: pure functions that know neither the access file nor the framework.",
      severity: "error",
      from: { path: "^iam/" },
      to: {
        path: ["^(access|constructs|reports|live|cli|sandbox|bench|scripts)/", "^main\\.ts$", framework],
      },
    },
    {
      name: "access-imports-only-iam",
      comment: "access/ is what is declared: plain data, no framework.",
      severity: "error",
      from: { path: "^access/" },
      to: { path: ["^(constructs|reports|live|cli|sandbox|bench|scripts)/", "^main\\.ts$", framework] },
    },
    {
      name: "access-touches-nothing-outside",
      comment:
        "access/ is data and pure functions. Of Node.js it uses only the parsers of IP addresses and of paths.",
      severity: "error",
      from: { path: "^access/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(net|path)$" },
    },
    {
      name: "constructs-import-only-access-and-iam",
      severity: "error",
      from: { path: "^constructs/" },
      to: { path: ["^(reports|live|cli|sandbox|bench|scripts)/", "^main\\.ts$"] },
    },
    {
      name: "constructs-touch-nothing-outside",
      comment:
        "Constructs read no file, no environment variable, no network: side effects live in cli/, main.ts and sandbox/.",
      severity: "error",
      from: { path: "^(iam|constructs|reports)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "reports-import-only-access-and-iam",
      severity: "error",
      from: { path: "^reports/" },
      to: { path: ["^(constructs|live|cli|sandbox|bench|scripts)/", "^main\\.ts$", framework] },
    },
    {
      name: "live-imports-only-access-and-iam",
      comment: "live/ is what is there: the only folder that talks to AWS.",
      severity: "error",
      from: { path: "^live/" },
      to: { path: ["^(constructs|reports|cli|sandbox|bench|scripts)/", "^main\\.ts$", framework] },
    },
    {
      name: "page-script-knows-no-model",
      comment:
        "The page's script runs in the browser, and is built into reports/page/assets.json. It has the data of the page, and shares functions that make text.",
      severity: "error",
      from: { path: "^reports/page/browser/" },
      to: {
        pathNot:
          "^(reports/(page/(browser/|page-data-format\\.ts$)|clients/(config-text|sign-in)\\.ts$|csv-line\\.ts$)|access/printable\\.ts$)",
      },
    },
    {
      name: "page-script-is-built-not-imported",
      comment: "It is a TypeScript project of its own, with the types of the browser. Tests may import it.",
      severity: "error",
      from: { pathNot: "^(reports/page/browser|__tests__)/" },
      to: { path: "^reports/page/browser/" },
    },
    {
      name: "cli-knows-no-sandbox",
      comment:
        "The sandbox, the benchmark and the scripts are not shipped; what is shipped cannot need them.",
      severity: "error",
      from: { path: "^(cli/|main\\.ts$)" },
      to: { path: "^(sandbox|bench|scripts)/" },
    },
    {
      name: "provider-by-deep-path-only",
      comment: "The provider's root loads some 3 s and 500 MB; import @cdktf/provider-aws/lib/<resource>.",
      severity: "error",
      from: { pathNot: "^node_modules/" },
      to: { path: "^node_modules/@cdkt[fn]/provider-aws/lib/index\\.(js|d\\.ts)$" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: {
      path: "^(lib|__tests__/packaged/consumer|examples/library|cdktf\\.out|node_modules/(?!cdktf|@cdktf|constructs))/",
    },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "types"] },
  },
};
