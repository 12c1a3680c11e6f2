/** Loaded into each measured process before its program: tells `measure.ts` at the end, on descriptor 3, what it has used. */
import { writeSync } from "node:fs";

process.on("exit", () => {
  writeSync(3, JSON.stringify(process.resourceUsage()));
});
