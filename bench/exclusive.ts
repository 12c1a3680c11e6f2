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
      progress(`deploying two of ${accounts + 1} stacks, exclusive and not`);
      const measured = [
        ...(await deployed(workbench, organization, true)),
        ...(await deployed(workbench, organization, false)),
      ];
      signal.throwIfAborted();
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

interface DeployedStack extends PlanRuns {
  readonly folder: string;
  readonly runs: PlanRun[];
}

/**
 * Deploys the stacks that are planned, in new accounts. The emulator loses one answer in a thousand under load: Terraform then asks
 * again, and finds what it has made itself. So there are more tries.
 */
async function deployed(
  workbench: Workbench,
  organization: Organization,
  exclusive: boolean,
  tries = 4,
): Promise<DeployedStack[]> {
  const own = elsewhere(organization, workbench.newAccountIds(organization.accounts.length + 1));
  const [account] = own.accounts;
  if (!account) throw new Error("an organization needs an account");
  const stacks = await workbench.synth(accessFile(own, "perAccount", exclusive));
  const measured = [
    { of: "a target account", folder: join(stacks, account.name) },
    { of: "the identity account", folder: join(stacks, "access") },
  ] as const;
  await workbench.warm([own.identityAccountId, account.id]);
  await workbench.init(measured.map(({ folder }) => folder));
  try {
    for (const { folder } of measured) await workbench.apply(folder);
  } catch (failure) {
    if (tries === 1 || !/EntityAlreadyExists/.test(String(failure))) throw failure;
    return deployed(workbench, organization, exclusive, tries - 1);
  }
  return measured.map((made) => ({ ...made, exclusive, runs: [] }));
}

/** The same in other accounts. */
function elsewhere(
  { accounts, ...rest }: Organization,
  [identityAccountId = "", ...ids]: readonly string[],
): Organization {
  return {
    ...rest,
    identityAccountId,
    accounts: accounts.map((account, index) => ({ ...account, id: ids[index] as string })),
  };
}

async function planned(workbench: Workbench, folder: string): Promise<PlanRun> {
  const before = workbench.calls();
  const watched = await workbench.watched(() => workbench.plan(folder));
  return { ...watched, calls: workbench.calls() - before };
}
