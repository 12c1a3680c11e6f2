import {
  type App,
  CloudBackend,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  type TerraformStack,
} from "cdktf";
import { type Access, type Backend, stacksOf } from "../access";
import { AccessStack } from "../constructs";
import { isPlain } from "../constructs/text";
import { Exit, exitStatus } from "./exit";
import { progress } from "./terminal";

/** Adds the stacks of an access to an app, one when it is asked for: each with its backend, which the constructs do not know. */
export function* addStacks(app: App, access: Access): Generator<TerraformStack> {
  const parts = stacksOf(access);
  const done = progress("stacks made", parts.length);
  for (const [index, part] of parts.entries()) {
    done(index);
    const stack = new AccessStack(app, part.name, { access, stack: part });
    addBackend(stack, access.backend ?? {});
    yield stack;
  }
  done(parts.length);
}

/**
 * Synthesizes the stacks of an access. One is made, written and emptied before the next is made, so that ten thousand take
 * the memory of the largest. The framework would first resolve everything an additional time, in search of references to
 * other stacks; there are none, for no stack needs another's state.
 */
export function synthesizeStacks(app: App, access: Access): void {
  const { outdir, skipValidation, manifest } = app;
  for (const stack of addStacks(app, access)) {
    stack.synthesizer.synthesize({ outdir, skipValidation, manifest });
    // The framework never forgets a reference, and with it the stack that it is from.
    for (const { node } of stack.node.children) stack.node.tryRemoveChild(node.id);
    app.node.tryRemoveChild(stack.node.id);
  }
  // Nothing is left to synthesize but the list of the stacks.
  app.synth();
}

/**
 * Terraform takes the text of a backend in JSON as it is, OpenTofu (since 1.8) as a template. Text that means something else
 * to one of them has no form for both.
 *
 * Source: https://opentofu.org/docs/v1.8/intro/whats-new/ (early evaluation)
 */
function requirePlainText(backend: Backend): void {
  for (const [kind, settings] of Object.entries(backend))
    for (const [key, value] of Object.entries(settings))
      if (typeof value === "string" && !isPlain(value))
        throw new Exit(
          exitStatus.wrongInput,
          `backend.${kind}.${key}: Terraform or OpenTofu would read a part of this text as an expression; write it without "\${" and "%{"`,
        );
}

function addBackend(stack: TerraformStack, backend: Backend): void {
  requirePlainText(backend);
  const { s3, cloud, local } = backend;
  const name = stack.node.id;
  if (s3) {
    const { keyPrefix, useLockfile, encrypt, roleArn, ...rest } = s3;
    new S3Backend(stack, { ...rest, key: `${keyPrefix ?? ""}${name}.tfstate`, encrypt: encrypt ?? true });
    // Newer than the framework. https://developer.hashicorp.com/terraform/language/backend/s3
    stack.addOverride("terraform.backend.s3.use_lockfile", useLockfile ?? true);
    if (roleArn !== undefined) stack.addOverride("terraform.backend.s3.assume_role", { role_arn: roleArn });
  } else if (cloud) {
    const { organization, hostname, project, workspacePrefix } = cloud;
    new CloudBackend(stack, {
      organization,
      hostname,
      workspaces: new NamedCloudWorkspace(`${workspacePrefix ?? ""}${name}`, project),
    });
  } else {
    // Beside the output folder, where CDKTF too would keep it, but as seen from the stack's own folder: an absolute path
    // would be this machine's, and inside the output folder the state would go with it.
    const directory = local?.directory === undefined ? "" : `${local.directory.replace(/\/+$/, "")}/`;
    new LocalBackend(stack, { path: `../../../${directory}terraform.${name}.tfstate` });
  }
}
