/** The requirements of access in words. The value of an external ID is never among them: readers do not need it. */
import { durationText } from "../access";
import type { Entrance } from "../access/entrances";
import { timeText } from "../access/matrix";
import type { Hop, Route } from "../access/reach";
import { everyRequestHas } from "../iam/request-kind";
import type { Requirement } from "../iam/requirement";
import type { WayIn } from "../iam/ways-in";

/** What reports say of a grant that does not let the subject in. */
export function refusedText({ deniedByOwnPolicies }: Pick<Entrance, "deniedByOwnPolicies">): string {
  return deniedByOwnPolicies ? "denied by its own policies" : "refused by the trust policy";
}

/**
 * The requirements of each way in: one list for each way, any of which is enough. An empty list: nothing is required.
 * No list: the subject does not get in.
 */
export function waysRequired({ ways, mfa }: Pick<Entrance, "ways" | "mfa">): readonly (readonly string[])[] {
  const ofWays = required.get(ways) ?? new Map<Entrance["mfa"], string[][]>();
  required.set(ways, ofWays);
  const found = ofWays.get(mfa) ?? distinctWays({ ways, mfa });
  ofWays.set(mfa, found);
  return found;
}

/** Many entrances share their ways. */
const required = new WeakMap<Entrance["ways"], Map<Entrance["mfa"], string[][]>>();

/** The ways without those that require the same as another, or more. */
function distinctWays({ ways, mfa }: Pick<Entrance, "ways" | "mfa">): string[][] {
  const all = ways.map((way) => wayRequires(way, mfa === "required" ? "required" : way.mfa));
  return all.filter(
    (one, index) =>
      !all.some(
        (other, at) =>
          at !== index &&
          (ways[at]?.certain || !ways[index]?.certain) &&
          other.every((phrase) => one.includes(phrase)) &&
          (other.length < one.length || at < index),
      ),
  );
}

/** The same as a phrase: `MFA, external ID`, `MFA; or organization o-a1b2c3d4e5`, or `nothing`. */
export function waysText(entrance: Pick<Entrance, "ways" | "mfa" | "deniedByOwnPolicies">): string {
  if (entrance.ways.length === 0) return refusedText(entrance);
  return waysRequired(entrance)
    .map((phrases) => phrases.join(", ") || "nothing")
    .join("; or ");
}

/**
 * The requirements along a route: those of the entrance, and where it goes on over other roles, of each hop:
 * `MFA at hop 1 only`, `hop 1: MFA; hop 2: external ID`.
 */
export function routeRequires({ entrance, chain }: Route): string {
  const first = waysText(entrance);
  const later = chain.map(hopRequires);
  if (later.every((text) => text === "nothing"))
    return later.length === 0 || first === "nothing" ? first : `${first} at hop 1 only`;
  return [first, ...later].map((text, index) => `hop ${index + 1}: ${text}`).join("; ");
}

function hopRequires({ ways, permission }: Hop): string {
  // MFA is never required of a session of a role that gets in: it has none.
  const required = waysText({ ways, mfa: "not asked" });
  if (permission === "allowed") return required;
  return required === "nothing" ? "permission unknown" : `${required}, permission unknown`;
}

function wayRequires(way: WayIn, mfa: WayIn["mfa"]): string[] {
  const asksForMfa = mfa === "required" || mfa === "unknown";
  return [
    ...(asksForMfa ? [mfaText(way, mfa)] : []),
    ...way.requirements.map(requirementText),
    ...way.denies.map(
      ({ conditions }) => `no match of the Deny on ${conditions.map(({ name }) => name).join(" with ")}`,
    ),
    // The text of a condition holds its values, and one of them may be an external ID.
    ...way.unknown.map((condition) => `unknown condition ${condition.split(": ")[0]}`),
    ...(way.certain || way.unknown.length > 0 ? [] : ["unknown conditions"]),
  ];
}

function mfaText({ mfaMaxAge }: WayIn, mfa: WayIn["mfa"]): string {
  if (mfa === "unknown") return "MFA unknown";
  return mfaMaxAge === undefined ? "MFA" : `MFA within ${durationText(mfaMaxAge)}`;
}

function requirementText({ key, presence, values, except, from, until, exact }: Requirement): string {
  const name = key.toLowerCase();
  // A token has the keys of its identity provider.
  const isAlwaysThere = /^[^:]+\.[^:]+:/.test(name) || everyRequestHas(name);
  const maybe = presence === "optional" && !isAlwaysThere ? " if present" : "";
  if (presence === "forbidden") return name === "sts:externalid" ? "no external ID" : `no ${key}`;
  if (name === "sts:externalid") return `external ID${maybe}`;
  if (name === "sts:rolesessionname" && values.join() === "${aws:username}")
    return "session named as the user";
  if (name === "aws:sourceip" && values.length === 0 && except.length > 0 && exact)
    return `address not in ${except.join(" or ")}${maybe}`;
  const limits = [
    ...(values.length > 0 ? [values.join(" or ")] : []),
    ...(except.length > 0 ? [`not ${except.join(" or ")}`] : []),
    ...(from === undefined ? [] : [`from ${timeText(from)}`]),
    ...(until === undefined ? [] : [`until ${timeText(until)}`]),
    ...(exact ? [] : ["with further conditions"]),
  ].join(", ");
  // A time says by itself that it is one.
  if (name === "aws:currenttime" && (from !== undefined || until !== undefined)) return limits;
  const wordOf = name.endsWith(":aud") ? "audience" : words.get(name);
  if (wordOf && limits !== "") return `${wordOf} ${limits}${maybe}`;
  return limits === "" ? `any ${key}${maybe}` : `${key} ${limits}${maybe}`;
}

/** Condition keys in plain words. */
const words: ReadonlyMap<string, string> = new Map([
  ["aws:sourceip", "address in"],
  ["aws:principalorgid", "organization"],
  ["sts:rolesessionname", "session name"],
  ["aws:principalarn", "caller"],
]);
