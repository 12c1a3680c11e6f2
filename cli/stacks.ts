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

/** Adds the stacks of an access to an app: each with its backend, which is no matter of the constructs. */
export function addStacks(app: App, access: Access): void {
  withoutStackTraces(() => {
    for (const stack of stacksOf(access))
      addBackend(new SelfContainedStack(app, stack.name, access, stack), access.backend ?? {});
  });
}

/** A stack as they are here: it refers to no other, for none needs another's state. */
class SelfContainedStack extends AccessStack {
  /** Resolves every element an additional time, and finds nothing: it looks for references to other stacks. */
  override prepareStack(): void {}
}

/**
 * CDKTF writes down a stack trace for every reference, for messages of its own. For thousands of roles that is a tenth of
 * the time. Errors have theirs nonetheless: it is written when somebody reads it.
 */
function withoutStackTraces(make: () => void): void {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => "";
  try {
    make();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

function addBackend(stack: TerraformStack, { s3, cloud, local }: Backend): void {
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
