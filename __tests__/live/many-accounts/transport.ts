/**
 * A stand-in for the transport of the AWS SDK: answers as STS, IAM and Organizations do, page by page, and counts the calls.
 * All above it is real: the clients, their retries, and the reading of XML and JSON.
 */
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { HttpResponse } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import {
  accountEntry,
  accountId,
  accountIndex,
  identityAccountId,
  othersOf,
  people,
  rolesOf,
} from "./organization";

/** What the calls were. */
export interface Calls {
  /** All of them, also those that were throttled. */
  total: number;
  /** The most that were open at a time. */
  atOnce: number;
  /** The most that were open at a time with the credentials of one account. */
  atOnceInOneAccount: number;
  /** The most HTTP handlers that were in use and not destroyed at a time: each keeps connections open. */
  handlersAtOnce: number;
  /** Characters of all answers. */
  characters: number;
  /** Milliseconds from a throttled answer to the next try: after the first such answer to a call, and after the second. */
  readonly pauses: readonly [number[], number[]];
}

/** Every call of this number in a row is throttled, and its second try too. */
const throttledEvery = 60;
/** Items of a page; IAM may return fewer than were asked for. */
const pageSize = 25;
/** Of Organizations. Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
const accountsOfPage = 20;
/** Milliseconds. */
const latency = 3;

type Request = Parameters<NodeHttpHandler["handle"]>[0];
type Answer = readonly [status: number, body: string];

/** Puts the stand-in in place of the transport, for all clients that are made after that. */
export function standIn(accounts: number): Calls {
  const calls: Calls = {
    total: 0,
    atOnce: 0,
    atOnceInOneAccount: 0,
    handlersAtOnce: 0,
    characters: 0,
    pauses: [[], []],
  };
  const open = new Map<string, number>();
  const handlers = new Set<NodeHttpHandler>();
  // Call -> how often it was throttled, and when it was last.
  const throttled = new Map<string, { times: 1 | 2; at: number }>();
  let untilThrottled = throttledEvery;

  const mayAnswer = (call: string): boolean => {
    const before = throttled.get(call);
    if (before) {
      calls.pauses[before.times - 1]?.push(performance.now() - before.at);
      throttled.delete(call);
      if (before.times === 2) return true;
      throttled.set(call, { times: 2, at: performance.now() });
      return false;
    }
    if (--untilThrottled > 0) return true;
    untilThrottled = throttledEvery;
    throttled.set(call, { times: 1, at: performance.now() });
    return false;
  };

  NodeHttpHandler.prototype.destroy = function (this: NodeHttpHandler) {
    handlers.delete(this);
  };
  NodeHttpHandler.prototype.handle = async function (this: NodeHttpHandler, request: Request) {
    const [, id = identityAccountId] =
      /Credential=ASIA(\d{12})/.exec(request.headers.authorization ?? "") ?? [];
    handlers.add(this);
    open.set(id, (open.get(id) ?? 0) + 1);
    calls.total++;
    calls.atOnce = Math.max(
      calls.atOnce,
      [...open.values()].reduce((sum, one) => sum + one, 0),
    );
    calls.atOnceInOneAccount = Math.max(calls.atOnceInOneAccount, ...open.values());
    calls.handlersAtOnce = Math.max(calls.handlersAtOnce, handlers.size);
    await pause(latency);
    const body = typeof request.body === "string" ? request.body : new TextDecoder().decode(request.body);
    const target = request.headers["x-amz-target"]?.split(".")[1];
    const mayBe = mayAnswer(`${id} ${target} ${body}`);
    const [statusCode, text] = target
      ? mayBe
        ? [200, JSON.stringify(organizationsAnswer(target, JSON.parse(body), accounts))]
        : [400, JSON.stringify({ __type: "TooManyRequestsException", Message: "Rate exceeded" })]
      : mayBe
        ? queryAnswer(new URLSearchParams(body), accountIndex(id), accounts)
        : errorAnswer("Throttling", "Rate exceeded");
    calls.characters += text.length;
    const left = (open.get(id) ?? 1) - 1;
    if (left > 0) open.set(id, left);
    else open.delete(id);
    return {
      response: new HttpResponse({
        statusCode: statusCode as number,
        headers: { "content-type": target ? "application/x-amz-json-1.1" : "text/xml" },
        body: Readable.from([Buffer.from(text as string)]),
      }),
    };
  };
  return calls;
}

