/**
 * A synth, as `cdktf synth` runs it, that tells at its end what computing and packing the grants took of it: user and
 * system time in seconds, in the file that GRANTS_FILE names.
 */
import { writeFileSync } from "node:fs";
import * as grants from "../access/grant-policies";

let microseconds = 0;
const { grantPolicies } = grants;
Object.assign(grants, {
  grantPolicies: (...args: Parameters<typeof grantPolicies>) => {
    const before = process.cpuUsage();
    try {
      return grantPolicies(...args);
    } finally {
      const { user, system } = process.cpuUsage(before);
      microseconds += user + system;
    }
  },
});
process.on("exit", () => writeFileSync(process.env.GRANTS_FILE ?? "", String(microseconds / 1e6)));

require("../main");
