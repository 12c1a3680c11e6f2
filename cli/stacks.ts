import { type App, LocalBackend } from "cdktf";
import type { Access } from "../access";
import { AccessStack } from "../constructs";

/** Adds the stacks of an access to an app: each with its backend, which is no matter of the constructs. */
export function addStacks(app: App, access: Access): void {
  const stack = new AccessStack(app, "access", access);
  // Beside the output folder, where CDKTF too would keep it, but as seen from the stack's own folder: an absolute path
  // would be this machine's, and inside the output folder the state would go with it.
  new LocalBackend(stack, { path: `../../../terraform.${stack.node.id}.tfstate` });
}
