/** What there is in some accounts, told apart as IAM does: by unique ids, which no other thing ever gets. */
import {
  GetLoginProfileCommand,
  type IAMClient,
  ListAccessKeysCommand,
  paginateGetAccountAuthorizationDetails,
} from "@aws-sdk/client-iam";
import { byCodePoint } from "../../../iam/policy-document";
import type { EmulatedAws } from "../../../sandbox/emulated-aws";

interface Thing {
  readonly kind: "role" | "user" | "group";
  /** The letter of its account. */
  readonly account: string;
  readonly name: string;
  readonly path: string;
  /** What is lost with it: access keys, a password, memberships. What it is -> how people call it. */
  readonly holds: ReadonlyMap<string, string>;
}

/** By unique id. */
export type Snapshot = ReadonlyMap<string, Thing>;

export interface SnapshotOptions {
  readonly aws: EmulatedAws;
  /** Id -> letter. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Whether a thing of this name is looked at. */
  readonly counts: (name: string) => boolean;
  /** Tells the passwords of a user apart. */
  readonly passwordOf: (user: string) => number;
}

export async function snapshot({ aws, accounts, counts, passwordOf }: SnapshotOptions): Promise<Snapshot> {
  const things = new Map<string, Thing>();
  for (const [id, account] of accounts) {
    const client = aws.iam(await aws.inside(id));
    const groupIds = new Map<string, string>();
    for await (const page of paginateGetAccountAuthorizationDetails(
      { client },
      { Filter: ["User", "Role", "Group"] },
    )) {
      for (const { RoleId = "", RoleName: name = "", Path: path = "" } of page.RoleDetailList ?? [])
        if (counts(name)) things.set(RoleId, { kind: "role", account, name, path, holds: new Map() });
      for (const { GroupId = "", GroupName: name = "", Path: path = "" } of page.GroupDetailList ?? []) {
        groupIds.set(name, GroupId);
        if (counts(name)) things.set(GroupId, { kind: "group", account, name, path, holds: new Map() });
      }
      for (const { UserId = "", UserName: name = "", Path: path = "", GroupList } of page.UserDetailList ??
        [])
        if (counts(name))
          things.set(UserId, {
            kind: "user",
            account,
            name,
            path,
            holds: new Map([
              ...(GroupList ?? []).map(
                (group) => [groupIds.get(group) ?? group, `member of ${group}`] as const,
              ),
              ...(await accessKeysOf(client, name)),
              ...((await hasPassword(client, name))
                ? [[`${UserId} password ${passwordOf(name)}`, "password"] as const]
                : []),
            ]),
          });
    }
  }
  return things;
}

async function accessKeysOf(iam: IAMClient, UserName: string): Promise<(readonly [string, string])[]> {
  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
  return (AccessKeyMetadata ?? []).map(({ AccessKeyId = "" }) => [AccessKeyId, "access key"] as const);
}

async function hasPassword(iam: IAMClient, UserName: string): Promise<boolean> {
  try {
    await iam.send(new GetLoginProfileCommand({ UserName }));
    return true;
  } catch (failure) {
    if ((failure as Error).name.startsWith("NoSuchEntity")) return false;
    throw failure;
  }
}

/**
 * What changed, a line each, sorted: `made`, `gone`, `replaced`, `renamed`, `moved`; and what a user lost or got. All that
 * is in no line was kept.
 */
export function changes(before: Snapshot, after: Snapshot): string[] {
  const lines: string[] = [];
  const made = new Map([...after].filter(([id]) => !before.has(id)));
  for (const [id, was] of before) {
    const is = after.get(id);
    if (is) {
      if (is.name !== was.name) lines.push(`renamed: ${text(was)} is ${is.name}`);
      if (is.path !== was.path) lines.push(`moved: ${text(is)} to ${is.path}`);
      lines.push(...held(was, is));
      continue;
    }
    const [again] = [...made].find(
      ([, thing]) =>
        thing.kind === was.kind &&
        thing.account === was.account &&
        thing.name.toLowerCase() === was.name.toLowerCase(),
    ) ?? [undefined];
    const next = again === undefined ? undefined : made.get(again);
    if (again !== undefined) made.delete(again);
    lines.push(next ? `replaced: ${text(next)}` : `gone: ${text(was)}`);
    if (next) lines.push(...held(was, next));
  }
  for (const thing of made.values()) lines.push(`made: ${text(thing)}`);
  return lines.sort(byCodePoint);
}

function held(was: Thing, is: Thing): string[] {
  return [
    ...[...was.holds].filter(([key]) => !is.holds.has(key)).map(([, name]) => `${text(is)} lost: ${name}`),
    ...[...is.holds].filter(([key]) => !was.holds.has(key)).map(([, name]) => `${text(is)} got: ${name}`),
  ];
}

function text({ kind, account, name }: Thing): string {
  return `${kind} ${name} in ${account}`;
}
