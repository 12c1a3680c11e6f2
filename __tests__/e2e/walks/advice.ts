/** The lines that warnings say to write, and a company that changes without them. */
import { parse } from "yaml";
import { addStranger, giveKey, hands } from "./by-hand";
import { type Company, company, role } from "./company";
import type { ByHand } from "./walk";

const five = ["a", "b", "c", "d", "e"];

/** What is deployed. */
export const deployed = company((file, id) => {
  file.targetAccounts = Object.fromEntries(five.map((letter) => [letter, { id: id(letter) }]));
  file.roles.Reader = role(five);
  file.roles.Writer = role(["a"]);
  file.roles.Auditor = role(["a"], { path: "/teams/" });
  file.groups.night = { canAssume: ["Writer"] };
  file.users.alex = { groups: ["staff", "night"] };
  file.users.kim = { consoleAccess: {}, groups: ["staff"], canAssume: ["Writer", "Auditor"] };
});

export const byHand: ByHand = hands(giveKey("kim"), addStranger("night"));

/** What somebody makes of it without a thought of what is deployed. */
export const unsaid = company((file, id) => {
  file.targetAccounts = {
    a: { id: id("a") },
    prod: { id: id("b") },
    d: { id: id("d"), stack: "far" },
    e: { id: id("f") },
  };
  file.roles.Reader = role(["a", "prod", "d", "e"]);
  file.roles.Author = role(["a"]);
  file.roles.Auditor = role(["a"]);
  file.groups.late = { canAssume: ["Author"] };
  file.users.alex = { groups: ["staff", "late"] };
  file.users.kimberly = { consoleAccess: {}, groups: ["staff"], canAssume: ["Author", "Auditor"] };
});

/** A file with the lines that warnings say to write, each where its warning says. */
export function followed(file: Company, warnings: readonly string[]): Company {
  const written = structuredClone(file);
  for (const warning of warnings) {
    const [, at = "", message = ""] = /^\S+\s+(\S+)\s+warning: (.*) \[[\w-]+\]$/.exec(warning) ?? [];
    const [map = "", name] = at.split(".");
    const entries = written[map] as Company["roles"];
    // A whole entry stands at the end, otherwise lines of one stand after "write".
    const whole = /: (\S+: \{.*\})$/.exec(message)?.[1];
    const lines = [...message.matchAll(/\b(?:write|set|and|with) (\w+: (?:"[^"]*"|[^\s,;]+))/g)];
    if (name === undefined && whole !== undefined) Object.assign(entries, parse(whole));
    else if (name !== undefined && lines.length > 0)
      for (const [, line = ""] of lines) Object.assign(entries[name] ?? {}, parse(line));
    else throw new Error(`no line to write: ${warning}`);
  }
  return written;
}
