/**
 * IAM's refusals that the emulator lacks: a server in front of the emulator that asks it for the state of things, and answers as
 * IAM would. Everything else passes through unchanged.
 *
 * Not refused here is what the emulator refuses itself: deleting a role with policies or an instance profile.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  GetGroupCommand,
  GetLoginProfileCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListGroups,
  paginateListPolicies,
  paginateListRoles,
  paginateListUsers,
  UpdateGroupCommand,
} from "@aws-sdk/client-iam";
import { parseIamArn } from "../iam/arn";
import { type PolicyDocument, toList } from "../iam/policy-document";
import type { EmulatedAws } from "./emulated-aws";

/** Statuses of errors. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/ (Errors of each action, and Common Errors) */
const statuses = {
  AccessDenied: 403,
  DeleteConflict: 409,
  EntityAlreadyExists: 409,
  MalformedPolicyDocument: 400,
} as const;

interface Refusal {
  readonly code: keyof typeof statuses;
  readonly message: string;
}

/** A request to the IAM API that reached AWS. */
export interface IamRequest {
  /** `CreateRole` */
  readonly action: string;
  readonly parameters: URLSearchParams;
}

/** What a test does before and after the emulator gets a request. */
export interface Watch {
  before?: (request: IamRequest) => Promise<void> | void;
  /** The emulator has done it, and the caller has no answer yet. */
  after?: (request: IamRequest) => Promise<void> | void;
}

/** IAM's refusals in front of an emulator. IAM enforcement is off while Terraform, or anybody, changes something through it. */
export class IamRefusals {
  /** Called for each IAM request. */
  watch: Watch = {};
  /** Ids of accounts whose roles cannot be assumed. */
  readonly unreachable = new Set<string>();

  private constructor(
    private readonly server: Server,
    private readonly aws: EmulatedAws,
  ) {}