function organizationsAnswer(
  action: string,
  { NextToken = "0", ResourceId = "" }: { readonly NextToken?: string; readonly ResourceId?: string },
  accounts: number,
): object {
  if (action === "ListTagsForResource") {
    const { tags } = accountEntry(accountIndex(ResourceId));
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  }
  if (action !== "ListAccounts") throw new Error(`no answer for ${action}`);
  const from = Number(NextToken);
  const to = Math.min(from + accountsOfPage, accounts);
  return {
    Accounts: Array.from({ length: to - from }, (_, at) => ({
      Id: accountId(from + at),
      Name: accountEntry(from + at).name,
      Status: "ACTIVE",
    })),
    ...(to < accounts && { NextToken: String(to) }),
  };
}

function queryAnswer(parameters: URLSearchParams, index: number, accounts: number): Answer {
  const action = parameters.get("Action") ?? "";
  const from = Number(parameters.get("Marker") ?? 0);
  const page = <Item>(items: readonly Item[]) => ({
    items: items.slice(from, from + pageSize),
    next: {
      IsTruncated: from + pageSize < items.length,
      ...(from + pageSize < items.length && { Marker: String(from + pageSize) }),
    },
  });
  const result = (content: object): Answer => [
    200,
    `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${xml(content)}</${action}Result></${action}Response>`,
  ];
  switch (action) {
    case "GetCallerIdentity":
      return result({ Account: accountId(index), Arn: `arn:aws:iam::${accountId(index)}:user/reader` });
    case "AssumeRole": {
      const [, id = ""] = /::(\d{12}):/.exec(parameters.get("RoleArn") ?? "") ?? [];
      return result({
        Credentials: { AccessKeyId: `ASIA${id}`, SecretAccessKey: "secret", SessionToken: "token" },
      });
    }
    case "GetAccountAuthorizationDetails": {
      const { items, next } = page(rolesOf(index));
      // MaxSessionDuration and Description are not in this answer.
      const RoleDetailList = items.map(({ MaxSessionDuration: _, Description: __, ...role }) => role);
      return result({ ...next, RoleDetailList, ...(from === 0 && othersOf(index, accounts)) });
    }
    case "ListRoles": {
      const { items, next } = page(rolesOf(index));
      const Roles = items.map(
        ({ RolePolicyList: _, AttachedManagedPolicies: __, Tags: ___, RoleLastUsed: ____, ...role }) => role,
      );
      return result({ ...next, Roles });
    }
    case "GenerateCredentialReport":
      return result({ State: "COMPLETE" });
    case "GetCredentialReport":
      return result({ Content: Buffer.from(credentialReport()).toString("base64") });
    case "ListAccountAliases":
      return result({ AccountAliases: ["example"], IsTruncated: false });
    case "GetAccountPasswordPolicy":
      return errorAnswer("NoSuchEntity", "there is none", 404);
    default:
      return errorAnswer("InvalidAction", `no answer for ${action}`);
  }
}

function credentialReport(): string {
  const now = new Date().toISOString();
  const line = (name: string) =>
    [name, `arn:aws:iam::${identityAccountId}:user/${name}`, now, "true", now, now, "N/A", "true"].join();
  return [
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active",
    ...people.map(line),
  ].join("\n");
}

function errorAnswer(code: string, message: string, status = 400): Answer {
  return [
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  ];
}

/** Data as the query protocol writes it: a policy document is in URL encoding. */
function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join("");
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return String(value);
  if ("Statement" in value) return encodeURIComponent(JSON.stringify(value));
  return Object.entries(value)
    .map(([key, inner]) => (inner === undefined ? "" : `<${key}>${xml(inner)}</${key}>`))
    .join("");
}
