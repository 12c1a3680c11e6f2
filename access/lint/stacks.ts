/** Rules about what Terraform has to bear. */
import { stacksOf } from "../stacks";
import type { LintRule } from "./rule";

/** Beyond this many providers in a stack, a plan needs more memory than small runners have. */
const manyProviders = 20;
/** Measured: terraform plan over fresh accounts, each provider a process of its own. */
const megabytesPerProvider = 90;

export const manyProvidersInAStack: LintRule = {
  id: "many-providers-in-a-stack",
  severity: "warning",
  *check({ access, file }) {
    for (const { name, identity, organization, accounts, left } of stacksOf(access)) {
      const providers = accounts.length + left.length + Number(identity) + Number(organization);
      if (providers > manyProviders)
        yield {
          path: file.stacks === undefined ? ["targetAccounts"] : ["stacks"],
          aboutKey: true,
          message: `the stack "${name}" has ${providers} providers, each a process: a plan takes about ${((providers * megabytesPerProvider) / 1000 + 0.5).toFixed(1)} GB; spread the accounts with stacks: perAccount, or let AWS do it with rollout: stackSet`,
        };
    }
  },
};
