/**
 * The profiles of a user or principal for the AWS CLI, and for every tool that reads `~/.aws/config`.
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
import type { Access, Principal, User } from "../../access";
import type { Entrance } from "../../access/entrances";
import { endTexts } from "../../access/matrix";
import { printableLines } from "../../access/printable";
import { chainedSessionDuration, destinationOf, type Route, sessionDurationOf } from "../../access/reach";
import { externalIdFor } from "../../access/role-place";
import { iamArn } from "../../iam/arn";
import { placesBefore } from "../matrix-rows";
import type { ProfileNames } from "../profile-name";
import { headLines, profileLines } from "./config-text";
import type { SignIn } from "./sign-in";

/** A way of a user or principal to a role. */
export type RouteOfCaller = Route & { readonly entrance: Entrance & { readonly subject: User | Principal } };

/** A user or principal, and the ways to roles that get a profile. At least one. */
export interface Client {
  readonly access: Access;
  readonly caller: User | Principal;
  readonly routes: readonly RouteOfCaller[];
  readonly profileName: ProfileNames;
}

/** The file, in pieces: a profile for each role in each account that the caller may assume, itself or over other roles. */
export function* awsConfig({ access, caller, routes, profileName }: Client): Generator<string> {
  const signIn = signInOf(caller);
  const { region } = access;
  // The format has no escapes: a control character in a value is shown, and cannot begin another line.
  yield printableLines(
    headLines({
      signIn,
      region,
      firstProfile: firstProfile({ routes, profileName }),
      hasMfa: routes.some(mayNeedMfa),
      where: "Name this file in AWS_CONFIG_FILE, or add it to ~/.aws/config. README.md beside it says more.",
    }),
  );
  for (const route of routes) {
    const { granted, subject } = route.entrance;
    const place = destinationOf(route);
    const before = placesBefore(route).at(-1);
    yield printableLines(
      profileLines(
        { signIn, region },
        {
          name: profileName(place),
          roleArn: place.arn,
          before: before && profileName(before),
          ends: endTexts(granted?.end ?? {}),
          duration: place.role.existing ? undefined : sessionDuration(route),
          mfaDevice: mayNeedMfa(route) ? mfaDevice(access, caller.name) : undefined,
          externalId: externalIdFor(place, before ?? subject),
        },
      ),
    );
  }
}

export function signInOf(caller: User | Principal): SignIn {
  const { kind, name } = caller;
  return kind === "user"
    ? { kind, name, arn: caller.arn, login: caller.consoleAccess !== undefined && caller.selfService }
    : { kind, name, roleName: caller.roleName, permissionSet: caller.permissionSet };
}

/** The ARN of the MFA device that the console proposes: it is named like the user. */
export function mfaDevice({ partition, identityAccount }: Access, user: string): string {
  return iamArn(partition, identityAccount.id, "mfa", user);
}

/** The name of the profile that examples use. */
export function firstProfile({ routes, profileName }: Pick<Client, "routes" | "profileName">): string {
  const [first] = routes;
  return first ? profileName(destinationOf(first)) : "<account>.<role>";
}

/** A principal is a role, and AWS limits the sessions that a role starts. */
function sessionDuration(route: RouteOfCaller): number | undefined {
  const duration = sessionDurationOf(route);
  if (duration === undefined || route.entrance.subject.kind === "user") return duration;
  return Math.min(duration, chainedSessionDuration);
}

/** Where it is unknown whether MFA is required, the profile uses it. The session of a role has none. */
export function mayNeedMfa({ entrance: { mfa, subject }, chain }: RouteOfCaller): boolean {
  return subject.kind === "user" && chain.length === 0 && mfa !== "not asked";
}
