/** AWS's own clients, pointed at the emulator and at nothing else. */
import { Agent } from "node:http";
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, type Credentials, STSClient } from "@aws-sdk/client-sts";
import { iamArn } from "../iam/arn";
import type { Partition } from "../iam/partition";
import { quietAboutNode } from "../live/aws";

quietAboutNode();

/** Credentials of a user, or of a session of a role. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What came of a request. */
export type Outcome = "allowed" | "access denied" | `error: ${string}`;

export class EmulatedAws {
  /** The emulator closes each connection anyway; none is kept that a test would wait for. */
  private readonly agent = new Agent({ keepAlive: false, maxSockets: 16 });
  private readonly sessions = new Map<string, Promise<Keys>>();
  /** A caller tries many roles. */
  private readonly callers = new Map<string, STSClient>();

  constructor(
    readonly endpoint: string,
    readonly partition: Partition,
    readonly region: string,
  ) {}

  iam(keys: Keys): IAMClient {
    return new IAMClient(this.configuration(keys));
  }

  sts(keys: Keys): STSClient {
    const client = this.callers.get(keys.accessKeyId) ?? new STSClient(this.configuration(keys));
    this.callers.set(keys.accessKeyId, client);
    return client;
  }

  s3(keys: Keys): S3Client {
    return new S3Client({ ...this.configuration(keys), forcePathStyle: true });
  }

  ec2(keys: Keys): EC2Client {
    return new EC2Client(this.configuration(keys));
  }

  /**
   * Credentials that may do anything in an account, as long as IAM enforcement is off: the emulator makes an account when
   * a role in it is assumed, and the role need not exist.
   */
  inside(accountId: string): Promise<Keys> {
    let session = this.sessions.get(accountId);
    if (!session) {
      const nobody = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "unknown" };
      session = this.assume(nobody, iamArn(this.partition, accountId, "role", "sandbox"), {
        sessionName: "sandbox",
      });
      this.sessions.set(accountId, session);
    }
    return session;
  }

  /** A session of a role. */
  async assume(
    keys: Keys,
    roleArn: string,
    { sessionName, externalId }: { readonly sessionName: string; readonly externalId?: string },
  ): Promise<Keys> {
    const { Credentials } = await this.sts(keys).send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName, ExternalId: externalId }),
    );
    return keysOf(Credentials);
  }

  private configuration(credentials: Keys) {
    return {
      endpoint: this.endpoint,
      region: this.region,
      // A copy: the clients write into it.
      credentials: { ...credentials },
      maxAttempts: 2,
      requestHandler: { httpAgent: this.agent },
    };
  }
}

function keysOf(credentials: Credentials | undefined): Keys {
  const { AccessKeyId, SecretAccessKey, SessionToken } = credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey) throw new Error("the emulator gave a session without credentials");
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** The names that AWS's services have for a refusal. */
const refusals = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"];

/** Whether a request is let through. Any failure but a refusal is an error: it shows nothing about access. */
export async function outcomeOf(request: Promise<unknown>): Promise<Outcome> {
  try {
    await request;
    return "allowed";
  } catch (failure) {
    const { name, message } = failure as Error;
    return refusals.includes(name) ? "access denied" : `error: ${name}: ${message}`;
  }
}
