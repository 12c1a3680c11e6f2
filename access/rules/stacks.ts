/** Rules about Terraform stacks. */
import { entriesOf, type Readable } from "../readable";
import type { AccessFile } from "../schema";
import { identityStack, organizationStack, stackOf, stacksOf } from "../stacks";
import { errorRule, ofAccess, warningRule } from "./rule";

/** The stack of each account, and where it is declared: by the account's `stack`, otherwise by its name. */
function stacksIn(declaration: Readable<AccessFile>) {
  return entriesOf(declaration.targetAccounts).map(([name, { stack, movedFrom }]) => {
    const path = ["targetAccounts", name];
    const at = stack === undefined ? { path, aboutKey: true } : { path: [...path, "stack"] };
    return { stack: stackOf(declaration, name), movedFrom, path, at };
  });
}

export const stacksEqualButForCase = errorRule("stacks-equal-but-for-case", function* ({ declaration }) {
  const seen = new Map([identityStack, organizationStack].map((stack) => [stack, stack]));
  for (const { stack, at } of stacksIn(declaration)) {
    const other = seen.get(stack.toLowerCase());
    const message = `the stack "${stack}" differs from "${other}" only in upper and lower case, and so do their folders; rename one`;
    if (other !== undefined && other !== stack) yield { ...at, message, data: { stack, other } };
    if (other === undefined) seen.set(stack.toLowerCase(), stack);
  }
});

export const movedFromOwnStack = errorRule("moved-from-own-stack", function* ({ declaration, isReadable }) {
  const message = "is the stack that the account is in; name the one it was in before";
  for (const { stack, movedFrom, path } of stacksIn(declaration))
    if (movedFrom === stack && isReadable(["stacks"])) yield { path: [...path, "movedFrom"], message };
});

/** Beyond this many providers in a stack, a plan needs more memory than small runners have. */
const manyProviders = 20;
/** Measured: terraform plan over fresh accounts, each provider a process of its own. */
const megabytesPerProvider = 90;

export const manyProvidersInAStack = warningRule(
  "many-providers-in-a-stack",
  ofAccess(function* (access, { declaration, isReadable }) {
    const paths = [["stacks"], ["targetAccounts", "*", "stack"], ["roles", "*", "rollout"]];
    if (!paths.every((path) => isReadable(path))) return;
    const path = declaration.stacks === undefined ? ["targetAccounts"] : ["stacks"];
    for (const { name, identity, organization, accounts, left } of stacksOf(access)) {
      const providers = accounts.length + left.length + Number(identity) + Number(organization);
      const gigabytes = ((providers * megabytesPerProvider) / 1000 + 0.5).toFixed(1);
      const message = `the stack "${name}" has ${providers} providers, each a process: a plan takes about ${gigabytes} GB; divide the accounts with stacks: perAccount, or let AWS create the roles with rollout: stackSet`;
      if (providers > manyProviders)
        yield { path, aboutKey: true, message, data: { stack: name, providers } };
    }
  }),
);
