const { default: Sequencer } = require("@jest/test-sequencer");

/** Jest starts large files first, where it does not know how long they took. These take long for their size, or the longest. */
const first = [
  "live/import/round-trip",
  "reports/difference.properties",
  "cli/output-folder",
  "cli/checkout",
  "handshake/chains",
  "e2e/walks/walks",
  "e2e/import",
  "packaged/docs",
];

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => first.findIndex((part) => path.includes(`/__tests__/${part}.`)) >>> 0;
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
