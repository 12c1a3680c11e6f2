/**
 * The command as a process of its own over the stand-in; prints what it took as the last line of standard error. As the main
 * module, `cli/main` runs the command line.
 */
import "../../../cli/main";
import { type Calls, standIn } from "./transport";

/** What a run took. */
export interface Taken extends Calls {
  readonly status: number;
  /** Peak memory of the process. */
  readonly megabytes: number;
  /** Processor time. */
  readonly cpuSeconds: number;
  readonly seconds: number;
}

const calls = standIn(Number(process.env.ACCOUNTS));
process.on("exit", (status) => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const taken: Taken = {
    ...calls,
    status,
    megabytes: Math.round((maxRSS * 1024) / 1e6),
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    seconds: performance.now() / 1000,
  };
  process.stderr.write(`\n${JSON.stringify(taken)}\n`);
});
