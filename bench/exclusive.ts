/**
 * `npm run bench -- exclusive`: what exclusive policies cost in a plan of an organization with a stack for each account. One
 * JSON document on standard output, progress on standard error.
 *
 * Two stacks are deployed and planned: that of one target account, since all have the same, and that of the identity account.
 */
import { join } from "node:path";
import { exclusiveResult, markdownTable, type PlanRun, type PlanRuns } from "./exclusive-result";
import { inOwnFolder } from "./in-own-folder";
import { Workbench, type WorkbenchOptions } from "./layouts-deployment";
import { machine, progress } from "./measure";
import { accessFile, type Organization, organizationOf } from "./organization";

const full = { accounts: 1000, users: 200, runs: 5 };
/** For a glance: less than a minute. */
const quick = { accounts: 50, users: 10, runs: 1 };

/** Measures, prints, and cleans up; returns the exit status. */
export async function exclusive(options: WorkbenchOptions): Promise<number> {
  const { accounts, users, runs } = {
    ...(options.quick ? quick : full),
    ...(options.runs && { runs: options.runs }),
  };
  const whole = organizationOf(accounts);
  const organization = { ...whole, users: whole.users.slice(0, users) };
  return inOwnFolder(async (folder, signal) => {
    const workbench = await Workbench.start(folder, signal, { managedPolicies: true });
    try {
      const measured = [
        ...(await initialized(workbench, organization, true)),
        ...(await initialized(workbench, elsewhere(organization), false)),
      ];
      progress(`deploying two of ${accounts + 1} stacks, exclusive and not`);
      // An emulator that answers many at once takes so long that Terraform asks again, and then finds what it has made itself.
      for (const { folder } of measured) await workbench.apply(folder, "-parallelism=1");
      for (let round = 1; round <= runs; round++)
        for (const { of, exclusive, folder, runs: made } of measured) {
          const run = await planned(workbench, folder);
          made.push(run);
          progress(
            `${round}/${runs}  plan, ${of}${exclusive ? ", exclusive" : ""}: ${run.calls} calls, ${run.seconds.toFixed(1)} s`,
          );
        }
      const plans = exclusiveResult(accounts, measured);
      process.stdout.write(
        `${JSON.stringify({ machine: machine(), accounts, users, runs, plans }, null, 2)}\n`,
      );
      progress(`\n${markdownTable(plans)}`);
    } finally {
      await workbench.stop();
    }
  });
}

/** The same in other accounts. */
function elsewhere({ identityAccountId, accounts, ...rest }: Organization): Organization {
  const other = (id: string) => `9${id.slice(1)}`;
  return {
    ...rest,
    identityAccountId: other(identityAccountId),
    accounts: accounts.map((account) => ({ ...account, id: other(account.id) })),
  };
}

async function initialized(
  workbench: Workbench,
  organization: Organization,
  exclusive: boolean,
): Promise<(PlanRuns & { readonly folder: string; readonly runs: PlanRun[] })[]> {
  const [account] = organization.accounts;
  if (!account) throw new Error("an organization needs an account");
  const stacks = await workbench.synth(accessFile(organization, "perAccount", exclusive));
  const measured = [
    { of: "a target account", folder: join(stacks, account.name) },
    { of: "the identity account", folder: join(stacks, "access") },
  ] as const;
  await workbench.warm([organization.identityAccountId, account.id]);
  await workbench.init(measured.map(({ folder }) => folder));
  return measured.map((made) => ({ ...made, exclusive, runs: [] }));
}

async function planned(workbench: Workbench, folder: string): Promise<PlanRun> {
  const before = workbench.calls();
  const watched = await workbench.watched(() => workbench.plan(folder));
  return { ...watched, calls: workbench.calls() - before };
}