  static async start(aws: EmulatedAws): Promise<IamRefusals> {
    const server = createServer();
    const front = new IamRefusals(server, aws);
    server.on("request", (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const body = Buffer.concat(chunks);
        const { method = "GET", url = "/", headers } = incoming;
        front.answer({ method, url, headers, body }).then(
          (answer) => outgoing.writeHead(answer.status, answer.headers).end(answer.body),
          // The caller went away, or the emulator ended.
          () => outgoing.destroy(),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return front;
  }

  /** Its address: to be used instead of the emulator's. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(asked: Asked): Promise<Answer> {
    const role = new URLSearchParams(asked.body.toString("utf8")).get("RoleArn");
    if (role && this.unreachable.has(parseIamArn(role)?.accountId ?? ""))
      return answerOf({
        code: "AccessDenied",
        message: `not authorized to perform: sts:AssumeRole on resource: ${role}`,
      });
    const asks = iamRequest(asked);
    if (!asks) return forward(this.aws.endpoint, asked);
    if (asks.action === "ListServiceSpecificCredentials") return noCredentials;
    await this.watch.before?.(asks);
    const iam = this.aws.iam(keysOf(asked.headers));
    const refusal = await refusalOf(asks, this.aws, iam);
    const answer = refusal
      ? answerOf(refusal)
      : await forward(this.aws.endpoint, await understood(asked, asks, iam));
    await this.watch.after?.(asks);
    return answer;
  }
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | string;
}

const xml = { "content-type": "text/xml" };

function iamRequest({ headers, body }: Asked): IamRequest | undefined {
  if (!/Credential=[^/]+\/\d+\/[^/]+\/iam\//.test(headers.authorization ?? "")) return undefined;
  const parameters = new URLSearchParams(body.toString("utf8"));
  return { action: parameters.get("Action") ?? "", parameters };
}

/** The caller. The emulator tells the account by the key, and checks no secret while IAM enforcement is off. */
function keysOf(headers: IncomingHttpHeaders) {
  const token = headers["x-amz-security-token"];
  return {
    accessKeyId: /Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "",
    secretAccessKey: "unknown",
    sessionToken: Array.isArray(token) ? token[0] : token,
  };
}

function forward(endpoint: string, { method, url, headers, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(url, endpoint), { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode ?? 502,
          headers: incoming.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function answerOf({ code, message }: Refusal): Answer {
  const text = message.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  return {
    status: statuses[code],
    headers: xml,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  };
}

/** The emulator does not know the call, which Terraform makes before it deletes a user with `force_destroy`. */
const noCredentials: Answer = {
  status: 200,
  headers: xml,
  body: "<ListServiceSpecificCredentialsResponse><ListServiceSpecificCredentialsResult><ServiceSpecificCredentials/></ListServiceSpecificCredentialsResult></ListServiceSpecificCredentialsResponse>",
};

/** The emulator takes a group's own name for another's, where Terraform changes the path only: it gets a third name between. */
async function understood(asked: Asked, { action, parameters }: IamRequest, iam: IAMClient): Promise<Asked> {
  const name = parameters.get("GroupName");
  if (action !== "UpdateGroup" || name === null || parameters.get("NewGroupName") !== name) return asked;
  const between = `${name}-${randomUUID()}`;
  const NewPath = parameters.get("NewPath") ?? undefined;
  await iam.send(new UpdateGroupCommand({ GroupName: name, NewGroupName: between, NewPath }));
  const body = new URLSearchParams(parameters);
  body.set("GroupName", between);
  const sent = Buffer.from(body.toString());
  return { ...asked, body: sent, headers: { ...asked.headers, "content-length": String(sent.length) } };
}

async function refusalOf(
  { action, parameters }: IamRequest,
  aws: EmulatedAws,
  iam: IAMClient,
): Promise<Refusal | undefined> {
  const value = (name: string) => parameters.get(name) ?? "";
  switch (action) {
    case "DeleteUser":
      return conflict(await hangingOnUser(iam, value("UserName")));
    case "DeleteGroup":
      return conflict(await hangingOnGroup(iam, value("GroupName")));
    case "DeletePolicy":
      return (await isInUse(iam, value("PolicyArn")))
        ? { code: "DeleteConflict", message: "Cannot delete a policy attached to entities." }
        : undefined;
    case "CreateUser":
      return taken("User", value("UserName"), await userNames(iam));
    case "UpdateUser":
      return taken("User", value("NewUserName"), without(value("UserName"), await userNames(iam)));
    case "CreateGroup":
      return taken("Group", value("GroupName"), await groupNames(iam));
    case "UpdateGroup":
      return taken("Group", value("NewGroupName"), without(value("GroupName"), await groupNames(iam)));
    case "CreatePolicy":
      return taken("Policy", value("PolicyName"), await policyNames(iam));
    case "CreateRole":
      return (
        taken("Role", value("RoleName"), await roleNames(iam)) ??
        (await unknownPrincipal(aws, value("AssumeRolePolicyDocument")))
      );
    case "UpdateAssumeRolePolicy":
      return unknownPrincipal(aws, value("PolicyDocument"));
    default:
      return undefined;
  }
}

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html (what has to be removed before) */
async function hangingOnUser(iam: IAMClient, UserName: string): Promise<string | undefined> {
  const groups = await unlessMissing(iam.send(new ListGroupsForUserCommand({ UserName })));
  if (groups?.Groups?.length) return "must remove users from group first";
  if (await unlessMissing(iam.send(new GetLoginProfileCommand({ UserName }))))
    return "must delete login profile first";
  const keys = await unlessMissing(iam.send(new ListAccessKeysCommand({ UserName })));
  if (keys?.AccessKeyMetadata?.length) return "must delete access keys first";
  const devices = await unlessMissing(iam.send(new ListMFADevicesCommand({ UserName })));
  if (devices?.MFADevices?.length) return "must delete MFA device first";
  const ssh = await unlessMissing(iam.send(new ListSSHPublicKeysCommand({ UserName })));
  const certificates = await unlessMissing(iam.send(new ListSigningCertificatesCommand({ UserName })));
  if (ssh?.SSHPublicKeys?.length || certificates?.Certificates?.length)
    return "must remove referenced objects first";
  return undefined;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html */
async function hangingOnGroup(iam: IAMClient, GroupName: string): Promise<string | undefined> {
  const group = await unlessMissing(iam.send(new GetGroupCommand({ GroupName })));
  if (group?.Users?.length) return "must remove users from group first";
  const attached = await unlessMissing(iam.send(new ListAttachedGroupPoliciesCommand({ GroupName })));
  if (attached?.AttachedPolicies?.length) return "must detach all policies first";
  const inline = await unlessMissing(iam.send(new ListGroupPoliciesCommand({ GroupName })));
  if (inline?.PolicyNames?.length) return "must delete policies first";
  return undefined;
}

/**
 * Whether a policy is attached, or a permissions boundary.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
 */
async function isInUse(client: IAMClient, policyArn: string): Promise<boolean> {
  for await (const page of paginateGetAccountAuthorizationDetails({ client }, {})) {
    const { UserDetailList = [], RoleDetailList = [], GroupDetailList = [] } = page;
    const withBoundary = [...UserDetailList, ...RoleDetailList];
    const attached = [...withBoundary, ...GroupDetailList].flatMap(
      ({ AttachedManagedPolicies = [] }) => AttachedManagedPolicies,
    );
    if (attached.some(({ PolicyArn }) => PolicyArn === policyArn)) return true;
    if (withBoundary.some((one) => one.PermissionsBoundary?.PermissionsBoundaryArn === policyArn))
      return true;
  }
  return false;
}

function conflict(reason: string | undefined): Refusal | undefined {
  return reason === undefined
    ? undefined
    : { code: "DeleteConflict", message: `Cannot delete entity, ${reason}.` };
}

/**
 * Names of users, groups, roles and policies are unique in an account, whatever their case.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (IAM name requirements)
 */
function taken(kind: string, name: string, names: readonly string[]): Refusal | undefined {
  if (!names.some((other) => isSame(other, name))) return undefined;
  return { code: "EntityAlreadyExists", message: `${kind} with name ${name} already exists.` };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function without(name: string, names: readonly string[]): string[] {
  return names.filter((other) => !isSame(other, name));
}

async function userNames(client: IAMClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { Users } of paginateListUsers({ client }, {}))
    names.push(...(Users ?? []).map(({ UserName = "" }) => UserName));
  return names;
}

async function groupNames(client: IAMClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { Groups } of paginateListGroups({ client }, {}))
    names.push(...(Groups ?? []).map(({ GroupName = "" }) => GroupName));
  return names;
}

async function roleNames(client: IAMClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { Roles } of paginateListRoles({ client }, {}))
    names.push(...(Roles ?? []).map(({ RoleName = "" }) => RoleName));
  return names;
}

async function policyNames(client: IAMClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { Policies } of paginateListPolicies({ client }, { Scope: "Local" }))
    names.push(...(Policies ?? []).map(({ PolicyName = "" }) => PolicyName));
  return names;
}

/**
 * A user or role that a trust policy names exists: IAM keeps its unique id.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
async function unknownPrincipal(aws: EmulatedAws, document: string): Promise<Refusal | undefined> {
  const { Statement } = JSON.parse(document) as PolicyDocument;
  const principals = toList(Statement).flatMap(({ Principal }) =>
    toList(Principal === "*" ? undefined : Principal?.AWS),
  );
  for (const principal of principals) {
    const arn = parseIamArn(principal);
    if (arn?.resource !== "user" && arn?.resource !== "role") continue;
    const iam = aws.iam(await aws.inside(arn.accountId));
    const found =
      arn.resource === "user"
        ? (await unlessMissing(iam.send(new GetUserCommand({ UserName: arn.name }))))?.User
        : (await unlessMissing(iam.send(new GetRoleCommand({ RoleName: arn.name }))))?.Role;
    if (found?.Arn !== principal)
      return {
        code: "MalformedPolicyDocument",
        message: `Invalid principal in policy: "AWS":"${principal}"`,
      };
  }
  return undefined;
}

async function unlessMissing<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked;
  } catch (failure) {
    if ((failure as Error).name.startsWith("NoSuchEntity")) return undefined;
    throw failure;
  }
}
